"""A new SECRET_KEY beside the old one: what the old one signed goes on for a while."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken
from django.core import mail, signing
from django.core.management import call_command
from django.urls import reverse

from accounts import second_factor
from spbe_portal import env
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

OLD, NEW = "kunci-lama-" * 6, "kunci-baru-" * 6
PASSWORD = "Sandi-uji-2026!"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def user(settings):
    settings.SECRET_KEY = OLD
    settings.SECRET_KEY_FALLBACKS = []
    user = UserFactory(username="anggota")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def rotate(settings):
    def change(*, keep):
        settings.SECRET_KEY = NEW
        settings.SECRET_KEY_FALLBACKS = [OLD] if keep else []

    return change


def log_in(client):
    data = {"login": "anggota", "password": PASSWORD}
    client.post(reverse("account_login"), data)


def is_in(client):
    return client.get(reverse("accounts:profile")).status_code == 200


def test_a_session_of_the_old_key_goes_on_and_is_renewed(client, user, rotate):
    log_in(client)

    rotate(keep=True)
    assert is_in(client)
    rotate(keep=False)  # the session bears the mark of the new key by now
    assert is_in(client)


def test_without_the_old_key_its_session_ends(client, user, rotate):
    log_in(client)
    rotate(keep=False)

    assert not is_in(client)


def test_a_link_of_the_old_key_still_makes_a_password(client, user, rotate):
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"https?://\S+/password/reset/key/\S+", mail.outbox[0].body)

    rotate(keep=True)
    form = client.get(link.group(), follow=True).redirect_chain[-1][0]
    client.post(
        form, {"password1": "Sandi-baru-2026!", "password2": "Sandi-baru-2026!"}
    )

    user.refresh_from_db()
    assert user.check_password("Sandi-baru-2026!")


def test_what_is_signed_now_bears_the_new_key(user, rotate, settings):
    old = signing.dumps("isi")
    rotate(keep=True)

    assert signing.loads(old) == "isi"
    new = signing.dumps("isi")
    settings.SECRET_KEY_FALLBACKS = []
    assert signing.loads(new) == "isi"
    with pytest.raises(signing.BadSignature):
        signing.loads(old)


def test_second_steps_are_closed_anew_under_the_new_key(user, rotate, capsys):
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes"))
    known = codes.get_unused_codes()
    rotate(keep=True)

    call_command("reencrypt")

    assert capsys.readouterr().out == "2 second steps are under the newest key.\n"
    rotate(keep=False)
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert second_factor.PortalMFAAdapter().decrypt(stored) == SECRET
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes"))
    assert codes.get_unused_codes() == known


def test_without_that_they_are_lost_with_the_old_key(user, rotate):
    TOTP.activate(user, SECRET)
    rotate(keep=False)

    stored = Authenticator.objects.get().data["secret"]
    with pytest.raises(InvalidToken):
        second_factor.PortalMFAAdapter().decrypt(stored)


def test_old_keys_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", f"{OLD}, {NEW}")

    assert env.words("SECRET_KEY_FALLBACKS") == [OLD, NEW]
