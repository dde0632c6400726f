"""Verdicts and what was taken back stay on record; a round has one decision an answer,
and what was sent is not taken back."""

from django.db import migrations

from lib.triggers import immutable, refuse

KEPT = "Catatan ini tidak dapat diubah atau dihapus."
SENT = "Putaran ini sudah dikirim kepada perangkat daerah."
DECIDED = "Indikator ini sudah diputus dalam putaran ini."

NOT_IN_WORK = (
    "NOT EXISTS (SELECT 1 FROM assessments_review r "
    "JOIN assessments_answer w ON w.uuid = r.answer_id "
    "JOIN assessments_assessment a ON a.uuid = w.assessment_id "
    "WHERE r.id = NEW.review_id AND a.status = 'SUBMITTED' AND a.round = r.round)"
)
DECIDED_ALREADY = (
    "EXISTS (SELECT 1 FROM assessments_review r "
    "LEFT JOIN assessments_reviewwithdrawal x ON x.review_id = r.id "
    "WHERE r.answer_id = NEW.answer_id AND r.round = NEW.round AND x.id IS NULL)"
)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0015_verdicts_and_undo")]

    operations = [
        immutable("assessments_verdict", KEPT),
        immutable("assessments_reviewwithdrawal", KEPT),
        refuse(
            "assessments_reviewwithdrawal", "in_work", "INSERT", SENT, when=NOT_IN_WORK
        ),
        refuse(
            "assessments_review",
            "decided_once",
            "INSERT",
            DECIDED,
            when=DECIDED_ALREADY,
        ),
        refuse("assessments_reasonphrase", "kept", "DELETE", KEPT),
    ]
