"""A reminder that was sent stays on record."""

from django.db import migrations

from lib.triggers import immutable


class Migration(migrations.Migration):
    dependencies = [("assessments", "0007_reminders")]

    operations = [
        immutable("assessments_reminder", "Pengingat yang dikirim tidak dapat diubah.")
    ]
