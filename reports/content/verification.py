"""What the public page says of a code, and of a file that somebody drops there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Prefetch

from lib import canonical
from reports.enums import JobStatus
from reports.models import IssuedDocument, Signature, SignedFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assessments.models import Determination
    from reports.enums import Standing
    from reports.sealed import Reading

END = b"%%EOF"
STATES_MAX = 50  # earlier states of a PDF that are looked up


@dataclass(frozen=True, slots=True)
class Verification:
    """The least that lets a reader compare: no name, no evidence, no file.

    `signed` is the file with every signature so far; names in it are not shown to
    whom has the code alone.
    """

    document: IssuedDocument
    standing: Standing
    successor: Determination | None  # in force now, where this one was replaced
    later: IssuedDocument | None
    index: Decimal | None
    predicate: str
    label: str
    signed: SignedFile | None


class Outcome(models.TextChoices):
    """How a dropped file stands to what was issued."""

    KNOWN = "KNOWN", "Berkas tercatat"
    SIGNED = "SIGNED", "Isi tercatat, tanda tangan tambahan tidak"
    CHANGED = "CHANGED", "Berkas berubah sesudah terbit"
    UNREAD = "UNREAD", "Ada tambahan yang belum diperiksa"
    UNKNOWN = "UNKNOWN", "Berkas tidak tercatat"

    @property
    def tone(self) -> str:
        return {"KNOWN": "ok", "SIGNED": "warn", "UNREAD": "warn"}.get(self, "bad")

    @property
    def icon(self) -> str:
        marks = {"ok": "check-circle", "warn": "exclamation-triangle"}
        return marks.get(self.tone, "x-circle")


@dataclass(frozen=True, slots=True)
class FileCheck:
    """A dropped file: `found` is the document it is, or began as.

    `signed` is the file with signatures that it is, byte by byte. `reading` is what was
    seen in the file itself, where that was needed; `is_busy` when nobody had time to look.
    `expected` is the document of the code that was given, when the file is not that one.
    """

    outcome: Outcome
    sha256: str
    found: Verification | None = None
    signed: SignedFile | None = None
    reading: Reading | None = None
    is_busy: bool = False
    expected: Verification | None = None

    @property
    def signatures(self) -> Sequence[Signature]:
        return list(self.signed.signatures.all()) if self.signed else []


def verification_of(code: str) -> Verification | None:
    """What an issued code stands for; None for every other code alike."""
    document = _issued().filter(code=code).first()
    return _verified(document) if document else None


def known_as(digests: Sequence[str]) -> dict[str, IssuedDocument | SignedFile]:
    """Issued and signed files among these hashes: two queries, whatever was issued.

    Drafts are not among them: who drops one learns nothing.
    """
    found: dict[str, IssuedDocument | SignedFile] = {
        document.sha256: document for document in _issued().filter(sha256__in=digests)
    }
    signed = SignedFile.objects.filter(
        sha256__in=digests, document__code__isnull=False
    ).prefetch_related(_signatures())
    return found | {row.sha256: row for row in signed}


def known_by(row: IssuedDocument | SignedFile) -> Verification:
    """The document that these bytes are of."""
    if isinstance(row, IssuedDocument):
        return _verified(row)
    return _verified(_issued().get(pk=row.document_id))


def digests_of(data: bytes) -> dict[str, int]:
    """SHA-256 of the file and of its earlier states, each with its length.

    An addition to a PDF begins after the end mark of what stood before, with or without
    the end of its line.
    """
    running, hashed = hashlib.sha256(), 0
    found: dict[str, int] = {}
    for end in sorted({*_ends(data), len(data)}):
        running.update(data[hashed:end])
        hashed = end
        found[running.hexdigest()] = end
    return found


def _ends(data: bytes) -> Iterator[int]:
    at = data.find(END)
    for _ in range(STATES_MAX):
        if at < 0:
            return
        end = at + len(END)
        yield end
        if data[end : end + 1] in {b"\r", b"\n"}:
            yield end + 1
        if data[end : end + 2] == b"\r\n":
            yield end + 2
        at = data.find(END, end)


def _issued() -> models.QuerySet[IssuedDocument]:
    return (
        IssuedDocument.objects.filter(code__isnull=False, status=JobStatus.DONE)
        .with_context()
        .select_related("revocation")
    )


def _signatures() -> Prefetch[str, models.QuerySet[Signature], str]:
    return Prefetch("signatures", Signature.objects.order_by("position"))


def _verified(document: IssuedDocument) -> Verification:
    index = document.inputs.get("index", {})
    final = index.get("final")
    signed = document.signed_files.prefetch_related(_signatures())
    return Verification(
        document=document,
        standing=document.standing(),
        successor=document.successor(),
        later=document.later(),
        index=Decimal(final) if final else None,
        predicate=index.get("predicate", ""),
        label=document.inputs["instrument"]["label"],
        signed=signed.order_by("-number").first(),
    )


def is_intact(document: IssuedDocument) -> bool:
    """Whether the frozen inputs still give their hash."""
    return canonical.sha256(document.inputs) == document.inputs_sha256
