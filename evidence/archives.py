"""Office documents are ZIP archives: what one is, by its list of members alone.

Nothing is unpacked but the short texts that name the type, up to a limit.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from typing import IO, NamedTuple

OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
OFFICE = {
    "word/document.xml": (f"{OOXML}wordprocessingml.document", "docx"),
    "xl/workbook.xml": (f"{OOXML}spreadsheetml.sheet", "xlsx"),
    "ppt/presentation.xml": (f"{OOXML}presentationml.presentation", "pptx"),
}
OPEN_DOCUMENT = {f"{ODF}text": "odt", f"{ODF}spreadsheet": "ods"}

LIST_MAX = 4 * 1024 * 1024  # bytes of the list of members
MEMBERS_MAX = 20_000
UNPACKED_MAX = 1024**3  # bytes that the members say they have
TEXT_MAX = 256 * 1024  # bytes unpacked of the texts that name types
END_MAX = 66 * 1024  # where the end record is looked for

_END = struct.Struct("<4s4H2LH")
_ENCRYPTED = 0x1
_MACROS = re.compile(
    r"vbaproject\.bin$|(^|/)macrosheets/|^Scripts/.+[^/]$"
    r"|^Basic/.+/(?!script-l[bc]\.xml$)[^/]+$",
    re.IGNORECASE,
)
_MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)

DAMAGED = "Berkas rusak atau tidak lengkap. Simpan ulang, lalu unggah lagi."
MACROS = "Berkas memuat makro. Simpan tanpa makro, lalu unggah lagi."
LOCKED = "Berkas terkunci kata sandi. Simpan tanpa kata sandi, lalu unggah lagi."
HUGE = "Isi berkas terlalu besar bila dibuka. Kecilkan gambar di dalamnya, lalu unggah lagi."
NOT_OFFICE = "Jenis berkas ZIP tidak diterima. Unggah isinya satu per satu."


class RefusedError(Exception):
    """The archive is no office document that may be stored; the message is for the user."""


class Kind(NamedTuple):
    content_type: str
    suffix: str


def kind_of(file: IO[bytes], size: int) -> Kind:
    """Raises RefusedError."""
    _refuse_long_list(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _refuse_members(members)
            return _kind(archive, {member.filename for member in members})
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        ValueError,
        KeyError,
        OSError,
        EOFError,
    ) as error:
        raise RefusedError(DAMAGED) from error


def _refuse_long_list(file: IO[bytes], size: int) -> None:
    """The list is read into memory, so its length is asked first.

    An office document never needs the longer form of the end record (ZIP64).
    """
    file.seek(max(0, size - END_MAX))
    tail = file.read(END_MAX)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + _END.size:
        raise RefusedError(DAMAGED)
    record = _END.unpack_from(tail, at)
    members, length = record[4], record[5]
    if members > MEMBERS_MAX or length > LIST_MAX:
        raise RefusedError(HUGE)


def _refuse_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MEMBERS_MAX or sum(m.file_size for m in members) > UNPACKED_MAX:
        raise RefusedError(HUGE)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise RefusedError(LOCKED)
    names = [member.filename for member in members]
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise RefusedError(DAMAGED)
    if any(_MACROS.search(name) for name in names):
        raise RefusedError(MACROS)


def _kind(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    if "mimetype" in names:
        found = _text(archive, "mimetype").decode("ascii", "replace").strip()
        if found in OPEN_DOCUMENT:
            return Kind(found, OPEN_DOCUMENT[found])
    if "[Content_Types].xml" in names and _MACRO_TYPES.search(
        _text(archive, "[Content_Types].xml")
    ):
        raise RefusedError(MACROS)
    for member, found_kind in OFFICE.items():
        if member in names:
            return Kind(*found_kind)
    raise RefusedError(NOT_OFFICE)


def _text(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(TEXT_MAX)
