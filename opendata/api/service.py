"""The API with its limits, its errors and its addresses."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern
from django.views.generic import RedirectView
from ninja import NinjaAPI

from opendata.api import errors, internal, published
from opendata.api.limits import ANYBODY, HOLDERS

api = NinjaAPI(
    title="Data SPBE",
    version="1",
    description=(
        "Hasil penilaian SPBE yang dipublikasikan, terbuka tanpa kunci. Data internal "
        "dibaca dengan token dari sekretariat."
    ),
    urls_namespace="api",
    docs_url=None,  # the portal's own page shows the description, without scripts
    throttle=[ANYBODY, HOLDERS],
)
errors.install(api)
api.add_router("", published.router)
api.add_router("internal", internal.router)


def urlpatterns() -> list[URLPattern]:
    """The API's addresses; its own rules replace the log-in that pages need."""
    patterns = [p for p in api.urls[0] if isinstance(p, URLPattern)]
    for pattern in patterns:
        if pattern.name == "api-root":
            pattern.callback = RedirectView.as_view(pattern_name="opendata:data")
        pattern.callback = login_not_required(pattern.callback)
    return patterns
