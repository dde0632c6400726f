"""Images: whether they tell where they were taken, and a copy that tells nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pillow_heif
from PIL import Image, ImageOps

from evidence.inspection.report import serve, tell

if TYPE_CHECKING:
    from pathlib import Path

PIXELS = 120_000_000  # decoded; the cameras of phones reach 108 million
SIDE = 2400  # of the copy
GPS = 0x8825  # EXIF tag of the block with the position
QUALITY = 85
KEPT = {"PNG": "image/png", "WEBP": "image/webp"}  # other formats become JPEG


def read(path: Path, preview: Path) -> None:
    """An image beyond PIXELS is not decoded and has no copy."""
    pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # the limit below is ours, not a warning
    with Image.open(path) as image:
        if has_position(image):
            tell(findings=["POSITION"])
        if image.width * image.height > PIXELS:
            tell(findings=["DAMAGED"])
            return
        form = image.format if image.format in KEPT else "JPEG"
        image.draft("RGB", (SIDE, SIDE))  # a JPEG is decoded no larger than needed
        copy = without_metadata(image, keeps_alpha=form != "JPEG")
    copy.save(preview, form, quality=QUALITY)
    tell(preview_type=KEPT.get(str(form), "image/jpeg"))


def has_position(image: Image.Image) -> bool:
    described = image.info.get("xmp", b"") or image.info.get("XML:com.adobe.xmp", "")
    if isinstance(described, bytes):
        described = described.decode(errors="replace")
    return bool(image.getexif().get_ifd(GPS)) or "GPSLatitude" in str(described)


def without_metadata(image: Image.Image, *, keeps_alpha: bool) -> Image.Image:
    """Only its pixels, turned upright, with no side above SIDE."""
    image.thumbnail((SIDE, SIDE))
    upright = ImageOps.exif_transpose(image)
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    if has_alpha:
        upright = upright.convert("RGBA")
    if has_alpha and keeps_alpha:
        pixels = Image.new("RGBA", upright.size)
    else:
        pixels = Image.new("RGB", upright.size, "white")
    pixels.paste(
        upright.convert(pixels.mode),
        mask=upright if has_alpha and not keeps_alpha else None,
    )
    return pixels


if __name__ == "__main__":
    serve(read)
