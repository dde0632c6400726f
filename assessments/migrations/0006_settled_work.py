"""What was agreed in a quarter stays as it was when the quarter is determined, and what
was applied, dropped or offered stays on record."""

from django.db import migrations

from lib.triggers import refuse

DETERMINED = "Hasil yang sudah ditetapkan tidak dapat diubah."
KEPT = "Catatan ini tidak dapat diubah atau dihapus."

OF_ASSESSMENT = (
    "EXISTS (SELECT 1 FROM assessments_assessment a WHERE a.status = 'DETERMINED' "
    "AND a.uuid IN (OLD.assessment_id, NEW.assessment_id))"
)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0005_workspace")]

    operations = [
        refuse(
            "assessments_target",
            "determined",
            "INSERT OR UPDATE OR DELETE",
            DETERMINED,
            when=OF_ASSESSMENT,
        ),
        refuse(
            "assessments_workbookimport",
            "settled",
            "UPDATE OR DELETE",
            KEPT,
            when="OLD.applied_at IS NOT NULL OR OLD.dropped_at IS NOT NULL",
        ),
        refuse("assessments_followup", "kept", "DELETE", KEPT),
        refuse("assessments_indicatorformat", "kept", "DELETE", KEPT),
    ]
