"""What was issued stays as issued; a rule set that was used stays as used."""

from django.db import migrations

from lib.triggers import immutable, refuse

ISSUED = "Dokumen yang sudah terbit tidak dapat diubah atau dihapus."
EXPORTED = "Ekspor TPP tidak dapat diubah atau dihapus."
USED = "Aturan TPP yang sudah dipakai tidak dapat diubah; buat revisi baru."


def used_by(column: str) -> str:
    return f"EXISTS (SELECT 1 FROM reports_export e WHERE e.rule_set_id = {column})"  # noqa: S608 names of this file


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        refuse(
            "reports_issueddocument",
            "issued",
            "UPDATE OR DELETE",
            ISSUED,
            when="OLD.status = 'DONE'",
        ),
        immutable("reports_export", EXPORTED),
        refuse(
            "reports_ruleset",
            "used",
            "UPDATE OR DELETE",
            USED,
            when=used_by("OLD.uuid"),
        ),
        refuse(
            "reports_ruleband",
            "used",
            "UPDATE OR DELETE",
            USED,
            when=used_by("OLD.rule_set_id"),
        ),
        refuse(
            "reports_ruleband",
            "complete",
            "INSERT OR UPDATE",
            USED,
            when=used_by("NEW.rule_set_id"),
        ),
    ]
