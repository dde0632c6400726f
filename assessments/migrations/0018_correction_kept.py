"""What was approved, determined or dropped stays; nothing is added to what was
determined, and none of it is emptied at once."""

from django.db import migrations

from lib.triggers import not_truncated, refuse

DETERMINED = "Hasil yang sudah ditetapkan tidak dapat diubah."
KEPT = "Catatan ini tidak dapat diubah atau dihapus."
APPROVED = "Pembetulan yang disetujui atau selesai tidak dapat diubah."

SETTLED = (
    "TG_OP = 'DELETE' OR OLD.determination_id IS NOT NULL OR OLD.dropped_at IS NOT NULL "
    "OR OLD.period_id <> NEW.period_id OR OLD.prepared_by_id <> NEW.prepared_by_id "
    "OR (OLD.approved_at IS NOT NULL AND "
    "(OLD.approved_at, OLD.approved_by_id, OLD.reason, OLD.source) IS DISTINCT FROM "
    "(NEW.approved_at, NEW.approved_by_id, NEW.reason, NEW.source))"
)
OF_SETTLED = (
    "EXISTS (SELECT 1 FROM assessments_correction c WHERE "
    "c.uuid IN (OLD.correction_id, NEW.correction_id) "
    "AND (c.approved_at IS NOT NULL OR c.dropped_at IS NOT NULL))"
)
NOT_DETERMINED = (
    "NOT EXISTS (SELECT 1 FROM assessments_answer w "
    "JOIN assessments_assessment a ON a.uuid = w.assessment_id "
    "JOIN assessments_correction c ON c.period_id = a.period_id "
    "JOIN instruments_version v ON v.id = a.version_id "
    "WHERE w.uuid = NEW.answer_id AND c.uuid = NEW.correction_id "
    "AND a.status = 'DETERMINED' "
    "AND NEW.level BETWEEN v.scale_min AND v.scale_max)"
)
OF_ANSWER = (
    "EXISTS (SELECT 1 FROM assessments_answer w JOIN assessments_assessment a "
    "ON a.uuid = w.assessment_id WHERE a.status = 'DETERMINED' "
    "AND w.uuid = NEW.answer_id)"
)
OF_ASSESSMENT = (
    "EXISTS (SELECT 1 FROM assessments_assessment a WHERE a.status = 'DETERMINED' "
    "AND a.uuid = NEW.assessment_id)"
)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0017_corrections")]

    operations = [
        refuse(
            "assessments_correction", "settled", "UPDATE OR DELETE", APPROVED, SETTLED
        ),
        refuse(
            "assessments_correctedlevel",
            "settled",
            "INSERT OR UPDATE OR DELETE",
            APPROVED,
            OF_SETTLED,
        ),
        refuse(
            "assessments_correctedlevel",
            "of_determined",
            "INSERT OR UPDATE",
            "Hanya tingkat yang sudah ditetapkan yang dibetulkan, dalam skalanya.",
            NOT_DETERMINED,
        ),
        refuse("assessments_review", "determined", "INSERT", DETERMINED, OF_ANSWER),
        refuse(
            "assessments_answerrevision", "determined", "INSERT", DETERMINED, OF_ANSWER
        ),
        refuse(
            "assessments_transition", "determined", "INSERT", DETERMINED, OF_ASSESSMENT
        ),
        refuse(
            "assessments_extension", "determined", "INSERT", DETERMINED, OF_ASSESSMENT
        ),
        *(
            not_truncated(f"assessments_{table}", KEPT)
            for table in (
                "assessment",
                "answer",
                "answerrevision",
                "citation",
                "review",
                "objection",
                "transition",
                "extension",
                "correction",
                "correctedlevel",
            )
        ),
    ]
