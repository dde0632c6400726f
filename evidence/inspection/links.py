"""Whether a linked address answers: asked by the worker, never from a request.

The address comes from a stranger and the worker stands inside our network, so only
public addresses on the ports of the web are asked, redirects included. A name is
resolved once for the connection, and what was resolved is what is connected to
(requests-hardened), so that a name cannot change its mind in between.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.utils import requote_uri
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3.exceptions import HTTPError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

REDIRECTS = 5
TIMEOUTS = (5, 10)  # seconds to connect, and between two answers
URL_MAX = 1000
AGENT = "PortalSPBE-Pemeriksa-Tautan/1.0"
OK_BELOW = 400
GONE = frozenset({404, 410})
# The address is there, but it wants a log-in or a browser.
ASKS_MORE = frozenset({401, 403, 405, 406, 429, 451})
PRIVATE_NAMES = (".local", ".localhost", ".internal", ".lan", ".home.arpa", ".test")

ANSWERED, MISSING, SILENT, REFUSED = "ANSWERED", "MISSING", "SILENT", "REFUSED"

NOT_WEB = "Hanya alamat http atau https tanpa nama pengguna yang diterima."
WRONG_PORT = (
    "Hanya alamat dengan port 80 atau 443 yang diterima. Hapus port dari alamat."
)
TOO_SLOW = "Alamat tidak menjawab dalam batas waktu."
PRIVATE = "Alamat tidak terbuka untuk umum. Pakai alamat yang dapat dibuka siapa saja."


@dataclass(frozen=True, slots=True)
class Answer:
    """`state` is a code of evidence.enums.LinkState; `detail` a sentence for the user."""

    state: str
    status_code: int | None = None
    final_url: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """What may be asked: tests, which have a server of their own, pass another one.

    No setting reaches it, so that no mistake of an operator opens the inside.
    """

    ports: frozenset[int] = frozenset({80, 443})
    allow_loopback: bool = False

    def admits(self, address: Address) -> bool:
        return is_public(address) or (self.allow_loopback and address.is_loopback)


PUBLIC = Rule()


class RefusedError(Exception):
    """The address is none that we ask; the message is for the user."""


def reason_against(url: str) -> str:
    """Why an address is refused by its looks alone, without asking anyone; else empty."""
    try:
        _split(url, PUBLIC)
    except RefusedError as error:
        return str(error)
    return ""


def check(url: str, rule: Rule = PUBLIC) -> Answer:
    """Ask for the address and follow up to five redirects by the same rule.

    Nothing of the answer is read but its head.
    """
    try:
        with _session(rule) as session:
            return _followed(session, url, rule)
    except RefusedError as error:
        return Answer(REFUSED, detail=str(error))
    except InvalidIPAddress:
        return Answer(REFUSED, detail=PRIVATE)
    except requests.exceptions.SSLError:
        return Answer(SILENT, detail="Sertifikat keamanan alamat ini tidak sah.")
    except requests.Timeout:
        return Answer(SILENT, detail=TOO_SLOW)
    except (requests.RequestException, HTTPError, OSError, ValueError):
        return Answer(SILENT, detail="Alamat tidak dapat dihubungi.")


def _session(rule: Rule) -> HTTPSession:
    session = HTTPSession(
        Config(
            ip_filter_enable=True,
            ip_filter_allow_loopback_ips=rule.allow_loopback,
            never_redirect=True,
            default_timeout=TIMEOUTS,
            user_agent_override=AGENT,
        )
    )
    session.trust_env = False  # no proxy, no password of a .netrc
    return session


def _followed(session: HTTPSession, url: str, rule: Rule) -> Answer:
    code = None
    for _ in range(REDIRECTS + 1):
        _refuse_private(_split(url, rule), rule)
        code, target = _ask(session, url)
        session.cookies.clear()
        if target is None:
            return _answer(code, url)
        url = requote_uri(urljoin(url, target))  # a server may write anything
    return Answer(
        SILENT, code, url[:URL_MAX], "Alamat terus mengalihkan ke alamat lain."
    )


def _ask(session: HTTPSession, url: str) -> tuple[int, str | None]:
    """Status and target of a redirect; GET only where HEAD is not understood."""
    for method in ("HEAD", "GET"):
        with session.request(method, url, stream=True) as response:
            code, target = response.status_code, response.headers.get("Location")
        if code < OK_BELOW:
            break
    return code, target if 300 <= code < OK_BELOW else None


def _answer(code: int, url: str) -> Answer:
    if code < OK_BELOW:
        return Answer(ANSWERED, code, url[:URL_MAX])
    if code in ASKS_MORE:
        detail = "Alamat ada, tetapi meminta masuk atau menolak pemeriksa."
        return Answer(ANSWERED, code, url[:URL_MAX], detail)
    if code in GONE:
        return Answer(MISSING, code, url[:URL_MAX], "Halaman tidak ada lagi.")
    return Answer(SILENT, code, url[:URL_MAX], f"Alamat menjawab dengan galat {code}.")


def _split(url: str, rule: Rule) -> str:
    """The host of an address that may be asked."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise RefusedError(NOT_WEB) from error
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or "\\" in url:
        raise RefusedError(NOT_WEB)
    if not host or len(url) > URL_MAX:
        raise RefusedError(NOT_WEB)
    if port not in rule.ports:
        raise RefusedError(WRONG_PORT)
    name = host.rstrip(".").lower()
    is_inside = "." not in name or name.endswith(PRIVATE_NAMES)
    if ":" in name or name.replace(".", "").isdigit() or is_inside:
        _refuse_bare(name, rule)
    return host


def _refuse_bare(name: str, rule: Rule) -> None:
    """A name of the inside, or a number that some resolvers read as an address."""
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        raise RefusedError(PRIVATE) from None
    if not rule.admits(address):
        raise RefusedError(PRIVATE)


def _refuse_private(host: str, rule: Rule) -> None:
    """Every address of the name must be public; one that is not is a trap."""
    found: list[Any] = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    for *_, place in found:
        address = ipaddress.ip_address(str(place[0]).split("%", maxsplit=1)[0])
        if not rule.admits(address):
            raise RefusedError(PRIVATE)


def is_public(address: Address) -> bool:
    """Reached over the internet: not private, loopback, link-local, shared or reserved."""
    if isinstance(address, ipaddress.IPv6Address):
        if inner := address.ipv4_mapped or address.sixtofour:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )
