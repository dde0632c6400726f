"""What became of a mail stays on record."""

from django.db import migrations

from lib import triggers

MESSAGE = "Surel yang sudah selesai tidak dapat diubah atau dihapus."


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_mail")]

    operations = [
        triggers.refuse(
            "accounts_mailing",
            "settled",
            "UPDATE OR DELETE",
            MESSAGE,
            when="TG_OP = 'DELETE' OR OLD.state <> 'QUEUED'",
        ),
        triggers.not_truncated("accounts_mailing", MESSAGE),
    ]
