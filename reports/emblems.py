"""The emblem of a letterhead: a stranger's picture in, a clean copy of it out."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.conf import settings

from evidence import filetypes, images
from evidence.inspection import work

if TYPE_CHECKING:
    from django.core.files.base import File

    from evidence.archives import Kind

MEGABYTE = 1024 * 1024
MOST_BYTES, COPY_BYTES = MEGABYTE, 2 * MEGABYTE
SMALLEST, LARGEST = 200, 2000  # pixels of a side; printed it is 23 mm high
MEASURES = {filetypes.PNG: images.png, filetypes.JPEG: images.jpeg}


class EmblemError(Exception):
    """The picture is refused; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Emblem:
    data: bytes
    content_type: str


def read(file: File[bytes]) -> Emblem:
    """A copy with its pixels alone, made in confinement. Raises EmblemError."""
    _refuse(file)
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as name:
        folder = Path(name)
        path = folder / "emblem"
        with path.open("wb") as kept:
            shutil.copyfileobj(file, kept)
        kind = filetypes.kind_of(file, path.stat().st_size)
        report, copy = work.read(path, kind.content_type, folder)
        data = copy.read_bytes() if copy else b""
    if not data or "DAMAGED" in report.findings:
        msg = "Gambar lambang rusak. Simpan ulang sebagai PNG, lalu unggah lagi."
        raise EmblemError(msg)
    if len(data) > COPY_BYTES:
        raise EmblemError(_too_large())
    return Emblem(data, report.preview_type)


def _refuse(file: File[bytes]) -> None:
    size = file.size or 0
    if size > MOST_BYTES:
        raise EmblemError(_too_large())
    try:
        kind = filetypes.kind_of(file, size)
    except filetypes.RefusedError as error:
        raise EmblemError(str(error)) from error
    if kind not in MEASURES:
        msg = "Lambang harus berupa gambar PNG atau JPG."
        raise EmblemError(msg)
    found = _size(file, kind)
    if not found or min(found) < SMALLEST or max(found) > LARGEST:
        msg = (
            f"Sisi gambar lambang harus {SMALLEST} sampai {LARGEST} titik, agar tajam saat"
            " dicetak."
        )
        raise EmblemError(msg)


def _size(file: IO[bytes], kind: Kind) -> images.Size | None:
    file.seek(0)
    found = MEASURES[kind](file)
    file.seek(0)
    return found


def _too_large() -> str:
    return "Gambar lambang melebihi 1 MB. Perkecil, lalu unggah lagi."
