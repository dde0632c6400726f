"""What both sides agreed to about a session stays as they agreed to it."""

from django.db import migrations

from lib.triggers import refuse

AGREED = "Catatan yang sudah disepakati atau dibatalkan tidak dapat diubah."
OF_SETTLED = (
    "EXISTS (SELECT 1 FROM assessments_mentoring m "
    "WHERE m.uuid IN (OLD.mentoring_id, NEW.mentoring_id) "
    "AND (m.withdrawn_at IS NOT NULL OR "
    "(m.mentor_agreed_at IS NOT NULL AND m.agency_agreed_at IS NOT NULL)))"
)
UNTICKED = "- ARRAY['done_at', 'done_by_id']"


class Migration(migrations.Migration):
    dependencies = [("assessments", "0009_mentoring")]

    operations = [
        refuse(
            "assessments_mentoring",
            "settled",
            "UPDATE OR DELETE",
            AGREED,
            when=(
                "TG_OP = 'DELETE' OR ("
                "(OLD.withdrawn_at IS NOT NULL OR (OLD.mentor_agreed_at IS NOT NULL "
                "AND OLD.agency_agreed_at IS NOT NULL)) AND "
                "to_jsonb(OLD) - 'evidence_id' <> to_jsonb(NEW) - 'evidence_id')"
                " OR (OLD.evidence_id IS NOT NULL AND "
                "NEW.evidence_id IS DISTINCT FROM OLD.evidence_id)"
            ),
        ),
        refuse(
            "assessments_mentoringattendance",
            "settled",
            "INSERT OR UPDATE OR DELETE",
            AGREED,
            when=OF_SETTLED,
        ),
        refuse(
            "assessments_mentoring_indicators",
            "settled",
            "INSERT OR UPDATE OR DELETE",
            AGREED,
            when=OF_SETTLED,
        ),
        refuse(
            "assessments_mentoringfollowup",
            "settled",
            "INSERT OR UPDATE OR DELETE",
            AGREED,
            when=(
                f"{OF_SETTLED} AND (TG_OP <> 'UPDATE' OR "
                f"to_jsonb(OLD) {UNTICKED} <> to_jsonb(NEW) {UNTICKED})"
            ),
        ),
    ]
