"""The public page and the API over HTTP against a bare view that reads one row.

A dozen quarters of 30 agencies are published. Every request comes from another address,
as visitors do.
"""

import http.client
from decimal import Decimal

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import AgencyKind, Role
from assessments.models import Period
from bench.province import person
from bench.saving import rate
from bench.verifying import VISITORS, Visitor
from lib import canonical
from opendata.models import Release

AGENCIES = 30
MOST_QUERIES = 6
PAGE, API = "/public/", "/api/v1/quarters/2001/1/indices"
QUERIES = f"queries of the public page (at most {MOST_QUERIES})"
API_QUERIES = f"queries of the API (at most {MOST_QUERIES})"


class Reader(Visitor):
    """Somebody who reads what is public, over one connection."""

    def page(self) -> None:
        self.get(PAGE)

    def indices(self) -> None:
        self.get(API)


def publish(period: Period, determination) -> None:
    """Releases of a dozen quarters long ago, all of the same figures."""
    by = person("sekretariat", Role.SECRETARIAT)
    periods = [
        _past(period, year, quarter)
        for year in (2001, 2002, 2003)
        for quarter in (1, 2, 3, 4)
    ]
    Release.objects.bulk_create(
        _release(past, determination, by)
        for past in Period.objects.bulk_create(periods)
    )


def _past(period: Period, year: int, quarter: int) -> Period:
    names = [f.attname for f in Period._meta.concrete_fields if not f.primary_key]
    values = {name: getattr(period, name) for name in names}
    return Period(**(values | {"year": year, "quarter": quarter}))


def _release(period: Period, determination, by) -> Release:
    content = {
        "schema": 1,
        "shows_rank": True,
        "province": "Provinsi",
        "period": {"year": period.year, "quarter": period.quarter},
        "determination": {
            "number": determination.number,
            "revision": 1,
            "decided_on": "2001-01-01",
            "inputs_sha256": "0" * 64,
        },
        "instrument": "opd",
        "instruments": {"opd": _instrument()},
        "agencies": [_agency(number) for number in range(AGENCIES)],
        "not_final": 0,
    }
    return Release(
        period=period,
        determination=determination,
        revision=1,
        shows_rank=True,
        content=content,
        sha256=canonical.sha256(content),
        published_by=by,
    )


def _instrument() -> dict:
    nodes = [
        {"code": f"D{n}", "name": f"Domain {n}", "kind": "domain"}
        | {"weight": "33", "depth": 1}
        for n in (1, 2, 3)
    ]
    bands = (("Kurang", "1"), ("Cukup", "1.8"), ("Baik", "2.6"))
    return {
        "title": "Instrumen",
        "label": "",
        "bands": [{"name": name, "from": start} for name, start in bands],
        "nodes": nodes,
    }


def _agency(number: int) -> dict:
    index = str(Decimal(100 + 13 * number % 400) / 100)
    return {
        "code": f"{number:03}",
        "name": f"Dinas {number}",
        "kind": AgencyKind.DINAS.value,
        "instrument": "opd",
        "index": index,
        "predicate": "Cukup",
        "nodes": {f"D{n}": index for n in (1, 2, 3)},
    }


def measure(host: str, port: int) -> dict[str, float]:
    """Ratios of requests a second, each to bare, and the queries of one."""
    figures: dict[str, float] = {
        QUERIES: queries_of(PAGE),
        API_QUERIES: queries_of(API),
    }
    readers = [Reader(host, port, "") for _ in range(VISITORS)]
    for people in (1, VISITORS):
        rates = in_turns(readers[:people])
        for name, found in rates.items():
            figures[f"{name} a second, {people} at once"] = found
        for name in ("public pages", "API answers"):
            figures[f"ratio of {name}, {people} at once"] = (
                rates[name] / rates["bare reads"]
            )
    return figures


def queries_of(path: str) -> int:
    client = Client()
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    if response.status_code != http.HTTPStatus.OK:
        raise RuntimeError(response.content[:300])
    return len(captured)


def in_turns(readers: list[Reader]) -> dict[str, float]:
    calls = {"bare reads": "bare", "public pages": "page", "API answers": "indices"}
    found: dict[str, float] = dict.fromkeys(calls, 0.0)
    for _ in range(3):
        for name, call in calls.items():
            now = rate([getattr(reader, call) for reader in readers])
            found[name] = max(found[name], now)
    return found
