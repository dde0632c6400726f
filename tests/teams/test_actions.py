from datetime import date

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent
from teams import actions
from teams.actions import Details
from teams.enums import EndReason
from teams.models import Person, Seat, Team
from tests.factories import AgencyFactory, UserFactory
from tests.teams.builders import nip, person, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory(code="1.06")


@pytest.fixture
def coordinator(agency):
    return UserFactory(agency=agency)


def verbs():
    return [*AuditEvent.objects.order_by("position").values_list("verb", flat=True)]


def test_the_first_seat_makes_the_team(agency, coordinator):
    membership = seated(agency, coordinator)

    assert membership.team == Team.objects.get(agency=agency)
    assert (membership.person.name, membership.ends_on) == ("Sekretaris", None)
    event = AuditEvent.objects.order_by("position").last()
    assert (event.verb, event.agency_code) == ("team.seated", "1.06")
    assert event.data == {"seat": 1, "membership": membership.pk}


def test_a_seat_that_is_held_is_not_given(agency, coordinator):
    seated(agency, coordinator)

    with pytest.raises(actions.TeamError, match="sudah terisi"):
        seated(agency, coordinator)


def test_somebody_of_another_agency_is_not_seated(agency, coordinator):
    other = person(AgencyFactory(), coordinator)

    with pytest.raises(actions.TeamError, match="bukan pegawai perangkat daerah"):
        actions.seat_person(
            agency, Seat.objects.get(number=1), person=other, by=coordinator
        )


def test_who_holds_a_seat_gets_no_second(agency, coordinator):
    held = seated(agency, coordinator)

    with pytest.raises(actions.TeamError, match="memegang kursi lain"):
        actions.seat_person(
            agency, Seat.objects.get(number=2), person=held.person, by=coordinator
        )


def test_a_seat_is_freed_and_given_again(agency, coordinator):
    first = seated(agency, coordinator)

    actions.vacate(first, by=coordinator)
    second = seated(agency, coordinator, name="Pengganti")

    first.refresh_from_db()
    assert (first.ends_on, first.ended_by) == (timezone.localdate(), coordinator)
    assert first.end_reason == EndReason.VACATED
    assert second.ends_on is None
    assert verbs()[1:3] == ["team.seated", "team.vacated"]


def test_a_seat_is_freed_once(agency, coordinator):
    membership = seated(agency, coordinator)
    actions.vacate(membership, by=coordinator)

    with pytest.raises(actions.TeamError, match="sudah dikosongkan"):
        actions.vacate(membership, by=coordinator)


def test_a_person_is_entered_without_the_number_in_the_trail(agency, coordinator):
    number = nip()

    made = person(agency, coordinator, nip=number, user=coordinator)

    assert (made.nip, made.user, made.agency) == (number, coordinator, agency)
    event = AuditEvent.objects.get()
    assert (event.verb, event.subject_id) == ("person.added", str(made.pk))
    assert event.data == {}


@pytest.mark.parametrize("whose", ["own", "other"])
def test_a_number_stands_once_in_the_registry(agency, coordinator, whose):
    number = nip()
    person(agency if whose == "own" else AgencyFactory(), coordinator, nip=number)

    with pytest.raises(actions.TeamError, match="terdaftar") as caught:
        person(agency, coordinator, nip=number)

    assert number not in str(caught.value)
    assert ("lain" in str(caught.value)) == (whose == "other")


def test_a_number_that_cannot_be_is_refused(agency, coordinator):
    with pytest.raises(actions.TeamError, match="tanggal lahir"):
        person(agency, coordinator, nip="199013171988031001")


def test_accounts_belong_to_one_person_of_their_agency(agency, coordinator):
    with pytest.raises(actions.TeamError, match="bukan akun"):
        person(agency, coordinator, user=UserFactory())

    person(agency, coordinator, user=coordinator)
    with pytest.raises(actions.TeamError, match="sudah dipakai"):
        person(agency, coordinator, user=coordinator)


def test_a_correction_names_the_fields_only(agency, coordinator):
    made = person(agency, coordinator)
    details = Details(name="Sekretaris", nip=nip(), phone="081234567890")

    actions.correct_person(made, details, by=coordinator)
    actions.correct_person(made, details, by=coordinator)

    made.refresh_from_db()
    assert (made.nip, made.phone) == (details.nip, "081234567890")
    assert verbs() == ["person.added", "person.corrected"]
    last = AuditEvent.objects.order_by("position").last()
    assert last.data == {"fields": ["NIP", "telepon"]}


def test_a_person_moves_with_history_and_without_account(agency, coordinator):
    held = seated(agency, coordinator, user=coordinator)
    other = AgencyFactory(code="1.07")
    secretary = UserFactory(role=Role.SECRETARIAT)
    with pytest.raises(actions.TeamError, match="masih memegang kursi"):
        actions.move_person(held.person, other, by=secretary)

    assert actions.vacate(held, by=secretary) is True
    actions.move_person(held.person, other, by=secretary)
    with pytest.raises(actions.TeamError, match="sudah di perangkat daerah itu"):
        actions.move_person(held.person, other, by=secretary)

    moved = Person.objects.get()
    assert (moved.agency, moved.user) == (other, None)
    assert moved.memberships.get().team.agency == agency
    last = AuditEvent.objects.order_by("position").last()
    assert last.data == {"before": "1.06", "after": "1.07"}


def test_looking_at_a_person_is_on_record(agency, coordinator):
    made = person(agency, coordinator)

    actions.record_reading(made, by=coordinator)

    event = AuditEvent.objects.order_by("position").last()
    assert (event.verb, event.actor) == ("person.read", coordinator.username)
    assert event.subject_id == str(made.pk)


def test_a_membership_that_had_not_begun_ends_as_it_begins(agency, coordinator):
    begun = seated(agency, coordinator)
    type(begun).objects.update(starts_on=date(2099, 1, 1))

    actions.vacate(begun, by=coordinator)

    begun.refresh_from_db()
    assert begun.ends_on == date(2099, 1, 1)
