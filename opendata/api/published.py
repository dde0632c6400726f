"""Published data, for everybody and without a key."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router
from ninja.decorators import decorate_view
from ninja.pagination import paginate

from opendata import queries
from opendata.api.paging import Pages
from opendata.api.schemas import (
    AgencyOut,
    IndexOut,
    Number,
    QuarterOut,
    Year,
)
from opendata.downloads import number
from opendata.figures import Quarter, Row
from opendata.http import for_everyone

router = Router(tags=["Data terbuka"])


def shared(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Good answers may be kept by any cache and read by other sites."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        return for_everyone(response) if response.status_code == 200 else response

    return marked


@router.get(
    "quarters", response=list[QuarterOut], summary="Triwulan yang dipublikasikan"
)
@decorate_view(shared)
@paginate(Pages)
def quarters(request: HttpRequest) -> list[dict[str, Any]]:
    return [_quarter(quarter) for quarter in queries.published()]


@router.get("quarters/{year}/{quarter}", response=QuarterOut, summary="Satu triwulan")
@decorate_view(shared)
def quarter(request: HttpRequest, year: Year, quarter: Number) -> Any:
    return _quarter(_found(year, quarter))


@router.get(
    "quarters/{year}/{quarter}/indices",
    response=list[IndexOut],
    summary="Indeks semua perangkat daerah pada satu triwulan",
)
@decorate_view(shared)
@paginate(Pages)
def indices(request: HttpRequest, year: Year, quarter: Number) -> Any:
    found = _found(year, quarter)
    return [_index(found, row) for row in (*found.rows, *found.wholes)]


@router.get("agencies", response=list[AgencyOut], summary="Perangkat daerah")
@decorate_view(shared)
@paginate(Pages)
def agencies(request: HttpRequest) -> list[dict[str, Any]]:
    known: dict[str, dict[str, Any]] = {}
    for quarter in queries.published():
        for row in (*quarter.rows, *quarter.wholes):
            line = known.setdefault(
                row.code,
                {"code": row.code, "name": row.name, "kind": row.kind, "quarters": 0},
            )
            line["quarters"] += 1
    return [known[code] for code in sorted(known)]


@router.get(
    "agencies/{code}/indices",
    response=list[IndexOut],
    summary="Indeks satu perangkat daerah pada semua triwulan",
)
@decorate_view(shared)
@paginate(Pages)
def agency_indices(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    found = [
        _index(quarter, row)
        for quarter in queries.published()
        if (row := quarter.row_of(code))
    ]
    if not found:
        raise Http404
    return found


def _found(year: int, quarter: int) -> Quarter:
    found = queries.quarter_of(year, quarter)
    if found is None:
        raise Http404
    return found


def _quarter(quarter: Quarter) -> dict[str, Any]:
    release, content = quarter.release, quarter.release.content
    return {
        **content["period"],
        "revision": release.revision,
        "published_at": release.published_at,
        "determination": content["determination"],
        "instrument": quarter.instrument.code,
        "instrument_label": quarter.instrument.label,
        "agencies": len(quarter.rows) + len(quarter.wholes),
        "not_final": quarter.not_final,
        "average": number(quarter.average),
        "sha256": release.sha256,
    }


def _index(quarter: Quarter, row: Row) -> dict[str, Any]:
    period = quarter.release.period
    return {
        "year": period.year,
        "quarter": period.quarter,
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "index": float(row.index),
        "predicate": row.predicate,
        "rank": row.rank,
        "change": number(row.change),
        "instrument": row.instrument.code,
        "nodes": {code: float(value) for code, value in row.nodes.items()},
    }
