"""Files on their way: begun, continued, given up, claimed, swept.

Nothing of this is in the audit trail: an upload leaves nothing but the version that it
becomes, which is recorded.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from evidence import parts, quota, tus
from evidence.models import Upload
from evidence.uploads import UploadError, too_large

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.core.files.base import File

    from accounts.models import User
    from evidence.models import DocumentVersion

NAME_MAX = 300
OPEN_MAX = 200  # uploads that one person may have under way


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes to be stored: of one request, or of a finished upload."""

    file: File[Any]
    upload: Upload | None = None

    @property
    def became(self) -> DocumentVersion | None:
        """What the upload was claimed as before: then there is nothing to store."""
        return self.upload.version if self.upload else None

    def becomes(self, version: DocumentVersion) -> None:
        """Part of the transaction that writes `version`."""
        if self.upload is None:
            return
        pk = self.upload.pk
        Upload.objects.filter(pk=pk).update(claimed_at=timezone.now(), version=version)
        transaction.on_commit(lambda: parts.discard(pk))


def start_upload(*, size: int, metadata: str, by: User) -> Upload:
    """Begin an upload of `size` bytes; raises UploadError when there is no room for it."""
    name = tus.metadata(metadata).get("filename", "").replace("\0", "")
    if size == 0:
        msg = "Berkas kosong (0 bita). Periksa berkas di perangkat Anda, lalu unggah lagi."
        raise UploadError(msg)
    if size > settings.MAX_UPLOAD_BYTES:
        raise UploadError(too_large())
    if Upload.objects.visible_to(by).alive().count() >= OPEN_MAX:
        msg = (
            f"Sudah ada {OPEN_MAX} unggahan berjalan. Selesaikan atau batalkan dahulu."
        )
        raise UploadError(msg)
    if by.agency:
        waiting = quota.under_way(by.agency)
        if refusal := quota.usage_of(by.agency).refusal(size, under_way=waiting):
            raise UploadError(refusal)
    return Upload.objects.create(
        user=by,
        agency=by.agency,
        name=name[:NAME_MAX] or "berkas",
        metadata=metadata,
        size=size,
        expires_at=_expiry(),
    )


def receive_upload(
    upload: Upload,
    source: parts.Source,
    *,
    at: int,
    length: int,
    checksum: tus.Checksum | None = None,
) -> Upload:
    """Add up to `length` bytes at offset `at`; what came before a break is kept.

    With a checksum the bytes count as a whole or not at all. Raises tus.TusError.
    """
    try:
        if checksum is None:
            offset = parts.append(upload.pk, source, at=at, length=length)
        else:
            offset = _append_checked(upload, source, checksum, at=at, length=length)
    except parts.OvertakenError as error:
        msg = "Unggahan ini sedang dilanjutkan dari tempat lain."
        raise tus.TusError(tus.LOCKED, msg) from error
    upload.offset, upload.expires_at = offset, _expiry()
    Upload.objects.filter(pk=upload.pk, offset__lte=offset).update(
        offset=offset, expires_at=upload.expires_at
    )
    return upload


def give_up_upload(upload: Upload) -> None:
    """The sender needs it no more; what it became stays."""
    parts.discard(upload.pk)
    upload.delete()


def sweep_uploads() -> int:
    """Take away uploads whose time is over, and files of none; gives their number."""
    expired = list(Upload.objects.expired().values_list("pk", flat=True))
    Upload.objects.filter(pk__in=expired).expired().delete()
    for pk in expired:
        parts.discard(pk)
    known = {pk.hex for pk in Upload.objects.values_list("pk", flat=True)}
    lost = list(parts.orphans(known, older_than=settings.UPLOAD_HOURS * 3600))
    for path in lost:
        path.unlink(missing_ok=True)
    return len(expired) + len(lost)


@contextmanager
def arriving(file: File[Any] | UUID, *, by: User) -> Iterator[Arrival]:
    """What is to be stored, open; `file` may be the id of a finished upload of `by`."""
    if not isinstance(file, UUID):
        yield Arrival(file)
        return
    upload = _finished(file, by)
    if upload.version:
        yield Arrival(ContentFile(b""), upload)
        return
    try:
        part = parts.Part(upload.pk, upload.name)
    except FileNotFoundError as error:
        raise UploadError(_lost()) from error
    with part:
        yield Arrival(part, upload)


def _finished(pk: UUID, by: User) -> Upload:
    uploads = Upload.objects.visible_to(by).select_related("version__document")
    upload = uploads.filter(pk=pk).first()
    if upload is None or upload.is_over:
        raise UploadError(_lost())
    if upload.version is None and parts.length_of(pk) != upload.size:
        msg = "Berkas belum terkirim seluruhnya. Lanjutkan unggahannya dahulu."
        raise UploadError(msg)
    return upload


def _lost() -> str:
    return "Unggahan ini tidak ditemukan atau lewat waktunya. Pilih berkasnya lagi."


def _append_checked(
    upload: Upload,
    source: parts.Source,
    checksum: tus.Checksum,
    *,
    at: int,
    length: int,
) -> int:
    """The bytes wait beside the upload until they are known to be right."""
    settings.UPLOAD_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=settings.UPLOAD_DIR) as waiting:
        came = parts.copy(source, waiting, length)
        waiting.seek(0)
        if came < length or not checksum.matches(waiting, parts.CHUNK):
            msg = "Bagian berkas rusak di perjalanan. Kirim lagi bagian itu."
            raise tus.TusError(tus.MISMATCH, msg)
        waiting.seek(0)
        return parts.append(upload.pk, waiting, at=at, length=length)


def _expiry() -> datetime:
    return timezone.now() + timedelta(hours=settings.UPLOAD_HOURS)
