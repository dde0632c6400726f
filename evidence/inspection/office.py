"""Office documents, which are ZIP archives of XML: what is active in them, their text."""

from __future__ import annotations

import re
import zipfile
from typing import IO, TYPE_CHECKING

from defusedxml.ElementTree import iterparse

from evidence.inspection.report import TEXT_CHARACTERS, serve, tell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

MEGABYTE = 1024 * 1024
MEMBERS = 10_000
MEMBER_BYTES = 64 * MEGABYTE  # unpacked
TOTAL_BYTES = 256 * MEGABYTE
BY_NAME = {
    "MACRO": re.compile(
        r"vbaproject\.bin$|/macrosheets/|/activex/|^(basic|scripts)/", re.I
    ),
    "EMBEDDED": re.compile(r"/embeddings/|^object \d+/content\.xml$", re.I),
    "EXTERNAL": re.compile(r"/externallinks/[^/]+\.xml$", re.I),
}
# Parts with the words, in the order of the document.
WORDS = re.compile(
    r"^(word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml|xl/sharedStrings\.xml"
    r"|xl/worksheets/[^/]+\.xml|ppt/(slides|notesSlides)/[^/]+\.xml|content\.xml)$"
)
BREAKS = frozenset({"p", "br", "tab", "si", "is", "row", "tr"})  # of OOXML
PARAGRAPHS = frozenset({"p", "h"})  # of ODF
PIECES = 200
FIELD = re.compile(r"\bDDE(AUTO)?\b")
# Attributes of an ODF that fetch something as soon as it is opened.
FETCHED = frozenset({"image", "section-source", "object", "object-ole", "plugin"})


class TooLargeError(Exception):
    """It unpacks to more than anyone writes: a bomb, or no document."""


class Archive:
    """An archive that gives so many bytes and no more."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.left = TOTAL_BYTES

    def open(self, name: str) -> Limited:
        return Limited(self.archive.open(name), self)


class Limited:
    """One member, unpacked as it is read."""

    def __init__(self, member: IO[bytes], owner: Archive) -> None:
        self.member, self.owner, self.left = member, owner, MEMBER_BYTES

    def read(self, size: int = -1) -> bytes:
        block = self.member.read(min(size, MEGABYTE) if size > 0 else MEGABYTE)
        self.left -= len(block)
        self.owner.left -= len(block)
        if min(self.left, self.owner.left) < 0:
            raise TooLargeError
        return block


def read(path: Path, _preview: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        members = packed.infolist()
        if len(members) > MEMBERS:
            raise TooLargeError
        names = [member.filename for member in members]
        tell(
            findings=[
                code for code, known in BY_NAME.items() if any(map(known.search, names))
            ]
        )
        if any(member.flag_bits & 1 for member in members):
            tell(findings=["ENCRYPTED"])
            return
        archive = Archive(packed)
        active = set(active_in(archive, names))
        tell(findings=sorted(active))
        if "ENCRYPTED" in active:
            return
        tell_text(archive, sorted(filter(WORDS.match, names), key=_in_order))


def _in_order(name: str) -> list[str | int]:
    """slide2 before slide10, the document before its footnotes."""
    parts = re.split(r"(\d+)", name)
    return [
        not name.endswith("document.xml"),
        *(int(p) if p.isdigit() else p for p in parts),
    ]


def active_in(archive: Archive, names: list[str]) -> Iterator[str]:
    for name in names:
        if name.endswith(".rels"):
            yield from _relations(archive.open(name))
        elif name == "META-INF/manifest.xml":
            yield from _manifest(archive.open(name))


def _relations(member: Limited) -> Iterator[str]:
    """What is outside and fetched without a click: all but hyperlinks."""
    for element in _elements(member):
        kind = element.get("Type", "").rsplit("/", 1)[-1]
        if element.get("TargetMode") == "External" and kind != "hyperlink":
            yield "EXTERNAL"


def _manifest(member: Limited) -> Iterator[str]:
    for element in _elements(member):
        if _local(element) == "encryption-data":
            yield "ENCRYPTED"


def tell_text(archive: Archive, names: list[str]) -> None:
    told = 0
    for name in names:
        words = _of_open_document if name == "content.xml" else _of_open_xml
        for text in words(archive.open(name)):
            told += len(text)
            tell(text=text)
            if told > TEXT_CHARACTERS:
                return


def _of_open_xml(member: Limited) -> Iterator[str]:
    """Runs of text in pieces of some thousand characters."""
    pieces: list[str] = []
    for element in _elements(member):
        name = _local(element)
        _tell_active(element, name)
        if name == "t":
            pieces.append(element.text or "")
        elif name in BREAKS:
            pieces.append("\n")
        element.clear()
        if len(pieces) > PIECES:
            yield "".join(pieces)
            pieces = []
    yield "".join(pieces) + "\n"


def _of_open_document(member: Limited) -> Iterator[str]:
    """Paragraph by paragraph; what stands outside of paragraphs is no text."""
    for element in _elements(member):
        name = _local(element)
        _tell_active(element, name)
        if name in PARAGRAPHS:
            yield "".join(element.itertext()) + "\n"
            element.clear()


def _tell_active(element: Element, name: str) -> None:
    if name == "instrText" and FIELD.search(element.text or ""):
        tell(findings=["LAUNCH"])
    elif name in {"dde-connection-decl", "dde-source"}:
        tell(findings=["EXTERNAL"])
    elif name == "event-listener":
        tell(findings=["MACRO"])
    elif name in FETCHED:
        address = next((v for k, v in element.items() if k.endswith("}href")), "")
        if re.match(r"(https?|ftp|file|smb):|//|\\\\", address, re.IGNORECASE):
            tell(findings=["EXTERNAL"])


def _elements(member: Limited) -> Iterator[Element]:
    """Each element when it is whole, children first; who reads it may clear it."""
    for _, element in iterparse(member, forbid_dtd=True):
        yield element


def _local(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


if __name__ == "__main__":
    serve(read)
