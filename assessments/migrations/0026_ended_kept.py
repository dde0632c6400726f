"""An assessment that was ended, and its answers, stay as they were then."""

from django.db import migrations

from lib.triggers import refuse

ENDED = "Penilaian yang dihentikan tidak dapat diubah."
OF_ASSESSMENT = (
    "EXISTS (SELECT 1 FROM assessments_assessment a WHERE a.status = 'ENDED' "
    "AND a.uuid IN (OLD.assessment_id, NEW.assessment_id))"
)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0025_carried_on_and_ended")]

    operations = [
        refuse(
            "assessments_assessment",
            "ended",
            "UPDATE OR DELETE",
            ENDED,
            when="OLD.status = 'ENDED'",
        ),
        refuse(
            "assessments_answer",
            "ended",
            "INSERT OR UPDATE OR DELETE",
            ENDED,
            when=OF_ASSESSMENT,
        ),
    ]
