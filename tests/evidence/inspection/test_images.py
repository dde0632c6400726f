"""Copies of images: upright, bounded, and silent about place and camera."""

import struct
import zlib

import pillow_heif
import pytest
from PIL import Image

from tests.evidence.conftest import picture


def test_a_position_is_found_and_gone_from_the_copy(read):
    report, copy = read(picture(position=True), "image/jpeg")

    assert report.findings == ["POSITION"]
    assert report.preview_type == "image/jpeg"
    with Image.open(copy) as image:
        assert dict(image.getexif()) == {}
        assert "exif" not in image.info


def test_a_position_in_xmp_is_found(read, tmp_path):
    path = tmp_path / "a.jpg"
    Image.new("RGB", (8, 8)).save(path, xmp=b'<x exif:GPSLatitude="2,40S"/>')

    report, copy = read(path.read_bytes(), "image/jpeg")

    assert report.findings == ["POSITION"]
    assert b"GPSLatitude" not in copy.read_bytes()


def test_a_comment_is_gone_from_the_copy(read, tmp_path):
    path = tmp_path / "a.jpg"
    Image.new("RGB", (8, 8)).save(path, comment=b"kamera kantor")

    _, copy = read(path.read_bytes(), "image/jpeg")

    assert b"kamera" not in copy.read_bytes()


def test_the_copy_is_upright(read):
    _, copy = read(picture((60, 40), turned=True), "image/jpeg")

    with Image.open(copy) as image:
        assert image.size == (40, 60)


def test_the_copy_is_bounded(read):
    _, copy = read(picture((4800, 1200)), "image/jpeg")

    with Image.open(copy) as image:
        assert image.size == (2400, 600)


@pytest.mark.parametrize(
    ("form", "mode", "expected"),
    [
        ("PNG", "RGBA", "image/png"),
        ("PNG", "L", "image/png"),
        ("WEBP", "RGB", "image/webp"),
        ("JPEG", "CMYK", "image/jpeg"),
    ],
)
def test_the_copy_keeps_the_format(read, form, mode, expected):
    report, copy = read(picture(form=form, mode=mode), expected)

    assert (report.findings, report.preview_type) == ([], expected)
    with Image.open(copy) as image:
        assert image.size == (64, 48)


def test_a_photograph_of_a_phone_becomes_jpeg(read, tmp_path):
    path = tmp_path / "a.heic"
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), "red")).save(path)

    report, copy = read(path.read_bytes(), "image/heic")

    assert report.preview_type == "image/jpeg"
    with Image.open(copy) as image:
        assert (image.format, image.size) == ("JPEG", (64, 48))


def _png(width, height):
    """A PNG that claims a size, with data for a few bytes."""

    def chunk(kind, data):
        checksum = struct.pack("!L", zlib.crc32(kind + data))
        return struct.pack("!L", len(data)) + kind + data + checksum

    head = struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", data)
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "content",
    [
        _png(60_000, 60_000),
        _png(2**31 - 1, 2**31 - 1),
        picture((400, 300))[:900],
        picture(form="PNG")[:60],
        b"",
        b"GIF89a tidak",
    ],
)
def test_a_hostile_image_has_no_copy(read, content):
    report, copy = read(content, "image/png")

    assert "DAMAGED" in report.findings
    assert copy is None
