"""Where a person works who works for more than one agency."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import AGENCY_ROLES, Role
from accounts.models.people import Agency, User
from accounts.permissions import Permission, can
from lib.constraints import both_or_neither, in_order

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any, Self

    from accounts.models.people import UserQuerySet


class PlacementQuerySet(models.QuerySet["Placement"]):
    def visible_to(self, user: User) -> Self:
        """All for who may see accounts, else one's own."""
        return self.all() if can(user, Permission.USER_VIEW) else self.filter(user=user)

    def standing(self) -> Self:
        """Those of today, and those that begin later: what counts as own."""
        today = timezone.localdate()
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today), ended_at__isnull=True
        )

    def current(self) -> Self:
        """Those of today in Wita, asked of the day itself and of no nightly task."""
        return self.standing().filter(starts_on__lte=timezone.localdate())

    def choices(self) -> Self:
        """What a person changes between today, the main one first."""
        found = self.current().select_related("agency")
        return found.order_by("-is_main", "starts_on", "pk")

    def at(self, agencies: Any, roles: Collection[str] = AGENCY_ROLES) -> Self:
        """Those of today at one of these agencies, in one of these roles."""
        return self.current().filter(agency__in=agencies, role__in=roles)


class Placement(models.Model):
    """One role at one agency of a person who has several; the rare one, so few rows.

    Who works for one agency has no row: `User.role` and `User.agency` say it all. With
    the second placement the first gets its row too, as the main one, which has no end.
    `User.placement` is the one in use; a trigger holds role and agency of the account
    to it. Rows are kept; only their end is written, once.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="placements")
    role = models.CharField("peran", max_length=20, choices=Role)
    agency = models.ForeignKey(
        Agency,
        verbose_name="perangkat daerah",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="placements",
    )
    is_main = models.BooleanField("utama", default=False)
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai", null=True, blank=True)
    reason = models.CharField("alasan", max_length=300, blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField("diberikan", default=timezone.now)
    ended_at = models.DateTimeField("diakhiri", null=True, blank=True)
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_reason = models.CharField("alasan berakhir", max_length=300, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = "penempatan"
        verbose_name_plural = "penempatan"
        constraints = [
            in_order(
                "starts_on", "ends_on", message="Akhir penempatan mendahului awalnya."
            ),
            both_or_neither("ended_at", "ended_by"),
            models.CheckConstraint(
                condition=Q(is_main=True, ends_on__isnull=True)
                | Q(is_main=False, role__in=AGENCY_ROLES) & ~Q(reason=""),
                name="%(app_label)s_%(class)s_main_or_explained",
                violation_error_message="Penempatan tambahan memerlukan alasan.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values)
                & (~Q(role__in=AGENCY_ROLES) | Q(agency__isnull=False)),
                name="%(app_label)s_%(class)s_agency_of_agency_role",
                violation_error_message="Peran ini memerlukan perangkat daerah.",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(is_main=True, ended_at__isnull=True),
                name="%(app_label)s_%(class)s_one_main",
                violation_error_message="Orang ini sudah punya penempatan utama.",
            ),
            models.UniqueConstraint(
                fields=["user", "agency"],
                condition=Q(ends_on__isnull=True, ended_at__isnull=True),
                name="%(app_label)s_%(class)s_once_an_agency",
                violation_error_message="Orang ini sudah ditempatkan di sana.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.agency or 'tanpa perangkat daerah'}"

    @property
    def audit_agency_code(self) -> str:
        return self.agency.code if self.agency else ""

    @property
    def is_over(self) -> bool:
        past = self.ends_on is not None and self.ends_on < timezone.localdate()
        return past or self.ended_at is not None

    @property
    def is_current(self) -> bool:
        return not self.is_over and self.starts_on <= timezone.localdate()


def working_at(agencies: Any, roles: Collection[str] = AGENCY_ROLES) -> UserQuerySet:
    """Active people of these agencies, whichever of their placements is in use."""
    placed = Placement.objects.at(agencies, roles).values("user")
    people: UserQuerySet = User.objects.get_queryset()
    return people.filter(
        Q(agency__in=agencies, role__in=roles) | Q(pk__in=placed), is_active=True
    )


def acting_at(user: User, agency: Agency | None) -> User:
    """The account, in memory, as it is while its person works there; never saved."""
    if agency is None or user.placement_id is None:
        return user
    placement = user.placements.current().filter(agency=agency).first()
    if placement is not None:
        user.role, user.agency = placement.role, agency
    return user


def placed_at(
    agencies: Sequence[int], roles: Collection[str] = AGENCY_ROLES
) -> list[tuple[int, User]]:
    """Agency and person of each; in memory the person bears the role held there.

    Two queries for any number of agencies.
    """
    people = User.objects.filter(agency__in=agencies, role__in=roles, is_active=True)
    found = {(p.agency_id or 0, p.pk): p for p in people.order_by("pk")}
    others = Placement.objects.at(agencies, roles).filter(user__is_active=True)
    for placement in others.select_related("user").order_by("user"):
        person = placement.user
        person.role = placement.role
        found.setdefault((placement.agency_id or 0, person.pk), person)
    return [(agency, person) for (agency, _), person in found.items()]


def mentors() -> UserQuerySet:
    """Active people who mentor, also those who use another placement just now."""
    placed = Placement.objects.current().filter(role=Role.MENTOR).values("user")
    people: UserQuerySet = User.objects.get_queryset()
    return people.filter(Q(role=Role.MENTOR) | Q(pk__in=placed), is_active=True)
