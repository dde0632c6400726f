"""Two people at once in a thread, or over one example."""

import pytest

from assessments import actions
from assessments.actions import AssessmentError
from assessments.enums import ExampleState
from assessments.models import Citation, Example, Message
from tests.assessments.test_concurrency import at_once, quarter  # noqa: F401 a fixture
from tests.factories import MentorAssignmentFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def refusals(found):
    return [str(result) for result in found if isinstance(result, AssessmentError)]


def test_a_message_is_withdrawn_once(quarter):  # noqa: F811
    answer, by = quarter.answer("I1"), quarter.member
    message = actions.send_message(answer, text="Keliru.", by=by)

    found = at_once(
        lambda: actions.withdraw_message(message, by=by),
        lambda: actions.withdraw_message(message, by=by),
    )

    assert refusals(found) == ["Pesan ini sudah ditarik."]
    assert Message.objects.standing().count() == 0


def test_an_example_is_decided_once(quarter):  # noqa: F811
    agency = quarter.assessment.agency
    lead = MentorAssignmentFactory(agency=agency, is_lead=True).mentor
    quarter.fill().submit().review().close()
    example = actions.propose_example(
        Citation.objects.get(answer=quarter.answer("I1")),
        level=3,
        is_sufficient=True,
        title="SOP",
        explanation="Lengkap.",
        by=quarter.mentor,
    )

    found = at_once(
        lambda: actions.approve_example(example, by=lead),
        lambda: actions.send_back_example(example, reason="Kurang.", by=lead),
    )

    assert len(refusals(found)) == 1
    assert Example.objects.get().state in {ExampleState.SHOWN, ExampleState.SENT_BACK}
