"""Sends one file of any size as a browser does: in parts, or as one form."""

import http.client
import uuid
from base64 import b64encode
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from bench.memory import MEGABYTE

PART = 8 * MEGABYTE
TOKEN = "b" * 32  # a CSRF secret: the cookie and the header carry the same
TUS = "/documents/upload/parts/"
FORM = "application/x-www-form-urlencoded"


class Sender:
    """One person, over one connection."""

    def __init__(self, host: str, port: int, session: str) -> None:
        self.connection = http.client.HTTPConnection(host, port, timeout=120)
        self.always = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Tus-Resumable": "1.0.0",
        }

    def in_parts(self, size: int) -> str:
        """The id of the upload that has received all of `size` bytes."""
        name = b64encode(b"rekaman.pdf").decode()
        said = {"Upload-Length": str(size), "Upload-Metadata": f"filename {name}"}
        address = self.ask("POST", TUS, (), 0, said, 201)["Location"]
        file = Blocks(size)
        for at in range(0, size, PART):
            length = min(PART, size - at)
            kind = "application/offset+octet-stream"
            about = {"Content-Type": kind, "Upload-Offset": str(at)}
            self.ask("PATCH", address, file.between(at, length), length, about, 204)
        return address.rstrip("/").rsplit("/", 1)[-1]

    def claim(self, upload: str) -> None:
        body = urlencode({"upload": upload, "kind": "OTHER"}).encode()
        about = {"Content-Type": FORM}
        address = "/documents/upload/claim/"
        self.ask("POST", address, (body,), len(body), about, 200)

    def as_form(self, size: int) -> None:
        edge = uuid.uuid4().hex
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="kind"\r\n\r\nOTHER\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="file";'
            ' filename="rekaman.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
        ).encode()
        tail = f"\r\n--{edge}--\r\n".encode()
        body = (head, *Blocks(size).between(0, size), tail)
        length = len(head) + size + len(tail)
        about = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        self.ask("POST", "/documents/upload/", body, length, about, 302)

    def ask(
        self,
        method: str,
        address: str,
        body: Iterable[bytes],
        length: int,
        headers: dict[str, str],
        status: int,
    ) -> http.client.HTTPMessage:
        about = self.always | headers | {"Content-Length": str(length)}
        self.connection.request(method, address, body, about)
        response = self.connection.getresponse()
        answer = response.read()
        if response.status != status:
            msg = f"{method} {address}: {response.status} {answer[:2000]!r}"
            raise RuntimeError(msg)
        return response.headers


class Blocks:
    """What says that it is a PDF: no two are the same, and none is held as a whole."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.first = f"%PDF-1.7\n% {uuid.uuid4()}\n".encode().ljust(MEGABYTE)
        self.other = b" " * MEGABYTE

    def between(self, at: int, length: int) -> Iterator[bytes]:
        """`at` is a whole number of megabytes."""
        for start in range(at, at + length, MEGABYTE):
            block = self.other if start else self.first
            yield block[: at + length - start]
