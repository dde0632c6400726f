"""What an upload must be: its size, its type by content, its hash.

Django streams a request's file to a temporary file in chunks; nothing here holds a
whole file in memory.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, NoReturn

import puremagic
from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

PDF = "application/pdf"
OFFICE = {
    "word/document.xml": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    "xl/workbook.xml": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
    "ppt/presentation.xml": (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "pptx",
    ),
}
IMAGES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
ACCEPTED = "PDF, DOCX, XLSX, PPTX, PNG, JPG, WEBP"
NAME_MAX = 150
FIELDS_MAX = 1024 * 1024
PATIENCE = 4  # how many times the limit is read and thrown away before a reset


class UploadError(Exception):
    """The file is refused; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be stored: `size` in bytes, `sha256` in hexadecimal."""

    name: str
    content_type: str
    size: int
    sha256: str


class StreamingUploadHandler(TemporaryFileUploadHandler):
    """Streams to disk and stops a request that claims or sends more than allowed.

    It stops at the file, not before it: the fields that precede the file are read, the
    CSRF token among them, so that the view answers with a sentence. Views ask
    `upload_too_large` of the request.
    """

    def handle_raw_input(self, input_data, META, content_length, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: N803 Django's signature
        self.received = 0
        self.claimed = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        # a request has a little more than its file: boundaries and the other fields
        if self.claimed > settings.MAX_UPLOAD_BYTES + FIELDS_MAX:
            self._stop()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > settings.MAX_UPLOAD_BYTES:
            self._stop()
        super().receive_data_chunk(raw_data, start)

    def _stop(self) -> NoReturn:
        """Refuse; read the rest of a moderate excess, so that the answer is received."""
        self.request.upload_too_large = True  # type: ignore[union-attr]
        is_huge = self.claimed > PATIENCE * settings.MAX_UPLOAD_BYTES
        raise StopUpload(connection_reset=is_huge)


def too_large() -> str:
    limit = settings.MAX_UPLOAD_BYTES // (1024 * 1024)
    return f"Berkas melebihi {limit} MB. Perkecil atau bagi berkas, lalu unggah lagi."


def check(upload: UploadedFile[Any]) -> Checked:
    """Raises UploadError for an empty, oversized or unaccepted file."""
    size = upload.size or 0
    if size == 0:
        msg = "Berkas kosong (0 bita). Periksa berkas di perangkat Anda, lalu unggah lagi."
        raise UploadError(msg)
    if size > settings.MAX_UPLOAD_BYTES:
        raise UploadError(too_large())
    content_type, suffix = _type_of(upload)
    return Checked(_name(upload.name or "", suffix), content_type, size, _hash(upload))


def _hash(upload: UploadedFile[Any]) -> str:
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def _type_of(upload: UploadedFile[Any]) -> tuple[str, str]:
    """The type by content alone; the name and the browser's word do not count."""
    upload.seek(0)
    head = upload.read(2048)
    upload.seek(0)
    if head.startswith(b"%PDF-"):
        return PDF, "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _office_type(upload)
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        found = []
    for match in found:
        if match.mime_type in IMAGES:
            return match.mime_type, IMAGES[match.mime_type]
    msg = f"Jenis berkas ini tidak diterima. Unggah sebagai {ACCEPTED}."
    raise UploadError(msg)


def _office_type(upload: IO[bytes] | UploadedFile[Any]) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(upload) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        msg = "Berkas rusak atau tidak lengkap. Simpan ulang, lalu unggah lagi."
        raise UploadError(msg) from error
    finally:
        upload.seek(0)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        msg = "Berkas memuat makro. Simpan tanpa makro, lalu unggah lagi."
        raise UploadError(msg)
    for member, found in OFFICE.items():
        if member in names:
            return found
    msg = "Jenis berkas ZIP tidak diterima. Unggah isinya satu per satu."
    raise UploadError(msg)


def _name(original: str, suffix: str) -> str:
    """The user's name for the file, safe to show and to offer for download."""
    name = unicodedata.normalize("NFC", original.replace("\\", "/").rsplit("/", 1)[-1])
    kept = "".join(
        c for c in name if unicodedata.category(c)[0] not in "CZ" or c == " "
    )
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", kept).strip(" .")[:NAME_MAX]
    return f"{stem or 'berkas'}.{suffix}"
