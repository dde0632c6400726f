"""What was signed or revoked stays so; a report that a batch made stays with it."""

from django.db import migrations

from lib.triggers import immutable, refuse

SIGNED = "Berkas bertanda tangan tidak dapat diubah atau dihapus."
REVOKED = "Pencabutan dokumen tidak dapat diubah atau dihapus."
MADE = "Laporan yang sudah dibuat tidak dapat dilepas dari pembuatan massal."


class Migration(migrations.Migration):
    dependencies = [("reports", "0010_signatures_and_batches")]

    operations = [
        immutable("reports_signedfile", SIGNED),
        immutable("reports_signature", SIGNED),
        immutable("reports_revocation", REVOKED),
        refuse(
            "reports_batchitem",
            "made",
            "UPDATE OR DELETE",
            MADE,
            when="OLD.status = 'DONE'",
        ),
    ]
