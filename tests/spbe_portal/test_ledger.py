"""The ledger of the demo writes what the actions write."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent
from assessments import actions
from assessments.carrying import Carrying, sources_of
from assessments.enums import Decision, Outcome
from assessments.models import (
    Answer,
    AnswerRevision,
    Assessment,
    Citation,
    Objection,
    PlenaryItem,
    PlenarySession,
    Review,
    Transition,
    Verdict,
)
from spbe_portal.demo.ledger import Ledger
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    DocumentFactory,
    MentorAssignmentFactory,
    PeriodFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LEVELS = {"I1": 3, "I2": 2, "I3": 4}
PEOPLE = {
    "member": Role.OPD_MEMBER,
    "head": Role.OPD_HEAD,
    "mentor": Role.MENTOR,
    "assessor": Role.ASSESSOR,
}
# Fields whose values differ between two agencies and two moments.
OWN = {"uuid", "id", "assessment", "agency", "agency_code", "agency_name", "answer"}
OWN |= {"document", "version_id", "citation", "session", "objection"}
TIMES = ("_at", "_by")
# Values of an event that the database gives, or that say how it was written.
GIVEN = {"demo", "document", "sha256", "objection", "objected", "session"}
FACTS = actions.SessionFacts(held_on=date(2026, 11, 18), place="Mamuju", chair="Ketua")


class Case:
    def __init__(self, period, code):
        agency = AgencyFactory(code=code)
        self.assessment = AssessmentFactory(period=period, agency=agency)
        self.document = DocumentFactory(agency=agency)
        for part, role in PEOPLE.items():
            home = agency if role.startswith("OPD") else None
            user = UserFactory(username=f"{part}.{code}", role=role, agency=home)
            setattr(self, part, user)
        MentorAssignmentFactory(mentor=self.mentor, agency=agency)
        self.answers = {}
        for answer in self.assessment.answers.select_related("indicator").in_order():
            answer.assessment = self.assessment
            self.answers[answer.indicator.code] = answer


class ByActions:
    """The steps through the actions, which read each row anew."""

    def __init__(self, case):
        self.case = case

    def step(self, name, subject, **how):
        if name == "close_round":
            how.pop("returned")
        if name == "finalise":
            how.pop("answers")
        if name == "save_answer":
            how["self_level"] = how.pop("level")
            how["version"] = Answer.objects.get(pk=subject.pk).version
        if name == "cite":
            document = how.pop("document")
            return actions.cite(subject, document, **how)
        if name == "judge_citation":
            return actions.judge_citation(subject.citations.get(), **how)
        return getattr(actions, name)(subject, **how)


class ByLedger:
    def __init__(self, case):
        self.ledger = Ledger()
        self.now = timezone.now()

    def step(self, name, subject, **how):
        self.now += timedelta(minutes=1)
        if name != "mark_ready":
            how["at"] = self.now
        if name == "judge_citation":
            subject = self.ledger.cited(subject)[0]
        if name in {"cite", "finalise"}:
            other = how.pop("document" if name == "cite" else "answers")
            return getattr(self.ledger, name)(subject, other, **how)
        return getattr(self.ledger, name)(subject, **how)


def walk(writer, case):
    """One quarter: a returned answer, an adjusted one, an objection that is heard."""
    member, head, mentor = case.member, case.head, case.mentor

    def save(code, facts):
        writer.step(
            "save_answer",
            case.answers[code],
            level=LEVELS[code],
            facts=facts,
            analysis="Memenuhi kriteria.",
            checked=["2.0"],
            by=member,
        )

    def review(code, decision, level, reason=""):
        writer.step(
            "review",
            case.answers[code],
            decision=decision,
            level=level,
            reason=reason,
            by=mentor,
        )

    for code, answer in case.answers.items():
        save(code, "SK nomor 1.")
        shown = {"document": case.document, "page": "2", "items": ["2.0"]}
        writer.step("cite", answer, by=member, **shown)
        writer.step("mark_ready", answer, by=member)
    writer.step("submit", case.assessment, by=head)
    said = {"outcome": Outcome.PARTLY, "level": 3, "reason": "Belum lengkap."}
    writer.step("judge_citation", case.answers["I2"], by=mentor, **said)
    review("I1", Decision.ACCEPTED, LEVELS["I1"])
    review("I2", Decision.RETURNED, None, "Lampiran belum ada.")
    review("I3", Decision.ADJUSTED, 3, "Belum terpadu.")
    writer.step("close_round", case.assessment, returned=True, by=mentor)
    save("I2", "SK nomor 1 dengan lampiran.")
    writer.step("mark_ready", case.answers["I2"], by=member)
    writer.step("submit", case.assessment, by=head)
    review("I2", Decision.ACCEPTED, LEVELS["I2"])
    writer.step("close_round", case.assessment, returned=False, by=mentor)
    raised = writer.step("raise_objection", case.answers["I1"], reason="Ada.", by=head)
    writer.step("withdraw_objection", raised, reason="Keliru.", by=head)
    writer.step("raise_objection", case.answers["I3"], reason="Sudah.", by=head)
    writer.step("accept_verification", case.assessment, by=head)
    assessor, period = case.assessor, case.assessment.period
    session = writer.step("open_session", period, facts=FACTS, by=assessor)
    decided = {"level": 4, "reason": "Diterima.", "by": case.assessor}
    writer.step("set_final", case.answers["I3"], **decided)
    writer.step("set_final", case.answers["I2"], **decided)
    writer.step("close_session", session, by=assessor)
    rest = list(case.answers.values())
    writer.step("finalise", case.assessment, answers=rest, by=case.assessor)


def told(row):
    """A row's values; of a moment or a person only whether there is one."""
    values = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.name in OWN or (field.name == "version" and field.is_relation):
            continue
        values[field.name] = bool(value) if field.name.endswith(TIMES) else value
    return values


