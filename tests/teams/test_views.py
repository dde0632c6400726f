import pytest
from django.urls import reverse

from accounts.enums import AgencyKind, Role
from teams import actions
from teams.models import Membership, Seat
from teams.queries import overview_of
from tests.factories import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    agency = AgencyFactory(code="1.06", name="Dinas Sosial")
    return UserFactory(
        username="koordinator.dinsos", role=Role.OPD_COORDINATOR, agency=agency
    )


def give(coordinator, number, person="Sekretaris"):
    seat = Seat.objects.get(number=number)
    return actions.seat_person(
        coordinator.agency, seat, person=person, user=None, by=coordinator
    )


def test_people_of_an_agency_go_straight_to_their_team(client_for, coordinator):
    response = client_for(coordinator).get(reverse("teams:list"))

    assert response.url == reverse("teams:detail", args=["1.06"])


@pytest.mark.parametrize("count", [2, 4])
def test_list_counts_the_seats_of_each_agency(
    client_for, coordinator, count, django_assert_num_queries
):
    give(coordinator, 1)
    actions.vacate(give(coordinator, 2), by=coordinator)
    AgencyFactory.create_batch(count, kind=AgencyKind.DINAS)
    AgencyFactory(kind=AgencyKind.PEMDA)
    client = client_for(Role.SECRETARIAT)

    with django_assert_num_queries(3):
        lines = client.get(reverse("teams:list")).context["lines"]

    assert len(lines) == count + 1
    held = {line.agency.code: line.held for line in lines}
    assert held.pop("1.06") == 1
    assert set(held.values()) == {0}


def test_a_mentor_without_agencies_is_told_so(client_for):
    page = client_for(Role.MENTOR).get(reverse("teams:list")).content.decode()

    assert "Belum ada perangkat daerah" in page


def test_detail_shows_every_seat_and_the_free_ones(client_for, coordinator):
    give(coordinator, 1, "Kepala Bidang")
    actions.vacate(give(coordinator, 2, "Pranata Komputer"), by=coordinator)

    response = client_for(coordinator).get(reverse("teams:detail", args=["1.06"]))
    page, overview = response.content.decode(), response.context["overview"]

    assert (overview.filled, overview.total, overview.technical) == (1, 8, 0)
    assert [seat.number for seat in overview.free] == [*range(2, 9)]
    assert [member.person for member in overview.former] == ["Pranata Komputer"]
    assert "Kepala Bidang" in page
    assert page.count("Isi kursi</a>") == 7
    assert page.count("Kosongkan</button>") == 1
    assert "Belum ada SK Gubernur" in page


def test_readers_are_offered_no_changes(client_for, coordinator):
    give(coordinator, 1)

    page = client_for(Role.AUDITOR).get(reverse("teams:detail", args=["1.06"]))

    assert "Isi kursi</a>" not in page.content.decode()
    assert "Kosongkan" not in page.content.decode()


def test_a_seat_is_given_with_the_form(client_for, coordinator):
    client, address = client_for(coordinator), reverse("teams:seat", args=["1.06", 3])
    data = {"person": "  Pengelola   Laman ", "user": coordinator.pk}

    response = client.post(address, data)

    assert response.url == reverse("teams:detail", args=["1.06"])
    membership = Membership.objects.get()
    assert (membership.seat.number, membership.person) == (3, "Pengelola Laman")
    assert membership.user == coordinator


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "person"),
        ({"person": "19641215 199003 1 009"}, "person"),
        ({"person": "Sekretaris", "user": "0"}, "user"),
    ],
)
def test_the_form_says_what_does_not_hold(client_for, coordinator, data, field):
    client = client_for(coordinator)

    response = client.post(reverse("teams:seat", args=["1.06", 3]), data)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert overview_of(coordinator.agency).filled == 0


def test_a_held_seat_is_not_given_twice(client_for, coordinator):
    give(coordinator, 3)
    address = reverse("teams:seat", args=["1.06", 3])

    response = client_for(coordinator).post(address, {"person": "Lain"})

    assert response.status_code == 422
    assert "sudah terisi" in response.content.decode()


def test_an_unknown_seat_is_not_there(client_for, coordinator):
    address = reverse("teams:seat", args=["1.06", 9])

    assert client_for(coordinator).get(address).status_code == 404


def test_a_seat_is_freed(client_for, coordinator):
    membership = give(coordinator, 3)
    client, address = (
        client_for(coordinator),
        reverse("teams:vacate", args=[membership.pk]),
    )

    first = client.post(address, follow=True).content.decode()
    again = client.post(address, follow=True).content.decode()

    assert "Kursi Admin Web dan Media Sosial kosong." in first
    assert "Kursi ini sudah dikosongkan." in again
