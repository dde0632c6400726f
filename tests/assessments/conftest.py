"""One agency in one quarter, with its people, and the steps through the stages."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connection

from accounts.enums import Role
from assessments import actions
from assessments.enums import Decision
from assessments.models import Answer, Assessment
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    DocumentFactory,
    MentorAssignmentFactory,
    UserFactory,
)


def forget_notices():
    """So that a test sees what is told from here on; a trigger keeps mail otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = 'replica'")
        cursor.execute("DELETE FROM accounts_mailing")
        cursor.execute("DELETE FROM accounts_notice")
        cursor.execute("SET LOCAL session_replication_role = 'origin'")


@dataclass
class Quarter:
    """Levels of the small instrument: I1 weighs 40, I2 20, I3 40."""

    assessment: Assessment

    def __post_init__(self):
        agency = self.assessment.agency
        self.member = UserFactory(role=Role.OPD_MEMBER, agency=agency)
        self.head = UserFactory(role=Role.OPD_HEAD, agency=agency)
        self.mentor = UserFactory(role=Role.MENTOR)
        self.assessor = UserFactory(role=Role.ASSESSOR)
        self.secretary = UserFactory(role=Role.SECRETARIAT)
        MentorAssignmentFactory(mentor=self.mentor, agency=agency)
        self.document = DocumentFactory(agency=agency)

    def answer(self, code):
        return Answer.objects.get(assessment=self.assessment, indicator__code=code)

    def fresh(self):
        return Assessment.objects.get(pk=self.assessment.pk)

    def save(self, code, level=3, **changes):
        answer = self.answer(code)
        texts = {"facts": "SK nomor 1.", "analysis": "Memenuhi kriteria."} | changes
        texts.setdefault("version", answer.version)
        return actions.save_answer(answer, self_level=level, by=self.member, **texts)

    def fill(self, **levels):
        for code, level in ({"I1": 3, "I2": 2, "I3": 5} | levels).items():
            answer = self.save(code, level)
            actions.cite(answer, self.document, by=self.member)
            actions.mark_ready(answer, by=self.member)
        return self

    def submit(self):
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
        return self

    def close(self):
        actions.close_round(self.assessment, by=self.mentor)
        return self

    def verify(self, **decisions):
        """Up to the end of the review, with the head's word that it is accepted."""
        self.fill().submit().review(**decisions).close()
        actions.accept_verification(self.assessment, by=self.head)
        return self

    def sit(self, **facts):
        """Open a sitting of the plenary; what needs no decision is final without."""
        given = {"held_on": date(2026, 11, 18), "place": "Mamuju", "chair": "Ketua"}
        return actions.open_session(
            self.assessment.period,
            facts=actions.SessionFacts(**given | facts),
            by=self.assessor,
        )

    def object_to(self, code="I1", reason="Ada SK."):
        return actions.raise_objection(self.answer(code), reason=reason, by=self.head)

    def finalise(self):
        actions.finalise(self.assessment, by=self.assessor)
        return self

    def determine(self, number="700/1/BA/2026", **fields):
        return actions.determine(
            self.assessment.period,
            minutes=actions.Minutes(
                number=number,
                decided_on=date(2026, 11, 20),
                place="Mamuju",
                signatories=[{"title": "Ketua", "name": "", "rank": "", "nip": ""}],
            ),
            by=self.secretary,
            **fields,
        )


@pytest.fixture
def quarter(db):
    return Quarter(AssessmentFactory(agency=AgencyFactory(code="1.02", name="Dinas A")))
