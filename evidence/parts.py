"""The bytes of uploads on their way, one file each in UPLOAD_DIR.

The length of the file is the offset: what stands there is stored, whatever became of
the process that wrote it. Several processes, on several machines with a shared folder,
may be asked to write the same file.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import File

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO, Protocol

    class Source(Protocol):
        def read(self, size: int, /) -> bytes: ...


CHUNK = 64 * 1024


class OvertakenError(Exception):
    """Somebody else has written, or taken away, the same file in the meantime."""


class Part(File):  # type: ignore[type-arg]
    """A complete upload as the storage wants it: a file that it may move away.

    It is a second name of the same bytes, so that they are still there when what was
    to become of them fails.
    """

    def __init__(self, pk: UUID, name: str) -> None:
        path = path_of(pk)
        self.copy = path.with_name(uuid4().hex)
        os.link(path, self.copy)
        super().__init__(self.copy.open("rb"), name)

    def temporary_file_path(self) -> str:
        return str(self.copy)

    def close(self) -> None:
        super().close()
        self.copy.unlink(missing_ok=True)


def path_of(pk: UUID) -> Path:
    return settings.UPLOAD_DIR / pk.hex


def length_of(pk: UUID) -> int:
    """Bytes that stand; 0 when nothing came yet."""
    try:
        return path_of(pk).stat().st_size
    except FileNotFoundError:
        return 0


def append(pk: UUID, source: Source, *, at: int, length: int) -> int:
    """Store up to `length` bytes of `source` from offset `at`; gives the new offset.

    A source that ends or breaks early is no error: what came is kept. No lock outlasts
    one chunk, so a connection that died without a word blocks nobody: whoever writes
    next at the right place goes on, and the other gets OvertakenError.
    """
    settings.UPLOAD_DIR.mkdir(parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_CREAT
    file = os.open(path_of(pk), flags, settings.FILE_UPLOAD_PERMISSIONS)
    try:
        end = at + length
        _write(file, b"", at)
        while at < end and (chunk := _read(source, min(CHUNK, end - at))):
            _write(file, chunk, at)
            at += len(chunk)
        os.fsync(file)
    finally:
        os.close(file)
    return at


def copy(source: Source, target: IO[bytes], length: int) -> int:
    """Up to `length` bytes; gives how many came before the source ended or broke."""
    came = 0
    while came < length and (chunk := _read(source, min(CHUNK, length - came))):
        came += target.write(chunk)
    return came


def _read(source: Source, size: int) -> bytes:
    try:
        return source.read(size)
    except OSError:  # the connection broke
        return b""


def _write(file: int, chunk: bytes, at: int) -> None:
    with _locked(file):
        standing = os.fstat(file)
        if standing.st_size != at or standing.st_nlink == 0:
            raise OvertakenError
        while chunk:
            written = os.pwrite(file, chunk, at)
            chunk, at = chunk[written:], at + written


@contextmanager
def _locked(file: int) -> Iterator[None]:
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def discard(pk: UUID) -> None:
    path_of(pk).unlink(missing_ok=True)


def orphans(known: set[str], *, older_than: float) -> Iterator[Path]:
    """Files that no upload in `known` (hexadecimal) owns, untouched for some seconds."""
    if not settings.UPLOAD_DIR.is_dir():
        return
    before = time.time() - older_than
    for path in settings.UPLOAD_DIR.iterdir():
        if path.name not in known and path.stat().st_mtime < before:
            yield path
