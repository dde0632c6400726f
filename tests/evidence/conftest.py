"""A real clamd with one signature of its own, and small files of every kind."""

import shutil
import socket
import subprocess
import time
import zipfile
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from evidence.inspection import scan, work

# The harmless file that every scanner knows (eicar.org), in pieces, so that none of
# them takes this file for it.
EICAR = (
    "X5O!P%@AP[4\\PZX54(P^)7CC)7}$",
    "EICAR-STANDARD-",
    "ANTIVIRUS-TEST-FILE!$H+H*",
)
CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture(scope="session")
def eicar():
    return "".join(EICAR).encode()


@contextmanager
def clamd_running(folder, eicar, address):
    """`address` is the path of a socket or 127.0.0.1:PORT."""
    (folder / "local.ndb").write_text(f"Uji-Eicar:0:*:{eicar.hex()}\n")
    listen = (
        f"LocalSocket {address}"
        if address.startswith("/")
        else f"TCPAddr 127.0.0.1\nTCPSocket {address.rpartition(':')[2]}"
    )
    settings = (
        f"Foreground yes\nDatabaseDirectory {folder}\nStreamMaxLength 2M\n{listen}\n"
    )
    (folder / "clamd.conf").write_text(settings)
    command = [CLAMD, f"--config-file={folder / 'clamd.conf'}"]
    with (folder / "log").open("wb") as log:
        daemon = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 30
        while not scan.answers(address):
            assert daemon.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < until, "clamd does not answer"
            time.sleep(0.05)
        yield address
    finally:
        daemon.terminate()
        daemon.wait(10)


@pytest.fixture(scope="session")
def clamd(tmp_path_factory, eicar):
    """The address of a running clamd over TCP."""
    if CLAMD is None:
        pytest.skip("clamd is missing: install the Debian package clamav-daemon")
    with clamd_running(
        tmp_path_factory.mktemp("clamd"), eicar, free_address()
    ) as address:
        yield address


def free_address():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


@pytest.fixture
def read(tmp_path):
    """The report of some bytes and the path of the copy, as the worker gets them."""

    def look(content, content_type, converter=""):
        folder = tmp_path / "look"
        folder.mkdir()
        path = folder / "file"
        path.write_bytes(content)
        return work.read(path, content_type, folder, converter=converter)

    return look


def picture(size=(64, 48), *, form="JPEG", mode="RGB", position=False, turned=False):
    image = Image.new(
        mode, size, 120 if mode == "L" else (200, 80, 40, 128)[: len(mode)]
    )
    exif = image.getexif()
    if position:
        exif.get_ifd(0x8825).update(
            {1: "S", 2: (2.0, 40.0, 3.0), 3: "E", 4: (118.0, 53.0, 1.0)}
        )
    if turned:
        exif[0x0112] = 6  # a quarter to the right
    written = BytesIO()
    image.save(written, form, exif=exif)
    return written.getvalue()


def archive(**members):
    """A ZIP of texts; `__` in a name stands for `/`, and the last `_` for a dot."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(_path(name), content)
    return written.getvalue()


def _path(name):
    stem, _, suffix = name.replace("__", "/").rpartition("_")
    return f"{stem}.{suffix}"


def docx(body="", **members):
    words = f"<w:document {WORD}><w:body>{body}</w:body></w:document>"
    return archive(word__document_xml=words, **members)


def soffice():
    return shutil.which("soffice") or pytest.skip("soffice is missing: LibreOffice")


def children_of(folder: Path):
    """Processes that work below a folder: none may be left behind."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in line:
            found.append(line)
    return found
