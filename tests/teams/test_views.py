import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import AgencyKind, Role
from lib.formats import day, day_range
from teams import actions
from teams.models import Membership, Seat
from teams.queries import overview_of
from tests.factories import AgencyFactory, MentorAssignmentFactory, UserFactory
from tests.teams.builders import Proposal, person, seated
from tests.teams.test_nominations import decide

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


@pytest.fixture
def decided(coordinator):
    """The team with one seat by a decree, and the decree."""
    proposal = Proposal(coordinator.agency)
    proposal.put(4, "Pranata Komputer")
    proposal.propose()
    proposal.verify()
    return decide(proposal)


def team_page(client):
    return client.get(reverse("teams:detail", args=["1.06"]))


@pytest.mark.parametrize("count", [2, 4])
def test_the_list_of_seats_says_what_each_asks(
    client_for, coordinator, count, django_assert_num_queries
):
    give(coordinator, 4)
    AgencyFactory.create_batch(count, kind=AgencyKind.DINAS)
    client = client_for(Role.SECRETARIAT)

    with django_assert_num_queries(4):
        page = client.get(reverse("teams:seats"))

    seats = {seat.number: seat for seat in page.context["seats"]}
    assert [seats[n].held for n in (3, 4)] == [0, 1]
    for seat in Seat.objects.prefetch_related("requires"):
        assert seat.duties in page.content.decode()
        for needed in seat.requires.all():
            assert needed.name in page.content.decode()
    assert f"1 dari {count + 1}" in page.content.decode()


def test_a_mentor_counts_seats_of_the_own_agencies(client_for, coordinator):
    give(coordinator, 4)
    mentor = MentorAssignmentFactory(agency=AgencyFactory(kind=AgencyKind.DINAS)).mentor

    page = client_for(mentor).get(reverse("teams:seats"))

    assert "0 dari 1" in page.content.decode()
    assert "1 dari" not in page.content.decode()


def test_each_seat_names_its_decree_and_term(client_for, coordinator, decided):
    page = team_page(client_for(coordinator)).content.decode()

    assert reverse("teams:decree", args=[decided.pk]) in page
    assert day_range(decided.starts_on, decided.ends_on) in page
    assert "Masa tugas berakhir" not in page


def test_a_team_whose_term_ended_says_so(client_for, coordinator, decided):
    AgencyFactory(kind=AgencyKind.DINAS)
    actions.close_terms(decided.ends_on)

    page = team_page(client_for(coordinator)).content.decode()
    listed = client_for(Role.SECRETARIAT).get(reverse("teams:list")).content.decode()

    assert "Masa tugas berakhir" in page
    assert "masa tugas berakhir" in page  # of the person, in the history
    assert "Masa tugas berakhir" in listed


def test_training_of_who_holds_a_seat_is_on_the_page(client_for, coordinator):
    held, today = give(coordinator, 4), timezone.localdate()
    for who, title in (
        (held.person, "Bimtek jaringan"),
        (person(coordinator.agency, coordinator), "Bimtek lain"),
    ):
        planned = {"title": title, "organiser": "", "planned_on": today}
        training = actions.plan_training(
            who, **planned, competence=None, by=coordinator
        )
    actions.attend_training(held.person.trainings.get(), on=today, by=coordinator)

    page = team_page(client_for(coordinator)).content.decode()

    assert "Bimtek jaringan" in page
    assert f"diikuti {day(today)}" in page
    assert training.title not in page


def test_the_state_of_the_team_is_kept_from_its_page(client_for, coordinator):
    address = reverse("reports:roster_keep", args=["1.06"])

    assert address in team_page(client_for(coordinator)).content.decode()
    assert address not in team_page(client_for(Role.AUDITOR)).content.decode()


def test_who_frees_a_seat_is_told_of_the_account(client_for, coordinator):
    member = UserFactory(agency=coordinator.agency)
    held = seated(coordinator.agency, coordinator, 2, user=member)
    client = client_for(coordinator)
    assert "Akun portalnya ikut nonaktif" in team_page(client).content.decode()

    page = client.post(reverse("teams:vacate", args=[held.pk]), follow=True)

    assert "Akun pemegangnya dinonaktifkan" in page.content.decode()
    member.refresh_from_db()
    assert not member.is_active
