"""The page of a quarter's mentors."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import MentorAssignment
from assessments.enums import AnswerStatus, Status
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    MentorAssignmentFactory,
    PeriodFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def period():
    return PeriodFactory(year=2026, quarter=4)


@pytest.fixture
def office(client_for):
    return client_for(Role.SECRETARIAT)


@pytest.fixture
def mentor():
    return UserFactory(role=Role.MENTOR, name="Pendamping A")


def url(name="mentors", **more):
    return reverse(f"assessments:{name}", kwargs={"year": 2026, "quarter": 4} | more)


def submitted(period, **fields):
    agency = AgencyFactory(**fields)
    assessment = AssessmentFactory(
        period=period,
        agency=agency,
        status=Status.SUBMITTED,
        round=1,
        submitted_at=timezone.now(),
        submitted_by=UserFactory(agency=agency),
    )
    assessment.answers.update(status=AnswerStatus.READY, self_level=3)
    return assessment


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def load_of(response, mentor):
    loads = response.context["desk"].loads
    return next(load for load in loads if load.mentor == mentor)


def test_mentors_current_goes_to_the_newest_quarter(office, period):
    PeriodFactory(year=2026, quarter=2)

    assert office.get(reverse("assessments:mentors_current")).url == url()


def test_mentors_current_without_a_quarter_states_the_way_out(office):
    page = office.get(reverse("assessments:mentors_current")).content.decode()

    assert "Buka triwulan pertama lebih dahulu" in page


def test_mentors_show_lead_first_and_what_is_lacking(office, period, mentor):
    full, bare = submitted(period, code="1.01"), submitted(period, code="1.02")
    MentorAssignmentFactory(agency=full.agency, mentor__name="Anggota")
    MentorAssignmentFactory(
        agency=full.agency, mentor=mentor, is_lead=True, year=2026, quarter=4
    )
    MentorAssignmentFactory(agency=full.agency, year=2026, quarter=3)

    response = office.get(url())

    desk = response.context["desk"]
    assert [[a.mentor.name for a in p.assignments] for p in desk.places] == [
        ["Pendamping A", "Anggota"],
        [],
    ]
    assert (desk.bare, desk.headless) == (1, 1)
    assert [
        p.assessment for p in office.get(url(), {"gap": "bare"}).context["desk"].page
    ] == [bare]


def test_mentors_show_the_load_of_each(office, period, mentor):
    first, second = submitted(period), submitted(period)
    for assessment in (first, second):
        MentorAssignmentFactory(mentor=mentor, agency=assessment.agency)
    filling = AssessmentFactory(period=period)
    filling.answers.update(status=AnswerStatus.READY, self_level=2)
    MentorAssignmentFactory(mentor=mentor, agency=filling.agency)
    first.answers.filter(indicator__code="I1").update(status=AnswerStatus.RETURNED)

    load = load_of(office.get(url()), mentor)

    assert (load.agencies, load.waiting, load.decided, load.made) == (3, 5, 1, 0)


def test_mentors_are_narrowed_by_mentor_and_name(office, period, mentor):
    one = submitted(period, name="Dinas Sosial")
    submitted(period, name="Dinas Kesehatan")
    MentorAssignmentFactory(mentor=mentor, agency=one.agency)

    def found(**query):
        page = office.get(url(), query, headers={"HX-Request": "true"})
        return [place.agency.name for place in page.context["desk"].page]

    assert found(mentor=str(mentor.uuid)) == ["Dinas Sosial"]
    assert found(q="kesehatan") == ["Dinas Kesehatan"]
    assert found(mentor="x" * 500) == []


@pytest.mark.parametrize("count", [1, 3])
def test_mentors_take_the_same_queries_for_any_number(
    office, period, count, django_assert_num_queries
):
    for _ in range(count):
        MentorAssignmentFactory(agency=submitted(period).agency, is_lead=True)
    office.get(url())

    # the user, the quarter, the six of the desk, the menu
    with django_assert_num_queries(9):
        office.get(url())


def test_mentors_are_read_only_for_auditors(client_for, period, mentor):
    MentorAssignmentFactory(mentor=mentor, agency=submitted(period).agency)

    page = client_for(Role.AUDITOR).get(url()).content.decode()

    assert "Pendamping A" in page
    assert "Tugaskan" not in page
    assert "Akhiri" not in page


def test_mentors_assign_several_agencies_at_once(office, period, mentor):
    agencies = [submitted(period).agency for _ in range(2)]
    data = {
        "agencies": [agency.pk for agency in agencies],
        "mentor": mentor.uuid,
        "is_lead": "1",
    }

    response = office.post(url("mentors_assign"), data)

    assert (response.url, said(response)) == (
        url(),
        ["Pendamping A ditugaskan di 2 perangkat daerah."],
    )
    made = MentorAssignment.objects.filter(mentor=mentor, year=2026, quarter=4)
    assert set(made.values_list("agency", "is_lead")) == {
        (agency.pk, True) for agency in agencies
    }


def test_mentors_assign_keeps_the_ticks_when_refused(office, period, mentor):
    agency = submitted(period, name="Diskominfo").agency
    mentor.agency = agency
    mentor.save()

    response = office.post(
        url("mentors_assign"), {"agencies": [agency.pk], "mentor": mentor.uuid}
    )

    page = " ".join(response.content.decode().split())
    assert response.status_code == 422
    assert "Pendamping A bekerja di Diskominfo" in page
    assert response.context["ticked"] == [str(agency.pk)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Centang paling sedikit satu perangkat daerah."),
        (
            {"agencies": ["x"], "mentor": str(uuid4())},
            "Pendamping ini tidak dikenal",
        ),
    ],
)
def test_mentors_assign_refuses_an_incomplete_form(office, period, data, sentence):
    response = office.post(url("mentors_assign"), data)

    assert response.status_code == 422
    assert not MentorAssignment.objects.exists()
    submitted(period)
    assert sentence in office.post(url("mentors_assign"), data).content.decode()


def test_mentors_end_one_by_its_button(office, period, mentor):
    assignment = MentorAssignmentFactory(mentor=mentor, agency=submitted(period).agency)

    response = office.post(url("mentors_end"), {"assignment": assignment.pk})

    assignment.refresh_from_db()
    assert said(response) == ["1 penugasan berakhir hari ini."]
    assert assignment.ended_at is not None
    history = office.get(url()).context["desk"].history
    assert list(history) == [assignment]


def test_mentors_end_twice_says_that_it_is_over(office, period, mentor):
    assignment = MentorAssignmentFactory(mentor=mentor, agency=submitted(period).agency)

    office.post(url("mentors_end"), {"assignment": assignment.pk})
    again = office.post(url("mentors_end"), {"assignment": assignment.pk})

    assert again.status_code == 422
    assert "Penugasan ini sudah berakhir" in again.content.decode()


def test_mentors_end_of_the_ticked_agencies(office, period, mentor):
    ended = MentorAssignmentFactory(mentor=mentor, agency=submitted(period).agency)
    kept = MentorAssignmentFactory(mentor=mentor, agency=submitted(period).agency)

    office.post(
        url("mentors_end"), {"agencies": [ended.agency_id], "mentor": mentor.uuid}
    )

    assert list(MentorAssignment.objects.standing()) == [kept]


def test_mentors_end_of_nothing_says_so(office, period, mentor):
    agency = submitted(period).agency

    response = office.post(
        url("mentors_end"), {"agencies": [agency.pk], "mentor": mentor.uuid}
    )

    assert response.status_code == 422
    assert "sudah berakhir" in response.content.decode()


def test_mentors_lead_is_set_by_its_button(office, period, mentor):
    assignment = MentorAssignmentFactory(mentor=mentor, agency=submitted(period).agency)

    office.post(url("mentors_lead"), {"assignment": assignment.pk})
    unknown = office.post(url("mentors_lead"), {"assignment": "999999999"})

    assignment.refresh_from_db()
    assert assignment.is_lead
    assert unknown.status_code == 422


def test_mentors_copy_takes_the_quarter_before(office, period, mentor):
    PeriodFactory(year=2026, quarter=3)
    agency = submitted(period).agency
    MentorAssignmentFactory(mentor=mentor, agency=agency, year=2026, quarter=3)

    response = office.post(url("mentors_copy"))

    assert said(response) == ["1 penugasan disalin dari Triwulan III 2026."]
    assert MentorAssignment.objects.filter(quarter=4, agency=agency).count() == 1


def test_mentors_copy_without_anything_to_copy_says_so(office, period):
    first = office.post(url("mentors_copy"))
    PeriodFactory(year=2026, quarter=3)
    second = office.post(url("mentors_copy"))

    assert said(first) == ["Tidak ada triwulan sebelumnya untuk disalin."]
    assert said(second)[-1] == "Tidak ada penugasan di Triwulan III 2026."


def test_mentors_substitute_for_the_agencies_chosen(office, period, mentor):
    kept, lent = submitted(period).agency, submitted(period).agency
    for agency in (kept, lent):
        MentorAssignmentFactory(mentor=mentor, agency=agency)
    stand_in = UserFactory(role=Role.MENTOR)
    today = timezone.localdate()
    page = office.get(url("mentors_substitute", uuid=mentor.uuid))

    response = office.post(
        url("mentors_substitute", uuid=mentor.uuid),
        {
            "substitute": stand_in.uuid,
            "starts_on": today.isoformat(),
            "ends_on": (today + timedelta(days=3)).isoformat(),
            "reason": "Cuti",
            "agencies": [lent.pk],
        },
    )

    made = MentorAssignment.objects.get(mentor=stand_in)
    assert set(page.context["form"].initial["agencies"]) == {kept, lent}
    assert response.url == url()
    assert (made.agency, made.stands_in_for) == (lent, mentor)
    assert load_of(office.get(url()), mentor).replacement == made


def test_mentors_substitute_keeps_what_was_typed_when_refused(office, period, mentor):
    MentorAssignmentFactory(mentor=mentor, agency=submitted(period).agency)

    response = office.post(
        url("mentors_substitute", uuid=mentor.uuid),
        {"reason": "Dinas <luar>", "starts_on": "2026-13-40"},
    )

    assert response.status_code == 422
    assert "Dinas &lt;luar&gt;" in response.content.decode()
    assert set(response.context["form"].errors) == {
        "substitute",
        "starts_on",
        "ends_on",
        "agencies",
    }


def test_mentors_substitute_of_who_has_no_agency_says_so(office, period, mentor):
    page = office.get(url("mentors_substitute", uuid=mentor.uuid)).content.decode()

    assert "tidak mempunyai penugasan pada Triwulan IV 2026" in page
