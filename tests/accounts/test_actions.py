import pytest
from django.core.exceptions import ValidationError

from accounts import actions
from accounts.enums import Role
from accounts.models import AuditEvent, User
from tests.factories import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "Sandi-uji-2026!"


@pytest.fixture
def secretary():
    return UserFactory(username="sekretariat", role=Role.SECRETARIAT)


def add(by, **changes):
    fields = {
        "username": "anggota.dinsos",
        "name": "Anggota Tim",
        "email": "anggota@example.invalid",
        "role": Role.MENTOR,
        "agency": None,
        "password": PASSWORD,
    }
    return actions.add_user(**fields | changes, by=by)


def test_add_user_gives_an_account_that_can_log_in(secretary):
    agency = AgencyFactory(code="1.06")

    user = add(secretary, role=Role.OPD_MEMBER, agency=agency)

    assert user.check_password(PASSWORD)
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.agency_code) == (
        "user.added",
        "sekretariat",
        "1.06",
    )
    assert event.data == {"role": "OPD_MEMBER", "agency": "1.06"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"role": Role.OPD_HEAD}, "memerlukan perangkat daerah"),
        ({"password": "kata"}, "12"),
        ({"role": Role.ADMIN}, "Anda tidak dapat memberi"),
    ],
)
def test_add_user_refuses_and_says_why(secretary, changes, said):
    with pytest.raises(actions.AccountError, match=said):
        add(secretary, **changes)

    assert not User.objects.filter(username="anggota.dinsos").exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"username": "SEKRETARIAT"}, "Nama pengguna ini sudah dipakai"),
        ({"email": "Sekretariat@Example.invalid"}, "Surel ini sudah dipakai"),
        ({"username": "sekretariat@example.invalid"}, "tidak memuat tanda @"),
    ],
)
def test_add_user_keeps_one_account_a_login(secretary, changes, said):
    User.objects.update(email="sekretariat@example.invalid")

    with pytest.raises(ValidationError, match=said):
        add(secretary, **changes)


def test_add_user_says_when_another_took_the_name_meanwhile(secretary, monkeypatch):
    monkeypatch.setattr(User, "full_clean", lambda _: None)

    with pytest.raises(actions.AccountError, match="baru saja dipakai"):
        add(secretary, username="sekretariat")


def test_add_user_refuses_a_name_that_is_taken(secretary):
    UserFactory(username="anggota.dinsos")

    with pytest.raises(ValidationError) as refused:
        add(secretary)

    assert list(refused.value.message_dict) == ["username"]


def test_the_first_account_needs_nobody():
    assert add(None, role=Role.ADMIN).role == Role.ADMIN
    assert AuditEvent.objects.get().actor == "sistem"


def test_deactivate_and_activate(secretary):
    user = UserFactory()

    assert not actions.deactivate(user, by=secretary).is_active
    assert actions.activate(user, by=secretary).is_active
    assert list(
        AuditEvent.objects.order_by("position").values_list("verb", flat=True)
    ) == [
        "user.deactivated",
        "user.activated",
    ]


def test_nobody_deactivates_themselves(secretary):
    with pytest.raises(actions.AccountError, match="Anda sendiri"):
        actions.deactivate(secretary, by=secretary)


@pytest.mark.parametrize(
    ("action", "active", "said"),
    [
        (actions.deactivate, False, "sudah nonaktif"),
        (actions.activate, True, "sudah aktif"),
    ],
)
def test_an_account_is_switched_once(secretary, action, active, said):
    with pytest.raises(actions.AccountError, match=said):
        action(UserFactory(is_active=active), by=secretary)


@pytest.mark.parametrize("action", [actions.deactivate, actions.activate])
def test_the_secretariat_does_not_switch_administrators(secretary, action):
    with pytest.raises(actions.AccountError, match="Administrator sistem"):
        action(UserFactory(role=Role.ADMIN), by=secretary)
