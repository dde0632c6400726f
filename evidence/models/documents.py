"""Documents of a library, version by version: files and links."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.enums import AGENCY_ROLES
from accounts.models import Agency, User
from accounts.permissions import Permission, can
from evidence.enums import DocumentKind, DocumentState, ScanState, Showing
from evidence.models.showing import citing_refusal_of, refusal_of, showing_of
from lib.constraints import both_or_neither, in_order

if TYPE_CHECKING:
    from typing import Self

    from evidence.models.inspections import Inspection, LinkCheck

LINK_TYPE = "text/uri-list"  # RFC 2483; the content of a version that is an address
EXPIRING_DAYS = 90
SHOWN = frozenset({Showing.PDF, Showing.IMAGE, Showing.VIDEO})  # in place, as bytes
OFFICE_TYPES = (
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.oasis.opendocument.",
)


def random_name(version: DocumentVersion, original: str) -> str:
    """A storage name that tells nothing: the user's name for the file is data."""
    return f"evidence/{uuid.uuid4().hex[:2]}/{uuid.uuid4().hex}"


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> Self:
        """Those of the agencies that the user sees or whose agency follows them, and
        those of the province."""
        if not can(user, Permission.EVIDENCE_VIEW):
            return self.none()
        own = Q(agency__in=Agency.objects.readable_by(user))
        return self.filter(own | Q(agency__isnull=True))

    def changeable_by(self, user: User) -> Self:
        """Without those of agencies before the own one: they are history."""
        seen = Agency.objects.visible_to(user)
        return self.visible_to(user).filter(Q(agency__in=seen) | Q(agency__isnull=True))

    def of_agencies(self) -> Self:
        return self.filter(agency__isnull=False)

    def of_province(self) -> Self:
        return self.filter(agency__isnull=True)

    def in_use(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def with_origin(self) -> Self:
        """With the province's document that each was taken over from."""
        found = self.select_related(
            "origin__current", "origin__created_by", "created_by"
        )
        return found.defer("search", "current__inspection__text", "origin__search")

    def expiring(self, day: date) -> Self:
        """In use on `day`, and for EXPIRING_DAYS more at most."""
        last = day + timedelta(days=EXPIRING_DAYS)
        return self.in_use().filter(valid_until__range=(day, last))

    def valid_on(self, day: date) -> Self:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))

    def with_current(self) -> Self:
        """Each document with its newest version, in one query; without what only the
        search reads, which is long."""
        found = self.select_related("current__inspection", "agency")
        return found.defer("search", "current__inspection__text")


