"""Decisions stay as made; a determined assessment stays as determined."""

from django.db import migrations

from lib.triggers import immutable, refuse

DETERMINED = "Hasil yang sudah ditetapkan tidak dapat diubah."
KEPT = "Catatan ini tidak dapat diubah atau dihapus."

OF_ASSESSMENT = (
    "EXISTS (SELECT 1 FROM assessments_assessment a WHERE a.status = 'DETERMINED' "
    "AND a.uuid IN (OLD.assessment_id, NEW.assessment_id))"
)
OF_ANSWER = (
    "EXISTS (SELECT 1 FROM assessments_answer w JOIN assessments_assessment a "
    "ON a.uuid = w.assessment_id WHERE a.status = 'DETERMINED' "
    "AND w.uuid IN (OLD.answer_id, NEW.answer_id))"
)
OUTSIDE_SCALE = (
    "EXISTS (SELECT 1 FROM assessments_assessment a JOIN instruments_version v "
    "ON v.id = a.version_id WHERE a.uuid = NEW.assessment_id AND NOT ("
    "coalesce(NEW.self_level, v.scale_min) BETWEEN v.scale_min AND v.scale_max AND "
    "coalesce(NEW.verified_level, v.scale_min) BETWEEN v.scale_min AND v.scale_max AND "
    "coalesce(NEW.final_level, v.scale_min) BETWEEN v.scale_min AND v.scale_max))"
)
REPINNED = (
    "(OLD.version_id, OLD.agency_id, OLD.period_id, OLD.agency_name, OLD.agency_code) "
    "IS DISTINCT FROM "
    "(NEW.version_id, NEW.agency_id, NEW.period_id, NEW.agency_name, NEW.agency_code)"
)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]

    operations = [
        immutable("assessments_determination", DETERMINED),
        immutable("assessments_result", DETERMINED),
        immutable("assessments_review", KEPT),
        immutable("assessments_answerrevision", KEPT),
        immutable("assessments_transition", KEPT),
        immutable("assessments_extension", KEPT),
        refuse(
            "assessments_assessment",
            "determined",
            "UPDATE OR DELETE",
            DETERMINED,
            when="OLD.status = 'DETERMINED'",
        ),
        refuse(
            "assessments_assessment",
            "pinned",
            "UPDATE",
            "Penilaian tetap pada instrumen, periode, dan perangkat daerahnya.",
            when=REPINNED,
        ),
        refuse(
            "assessments_answer",
            "determined",
            "INSERT OR UPDATE OR DELETE",
            DETERMINED,
            when=OF_ASSESSMENT,
        ),
        refuse(
            "assessments_citation",
            "determined",
            "INSERT OR UPDATE OR DELETE",
            DETERMINED,
            when=OF_ANSWER,
        ),
        refuse(
            "assessments_objection",
            "determined",
            "INSERT OR UPDATE OR DELETE",
            DETERMINED,
            when=OF_ANSWER,
        ),
        refuse(
            "assessments_answer",
            "scaled",
            "INSERT OR UPDATE",
            "Tingkat di luar skala instrumen.",
            when=OUTSIDE_SCALE,
        ),
    ]
