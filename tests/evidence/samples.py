"""The smallest files of each type, real enough for a check by content."""

import io
import struct
import zipfile

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CONTENT_TYPES = "[Content_Types].xml"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def picture(kind, size=(2, 3)):
    """PNG, JPEG or WEBP."""
    file = io.BytesIO()
    Image.new("RGB", size).save(file, kind)
    return file.getvalue()


def png_header(width, height):
    """A PNG that says how large it is, and holds nothing."""
    head = struct.pack(">II", width, height) + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + head + b"\0" * 8


def box(name, content=b""):
    return struct.pack(">I", 8 + len(content)) + name + content


def heic(width=4000, height=3000):
    size = box(b"ispe", b"\0\0\0\0" + struct.pack(">II", width, height))
    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", b"\0" * 4 + size)


def mp4(brand=b"isom", filling=b"\0" * 64):
    return (
        box(b"ftyp", brand + b"\0\0\2\0isomiso2")
        + box(b"moov", b"\0" * 16)
        + box(b"mdat", filling)
    )


def archive(members, compression=zipfile.ZIP_DEFLATED):
    """A ZIP of {name: content}."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return file.getvalue()


def office(main="word/document.xml", **others):
    return archive({CONTENT_TYPES: "<Types/>", main: "<x/>", **others})


def open_document(mimetype=ODT, **others):
    return archive({"mimetype": mimetype, "content.xml": "<x/>", **others})
