"""What a file is, by its content alone, against the list of what is accepted.

The name and the browser's word do not count. Nothing is decoded or unpacked here:
headers, lists of members, positions.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from evidence import archives, images
from evidence.archives import DAMAGED, Kind
from lib.formats import integer

if TYPE_CHECKING:
    from collections.abc import Callable

ACCEPTED = "PDF, DOCX, XLSX, PPTX, ODT, ODS, PNG, JPG, WEBP, HEIC, MP4"
SUFFIXES = ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.png,.jpg,.jpeg,.webp,.heic,.heif,.mp4"
HEAD = 1024
PIXELS_MAX = 250_000_000  # the largest telephone cameras have 200 million
BOXES_MAX = 1000

PDF = Kind("application/pdf", "pdf")
PNG = Kind("image/png", "png")
JPEG = Kind("image/jpeg", "jpg")
WEBP = Kind("image/webp", "webp")
HEIC = Kind("image/heic", "heic")
MP4 = Kind("video/mp4", "mp4")

MEASURES: dict[Kind, Callable[[IO[bytes]], images.Size | None]] = {
    PNG: images.png,
    JPEG: images.jpeg,
    WEBP: images.webp,
    HEIC: images.heic,
}
HEIC_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
)
MP4_BRANDS = frozenset(
    {b"isom", b"avc1", b"mp41", b"mp42", b"mp71", b"M4V ", b"MSNV", b"dash"}
    | {b"iso%d" % number for number in range(2, 10)}
)
# A browser that guesses would run these as a page of the portal.
_PAGE = re.compile(rb"<(!doctype|html|head|body|script|svg|iframe)\b", re.IGNORECASE)
TWO_KINDS = "Berkas memuat halaman web di dalamnya. Simpan ulang dari dokumen aslinya."
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class RefusedError(Exception):
    """The file is of no accepted type, or broken; the message is for the user."""


def kind_of(file: IO[bytes], size: int) -> Kind:
    """Raises RefusedError; the file is left at its start."""
    try:
        file.seek(0)
        head = file.read(HEAD)
        if head.startswith(b"PK\x03\x04"):
            return archives.kind_of(file, size)
        found = _by_signature(head)
        if _PAGE.search(head):
            raise RefusedError(TWO_KINDS)
        file.seek(0)
        if found in MEASURES:
            _refuse_picture(MEASURES[found](file))
        if found == MP4:
            _refuse_broken_boxes(file, size)
    except archives.RefusedError as error:
        raise RefusedError(str(error)) from error
    finally:
        file.seek(0)
    return found


def _by_signature(head: bytes) -> Kind:
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        return _by_brand(head[8:12])
    if head.startswith(OLD_OFFICE):
        msg = (
            "Berkas Office lama atau terkunci kata sandi tidak diterima."
            " Simpan sebagai DOCX, XLSX, atau PPTX tanpa kata sandi."
        )
        raise RefusedError(msg)
    raise _unaccepted()


def _by_brand(brand: bytes) -> Kind:
    if brand in HEIC_BRANDS:
        return HEIC
    if brand in MP4_BRANDS:
        return MP4
    if brand == b"qt  ":
        msg = "Video MOV tidak diterima. Simpan atau ekspor sebagai MP4, lalu unggah lagi."
        raise RefusedError(msg)
    raise _unaccepted()


def _refuse_picture(size: images.Size | None) -> None:
    if size is None or 0 in size:
        raise RefusedError(DAMAGED)
    width, height = size
    if width * height > PIXELS_MAX:
        msg = (
            f"Gambar terlalu besar: {integer(width)} x {integer(height)} titik."
            f" Perkecil sampai {integer(PIXELS_MAX // 1_000_000)} juta titik."
        )
        raise RefusedError(msg)


def _refuse_broken_boxes(file: IO[bytes], size: int) -> None:
    """A video is a row of boxes; the last ends with the file and one is the index."""
    at, has_index = 0, False
    for _ in range(BOXES_MAX):
        if at >= size:
            break
        file.seek(at)
        head = file.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:  # to the end of the file
            length = size - at
        if len(head) < 8 or length < 8:
            raise RefusedError(DAMAGED)
        has_index = has_index or head[4:8] == b"moov"
        at += length
    if at != size or not has_index:
        raise RefusedError(DAMAGED)


def _unaccepted() -> RefusedError:
    return RefusedError(f"Jenis berkas ini tidak diterima. Unggah sebagai {ACCEPTED}.")
