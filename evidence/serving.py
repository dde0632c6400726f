"""The bytes of a file as an answer, shut off from the portal whatever they hold."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, TypeVar

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models.fields.files import FieldFile
    from django.http import HttpRequest

# A file is never part of the portal: no script, no origin, no requests of its own.
FILE_POLICY = "sandbox; default-src 'none'"
BLOCK = 256 * 1024
Answer = TypeVar("Answer", bound=HttpResponseBase)
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def attachment(file: FieldFile, name: str, content_type: str) -> FileResponse:
    return shut_off(
        FileResponse(
            file.open("rb"),
            as_attachment=True,
            filename=name,
            content_type=content_type,
        )
    )


def inline(file: FieldFile, name: str, content_type: str) -> FileResponse:
    return shut_off(
        FileResponse(file.open("rb"), filename=name, content_type=content_type)
    )


def part(
    request: HttpRequest, file: FieldFile, name: str, content_type: str
) -> HttpResponseBase:
    """The part that the browser asks for, so that a video can be wound; else all.

    One range only (RFC 9110, 14.1.2); what cannot be read as one is passed over.
    """
    size = file.size
    wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
    if wanted is None or wanted.group(1) == wanted.group(2) == "":
        response = inline(file, name, content_type)
        response.headers["Accept-Ranges"] = "bytes"
        return response
    first, last = _bounds(wanted, size)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    streamed = StreamingHttpResponse(
        _between(file.open("rb"), first, last), status=206, content_type=content_type
    )
    streamed.headers["Content-Length"] = str(last - first + 1)
    streamed.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    streamed.headers["Accept-Ranges"] = "bytes"
    return shut_off(streamed)


def pieces(file: FieldFile) -> Iterator[bytes]:
    """The whole file, opened at the first piece and closed after the last."""
    with file.open("rb") as opened:
        while block := opened.read(BLOCK):
            yield block


def begins_at_start(request: HttpRequest) -> bool:
    """Whether this is the first look, not a later part of the same."""
    return request.headers.get("Range", "bytes=0-").startswith("bytes=0-")


def shut_off(response: Answer) -> Answer:
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _bounds(wanted: re.Match[str], size: int) -> tuple[int, int]:
    """First and last byte; the last ones of the file where only a number of them is said."""
    first, last = wanted.groups()
    if first == "":
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last) if last else size, size - 1)


def _between(file: IO[bytes], first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block