class Document(models.Model):
    """One document of a library; its bytes are in its versions.

    Without an agency it is the province's: offered to every agency, evidence of none.
    An agency that accepts it gets a document of its own, with the same bytes, that
    names it as `origin`.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
    )
    origin = models.ForeignKey(
        "self",
        verbose_name="asal",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="accepted",
    )
    title = models.CharField("judul", max_length=200)
    kind = models.CharField("jenis", max_length=12, choices=DocumentKind)
    number = models.CharField("nomor", max_length=100, blank=True)
    issued_on = models.DateField("tanggal", null=True, blank=True)
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)
    tags = ArrayField(
        models.CharField(max_length=30), verbose_name="label", default=list, blank=True
    )
    search = SearchVectorField(null=True, editable=False)
    current = models.ForeignKey(
        "DocumentVersion",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_reason = models.TextField("alasan penarikan", null=True, blank=True)  # noqa: DJ001 null says "not withdrawn" to the constraint

    is_known = (
        False  # whether `actions.upload` found these bytes instead of adding them
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "bukti dukung"
        verbose_name_plural = "bukti dukung"
        constraints = [
            both_or_neither("withdrawn_at", "withdrawn_by", "withdrawn_reason"),
            in_order(
                "issued_on",
                "valid_until",
                message="Masa berlaku mendahului tanggal dokumen.",
            ),
            models.CheckConstraint(
                condition=Q(origin__isnull=True) | Q(agency__isnull=False),
                name="%(app_label)s_%(class)s_origin_of_an_agency",
            ),
        ]
        indexes = [GinIndex(fields=["search"], name="evidence_document_search")]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_agency_code(self) -> str:
        return self.agency.code if self.agency else ""

    @property
    def is_province(self) -> bool:
        return self.agency_id is None

    @property
    def expires_soon(self) -> bool:
        today = timezone.localdate()
        last = today + timedelta(days=EXPIRING_DAYS)
        return (
            self.withdrawn_at is None
            and self.valid_until is not None
            and today <= self.valid_until <= last
        )

    @property
    def state(self) -> DocumentState:
        if self.withdrawn_at:
            return DocumentState.WITHDRAWN
        if self.valid_until and self.valid_until < timezone.localdate():
            return DocumentState.EXPIRED
        return DocumentState.IN_USE


class DocumentVersionQuerySet(models.QuerySet["DocumentVersion"]):
    def visible_to(self, user: User) -> Self:
        """Those of documents that the user sees; and just the version that another
        agency cited into an answer, or sent along, of an agency that the user sees.

        Answers are of the app above, reached by the names that it gives itself here.
        """
        if not can(user, Permission.EVIDENCE_VIEW):
            return self.none()
        own = Q(document__in=Document.objects.visible_to(user))
        if can(user, Permission.AGENCY_VIEW_ALL):
            return self.filter(own)
        seen = Agency.objects.visible_to(user)
        versions = DocumentVersion.objects.all()
        cited = versions.filter(citations__answer__assessment__agency__in=seen)
        sent = versions.filter(
            attachments__message__answer__assessment__agency__in=seen
        )
        if user.agency_id and user.role in AGENCY_ROLES:
            sent = sent | versions.filter(_sent_to_owner(user.agency_id))
        return self.filter(
            own | Q(pk__in=cited.values("pk")) | Q(pk__in=sent.values("pk"))
        )


def _sent_to_owner(agency_id: int) -> Q:
    """What a government sent along to the owner of one of its indicators."""
    return Q(
        attachments__message__answer__owner=agency_id,
        document__agency=F("attachments__message__answer__assessment__agency"),
    )


class DocumentVersion(models.Model):
    """The bytes of a document as uploaded once, or an address; a trigger keeps it.

    Of an address, size and hash are those of its text: what answers there may change.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField("versi")
    file = models.FileField(upload_to=random_name, max_length=100, blank=True)
    url = models.URLField("alamat", max_length=1000, blank=True)
    original_name = models.CharField("nama berkas", max_length=200)
    content_type = models.CharField("tipe isi", max_length=100)
    size = models.PositiveBigIntegerField("ukuran")
    sha256 = models.CharField("SHA-256", max_length=64)
    reason = models.CharField("alasan penggantian", max_length=300, blank=True)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "versi bukti dukung"
        verbose_name_plural = "versi bukti dukung"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"],
                name="%(app_label)s_%(class)s_number_unique",
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0),
                name="%(app_label)s_%(class)s_not_empty",
                violation_error_message="Berkas kosong.",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""),
                name="%(app_label)s_%(class)s_replaced_for_a_reason",
                violation_error_message="Tulis alasan penggantian.",
            ),
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(url="") & Q(content_type=LINK_TYPE))
                | (~Q(file="") & Q(url="") & ~Q(content_type=LINK_TYPE)),
                name="%(app_label)s_%(class)s_file_or_address",
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="evidence_version_sha256")]

    def __str__(self) -> str:
        return f"{self.original_name} v{self.number}"

    @property
    def is_link(self) -> bool:
        return self.content_type == LINK_TYPE

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def is_office(self) -> bool:
        return self.content_type.startswith(OFFICE_TYPES)

    @property
    def inspected(self) -> Inspection | None:
        """The worker's look at the file; an address has none."""
        return getattr(self, "inspection", None)

    @property
    def last_check(self) -> LinkCheck | None:
        """The newest answer of the address; ask `newest_checks` for many versions."""
        checks = getattr(self, "newest_check", None)
        if checks is None:
            return self.link_checks.order_by("-checked_at").first()
        return checks[0] if checks else None

    @property
    def refusal(self) -> str:
        """Why it can't be opened or packed; empty when it can."""
        return refusal_of(self)

    @property
    def citing_refusal(self) -> str:
        """Why no answer can rest on it; empty when one can."""
        return citing_refusal_of(self)

    @property
    def is_infected(self) -> bool:
        inspection = self.inspected
        return bool(inspection and inspection.scan == ScanState.INFECTED)

    @property
    def showing(self) -> Showing:
        return showing_of(self)

    @property
    def is_previewable(self) -> bool:
        """Whether a browser may show it in place; the rest is for download only."""
        return self.showing in SHOWN

    @property
    def icon(self) -> str:
        if self.is_link:
            return "link-45deg"
        return f"file-earmark-{_family(self.content_type)[0]}"

    @property
    def look(self) -> str:
        """The class of the tile that the icon stands on."""
        return _family(self.content_type)[1]


def _family(content_type: str) -> tuple[str, str]:
    if content_type == "application/pdf":
        return "pdf", "sp-file__i--pdf"
    if content_type.startswith("image/"):
        return "image", "sp-file__i--img"
    if content_type.endswith("spreadsheetml.sheet"):
        return "spreadsheet", "sp-file__i--xls"
    return "text", ""
