"""Evidence of the last quarter that does not hold any more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments import actions
from assessments.models import Answer, Citation
from assessments.renewals import renewals_of
from evidence.models import Document
from tests.assessments.test_carrying import determined, opened, third

__all__ = ["third"]


@pytest.fixture
def fourth(third):
    """Opens Triwulan IV after the document got the fields given."""

    def make(**fields):
        determined(third)
        Document.objects.filter(pk=third.document.pk).update(**fields)
        return opened(third)

    return make


def found(assessment):
    answers = Answer.objects.filter(assessment=assessment).select_related("indicator")
    return renewals_of(answers.in_order())


def day(days):
    return timezone.localdate() + timedelta(days=days)


def test_nothing_is_asked_for_while_everything_holds(fourth):
    assert found(fourth(valid_until=day(3))) == []


def test_an_expired_document_is_named_at_each_indicator(fourth, third):
    renewals = found(fourth(valid_until=day(-1)))

    assert [r.answer.indicator.code for r in renewals] == ["I1", "I2", "I3"]
    assert {r.document for r in renewals} == {third.document}
    assert "perlu diperbarui" in renewals[0].reason


def test_what_expires_after_opening_is_named_too(fourth, third):
    assessment = fourth(valid_until=day(3))
    Document.objects.update(valid_until=day(-1))

    assert len(found(assessment)) == 3
    assert Citation.objects.filter(answer__assessment=assessment).count() == 3


def test_what_holds_again_can_be_cited_again_and_is_then_settled(fourth, third):
    assessment = fourth(valid_until=day(-1))
    Document.objects.update(valid_until=day(9))
    first = assessment.answers.get(indicator__code="I1")

    assert "Kutip lagi" in found(assessment)[0].reason
    actions.cite(first, third.document, by=third.member)

    assert [r.answer.indicator.code for r in found(assessment)] == ["I2", "I3"]


def test_what_was_taken_away_on_purpose_is_not_asked_for(fourth, third):
    assessment = fourth(valid_until=day(3))
    for citation in Citation.objects.filter(answer__assessment=assessment):
        actions.withdraw_citation(citation, by=third.member)

    assert found(assessment) == []


def test_a_ready_answer_has_settled_its_evidence(fourth, third):
    assessment = fourth(valid_until=day(3))
    Document.objects.update(valid_until=day(-1))
    actions.mark_ready(assessment.answers.get(indicator__code="I1"), by=third.member)

    assert [r.answer.indicator.code for r in found(assessment)] == ["I2", "I3"]


def test_renewals_cost_one_query(fourth, django_assert_num_queries):
    assessment = fourth(valid_until=day(-1))
    answers = list(assessment.answers.select_related("indicator").in_order())

    with django_assert_num_queries(1):
        renewals_of(answers)
