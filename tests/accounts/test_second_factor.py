"""The second step of a log-in, through the real pages."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.urls import reverse

from accounts import second_factor
from accounts.enums import NoticeKind, Role
from accounts.models import AuditEvent, Notice
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "Sandi-uji-2026!"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def secretary():
    user = UserFactory(username="sekretariat", role=Role.SECRETARIAT)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def _required(settings):
    settings.MFA_REQUIRED = True


def log_in(client):
    data = {"login": "sekretariat", "password": PASSWORD}
    return client.post(reverse("account_login"), data)


def code_of(secret, step=0):
    counter = int(time.time()) // 30 + step
    return format_hotp_value(hotp_value(secret, counter))


def post_code(client, code, name="mfa_authenticate"):
    return client.post(reverse(name), {"code": code})


@pytest.mark.usefixtures("_required")
def test_who_must_have_a_second_step_sets_it_up_before_anything_else(client, secretary):
    log_in(client)

    page = client.get(reverse("accounts:people"))
    polled = client.get(reverse("accounts:people"), headers={"HX-Request": "true"})
    index = client.get(reverse("mfa_index"))

    assert (page.status_code, page.url) == (302, reverse("mfa_index"))
    assert polled.headers["HX-Redirect"] == reverse("mfa_index")
    assert "wajib memakai verifikasi dua langkah" in index.content.decode()


@pytest.mark.usefixtures("_required")
def test_a_role_without_the_duty_goes_on_with_a_password(client_for):
    client = client_for(Role.OPD_COORDINATOR)

    assert client.get(reverse("accounts:notices")).status_code == 200


@pytest.mark.usefixtures("_required")
def test_setting_up_an_app_opens_the_portal_and_gives_codes_once(client, secretary):
    log_in(client)
    form = client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]

    done = post_code(client, code_of(secret), "mfa_activate_totp")
    codes = client.get(done.url)
    again = client.get(done.url)

    assert "<svg" in form.content.decode()
    assert "data:" not in form.content.decode()
    assert done.url == reverse("mfa_view_recovery_codes")
    assert len(re.findall(r"^.*\b\d{8}$", codes.content.decode(), re.MULTILINE)) == 10
    assert not re.findall(r"\b\d{8}$", again.content.decode(), re.MULTILINE)
    assert client.get(reverse("accounts:people")).status_code == 200


def test_setting_up_an_app_is_on_record_and_told(
    client, secretary, django_capture_on_commit_callbacks
):
    log_in(client)
    client.get(reverse("mfa_activate_totp"))
    code = code_of(client.session["mfa.totp.secret"])

    with django_capture_on_commit_callbacks() as callbacks:
        post_code(client, code, "mfa_activate_totp")
    for callback in callbacks:
        callback()

    events = AuditEvent.objects.filter(verb="factor.added").values_list("data")
    assert {data["factor"] for (data,) in events} == {
        "aplikasi autentikator",
        "kode pemulihan",
    }
    notice = Notice.objects.filter(user=secretary, kind=NoticeKind.SECURITY)
    assert notice.count() == 2


def test_a_wrong_code_does_not_set_up_the_app(client, secretary):
    log_in(client)
    client.get(reverse("mfa_activate_totp"))

    response = post_code(client, "000000", "mfa_activate_totp")

    assert response.status_code == 422
    assert "Kode tidak cocok" in response.content.decode()
    assert not Authenticator.objects.exists()


def test_the_secret_does_not_rest_in_the_clear(secretary, settings):
    TOTP.activate(secretary, SECRET)

    stored = Authenticator.objects.get().data["secret"]
    assert SECRET not in stored
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert second_factor.PortalMFAAdapter().decrypt(stored) == SECRET


def test_a_password_alone_does_not_log_in_who_has_an_app(client, secretary):
    TOTP.activate(secretary, SECRET)

    response = log_in(client)

    assert response.url == reverse("mfa_authenticate")
    assert client.get(reverse("accounts:people")).status_code == 302


def test_password_and_code_log_in_and_a_code_holds_once(client, secretary, client_for):
    TOTP.activate(secretary, SECRET)
    code = code_of(SECRET)
    log_in(client)

    first = post_code(client, code)
    client.post(reverse("account_logout"))
    log_in(client)
    second = post_code(client, code)

    assert (first.status_code, first.url) == (302, reverse("home"))
    assert second.status_code == 422


def test_a_wrong_code_is_on_record_and_guessing_is_refused(client, secretary):
    TOTP.activate(secretary, SECRET)
    log_in(client)

    answers = [post_code(client, "000000").content.decode() for _ in range(6)]

    assert "Terlalu banyak percobaan" in answers[-1]
    assert AuditEvent.objects.filter(verb="factor.failed").count() == 5
    assert "Terlalu banyak" in post_code(client, code_of(SECRET)).content.decode()


def test_a_recovery_code_logs_in_once(client, secretary):
    TOTP.activate(secretary, SECRET)
    code = RecoveryCodes.activate(secretary).get_unused_codes()[0]
    log_in(client)

    first = post_code(client, code)
    client.post(reverse("account_logout"))
    log_in(client)
    second = post_code(client, code)

    assert (first.status_code, second.status_code) == (302, 422)


@pytest.mark.usefixtures("_required")
def test_the_last_second_step_of_a_duty_stays(client, secretary):
    TOTP.activate(secretary, SECRET)
    log_in(client)
    post_code(client, code_of(SECRET))

    response = client.post(reverse("mfa_deactivate_totp"))

    assert response.status_code == 422
    assert Authenticator.objects.filter(type="totp").exists()


def test_without_the_duty_the_app_can_be_switched_off(client, secretary):
    TOTP.activate(secretary, SECRET)
    log_in(client)
    post_code(client, code_of(SECRET))

    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.exists()
    assert AuditEvent.objects.filter(verb="factor.removed").exists()
