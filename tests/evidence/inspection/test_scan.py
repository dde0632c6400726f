"""The client of clamd, with a real daemon."""

import socket
import threading
from io import BytesIO

import pytest

from evidence.inspection import scan
from tests.evidence.conftest import CLAMD, clamd_running, free_address

needs_clamd = pytest.mark.skipif(
    CLAMD is None, reason="clamd is missing: install the Debian package clamav-daemon"
)


def test_a_clean_file_has_no_name(clamd):
    assert scan.scan(clamd, BytesIO(b"%PDF-1.7 " + 300_000 * b"surat ")) == ""


def test_an_infected_file_is_named(clamd, eicar):
    assert scan.scan(clamd, BytesIO(eicar)).startswith("Uji-Eicar")


def test_a_file_beyond_the_limit_of_clamd_has_no_verdict(clamd):
    with pytest.raises(scan.ScannerError):
        scan.scan(clamd, BytesIO(bytes(8_000_000)))


def test_clamd_answers(clamd):
    assert scan.answers(clamd)


@needs_clamd
def test_clamd_is_reached_by_its_socket(tmp_path, eicar):
    with clamd_running(tmp_path, eicar, str(tmp_path / "clamd.sock")) as address:
        assert scan.scan(address, BytesIO(eicar)).startswith("Uji-Eicar")


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/tidak/ada.sock", "127.0.0.1:abc"])
def test_a_daemon_out_of_reach_gives_no_verdict(address):
    assert not scan.answers(address)
    with pytest.raises(scan.ScannerError):
        scan.scan(address, BytesIO(b"isi"))


def test_another_server_gives_no_verdict():
    """Whatever listens there: only clamd's own words are a verdict."""
    address = free_address()
    host, port = address.split(":")
    with socket.create_server((host, int(port))) as server:

        def answer():
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n\0")

        threading.Thread(target=answer, daemon=True).start()
        with pytest.raises(scan.ScannerError):
            scan.scan(address, BytesIO(b"isi"))
