"""The size of a picture by its header alone: nothing is decoded."""

from __future__ import annotations

import re
import struct
from typing import IO

HEADER = 256 * 1024  # how far the properties of a HEIC picture are looked for
SEGMENTS_MAX = 500  # of a JPEG, before its frame
_HEIC_SIZE = re.compile(rb"ispe\0\0\0\0(.{4})(.{4})", re.DOTALL)
_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})

Size = tuple[int, int]


def png(file: IO[bytes]) -> Size | None:
    head = file.read(24)
    if len(head) < 24 or head[12:16] != b"IHDR":
        return None
    return struct.unpack(">II", head[16:24])


def jpeg(file: IO[bytes]) -> Size | None:
    """Steps from segment to segment until the one that starts a frame."""
    file.seek(2)
    for _ in range(SEGMENTS_MAX):
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF:
            return None
        marker, length = head[1], int.from_bytes(head[2:], "big")
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            frame = file.read(5)
            if len(frame) < 5:
                return None
            height, width = struct.unpack(">HH", frame[1:])
            return width, height
        if length < 2:
            return None
        file.seek(length - 2, 1)
    return None


def webp(file: IO[bytes]) -> Size | None:
    head = file.read(30)
    if len(head) < 30:
        return None
    kind = head[12:16]
    if kind == b"VP8X":
        return _number(head[24:27]) + 1, _number(head[27:30]) + 1
    if kind == b"VP8L":
        bits = _number(head[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        return _number(head[26:28]) & 0x3FFF, _number(head[28:30]) & 0x3FFF
    return None


def heic(file: IO[bytes]) -> Size | None:
    """The largest of the pictures that the container describes."""
    sizes = [
        (_large(width), _large(height))
        for width, height in _HEIC_SIZE.findall(file.read(HEADER))
    ]
    return max(sizes, key=lambda size: size[0] * size[1], default=None)


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")


def _large(data: bytes) -> int:
    return int.from_bytes(data, "big")
