"""What the clock passed and what was moved stays on record; a plan that was opened or
cancelled stays as it was."""

from django.db import migrations

from lib.triggers import immutable, refuse

KEPT = "Catatan ini tidak dapat diubah atau dihapus."
SETTLED = "Jadwal yang sudah dibuka atau dibatalkan tidak dapat diubah."

OF_PLAN = (
    "EXISTS (SELECT 1 FROM assessments_plannedperiod p "
    "WHERE p.uuid IN (OLD.plannedperiod_id, NEW.plannedperiod_id) "
    "AND (p.period_id IS NOT NULL OR p.cancelled_at IS NOT NULL))"
)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0023_calendar")]

    operations = [
        immutable("assessments_passage", KEPT),
        immutable("assessments_deadlinechange", KEPT),
        refuse(
            "assessments_plannedperiod",
            "settled",
            "UPDATE OR DELETE",
            SETTLED,
            when=(
                "TG_OP = 'DELETE' OR OLD.period_id IS NOT NULL "
                "OR OLD.cancelled_at IS NOT NULL"
            ),
        ),
        refuse(
            "assessments_plannedperiod_agencies",
            "settled",
            "INSERT OR UPDATE OR DELETE",
            SETTLED,
            when=OF_PLAN,
        ),
    ]
