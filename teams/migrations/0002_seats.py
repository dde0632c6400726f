"""The eight seats of every team."""

from django.db import migrations

SEATS = (
    (
        "Koordinator Teknis SPBE",
        False,
        "Memimpin tim, membagi tugas, dan menjadi penghubung dengan tim pendamping.",
    ),
    (
        "Admin Tata Kelola Aplikasi",
        True,
        "Mengelola aplikasi, proses bisnis, arsitektur, dan data perangkat daerah.",
    ),
    (
        "Admin Web dan Media Sosial",
        True,
        "Mengelola laman resmi dan akun media sosial perangkat daerah.",
    ),
    (
        "Admin Jaringan dan Multimedia",
        True,
        "Mengelola jaringan intra, perangkat, keamanan informasi, dan multimedia.",
    ),
    ("Desainer Grafis", True, "Menyusun materi visual untuk publikasi dan layanan."),
    (
        "Pembuat Berita/Artikel",
        False,
        "Menulis berita dan artikel, sekurangnya dua berita setiap pekan.",
    ),
    ("Pengurus Barang", False, "Mencatat dan memelihara data aset TIK."),
    (
        "Operator Kepegawaian",
        False,
        "Mengelola layanan kepegawaian elektronik dan data kompetensi pegawai.",
    ),
)


def create(apps, schema_editor):
    seat = apps.get_model("teams", "Seat")
    seat.objects.bulk_create(
        seat(number=number, name=name, is_technical=technical, duties=duties)
        for number, (name, technical, duties) in enumerate(SEATS, 1)
    )


class Migration(migrations.Migration):
    dependencies = [("teams", "0001_initial")]

    # the table goes with the schema's own migration, so there is nothing to take back
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
