from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from teams.enums import EndReason
from teams.models import Membership, Person, Seat, Team
from tests.factories import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db


def seated(team, **changes):
    fields = {"seat": Seat.objects.get(number=1), "assigned_by": UserFactory()}
    if "person" not in changes:
        fields["person"] = Person.objects.create(agency=team.agency, name="Sekretaris")
    return Membership.objects.create(team=team, **fields | changes)


def refused(make, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make()


@pytest.fixture
def team():
    return Team.objects.create(agency=AgencyFactory(name="Dinas Sosial"))


def test_every_deployment_has_the_eight_seats():
    seats = Seat.objects.order_by("number")

    assert [seat.number for seat in seats] == [*range(1, 9)]
    assert [seat.number for seat in seats if seat.is_technical] == [2, 3, 4, 5]
    assert all(seat.duties for seat in seats)


def test_an_agency_has_one_team(team):
    refused(
        lambda: Team.objects.create(agency=team.agency),
        "agency_id",
    )


def test_a_decree_has_number_and_date(team):
    team.decree_number = "188.4/1"

    refused(team.save, "teams_team_decree_number_complete")


def test_a_seat_has_one_holder_at_a_time(team):
    seated(team)

    refused(lambda: seated(team), "teams_membership_one_holder_at_a_time")


def test_a_seat_may_have_had_holders_before(team):
    seated(
        team,
        ends_on=date(2026, 6, 1),
        ended_by=UserFactory(),
        end_reason=EndReason.VACATED,
        starts_on=date(2026, 1, 1),
    )
    seated(team)

    assert team.memberships.current(date(2026, 3, 1)).count() == 2
    assert team.memberships.current(date(2026, 6, 1)).count() == 1


def test_an_end_has_a_reason(team):
    refused(
        lambda: seated(team, ends_on=date(2030, 6, 1)),
        "teams_membership_ends_on_complete",
    )


def test_an_end_says_who_ended_it_unless_the_term_did(team):
    ended = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 6, 1)}
    nobody, somebody = "teams_membership_ended_by_somebody_or_its_term", UserFactory()

    refused(lambda: seated(team, **ended, end_reason=EndReason.REPLACED), nobody)
    refused(
        lambda: seated(team, **ended, end_reason=EndReason.TERM, ended_by=somebody),
        nobody,
    )
    assert seated(team, **ended, end_reason=EndReason.TERM).ended_by is None


def test_a_person_holds_one_seat_at_a_time(team):
    first = seated(team)

    refused(
        lambda: seated(team, seat=Seat.objects.get(number=2), person=first.person),
        "teams_membership_one_seat_a_person",
    )


def test_a_number_is_unique_and_has_18_digits(team):
    Person.objects.create(agency=team.agency, name="Satu", nip="196412151990031009")

    refused(
        lambda: Person.objects.create(
            agency=team.agency, name="Dua", nip="196412151990031009"
        ),
        "teams_person_nip_unique",
    )
    refused(
        lambda: Person.objects.create(agency=team.agency, name="Tiga", nip="123"),
        "teams_person_nip_has_18_digits",
    )
    Person.objects.create(agency=team.agency, name="Bukan ASN")
    Person.objects.create(agency=team.agency, name="Bukan ASN juga")


def test_an_end_is_not_before_the_start(team):
    refused(
        lambda: seated(
            team,
            starts_on=date(2026, 2, 1),
            ends_on=date(2026, 1, 1),
            ended_by=UserFactory(),
            end_reason=EndReason.VACATED,
        ),
        "teams_membership_ends_on_after_starts_on",
    )


def test_teams_are_seen_with_their_agency(team):
    assert list(Team.objects.visible_to(UserFactory(role=Role.AUDITOR))) == [team]
    assert list(Team.objects.visible_to(UserFactory(agency=team.agency))) == [team]
    assert list(Team.objects.visible_to(UserFactory())) == []


def test_people_are_seen_with_their_agency(team):
    made = Person.objects.create(agency=team.agency, name="Sekretaris")

    assert list(Person.objects.visible_to(UserFactory(role=Role.AUDITOR))) == [made]
    assert list(Person.objects.visible_to(UserFactory(agency=team.agency))) == [made]
    assert list(Person.objects.visible_to(UserFactory())) == []


def test_names_read_well(team):
    assert str(team) == "Tim pengelola Dinas Sosial"
    assert str(seated(team)) == "Sekretaris, Koordinator Teknis SPBE"
