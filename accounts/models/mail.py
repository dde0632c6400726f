"""The record of mail: what the portal sent to whom, or why it did not."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import DIGEST, MAIL_KINDS, MailState
from accounts.models.notices import Notice
from accounts.models.people import User
from accounts.permissions import Permission, can

if TYPE_CHECKING:
    from typing import Self


class MailingQuerySet(models.QuerySet["Mailing"]):
    def visible_to(self, user: User) -> Self:
        """All for who may see the record, else one's own."""
        return self.all() if can(user, Permission.MAIL_VIEW) else self.filter(user=user)

    def due(self) -> Self:
        """Waiting, and in nobody's hands."""
        return self.filter(state=MailState.QUEUED, next_at__lte=timezone.now())

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")


class Mailing(models.Model):
    """One mail to one person: about one notice, or the digest of one day.

    Address and subject are those of the time of sending. `next_at` is when it is due
    (again); whoever takes it in hand moves it on. A trigger keeps a settled row.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mailings")
    kind = models.CharField("jenis", max_length=12, choices=MAIL_KINDS)
    notice = models.OneToOneField(
        Notice,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="mailing",
    )
    day = models.DateField("hari", null=True, blank=True)
    state = models.CharField(
        "status", max_length=8, choices=MailState, default=MailState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    next_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField("dikirim", null=True, blank=True)
    address = models.EmailField("alamat", blank=True)
    subject = models.CharField("perihal", max_length=150, blank=True)
    reason = models.CharField("sebab", max_length=200, blank=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        verbose_name = "surel"
        verbose_name_plural = "surel"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "day"], name="%(app_label)s_%(class)s_one_digest_a_day"
            ),
            models.CheckConstraint(
                condition=Q(kind=DIGEST, notice__isnull=True, day__isnull=False)
                | (~Q(kind=DIGEST) & Q(notice__isnull=False, day__isnull=True)),
                name="%(app_label)s_%(class)s_notice_or_day",
            ),
            models.CheckConstraint(
                condition=Q(state=MailState.SENT, sent_at__isnull=False)
                & ~Q(address="")
                & ~Q(subject="")
                | ~Q(state=MailState.SENT) & Q(sent_at__isnull=True),
                name="%(app_label)s_%(class)s_sent_to_somewhere",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(state=MailState.QUEUED),
                name="accounts_mailing_waiting",
            ),
            models.Index(fields=["created_at"], name="accounts_mailing_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user}"

    @property
    def is_digest(self) -> bool:
        return self.kind == DIGEST

    @property
    def status(self) -> MailState:
        return MailState(self.state)
