"""Pages that anybody reads; they show releases and nothing else."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from opendata import downloads, figures, queries
from opendata.api.description import endpoints

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from opendata.figures import Quarter, Row

ROWS = 25
PAGE_SECONDS = 60
SORTS = {"": "Urutan publikasi", "name": "Nama", "-index": "Indeks tertinggi"} | {
    "index": "Indeks terendah",
    "-change": "Kenaikan terbesar",
    "change": "Penurunan terbesar",
}


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """The newest public quarter; each quarter has an address of its own."""
    quarters = queries.published(figures.HISTORY)
    if not quarters:
        return _shown(request, "opendata/index.html", {})
    return _quarter_page(request, quarters)


@require_safe
@login_not_required
def quarter(request: HttpRequest, year: int, quarter: int) -> HttpResponse:
    asked = request.GET.get("period", "")
    if asked and asked != f"{year}-{quarter}":
        return _other_quarter(asked)
    quarters = queries.quarters_until(year, quarter)
    if quarters:
        return _quarter_page(request, quarters)
    last = queries.last_of(year, quarter)
    if last is None:
        raise Http404
    return _shown(request, "opendata/withdrawn.html", {"release": last}, status=410)


@require_safe
@login_not_required
def revision(
    request: HttpRequest, year: int, quarter: int, revision: int
) -> HttpResponse:
    """What was public under this revision; a later one is named."""
    release = queries.revision_of(year, quarter, revision)
    if release is None:
        raise Http404
    last = queries.last_of(year, quarter)
    if last and last.pk == release.pk and not release.is_withdrawn:
        return redirect("opendata:quarter", year, quarter)
    if release.is_withdrawn:
        context = {"release": release}
        return _shown(request, "opendata/withdrawn.html", context, status=410)
    return _quarter_page(request, figures.quarters_of([release]), later=last)


@require_safe
@login_not_required
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """One agency in all public quarters."""
    quarters = queries.published()
    lines = [(q, row) for q in quarters if (row := q.row_of(code))]
    if not lines:
        raise Http404
    newest, row = lines[0]
    context = {
        "quarter": newest,
        "row": row,
        "lines": lines,
        "trend": figures.trend_of(quarters[:8], code),
        "former": figures.former_of(quarters, row),
        "bands": row.instrument.bands,
    }
    return _shown(request, "opendata/agency.html", context)


@require_safe
@login_not_required
def data(request: HttpRequest) -> HttpResponse:
    context = {
        "quarters": queries.menu(),
        "datasets": [
            ("Indeks dan predikat", downloads.INDICES),
            ("Nilai domain dan aspek", downloads.NODES),
        ],
        "endpoints": endpoints(),
        "base_url": settings.BASE_URL.rstrip("/"),
    }
    return _shown(request, "opendata/data.html", context)


@require_safe
@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    quarters = queries.published(1)
    context = {"quarter": quarters[0] if quarters else None}
    return _shown(request, "opendata/about.html", context)


def _other_quarter(asked: str) -> HttpResponse:
    year, _, number = asked.partition("-")
    if year.isdecimal() and number.isdecimal() and len(asked) <= 6:
        return redirect("opendata:quarter", int(year), int(number))
    raise Http404


def _quarter_page(
    request: HttpRequest, quarters: list[Quarter], later: object = None
) -> HttpResponse:
    newest = quarters[0]
    sort = request.GET.get("sort", "")
    q = request.GET.get("q", "").strip()[:100]
    rows = _sorted(newest.rows, sort if sort in SORTS else "")
    found = [row for row in rows if q.casefold() in row.name.casefold()]
    context = {
        "quarter": newest,
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
        "q": q,
        "sort": sort,
        "sorts": SORTS.items(),
        "menu": queries.menu(),
        "trend": figures.average_trend(quarters),
        "later": later,
        "outdated": not later and queries.is_outdated(newest.release),
    }
    return _shown(request, "opendata/index.html", context)


def _sorted(rows: tuple[Row, ...], sort: str) -> list[Row]:
    """As published, or by one column; who has no change stands last."""
    if not sort:
        return list(rows)
    if sort == "name":
        return sorted(rows, key=lambda row: row.name.casefold())
    sign = -1 if sort.startswith("-") else 1
    if sort.endswith("index"):
        return sorted(rows, key=lambda row: (sign * row.index, row.code))
    return sorted(
        rows,
        key=lambda row: (
            row.change is None,
            sign * (row.change or Decimal(0)),
            row.code,
        ),
    )


def _shown(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object],
    status: int = 200,
) -> HttpResponse:
    """Kept a minute by the visitor's browser alone: the page bears its theme."""
    response = render(request, template, dict(context), status=status)
    if not request.user.is_authenticated:
        response.headers["Cache-Control"] = f"private, max-age={PAGE_SECONDS}"
    if not settings.PUBLIC_INDEXED:
        response.headers["X-Robots-Tag"] = "noindex"
    return response
