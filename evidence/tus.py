"""The words of the tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload).

Only what headers say; `evidence.actions` keeps the uploads, `evidence.views.uploads`
answers.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.http import http_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evidence.models import Upload
    from evidence.parts import Source

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
ALGORITHMS = ("sha1", "sha256")
BODY = "application/offset+octet-stream"
METADATA_MAX = 2000
DIGITS_MAX = 15  # of a number of bytes

CONFLICT, GONE, UNSUPPORTED, TOO_LARGE = 409, 410, 412, 413
LOCKED, MISMATCH = 423, 460


class TusError(Exception):
    """The protocol's refusal: a status and a sentence for whoever sees it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the sender says of one request's bytes."""

    algorithm: str
    digest: bytes

    def matches(self, source: Source, chunk: int) -> bool:
        found = hashlib.new(self.algorithm, usedforsecurity=False)
        while data := source.read(chunk):
            found.update(data)
        return hmac.compare_digest(found.digest(), self.digest)


def offer() -> dict[str, str]:
    """What this server can do."""
    return {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(settings.MAX_UPLOAD_BYTES),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }


def state(upload: Upload) -> dict[str, str]:
    """How far an upload is, and what its sender said of it."""
    found = {
        "Upload-Length": str(upload.size),
        "Cache-Control": "no-store",
    }
    if upload.metadata:
        found["Upload-Metadata"] = upload.metadata
    return found | progress(upload)


def progress(upload: Upload) -> dict[str, str]:
    """The offset reached, and until when the upload is kept."""
    return {
        "Upload-Offset": str(upload.offset),
        "Upload-Expires": http_date(upload.expires_at.timestamp()),
    }


def require_version(headers: Mapping[str, str]) -> None:
    if headers.get("Tus-Resumable") != VERSION:
        msg = f"Pengunggah harus memakai protokol tus {VERSION}."
        raise TusError(UNSUPPORTED, msg)


def length(headers: Mapping[str, str]) -> int:
    """The size of the whole file in bytes."""
    if "Upload-Defer-Length" in headers:
        msg = "Ukuran berkas harus diketahui sejak awal."
        raise TusError(400, msg)
    return number(headers, "Upload-Length")


def number(headers: Mapping[str, str], name: str) -> int:
    """A number of bytes; 400 when the header is absent or not a plain number."""
    text = headers.get(name, "")
    if not (text.isascii() and text.isdigit()) or len(text) > DIGITS_MAX:
        msg = f"Kepala permintaan {name} tidak dapat dibaca."
        raise TusError(400, msg)
    return int(text)


def require_alive(upload: Upload) -> None:
    if upload.claimed_at or upload.is_over:
        msg = "Unggahan ini sudah selesai atau lewat waktunya. Pilih berkasnya lagi."
        raise TusError(GONE, msg)


def body_length(meta: Mapping[str, str], upload: Upload, at: int) -> int:
    """The bytes of this request, which start where the upload ends and fit into it."""
    if at != upload.offset:
        msg = f"Unggahan ini sudah sampai {upload.offset} bita. Lanjutkan dari sana."
        raise TusError(CONFLICT, msg)
    text = meta.get("CONTENT_LENGTH") or ""
    if not (text.isascii() and text.isdigit()):
        msg = "Panjang isi permintaan harus disebutkan."
        raise TusError(411, msg)
    length = int(text[:DIGITS_MAX])
    if at + length > upload.size:
        msg = "Isi permintaan melebihi ukuran berkas."
        raise TusError(TOO_LARGE, msg)
    return length


def metadata(text: str) -> dict[str, str]:
    """`filename c2sucGRm,is_draft`: keys with values in Base64, or without."""
    found: dict[str, str] = {}
    if len(text) > METADATA_MAX or not text.isascii():
        raise _unreadable("Upload-Metadata")
    for pair in filter(None, (part.strip() for part in text.split(","))):
        key, _, value = pair.partition(" ")
        if key in found:
            raise _unreadable("Upload-Metadata")
        try:
            raw = base64.b64decode(value.strip(), validate=True)
        except binascii.Error as error:
            raise _unreadable("Upload-Metadata") from error
        found[key] = raw.decode("utf-8", "replace")
    return found


def checksum(headers: Mapping[str, str]) -> Checksum | None:
    """`sha1 kq5sNclPz7QV2+lfQIuc6R7oRu0=`; none when the sender gives none."""
    text = headers.get("Upload-Checksum")
    if text is None:
        return None
    algorithm, _, value = text.partition(" ")
    if algorithm not in ALGORITHMS:
        raise _unreadable("Upload-Checksum")
    try:
        digest = base64.b64decode(value.strip(), validate=True)
    except ValueError as error:
        raise _unreadable("Upload-Checksum") from error
    return Checksum(algorithm, digest)


def require_body(content_type: str | None) -> None:
    if content_type != BODY:
        msg = f"Isi permintaan harus berupa {BODY}."
        raise TusError(415, msg)


def _unreadable(name: str) -> TusError:
    return TusError(400, f"Kepala permintaan {name} tidak dapat dibaca.")
