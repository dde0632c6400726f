"""Agencies, the people who work for them, and who mentors whom."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.enums import AGENCY_ROLES, AgencyKind, HeadTitle, Role
from accounts.permissions import Permission, can
from lib.constraints import both_or_neither, in_order

if TYPE_CHECKING:
    from datetime import date
    from typing import Self


class AgencyQuerySet(models.QuerySet["Agency"]):
    def visible_to(self, user: User) -> Self:
        """Every agency, those the user mentors today, or the user's own; else none."""
        if can(user, Permission.AGENCY_VIEW_ALL):
            return self.all()
        if can(user, Permission.AGENCY_VIEW_MENTORED):
            return self.mentored_by(user)
        if user.agency_id is None or user.role not in AGENCY_ROLES:
            return self.none()
        own = self.filter(pk=user.agency_id)
        if user.placement_id is None:
            return own
        in_use = user.placements.current().filter(pk=user.placement_id)
        return own.filter(pk__in=in_use.values("agency"))

    def reached_by(self, user: User) -> Self:
        """Those that the person may read now or after changing to another placement."""
        seen = self.readable_by(user)
        if user.placement_id is None or not user.is_active:
            return seen
        current = user.placements.current()
        own = current.filter(role__in=AGENCY_ROLES).values("agency")
        assigned = MentorAssignment.objects.current().filter(
            mentor__in=current.filter(role=Role.MENTOR).values("user"), mentor=user
        )
        return self.filter(
            Q(pk__in=seen.values("pk"))
            | Q(pk__in=own)
            | Q(pk__in=assigned.values("agency"))
        )

    def mentored_by(self, user: User) -> Self:
        """The agencies of the mentor's assignments today, never one of the mentor's own."""
        assigned = MentorAssignment.objects.current().filter(mentor=user)
        found = self.filter(pk__in=assigned.values("agency")).exclude(pk=user.agency_id)
        if user.placement_id is None:
            return found
        own = user.placements.standing().filter(agency__isnull=False)
        return found.exclude(pk__in=own.values("agency"))

    def inherited_by(self, user: User) -> Self:
        """Those that the agencies of `visible_to` follow, at any remove: their results
        and evidence may be read, nothing of them is written."""
        seen = Agency.objects.visible_to(user)
        before = Agency.objects.filter(successions__successor__in=seen)
        return self.filter(pk__in=before.values("pk")).exclude(pk=user.agency_id)

    def readable_by(self, user: User) -> Self:
        """Those of `visible_to` and those of `inherited_by`: for reading alone."""
        seen = Agency.objects.visible_to(user).values("pk")
        inherited = Agency.objects.inherited_by(user).values("pk")
        return self.filter(Q(pk__in=seen) | Q(pk__in=inherited))

    def units(self) -> Self:
        """Work units only: no government as a whole."""
        return self.exclude(kind=AgencyKind.PEMDA)

    def open_on(self, day: date) -> Self:
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))


