"""What the technical seats ask of their holders, and what others often have."""

from django.db import migrations

REQUIRED = {
    2: "Tata kelola aplikasi dan arsitektur SPBE",
    3: "Pengelolaan laman dan media sosial pemerintah",
    4: "Jaringan dan keamanan informasi",
    5: "Desain grafis",
}
OTHERS = (
    "Dasar-dasar SPBE",
    "Manajemen risiko SPBE",
    "Penulisan berita",
    "Pengelolaan barang milik daerah",
    "Sistem informasi kepegawaian",
)


def create(apps, schema_editor):
    competence = apps.get_model("teams", "Competence")
    seat = apps.get_model("teams", "Seat")
    for number, name in REQUIRED.items():
        made = competence.objects.create(name=name)
        seat.objects.get(number=number).requires.add(made)
    competence.objects.bulk_create(competence(name=name) for name in OTHERS)


class Migration(migrations.Migration):
    dependencies = [("teams", "0008_certificates")]

    # the tables go with the migrations of the schema, so there is nothing to take back
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
