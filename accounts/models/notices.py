"""What people are told of: once each, in the portal and by mail."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.enums import IMMEDIATE_KINDS, Channel, NoticeKind
from accounts.models.people import Agency, User

if TYPE_CHECKING:
    from typing import Self

    from accounts.models.mail import Mailing


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> Self:
        """One's own, but for those of agencies that one no longer sees."""
        seen = Agency.objects.readable_by(user)
        return self.filter(user=user).filter(
            Q(agency__isnull=True) | Q(agency__in=seen)
        )

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def of_channel(self, channel: Channel) -> Self:
        """Those of a kind that their person wants by that channel."""
        chosen = NoticePreference.objects.filter(
            user=OuterRef("user"), kind=OuterRef("kind")
        )
        usual = Case(
            When(kind__in=IMMEDIATE_KINDS, then=Value(Channel.IMMEDIATE)),
            default=Value(Channel.DIGEST),
        )
        return self.alias(
            channel=Coalesce(Subquery(chosen.values("channel")), usual)
        ).filter(channel=channel)


class Notice(models.Model):
    """One sentence for one person about one event, with the page it leads to.

    `key` names the event: telling it again makes no second notice. `agency` is the one
    that the event is about; who no longer sees it is told nothing. `digest` is the
    daily mail that it was taken into.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField("jenis", max_length=12, choices=NoticeKind)
    key = models.CharField(max_length=160)
    text = models.CharField("isi", max_length=300)
    url = models.CharField("alamat", max_length=300)
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    read_at = models.DateTimeField("dibaca", null=True, blank=True)
    digest = models.ForeignKey(
        "accounts.Mailing",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="notices",
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "pemberitahuan"
        verbose_name_plural = "pemberitahuan"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                name="%(app_label)s_%(class)s_once_a_person",
            )
        ]
        indexes = [
            models.Index(
                fields=["user", "created_at"], name="accounts_notice_of_a_person"
            ),
            models.Index(
                fields=["user"],
                condition=Q(read_at__isnull=True),
                name="accounts_notice_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.text}"

    @property
    def what(self) -> NoticeKind:
        return NoticeKind(self.kind)

    @property
    def mail(self) -> Mailing | None:
        """The mail that told of it, by itself or in a digest; read both beforehand."""
        own: Mailing | None = getattr(self, "mailing", None)
        return own or self.digest


class NoticePreference(models.Model):
    """By which channel a person wants one kind; without a row as `usual_channel` says."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField("jenis", max_length=12, choices=NoticeKind)
    channel = models.CharField("saluran", max_length=10, choices=Channel)

    class Meta:
        verbose_name = "pilihan pemberitahuan"
        verbose_name_plural = "pilihan pemberitahuan"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], name="%(app_label)s_%(class)s_once_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values),
                name="%(app_label)s_%(class)s_known_channel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind} {self.channel}"
