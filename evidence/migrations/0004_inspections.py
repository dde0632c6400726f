"""A check of an address stays as made; every file gets its inspection."""

from django.db import migrations

from lib.triggers import immutable


def add_inspections(apps, schema_editor):
    versions = apps.get_model("evidence", "DocumentVersion").objects
    inspections = apps.get_model("evidence", "Inspection").objects
    waiting = versions.filter(inspection__isnull=True).values_list("pk", flat=True)
    inspections.bulk_create(
        (inspections.model(version_id=pk) for pk in waiting.iterator()),
        batch_size=2000,
    )


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_library")]

    operations = [
        immutable(
            "evidence_linkcheck", "Pemeriksaan tautan tidak dapat diubah atau dihapus."
        ),
        migrations.RunPython(add_inspections, migrations.RunPython.noop),
    ]
