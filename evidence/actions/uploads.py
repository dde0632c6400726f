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
from evidence.uploads import TooLargeError, UploadError, room

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

    def lock(self) -> DocumentVersion | None:
        """Part of the same transaction: what another claim made of it in the meantime."""
        if self.upload is None:
            return None
        # no join: one that waited for the lock would show the version as it was before
        locked = Upload.objects.select_for_update().filter(pk=self.upload.pk).first()
        return locked.version if locked else None

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
        raise TooLargeError
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

    With a checksum the bytes count as a whole or not at all. The end of its time is put
    off before and after, so that no sweep comes between. Raises tus.TusError.
    """
    mine = Upload.objects.filter(pk=upload.pk)
    if not mine.alive().update(expires_at=_expiry()):
        msg = "Unggahan ini sudah selesai atau lewat waktunya. Pilih berkasnya lagi."
        raise tus.TusError(tus.GONE, msg)
    try:
        if checksum is None:
            offset = parts.append(upload.pk, source, at=at, length=length)
        else:
            offset = _append_checked(upload, source, checksum, at=at, length=length)
    except parts.OvertakenError as error:
        msg = "Unggahan ini sedang dilanjutkan dari tempat lain."
        raise tus.TusError(tus.LOCKED, msg) from error
    upload.offset, upload.expires_at = offset, _expiry()
    mine.update(offset=offset, expires_at=upload.expires_at)
    return upload


def give_up_upload(upload: Upload) -> None:
    """The sender needs it no more; what it became stays."""
    parts.discard(upload.pk)
    upload.delete()


def sweep_uploads() -> int:
    """Take away uploads whose time is over, and files of none; gives their number."""
    with transaction.atomic():
        rows = Upload.objects.expired().select_for_update(skip_locked=True)
        expired = list(rows.values_list("pk", flat=True))
        Upload.objects.filter(pk__in=expired).delete()
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
    with room():
        part = _open(upload)
    if part is None:  # another claim was quicker
        yield Arrival(ContentFile(b""), _finished(file, by))
        return
    with part:
        yield Arrival(part, upload)


def _open(upload: Upload) -> parts.Part | None:
    """Its bytes as a whole; none when they are not all there."""
    try:
        part = parts.Part(upload.pk, upload.name)
    except FileNotFoundError:
        return None
    if part.size == upload.size:
        return part
    part.close()
    return None


def _finished(pk: UUID, by: User) -> Upload:
    """Raises UploadError when it is not there, over, or neither complete nor claimed."""
    length = parts.length_of(pk)  # first: a claim takes bytes away once its row stands
    uploads = Upload.objects.visible_to(by).select_related("version__document")
    upload = uploads.filter(pk=pk).first()
    if upload is None or upload.is_over:
        raise UploadError(_lost())
    if upload.version is None and length != upload.size:
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
