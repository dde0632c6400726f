"""What was written in a thread or offered as an example stays as it was written."""

from django.db import migrations

from lib.triggers import immutable, refuse

KEPT = "Catatan ini tidak dapat diubah atau dihapus."
DETERMINED = "Hasil yang sudah ditetapkan tidak dapat diubah."

OF_ANSWER = (
    "EXISTS (SELECT 1 FROM assessments_answer w JOIN assessments_assessment a "
    "ON a.uuid = w.assessment_id WHERE a.status = 'DETERMINED' "
    "AND w.uuid IN (OLD.answer_id, NEW.answer_id))"
)
OF_ANOTHER_AGENCY = (
    "EXISTS (SELECT 1 FROM evidence_document d WHERE d.uuid = NEW.document_id "
    "AND d.agency_id IS NOT NULL AND d.agency_id <> ("
    "SELECT a.agency_id FROM assessments_message m "
    "JOIN assessments_answer w ON w.uuid = m.answer_id "
    "JOIN assessments_assessment a ON a.uuid = w.assessment_id "
    "WHERE m.uuid = NEW.message_id))"
)
OF_AN_AGENCY = (
    "EXISTS (SELECT 1 FROM evidence_document d WHERE d.uuid = NEW.document_id "
    "AND d.agency_id IS NOT NULL)"
)
DECISIONS = (
    "approved_at",
    "approved_by_id",
    "refused_at",
    "refused_by_id",
    "refused_reason",
    "retired_at",
    "retired_by_id",
)
DECIDED_AGAIN = (
    "(OLD.approved_at IS NOT NULL AND (OLD.approved_at, OLD.approved_by_id) "
    "IS DISTINCT FROM (NEW.approved_at, NEW.approved_by_id)) "
    "OR (OLD.refused_at IS NOT NULL AND (OLD.refused_at, OLD.refused_by_id, "
    "OLD.refused_reason) IS DISTINCT FROM (NEW.refused_at, NEW.refused_by_id, "
    "NEW.refused_reason)) "
    "OR OLD.retired_at IS NOT NULL"
)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0012_examples")]

    operations = [
        immutable("assessments_message", KEPT, except_columns=["withdrawn_at"]),
        refuse(
            "assessments_message",
            "withdrawn",
            "UPDATE",
            "Pesan ini sudah ditarik.",
            when="OLD.withdrawn_at IS NOT NULL",
        ),
        refuse(
            "assessments_message",
            "determined",
            "INSERT OR UPDATE",
            DETERMINED,
            when=OF_ANSWER,
        ),
        immutable("assessments_messageattachment", KEPT),
        refuse(
            "assessments_messageattachment",
            "of_the_thread",
            "INSERT",
            "Lampiran bukan milik perangkat daerah ini.",
            when=OF_ANOTHER_AGENCY,
        ),
        immutable("assessments_mention", KEPT),
        immutable("assessments_example", KEPT, except_columns=DECISIONS),
        refuse(
            "assessments_example",
            "decided",
            "UPDATE",
            "Contoh ini sudah diputus.",
            when=DECIDED_AGAIN,
        ),
        refuse(
            "assessments_example",
            "anonymous",
            "INSERT",
            "Salinan contoh harus dokumen provinsi.",
            when=OF_AN_AGENCY,
        ),
    ]
