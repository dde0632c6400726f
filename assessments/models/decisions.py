"""What others decide about an answer, and the determination that freezes a quarter."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.enums import AgencyKind
from accounts.models import User
from accounts.permissions import Permission, can
from assessments.enums import Decision, ObjectionOutcome, Status
from assessments.models.answers import Answer
from assessments.models.periods import Assessment, Period, read_by
from lib.constraints import both_or_neither

if TYPE_CHECKING:
    from typing import Self


class ReviewQuerySet(models.QuerySet["Review"]):
    def standing(self) -> Self:
        """Not taken back by the mentor."""
        return self.filter(withdrawal__isnull=True)

    def sent(self) -> Self:
        """What the agency knows: standing, and not of the round in work."""
        return self.standing().exclude(
            answer__assessment__status=Status.SUBMITTED,
            round=F("answer__assessment__round"),
        )

    def in_work(self) -> Self:
        """Standing and not sent yet, so that it may be taken back."""
        return self.standing().filter(
            answer__assessment__status=Status.SUBMITTED,
            round=F("answer__assessment__round"),
        )


class Review(models.Model):
    """A mentor's decision on one answer in one round; a trigger keeps it.

    Until the round is sent it may be taken back: `withdrawal`.
    """

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField("putaran")
    decision = models.CharField("keputusan", max_length=10, choices=Decision)
    self_level = models.PositiveSmallIntegerField("tingkat mandiri")
    level = models.PositiveSmallIntegerField("tingkat", null=True, blank=True)
    reason = models.TextField("alasan", blank=True)
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "telaah"
        verbose_name_plural = "telaah"
        constraints = [
            models.CheckConstraint(
                condition=Q(decision=Decision.RETURNED, level__isnull=True)
                | (~Q(decision=Decision.RETURNED) & Q(level__isnull=False)),
                name="%(app_label)s_%(class)s_level_unless_returned",
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.ACCEPTED) | ~Q(reason=""),
                name="%(app_label)s_%(class)s_explained_unless_accepted",
                violation_error_message="Tulis alasan keputusan ini.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}, putaran {self.round}"

    @property
    def state(self) -> Decision:
        return Decision(self.decision)


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, user: User) -> Self:
        """Of agencies that the user sees: an owner's indicator is not the owner's to
        contest."""
        assessments = Assessment.objects.visible_to(user)
        return self.filter(answer__assessment__in=assessments)

    def standing(self) -> Self:
        """Not withdrawn by the head."""
        return self.filter(withdrawn_at__isnull=True)

    def open(self) -> Self:
        """Standing, and the plenary has not decided."""
        return self.standing().filter(decided_at__isnull=True)


class Objection(models.Model):
    """The agency's head contests a verified level; the plenary answers.

    Withdrawn it stays on record and counts for nothing; another one may follow.
    """

    answer = models.ForeignKey(
        Answer, on_delete=models.PROTECT, related_name="objections"
    )
    reason = models.TextField("alasan sanggahan")
    raised_at = models.DateTimeField(default=timezone.now)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(
        "putusan", max_length=10, choices=ObjectionOutcome, blank=True
    )
    decision_reason = models.TextField("alasan putusan", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField("ditarik", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_reason = models.TextField("alasan penarikan", blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = "sanggahan"
        verbose_name_plural = "sanggahan"
        constraints = [
            models.UniqueConstraint(
                fields=["answer"],
                condition=Q(withdrawn_at__isnull=True),
                name="%(app_label)s_%(class)s_one_standing",
                violation_error_message="Indikator ini sudah disanggah.",
            ),
            both_or_neither("decided_at", "decided_by"),
            both_or_neither("withdrawn_at", "withdrawn_by"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (
                    Q(withdrawn_at__isnull=False, decided_at__isnull=True)
                    & ~Q(withdrawn_reason="")
                ),
                name="%(app_label)s_%(class)s_withdrawn_undecided",
                violation_error_message="Penarikan beralasan dan mendahului putusan.",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, outcome="")
                | (
                    Q(decided_at__isnull=False)
                    & ~Q(outcome="")
                    & ~Q(decision_reason="")
                ),
                name="%(app_label)s_%(class)s_decided_with_outcome",
                violation_error_message="Putusan memerlukan alasan.",
            ),
        ]

    def __str__(self) -> str:
        return f"Sanggahan atas {self.answer}"

    @property
    def audit_agency_code(self) -> str:
        return self.answer.assessment.agency_code

    @property
    def is_open(self) -> bool:
        """It waits for the plenary."""
        return self.decided_at is None and self.withdrawn_at is None


class DeterminationQuerySet(models.QuerySet["Determination"]):
    def visible_to(self, user: User) -> Self:
        return self.all() if can(user, Permission.ASSESSMENT_VIEW) else self.none()

    def in_force(self) -> Self:
        """Not replaced by a later one."""
        return self.filter(replaced_by__isnull=True)


class Determination(models.Model):
    """The Berita Acara that fixes the results of a quarter; a trigger keeps it.

    A correction is a new one that names the one it replaces; both stay.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="determinations"
    )
    revision = models.PositiveSmallIntegerField("revisi", default=1)
    replaces = models.OneToOneField(
        "self",
        verbose_name="menggantikan",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
    )
    reason = models.TextField("alasan penggantian", blank=True)
    source = models.CharField("sumber pembetulan", max_length=300, blank=True)
    number = models.CharField("nomor Berita Acara", max_length=100, unique=True)
    decided_on = models.DateField("tanggal Berita Acara")
    place = models.CharField("tempat", max_length=200)
    attended_by = models.TextField("dihadiri oleh", blank=True)
    signatories = models.JSONField("penanda tangan", default=list)
    instrument_code = models.CharField("kode instrumen", max_length=60)
    instrument_sha256 = models.CharField(max_length=64)
    inputs_sha256 = models.CharField("SHA-256 masukan", max_length=64)
    determined_at = models.DateTimeField(default=timezone.now)
    determined_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = DeterminationQuerySet.as_manager()

    class Meta:
        verbose_name = "berita acara"
        verbose_name_plural = "berita acara"
        constraints = [
            models.UniqueConstraint(
                fields=["period", "revision"],
                name="%(app_label)s_%(class)s_revision_unique",
            ),
            models.CheckConstraint(
                condition=Q(revision=1, replaces__isnull=True)
                | (Q(revision__gt=1, replaces__isnull=False) & ~Q(reason="")),
                name="%(app_label)s_%(class)s_replacement_explained",
                violation_error_message="Penggantian memerlukan alasan.",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ResultQuerySet(models.QuerySet["Result"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(read_by(user, "assessment__"))

    def of_units(self) -> Self:
        """Of work units: what is ranked, averaged and paid by."""
        return self.exclude(assessment__agency__kind=AgencyKind.PEMDA)

    def of_governments(self) -> Self:
        """Of governments as a whole."""
        return self.filter(assessment__agency__kind=AgencyKind.PEMDA)

    def in_force(self) -> Self:
        """Of determinations that no later one replaced."""
        return self.filter(determination__replaced_by__isnull=True)


class Result(models.Model):
    """What a determination says of one agency, with every input it rests on.

    `inputs` is what `assessments.freezing` wrote, which tells its schemas apart.
    Numbers with a fraction are text, so that the hash never depends on a float. The
    indices are empty for an agency whose assessment was not final.
    """

    determination = models.ForeignKey(
        Determination, on_delete=models.PROTECT, related_name="results"
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="results"
    )
    agency_code = models.CharField("kode", max_length=30)
    agency_name = models.CharField("perangkat daerah", max_length=200)
    is_final = models.BooleanField("final")
    self_index = models.DecimalField(
        "indeks mandiri", max_digits=6, decimal_places=2, null=True
    )
    verified_index = models.DecimalField(
        "indeks terverifikasi", max_digits=6, decimal_places=2, null=True
    )
    index = models.DecimalField("indeks", max_digits=6, decimal_places=2, null=True)
    exact = models.CharField("indeks eksak", max_length=60, blank=True)
    predicate = models.CharField("predikat", max_length=40, blank=True)
    rank = models.PositiveSmallIntegerField(null=True)
    inputs = models.JSONField("masukan")
    inputs_sha256 = models.CharField("SHA-256 masukan", max_length=64)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = "hasil"
        verbose_name_plural = "hasil"
        constraints = [
            models.UniqueConstraint(
                fields=["determination", "assessment"],
                name="%(app_label)s_%(class)s_one_an_assessment",
            ),
            models.CheckConstraint(
                condition=Q(is_final=True, index__isnull=False)
                | Q(is_final=False, index__isnull=True),
                name="%(app_label)s_%(class)s_index_when_final",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_name} {self.index}"
