"""Tokens with which other systems read what is not public."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from lib.constraints import both_or_neither
from opendata.enums import Scope

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user: User) -> Self:
        return self.all() if can(user, Permission.TOKEN_MANAGE) else self.none()

    def valid(self, at: datetime) -> Self:
        return self.filter(revoked_at__isnull=True, expires_at__gt=at)

    def newest_first(self) -> Self:
        return self.order_by("-created_at")


class ApiToken(models.Model):
    """What another system shows to read internal data; a trigger keeps its scopes.

    Only the SHA-256 is kept: the token itself is random, 256 bits, and shown once.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("dipakai oleh", max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField("awal token", max_length=12)
    scopes = ArrayField(
        models.CharField(max_length=20, choices=Scope), verbose_name="boleh membaca"
    )
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField("berlaku sampai")
    last_used_at = models.DateTimeField("terakhir dipakai", null=True, blank=True)
    revoked_at = models.DateTimeField("dicabut", null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "token API"
        verbose_name_plural = "token API"
        constraints = [
            both_or_neither("revoked_at", "revoked_by"),
            models.CheckConstraint(
                condition=Q(scopes__len__gt=0),
                name="%(app_label)s_%(class)s_reads_something",
                violation_error_message="Pilih sedikitnya satu data.",
            ),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values),
                name="%(app_label)s_%(class)s_known_scopes",
                violation_error_message="Cakupan tidak dikenal.",
            ),
        ]

    def __str__(self) -> str:
        return f"Token {self.name}"

    @property
    def scope_names(self) -> list[str]:
        return [Scope(scope).label for scope in self.scopes]

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None and not self.is_expired
