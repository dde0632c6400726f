"""Files of open data, robots and the map of the site: the same for every visitor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from lib import canonical
from opendata import downloads, queries
from opendata.http import for_everyone
from reports.limits import per_minute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from opendata.figures import Quarter

FILES_A_MINUTE = 60
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
@login_not_required
@per_minute(FILES_A_MINUTE)
def download(
    request: HttpRequest, year: int, quarter: int, dataset: str, extension: str
) -> HttpResponse:
    found = queries.quarter_of(year, quarter)
    if found is None:
        raise Http404
    name = f"spbe-{year}-triwulan-{quarter}-{dataset}.{extension}"
    return _file(request, [found], dataset, extension, name)


@require_safe
@login_not_required
@per_minute(FILES_A_MINUTE)
def download_all(request: HttpRequest, dataset: str, extension: str) -> HttpResponse:
    return _file(
        request,
        queries.published(),
        dataset,
        extension,
        f"spbe-semua-{dataset}.{extension}",
    )


def _file(
    request: HttpRequest,
    quarters: Sequence[Quarter],
    dataset: str,
    extension: str,
    name: str,
) -> HttpResponse:
    marks = [quarter.release.sha256 for quarter in quarters]
    if dataset not in downloads.DATASETS or extension not in TYPES:
        raise Http404
    etag = quote_etag(canonical.sha256([marks, dataset, extension])[:32])
    response = get_conditional_response(request, etag=etag)
    if response is None:
        made = _made(quarters, dataset, extension)
        response = HttpResponse(made, content_type=TYPES[extension])
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["ETag"] = etag
    return for_everyone(response)


def _made(quarters: Sequence[Quarter], dataset: str, extension: str) -> bytes:
    if extension == "csv":
        return downloads.csv_of(dataset, quarters)
    if extension == "json":
        return downloads.json_of(quarters)
    return downloads.xlsx_of(quarters)


# For crawlers


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be indexed where that is set; nothing else ever."""
    lines = ["User-agent: *"]
    if settings.PUBLIC_INDEXED:
        root = reverse("opendata:index")
        lines += [f"Allow: {root}", "Disallow: /", ""]
        lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    else:
        lines.append("Disallow: /")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


class PublicPages(Sitemap):  # type: ignore[type-arg]  # no generic at run time
    """The addresses of quarters and agencies that are public."""

    def items(self) -> list[str]:
        quarters = queries.published()
        periods = [quarter.release.period for quarter in quarters]
        codes = sorted({r.code for q in quarters for r in (*q.rows, *q.wholes)})
        return [
            reverse("opendata:index"),
            reverse("opendata:data"),
            reverse("opendata:about"),
            *(reverse("opendata:quarter", args=[p.year, p.quarter]) for p in periods),
            *(reverse("opendata:agency", args=[code]) for code in codes),
        ]

    def location(self, item: str) -> str:
        return item


@require_safe
@login_not_required
def sitemap(request: HttpRequest) -> HttpResponse:
    if not settings.PUBLIC_INDEXED:
        raise Http404
    return sitemaps.sitemap(request, {"public": PublicPages})
