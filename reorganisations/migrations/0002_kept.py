"""A reorganisation that was carried out or cancelled stays as it was."""

from django.db import migrations

from lib.triggers import refuse

KEPT = "Penataan yang sudah dijalankan atau dibatalkan tidak dapat diubah."


class Migration(migrations.Migration):
    dependencies = [("reorganisations", "0001_initial")]

    operations = [
        refuse(
            "reorganisations_reorganisation",
            "kept",
            "UPDATE OR DELETE",
            KEPT,
            when="OLD.state IN ('DONE', 'CANCELLED')",
        ),
    ]
