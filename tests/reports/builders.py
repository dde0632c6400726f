"""Quarters as they are after the plenary, without walking every step to get there."""

from datetime import UTC, date, datetime

from django.utils import timezone

from accounts.enums import Role
from assessments import actions
from assessments.enums import AnswerStatus, Status
from assessments.models import Assessment
from reports import actions as reports
from reports import content, xlsx
from reports.models import RuleSet
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    PeriodFactory,
    UserFactory,
)

SIGNERS = [
    {
        "title": "Ketua",
        "name": "Ketua Tim Penilai",
        "rank": "Pembina Utama Muda (IV/c)",
        "nip": "196412151990031009",
    },
    {"title": "Sekretaris", "name": "", "rank": "", "nip": ""},
]


def secretary():
    return UserFactory(role=Role.SECRETARIAT)


def fill(assessment, claimed, verified=None, final=None, reason="Bukti belum memadai."):
    """Give the indicators their levels, one digit each; a side not given stays empty."""
    by, now = UserFactory(role=Role.MENTOR), timezone.now()
    answers = assessment.answers.order_by("indicator__position")
    for place, answer in enumerate(answers):
        answer.self_level = int(claimed[place])
        answer.status = AnswerStatus.READY
        answer.facts, answer.analysis = "Fakta.", "Analisis."
        answer.saved_at, answer.saved_by = now, by
        if verified:
            answer.verified_level = int(verified[place])
            answer.verified_at, answer.verified_by = now, by
            answer.verified_reason = reason if verified[place] < claimed[place] else ""
            answer.status = AnswerStatus.ACCEPTED
        if final:
            answer.final_level = int(final[place])
            answer.final_at, answer.final_by = now, by
            answer.final_reason = reason if final[place] < claimed[place] else ""
        answer.save()
    return assessment


def finalise(assessment):
    by, now = UserFactory(role=Role.ASSESSOR), timezone.now()
    Assessment.objects.filter(pk=assessment.pk).update(
        status=Status.FINAL,
        submitted_at=now,
        submitted_by=by,
        verified_at=now,
        verified_by=by,
        finalised_at=now,
        finalised_by=by,
    )
    assessment.refresh_from_db()
    return assessment


def final_assessment(period, agency=None, claimed="444", final="343"):
    assessment = AssessmentFactory(period=period, agency=agency or AgencyFactory())
    return finalise(fill(assessment, claimed, final, final))


def determine(period, number=None, **values):
    return actions.determine(
        period,
        minutes=actions.Minutes(
            number=number
            or f"{period.year}/BA/{period.quarter}/{period.determinations.count()}",
            decided_on=date(2026, 2, 6),
            place="Ruang rapat dinas",
            signatories=SIGNERS,
            attended_by="Tim koordinasi SPBE\nTim pendamping",
        ),
        by=secretary(),
        **values,
    )


def determined_quarter(year=2026, quarter=1, **values):
    """A period with one final agency and its determination."""
    period = PeriodFactory(year=year, quarter=quarter)
    assessment = final_assessment(period, **values)
    return assessment, determine(period)


MOMENT = datetime(2026, 2, 6, 2, 0, tzinfo=UTC)


def approve(rule_set, by=None):
    """By a second secretary, who saw it as it stands."""
    seen = RuleSet.objects.get(pk=rule_set.pk)
    mark = reports.mark_of(seen)
    return reports.approve_rule_set(seen, mark=mark, by=by or secretary())


def sheet_of(export):
    """What all agencies share, and the rows of each, as the workbook is written from."""
    facts = content.read_facts(export.inputs)
    return facts, [rows for rows, _ in content.lines_of(export, facts)]


def workbook_of(export, folder):
    """The bytes of the workbook, made in `folder`."""
    facts = content.read_facts(export.inputs)
    path = folder / "tpp.xlsx"
    stamp = content.stamp_of(export.document)
    xlsx.write(path, facts, stamp, content.lines_of(export, facts))
    return path.read_bytes()
