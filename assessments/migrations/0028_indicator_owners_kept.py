"""An owner is a work unit, of an indicator of a government's assessment only; nobody
decides on an indicator that the own agency answers for; changes stay on record."""

from django.db import migrations

from lib.triggers import immutable, not_truncated, refuse

KEPT = "Catatan ini tidak dapat diubah atau dihapus."
NO_OWNER = "Penanggung jawab hanya ada pada indikator pemerintah daerah."
OWN = "Indikator ini menjadi tanggung jawab perangkat daerah Anda sendiri."
PINNED = "Periode tetap pada instrumen pemerintah daerahnya."

WRONG_OWNER = (
    "NEW.owner_id IS NOT NULL AND NOT EXISTS ("
    "SELECT 1 FROM assessments_assessment a "
    "JOIN accounts_agency g ON g.id = a.agency_id "
    "JOIN accounts_agency o ON o.id = NEW.owner_id "
    "WHERE a.uuid = NEW.assessment_id AND g.kind = 'PEMDA' AND o.kind <> 'PEMDA')"
)
DECIDED_BY_OWNER = (
    "EXISTS (SELECT 1 FROM assessments_answer w "
    "JOIN accounts_user u ON u.agency_id = w.owner_id "
    "WHERE w.uuid = NEW.answer_id AND u.id = NEW.decided_by_id)"
)
JUDGED_BY_OWNER = (
    "EXISTS (SELECT 1 FROM assessments_citation c "
    "JOIN assessments_answer w ON w.uuid = c.answer_id "
    "JOIN accounts_user u ON u.agency_id = w.owner_id "
    "WHERE c.uuid = NEW.citation_id AND u.id = NEW.decided_by_id)"
)
LEVEL_BY_OWNER = (
    "NEW.owner_id IS NOT NULL AND EXISTS (SELECT 1 FROM accounts_user u "
    "WHERE u.agency_id = NEW.owner_id AND ("
    "(NEW.verified_by_id IS DISTINCT FROM OLD.verified_by_id AND u.id = NEW.verified_by_id) OR "
    "(NEW.final_by_id IS DISTINCT FROM OLD.final_by_id AND u.id = NEW.final_by_id)))"
)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0027_indicator_owners")]

    operations = [
        immutable("assessments_indicatorowner", KEPT),
        not_truncated("assessments_indicatorowner", KEPT),
        refuse(
            "assessments_answer",
            "owner_of_a_government",
            "INSERT OR UPDATE OF owner_id",
            NO_OWNER,
            when=WRONG_OWNER,
        ),
        refuse(
            "assessments_answer",
            "not_by_the_owner",
            "UPDATE OF verified_by_id, final_by_id",
            OWN,
            when=LEVEL_BY_OWNER,
        ),
        refuse(
            "assessments_review",
            "not_the_own_indicator",
            "INSERT",
            OWN,
            when=DECIDED_BY_OWNER,
        ),
        refuse(
            "assessments_verdict",
            "not_the_own_indicator",
            "INSERT",
            OWN,
            when=JUDGED_BY_OWNER,
        ),
        refuse(
            "assessments_period",
            "government_pinned",
            "UPDATE",
            PINNED,
            when="OLD.government_version_id IS DISTINCT FROM NEW.government_version_id",
        ),
    ]
