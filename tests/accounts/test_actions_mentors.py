"""Mentors of a quarter: given, led, lent, ended, copied."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import actions
from accounts.enums import NoticeKind, Role
from accounts.models import AuditEvent, MentorAssignment, Notice
from tests.factories import AgencyFactory, MentorAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db

QUARTER = {"year": 2026, "quarter": 4}


@pytest.fixture
def secretary():
    return UserFactory(role=Role.SECRETARIAT)


@pytest.fixture
def mentor():
    return UserFactory(role=Role.MENTOR)


def standing(mentor):
    found = MentorAssignment.objects.current().of_quarter(2026, 4)
    return set(found.filter(mentor=mentor).values_list("agency", flat=True))


def leads_of(agency):
    found = MentorAssignment.objects.standing().leading().filter(agency=agency)
    return [assignment.mentor for assignment in found]


def assign(mentor, *agencies, by, **more):
    return actions.assign_mentor(mentor, agencies, **QUARTER, by=by, **more)


def lend(absent, stand_in, agencies, secretary, **changes):
    today = timezone.localdate()
    fields = {
        "starts_on": today,
        "ends_on": today + timedelta(days=6),
        "reason": "Cuti",
    } | changes
    return actions.substitute(
        absent, stand_in, agencies, **QUARTER, **fields, by=secretary
    )


def test_assign_mentor_adds_agencies_and_keeps_the_others(mentor, secretary):
    first, second, third = AgencyFactory.create_batch(3)
    assign(mentor, first, by=secretary)

    count = assign(mentor, first, second, third, by=secretary)

    assert count == 2
    assert standing(mentor) == {first.pk, second.pk, third.pk}
    event = AuditEvent.objects.order_by("-position").first()
    assert (event.verb, event.data) == (
        "mentor.assigned",
        {
            "period": "Triwulan IV 2026",
            "agencies": sorted([second.code, third.code]),
            "is_lead": False,
        },
    )


def test_assign_mentor_tells_the_mentor(mentor, secretary):
    agency = AgencyFactory(name="Dinas Sosial")

    assign(mentor, agency, by=secretary)

    notice = Notice.objects.get()
    assert (notice.user, notice.kind) == (mentor, NoticeKind.ASSIGNED)
    assert notice.text == (
        "Anda ditugaskan mendampingi Dinas Sosial pada Triwulan IV 2026."
    )


def test_assign_mentor_again_changes_and_records_nothing(mentor, secretary):
    agency = AgencyFactory()
    assign(mentor, agency, by=secretary)

    assert assign(mentor, agency, by=secretary) == 0
    assert AuditEvent.objects.filter(verb="mentor.assigned").count() == 1


def test_assign_mentor_as_lead_takes_the_place_of_the_lead(mentor, secretary):
    agency, other = AgencyFactory.create_batch(2)
    before = UserFactory(role=Role.MENTOR)
    assign(before, agency, other, is_lead=True, by=secretary)
    assign(mentor, agency, by=secretary)

    assign(mentor, agency, is_lead=True, by=secretary)

    assert (leads_of(agency), leads_of(other)) == ([mentor], [before])
    assert standing(before) == {agency.pk, other.pk}


def test_assign_mentor_knows_who_is_assigned_for_every_quarter(mentor, secretary):
    agency = MentorAssignmentFactory(mentor=mentor).agency

    assert assign(mentor, agency, by=secretary) == 0


def test_assign_mentor_refuses_the_own_agency_by_its_name(secretary):
    mentor = UserFactory(role=Role.MENTOR, agency=AgencyFactory(name="Diskominfo"))

    with pytest.raises(actions.AccountError, match="bekerja di Diskominfo"):
        assign(mentor, AgencyFactory(), mentor.agency, by=secretary)

    assert not MentorAssignment.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"role": Role.SECRETARIAT}, {"role": Role.MENTOR, "is_active": False}]
)
def test_assign_mentor_refuses_who_is_no_active_mentor(secretary, fields):
    with pytest.raises(actions.AccountError, match="bukan tim pendamping yang aktif"):
        assign(UserFactory(**fields), AgencyFactory(), by=secretary)


def test_assign_mentor_refuses_no_agency(mentor, secretary):
    with pytest.raises(actions.AccountError, match="paling sedikit satu"):
        assign(mentor, by=secretary)


def test_lead_moves_from_one_to_another(mentor, secretary):
    agency = AgencyFactory()
    assign(UserFactory(role=Role.MENTOR), agency, is_lead=True, by=secretary)
    assign(mentor, agency, by=secretary)

    actions.lead(MentorAssignment.objects.get(mentor=mentor), **QUARTER, by=secretary)

    assert leads_of(agency) == [mentor]
    assert AuditEvent.objects.order_by("-position").first().verb == "mentor.led"


def test_lead_refuses_a_substitute_and_what_is_over(mentor, secretary):
    agency = AgencyFactory()
    assign(mentor, agency, by=secretary)
    lend(mentor, UserFactory(role=Role.MENTOR), [agency], secretary)
    lent = MentorAssignment.objects.get(stands_in_for=mentor)

    with pytest.raises(actions.AccountError, match="milik pengganti"):
        actions.lead(lent, **QUARTER, by=secretary)


def test_end_assignments_holds_at_once_and_stays_on_record(mentor, secretary):
    agency = AgencyFactory()
    assign(mentor, agency, by=secretary)
    today = MentorAssignment.objects.get()
    old = MentorAssignmentFactory(mentor=mentor)

    count = actions.end_assignments([today, old], by=secretary)

    assert count == 2
    assert standing(mentor) == set()
    for assignment in (today, old):
        assignment.refresh_from_db()
        assert assignment.ends_on == timezone.localdate()
        assert assignment.ended_by == secretary


def test_end_assignments_takes_away_what_had_not_begun(mentor, secretary):
    later = MentorAssignmentFactory(
        mentor=mentor, starts_on=timezone.localdate() + timedelta(days=2)
    )

    actions.end_assignments([later], by=secretary)

    assert not MentorAssignment.objects.exists()


def test_end_assignments_twice_is_refused(mentor, secretary):
    assignment = MentorAssignmentFactory(mentor=mentor)
    actions.end_assignments([assignment], by=secretary)

    with pytest.raises(actions.AccountError, match="sudah berakhir"):
        actions.end_assignments([assignment], by=secretary)


def test_an_ended_mentor_can_be_assigned_again_the_same_day(mentor, secretary):
    agency = AgencyFactory()
    assign(mentor, agency, by=secretary)
    actions.end_assignments(MentorAssignment.objects.all(), by=secretary)

    assert assign(mentor, agency, by=secretary) == 1
    assert standing(mentor) == {agency.pk}


def test_what_was_in_force_cannot_be_deleted():
    assignment = MentorAssignmentFactory()

    with (
        pytest.raises(IntegrityError, match="diakhiri, tidak dihapus"),
        transaction.atomic(),
    ):
        assignment.delete()


def test_substitute_is_dated_and_leaves_the_absent_assigned(mentor, secretary):
    agency = AgencyFactory()
    assign(mentor, agency, is_lead=True, by=secretary)
    stand_in = UserFactory(role=Role.MENTOR)

    count = lend(mentor, stand_in, [agency], secretary)

    made = MentorAssignment.objects.get(mentor=stand_in)
    today = timezone.localdate()
    assert count == 1
    assert (made.stands_in_for, made.reason, made.is_lead) == (mentor, "Cuti", False)
    assert (made.starts_on, made.ends_on) == (today, today + timedelta(days=6))
    assert standing(mentor) == {agency.pk}
    assert set(Notice.objects.values_list("user", flat=True)) == {
        mentor.pk,
        stand_in.pk,
    }


def test_substitute_leaves_out_where_the_substitute_works_anyway(mentor, secretary):
    both, only = AgencyFactory.create_batch(2)
    stand_in = UserFactory(role=Role.MENTOR)
    assign(mentor, both, only, by=secretary)
    assign(stand_in, both, by=secretary)

    assert lend(mentor, stand_in, [both, only], secretary) == 1
    with pytest.raises(actions.AccountError, match="sudah bertugas"):
        lend(mentor, stand_in, [both, only], secretary)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": "  "}, "alasan"),
        ({"starts_on": timezone.localdate() - timedelta(days=1)}, "hari ini"),
        ({"ends_on": timezone.localdate() - timedelta(days=1)}, "mendahului"),
    ],
)
def test_substitute_refuses(mentor, secretary, changes, said):
    agency = AgencyFactory()
    assign(mentor, agency, by=secretary)

    with pytest.raises(actions.AccountError, match=said):
        lend(mentor, UserFactory(role=Role.MENTOR), [agency], secretary, **changes)


def test_substitute_refuses_the_absent_strangers_and_the_own_agency(mentor, secretary):
    own = AgencyFactory(name="Diskominfo")
    assign(mentor, own, by=secretary)
    stand_in = UserFactory(role=Role.MENTOR, agency=own)

    with pytest.raises(actions.AccountError, match="pendamping lain sebagai"):
        lend(mentor, mentor, [own], secretary)
    with pytest.raises(actions.AccountError, match="bekerja di Diskominfo"):
        lend(mentor, stand_in, [own], secretary)
    with pytest.raises(actions.AccountError, match="tidak bertugas di Dinas Lain"):
        lend(mentor, stand_in, [AgencyFactory(name="Dinas Lain")], secretary)


def test_copy_assignments_brings_mentors_and_leads(mentor, secretary):
    agency, led = AgencyFactory.create_batch(2)
    here = UserFactory(role=Role.MENTOR)
    third = {"year": 2026, "quarter": 3}
    actions.assign_mentor(mentor, [agency, led], **third, is_lead=True, by=secretary)
    assign(here, led, is_lead=True, by=secretary)

    count = actions.copy_assignments((2026, 3), (2026, 4), by=secretary)

    assert count == 2
    assert standing(mentor) == {agency.pk, led.pk}
    fourth = MentorAssignment.objects.filter(year=2026, quarter=4).leading()
    assert set(fourth.values_list("mentor", "agency")) == {
        (mentor.pk, agency.pk),
        (here.pk, led.pk),
    }
    assert actions.copy_assignments((2026, 3), (2026, 4), by=secretary) == 0


def test_copy_assignments_leaves_out_who_left_or_moved_in(mentor, secretary):
    agency = AgencyFactory()
    actions.assign_mentor(mentor, [agency], year=2026, quarter=3, by=secretary)
    gone = UserFactory(role=Role.MENTOR)
    actions.assign_mentor(gone, [agency], year=2026, quarter=3, by=secretary)
    actions.deactivate(gone, by=secretary)

    assert actions.copy_assignments((2026, 3), (2026, 4), by=secretary) == 1
    assert standing(gone) == set()


def test_copy_assignments_of_an_empty_quarter_is_refused(secretary):
    with pytest.raises(actions.AccountError, match="Tidak ada penugasan di Triwulan"):
        actions.copy_assignments((2026, 3), (2026, 4), by=secretary)
