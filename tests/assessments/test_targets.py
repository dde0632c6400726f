from decimal import Decimal

import pytest

from accounts import content
from accounts.models import AuditEvent
from assessments import actions
from assessments.actions import AssessmentError
from assessments.models import Target
from assessments.queries import overview_of
from assessments.targets import targets_of


def test_each_change_is_recorded_with_before_and_after(quarter):
    for value in ("3.50", "3.75"):
        actions.set_targets(
            quarter.assessment, {"": Decimal(value), "D1": None}, by=quarter.head
        )

    event = AuditEvent.objects.filter(verb="assessment.targets_set").last()
    assert event.data == {"before": {"index": "3.50"}, "after": {"index": "3.75"}}
    assert (
        content.sentence(event) == "mengatur target dari index 3.50 menjadi index 3.75"
    )
    assert Target.objects.get().set_by == quarter.head


def test_the_same_again_is_no_change(quarter):
    for _ in range(2):
        actions.set_targets(quarter.assessment, {"": Decimal("3.5")}, by=quarter.head)

    assert AuditEvent.objects.filter(verb="assessment.targets_set").count() == 1


def test_a_code_that_is_not_named_keeps_its_target(quarter):
    actions.set_targets(quarter.assessment, {"D1": Decimal(3)}, by=quarter.head)
    actions.set_targets(quarter.assessment, {"": Decimal(4)}, by=quarter.head)

    assert set(Target.objects.values_list("node_code", flat=True)) == {"", "D1"}


@pytest.mark.parametrize(
    ("code", "value"),
    [("", "5.01"), ("", "0.5"), ("", "3.141"), ("", "NaN"), ("A1", "3"), ("D9", "3")],
)
def test_what_the_instrument_does_not_have_is_refused(quarter, code, value):
    with pytest.raises(AssessmentError, match="Target"):
        actions.set_targets(quarter.assessment, {code: Decimal(value)}, by=quarter.head)

    assert not Target.objects.exists()


def test_the_distance_is_from_the_rounded_index(quarter):
    quarter.fill()  # 3,60; D1 2,666… is 2,67
    actions.set_targets(
        quarter.assessment,
        {"": Decimal("3.61"), "D1": Decimal("2.67"), "D2": Decimal(5)},
        by=quarter.head,
    )

    lines = targets_of(overview_of(quarter.assessment))

    assert [(line.code, line.missing) for line in lines] == [
        ("", Decimal("0.01")),
        ("D1", None),
        ("D2", None),
    ]
