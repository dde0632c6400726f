"""What an agency was called and whom it follows stays as recorded."""

from django.db import migrations

from lib.triggers import immutable

KEPT = "Riwayat perangkat daerah tidak dapat diubah atau dihapus."


class Migration(migrations.Migration):
    dependencies = [("accounts", "0019_agencies")]

    operations = [
        immutable("accounts_agencyname", KEPT),
        immutable("accounts_succession", KEPT),
    ]
