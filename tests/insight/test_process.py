"""Accepted at first try, and days in each stage, from a quarter that was really worked."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.enums import Role
from assessments import actions
from assessments.enums import Decision, Outcome
from assessments.models import Transition
from insight.content.process import first_try_of, stage_times_of
from tests.assessments.conftest import Quarter
from tests.factories import AgencyFactory, AssessmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarter():
    return Quarter(AssessmentFactory(agency=AgencyFactory(code="1.02", name="Dinas A")))


def test_only_the_first_decision_counts(quarter):
    quarter.fill().submit()
    quarter.review(I1=(Decision.RETURNED, None, "kurang")).close()
    quarter.save("I1")
    actions.mark_ready(quarter.answer("I1"), by=quarter.member)
    quarter.submit()
    actions.review(
        quarter.answer("I1"),
        decision=Decision.ACCEPTED,
        level=None,
        reason="",
        by=quarter.mentor,
    )
    quarter.close()

    found = first_try_of([quarter.fresh()])

    assert (found.accepted, found.answer_total) == (2, 3)
    assert dict(found.answer_rows)[Decision.RETURNED] == 1


def test_round_in_work_is_not_told(quarter):
    quarter.fill().submit().review()

    assert first_try_of([quarter.fresh()]).answer_total == 0


def test_first_verdict_of_a_citation_counts(quarter):
    quarter.fill().submit()
    citation = quarter.answer("I1").citations.get()
    actions.judge_citation(
        citation, level=3, outcome=Outcome.NO, reason="Lain.", by=quarter.mentor
    )
    actions.judge_citation(
        citation, level=3, outcome=Outcome.YES, reason="", by=quarter.mentor
    )
    quarter.review().close()

    found = first_try_of([quarter.fresh()])

    # of one round the later word counts
    assert (found.supported, found.citation_total) == (1, 1)


def test_days_of_a_stage_add_up_over_its_rounds():
    assessment = AssessmentFactory()
    period = assessment.period
    begin = timezone.now() - timedelta(days=30)
    period.opened_at = begin
    by = UserFactory(role=Role.SECRETARIAT)
    steps = [
        ("FILLING", "SUBMITTED", 10),
        ("SUBMITTED", "RETURNED", 12),
        ("RETURNED", "SUBMITTED", 13),
        ("SUBMITTED", "VERIFIED", 16.5),
        ("VERIFIED", "FINAL", 20),
    ]
    for old, new, day in steps:
        Transition.objects.create(
            assessment=assessment,
            old=old,
            new=new,
            round=1,
            moved_at=begin + timedelta(days=day),
            moved_by=by,
        )

    times = stage_times_of(period, [assessment])

    assert [(t.name, t.count, t.median) for t in times] == [
        ("Pengisian", 1, Decimal("10.00")),
        ("Telaah", 1, Decimal("5.50")),
        ("Perbaikan", 1, Decimal("1.00")),
        ("Sanggah dan pleno", 1, Decimal("3.50")),
        ("Menunggu penetapan", 0, None),  # it has not left that stage
    ]
    assert times[1].slowest == assessment
