"""Log-in through the real pages: django-allauth as this portal sets it up."""

import re

import pytest
from django.core import mail
from django.urls import NoReverseMatch, reverse

from accounts import actions
from accounts.adapter import address_of
from accounts.enums import Role
from accounts.models import AuditEvent
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "Sandi-uji-2026!"
ATTEMPTS = 5  # wrong passwords for one account in five minutes


@pytest.fixture
def user():
    user = UserFactory(
        username="koordinator", email="koordinator@example.invalid", role=Role.AUDITOR
    )
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(client, login="koordinator", password=PASSWORD, **more):
    data = {"login": login, "password": password}
    return client.post(reverse("account_login"), data, **more)


@pytest.mark.parametrize("login", ["koordinator", "koordinator@example.invalid"])
def test_log_in_with_user_name_or_address(client, user, login):
    response = log_in(client, login)

    assert (response.status_code, response.url) == (302, reverse("home"))
    assert client.get(reverse("accounts:trail")).status_code == 200


@pytest.mark.parametrize("login", ["koordinator", "nobody", "nobody@example.invalid"])
def test_a_wrong_password_says_the_same_of_every_name(client, user, login):
    response = log_in(client, login, "salah")

    assert response.status_code == 422
    said = response.context["form"].non_field_errors()
    assert said == ["Nama pengguna, surel, atau kata sandi tidak cocok."]


def test_too_many_wrong_passwords_are_refused_for_a_while(client, user):
    before = [log_in(client, password="salah").status_code for _ in range(ATTEMPTS)]

    response = log_in(client)

    assert before == [422] * ATTEMPTS
    assert response.status_code == 429
    assert "Terlalu banyak percobaan" in response.content.decode()


def test_the_limit_holds_for_the_account_not_for_its_neighbours(client, user):
    for _ in range(ATTEMPTS):
        log_in(client, "lain", "salah")

    assert log_in(client).status_code == 302


def test_too_many_wrong_passwords_from_one_address_are_refused_for_every_name(
    client, user
):
    for number in range(10):
        log_in(client, f"nama{number}", "salah", REMOTE_ADDR="192.0.2.7")

    assert log_in(client, REMOTE_ADDR="192.0.2.7").status_code == 429
    assert log_in(client, REMOTE_ADDR="192.0.2.8").status_code == 302


def test_log_ins_are_in_the_trail_with_their_address(client, user):
    log_in(client, password="salah", REMOTE_ADDR="192.0.2.7")
    log_in(client, REMOTE_ADDR="192.0.2.7")

    failed, succeeded = AuditEvent.objects.order_by("position")
    assert (failed.verb, failed.actor) == ("login.failed", "sistem")
    assert failed.data == {"login": "koordinator", "address": "192.0.2.7"}
    assert (succeeded.verb, succeeded.actor) == ("login.succeeded", "koordinator")
    assert succeeded.data == {"address": "192.0.2.7"}


def test_what_was_typed_is_not_in_the_trail_unless_it_is_an_account(client):
    log_in(client, "Kata-sandi-saya!", "salah")

    event = AuditEvent.objects.get()
    assert event.data == {"login": "", "address": "127.0.0.1"}
    assert event.subject_id == ""


def test_what_comes_from_no_browser_has_no_address():
    assert address_of(None) == ""


def test_a_deactivated_person_is_out_at_once(client, user):
    log_in(client)
    assert client.get(reverse("accounts:trail")).status_code == 200

    actions.deactivate(user, by=UserFactory(role=Role.ADMIN))

    response = client.get(reverse("accounts:trail"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_a_deactivated_person_does_not_come_in_again(client, user):
    actions.deactivate(user, by=UserFactory(role=Role.ADMIN))

    log_in(client)

    assert client.get(reverse("accounts:trail")).status_code == 302


def test_the_session_changes_at_log_in(client, user):
    client.get(reverse("account_login"))
    before = client.session.session_key

    log_in(client)

    assert client.session.session_key != before


def test_log_out_needs_a_post_and_ends_the_session(client, user):
    log_in(client)
    client.get(reverse("account_logout"))
    assert client.get(reverse("accounts:trail")).status_code == 200

    client.post(reverse("account_logout"))

    assert client.get(reverse("accounts:trail")).status_code == 302


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_request_login_code"]
)
def test_there_is_no_sign_up_and_no_management_of_addresses(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_a_new_password_comes_by_mail_and_its_link_holds_once(client, user):
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(
        r"https?://\S+/password/reset/key/\S+", mail.outbox[0].body
    ).group()
    form = client.get(link, follow=True).redirect_chain[-1][0]
    new = {"password1": "Sandi-baru-2026!", "password2": "Sandi-baru-2026!"}

    response = client.post(form, new)

    assert response.url == reverse("account_reset_password_from_key_done")
    user.refresh_from_db()
    assert user.check_password("Sandi-baru-2026!")
    assert client.get(link).status_code == 200  # the page that says it is used up
    client.post(
        form, {"password1": "Sandi-lain-2026!", "password2": "Sandi-lain-2026!"}
    )
    user.refresh_from_db()
    assert user.check_password("Sandi-baru-2026!")


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, user):
    known = client.post(reverse("account_reset_password"), {"email": user.email})
    unknown = client.post(
        reverse("account_reset_password"), {"email": "nobody@example.invalid"}
    )

    assert (unknown.status_code, unknown.url) == (known.status_code, known.url)
    assert len(mail.outbox) == 1


def test_changing_the_password_needs_the_old_one_and_a_strong_new_one(client, user):
    log_in(client)
    address = reverse("account_change_password")

    for old, new in (("salah", "Sandi-baru-2026!"), (PASSWORD, "123456")):
        data = {"oldpassword": old, "password1": new, "password2": new}
        client.post(address, data)

    user.refresh_from_db()
    assert user.check_password(PASSWORD)
