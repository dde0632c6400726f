"""An assignment that was in force is ended, never deleted: it says who saw what."""

from django.db import migrations

from lib import triggers


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_mentor_assignment_ended")]

    operations = [
        triggers.refuse(
            "accounts_mentorassignment",
            "kept_once_in_force",
            "DELETE",
            "Penugasan yang pernah berlaku diakhiri, tidak dihapus.",
            when="OLD.starts_on <= (now() AT TIME ZONE 'Asia/Makassar')::date",
        ),
    ]
