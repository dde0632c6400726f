"""The service worker, which keeps opened pages readable without a network."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest

SOURCE = settings.BASE_DIR / "static/js/service-worker.js"
# What the kept pages need to look and work as they should.
FILES = (
    "css/portal.css",
    "fonts/inter-latin-opsz-normal.woff2",
    "icons.svg",
    "icons/portal.svg",
    "js/autosave.js",
    "js/countdown.js",
    "js/counter.js",
    "js/draft-offers.js",
    "js/drafts.js",
    "js/htmx.min.js",
    "js/offline.js",
    "js/portal.js",
    "js/presence.js",
    "js/theme.js",
)
WORDS = "Anda sedang luring. Halaman ini disimpan pukul %s."


@require_safe
@login_not_required
def service_worker(request: HttpRequest) -> HttpResponse:
    """From the root, so that its scope is every page; asked for anew each time."""
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
@login_not_required
def fallback(request: HttpRequest) -> HttpResponse:
    """What stands for a page that was never opened; nothing in it is anybody's."""
    return render(request, "spbe_portal/offline.html")


@cache
def _script() -> str:
    """The worker with its settings; a new release or file gives it a new version."""
    source = SOURCE.read_text(encoding="utf-8")
    portal = {
        "files": [staticfiles_storage.url(name) for name in FILES],
        "fallback": reverse("offline"),
        "doors": [reverse("account_login"), reverse("account_logout")],
        "age": settings.SESSION_COOKIE_AGE,
        "words": WORDS,
    }
    whole = f"{settings.VERSION}\n{json.dumps(portal)}\n{source}"
    portal["version"] = hashlib.sha256(whole.encode()).hexdigest()[:12]
    return f"const PORTAL = {json.dumps(portal)};\n{source}"
