"""The register of agencies: pages, forms and actions."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.actions import AccountError, AgencyDetails, change_agency, register_agency
from accounts.enums import AgencyKind, Role
from accounts.models import Agency, AgencyName, AuditEvent
from tests.factories import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db

NIP = "196412151990031009"


@pytest.fixture
def secretariat(client_for):
    return client_for(Role.SECRETARIAT)


def details(**values):
    return AgencyDetails(**{"kind": AgencyKind.DINAS} | values)


def sent(**values):
    return {
        "code": "2.20",
        "name": "Dinas Arsip",
        "short_name": "Arsip",
        "opened_on": "2026-01-01",
        "kind": "DINAS",
        "head_name": "Kepala Dinas",
        "head_title": "PLT",
        "head_nip": "19641215 199003 1 009",
        "head_since": "2026-02-01",
        "address": "Jalan Merdeka 1, Mamuju",
        "site": "arsip.example.invalid",
    } | values


def test_registering_keeps_everything_and_shows_the_nip_masked(secretariat):
    answer = secretariat.post(reverse("accounts:agency_add"), sent())
    agency = Agency.objects.get(code="2.20")
    page = secretariat.get(answer.url)

    assert answer.url == reverse("accounts:agency", args=[agency.pk])
    assert (agency.head, agency.head_nip) == ("Plt. Kepala Dinas", NIP)
    assert agency.site == "https://arsip.example.invalid"
    assert "Plt. Kepala Dinas" in page.text
    assert NIP not in page.text.replace(" ", "")
    event = AuditEvent.objects.get(verb="agency.registered")
    assert NIP not in str(event.data)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "2/20"}, "code"),
        ({"code": "1.01"}, "code"),
        ({"name": "Dinas Sosial"}, None),
        ({"opened_on": "2026-02-31"}, "opened_on"),
        ({"kind": "KERAJAAN"}, "kind"),
        ({"head_nip": "123"}, "head_nip"),
        ({"head_name": ""}, "head_name"),
        ({"site": "bukan laman"}, "site"),
        ({"parent": "999999"}, "parent"),
    ],
)
def test_bad_input_is_sent_back_at_its_field(secretariat, values, field):
    AgencyFactory(code="1.01", name="Dinas Sosial")
    answer = secretariat.post(reverse("accounts:agency_add"), sent(**values))

    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert field in errors if field else errors
    assert Agency.objects.count() == 1


def test_changing_leaves_code_and_name(secretariat):
    agency = AgencyFactory(code="1.01", name="Dinas Sosial")
    answer = secretariat.post(
        reverse("accounts:agency_edit", args=[agency.pk]),
        sent(name="Dinas Lain", code="9.99"),
    )

    agency.refresh_from_db()
    assert answer.status_code == 302
    assert (agency.code, agency.name) == ("1.01", "Dinas Sosial")
    assert agency.head_since == date(2026, 2, 1)
    event = AuditEvent.objects.get(verb="agency.changed")
    assert "nama kepala" in event.data["fields"]


def test_the_form_holds_what_stands(secretariat):
    agency = AgencyFactory(address="Jalan Merdeka 1", head_name="Kepala")
    page = secretariat.get(reverse("accounts:agency_edit", args=[agency.pk]))

    assert "Jalan Merdeka 1" in page.text


def test_nobody_stands_above_itself():
    top = AgencyFactory()
    middle = AgencyFactory(parent=top)
    low = AgencyFactory(parent=middle)

    with pytest.raises(AccountError, match="tidak dapat menjadi induknya"):
        change_agency(top, details(parent=low), by=UserFactory())


def test_a_closed_one_is_not_changed():
    closed = AgencyFactory(closed_on=date(2026, 2, 1))

    with pytest.raises(AccountError, match="sudah ditutup"):
        change_agency(closed, details(), by=UserFactory())


def test_a_code_is_never_used_twice():
    AgencyFactory(code="1.01", closed_on=date(2026, 2, 1))

    with pytest.raises(Exception, match=r"[Kk]ode"):
        register_agency(
            code="1.01",
            name="Dinas Arsip",
            short_name="Arsip",
            opened_on=date(2026, 3, 1),
            details=details(),
            by=UserFactory(),
        )


def test_the_list_is_searched_by_old_names_and_filtered(secretariat):
    renamed = AgencyFactory(code="1.01", name="Bapperida")
    AgencyName.objects.create(
        agency=renamed,
        name="Badan Perencanaan",
        short_name="Bappeda",
        starts_on=date(2020, 1, 1),
        ends_on=date(2026, 1, 1),
        legal_basis="Perda 7/2025",
    )
    closed = AgencyFactory(code="1.02", name="Dinas Lama", closed_on=date(2026, 2, 1))
    page = reverse("accounts:agencies")

    def found(**query):
        return list(secretariat.get(page, query).context["page"].object_list)

    assert found(q="perencanaan") == [renamed]
    assert found(standing="CLOSED") == [closed]
    assert found(standing="OPEN") == [renamed]
    assert (
        "Tidak ada perangkat daerah yang cocok"
        in secretariat.get(page, {"q": "tidak ada"}).text
    )


def test_htmx_gets_the_list_alone(secretariat):
    answer = secretariat.get(
        reverse("accounts:agencies"), headers={"HX-Request": "true"}
    )

    assert "<html" not in answer.text


def test_the_page_shows_the_history(secretariat):
    agency = AgencyFactory(name="Bapperida")
    AgencyName.objects.create(
        agency=agency,
        name="Badan Perencanaan",
        short_name="Bappeda",
        starts_on=date(2020, 1, 1),
        ends_on=date(2026, 1, 1),
        legal_basis="Perda 7/2025",
    )
    page = secretariat.get(reverse("accounts:agency", args=[agency.pk]))

    assert "sebelumnya Badan Perencanaan" in page.text
    assert "Perda 7/2025" in page.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(
    secretariat, count, django_assert_num_queries
):
    for _ in range(count):
        AgencyFactory(parent=AgencyFactory())
    page = reverse("accounts:agencies")
    secretariat.get(page)

    with django_assert_num_queries(3):  # user, count, list
        secretariat.get(page)
