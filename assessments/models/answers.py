"""What an agency says of one indicator, and the documents it cites."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from accounts.enums import AGENCY_ROLES, AgencyKind
from accounts.models import Agency, User
from accounts.permissions import Permission, can
from assessments.enums import DONE, AnswerStatus, Status
from assessments.models.corrections import level_in_force
from assessments.models.periods import Assessment, read_by, seen_by
from evidence.models import Document, DocumentVersion, newest_checks
from instruments.models import Indicator
from lib.constraints import both_or_neither

if TYPE_CHECKING:
    from typing import Self

    from assessments.models.claims import ReviewClaim
    from assessments.models.verdicts import Verdict

TEXT_MAX = 4000
NAMED_PAGE = re.compile(r"\b(?:halaman|hlm|hal|h)\b\.?\s*(\d{1,5})", re.IGNORECASE)
ANY_NUMBER = re.compile(r"\d{1,5}")


def item_codes(verbose_name: str) -> ArrayField[list[str], list[str]]:
    """Codes of checklist items, `Item.code` of assessments.checklist: "3.1"."""
    return ArrayField(
        models.CharField(max_length=8),
        verbose_name=verbose_name,
        default=list,
        blank=True,
    )


def first_page(words: str) -> int | None:
    """The page to open at: 4 of "4-7", 12 of "Lampiran 2, hlm. 12"."""
    named = NAMED_PAGE.search(words)
    found = named[1] if named else (ANY_NUMBER.findall(words) or [""])[0]
    return int(found) or None if found else None


def owned_by(user: User) -> Q:
    """The condition of `AnswerQuerySet.owned_by`; nobody's for who is of no agency."""
    if user.agency_id is None or user.role not in AGENCY_ROLES:
        return Q(pk__in=[])
    return Q(owner=user.agency_id)


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, user: User) -> Self:
        """Those of the agencies that the user sees, and those that the own agency is
        responsible for in the assessment of its government."""
        if not can(user, Permission.ASSESSMENT_VIEW):
            return self.none()
        return self.filter(seen_by(user, "assessment__") | owned_by(user))

    def readable_by(self, user: User) -> Self:
        if not can(user, Permission.ASSESSMENT_VIEW):
            return self.none()
        return self.filter(read_by(user, "assessment__") | owned_by(user))

    def owned_by(self, user: User) -> Self:
        """Those of a government's assessment that the user's agency is responsible for."""
        return self.filter(owned_by(user))

    def of_units(self) -> Self:
        """Of work units' assessments, which one instrument makes comparable."""
        return self.exclude(assessment__agency__kind=AgencyKind.PEMDA)

    def with_context(self) -> Self:
        """Indicator, owner, assessment, period and version in the same query."""
        return self.select_related(
            "indicator",
            "owner",
            "assessment__period",
            "assessment__agency",
            "assessment__carried_on_by",
            "assessment__version",
        )

    def in_order(self) -> Self:
        return self.order_by("indicator__position")

    def with_sent_levels(self) -> Self:
        """Adds `sent_status` and `sent_level`: status and verified level without the
        decisions of a round that the mentor has not sent yet, as `is_in_work` says."""
        in_work = Q(assessment__status=Status.SUBMITTED) & (
            Q(status=AnswerStatus.RETURNED)
            | Q(
                status=AnswerStatus.ACCEPTED,
                verified_at__gte=F("assessment__submitted_at"),
            )
        )
        return self.annotate(
            sent_status=Case(
                When(in_work, then=Value(AnswerStatus.READY.value)),
                default=F("status"),
            ),
            sent_level=Case(When(in_work, then=None), default=F("verified_level")),
        )

    def with_level_in_force(self) -> Self:
        """Adds `level_in_force`: as corrected after the determination, else as final."""
        return self.annotate(level_in_force=level_in_force())

    def with_written_level(self) -> Self:
        """Adds the self level as `level_in_force`: what is gone on with is a draft."""
        return self.annotate(level_in_force=F("self_level"))

    def with_citation_mark(self) -> Self:
        """Adds `is_cited`: whether a document is cited and not withdrawn."""
        standing = Citation.objects.filter(answer=OuterRef("pk"), withdrawn_at=None)
        return self.annotate(is_cited=Exists(standing))

    def with_last_level(self) -> Self:
        """Adds `last_level`: the level in force of the agency's last quarter that has a
        final one, under the same instrument.
        """
        year, quarter = (
            OuterRef("assessment__period__year"),
            OuterRef("assessment__period__quarter"),
        )
        before = Q(assessment__period__year__lt=year) | Q(
            assessment__period__year=year, assessment__period__quarter__lt=quarter
        )
        earlier = (
            Answer.objects.filter(
                before,
                assessment__agency=OuterRef("assessment__agency"),
                indicator=OuterRef("indicator"),
                final_level__isnull=False,
            )
            .order_by("-assessment__period__year", "-assessment__period__quarter")
            .values(in_force=level_in_force())
        )
        return self.annotate(last_level=Subquery(earlier[:1]))

    def with_citation_count(self) -> Self:
        """Adds `citation_count`: documents cited and not withdrawn."""
        return self.annotate(
            citation_count=Count(
                "citations", filter=Q(citations__withdrawn_at__isnull=True)
            )
        )


