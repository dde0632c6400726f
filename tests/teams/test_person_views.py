"""People of the registry through their pages."""

import pytest
from django.urls import reverse

from accounts.enums import AgencyKind, Role
from accounts.models import AuditEvent
from teams.models import Person
from tests.factories import AgencyFactory, UserFactory
from tests.teams.builders import nip, person, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    agency = AgencyFactory(code="1.06", kind=AgencyKind.DINAS)
    return UserFactory(role=Role.OPD_COORDINATOR, agency=agency)


def test_a_person_is_entered_and_corrected(client_for, coordinator):
    client = client_for(coordinator)
    number = nip()
    grouped = f"{number[:8]} {number[8:14]} {number[14]} {number[15:]}"

    added = client.post(
        reverse("teams:person_add", args=["1.06"]),
        {"name": "  Pegawai   Contoh ", "nip": grouped, "user": coordinator.pk},
    )
    made = Person.objects.get()
    client.post(
        reverse("teams:person_correct", args=[made.pk]),
        {"name": "Pegawai Contoh", "nip": number, "position": "Analis"},
    )

    assert added.url == reverse("teams:person", args=[made.pk])
    assert number not in added.url
    made.refresh_from_db()
    assert (made.name, made.nip, made.position) == ("Pegawai Contoh", number, "Analis")
    assert made.user is None


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "196412151990031009"}, "name"),
        ({"name": "Pegawai", "nip": "19880312"}, "nip"),
        ({"name": "Pegawai", "email": "bukan surel"}, "email"),
        ({"name": "Pegawai", "phone": "TU"}, "phone"),
        ({"name": "Pegawai", "user": "0"}, "user"),
    ],
)
def test_the_form_says_what_does_not_hold(client_for, coordinator, data, field):
    address = reverse("teams:person_add", args=["1.06"])

    response = client_for(coordinator).post(address, data)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Person.objects.exists()


def test_a_number_that_is_taken_is_refused(client_for, coordinator):
    number = nip()
    person(AgencyFactory(), coordinator, nip=number)
    address = reverse("teams:person_add", args=["1.06"])

    response = client_for(coordinator).post(address, {"name": "Lain", "nip": number})

    assert response.status_code == 422
    assert "perangkat daerah lain" in response.content.decode()


def test_opening_the_form_is_on_record(client_for, coordinator):
    made = person(coordinator.agency, coordinator)

    client_for(coordinator).get(reverse("teams:person_correct", args=[made.pk]))

    assert AuditEvent.objects.order_by("position").last().verb == "person.read"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_masks_and_takes_the_same_queries(
    client_for, coordinator, count, django_assert_num_queries
):
    numbers = [nip() for _ in range(count)]
    for at, number in enumerate(numbers, 1):
        seated(coordinator.agency, coordinator, at, nip=number)
    client = client_for(coordinator)

    with django_assert_num_queries(6):
        page = client.get(reverse("teams:people", args=["1.06"])).content.decode()

    assert not any(number in page for number in numbers)
    assert page.count("••••") == count * 2


def test_the_secretariat_moves_a_person(client_for, coordinator):
    made = person(coordinator.agency, coordinator)
    other = AgencyFactory(kind=AgencyKind.DINAS)
    client = client_for(Role.SECRETARIAT)
    address = reverse("teams:person_move", args=[made.pk])

    nowhere = client.post(address, {}, follow=True).content.decode()
    client.post(address, {"agency": other.pk})
    again = client.post(address, {"agency": other.pk}, follow=True).content.decode()

    assert "Pilih perangkat daerah tujuan." in nowhere
    assert "sudah di perangkat daerah itu" in again
    made.refresh_from_db()
    assert made.agency == other
