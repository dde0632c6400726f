"""Documents that were issued: what was asked for, from what, and what was made of it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from assessments.models import (
    Assessment,
    Determination,
    Mentoring,
    Period,
    PlenarySession,
)
from lib import formats
from lib.constraints import in_order
from reports.enums import (
    MINUTES,
    OF_ONE_AGENCY,
    OF_THE_PROVINCE,
    WITH_FIGURES,
    JobStatus,
    Kind,
    Standing,
)

if TYPE_CHECKING:
    from typing import Self

    from django.db.models.fields.files import FieldFile

    from reports.models.signatures import SignedFile

SERIES = ("kind", "period", "assessment", "session", "mentoring", "is_draft")
STALLED_AFTER = timedelta(minutes=2)


def random_name(row: models.Model, original: str) -> str:
    """A storage name that tells nothing."""
    return f"reports/{uuid.uuid4().hex[:2]}/{uuid.uuid4().hex}"


class IssuedDocumentQuerySet(models.QuerySet["IssuedDocument"]):
    def stalled(self) -> Self:
        """Waiting or running, and nothing has moved for two minutes."""
        return self.filter(
            status__in=[JobStatus.QUEUED, JobStatus.RUNNING],
            progressed_at__lt=timezone.now() - STALLED_AFTER,
        )

    def visible_to(self, user: User) -> Self:
        """Documents of the agencies seen, what was determined of all, the rest by right.

        A recap that is not determined holds the drafts of everybody.
        """
        if not can(user, Permission.REPORT_VIEW):
            return self.none()
        reports = Q(
            kind__in=OF_ONE_AGENCY, assessment__in=Assessment.objects.readable_by(user)
        )
        seen = reports | Q(kind__in=OF_THE_PROVINCE, is_draft=False)
        if can(user, Permission.CONTROL_VIEW):
            seen |= Q(kind=Kind.RECAP)
        if can(user, Permission.TPP_VIEW):
            seen |= Q(kind=Kind.TPP_SHEET)
        sessions = PlenarySession.objects.visible_to(user)
        return self.filter(seen | Q(kind=Kind.PLENARY, session__in=sessions))

    def with_context(self) -> Self:
        return self.select_related(
            "period",
            "assessment",
            "determination",
            "session",
            "mentoring",
            "requested_by",
        )

    def listed(self) -> Self:
        """With context and without the inputs, which are large."""
        found = self.with_context().select_related(
            "determination__replaced_by", "revocation"
        )
        return found.defer("inputs")

    def with_figures(self) -> Self:
        """Those with tables that a machine can read on."""
        return self.filter(kind__in=WITH_FIGURES)

    def newest_first(self) -> Self:
        return self.order_by("-requested_at", "-revision")

    def same_series(self, document: IssuedDocument) -> Self:
        """Every revision of the same document, drafts apart."""
        return self.filter(**{name: getattr(document, name) for name in SERIES})


class IssuedDocument(models.Model):
    """A document that was asked for: its inputs, frozen, and what was made of them.

    DONE it stays as it is (a trigger); a correction is a new revision.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("jenis", max_length=12, choices=Kind)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(
        Assessment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="issued_documents",
    )
    determination = models.ForeignKey(
        Determination,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="issued_documents",
    )
    session = models.ForeignKey(
        PlenarySession,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="issued_documents",
    )
    mentoring = models.ForeignKey(
        Mentoring,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="issued_documents",
    )
    revision = models.PositiveSmallIntegerField("revisi", default=1)
    is_draft = models.BooleanField("konsep", default=False)
    code = models.CharField(
        "kode verifikasi data", max_length=40, null=True, blank=True, unique=True
    )
    status = models.CharField(max_length=8, choices=JobStatus, default=JobStatus.QUEUED)
    progress = models.PositiveSmallIntegerField("kemajuan (%)", default=0)
    step = models.CharField("langkah", max_length=120, blank=True)
    error = models.TextField("kesalahan", blank=True)
    inputs = models.JSONField("masukan", default=dict)
    inputs_sha256 = models.CharField("SHA-256 masukan", max_length=64)
    file = models.FileField(upload_to=random_name, max_length=100, blank=True)
    sha256 = models.CharField("SHA-256 berkas", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("ukuran", default=0)
    requested_at = models.DateTimeField("diminta", default=timezone.now)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    progressed_at = models.DateTimeField("bergerak", default=timezone.now)
    finished_at = models.DateTimeField("selesai", null=True, blank=True)

    objects = IssuedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "dokumen terbit"
        verbose_name_plural = "dokumen terbit"
        indexes = [
            models.Index(
                fields=["sha256"],
                condition=Q(code__isnull=False),
                name="reports_issued_sha256",  # a file that is dropped for a check
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=[*SERIES, "revision"],
                name="%(app_label)s_%(class)s_revision_unique",
                nulls_distinct=False,
                violation_error_message="Revisi dokumen ini sudah ada.",
            ),
            models.CheckConstraint(
                condition=Q(is_draft=True, code__isnull=True)
                | Q(is_draft=False, code__isnull=False),
                name="%(app_label)s_%(class)s_code_unless_draft",
                violation_error_message="Konsep tidak berkode; dokumen lain berkode.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OF_ONE_AGENCY, assessment__isnull=False)
                | (~Q(kind__in=OF_ONE_AGENCY) & Q(assessment__isnull=True)),
                name="%(app_label)s_%(class)s_assessment_of_report",
                violation_error_message="Hanya dokumen satu OPD yang menyebut penilaian.",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.PLENARY, session__isnull=False)
                | (~Q(kind=Kind.PLENARY) & Q(session__isnull=True)),
                name="%(app_label)s_%(class)s_session_of_plenary",
                violation_error_message="Hanya risalah yang menyebut sidang pleno.",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.MENTORING, mentoring__isnull=False)
                | (~Q(kind=Kind.MENTORING) & Q(mentoring__isnull=True)),
                name="%(app_label)s_%(class)s_mentoring_of_minutes",
                violation_error_message="Hanya risalah yang menyebut pendampingan.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.WORKSHEET) | Q(is_draft=True),
                name="%(app_label)s_%(class)s_worksheet_is_draft",
                violation_error_message="Lembar kerja bukan hasil penilaian.",
            ),
            models.CheckConstraint(
                condition=Q(is_draft=True, determination__isnull=True)
                | Q(is_draft=False, kind__in=MINUTES, determination__isnull=True)
                | (
                    ~Q(kind__in=MINUTES)
                    & Q(is_draft=False, determination__isnull=False)
                ),
                name="%(app_label)s_%(class)s_determined_unless_draft",
                violation_error_message="Dokumen tanpa penetapan adalah konsep.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status=JobStatus.DONE, finished_at__isnull=False, progress=100)
                    & ~Q(file="")
                    & ~Q(sha256="")
                    & Q(size__gt=0)
                )
                | (~Q(status=JobStatus.DONE) & Q(file="", sha256="", size=0)),
                name="%(app_label)s_%(class)s_file_when_done",
                violation_error_message="Dokumen selesai memiliki berkas dan SHA-256.",
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100),
                name="%(app_label)s_%(class)s_progress_is_percent",
                violation_error_message="Kemajuan paling besar 100 persen.",
            ),
            models.CheckConstraint(
                condition=~Q(status=JobStatus.FAILED) | ~Q(error=""),
                name="%(app_label)s_%(class)s_failure_explained",
                violation_error_message="Kegagalan memerlukan penjelasan.",
            ),
            in_order(
                "requested_at", "finished_at", message="Selesai mendahului permintaan."
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_agency_code(self) -> str:
        return self.assessment.agency_code if self.assessment else ""

    @property
    def title(self) -> str:
        """Kind and quarter: what a list and the verification page call it."""
        return f"{Kind(self.kind).label} SPBE {self.period}"

    @property
    def subject(self) -> str:
        """Whom it is about."""
        if self.assessment:
            return self.assessment.agency_name
        if self.session:
            return f"Sidang {formats.day(self.session.held_on)}"
        return "Seluruh perangkat daerah"

    @property
    def kind_icon(self) -> str:
        return Kind(self.kind).icon

    @property
    def is_tpp(self) -> bool:
        return self.kind == Kind.TPP_SHEET

    @property
    def is_provisional(self) -> bool:
        """A document of a result that is not determined; a worksheet has no result."""
        return self.is_draft and self.kind != Kind.WORKSHEET

    @property
    def state(self) -> JobStatus:
        return JobStatus(self.status)

    @property
    def is_done(self) -> bool:
        return self.state is JobStatus.DONE

    @property
    def has_figures(self) -> bool:
        return self.is_done and self.kind in WITH_FIGURES

    @property
    def is_failed(self) -> bool:
        return self.state is JobStatus.FAILED

    @property
    def is_stalled(self) -> bool:
        """Waiting or running, and nothing has moved for two minutes."""
        waiting = self.state in {JobStatus.QUEUED, JobStatus.RUNNING}
        return waiting and timezone.now() - self.progressed_at > STALLED_AFTER

    @property
    def can_retry(self) -> bool:
        return self.is_failed or self.is_stalled

    @property
    def is_settled(self) -> bool:
        """Nothing will change without a person."""
        return self.is_done or self.can_retry

    @property
    def file_name(self) -> str:
        """For the download: kind, quarter, code of the agency; no name, no NIP."""
        words = [Kind(self.kind).label, f"{self.period.year}-TW{self.period.quarter}"]
        if self.assessment:
            words.append(self.assessment.agency_code.replace(".", "-"))
        if meeting := self.session or self.mentoring:
            words.append(meeting.held_on.isoformat())
        words.append("konsep" if self.is_provisional else f"rev{self.revision}")
        return f"{' '.join(words)}.{Kind(self.kind).suffix}".replace(" ", "_")

    @property
    def replaced_by(self) -> Determination | None:
        """The determination that replaced the one it rests on; after `listed`."""
        if self.determination is None:
            return None
        return getattr(self.determination, "replaced_by", None)

    @property
    def is_revoked(self) -> bool:
        return hasattr(self, "revocation")

    def standing(self) -> Standing:
        """Revoked; replaced by a later revision, or with what it rests on; in force."""
        if self.is_revoked:
            return Standing.REVOKED
        replaced = self.later() is not None or self.successor() is not None
        return Standing.REPLACED if replaced else Standing.IN_FORCE

    def later(self) -> IssuedDocument | None:
        """The newest later revision that was made."""
        return (
            IssuedDocument.objects.same_series(self)
            .filter(status=JobStatus.DONE, revision__gt=self.revision)
            .order_by("-revision")
            .first()
        )

    def successor(self) -> Determination | None:
        """The determination in force, where it rests on a replaced one."""
        if self.determination is None:
            return None
        later = Determination.objects.filter(
            period=self.period_id, revision__gt=self.determination.revision
        )
        return later.order_by("-revision").first()

    def signed(self) -> SignedFile | None:
        """Its bytes with every signature so far; None while there is none."""
        return self.signed_files.order_by("-number").first()

    def served(self) -> FieldFile:
        """The bytes that count: the signed ones where there are any."""
        signed = self.signed()
        return signed.file if signed else self.file

    def why_unsignable(self) -> str:
        """Why it takes no signature, as a sentence; empty when it does."""
        if not self.is_done:
            return "Dokumen belum selesai dibuat."
        if self.is_draft:
            return "Konsep tidak ditandatangani. Terbitkan dari hasil yang ditetapkan."
        if Kind(self.kind).suffix != "pdf":
            return "Hanya dokumen PDF yang dapat ditandatangani."
        standing = self.standing()
        if standing is Standing.REVOKED:
            return "Dokumen ini sudah dicabut."
        if standing is Standing.REPLACED:
            return "Dokumen ini sudah diganti. Tandatangani penggantinya."
        return ""