def written(case):
    answers = Answer.objects.filter(assessment=case.assessment).in_order()
    mine = {"answer__in": answers}
    order = ("answer__indicator__position", "pk")
    return {
        "assessment": told(Assessment.objects.get(pk=case.assessment.pk)),
        "answers": [told(row) for row in answers],
        "revisions": [
            told(row) for row in AnswerRevision.objects.filter(**mine).order_by(*order)
        ],
        "citations": [
            told(row)
            for row in Citation.objects.filter(**mine).order_by(
                "answer__indicator__position"
            )
        ],
        "verdicts": [
            told(row) for row in Verdict.objects.filter(citation__answer__in=answers)
        ],
        "reviews": [
            told(row) for row in Review.objects.filter(**mine).order_by(*order)
        ],
        "objections": [
            told(row) for row in Objection.objects.filter(**mine).order_by(*order)
        ],
        "items": [
            told(row) for row in PlenaryItem.objects.filter(**mine).order_by(*order)
        ],
        "sessions": [
            told(row)
            for row in PlenarySession.objects.filter(
                items__answer__assessment=case.assessment
            ).distinct()
        ],
        "transitions": [
            told(row)
            for row in Transition.objects.filter(assessment=case.assessment).order_by(
                "pk"
            )
        ],
    }


def events(case):
    """Verb and data; numbers that the database gives are left out."""
    found = AuditEvent.objects.filter(agency_code=case.assessment.agency_code)
    return [
        (
            event.verb,
            event.actor.split(".")[0],
            {k: v for k, v in event.data.items() if k not in GIVEN},
        )
        for event in found.order_by("position")
    ]


def test_the_ledger_writes_what_the_actions_write():
    period = PeriodFactory()
    acted, entered = Case(period, "1.01"), Case(period, "1.02")

    walk(ByActions(acted), acted)
    writer = ByLedger(entered)
    walk(writer, entered)
    writer.ledger.write()

    assert written(entered) == written(acted)
    assert events(entered) == events(acted)


def test_the_ledger_carries_and_confirms_as_opening_and_the_agency_do():
    third = PeriodFactory(year=2026, quarter=3)
    acted, entered = Case(third, "1.01"), Case(third, "1.02")
    for case in (acted, entered):
        walk(ByActions(case), case)
    actions.determine(
        third,
        minutes=actions.Minutes(
            number="1/BA", decided_on=timezone.localdate(), place="Mamuju"
        ),
        by=third.opened_by,
    )
    later = [timezone.now() + timedelta(days=days) for days in (1, 2, 3)]
    fourth = actions.open_period(
        2026,
        4,
        version=third.version,
        agencies=[acted.assessment.agency],
        deadlines=actions.Deadlines(*later),
        by=third.opened_by,
    )
    opened = fourth.assessments.get()
    copy = AssessmentFactory(period=fourth, agency=entered.assessment.agency)
    answers = list(copy.answers.select_related("indicator").in_order())
    for answer in answers:
        answer.assessment = copy
    actions.confirm(opened.answers.in_order().first(), by=acted.member)
    ledger = Ledger()
    at = timezone.now()
    carrying = Carrying(sources_of(fourth), at=at, by=third.opened_by)
    ledger.carry(answers, carrying)
    ledger.confirm(answers[0], at=at, by=entered.member)
    ledger.write()

    acted.assessment, entered.assessment = opened, copy
    own = ("carried_from",)
    assert without(written(entered), own) == without(written(acted), own)
    own = ("source_assessment", "confirmed_from")
    since = ("assessment.carried", "answer.confirmed")
    found = [
        [event for event in events(case) if event[0] in since]
        for case in (acted, entered)
    ]
    assert without(found[0], own) == without(found[1], own)
    assert [verb for verb, _, _ in found[0]] == list(since)


def without(value, names):
    """The same without keys that differ between two agencies."""
    if isinstance(value, dict):
        return {k: without(v, names) for k, v in value.items() if k not in names}
    if isinstance(value, list | tuple):
        return [without(item, names) for item in value]
    return value


def test_what_the_ledger_writes_is_marked():
    case = Case(PeriodFactory(), "1.02")
    writer = ByLedger(case)
    walk(writer, case)
    writer.ledger.write()

    found = AuditEvent.objects.filter(agency_code="1.02")
    assert {event.data["demo"] for event in found} == {True}