class Answer(models.Model):
    """One indicator of one assessment: self, verified and final level, three values.

    `version` counts saves; a form carries it, and a save with an older one is
    refused. Whole levels only: an indicator converted from an outside index is scored
    by the engine, not answered here. `checked` are the items of the checklist that the
    agency says it meets. `carried_from` is the answer of the last determined quarter
    that this one began as; until somebody confirms it, it says so and is not ready.
    `owner` is the work unit that fills an indicator of its government's assessment; a
    trigger refuses it elsewhere, and `IndicatorOwner` keeps its history.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="answers"
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        Agency,
        verbose_name="penanggung jawab",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="owned_answers",
    )
    status = models.CharField(
        max_length=10, choices=AnswerStatus, default=AnswerStatus.EMPTY
    )
    version = models.PositiveIntegerField(default=0)
    self_level = models.PositiveSmallIntegerField(
        "tingkat mandiri", null=True, blank=True
    )
    facts = models.TextField("fakta", blank=True, max_length=TEXT_MAX)
    analysis = models.TextField("analisis", blank=True, max_length=TEXT_MAX)
    checked = item_codes("butir terpenuhi")
    saved_at = models.DateTimeField("disimpan", null=True, blank=True)
    saved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    carried_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirmed_at = models.DateTimeField("diperiksa", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_level = models.PositiveSmallIntegerField(
        "tingkat terverifikasi", null=True, blank=True
    )
    verified_reason = models.TextField("alasan verifikasi", blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    final_level = models.PositiveSmallIntegerField(
        "tingkat akhir", null=True, blank=True
    )
    final_reason = models.TextField("alasan tingkat akhir", blank=True)
    final_at = models.DateTimeField(null=True, blank=True)
    final_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    citation_count: int  # only after with_citation_count()
    is_cited: bool  # only after with_citation_mark()
    unread = 0  # messages; queries.threads counts them
    last_level: int | None  # only after with_last_level()
    level_in_force: int | None  # only after with_level_in_force()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "jawaban"
        verbose_name_plural = "jawaban"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "indicator"],
                name="%(app_label)s_%(class)s_one_an_indicator",
            ),
            both_or_neither("saved_at", "saved_by"),
            both_or_neither("confirmed_at", "confirmed_by"),
            models.CheckConstraint(
                condition=~Q(status__in=[AnswerStatus.READY, AnswerStatus.ACCEPTED])
                | Q(carried_from__isnull=True)
                | Q(confirmed_at__isnull=False),
                name="%(app_label)s_%(class)s_ready_when_confirmed",
            ),
            both_or_neither("verified_level", "verified_at", "verified_by"),
            both_or_neither("final_level", "final_at", "final_by"),
            models.CheckConstraint(
                condition=Q(verified_level__isnull=True)
                | Q(verified_level__gte=F("self_level"))
                | ~Q(verified_reason=""),
                name="%(app_label)s_%(class)s_lower_verified_explained",
                violation_error_message="Tingkat yang lebih rendah memerlukan alasan.",
            ),
            models.CheckConstraint(
                condition=Q(final_level__isnull=True)
                | Q(final_level__gte=F("self_level"))
                | ~Q(final_reason=""),
                name="%(app_label)s_%(class)s_lower_final_explained",
                violation_error_message="Tingkat yang lebih rendah memerlukan alasan.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[AnswerStatus.READY, AnswerStatus.ACCEPTED])
                | Q(self_level__isnull=False),
                name="%(app_label)s_%(class)s_ready_with_level",
            ),
            models.CheckConstraint(
                condition=~Q(status=AnswerStatus.ACCEPTED)
                | Q(verified_level__isnull=False),
                name="%(app_label)s_%(class)s_accepted_with_level",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.assessment}"

    @property
    def audit_agency_code(self) -> str:
        return self.assessment.agency_code

    @property
    def state(self) -> AnswerStatus:
        return AnswerStatus(self.status)

    @property
    def filled_by(self) -> Agency:
        return self.owner or self.assessment.acting_agency

    @property
    def filled_by_id(self) -> int:
        """The agency that fills it: its owner, else the one that is assessed, or that
        finishes the work of it."""
        return self.owner_id or self.assessment.acting_agency_id

    @property
    def hands(self) -> frozenset[int]:
        """The agencies whose people write it: its owner alone, where it has one."""
        if self.owner_id:
            return frozenset({self.owner_id})
        assessment = self.assessment
        return frozenset({assessment.agency_id, assessment.acting_agency_id})

    @property
    def sides(self) -> frozenset[int]:
        """Those and the agency that is assessed."""
        assessment = self.assessment
        return self.hands | {assessment.agency_id, assessment.acting_agency_id}

    def is_filled_by(self, user: User) -> bool:
        return user.agency_id in self.hands

    def is_of_side(self, user: User) -> bool:
        return user.agency_id in self.sides

    def is_owned_by(self, user: User) -> bool:
        """Whether an agency of the user answers for it: who then decides nothing of it."""
        return self.owner_id is not None and self.owner_id in user.own_agencies()

    @property
    def is_done(self) -> bool:
        """Nothing is left to the agency for now: ready to be reviewed, or accepted."""
        return self.state in DONE

    @property
    def live_claim(self) -> ReviewClaim | None:
        """Who reviews it now, read with the answer or in a query of its own."""
        claim: ReviewClaim | None = getattr(self, "claim", None)
        return claim if claim and claim.is_live else None

    @property
    def is_in_work(self) -> bool:
        """Decided in the round that the mentor has not sent yet: it may be taken back."""
        sent_at = self.assessment.submitted_at
        if self.assessment.state is not Status.SUBMITTED or sent_at is None:
            return False
        if self.state is AnswerStatus.ACCEPTED:
            return self.verified_at is not None and self.verified_at >= sent_at
        return self.state is AnswerStatus.RETURNED

    @property
    def is_unconfirmed(self) -> bool:
        """Carried from the last quarter, and nobody has looked at it yet."""
        return self.carried_from_id is not None and self.confirmed_at is None

    @property
    def is_open(self) -> bool:
        """Whether the agency may change it: all while filling, then what was returned.

        A returned answer that is marked ready again stays open until the head submits.
        """
        return self.assessment.is_open and self.state is not AnswerStatus.ACCEPTED


class AnswerRevision(models.Model):
    """What one save wrote; a trigger keeps it."""

    answer = models.ForeignKey(
        Answer, on_delete=models.PROTECT, related_name="revisions"
    )
    number = models.PositiveIntegerField()
    self_level = models.PositiveSmallIntegerField(null=True)
    facts = models.TextField(blank=True)
    analysis = models.TextField(blank=True)
    checked = item_codes("butir terpenuhi")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "riwayat jawaban"
        verbose_name_plural = "riwayat jawaban"
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "number"],
                name="%(app_label)s_%(class)s_number_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer} revisi {self.number}"


class CitationQuerySet(models.QuerySet["Citation"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(answer__in=Answer.objects.visible_to(user))

    def with_files(self) -> Self:
        """In the order cited, with document, file and person in the same query."""
        return (
            self.select_related("document__agency", "version__inspection", "cited_by")
            .defer("document__search", "version__inspection__text")
            .prefetch_related(newest_checks("version__"))
            .order_by("cited_at", "pk")
        )

    def standing(self) -> Self:
        """Not withdrawn, with what `with_files` adds."""
        return self.filter(withdrawn_at__isnull=True).with_files()


class Citation(models.Model):
    """A document that an answer rests on, in the version that was cited.

    `items` are the items of the checklist that it supports.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(
        Answer, on_delete=models.PROTECT, related_name="citations"
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="citations"
    )
    version = models.ForeignKey(
        DocumentVersion, on_delete=models.PROTECT, related_name="citations"
    )
    page = models.CharField("halaman", max_length=30, blank=True)
    note = models.CharField("keterangan", max_length=300, blank=True)
    items = item_codes("butir yang didukung")
    carried_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    cited_at = models.DateTimeField(default=timezone.now)
    cited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_reason = models.CharField("alasan", max_length=300, blank=True)

    verdict: Verdict | None = None  # only after assessments.verdicts.judge
    shows_file = True  # EvidencePanel says otherwise of what the reader may not open
    shows_document = True

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = "kutipan bukti"
        verbose_name_plural = "kutipan bukti"
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "document"],
                condition=Q(withdrawn_at__isnull=True),
                name="%(app_label)s_%(class)s_once_an_answer",
                violation_error_message="Bukti ini sudah dikutip di sini.",
            ),
            both_or_neither("withdrawn_at", "withdrawn_by"),
        ]

    def __str__(self) -> str:
        return f"{self.document} untuk {self.answer}"

    @property
    def is_lent(self) -> bool:
        """Of another library than that of the agency that is assessed."""
        return self.document.agency_id != self.answer.assessment.agency_id

    @property
    def first_page(self) -> int | None:
        return first_page(self.page)

    @property
    def audit_agency_code(self) -> str:
        return self.answer.assessment.agency_code
