"""What was taken back, withdrawn or decided in a closed sitting stays as it is."""

from django.db import migrations

from lib.triggers import immutable, refuse

KEPT = "Catatan ini tidak dapat diubah atau dihapus."
WITHDRAWN = "Sanggahan yang ditarik tidak dapat diubah, dan tidak ada yang dihapus."
CLOSED = "Sidang pleno yang sudah ditutup tidak dapat diubah."
DETERMINED = "Hasil yang sudah ditetapkan tidak dapat diubah."

OF_CLOSED = (
    "EXISTS (SELECT 1 FROM assessments_plenarysession s WHERE s.closed_at IS NOT NULL "
    "AND s.uuid IN (OLD.session_id, NEW.session_id))"
)
OF_DETERMINED = (
    "EXISTS (SELECT 1 FROM assessments_answer w JOIN assessments_assessment a "
    "ON a.uuid = w.assessment_id WHERE a.status = 'DETERMINED' "
    "AND w.uuid IN (OLD.answer_id, NEW.answer_id))"
)
OF_WITHDRAWN = "TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL"
EVIDENCE_DECIDED = (
    "EXISTS (SELECT 1 FROM assessments_objection o WHERE o.id IN "
    "(OLD.objection_id, NEW.objection_id) AND "
    "(o.decided_at IS NOT NULL OR o.withdrawn_at IS NOT NULL))"
)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0021_plenary_session")]

    operations = [
        immutable("assessments_retraction", KEPT),
        refuse(
            "assessments_objection",
            "withdrawn",
            "UPDATE OR DELETE",
            WITHDRAWN,
            when=OF_WITHDRAWN,
        ),
        refuse(
            "assessments_objectionevidence",
            "withdrawn",
            "UPDATE OR DELETE",
            KEPT,
            when=OF_WITHDRAWN,
        ),
        refuse(
            "assessments_objectionevidence",
            "decided",
            "INSERT OR UPDATE",
            "Sanggahan ini tidak terbuka lagi, jadi buktinya tetap.",
            when=EVIDENCE_DECIDED,
        ),
        refuse(
            "assessments_plenarysession",
            "closed",
            "UPDATE OR DELETE",
            CLOSED,
            when="OLD.closed_at IS NOT NULL",
        ),
        refuse(
            "assessments_plenaryitem",
            "closed",
            "INSERT OR UPDATE OR DELETE",
            CLOSED,
            when=OF_CLOSED,
        ),
        refuse(
            "assessments_plenaryitem",
            "determined",
            "INSERT OR UPDATE OR DELETE",
            DETERMINED,
            when=OF_DETERMINED,
        ),
    ]
