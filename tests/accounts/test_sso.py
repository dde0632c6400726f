"""Log-in through a real provider of OpenID Connect, started here."""

from urllib.parse import urlsplit

import pytest
import requests
from django.urls import reverse
from django.utils import timezone
from oidc_provider_mock import run_server_in_thread

from accounts import placements
from accounts.enums import Role
from accounts.models import AuditEvent, User
from tests.factories import AgencyFactory, UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # the provider's own
]

LOGIN = "/accounts/oidc/sso/login/"
ADDRESS = "anggota@example.invalid"
CLAIMS = {
    "email": ADDRESS,
    "email_verified": True,
    "name": "Anggota Tim",
    "preferred_username": "anggota",
    "role": "spbe-anggota",
    "opd": "1.01",
}


@pytest.fixture(scope="module")
def issuer():
    with run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def sign_in(client, settings, issuer):
    """Through the provider with these claims; gives the portal's last answer."""
    settings.OIDC_ROLES = {
        "spbe-anggota": Role.OPD_MEMBER,
        "spbe-pendamping": Role.MENTOR,
        "spbe-admin": Role.ADMIN,
    }
    app = {
        "provider_id": "sso",
        "name": "akun pemerintah",
        "client_id": "portal",
        "secret": "rahasia",
        "settings": {"server_url": issuer},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
    }

    def walk(sub="7", **changes):
        claims = {k: v for k, v in (CLAIMS | changes).items() if v is not None}
        requests.put(f"{issuer}/users/{sub}", json=claims, timeout=10)
        asked = client.post(LOGIN)
        assert asked.url.startswith(issuer)
        said = requests.post(
            asked.url, data={"sub": sub}, allow_redirects=False, timeout=10
        )
        back = urlsplit(said.headers["Location"])
        return client.get(f"{back.path}?{back.query}")

    return walk


@pytest.fixture
def agency():
    return AgencyFactory(code="1.01")


def is_in(client):
    return client.get(reverse("accounts:notices")).status_code == 200


def test_known_claims_give_an_account_with_role_and_agency(client, sign_in, agency):
    response = sign_in()

    assert response.url == reverse("home")
    assert is_in(client)
    user = User.objects.get()
    assert (user.username, user.name, user.email) == ("anggota", "Anggota Tim", ADDRESS)
    assert (user.role, user.agency) == (Role.OPD_MEMBER, agency)
    assert not user.has_usable_password()
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs >= {"user.added", "login.succeeded"}


def test_the_second_time_it_is_the_same_account(client, sign_in, agency):
    sign_in()
    client.post(reverse("account_logout"))

    sign_in(email="baru@example.invalid")

    assert is_in(client)
    assert User.objects.count() == 1


def test_an_account_of_the_same_address_is_linked_on_record(client, sign_in, agency):
    account = UserFactory(email=ADDRESS.upper(), agency=agency)

    sign_in()

    assert is_in(client)
    assert User.objects.get() == account
    assert AuditEvent.objects.filter(verb="login.linked").exists()


@pytest.mark.parametrize(
    "claims",
    [
        {"role": None},
        {"role": "kepala-dunia"},
        {"role": "spbe-admin"},
        {"role": ["spbe-anggota", "spbe-pendamping"]},
        {"opd": None},
        {"opd": "9.99"},
        {"email_verified": False},
        {"email": None},
    ],
)
def test_claims_that_say_too_little_or_too_much_give_nothing(
    client, sign_in, agency, claims
):
    response = sign_in(**claims)

    assert response.status_code == 403
    assert not is_in(client)
    assert not User.objects.exists()
    assert AuditEvent.objects.filter(verb="login.refused").exists()


def test_a_changed_claim_changes_the_role_on_record(client, sign_in, agency):
    sign_in()
    client.post(reverse("account_logout"))

    sign_in(role=["spbe-pendamping", "lain"], opd=None)

    assert User.objects.get().role == Role.MENTOR
    event = AuditEvent.objects.get(verb="user.role_changed")
    assert event.actor == "sistem"
    assert event.data["after"]["peran"] == "Tim pendamping"


@pytest.fixture
def placed(sign_in, agency, client):
    """An account of the provider that works for a second agency too."""
    sign_in()
    client.post(reverse("account_logout"))
    user = User.objects.get()
    placements.add(
        user,
        Role.OPD_MEMBER,
        AgencyFactory(code="1.02"),
        starts_on=timezone.localdate(),
        ends_on=None,
        reason="Tugas",
        by=UserFactory(role=Role.SECRETARIAT),
    )
    return user


@pytest.mark.parametrize("code", ["1.01", "1.02"])
def test_claims_of_any_placement_let_in_and_change_none(client, sign_in, placed, code):
    before = list(placed.placements.order_by("pk").values())

    sign_in(opd=code)

    assert is_in(client)
    placed.refresh_from_db()
    assert placed.agency.code == "1.01"
    assert list(placed.placements.order_by("pk").values()) == before


@pytest.mark.parametrize(
    "claims", [{"opd": "1.03"}, {"role": "spbe-pendamping", "opd": None}]
)
def test_claims_give_and_take_no_placement(client, sign_in, placed, claims):
    AgencyFactory(code="1.03")
    before = list(placed.placements.order_by("pk").values())

    response = sign_in(**claims)

    assert response.status_code == 403
    assert "bukan penempatan Anda" in response.text
    assert not is_in(client)
    assert list(placed.placements.order_by("pk").values()) == before
    assert AuditEvent.objects.filter(verb="login.refused").exists()


def test_an_administrator_never_comes_in_by_a_claim(client, sign_in, agency):
    admin = UserFactory(role=Role.ADMIN, email=ADDRESS)

    response = sign_in()

    assert response.status_code == 403
    admin.refresh_from_db()
    assert admin.role == Role.ADMIN
    assert not is_in(client)


def test_a_deactivated_account_stays_out(client, sign_in, agency):
    UserFactory(email=ADDRESS, agency=agency, is_active=False)

    assert sign_in().status_code == 403
    assert not is_in(client)


def test_without_configuration_there_is_no_such_way(client):
    assert client.post(LOGIN).status_code == 404
    assert "openid" not in client.get(reverse("account_login")).content.decode()
