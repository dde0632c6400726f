"""One plain mail for each thing that happens to an account."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts import actions, placements, security
from accounts.actions import AccountError
from accounts.enums import Channel, NoticeKind, Role
from accounts.models import AuditEvent, Mailing, NoticePreference
from tests.accounts.test_second_factor import code_of
from tests.factories import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db

OLD, NEW = "Sandi-lama-2026!", "Sandi-baru-2026!"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def user():
    user = UserFactory(username="anggota", email="anggota@example.invalid")
    user.set_password(OLD)
    user.save()
    return user


@pytest.fixture
def secretary():
    return UserFactory(role=Role.SECRETARIAT)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def only_mail():
    (message,) = mail.outbox
    return message


def test_a_changed_password_is_told_with_what_to_do_and_without_secrets(
    client_for, user, committed
):
    with committed():
        client_for(user).post(
            reverse("account_change_password"),
            {"oldpassword": OLD, "password1": NEW, "password2": NEW},
        )

    message = only_mail()
    page = message.alternatives[0].content
    assert message.to == ["anggota@example.invalid"]
    assert message.subject == "Portal SPBE: Keamanan akun"
    for text in (message.body, page):
        assert "Kata sandi akun Anda diganti." in text
        assert "/accounts/password/reset/" in text
        assert "/accounts/sessions/" in text
        assert "Beri tahu sekretariat" in text
        assert OLD not in text
        assert NEW not in text
    assert AuditEvent.objects.get(verb="password.changed").data == {}


def test_a_password_made_by_a_link_is_told(client, user, committed):
    with committed():
        client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"https?://\S+/password/reset/key/\S+", mail.outbox.pop().body)
    form = client.get(link.group(), follow=True).redirect_chain[-1][0]

    with committed():
        client.post(form, {"password1": NEW, "password2": NEW})

    assert "lewat tautan di surel" in only_mail().body
    assert AuditEvent.objects.filter(verb="password.reset").exists()


def test_second_steps_are_told(client_for, user, committed):
    client = client_for(user)
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    with committed():
        client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    with committed():
        client.post(reverse("mfa_generate_recovery_codes"))
    with committed():
        client.post(reverse("mfa_deactivate_totp"))

    told = "\n".join(message.body for message in mail.outbox)
    for sentence in (
        "aplikasi autentikator diaktifkan",
        "kode pemulihan diaktifkan",
        "kode pemulihan dibuat baru",
        "aplikasi autentikator dihapus",
    ):
        assert sentence in told
    assert secret not in told


def test_a_second_step_that_was_reset_is_told(user, secretary, committed):
    TOTP.activate(user, SECRET)

    with committed():
        security.reset_second_factor(user, by=secretary)

    assert "diatur ulang oleh pengelola akun" in only_mail().body


def test_role_and_placement_are_told(user, secretary, committed):
    agency = AgencyFactory(name="Badan Dua")
    with committed():
        security.change_role(user, Role.OPD_HEAD, user.agency, by=secretary)
    user.refresh_from_db()
    with committed():
        placement = placements.add(
            user,
            Role.OPD_MEMBER,
            agency,
            starts_on=timezone.localdate(),
            ends_on=None,
            reason="Tugas",
            by=secretary,
        )
    with committed():
        placements.end(placement, reason="Selesai", by=secretary)

    first, second, third = (message.body for message in mail.outbox)
    assert "Peran akun Anda sekarang Kepala perangkat daerah" in first
    assert "ditempatkan juga sebagai Anggota tim pengelola di Badan Dua" in second
    assert "Penempatan Anda di Badan Dua berakhir." in third


def test_who_was_switched_off_is_told_once_more(user, secretary, committed):
    with committed():
        actions.deactivate(user, by=secretary)
    assert "dinonaktifkan" in only_mail().body
    with committed():
        actions.activate(user, by=secretary)
    assert "diaktifkan kembali" in mail.outbox[1].body


def test_a_changed_address_is_told_to_both(client_for, user, secretary, committed):
    address = reverse("accounts:email", args=[user.uuid])
    with committed():
        client_for(secretary).post(address, {"email": "baru@example.invalid"})

    assert {message.to[0] for message in mail.outbox} == {
        "anggota@example.invalid",
        "baru@example.invalid",
    }
    user.refresh_from_db()
    assert user.email == "baru@example.invalid"
    event = AuditEvent.objects.get(verb="user.email_changed")
    assert "example" not in str(event.data)


def test_an_address_of_somebody_else_is_refused(client_for, user, secretary):
    taken = UserFactory(email="Lain@example.invalid")
    address = reverse("accounts:email", args=[user.uuid])

    response = client_for(secretary).post(address, {"email": taken.email.lower()})

    assert response.status_code == 422
    assert "sudah dipakai" in response.text
    for person, by in (
        (secretary, secretary),
        (UserFactory(role=Role.ADMIN), secretary),
    ):
        with pytest.raises(AccountError):
            security.change_email(person, "x@example.invalid", by=by)


def test_mail_of_security_cannot_be_switched_off(user, secretary, committed):
    NoticePreference.objects.create(
        user=user, kind=NoticeKind.SECURITY, channel=Channel.NONE
    )
    with committed():
        security.change_role(user, Role.OPD_HEAD, user.agency, by=secretary)

    assert len(mail.outbox) == 1
    assert Mailing.objects.get().state == "SENT"
