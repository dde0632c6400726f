from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.enums import AgencyKind, Role
from teams import actions
from teams.actions import Provision, TeamError
from teams.facilitation import Quarter, line_of, quarter_of, read_quarter
from teams.models import Facilitation
from tests.factories import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db

Q1 = Quarter(2026, 1)


@pytest.fixture
def coordinator():
    agency = AgencyFactory(code="1.06", kind=AgencyKind.DINAS)
    return UserFactory(role=Role.OPD_COORDINATOR, agency=agency)


def meet(by, day=date(2026, 2, 3), minutes="Notulen 1"):
    return actions.add_meeting(
        by.agency,
        2026,
        1,
        held_on=day,
        subject="Rapat bulanan",
        minutes=minutes,
        by=by,
    )


def test_what_is_provided_counts_item_by_item(coordinator):
    agency = coordinator.agency
    assert line_of(agency, Q1).done == 0

    provision = Provision(
        has_incentive=True, incentive_basis="Keputusan 1/2026", has_laptop=True
    )
    for _ in range(2):
        actions.provide(agency, 2026, 1, provision, by=coordinator)
    meet(coordinator)

    line = line_of(agency, Q1)
    assert (line.done, line.total) == (3, 6)
    assert line.missing == ["Anggaran pelatihan", "Kamera", "Jaringan internet"]
    assert Facilitation.objects.count() == 1


def test_a_meeting_without_minutes_does_not_count(coordinator):
    meet(coordinator, minutes="")

    assert line_of(coordinator.agency, Q1).done == 0


def test_a_meeting_is_of_its_quarter_and_entered_once(coordinator):
    with pytest.raises(TeamError, match="di luar Triwulan I 2026"):
        meet(coordinator, day=date(2026, 4, 1))
    meet(coordinator)
    with pytest.raises(TeamError, match="sudah dicatat"):
        meet(coordinator)


@pytest.mark.parametrize("flag", ["has_incentive", "has_budget"])
def test_what_is_paid_has_a_basis(client_for, coordinator, flag):
    address = reverse("teams:facilitation_edit", args=["1.06", 2026, 1])

    response = client_for(coordinator).post(address, {flag: "on"})

    assert response.status_code == 422
    assert "Sebutkan dasarnya." in response.content.decode()
    with pytest.raises(IntegrityError, match="has_a_basis"), transaction.atomic():
        Facilitation.objects.create(
            agency=coordinator.agency,
            year=2026,
            quarter=1,
            saved_by=coordinator,
            **{flag: True},
        )


def test_forms_save_and_the_page_shows(client_for, coordinator):
    client = client_for(coordinator)
    place = ["1.06", 2026, 1]
    client.post(reverse("teams:facilitation_edit", args=place), {"has_camera": "on"})
    client.post(
        reverse("teams:meeting_add", args=place),
        {"held_on": "2026-03-02", "subject": "Evaluasi", "minutes": "Notulen 3"},
    )

    page = client.get(reverse("teams:facilitation", args=place)).content.decode()

    assert "2 dari 6 tersedia" in page
    assert "Evaluasi" in page
    assert "Notulen 3" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_province_takes_the_same_queries(
    client_for, count, django_assert_num_queries
):
    for _ in range(count):
        agency = AgencyFactory(kind=AgencyKind.DINAS)
        by = UserFactory(role=Role.OPD_COORDINATOR, agency=agency)
        meet(by)
    client = client_for(Role.SECRETARIAT)

    with django_assert_num_queries(4):
        page = client.get(reverse("teams:facilitations"), {"quarter": "2026-1"})

    assert [line.done for line in page.context["lines"]] == [1] * count


@pytest.mark.parametrize("place", [(2026, 5), (2019, 4), (2031, 1)])
def test_a_quarter_that_is_none_is_not_there(client_for, coordinator, place):
    address = reverse("teams:facilitation", args=["1.06", *place])

    assert client_for(coordinator).get(address).status_code == 404


def test_quarters_are_read_and_counted():
    assert read_quarter("2026-2") == Quarter(2026, 2)
    assert read_quarter("2026-22") == read_quarter("") == read_quarter("x-1")
    assert quarter_of(date(2026, 12, 31)) == Quarter(2026, 4)
    assert Q1.before == Quarter(2025, 4)
