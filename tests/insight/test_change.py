"""The page of what changed: every printed figure adds up, instrument and work apart."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.enums import Role
from insight.content.change import Change
from tests.factories import AgencyFactory, PeriodFactory, UserFactory, small_version
from tests.insight.builders import determined
from tests.insight.test_actions import map_small

pytestmark = pytest.mark.django_db

D = Decimal


def two_quarters(finals, codes=("kecil", "kecil")):
    agency = AgencyFactory()
    for quarter, (final, code) in enumerate(zip(finals, codes, strict=True), 1):
        period = PeriodFactory(year=2026, quarter=quarter, version=small_version(code))
        determined(1, period, agencies=[agency], finals=(final,))
    return agency


def get(client_for, agency, query=""):
    user = UserFactory(role=Role.OPD_HEAD, agency=agency)
    address = reverse("insight:change", args=[agency.code])
    return client_for(user).get(address + query)


def test_one_instrument_moves_by_its_indicators():
    agency = two_quarters(("222", "332"))

    account = Change(agency, {}).account

    assert [(row.part.new, row.work, row.instrument) for row in account.rows] == [
        ("I1", D("0.4000"), D("0.0000")),
        ("I2", D("0.2000"), D("0.0000")),
        ("I3", D("0.0000"), D("0.0000")),
    ]
    assert account.steps == [
        ("Kinerja: Tata Kelola", D("0.6000")),
        ("Kinerja: Layanan", D("0.0000")),
    ]
    assert account.difference == D("0.60")


def test_other_instrument_is_told_apart_from_the_work(client_for):
    agency = two_quarters(("332", "432"), ("lama", "baru"))
    secretary = UserFactory(role=Role.SECRETARIAT)
    map_small(secretary, [("I1", "I1"), ("I3", "I3")])  # I2 was removed, and added

    account = Change(agency, {}).account
    html = get(client_for, agency).content.decode()

    assert account.work == D("0.4000")
    steps = dict(account.steps)
    assert sum(steps.values()) == account.difference == D("0.40")
    assert (
        steps["Instrumen: indikator baru"] + steps["Instrumen: indikator dihapus"] == 0
    )
    assert account.counts == (2, 1, 1)
    assert "Lampiran II" in html
    assert "Indikator dihapus" in html


def test_rounding_is_a_part_of_its_own():
    """Exact 2,6 to 3,4 is what is published; thirds need the rounding."""
    agency = two_quarters(("231", "423"))

    account = Change(agency, {}).account

    total = account.work + account.instrument + account.rounding
    assert total == account.difference == account.end[1] - account.start[1]


def test_without_mapping_nothing_is_guessed(client_for):
    agency = two_quarters(("332", "432"), ("lama", "baru"))

    html = get(client_for, agency).content.decode()

    assert "padanannya belum dicatat" in html
    assert Change(agency, {}).account is None


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?from=2026-2&to=2026-1", "Pilih awal yang lebih lama"),
        ("?from=2026-1&to=2026-1", "Pilih awal yang lebih lama"),
        ("?from=x&to=2026-9", "Sumbangan tiap indikator"),
    ],
)
def test_odd_choices_are_explained(client_for, query, said):
    agency = two_quarters(("222", "333"))

    response = get(client_for, agency, query)

    assert response.status_code == 200
    assert said in response.content.decode()


def test_one_result_is_nothing_to_compare(client_for):
    _, (agency,) = determined(1)

    assert "Belum ada dua hasil" in get(client_for, agency).content.decode()


def test_agency_of_another_is_not_found(client_for):
    agency = two_quarters(("222", "333"))
    other = UserFactory(role=Role.OPD_HEAD)

    address = reverse("insight:change", args=[agency.code])

    assert client_for(other).get(address).status_code == 404
