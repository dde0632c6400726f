"""A government, the work units that answer for its indicators, and its people."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.enums import AgencyKind, Role
from assessments import actions
from assessments.enums import Decision
from assessments.models import Answer, Assessment
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    DocumentFactory,
    MentorAssignmentFactory,
    PeriodFactory,
    UserFactory,
    small_version,
)


def government_factory(**fields):
    return AgencyFactory(
        **{"code": "0.00", "name": "Pemprov Uji", "kind": AgencyKind.PEMDA} | fields
    )


@dataclass
class Unit:
    """A work unit with a member, a head and a document."""

    name: str

    def __post_init__(self):
        self.agency = AgencyFactory(name=self.name)
        self.member = UserFactory(role=Role.OPD_MEMBER, agency=self.agency)
        self.head = UserFactory(role=Role.OPD_HEAD, agency=self.agency)
        self.document = DocumentFactory(
            agency=self.agency, title=f"Bukti {self.name}", created_by=self.member
        )


class World:
    """I1 of the small instrument is Dinas A's, I2 Dinas B's, I3 the government's own;
    Dinas C answers for nothing."""

    def __init__(self):
        self.government = government_factory()
        self.a, self.b, self.c = Unit("Dinas A"), Unit("Dinas B"), Unit("Dinas C")
        self.period = PeriodFactory(
            version=small_version("perangkat"), government_version=small_version()
        )
        self.assessment = AssessmentFactory(
            period=self.period,
            agency=self.government,
            version=self.period.government_version,
        )
        people = {"agency": self.government}
        self.member = UserFactory(role=Role.OPD_MEMBER, **people)
        self.head = UserFactory(role=Role.OPD_HEAD, **people)
        self.document = DocumentFactory(agency=self.government, created_by=self.member)
        self.mentor = UserFactory(role=Role.MENTOR)
        self.secretary = UserFactory(role=Role.SECRETARIAT)
        self.assessor = UserFactory(role=Role.ASSESSOR)
        MentorAssignmentFactory(mentor=self.mentor, agency=self.government)
        self.own("I1", self.a)
        self.own("I2", self.b)

    def answer(self, code):
        return Answer.objects.with_context().get(
            assessment=self.assessment, indicator__code=code
        )

    def fresh(self):
        return Assessment.objects.get(pk=self.assessment.pk)

    def own(self, code, unit, *, reason="", by=None):
        return actions.set_owners(
            self.assessment,
            [self.answer(code)],
            owner=unit and unit.agency,
            reason=reason,
            by=by or self.secretary,
        )

    def fill(self, code, level=3, *, side=None):
        """By `side`, which has a member and a document: the owner, or the government."""
        side = side or {"I1": self.a, "I2": self.b}.get(code, self)
        answer = self.answer(code)
        answer = actions.save_answer(
            answer,
            version=answer.version,
            self_level=level,
            facts="SK nomor 1.",
            analysis="Memenuhi kriteria.",
            by=side.member,
        )
        actions.cite(answer, side.document, by=side.member)
        return actions.mark_ready(answer, by=side.member)

    def submit(self):
        for code in ("I1", "I2", "I3"):
            self.fill(code)
        actions.submit(self.assessment, by=self.head)
        return self

    def review(self, **decisions):
        """I1=(Decision.RETURNED, None, "kurang"); the others are accepted."""
        for answer in self.assessment.answers.select_related("indicator"):
            decision, level, reason = decisions.get(
                answer.indicator.code, (Decision.ACCEPTED, None, "")
            )
            actions.review(
                answer, decision=decision, level=level, reason=reason, by=self.mentor
            )
        actions.close_round(self.assessment, by=self.mentor)
        return self

    def finalise(self):
        actions.accept_verification(self.assessment, by=self.head)
        actions.finalise(self.assessment, by=self.assessor)
        return self


def deadlines():
    now = timezone.now()
    return actions.Deadlines(
        filling_until=now + timedelta(days=10),
        review_until=now + timedelta(days=20),
        plenary_until=now + timedelta(days=30),
    )
