"""Who is told of the steps of an assessment, and in which words."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import NoticeKind, Role
from accounts.models import Notice
from assessments import actions
from assessments.actions import AssessmentError, Deadlines
from assessments.enums import Decision
from lib import formats
from tests.factories import AgencyFactory, UserFactory, small_version

pytestmark = pytest.mark.django_db


def told(kind):
    rows = Notice.objects.filter(kind=kind).order_by("user")
    return list(rows.values_list("user", "text", "url", "agency"))


def open_quarter(agencies, quarter=4):
    now = timezone.now()
    return actions.open_period(
        2026,
        quarter,
        version=small_version(),
        agencies=agencies,
        deadlines=Deadlines(*(now + timedelta(days=days) for days in (10, 20, 30))),
        by=UserFactory(role=Role.SECRETARIAT),
    )


def test_opening_tells_the_people_of_the_agencies_that_take_part():
    agency = AgencyFactory()
    people = [
        UserFactory(agency=agency, role=role) for role in ("OPD_HEAD", "OPD_MEMBER")
    ]
    UserFactory(agency=agency, is_active=False)
    UserFactory(agency=agency, role=Role.MENTOR)
    UserFactory()

    period = open_quarter([agency])

    text = (
        "Triwulan IV 2026 dibuka. Isi dan kirim penilaian sampai "
        f"{formats.moment(period.filling_until)}."
    )
    assert told(NoticeKind.OPENED) == [
        (person.pk, text, reverse("assessments:list"), None) for person in people
    ]


def test_opening_takes_the_same_queries_for_one_agency_and_for_three():
    open_quarter([AgencyFactory()], 1)  # reads the instrument, which is kept
    costs = []
    for quarter, count in ((2, 1), (3, 3)):
        agencies = AgencyFactory.create_batch(count)
        for agency in agencies:
            UserFactory.create_batch(2, agency=agency)
        with CaptureQueriesContext(connection) as queries:
            open_quarter(agencies, quarter)
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert Notice.objects.count() == 8


def test_submitting_tells_the_mentors_each_round(quarter):
    quarter.fill().submit()

    words = f"Penilaian {quarter.assessment.period} dari Dinas A menunggu telaah"
    agency, url = quarter.assessment.agency_id, reverse("assessments:reviews")
    first = (quarter.mentor.pk, f"{words}.", url, agency)
    assert told(NoticeKind.SUBMITTED) == [first]

    quarter.review(I1=(Decision.RETURNED, None, "Kurang.")).close()
    quarter.save("I1", 2)
    actions.mark_ready(quarter.answer("I1"), by=quarter.member)
    quarter.submit()

    second = (quarter.mentor.pk, f"{words}, putaran 2.", url, agency)
    assert sorted(told(NoticeKind.SUBMITTED)) == sorted([first, second])


def test_a_refused_submission_tells_nobody(quarter):
    with pytest.raises(AssessmentError):
        actions.submit(quarter.assessment, by=quarter.head)

    assert not Notice.objects.exists()


def test_a_round_with_returned_answers_tells_the_agency_how_many_and_until_when(
    quarter,
):
    quarter.fill().submit()
    quarter.review(
        I1=(Decision.RETURNED, None, "Kurang."), I2=(Decision.RETURNED, None, "Kurang.")
    ).close()

    now = quarter.fresh()
    text = (
        f"2 indikator {now.period} dikembalikan. Perbaiki sampai "
        f"{formats.moment(now.revision_due_at)}."
    )
    url = reverse("assessments:detail", args=[now.pk])
    assert told(NoticeKind.RETURNED) == [
        (person.pk, text, url, now.agency_id)
        for person in (quarter.member, quarter.head)
    ]
    assert told(NoticeKind.DECIDED) == []


def test_a_verified_assessment_tells_the_agency_until_when_to_object(quarter):
    quarter.fill().submit().review().close()

    now = quarter.fresh()
    text = (
        f"Penilaian {now.period} terverifikasi. Sanggahan diterima sampai "
        f"{formats.moment(now.objection_due_at)}."
    )
    assert [line[:2] for line in told(NoticeKind.DECIDED)] == [
        (quarter.member.pk, text),
        (quarter.head.pk, text),
    ]
    assert told(NoticeKind.RETURNED) == []
