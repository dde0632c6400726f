"""Targets, assignments and workbooks that meet the determination of their quarter."""

from decimal import Decimal

import pytest
from django.utils import timezone

from accounts import audit
from assessments import actions
from assessments.enums import Status
from assessments.models import Assignment, Determination, Result, Target, WorkbookImport
from instruments import queries
from tests.assessments.conftest import Quarter
from tests.assessments.races import at_once, once_done
from tests.factories import AgencyFactory, AssessmentFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def quarter(transactional_db):
    queries.forget()
    yield Quarter(AssessmentFactory(agency=AgencyFactory(code="1.02")))
    queries.forget()


def aim(quarter):
    return actions.set_targets(
        quarter.assessment, {"": Decimal("3.50")}, by=quarter.head
    )


def give(quarter):
    answers = [quarter.answer("I1"), quarter.answer("I2")]
    return actions.assign(
        answers, assignee=quarter.member, due_on=timezone.localdate(), by=quarter.head
    )


def note(quarter):
    return actions.note_obstacle(
        quarter.answer("I1"), obstacle="Menunggu SK.", by=quarter.member
    )


def keep(quarter):
    return actions.keep_import(
        quarter.assessment,
        file_name="isian.xlsx",
        file_sha256="0" * 64,
        rows={"rows": [], "errors": [], "extra": 0},
        by=quarter.member,
    )


def entries(quarter):
    codes = ("I1", "I2", "I3")
    return [actions.Entry(quarter.answer(code), 0, 2, "Berkas", "") for code in codes]


# What belongs to a quarter is written before its determination, or not at all


@pytest.mark.parametrize(
    ("write", "model", "refusal"),
    [
        (aim, Target, "sudah ditetapkan"),
        (give, Assignment, "sudah ditetapkan"),
        (note, Assignment, "sudah ditetapkan"),
        (keep, WorkbookImport, "Isian terkunci"),
    ],
)
def test_who_comes_during_a_determination_is_refused(quarter, write, model, refusal):
    quarter.verify().finalise()

    found = once_done(quarter.determine, then=lambda: write(quarter))

    assert refusal in str(found)
    assert not model.objects.exists()
    assert list(audit.broken_links()) == []


@pytest.mark.parametrize(
    ("write", "model"), [(aim, Target), (give, Assignment), (note, Assignment)]
)
def test_a_determination_waits_for_who_has_begun(quarter, write, model):
    quarter.verify().finalise()

    found = once_done(lambda: write(quarter), then=quarter.determine)

    assert found == Determination.objects.get()
    assert model.objects.exists()
    assert quarter.fresh().state is Status.DETERMINED
    assert list(audit.broken_links()) == []


# Two people at the same work


def test_two_people_give_the_same_answers_at_once(quarter):
    found = at_once(*([lambda: give(quarter)] * 2))

    assert sorted(result.count for result in found) == [0, 2]
    assert Assignment.objects.count() == 2


def test_two_targets_at_once_both_stand(quarter):
    at_once(
        lambda: aim(quarter),
        lambda: actions.set_targets(
            quarter.assessment, {"D1": Decimal(3)}, by=quarter.member
        ),
    )

    assert dict(Target.objects.values_list("node_code", "value")) == {
        "": Decimal("3.50"),
        "D1": Decimal(3),
    }


# A workbook of an agency that is still filling while the others are determined


def test_an_import_during_a_determination_is_whole_and_of_no_result(quarter):
    quarter.verify().finalise()
    period = quarter.assessment.period
    late = Quarter(AssessmentFactory(period=period, agency=AgencyFactory()))
    kept, rows = keep(late), entries(late)

    at_once(quarter.determine, lambda: actions.apply_import(kept, rows, by=late.member))

    kept.refresh_from_db()
    assert kept.applied_at is not None
    assert {answer.self_level for answer in late.assessment.answers.all()} == {2}
    result = Result.objects.get(assessment=late.assessment)
    assert (result.is_final, result.inputs["levels"]) == (False, [])
    assert list(audit.broken_links()) == []


def test_an_import_that_waits_for_a_submission_is_refused(quarter):
    kept, rows = keep(quarter), entries(quarter)
    quarter.fill()

    found = once_done(
        quarter.submit,
        then=lambda: actions.apply_import(kept, rows, by=quarter.member),
    )

    assert "terkunci" in str(found)
    kept.refresh_from_db()
    assert kept.applied_at is None
    assert quarter.answer("I1").facts == "SK nomor 1."
