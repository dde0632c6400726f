"""Letterheads, signatories and templates stay as entered; a copy stays as made."""

from django.db import migrations

from lib.triggers import immutable, refuse

LETTERHEAD = "Kop surat yang sudah tercatat tidak dapat diubah; catat yang baru."
SIGNATORY = "Penanda tangan yang sudah tercatat tidak dapat diubah; catat yang baru."
TEMPLATE = "Versi templat tidak dapat diubah; unggah versi baru."
COPY = "Salinan DOCX yang sudah selesai tidak dapat diubah atau dihapus."


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_letterhead_recap_word")]

    operations = [
        immutable("reports_letterhead", LETTERHEAD),
        immutable("reports_signatory", SIGNATORY),
        immutable("reports_wordtemplate", TEMPLATE),
        refuse(
            "reports_wordcopy",
            "made",
            "UPDATE OR DELETE",
            COPY,
            when="OLD.status = 'DONE'",
        ),
    ]
