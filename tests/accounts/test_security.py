"""Sessions, devices, roles and the confirmation of what weighs."""

import time
from urllib.parse import quote_plus

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from accounts import actions, security, sessions
from accounts.enums import NoticeKind, Role
from accounts.models import AuditEvent, Device, MentorAssignment, Notice
from accounts.second_factor import has_second_factor
from tests.factories import (
    AgencyFactory,
    MentorAssignmentFactory,
    PeriodFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

PASSWORD = "Sandi-uji-2026!"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


@pytest.fixture
def person():
    user = UserFactory(username="sekretariat", role=Role.SECRETARIAT)
    user.set_password(PASSWORD)
    user.save()
    return user


def browser(agent=CHROME):
    return Client(headers={"user-agent": agent})


def log_in(client):
    data = {"login": "sekretariat", "password": PASSWORD}
    assert client.post(reverse("account_login"), data).status_code == 302
    return client


def set_session(client, **values):
    session = client.session
    session.update(values)
    session.save()


def is_in(client):
    return client.get(reverse("accounts:notices")).status_code == 200


def test_sessions_are_listed_with_device_and_address(person):
    client, other = log_in(browser()), log_in(browser(FIREFOX))

    page = client.get(reverse("accounts:sessions"))

    found = page.context["log_ins"]
    assert [(x.device, x.address, x.is_current) for x in found] == [
        ("Chrome di Windows", "127.0.0.1", True),
        ("Firefox di Android", "127.0.0.1", False),
    ]
    assert is_in(other)


def test_the_list_costs_the_same_with_one_session_and_with_three(
    person, django_assert_num_queries
):
    client = log_in(browser())
    for count in (1, 3):
        with django_assert_num_queries(2):
            found = sessions.log_ins(person, client.session.session_key)
        assert len(found) == count
        log_in(browser())
        log_in(browser())


def test_an_ended_session_is_out_at_once(person):
    client, other = log_in(browser()), log_in(browser(FIREFOX))
    page = client.get(reverse("accounts:sessions"))

    client.post(reverse("accounts:session_end", args=[page.context["log_ins"][1].pk]))

    assert not is_in(other)
    assert is_in(client)
    assert AuditEvent.objects.get(verb="session.ended").data == {
        "device": "Firefox di Android"
    }


def test_all_other_sessions_end_together(person):
    clients = [log_in(browser()) for _ in range(3)]

    clients[0].post(reverse("accounts:sessions_end"))

    assert [is_in(client) for client in clients] == [True, False, False]


def test_a_session_of_the_old_password_is_not_listed(person):
    client = log_in(browser())
    person.set_password("Sandi-lain-2026!")
    person.save()

    assert sessions.log_ins(person, client.session.session_key) == []


def test_an_unused_session_ends(person, settings):
    client = log_in(browser())
    ago = time.time() - settings.SESSION_IDLE_SECONDS - 1
    set_session(client, **{sessions.SEEN: ago})

    response = client.get(reverse("accounts:notices"), follow=True)

    assert response.redirect_chain[0][0].startswith(reverse("account_login"))
    assert "Sesi Anda berakhir" in response.content.decode()


def test_a_session_in_use_ends_after_the_working_day_too(person, settings):
    client = log_in(browser())
    ago = time.time() - settings.SESSION_COOKIE_AGE - 1
    set_session(client, **{sessions.STARTED: ago})

    assert not is_in(client)


def test_use_keeps_a_session_and_the_bell_does_not(person):
    client = log_in(browser())
    ago = int(time.time()) - 600
    set_session(client, **{sessions.SEEN: ago})

    client.get(reverse("accounts:bell"))
    assert client.session[sessions.SEEN] == ago
    client.get(reverse("accounts:notices"))
    assert client.session[sessions.SEEN] > ago


def test_a_new_device_is_told_and_a_known_one_is_not(person):
    client = log_in(browser())
    assert not Notice.objects.exists()  # the first of an account is news to nobody

    log_in(browser(FIREFOX))
    client.post(reverse("account_logout"))
    log_in(client)

    notice = Notice.objects.get(user=person)
    assert notice.kind == NoticeKind.SECURITY
    assert notice.url == reverse("accounts:sessions")
    event = AuditEvent.objects.get(verb="login.new_device")
    assert event.data == {"device": "Firefox di Android", "address": "127.0.0.1"}
    assert Device.objects.count() == 2


def test_the_token_of_a_device_rests_as_a_hash(person):
    client = log_in(browser())

    token = client.cookies[security.DEVICE_COOKIE]
    assert token["httponly"]
    assert not Device.objects.filter(token_hash=token.value).exists()


@pytest.mark.parametrize(
    "name", ["accounts:role", "accounts:add", "accounts:invitations"]
)
def test_what_weighs_asks_again_after_a_while(person, name, settings):
    client = log_in(browser())
    args = [UserFactory().uuid] if name == "accounts:role" else []
    address = reverse(name, args=args)
    assert client.get(address).status_code == 200
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0

    asked = client.get(address)

    assert (
        asked.url == f"{reverse('account_reauthenticate')}?next={quote_plus(address)}"
    )


def test_determination_and_tpp_ask_again_too(person, settings):
    client = log_in(browser())
    PeriodFactory(year=2026, quarter=4)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    reauthenticate = reverse("account_reauthenticate")

    page = client.get(reverse("assessments:determine", args=[2026, 4]))
    export = client.post(reverse("reports:export_create"))

    assert page.url.startswith(reauthenticate)
    assert export.url.startswith(reauthenticate)


def test_a_first_password_does_not_wait_in_the_session(person, settings):
    client = log_in(browser())
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0

    client.post(reverse("accounts:add"), {"name": "Orang", "password": "Rahasia-1!"})

    kept = str(dict(client.session.items()))
    assert "name=Orang" in kept
    assert "Rahasia" not in kept


def test_what_was_sent_goes_on_after_the_confirmation(person, settings):
    client, mentor = log_in(browser()), UserFactory(role=Role.MENTOR)
    address = reverse("accounts:role", args=[mentor.uuid])
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    asked = client.post(address, {"role": Role.AUDITOR})
    mentor.refresh_from_db()
    assert mentor.role == Role.MENTOR
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900

    client.post(asked.url, {"password": PASSWORD, "next": address})

    mentor.refresh_from_db()
    assert mentor.role == Role.AUDITOR


def test_a_changed_role_is_on_record_and_ends_sessions_and_mentoring(person):
    client = log_in(browser())
    assignment = MentorAssignmentFactory()
    mentor, agency = assignment.mentor, AgencyFactory(code="1.07")
    admin = UserFactory(role=Role.ADMIN)

    security.change_role(mentor, Role.OPD_MEMBER, agency, by=admin)
    security.change_role(person, Role.AUDITOR, None, by=admin)

    mentor.refresh_from_db()
    assert (mentor.role, mentor.agency) == (Role.OPD_MEMBER, agency)
    assert not MentorAssignment.objects.current().exists()
    assert not is_in(client)
    event = AuditEvent.objects.filter(verb="user.role_changed").first()
    assert event.data["before"] == {"peran": "Tim pendamping", "OPD": "-"}
    assert event.data["after"] == {"peran": "Anggota tim pengelola", "OPD": "1.07"}


@pytest.mark.parametrize(
    ("role", "said"),
    [
        (Role.ADMIN, "tidak dapat memberi"),
        (Role.OPD_HEAD, "memerlukan perangkat daerah"),
        (Role.MENTOR, "sudah demikian"),
    ],
)
def test_a_role_is_refused(person, role, said):
    mentor = UserFactory(role=Role.MENTOR)

    with pytest.raises(actions.AccountError, match=said):
        security.change_role(mentor, role, None, by=person)


def test_nobody_changes_the_own_role(person):
    with pytest.raises(actions.AccountError, match="Anda sendiri"):
        security.change_role(person, Role.AUDITOR, None, by=person)


def test_a_lost_second_step_is_reset_by_the_managers(person, client_for):
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    admin = UserFactory(role=Role.ADMIN)

    client_for(admin).post(reverse("accounts:second_factor_reset", args=[person.uuid]))

    assert not has_second_factor(person)
    assert AuditEvent.objects.get(verb="factor.reset").actor == admin.username
    assert Notice.objects.filter(user=person).exists()


def test_a_reset_needs_a_second_step_and_another_person(person):
    with pytest.raises(actions.AccountError, match="tidak memakai"):
        security.reset_second_factor(UserFactory(), by=person)
    with pytest.raises(actions.AccountError, match="Anda sendiri"):
        security.reset_second_factor(person, by=person)
