"""What the worker found out about a version: scan, findings, text, preview, answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Prefetch, Q
from django.utils import timezone

from evidence.enums import Finding, LinkState, ScanState, WorkState
from evidence.models.documents import DocumentVersion, random_name

if TYPE_CHECKING:
    from typing import Self


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def due(self) -> Self:
        """Not done, and not tried again before its time."""
        return self.filter(state=WorkState.WAITING, next_at__lte=timezone.now())


class Inspection(models.Model):
    """The state of the worker's look at one file; made with the version, filled later.

    `text` is what the search reads, cut to a limit. `preview` is a copy that a browser
    may show: an image without position data, or an office document as PDF.
    """

    version = models.OneToOneField(
        DocumentVersion, on_delete=models.PROTECT, related_name="inspection"
    )
    state = models.CharField(
        max_length=10, choices=WorkState, default=WorkState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    scan = models.CharField(
        "pindaian", max_length=12, choices=ScanState, default=ScanState.PENDING
    )
    signature = models.CharField("nama temuan", max_length=200, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)
    findings = ArrayField(
        models.CharField(max_length=12, choices=Finding), default=list, blank=True
    )
    pages = models.PositiveIntegerField("jumlah halaman", null=True, blank=True)
    text = models.TextField(blank=True)
    preview = models.FileField(upload_to=random_name, max_length=100, blank=True)
    preview_type = models.CharField(max_length=100, blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "pemeriksaan berkas"
        verbose_name_plural = "pemeriksaan berkas"
        constraints = [
            models.CheckConstraint(
                condition=Q(preview="", preview_type="")
                | (~Q(preview="") & ~Q(preview_type="")),
                name="%(app_label)s_%(class)s_preview_with_type",
            ),
            models.CheckConstraint(
                condition=Q(state=WorkState.WAITING) | Q(done_at__isnull=False),
                name="%(app_label)s_%(class)s_done_with_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(state=WorkState.WAITING),
                name="evidence_inspection_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_scan_display()}"

    @property
    def scan_state(self) -> ScanState:
        return ScanState(self.scan)

    @property
    def found(self) -> list[Finding]:
        return [Finding(code) for code in self.findings]


class LinkCheck(models.Model):
    """One attempt to reach a linked address; a trigger keeps it, the newest counts."""

    version = models.ForeignKey(
        DocumentVersion, on_delete=models.PROTECT, related_name="link_checks"
    )
    checked_at = models.DateTimeField("diperiksa", default=timezone.now)
    state = models.CharField(max_length=10, choices=LinkState)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    final_url = models.URLField("alamat akhir", max_length=1000, blank=True)
    detail = models.CharField("keterangan", max_length=200, blank=True)

    class Meta:
        verbose_name = "pemeriksaan tautan"
        verbose_name_plural = "pemeriksaan tautan"
        get_latest_by = "checked_at"
        indexes = [
            models.Index(
                fields=["version", "-checked_at"], name="evidence_linkcheck_newest"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_state_display()}"

    @property
    def link_state(self) -> LinkState:
        return LinkState(self.state)


def newest_checks(prefix: str = "") -> Prefetch[Any, Any, Any]:
    """For prefetch_related: the newest check of each version under `prefix`."""
    newest = LinkCheck.objects.order_by("version", "-checked_at").distinct("version")
    return Prefetch(f"{prefix}link_checks", newest, to_attr="newest_check")