class Agency(models.Model):
    """A work unit of the government (OPD), or a government as a whole (Pemda).

    The NIP of the head is personal data, shown masked. Former names stand in
    `AgencyName`, who follows whom in `Succession`.
    """

    code = models.CharField("kode", max_length=30, unique=True)
    name = models.CharField("nama", max_length=200)
    short_name = models.CharField("nama singkat", max_length=60)
    kind = models.CharField("jenis", max_length=20, choices=AgencyKind)
    parent = models.ForeignKey(
        "self",
        verbose_name="induk",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    address = models.TextField("alamat", blank=True, max_length=500)
    site = models.URLField("laman", blank=True)
    head_title = models.CharField(
        "sebutan pelaksana", max_length=3, choices=HeadTitle, blank=True
    )
    head_name = models.CharField("nama kepala", max_length=150, blank=True)
    head_nip = models.CharField("NIP kepala", max_length=18, blank=True)
    head_since = models.DateField("menjabat sejak", null=True, blank=True)
    opened_on = models.DateField("dibentuk pada")
    closed_on = models.DateField("ditutup pada", null=True, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = "perangkat daerah"
        verbose_name_plural = "perangkat daerah"
        constraints = [
            in_order(
                "opened_on",
                "closed_on",
                message="Tanggal penutupan mendahului tanggal pembentukan.",
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(closed_on__isnull=True),
                name="%(app_label)s_%(class)s_name_unique_while_open",
                violation_error_message="Nama perangkat daerah ini sudah dipakai.",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="%(app_label)s_%(class)s_not_its_own_parent",
                violation_error_message="Perangkat daerah tidak menjadi induk dirinya.",
            ),
            models.CheckConstraint(
                condition=~Q(head_name="")
                | Q(head_title="", head_nip="", head_since__isnull=True),
                name="%(app_label)s_%(class)s_head_with_name",
                violation_error_message="Isi nama kepala perangkat daerah.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_government(self) -> bool:
        """A whole government (Pemda), not one of its work units."""
        return self.kind == AgencyKind.PEMDA

    @property
    def audit_agency_code(self) -> str:
        return self.code

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None and self.closed_on <= timezone.localdate()

    @property
    def head(self) -> str:
        """With the title of who holds the office for a time: Plt. before the name."""
        title = HeadTitle(self.head_title).label if self.head_title else ""
        return f"{title} {self.head_name}".strip()


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User) -> Self:
        """All people for who may see users; else the active ones of the own agency."""
        if can(user, Permission.USER_VIEW):
            return self.all()
        return self.filter(agency__in=Agency.objects.visible_to(user), is_active=True)


class UserManager(DjangoUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: User) -> UserQuerySet:
        return self.get_queryset().visible_to(user)

    def create_superuser(self, username: str, **fields: object) -> User:  # type: ignore[override]
        """The first administrator of a new deployment."""
        fields |= {"role": Role.ADMIN}
        return super().create_superuser(username, **fields)  # type: ignore[arg-type]


class User(AbstractUser):
    """A person with an account: one role, and an agency where the role has one.

    Username and address both log in, in any case: each names one account.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("nama", max_length=150)
    email = models.EmailField("surel", unique=True)
    role = models.CharField("peran", max_length=20, choices=Role)
    agency = models.ForeignKey(
        Agency,
        verbose_name="perangkat daerah",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="users",
    )
    placement = models.ForeignKey(
        "accounts.Placement",
        verbose_name="penempatan yang dipakai",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    password_set_at = models.DateTimeField(
        "kata sandi dibuat", default=timezone.now, editable=False
    )
    first_name = None  # type: ignore[assignment]  # Indonesian names have no two parts
    last_name = None  # type: ignore[assignment]

    objects: ClassVar[UserManager] = UserManager()

    REQUIRED_FIELDS = ["email", "name"]

    class Meta:
        verbose_name = "pengguna"
        verbose_name_plural = "pengguna"
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
            models.UniqueConstraint(
                Lower("username"),
                name="%(app_label)s_%(class)s_username_unique_in_any_case",
                violation_error_message="Nama pengguna ini sudah dipakai.",
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="%(app_label)s_%(class)s_email_unique_in_any_case",
                violation_error_message="Surel ini sudah dipakai.",
            ),
            models.CheckConstraint(
                condition=~Q(username__contains="@"),
                name="%(app_label)s_%(class)s_username_is_no_email",
                violation_error_message="Nama pengguna tidak memuat tanda @.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def audit_agency_code(self) -> str:
        return self.agency.code if self.agency else ""

    @property
    def is_mentor(self) -> bool:
        return self.role == Role.MENTOR

    def own_agencies(self) -> frozenset[int]:
        """Ids of the agencies the person works for, in all placements: nobody reviews
        or decides there. A query only for who has several."""
        own = set() if self.agency_id is None else {self.agency_id}
        if self.placement_id is not None:
            others = self.placements.standing().filter(agency__isnull=False)
            own |= set(others.values_list("agency_id", flat=True))
        return frozenset(own)

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_set_at = timezone.now()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class MentorAssignmentQuerySet(models.QuerySet["MentorAssignment"]):
    def current(self) -> Self:
        return self.standing().filter(starts_on__lte=timezone.localdate())

    def standing(self) -> Self:
        """Those of today, and those that begin later."""
        today = timezone.localdate()
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today), ended_at__isnull=True
        )

    def of_quarter(self, year: int, quarter: int) -> Self:
        """Those of one quarter, and those that hold for every quarter."""
        return self.filter(
            Q(year=year, quarter=quarter) | Q(year__isnull=True, quarter__isnull=True)
        )

    def leading(self) -> Self:
        return self.filter(is_lead=True)


class MentorAssignment(models.Model):
    """Which agencies a mentor sees and reviews, from when to when.

    It stands here, not with the reviews, because it decides what a mentor sees in
    every app. Year and quarter name the quarter that it is for; without them it holds
    for every quarter. A substitute stands in for somebody who is away, with the reason
    and always with an end. A trigger refuses the mentor's own agency, another one to
    delete what was in force.

    Who is taken off the work loses it at once: `ended_at` counts, and `ends_on` is the
    last day of it.
    """

    mentor = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="mentor_assignments"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="mentor_assignments"
    )
    year = models.PositiveSmallIntegerField("tahun", null=True, blank=True)
    quarter = models.PositiveSmallIntegerField("triwulan", null=True, blank=True)
    is_lead = models.BooleanField("ketua pendamping", default=False)
    stands_in_for = models.ForeignKey(
        User,
        verbose_name="menggantikan",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.CharField("alasan", max_length=300, blank=True)
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai", null=True, blank=True)
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField("diakhiri", null=True, blank=True)
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MentorAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "penugasan pendamping"
        verbose_name_plural = "penugasan pendamping"
        constraints = [
            in_order(
                "starts_on", "ends_on", message="Akhir penugasan mendahului awalnya."
            ),
            models.UniqueConstraint(
                fields=["mentor", "agency", "year", "quarter"],
                condition=Q(ends_on__isnull=True),
                nulls_distinct=False,
                name="%(app_label)s_%(class)s_once_at_a_time",
                violation_error_message="Pendamping ini sudah bertugas di sana.",
            ),
            models.UniqueConstraint(
                fields=["agency", "year", "quarter"],
                condition=Q(ends_on__isnull=True, is_lead=True),
                nulls_distinct=False,
                name="%(app_label)s_%(class)s_one_lead_at_a_time",
                violation_error_message="Perangkat daerah ini sudah punya ketua pendamping.",
            ),
            both_or_neither("year", "quarter"),
            both_or_neither("ended_at", "ended_by"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ends_on__isnull=False),
                name="%(app_label)s_%(class)s_ended_with_day",
            ),
            models.CheckConstraint(
                condition=Q(quarter__isnull=True) | Q(quarter__range=(1, 4)),
                name="%(app_label)s_%(class)s_quarter_1_to_4",
                violation_error_message="Triwulan adalah 1 sampai 4.",
            ),
            models.CheckConstraint(
                condition=Q(stands_in_for__isnull=True)
                | (
                    Q(ends_on__isnull=False)
                    & ~Q(reason="")
                    & ~Q(stands_in_for=F("mentor"))
                ),
                name="%(app_label)s_%(class)s_substitute_explained",
                violation_error_message="Pengganti memerlukan alasan dan tanggal akhir.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor} mendampingi {self.agency}"

    @property
    def is_planned(self) -> bool:
        return self.starts_on > timezone.localdate()

    @property
    def is_for_every_quarter(self) -> bool:
        return self.year is None

    @property
    def audit_agency_code(self) -> str:
        return self.agency.code
