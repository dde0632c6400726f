"""A batch as its page shows it, and what it made as one ZIP with a manifest."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from zipstream import ZipStream

from evidence import serving
from reports.enums import ItemStatus
from reports.models import Batch, SignedFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.core.paginator import Page

    from accounts.models import User
    from assessments.models import Period
    from reports.models import BatchItem, IssuedDocument

ITEMS_A_PAGE = 50
BATCHES_A_PAGE = 20
MANIFEST, SUMS = "MANIFES.csv", "SHA256SUMS"
BOM = "\ufeff"
COLUMNS = (
    "Kode OPD",
    "Perangkat daerah",
    "Berkas",
    "Revisi",
    "Jenis",
    "Tanda tangan",
    "Kode verifikasi data",
    "SHA-256",
    "Keterangan",
)
RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Progress:
    """A batch and its numbers; `items` is one page of its reports."""

    batch: Batch
    items: Page[BatchItem]
    total: int
    done: int
    failed: int
    waiting: int
    taken: int

    @property
    def settled(self) -> int:
        return self.done + self.failed


def progress_of(batch: Batch, page: str | None) -> Progress:
    """Three queries, whatever the number of agencies; `batch` comes from `counted`."""
    rows = (
        batch.items.select_related(
            "assessment", "document__period", "document__assessment"
        )
        .defer("document__inputs")
        .order_by("pk")
    )
    counts = {
        name: getattr(batch, name)
        for name in ("total", "done", "failed", "waiting", "taken")
    }
    return Progress(batch, Paginator(rows, ITEMS_A_PAGE).get_page(page), **counts)


def batches_of(user: User, page: str | None) -> Page[Batch]:
    seen = Batch.objects.visible_to(user).counted().newest_first()
    rows = seen.select_related("period", "started_by")
    return Paginator(rows, BATCHES_A_PAGE).get_page(page)


def newest_of(user: User, period: Period) -> Batch | None:
    """The last batch of a quarter that the user may see."""
    seen = Batch.objects.visible_to(user).counted()
    return seen.filter(period=period).newest_first().first()


# The ZIP


@dataclass(frozen=True, slots=True)
class Entry:
    """A report of the batch; `signed` is what is served where it was signed since."""

    item: BatchItem
    signed: SignedFile | None

    @property
    def document(self) -> IssuedDocument | None:
        return self.item.document if self.item.state is ItemStatus.DONE else None

    @property
    def path(self) -> str:
        return self.document.file_name if self.document else ""

    @property
    def sha256(self) -> str:
        if self.signed:
            return self.signed.sha256
        return self.document.sha256 if self.document else ""


@dataclass(frozen=True, slots=True)
class Bundle:
    batch: Batch
    entries: tuple[Entry, ...]

    @property
    def files(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.document)

    @property
    def name(self) -> str:
        period = self.batch.period
        return f"laporan-spbe-{period.year}-tw{period.quarter}.zip"

    def stream(self) -> ZipStream:
        """Manifest first, then the stored bytes; `len` of it is its size in bytes."""
        archive = ZipStream(sized=True)
        archive.add(manifest(self.entries), MANIFEST)
        archive.add(sums(self.files), SUMS)
        for entry in self.files:
            stored = entry.signed or entry.document
            assert stored is not None  # noqa: S101 `files` have a document
            archive.add(serving.pieces(stored.file), entry.path, size=stored.size)
        return archive


def bundle_of(batch: Batch) -> Bundle:
    """Two queries, whatever the number of agencies."""
    items = list(
        batch.items.select_related(
            "assessment",
            "document__period",
            "document__assessment",
            "document__session",
            "document__mentoring",
        )
        .defer("document__inputs")
        .order_by("assessment__agency_code")
    )
    documents = [item.document_id for item in items if item.document_id]
    newest = {
        row.document_id: row
        for row in SignedFile.objects.filter(document__in=documents).order_by("number")
    }
    entries = (Entry(item, newest.get(item.document_id)) for item in items)  # type: ignore[arg-type]  # None finds none
    return Bundle(batch, tuple(entries))


def manifest(entries: Iterable[Entry]) -> bytes:
    """A table of every agency, those without a file too: semicolons, UTF-8 with BOM."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(_line, entries))
    return (BOM + text.getvalue()).encode()


def _line(entry: Entry) -> Sequence[str]:
    assessment, document = entry.item.assessment, entry.document
    cells = [assessment.agency_code, assessment.agency_name, entry.path]
    if document is None:
        note = entry.item.error or entry.item.state.label
        return [*map(_plain, cells), "", "", "", "", "", _plain(note)]
    cells += [
        str(document.revision),
        "Konsep" if document.is_draft else "Resmi",
        f"{entry.signed.number}" if entry.signed else "Tidak ada",
        document.code or "",
        entry.sha256,
        "",
    ]
    return [_plain(cell) for cell in cells]


def _plain(text: str) -> str:
    """Text stays text, whatever a spreadsheet would make of its first sign."""
    return f"'{text}" if text.startswith(RISKY) else text


def sums(entries: Iterable[Entry]) -> bytes:
    """What `sha256sum -c` reads."""
    return "".join(f"{entry.sha256}  {entry.path}\n" for entry in entries).encode()
