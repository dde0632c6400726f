"""Looking at a file that a visitor drops: nothing of it is kept."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.core.cache import cache

from reports import sealed
from reports.content import verification
from reports.content.verification import FileCheck, Outcome
from reports.models import SignedFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.content.verification import Verification
    from reports.models import IssuedDocument
    from reports.sealed import Reading

PDF = b"%PDF-"
READERS = 2  # strangers' files that are read at one time, whoever asks
READING_SECONDS = 60


def check(data: bytes, *, code: str = "") -> FileCheck:
    """Whether the bytes are known, or began as known ones; `code` is what is expected.

    Known bytes were looked at when they were kept: what was found then is shown. Only
    others are read, two at a time.
    """
    digests = verification.digests_of(data)
    known = verification.known_as(list(digests))
    whole = list(digests)[-1]
    expected = verification.verification_of(code) if code else None
    if whole in known:
        return _known(known[whole], whole, expected)
    earlier = max((digests[key] for key in known), default=0)
    with _turn() as is_mine:
        reading = None
        if is_mine and data.startswith(PDF):
            reading = sealed.read(data, base=data[:earlier] if known else None)
    if not known:
        return FileCheck(
            Outcome.UNKNOWN,
            whole,
            reading=reading,
            is_busy=not is_mine,
            expected=expected,
        )
    began = next(row for key, row in known.items() if digests[key] == earlier)
    found = verification.known_by(began)
    return FileCheck(
        _added(reading), whole, found=found, reading=reading, is_busy=not is_mine
    )


def _known(
    row: IssuedDocument | SignedFile, whole: str, expected: Verification | None
) -> FileCheck:
    found = verification.known_by(row)
    same = expected is None or expected.document == found.document
    return FileCheck(
        Outcome.KNOWN,
        whole,
        found=found,
        signed=row if isinstance(row, SignedFile) else None,
        expected=None if same else expected,
    )


def _added(reading: Reading | None) -> Outcome:
    """What came after known bytes."""
    if reading is None:
        return Outcome.UNREAD
    only_signed = reading.holds and reading.only_signed
    return Outcome.SIGNED if only_signed else Outcome.CHANGED


@contextmanager
def _turn() -> Iterator[bool]:
    """Whether one of the few places for reading was free; it is given back at the end."""
    keys = [f"reading:{place}" for place in range(READERS)]
    mine = next((key for key in keys if cache.add(key, 1, READING_SECONDS)), None)
    try:
        yield mine is not None
    finally:
        if mine:
            cache.delete(mine)
