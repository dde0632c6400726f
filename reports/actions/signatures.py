"""Signing a document, here or outside, and revoking one."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction

from accounts import audit
from reports import sealed, signing
from reports.actions.base import ReportError, lock
from reports.enums import SignatureSource, Stamp
from reports.models import IssuedDocument, Revocation, Signature, SignedFile

if TYPE_CHECKING:
    from typing import IO

    from accounts.models import User
    from reports.sealed import Reading, Seal

MEGABYTE = 1024 * 1024
SIGNED_MAX = 30 * MEGABYTE
SIGNATURES_MAX = 20
AREA_MAX = 60_000  # square points: an eighth of a page of A4

SAME = "Berkas ini sama persis dengan yang diunduh: belum ada tanda tangan di dalamnya."
ANOTHER = (
    "Berkas ini bukan lanjutan dari dokumen yang diunduh. Unduh dokumen lagi, "
    "tandatangani tanpa mencetak ulang, menggabung, atau memampatkannya, lalu unggah."
)
UNREADABLE = (
    "Berkas tidak dapat dibaca sebagai PDF. Simpan ulang dari aplikasi penanda tangan."
)
CHANGED = (
    "Selain tanda tangan ada perubahan lain pada dokumen. Unduh dokumen lagi, dan "
    "tandatangani tanpa mengubah isinya."
)
NO_NEW = "Tidak ada tanda tangan baru di dalam berkas ini."
BROKEN = (
    "Ada tanda tangan yang tidak sah atau tidak mencakup seluruh isi dokumen. "
    "Tandatangani lagi dari dokumen yang diunduh."
)
TOO_MANY = f"Berkas memuat lebih dari {SIGNATURES_MAX} tanda tangan."
TOO_WIDE = (
    "Gambar tanda tangan menutupi terlalu banyak bagian halaman. Perkecil gambarnya, "
    "lalu tandatangani lagi."
)
TOO_LARGE = f"Berkas melebihi {SIGNED_MAX // MEGABYTE} MB."
OVERTAKEN = (
    "Dokumen ini baru saja ditandatangani orang lain. Unduh lagi berkas terbarunya, "
    "tandatangani, lalu unggah."
)


def sign(document: IssuedDocument, *, by: User) -> SignedFile:
    """Put the portal's own signature on the newest bytes of a document.

    Raises ReportError where it can't be signed, also when what came about does not
    hold: then nothing is kept.
    """
    refuse_unsignable(document)
    base = _bytes_of(document)
    number = document.signed_files.count() + 1
    try:
        data = signing.sign(base, number=number)
    except signing.SigningError as error:
        raise ReportError(str(error)) from error
    reading = _checked(data, base, document)
    return _keep(document, data, base, reading, SignatureSource.INSIDE, by=by)


def accept_signed(document: IssuedDocument, file: IO[bytes], *, by: User) -> SignedFile:
    """Keep a file that was signed outside, exactly as it came.

    Raises ReportError unless it is the newest bytes of the document, nothing but
    signatures were added, and each signature holds.
    """
    refuse_unsignable(document)
    data = file.read(SIGNED_MAX + 1)
    if len(data) > SIGNED_MAX:
        raise ReportError(TOO_LARGE)
    base = _bytes_of(document)
    if data == base:
        raise ReportError(SAME)
    if not data.startswith(base):
        raise ReportError(ANOTHER)
    reading = _checked(data, base, document)
    return _keep(document, data, base, reading, SignatureSource.OUTSIDE, by=by)


@transaction.atomic
def revoke(document: IssuedDocument, *, reason: str, by: User) -> Revocation:
    """Say of an issued document that it counts no more; it stays, and so does its code.

    Raises ReportError for a draft, for what is not made, and the second time.
    """
    document = lock(document.pk)
    if not document.is_done or document.is_draft:
        msg = "Hanya dokumen yang sudah terbit dan berkode yang dapat dicabut."
        raise ReportError(msg)
    if document.is_revoked:
        msg = "Dokumen ini sudah dicabut."
        raise ReportError(msg)
    revocation = Revocation.objects.create(
        document=document, reason=reason, revoked_by=by
    )
    audit.record("report.revoked", document, by=by, reason=reason)
    return revocation


def refuse_unsignable(document: IssuedDocument) -> None:
    """Raises ReportError, whose sentence says why."""
    if reason := document.why_unsignable():
        raise ReportError(reason)


def _bytes_of(document: IssuedDocument) -> bytes:
    with document.served().open("rb") as stored:
        data: bytes = stored.read()
    return data


def _checked(data: bytes, base: bytes, document: IssuedDocument) -> Reading:
    """What was read of `data`; raises ReportError for what may not be kept."""
    reading = sealed.read(data, base=base)
    signed = document.signed()
    before = signed.signatures.count() if signed else 0
    if fault := _fault(reading, before):
        raise ReportError(fault)
    return reading


def _fault(reading: Reading, before: int) -> str:
    faults = (
        (not reading.is_readable, UNREADABLE),
        (reading.count > SIGNATURES_MAX, TOO_MANY),
        (reading.count <= before, NO_NEW),
        (not reading.holds, BROKEN),
        (any(seal.stamp is Stamp.BROKEN for seal in reading.seals), BROKEN),
        (not reading.only_signed, CHANGED),
        (any(seal.area > AREA_MAX for seal in reading.seals), TOO_WIDE),
    )
    return next((sentence for holds, sentence in faults if holds), "")


def _keep(
    document: IssuedDocument,
    data: bytes,
    base: bytes,
    reading: Reading,
    source: SignatureSource,
    *,
    by: User,
) -> SignedFile:
    """Bytes first; they are taken away again when their rows can't be written."""
    signed = SignedFile(
        document=document,
        source=source,
        sha256=hashlib.sha256(data).hexdigest(),
        base_sha256=hashlib.sha256(base).hexdigest(),
        size=len(data),
        archive_stamps=reading.archive_stamps,
        added_by=by,
    )
    signed.file.save("", ContentFile(data), save=False)
    try:
        _write(signed, reading, by=by)
    except Exception:
        signed.file.storage.delete(str(signed.file.name))
        raise
    return signed


@transaction.atomic
def _write(signed: SignedFile, reading: Reading, *, by: User) -> None:
    document = lock(signed.document_id)
    refuse_unsignable(document)
    newest = document.signed()
    if signed.base_sha256 != (newest.sha256 if newest else document.sha256):
        raise ReportError(OVERTAKEN)
    signed.number = newest.number + 1 if newest else 1
    signed.save(force_insert=True)
    Signature.objects.bulk_create(
        _row(signed, position, seal)
        for position, seal in enumerate(reading.seals, start=1)
    )
    audit.record(
        "report.signed",
        document,
        by=by,
        source=SignatureSource(signed.source).label,
        number=signed.number,
        sha256=signed.sha256,
    )


def _row(signed: SignedFile, position: int, seal: Seal) -> Signature:
    return Signature(
        signed_file=signed,
        position=position,
        field=seal.field,
        name=seal.name,
        subject=seal.subject,
        issuer=seal.issuer,
        serial=seal.serial,
        signed_at=seal.signed_at,
        coverage=seal.coverage,
        trust=seal.trust,
        stamp=seal.stamp,
        stamped_at=seal.stamped_at,
        long_term=seal.long_term,
    )
