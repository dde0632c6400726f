"""What the database refuses, whoever asks."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from assessments.enums import AnswerStatus, Status
from assessments.models import (
    Answer,
    AnswerRevision,
    Assessment,
    Citation,
    Determination,
    Objection,
    Period,
    Result,
    Review,
    Transition,
)
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    MentorAssignmentFactory,
    PeriodFactory,
    UserFactory,
    small_version,
)


def refused(rule):
    return pytest.raises(IntegrityError, match=rule)


def now():
    return timezone.now()


# Constraints


def test_one_assessment_per_agency_and_period(db):
    assessment = AssessmentFactory()

    with refused("assessments_assessment_one_a_period"):
        AssessmentFactory(period=assessment.period, agency=assessment.agency)


def test_one_answer_per_indicator(db):
    answer = AssessmentFactory().answers.first()

    with refused("assessments_answer_one_an_indicator"):
        Answer.objects.create(assessment=answer.assessment, indicator=answer.indicator)


def test_one_period_a_quarter(db):
    period = PeriodFactory()

    with refused("assessments_period_one_a_quarter"):
        PeriodFactory(year=period.year, quarter=period.quarter)


@pytest.mark.parametrize("quarter", [0, 5])
def test_a_quarter_is_1_to_4(db, quarter):
    with refused("assessments_period_quarter_1_to_4"):
        PeriodFactory(quarter=quarter)


@pytest.mark.parametrize(
    ("window", "rule"),
    [
        ("review_until", "assessments_period_review_until_after_filling_until"),
        ("plenary_until", "assessments_period_plenary_until_after_review_until"),
    ],
)
def test_windows_are_in_order(db, window, rule):
    with refused(rule):
        PeriodFactory(**{window: now() - timedelta(days=1)})


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"status": Status.SUBMITTED}, "submitted_with_time"),
        ({"submitted_at": now()}, "submitted_at_complete"),
        ({"verified_at": now()}, "verified_at_complete"),
        ({"finalised_at": now()}, "finalised_at_complete"),
        ({"determined_at": now()}, "determined_with_time"),
    ],
)
def test_a_state_has_its_time_and_its_person(db, change, rule):
    assessment = AssessmentFactory()

    with refused(f"assessments_assessment_{rule}"):
        Assessment.objects.filter(pk=assessment.pk).update(**change)


@pytest.mark.parametrize(
    ("status", "rule"),
    [
        (Status.RETURNED, "returned_with_deadline"),
        (Status.VERIFIED, "verified_with_time"),
        (Status.FINAL, "verified_with_time|final_with_time"),
        (Status.DETERMINED, "verified_with_time|final_with_time|determined_with_time"),
    ],
)
def test_a_later_state_needs_what_came_before(db, status, rule):
    assessment = AssessmentFactory(submitted_at=now(), submitted_by=UserFactory())

    with refused(rule):
        Assessment.objects.filter(pk=assessment.pk).update(status=status)


@pytest.mark.parametrize("field", ["self_level", "verified_level", "final_level"])
@pytest.mark.parametrize("level", [0, 6])
def test_a_level_stays_inside_the_scale(quarter, field, level):
    people = {
        "self_level": {},
        "verified_level": {"verified_at": now(), "verified_by": quarter.mentor},
        "final_level": {"final_at": now(), "final_by": quarter.assessor},
    }

    with refused("Tingkat di luar skala instrumen"):
        Answer.objects.filter(pk=quarter.answer("I1").pk).update(
            **{field: level}, **people[field]
        )


@pytest.mark.parametrize("side", ["verified", "final"])
def test_a_lower_level_has_a_reason(quarter, side):
    quarter.save("I1", 4)

    with refused(f"assessments_answer_lower_{side}_explained"):
        Answer.objects.filter(pk=quarter.answer("I1").pk).update(
            **{f"{side}_level": 3, f"{side}_at": now(), f"{side}_by": quarter.mentor}
        )


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"saved_at": now()}, "saved_at_complete"),
        ({"verified_level": 3}, "verified_level_complete"),
        ({"final_level": 3}, "final_level_complete"),
        ({"status": AnswerStatus.READY}, "ready_with_level"),
        ({"status": AnswerStatus.ACCEPTED, "self_level": 2}, "accepted_with_level"),
    ],
)
def test_an_answer_is_whole(quarter, change, rule):
    with refused(f"assessments_answer_{rule}"):
        Answer.objects.filter(pk=quarter.answer("I1").pk).update(**change)


def test_a_document_is_cited_once_an_answer(quarter):
    quarter.fill()
    answer = quarter.answer("I1")

    with refused("assessments_citation_once_an_answer"):
        Citation.objects.create(
            answer=answer,
            document=quarter.document,
            version=quarter.document.current,
            cited_by=quarter.member,
        )


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"decision": "RETURNED", "level": 3, "reason": "x"}, "level_unless_returned"),
        ({"decision": "ACCEPTED", "level": None}, "level_unless_returned"),
        ({"decision": "ADJUSTED", "level": 2}, "explained_unless_accepted"),
        ({"decision": "RETURNED"}, "explained_unless_accepted"),
    ],
)
def test_a_review_is_whole(quarter, fields, rule):
    with refused(f"assessments_review_{rule}"):
        Review.objects.create(
            answer=quarter.answer("I1"),
            round=1,
            self_level=3,
            decided_by=quarter.mentor,
            **fields,
        )


def test_a_decided_objection_has_outcome_and_reason(quarter):
    with refused("assessments_objection_decided_with_outcome"):
        Objection.objects.create(
            answer=quarter.answer("I1"),
            reason="x",
            raised_by=quarter.head,
            decided_at=now(),
            decided_by=quarter.assessor,
        )


# Triggers


def determined(quarter):
    quarter.verify().finalise()
    quarter.determine()
    return quarter


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Assessment, {"agency_name": "Lain"}),
        (Answer, {"facts": "Lain"}),
        (Citation, {"page": "9"}),
        (Determination, {"number": "Lain"}),
        (Result, {"predicate": "Memuaskan"}),
        (Review, {"reason": "Lain"}),
        (AnswerRevision, {"facts": "Lain"}),
        (Transition, {"round": 9}),
    ],
)
def test_what_was_determined_is_never_changed_nor_deleted(quarter, model, change):
    determined(quarter)

    with refused("tidak dapat diubah"), transaction.atomic():
        model.objects.update(**change)
    with refused("tidak dapat diubah"), transaction.atomic():
        model.objects.all()._raw_delete("default")


def test_nothing_is_added_to_a_determined_assessment(quarter):
    answer = determined(quarter).answer("I1")

    with refused("sudah ditetapkan"):
        Objection.objects.create(answer=answer, reason="x", raised_by=quarter.head)


@pytest.mark.parametrize(
    "change", [{"year": 2030}, {"quarter": 4}, {"version": "lain"}], ids=str
)
def test_a_period_keeps_its_quarter_and_its_instrument(db, change):
    period = PeriodFactory(quarter=1)
    if "version" in change:
        change = {"version": small_version("lain")}

    with refused("Periode tetap pada triwulan"):
        Period.objects.filter(pk=period.pk).update(**change)


@pytest.mark.parametrize("table", ["assessments_determination", "assessments_result"])
def test_results_are_not_emptied_at_once(quarter, table):
    determined(quarter)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER not_truncated")

        with refused("tidak dapat dihapus"):
            cursor.execute(f"TRUNCATE {table} CASCADE")


def test_an_assessment_keeps_its_instrument_for_life(quarter):
    with refused("tetap pada instrumen"):
        Assessment.objects.filter(pk=quarter.assessment.pk).update(
            version=small_version("lain")
        )


# Who sees which rows


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.OPD_MEMBER, "own"),
        (Role.OPD_COORDINATOR, "own"),
        (Role.OPD_HEAD, "own"),
        (Role.MENTOR, "mentored"),
        (Role.ASSESSOR, "all"),
        (Role.SECRETARIAT, "all"),
        (Role.AUDITOR, "all"),
        (Role.ADMIN, "none"),
    ],
)
def test_visible_to(db, role, sees):
    period = PeriodFactory()
    own, mentored, other = (
        AssessmentFactory(period=period, agency=AgencyFactory()) for _ in range(3)
    )
    agency = own.agency if role.startswith("OPD") else None
    user = UserFactory(role=role, agency=agency)
    if role == Role.MENTOR:
        MentorAssignmentFactory(mentor=user, agency=mentored.agency)
        MentorAssignmentFactory(mentor=user, agency=other.agency, ends_on="2026-01-02")

    expected = {
        "own": {own},
        "mentored": {mentored},
        "all": {own, mentored, other},
        "none": set(),
    }[sees]
    assert set(Assessment.objects.visible_to(user)) == expected
    assert Answer.objects.visible_to(user).count() == 3 * len(expected)
    assert Period.objects.visible_to(user).exists() is (sees != "none")


def test_a_mentor_does_not_see_the_own_agency(db):
    assessment = AssessmentFactory()
    user = UserFactory(role=Role.MENTOR, agency=assessment.agency)

    assert not Assessment.objects.visible_to(user).exists()


def test_a_deactivated_user_sees_nothing(db):
    assessment = AssessmentFactory()
    UserFactory(role=Role.SECRETARIAT, is_active=False, username="bekas")

    user = User.objects.get(username="bekas")

    assert not Assessment.objects.visible_to(user).exists()
    assert assessment
