"""A stored version keeps its name, size and hash; no document vanishes."""

from django.db import migrations

from lib.triggers import immutable, refuse


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [
        immutable("evidence_documentversion", "Versi bukti dukung tidak dapat diubah."),
        refuse(
            "evidence_document",
            "kept",
            "DELETE",
            "Bukti dukung tidak dihapus; tariklah dengan alasan.",
        ),
    ]
