"""Accounts that were offered by mail."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.enums import AGENCY_ROLES, Role
from accounts.models.people import Agency, User
from accounts.permissions import Permission, can
from lib.constraints import both_or_neither

if TYPE_CHECKING:
    from typing import Self


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User) -> Self:
        """All for who manages accounts; else those of the own agency."""
        if can(user, Permission.USER_MANAGE):
            return self.all()
        if not can(user, Permission.USER_INVITE) or user.agency_id is None:
            return self.none()
        return self.filter(agency=user.agency_id)

    def standing(self) -> Self:
        """Neither taken nor withdrawn; it may have expired."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def open(self) -> Self:
        return self.standing().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A role, offered to an address. Of the link in the mail only the hash rests here.

    The worker that sends the mail makes the link: nobody else ever holds it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("surel")
    role = models.CharField("peran", max_length=20, choices=Role)
    agency = models.ForeignKey(
        Agency,
        verbose_name="perangkat daerah",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField("berlaku sampai")
    sent_at = models.DateTimeField(null=True, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    account = models.ForeignKey(
        User, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "undangan"
        verbose_name_plural = "undangan"
        constraints = [
            models.CheckConstraint(
                condition=~Q(role__in=AGENCY_ROLES) | Q(agency__isnull=False),
                name="%(app_label)s_%(class)s_agency_of_agency_role",
                violation_error_message="Peran ini memerlukan perangkat daerah.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="%(app_label)s_%(class)s_known_role",
                violation_error_message="Peran tidak dikenal.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="%(app_label)s_%(class)s_taken_or_withdrawn",
                violation_error_message="Undangan diterima atau dicabut, tidak keduanya.",
            ),
            both_or_neither("accepted_at", "account"),
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="%(app_label)s_%(class)s_one_standing_an_address",
                violation_error_message="Surel ini sudah diundang.",
            ),
            models.UniqueConstraint(
                fields=["token_hash"],
                condition=~Q(token_hash=""),
                name="%(app_label)s_%(class)s_one_link_one_invitation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}"

    @property
    def audit_agency_code(self) -> str:
        return self.agency.code if self.agency else ""

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()
