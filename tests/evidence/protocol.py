"""A plain client of the tus protocol, one request a call."""

import base64

from django.urls import reverse

BODY = "application/offset+octet-stream"


class Tus:
    """Speaks for one person's `client`; `headers` are the bare names of the protocol."""

    def __init__(self, client):
        self.client = client
        self.endpoint = reverse("evidence:tus_start")

    def ask(self, method, address, body=b"", kind="", **headers):
        sent = {"Tus-Resumable": "1.0.0"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in sent.items() if value is not None}
        return self.client.generic(
            method, address, body, content_type=kind, headers=sent
        )

    def start(self, size, name="sk.pdf", body=b"", kind="", **headers):
        said = f"filename {base64.b64encode(name.encode()).decode()}"
        headers = {"Upload_Length": str(size), "Upload_Metadata": said} | headers
        return self.ask("POST", self.endpoint, body, kind, **headers)

    def head(self, address, **headers):
        return self.ask("HEAD", address, **headers)

    def patch(self, address, body, at, kind=BODY, **headers):
        return self.ask("PATCH", address, body, kind, Upload_Offset=str(at), **headers)

    def delete(self, address, **headers):
        return self.ask("DELETE", address, **headers)

    def begun(self, size, name="sk.pdf"):
        """The address of a fresh upload."""
        return self.start(size, name).headers["Location"]

    def sent(self, content, name="sk.pdf"):
        """The id of a finished upload, sent in two parts."""
        address, middle = self.begun(len(content), name), len(content) // 2
        self.patch(address, content[:middle], 0)
        self.patch(address, content[middle:], middle)
        return address.rstrip("/").rsplit("/", 1)[-1]
