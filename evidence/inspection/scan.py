"""A client of clamd, the daemon of ClamAV: one command, INSTREAM.

Its own forty lines because the packages for it are under the GPL or unmaintained.
"""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from typing import IO

BLOCK = 256 * 1024
CONNECT_SECONDS = 5
REPLY_SECONDS = 300  # clamd answers when it has looked into every archive inside
REPLY_BYTES = 4096
DEFAULT_PORT = 3310


class ScannerError(Exception):
    """No verdict: clamd is out of reach, or would not look."""


def scan(address: str, file: IO[bytes]) -> str:
    """The name of what clamd found in the file, empty when it is clean.

    `address` is HOST:PORT or the path of a socket. The file is sent block by block.
    """
    try:
        with _connect(address) as connection:
            connection.sendall(b"zINSTREAM\0")
            # clamd hangs up in the middle of a file beyond its limit, and has said why
            with suppress(BrokenPipeError, ConnectionResetError):
                _send(connection, file)
            return _verdict(_reply(connection))
    except (OSError, ValueError) as error:
        raise ScannerError(str(error)) from error


def answers(address: str) -> bool:
    try:
        with _connect(address) as connection:
            connection.sendall(b"zPING\0")
            return _reply(connection) == "PONG"
    except (OSError, ValueError):
        return False


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(CONNECT_SECONDS)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
    else:
        host, _, port = address.rpartition(":") if ":" in address else (address, "", "")
        place = (host.strip("[]"), int(port or DEFAULT_PORT))
        connection = socket.create_connection(place, CONNECT_SECONDS)
    connection.settimeout(REPLY_SECONDS)
    return connection


def _send(connection: socket.socket, file: IO[bytes]) -> None:
    while block := file.read(BLOCK):
        connection.sendall(struct.pack("!L", len(block)) + block)
    connection.sendall(struct.pack("!L", 0))


def _reply(connection: socket.socket) -> str:
    received = b""
    while b"\0" not in received and len(received) < REPLY_BYTES:
        block = connection.recv(REPLY_BYTES)
        if not block:
            break
        received += block
    return received.split(b"\0")[0].decode(errors="replace").strip()


def _verdict(reply: str) -> str:
    """`stream: OK`, `stream: NAME FOUND`, or a complaint."""
    _, _, said = reply.partition(": ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise ScannerError(reply or "no answer")
