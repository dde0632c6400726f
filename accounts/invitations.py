"""Offering an account by mail, withdrawing the offer, and taking it."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import timedelta

from celery import current_app, signature
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts import audit
from accounts.actions import AccountError, add_user
from accounts.enums import AGENCY_ROLES, Role
from accounts.models import Agency, Invitation, User
from accounts.models.placements import acting_at
from accounts.permissions import agencies_bound, invitable_roles

logger = logging.getLogger(__name__)

SEND = "accounts.tasks.send_invitation"
LOST_AFTER = timedelta(minutes=5)  # a mail not sent by then is sent by the clock


@transaction.atomic
def invite(*, email: str, role: Role, agency: Agency | None, by: User) -> Invitation:
    """Offer a role to an address; the link in its mail holds once and for some days.

    Raises AccountError where `by` may not give the role there, and for an address that
    has an account or an open invitation. One that expired is withdrawn for the new.
    """
    refuse_uninvitable(role, agency, by)
    if User.objects.filter(email__iexact=email).exists():
        msg = "Surel ini sudah dipakai sebuah akun."
        raise AccountError(msg)
    now = timezone.now()
    standing = Invitation.objects.standing().filter(email__iexact=email)
    standing.filter(expires_at__lte=now).update(revoked_at=now)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email,
                role=role,
                agency=agency,
                invited_by=by,
                expires_at=now + timedelta(days=settings.INVITATION_DAYS),
            )
    except IntegrityError as error:
        msg = "Surel ini sudah diundang. Cabut undangan itu lebih dahulu."
        raise AccountError(msg) from error
    audit.record("invitation.made", invitation, by=by, role=role)
    transaction.on_commit(lambda: send(invitation.pk))
    return invitation


def refuse_uninvitable(role: Role, agency: Agency | None, by: User) -> None:
    """Raise AccountError where `by` may not give `role` in `agency`."""
    if role not in invitable_roles(by):
        msg = f"Anda tidak dapat mengundang dengan peran {role.label}."
        raise AccountError(msg)
    if role in AGENCY_ROLES and agency is None:
        msg = f"Peran {role.label} memerlukan perangkat daerah."
        raise AccountError(msg)
    if agencies_bound(by) and (agency is None or agency.pk != by.agency_id):
        msg = "Anda hanya dapat mengundang bagi perangkat daerah Anda sendiri."
        raise AccountError(msg)


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> None:
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at or invitation.revoked_at:
        msg = "Undangan ini sudah selesai."
        raise AccountError(msg)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    audit.record("invitation.revoked", invitation, by=by)


@transaction.atomic
def accept(token: str, *, username: str, name: str, password: str) -> User:
    """Make the account that the link offers; the link is used up.

    Raises AccountError for a link that does not hold, also because who invited may no
    longer give the role, and what `add_user` raises.
    """
    found = Invitation.objects.open().filter(token_hash=hash_of(token))
    invitation = found.select_for_update().first()
    if invitation is None:
        msg = "Undangan ini tidak berlaku lagi."
        raise AccountError(msg)
    role = Role(invitation.role)
    inviter = acting_at(invitation.invited_by, invitation.agency)
    refuse_uninvitable(role, invitation.agency, inviter)
    user = add_user(
        username=username,
        name=name,
        email=invitation.email,
        role=role,
        agency=invitation.agency,
        password=password,
        by=None,
    )
    invitation.accepted_at, invitation.account = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "account"])
    audit.record("invitation.accepted", invitation, by=user, role=role)
    return user


def offered(token: str) -> Invitation | None:
    """The invitation that a link still opens."""
    found = Invitation.objects.open().filter(token_hash=hash_of(token))
    return found.select_related("agency").first()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# The mail


def send(pk: int) -> None:
    """To the queue, by name: tasks stand above. Without a broker the row waits."""
    try:
        signature(SEND, args=[pk], app=current_app).apply_async()
    except OperationalError:
        logger.exception("No broker for invitations: the clock sends it later")


def unsent() -> list[int]:
    """Open invitations whose mail a lost worker or broker left behind."""
    lost = Invitation.objects.open().filter(
        sent_at__isnull=True, invited_at__lt=timezone.now() - LOST_AFTER
    )
    return list(lost.values_list("pk", flat=True))


@transaction.atomic
def with_link(pk: int) -> tuple[Invitation, str] | None:
    """An open invitation that was not sent, with the link it has from now on."""
    found = Invitation.objects.open().filter(pk=pk, sent_at__isnull=True)
    invitation = found.select_for_update(of=("self",)).first()
    if invitation is None:
        return None
    token = secrets.token_urlsafe(32)
    invitation.token_hash = hash_of(token)
    invitation.save(update_fields=["token_hash"])
    return invitation, token


def sent(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())
