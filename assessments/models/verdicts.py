"""What mentors say of citations, and the decisions that they take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from assessments.enums import Outcome, Status
from assessments.models.answers import Citation
from assessments.models.decisions import Review
from assessments.models.retractions import Retraction

if TYPE_CHECKING:
    from typing import Self


class ReviewWithdrawal(models.Model):
    """A decision taken back before its round was sent; a trigger keeps it."""

    review = models.OneToOneField(
        Review, on_delete=models.PROTECT, related_name="withdrawal"
    )
    reason = models.CharField("alasan", max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "pembatalan keputusan"
        verbose_name_plural = "pembatalan keputusan"

    def __str__(self) -> str:
        return f"{self.review}, dibatalkan"


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def standing(self) -> Self:
        """Without those of a submission that the head took back afterwards: the next one
        has the same round again, and its evidence is looked at anew."""
        taken_back = Retraction.objects.filter(
            assessment=OuterRef("citation__answer__assessment"),
            round=OuterRef("round"),
            retracted_at__gte=OuterRef("decided_at"),
        )
        return self.exclude(Exists(taken_back))

    def sent(self) -> Self:
        """Without those of a round that the mentor has not sent: the one in work, or
        one whose submission was taken back."""
        return self.exclude(
            citation__answer__assessment__status=Status.SUBMITTED,
            round=F("citation__answer__assessment__round"),
        ).exclude(round__gt=F("citation__answer__assessment__round"))

    def newest(self) -> Self:
        """The one that counts of each citation, with its person."""
        return (
            self.select_related("decided_by")
            .order_by("citation_id", "-round", "-pk")
            .distinct("citation_id")
        )


class Verdict(models.Model):
    """Whether a citation supports a level of its answer; a trigger keeps it.

    It speaks of the citation, not of the document: the same document may prove one
    indicator and not another. A later one of the same round counts in its place.
    """

    citation = models.ForeignKey(
        Citation, on_delete=models.PROTECT, related_name="verdicts"
    )
    round = models.PositiveSmallIntegerField("putaran")
    level = models.PositiveSmallIntegerField("tingkat")
    outcome = models.CharField("penilaian", max_length=6, choices=Outcome)
    reason = models.CharField("alasan", max_length=500, blank=True)
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = VerdictQuerySet.as_manager()

    class Meta:
        verbose_name = "penilaian bukti"
        verbose_name_plural = "penilaian bukti"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=Outcome.YES) | ~Q(reason=""),
                name="%(app_label)s_%(class)s_explained_unless_yes",
                violation_error_message="Tulis alasan penilaian bukti ini.",
            ),
            models.CheckConstraint(
                condition=Q(round__gte=1),
                name="%(app_label)s_%(class)s_in_a_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.citation}: {self.sentence}"

    @property
    def state(self) -> Outcome:
        return Outcome(self.outcome)

    @property
    def sentence(self) -> str:
        """ "Mendukung tingkat 3", and so on."""
        return f"{self.state.label} tingkat {self.level}"
