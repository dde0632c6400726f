"""The bytes of a version, piece by piece."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evidence.models import DocumentVersion

CHUNK = 64 * 1024


def chunks_of(version: DocumentVersion) -> Iterator[bytes]:
    """Opened at the first piece and closed after the last, or when nobody asks on."""
    with version.file.open("rb") as file:
        yield from iter(partial(file.read, CHUNK), b"")
