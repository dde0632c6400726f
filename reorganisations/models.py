"""A reorganisation: what was chosen, and what it did."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from lib import formats
from lib.constraints import both_or_neither
from reorganisations.choices import Choices
from reorganisations.enums import OPEN, Kind, State

if TYPE_CHECKING:
    from typing import Self


class ReorganisationQuerySet(models.QuerySet["Reorganisation"]):
    def visible_to(self, user: User) -> Self:
        """All of them, for who sees every agency; else none."""
        return self.all() if can(user, Permission.AGENCY_VIEW_ALL) else self.none()

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def newest_first(self) -> Self:
        return self.order_by("-effective_on", "-made_at", "pk")


class Reorganisation(models.Model):
    """One change of agencies on a day, with its legal basis.

    `choices` is what the wizard collected (`Choices`), `outcome` the rows of the plan
    that was carried out: section, subject, effect. A draft is filled in by steps, a
    planned one is carried out by the clock on its day, `problem` says why it could not.
    Done or cancelled it stays as it is; a trigger keeps it.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("jenis", max_length=6, choices=Kind)
    state = models.CharField("status", max_length=9, choices=State, default=State.DRAFT)
    effective_on = models.DateField("berlaku mulai")
    basis_number = models.CharField("nomor dasar hukum", max_length=120)
    basis_title = models.CharField("tentang", max_length=240)
    basis_on = models.DateField("tanggal dasar hukum")
    reason = models.TextField("alasan", max_length=1000)
    choices = models.JSONField("pilihan", default=dict)
    version = models.PositiveIntegerField(default=0)
    outcome = models.JSONField("yang terjadi", default=list)
    problem = models.CharField("kendala", max_length=500, blank=True)
    made_at = models.DateTimeField("disusun", default=timezone.now)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField("disahkan", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField("dijalankan", null=True, blank=True)
    cancelled_at = models.DateTimeField("dibatalkan", null=True, blank=True)
    cancelled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_reason = models.CharField("alasan batal", max_length=300, blank=True)

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "penataan perangkat daerah"
        verbose_name_plural = "penataan perangkat daerah"
        constraints = [
            both_or_neither("confirmed_at", "confirmed_by"),
            both_or_neither("cancelled_at", "cancelled_by"),
            models.CheckConstraint(
                condition=Q(state=State.DONE, done_at__isnull=False)
                | (~Q(state=State.DONE) & Q(done_at__isnull=True)),
                name="%(app_label)s_%(class)s_done_with_time",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CANCELLED, cancelled_at__isnull=False)
                | (~Q(state=State.CANCELLED) & Q(cancelled_at__isnull=True)),
                name="%(app_label)s_%(class)s_cancelled_with_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.PLANNED, State.DONE])
                | Q(confirmed_at__isnull=False),
                name="%(app_label)s_%(class)s_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(basis_number="") & ~Q(basis_title=""),
                name="%(app_label)s_%(class)s_with_basis_and_reason",
                violation_error_message="Penataan memerlukan dasar hukum dan alasan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sort.label} per {formats.day(self.effective_on)}"

    @property
    def sort(self) -> Kind:
        return Kind(self.kind)

    @property
    def status(self) -> State:
        return State(self.state)

    @property
    def is_draft(self) -> bool:
        return self.status is State.DRAFT

    @property
    def is_planned(self) -> bool:
        return self.status is State.PLANNED

    @property
    def is_done(self) -> bool:
        return self.status is State.DONE

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_ahead(self) -> bool:
        """Whether its day is still to come, so that it can only be planned."""
        return self.effective_on > timezone.localdate()

    @property
    def legal_basis(self) -> str:
        day = formats.day(self.basis_on)
        return f"{self.basis_number} tentang {self.basis_title}, {day}"

    @property
    def chosen(self) -> Choices:
        return Choices.from_json(self.choices)
