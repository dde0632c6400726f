"""Accounts that are offered by mail."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import actions, invitations, tasks
from accounts.enums import Role
from accounts.models import AuditEvent, Invitation, User
from tests.factories import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE = "accounts:invitations"
ADDRESS = "baru@example.invalid"
NEW = {
    "name": "Anggota Baru",
    "username": "anggota.baru",
    "password": "Sandi-uji-2026!",
    "repeated": "Sandi-uji-2026!",
}


@pytest.fixture
def secretary():
    return UserFactory(role=Role.SECRETARIAT)


@pytest.fixture
def agency():
    return AgencyFactory(code="1.01")


def invite(by, role=Role.OPD_MEMBER, agency=None, email=ADDRESS):
    return invitations.invite(email=email, role=role, agency=agency, by=by)


def link_of(invitation):
    tasks.send_invitation(invitation.pk)
    return re.search(r"http\S+/invited/\S+", mail.outbox[-1].body).group()


def test_an_invitation_becomes_an_account(client, client_for, secretary, agency):
    data = {"email": ADDRESS, "role": Role.OPD_MEMBER, "agency": agency.pk}
    response = client_for(secretary).post(reverse(PAGE), data)
    assert response.url == reverse(PAGE)
    link = link_of(Invitation.objects.get())
    assert mail.outbox[0].to == [ADDRESS]
    assert ADDRESS in client.get(link).content.decode()

    done = client.post(link, NEW)

    assert done.url == reverse("account_login")
    user = User.objects.get(username="anggota.baru")
    assert (user.email, user.role, user.agency) == (ADDRESS, Role.OPD_MEMBER, agency)
    assert user.check_password(NEW["password"])
    verbs = AuditEvent.objects.order_by("position").values_list("verb", flat=True)
    assert list(verbs) == ["invitation.made", "user.added", "invitation.accepted"]


def test_a_link_holds_once(client, secretary, agency):
    link = link_of(invite(secretary, agency=agency))
    client.post(link, NEW)

    again = client.post(link, NEW | {"username": "lain"})

    assert again.status_code == 404
    assert "tidak berlaku" in again.content.decode()
    assert not User.objects.filter(username="lain").exists()


def test_an_expired_link_holds_no_more(client, secretary, agency):
    invitation = invite(secretary, agency=agency)
    link = link_of(invitation)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert client.get(link).status_code == 404


def test_a_withdrawn_link_holds_no_more(client, client_for, secretary, agency):
    invitation = invite(secretary, agency=agency)
    link = link_of(invitation)

    client_for(secretary).post(
        reverse("accounts:invitation_revoke", args=[invitation.uuid])
    )

    assert client.get(link).status_code == 404
    assert AuditEvent.objects.filter(verb="invitation.revoked").exists()


def test_an_expired_invitation_gives_way_to_a_new_one(secretary, agency):
    invite(secretary, agency=agency)
    with pytest.raises(actions.AccountError, match="sudah diundang"):
        invite(secretary, agency=agency, email=ADDRESS.upper())
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    invite(secretary, agency=agency)

    assert Invitation.objects.open().count() == 1


def test_the_link_rests_as_a_hash(secretary, agency):
    invitation = invite(secretary, agency=agency)
    token = link_of(invitation).rstrip("/").rsplit("/", 1)[-1]

    invitation.refresh_from_db()
    assert invitation.token_hash == invitations.hash_of(token)
    assert token not in invitation.token_hash


def test_the_mail_is_sent_once_and_a_lost_one_by_the_clock(secretary, agency):
    invitation = invite(secretary, agency=agency)
    tasks.send_due_mail()
    assert mail.outbox == []  # its own task still comes
    Invitation.objects.update(invited_at=timezone.now() - timedelta(hours=1))

    tasks.send_due_mail()
    tasks.send_due_mail()
    tasks.send_invitation(invitation.pk)

    assert len(mail.outbox) == 1


def test_what_the_inviter_may_no_longer_give_is_not_taken(client, secretary, agency):
    link = link_of(invite(secretary, agency=agency))
    actions.deactivate(secretary, by=UserFactory(role=Role.ADMIN))

    response = client.post(link, NEW)

    assert response.status_code == 422
    assert not User.objects.filter(username="anggota.baru").exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"repeated": "lain"}, "tidak sama"),
        ({"password": "pendek", "repeated": "pendek"}, "terlalu pendek"),
        ({"username": "dua kata"}, "nama pengguna"),
        ({"name": ""}, "is-invalid"),
    ],
)
def test_a_poor_answer_keeps_the_link(client, secretary, agency, changes, said):
    link = link_of(invite(secretary, agency=agency))

    response = client.post(link, NEW | changes)

    assert response.status_code == 422
    assert said in response.content.decode().lower()
    assert client.post(link, NEW).status_code == 302


def test_a_coordinator_invites_members_of_the_own_agency(client_for, agency):
    coordinator = UserFactory(role=Role.OPD_COORDINATOR, agency=agency)
    client, other = client_for(coordinator), AgencyFactory()
    page = client.get(reverse(PAGE))
    form = page.context["form"]
    assert [value for value, _ in form.fields["role"].choices] == [Role.OPD_MEMBER]
    assert list(form.fields["agency"].queryset) == [agency]

    data = {"email": ADDRESS, "role": Role.OPD_MEMBER}
    refused = client.post(reverse(PAGE), data | {"agency": other.pk})
    made = client.post(reverse(PAGE), data | {"agency": agency.pk})

    assert (refused.status_code, made.status_code) == (422, 302)
    assert Invitation.objects.get().agency == agency


@pytest.mark.parametrize(
    ("role", "own"),
    [(Role.OPD_HEAD, True), (Role.SECRETARIAT, True), (Role.OPD_MEMBER, False)],
)
def test_around_the_form_a_coordinator_is_refused_too(agency, role, own):
    coordinator = UserFactory(role=Role.OPD_COORDINATOR, agency=agency)

    with pytest.raises(actions.AccountError):
        invite(coordinator, role, agency if own else AgencyFactory())


def test_only_an_administrator_invites_one(secretary):
    with pytest.raises(actions.AccountError, match="tidak dapat mengundang"):
        invite(secretary, Role.ADMIN)

    assert invite(UserFactory(role=Role.ADMIN), Role.ADMIN).role == Role.ADMIN


def test_an_address_with_an_account_is_not_invited(secretary, agency):
    UserFactory(email=ADDRESS)

    with pytest.raises(actions.AccountError, match="sudah dipakai"):
        invite(secretary, agency=agency, email=ADDRESS.title())


def test_a_coordinator_sees_the_invitations_of_the_own_agency(secretary, agency):
    coordinator = UserFactory(role=Role.OPD_COORDINATOR, agency=agency)
    own = invite(secretary, agency=agency)
    invite(secretary, agency=AgencyFactory(), email="lain@example.invalid")

    assert list(Invitation.objects.visible_to(coordinator)) == [own]
    assert not Invitation.objects.visible_to(UserFactory(agency=agency)).exists()


def test_the_database_keeps_one_standing_invitation_and_its_agency(secretary, agency):
    invite(secretary, agency=agency)
    values = {
        "email": ADDRESS.upper(),
        "invited_by": secretary,
        "expires_at": timezone.now(),
    }
    for role, name in ((Role.MENTOR, "one_standing"), (Role.OPD_HEAD, "agency_of")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Invitation.objects.create(role=role, **values)
