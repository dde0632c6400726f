"""PDF: what runs or hides in it, its pages and its text."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from evidence.inspection.report import TEXT_CHARACTERS, serve, tell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OBJECTS = 50_000
DEPTH = 30
PAGES = 500
TEXT_SECONDS = 30
# What a page can't be opened without: a program, another file, an address.
LEADS_OUT = frozenset(
    {"/Launch", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData"}
)
ALWAYS_TOLD = frozenset({"/Launch", "/ImportData"})  # also behind a click


def read(path: Path, _preview: Path) -> None:
    logging.disable(logging.CRITICAL)
    reader = PdfReader(path)
    if reader.is_encrypted and not _opens(reader):
        tell(findings=["ENCRYPTED"])
        return
    tell(findings=sorted(findings_of(reader)))
    tell(pages=len(reader.pages))
    tell_text(reader)


def _opens(reader: PdfReader) -> bool:
    """Whether it opens without a password, in a way that we can follow."""
    try:
        return bool(reader.decrypt(""))
    except DependencyError:  # its cipher needs a package that we may not have
        return False


def findings_of(reader: PdfReader) -> set[str]:
    found: set[str] = set()
    root = reader.root_object
    if _leads_out(_resolved(root.get("/OpenAction"))):
        found.add("LAUNCH")
    for thing in _objects(reader):
        for part in _dictionaries(thing, DEPTH):
            found |= _findings_in(part)
    return found


def _findings_in(part: DictionaryObject) -> set[str]:
    found = set()
    kind = part.get("/S")
    if "/JS" in part or kind == "/JavaScript":
        found.add("SCRIPT")
    if kind in ALWAYS_TOLD:
        found.add("LAUNCH")
    if "/EF" in part or "/RichMediaContent" in part:
        found.add("EMBEDDED")
    actions = _resolved(part.get("/AA"))  # done without a click: on opening, on closing
    if isinstance(actions, DictionaryObject) and any(
        _leads_out(_resolved(action)) for action in actions.values()
    ):
        found.add("LAUNCH")
    return found


def _leads_out(action: Any) -> bool:
    return isinstance(action, DictionaryObject) and action.get("/S") in LEADS_OUT


def _resolved(thing: Any) -> Any:
    return thing.get_object() if isinstance(thing, IndirectObject) else thing


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Every object of the file, those that nothing leads to among them."""
    numbers = {
        (number, generation)
        for generation, ids in reader.xref.items()
        for number in ids
    }
    numbers |= {(number, 0) for number in reader.xref_objStm}
    yield reader.trailer
    for number, generation in sorted(numbers)[:OBJECTS]:
        try:
            yield reader.get_object(IndirectObject(number, generation, reader))
        except (PyPdfError, ValueError, KeyError, TypeError, RecursionError):
            continue


def _dictionaries(thing: Any, depth: int) -> Iterator[DictionaryObject]:
    """A dictionary and those written inside it; what is only referred to has its turn."""
    if depth == 0:
        return
    if isinstance(thing, DictionaryObject):
        yield thing
        inner = list(thing.values())
    else:
        inner = list(thing) if isinstance(thing, ArrayObject) else []
    for part in inner:
        if isinstance(part, DictionaryObject | ArrayObject):
            yield from _dictionaries(part, depth - 1)


def tell_text(reader: PdfReader) -> None:
    """Page by page, until enough is known: a scanned page has none."""
    until, told = time.monotonic() + TEXT_SECONDS, 0
    for page in reader.pages[:PAGES]:
        try:
            text = page.extract_text()
        except Exception:  # noqa: S112 a page that can't be read does not hide the next
            continue
        told += len(text)
        tell(text=f"{text}\n")
        if told > TEXT_CHARACTERS or time.monotonic() > until:
            return


if __name__ == "__main__":
    serve(read)
