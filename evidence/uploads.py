"""What an upload must be: its size, its type by content, its hash, its name.

Django streams a request's file to a temporary file in chunks; nothing here holds a
whole file in memory.
"""

from __future__ import annotations

import errno
import hashlib
import re
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

from evidence import filetypes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.base import File
    from django.http import HttpRequest

NAME_MAX = 150
FIELDS_MAX = 1024 * 1024
PATIENCE = 4  # how many times the limit is read and thrown away before a reset
STORAGE_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class UploadError(Exception):
    """The file is refused; the message is for the user, the status for programs."""

    status = 422


class TooLargeError(UploadError):
    status = 413

    def __init__(self) -> None:
        limit = settings.MAX_UPLOAD_BYTES // (1024 * 1024)
        super().__init__(
            f"Berkas melebihi {limit} MB. Perkecil atau bagi berkas, lalu unggah lagi."
        )


class StorageFullError(UploadError):
    status = 507

    def __init__(self) -> None:
        super().__init__("Ruang simpan portal sedang penuh. Coba lagi nanti.")


@contextmanager
def room() -> Iterator[None]:
    """A disk without room becomes a refusal that people can read."""
    try:
        yield
    except OSError as error:
        if error.errno not in STORAGE_FULL:
            raise
        raise StorageFullError from error


def refusal_of(request: HttpRequest) -> UploadError | None:
    """Why the request's file was stopped on its way; none when it was not."""
    return getattr(request, "upload_refusal", None)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be stored: `size` in bytes, `sha256` in hexadecimal."""

    name: str
    content_type: str
    size: int
    sha256: str


class StreamingUploadHandler(TemporaryFileUploadHandler):
    """Streams to disk; stops what is more than allowed, or than the disk takes.

    It stops at the file, not before it: the fields that precede the file are read, the
    CSRF token among them, so that the view answers with a sentence. Views ask
    `refusal_of` the request.
    """

    def handle_raw_input(self, input_data, META, content_length, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: N803 Django's signature
        self.received = 0
        self.claimed = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        # a request has a little more than its file: boundaries and the other fields
        if self.claimed > settings.MAX_UPLOAD_BYTES + FIELDS_MAX:
            self._stop(TooLargeError())

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > settings.MAX_UPLOAD_BYTES:
            self._stop(TooLargeError())
        try:
            with room():
                super().receive_data_chunk(raw_data, start)
                self.file.flush()  # what it holds back could fail when it is closed
        except StorageFullError as error:
            self._stop(error)

    def _stop(self, refusal: UploadError) -> NoReturn:
        """Refuse; read the rest of a moderate excess, so that the answer is received."""
        self.request.upload_refusal = refusal  # type: ignore[union-attr]
        is_huge = self.claimed > PATIENCE * settings.MAX_UPLOAD_BYTES
        raise StopUpload(connection_reset=is_huge)


def check(file: File[Any]) -> Checked:
    """Raises UploadError for an empty, oversized or unaccepted file."""
    size = file.size or 0
    if size == 0:
        msg = "Berkas kosong (0 bita). Periksa berkas di perangkat Anda, lalu unggah lagi."
        raise UploadError(msg)
    if size > settings.MAX_UPLOAD_BYTES:
        raise TooLargeError
    try:
        kind = filetypes.kind_of(file, size)
    except filetypes.RefusedError as error:
        raise UploadError(str(error)) from error
    name = _name(file.name or "", kind.suffix)
    return Checked(name, kind.content_type, size, _hash(file))


def _hash(file: File[Any]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _name(original: str, suffix: str) -> str:
    """The user's name for the file, safe to show and to offer for download."""
    name = unicodedata.normalize("NFC", original.replace("\\", "/").rsplit("/", 1)[-1])
    kept = "".join(
        c for c in name if unicodedata.category(c)[0] not in "CZ" or c == " "
    )
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", kept).strip(" .")[:NAME_MAX]
    return f"{stem or 'berkas'}.{suffix}"
