"""The public verification page over HTTP against a bare view that reads one row.

Every request comes from another address, as visitors do: the limit of an address is
counted, and met by none.
"""

import hashlib
import http.client
from itertools import count

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import Role
from assessments.models import Period
from bench.province import person
from bench.saving import rate
from reports.codes import new_code
from reports.enums import JobStatus, Kind
from reports.models import IssuedDocument

VISITORS = 10
DOCUMENTS = 2000
MOST_QUERIES = 8
QUERIES = f"queries of one verification (at most {MOST_QUERIES})"
ADDRESSES = count(1)


class Visitor:
    """Somebody with the code of a document, over one connection."""

    def __init__(self, host: str, port: int, code: str) -> None:
        self.connection = http.client.HTTPConnection(host, port, timeout=30)
        self.code = code

    def get(self, path: str, status: int = http.HTTPStatus.OK) -> None:
        number = next(ADDRESSES)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self.connection.request("GET", path, headers={"X-Forwarded-For": address})
        response = self.connection.getresponse()
        body = response.read()
        if response.status != status:
            msg = f"{path}: {response.status} {body[:300]!r}"
            raise RuntimeError(msg)

    def verify(self) -> None:
        self.get(f"/v/{self.code}/")

    def guess(self) -> None:
        self.get(f"/v/{new_code()}/", http.HTTPStatus.NOT_FOUND)

    def bare(self) -> None:
        self.get("/bench/row/")


def issue(period: Period) -> list[str]:
    """Codes of many documents that are made: as many as some years have."""
    by, now = person("sekretariat", Role.SECRETARIAT), timezone.now()
    inputs = {"instrument": {"label": ""}, "index": {"final": "3.46", "predicate": ""}}
    rows = [_document(period, number, by, inputs, now) for number in range(DOCUMENTS)]
    IssuedDocument.objects.bulk_create(rows)
    return [row.code for row in rows]


def _document(period, number, by, inputs, now):
    data = f"%PDF-1.7 {number}".encode()
    document = IssuedDocument(
        kind=Kind.PLENARY,
        period=period,
        session=_session(period, by),
        revision=number + 1,
        code=new_code(),
        status=JobStatus.DONE,
        progress=100,
        inputs=inputs,
        inputs_sha256="0" * 64,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        requested_by=by,
        requested_at=now,
        finished_at=now,
    )
    document.file.name = f"reports/bench/{number}"
    return document


def _session(period, by):
    return period.plenary_sessions.first() or period.plenary_sessions.create(
        held_on=timezone.localdate(), place="Mamuju", chair="Ketua", opened_by=by
    )


def measure(host: str, port: int, period: Period) -> dict[str, float]:
    """Ratios of requests a second, the page to bare, and the queries of one page."""
    codes = issue(period)
    figures: dict[str, float] = {QUERIES: queries_of_a_page(codes[-1])}
    visitors = [Visitor(host, port, code) for code in codes[-VISITORS:]]
    for people in (1, VISITORS):
        label = f"{people} at once"
        rates = in_turns(visitors[:people])
        for name, found in rates.items():
            figures[f"{name} a second, {label}"] = found
        figures[f"ratio, {label}"] = rates["verifications"] / rates["bare reads"]
    return figures


def queries_of_a_page(code: str) -> int:
    client = Client()
    client.get(f"/v/{code}/")
    with CaptureQueriesContext(connection) as captured:
        response = client.get(f"/v/{code}/")
    if response.status_code != http.HTTPStatus.OK:
        raise RuntimeError(response.content[:300])
    return len(captured)


def in_turns(visitors: list[Visitor]) -> dict[str, float]:
    calls = {"bare reads": "bare", "verifications": "verify", "wrong codes": "guess"}
    found: dict[str, float] = dict.fromkeys(calls, 0.0)
    for _ in range(3):
        for name, call in calls.items():
            now = rate([getattr(visitor, call) for visitor in visitors])
            found[name] = max(found[name], now)
    return found
