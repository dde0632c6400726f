"""Templates that the office edits in its word processor, and copies made with them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from reports.enums import JobStatus, WordKind
from reports.models.documents import STALLED_AFTER, IssuedDocument

if TYPE_CHECKING:
    from typing import Self


class WordTemplateQuerySet(models.QuerySet["WordTemplate"]):
    def visible_to(self, user: User) -> Self:
        return self.all() if can(user, Permission.LETTERHEAD_MANAGE) else self.none()

    def newest_first(self) -> Self:
        return self.order_by("kind", "-version")

    def listed(self) -> Self:
        return self.defer("data").select_related("uploaded_by")


class WordTemplate(models.Model):
    """One version of the office's template of one kind; a trigger keeps it.

    It was checked before it was stored. The newest version of a kind is in force; without
    one the portal's own template is.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("jenis", max_length=12, choices=WordKind)
    version = models.PositiveSmallIntegerField("versi")
    name = models.CharField("nama berkas", max_length=160)
    note = models.CharField("catatan", max_length=250, blank=True)
    data = models.BinaryField("berkas")
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField("ukuran")
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = WordTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "templat DOCX"
        verbose_name_plural = "templat DOCX"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"],
                name="%(app_label)s_%(class)s_version_unique",
                violation_error_message="Versi templat ini sudah ada.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, versi {self.version}"


class WordCopyQuerySet(models.QuerySet["WordCopy"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(document__in=IssuedDocument.objects.visible_to(user))

    def stalled(self) -> Self:
        return self.filter(
            status__in=[JobStatus.QUEUED, JobStatus.RUNNING],
            progressed_at__lt=timezone.now() - STALLED_AFTER,
        )

    def newest_first(self) -> Self:
        return self.order_by("-requested_at").select_related("template")


class WordCopy(models.Model):
    """An issued document once more, as a file to work on: it proves nothing.

    It says what the document's frozen inputs say. DONE it stays as it is (a trigger).
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(
        IssuedDocument, on_delete=models.PROTECT, related_name="word_copies"
    )
    template = models.ForeignKey(
        WordTemplate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="copies",
    )
    template_sha256 = models.CharField("SHA-256 templat", max_length=64)
    status = models.CharField(max_length=8, choices=JobStatus, default=JobStatus.QUEUED)
    error = models.TextField("kesalahan", blank=True)
    data = models.BinaryField("berkas", default=b"", blank=True)
    sha256 = models.CharField("SHA-256 berkas", max_length=64, blank=True)
    size = models.PositiveIntegerField("ukuran", default=0)
    requested_at = models.DateTimeField("diminta", default=timezone.now)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    progressed_at = models.DateTimeField("bergerak", default=timezone.now)
    finished_at = models.DateTimeField("selesai", null=True, blank=True)

    objects = WordCopyQuerySet.as_manager()

    class Meta:
        verbose_name = "salinan DOCX"
        verbose_name_plural = "salinan DOCX"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "template_sha256"],
                name="%(app_label)s_%(class)s_once_a_template",
                violation_error_message="Salinan dengan templat ini sudah ada.",
            ),
            models.CheckConstraint(
                condition=Q(
                    ~Q(sha256=""),
                    status=JobStatus.DONE,
                    finished_at__isnull=False,
                    size__gt=0,
                )
                | Q(~Q(status=JobStatus.DONE), sha256="", size=0),
                name="%(app_label)s_%(class)s_file_when_done",
                violation_error_message="Salinan selesai memiliki berkas dan SHA-256.",
            ),
            models.CheckConstraint(
                condition=~Q(status=JobStatus.FAILED) | ~Q(error=""),
                name="%(app_label)s_%(class)s_failure_explained",
                violation_error_message="Kegagalan memerlukan penjelasan.",
            ),
        ]

    def __str__(self) -> str:
        return f"Salinan DOCX {self.document}"

    @property
    def audit_agency_code(self) -> str:
        return self.document.audit_agency_code

    @property
    def state(self) -> JobStatus:
        return JobStatus(self.status)

    @property
    def is_done(self) -> bool:
        return self.state is JobStatus.DONE

    @property
    def is_open(self) -> bool:
        return self.state in {JobStatus.QUEUED, JobStatus.RUNNING}

    @property
    def file_name(self) -> str:
        return f"{self.document.file_name.rpartition('.')[0]}.docx"
