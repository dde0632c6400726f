from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

OLD, NEW = "Sandi-lama-2026!", "Sandi-baru-2026!"
CHANGE = "account_change_password"


@pytest.fixture
def user(settings):
    settings.PASSWORD_MAX_AGE_DAYS = 90
    user = UserFactory(username="anggota")
    user.set_password(OLD)
    user.save()
    return user


def grow_old(user, days):
    User.objects.filter(pk=user.pk).update(
        password_set_at=timezone.now() - timedelta(days=days)
    )


def log_in(client, password=OLD):
    data = {"login": "anggota", "password": password}
    return client.post(reverse("account_login"), data)


def change(client, new=NEW):
    data = {"oldpassword": OLD, "password1": new, "password2": new}
    return client.post(reverse(CHANGE), data)


def test_an_old_password_is_changed_before_anything_else(client, user):
    grow_old(user, 91)
    log_in(client)

    page = client.get(reverse("accounts:profile"))
    asked = client.get(reverse("accounts:notices"), headers={"HX-Request": "true"})
    form = client.get(reverse(CHANGE)).text

    assert (page.status_code, page.url) == (302, reverse(CHANGE))
    assert asked.headers["HX-Redirect"] == reverse(CHANGE)
    assert "Kata sandi Anda sudah terlalu lama" in form
    change(client)
    log_in(client, NEW)
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_a_form_is_not_taken_with_an_old_password(client, user):
    log_in(client)
    grow_old(user, 91)

    client.post(reverse("accounts:correction_request"), {"text": "Nama saya salah."})

    assert not user.corrections.exists()


@pytest.mark.parametrize(("days", "limit"), [(89, 90), (5000, 0)])
def test_a_young_password_and_no_limit_ask_for_nothing(
    client, user, settings, days, limit
):
    settings.PASSWORD_MAX_AGE_DAYS = limit
    grow_old(user, days)
    log_in(client)

    assert client.get(reverse("accounts:profile")).status_code == 200
    assert "terlalu lama" not in client.get(reverse(CHANGE)).text


def test_who_has_no_password_is_not_asked(client, user):
    user.set_unusable_password()
    user.save()
    grow_old(user, 500)
    client.force_login(user)

    assert client.get(reverse("accounts:profile")).status_code == 200


def test_the_second_step_comes_first_and_nothing_goes_in_circles(
    client, user, settings
):
    settings.MFA_REQUIRED = True
    User.objects.filter(pk=user.pk).update(role=Role.ASSESSOR)
    grow_old(user, 91)
    log_in(client)

    assert client.get(reverse("home")).url == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200


def test_the_same_password_is_no_new_one(client, user):
    log_in(client)

    response = change(client, OLD)

    assert "sama dengan yang sekarang" in response.text
    user.refresh_from_db()
    assert user.check_password(OLD)
    assert not AuditEvent.objects.filter(verb="password.changed").exists()


def test_a_log_in_that_renews_the_hash_makes_no_password_younger(
    client, user, settings
):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    grow_old(user, 30)

    log_in(client)

    user.refresh_from_db()
    assert user.password.startswith("pbkdf2_sha256$")
    assert timezone.now() - user.password_set_at > timedelta(days=29)


def test_other_sessions_end_with_a_new_password(client, client_for, user):
    elsewhere = client_for(user)
    assert elsewhere.get(reverse("accounts:profile")).status_code == 200
    log_in(client)

    change(client)

    assert elsewhere.get(reverse("accounts:profile")).status_code == 302
