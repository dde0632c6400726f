import pytest
from django.urls import reverse

from accounts.enums import AgencyKind, Role
from teams import actions
from teams.models import Membership
from teams.queries import overview_of
from tests.factories import AgencyFactory, UserFactory
from tests.teams.builders import person, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    agency = AgencyFactory(code="1.06", name="Dinas Sosial")
    return UserFactory(
        username="koordinator.dinsos", role=Role.OPD_COORDINATOR, agency=agency
    )


def give(coordinator, number, name="Sekretaris"):
    return seated(coordinator.agency, coordinator, number, name=name)


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
    assert [member.person.name for member in overview.former] == ["Pranata Komputer"]
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
    laman = person(coordinator.agency, coordinator, name="Pengelola Laman")

    response = client.post(address, {"person": laman.pk})

    assert response.url == reverse("teams:detail", args=["1.06"])
    membership = Membership.objects.get()
    assert (membership.seat.number, membership.person) == (3, laman)


@pytest.mark.parametrize("who", ["nobody", "seated", "elsewhere"])
def test_only_free_people_of_the_agency_are_offered(client_for, coordinator, who):
    chosen = {
        "nobody": lambda: "",
        "seated": lambda: give(coordinator, 1).person_id,
        "elsewhere": lambda: person(AgencyFactory(), coordinator).pk,
    }[who]()
    address = reverse("teams:seat", args=["1.06", 3])

    response = client_for(coordinator).post(address, {"person": chosen})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["person"]
    assert overview_of(coordinator.agency).filled == (who == "seated")


def test_a_held_seat_is_not_given_twice(client_for, coordinator):
    give(coordinator, 3)
    address = reverse("teams:seat", args=["1.06", 3])

    other = person(coordinator.agency, coordinator, name="Lain")

    response = client_for(coordinator).post(address, {"person": other.pk})

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
