from datetime import date

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from teams import actions
from teams.models import Seat, Team
from tests.factories import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory(code="1.06")


@pytest.fixture
def coordinator(agency):
    return UserFactory(agency=agency)


def give(agency, by, number=1, **changes):
    fields = {"person": "Sekretaris", "user": None} | changes
    seat = Seat.objects.get(number=number)
    return actions.seat_person(agency, seat, by=by, **fields)


def test_the_first_seat_makes_the_team(agency, coordinator):
    membership = give(agency, coordinator, user=coordinator)

    assert membership.team == Team.objects.get(agency=agency)
    assert (membership.person, membership.user) == ("Sekretaris", coordinator)
    event = AuditEvent.objects.get()
    assert (event.verb, event.agency_code) == ("team.seated", "1.06")
    assert event.data == {"seat": 1, "membership": membership.pk}


def test_a_seat_that_is_held_is_not_given(agency, coordinator):
    give(agency, coordinator)

    with pytest.raises(actions.TeamError, match="sudah terisi"):
        give(agency, coordinator, person="Lain")


def test_an_account_of_another_agency_is_not_seated(agency, coordinator):
    with pytest.raises(actions.TeamError, match="bukan akun perangkat daerah"):
        give(agency, coordinator, user=UserFactory())


def test_a_seat_is_freed_and_given_again(agency, coordinator):
    first = give(agency, coordinator)

    actions.vacate(first, by=coordinator)
    second = give(agency, coordinator, person="Pengganti")

    first.refresh_from_db()
    assert (first.ends_on, first.ended_by) == (timezone.localdate(), coordinator)
    assert second.ends_on is None
    verbs = AuditEvent.objects.order_by("position").values_list("verb", flat=True)
    assert list(verbs) == ["team.seated", "team.vacated", "team.seated"]


def test_a_seat_is_freed_once(agency, coordinator):
    membership = give(agency, coordinator)
    actions.vacate(membership, by=coordinator)

    with pytest.raises(actions.TeamError, match="sudah dikosongkan"):
        actions.vacate(membership, by=coordinator)


def test_the_decree_is_noted(agency, coordinator):
    team = Team.objects.create(agency=agency)

    actions.appoint(
        team, decree_number="188.4/1", decreed_on=date(2026, 1, 14), by=coordinator
    )

    team.refresh_from_db()
    assert (team.decree_number, team.decreed_on) == ("188.4/1", date(2026, 1, 14))
    assert AuditEvent.objects.get().data == {"decree_number": "188.4/1"}
