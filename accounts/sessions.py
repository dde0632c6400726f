"""The log-ins of a person that still hold: where, since when, and ending them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY, logout
from django.contrib.sessions.models import Session
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django.contrib.sessions.backends.base import SessionBase
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from accounts.models import User

STARTED, SEEN = "session_started", "session_seen"
NOTED_EVERY = 60  # seconds between two notes of when a session was last used
# What pages ask by themselves keeps no session alive.
PASSIVE = frozenset(
    {
        "accounts:bell",
        "assessments:presence",
        "assessments:thread_list",
        "evidence:viewer",
        "health",
        "offline",
        "service_worker",
    }
)
BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class LogIn:
    """One session of a person, as its list shows it."""

    pk: int
    device: str
    address: str
    started_at: datetime
    seen_at: datetime
    is_current: bool


def device_name(user_agent: str) -> str:
    """The browser and its system, as a person would call them."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "Peramban")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} di {system}" if system else browser


def begin(session: SessionBase) -> None:
    session[STARTED] = session[SEEN] = int(time.time())


def log_ins(user: User, current_key: str | None) -> list[LogIn]:
    """The sessions that still hold, the one in use first; two queries."""
    rows = {row.session_key: row for row in UserSession.objects.filter(user=user)}
    standing = Session.objects.filter(
        session_key__in=rows, expire_date__gt=timezone.now()
    )
    mark = user.get_session_auth_hash()
    found = []
    for session in standing:
        data = session.get_decoded()
        if data.get(HASH_SESSION_KEY) != mark or _is_over(data):
            continue
        row = rows[session.session_key]
        seen = data.get(SEEN)
        found.append(
            LogIn(
                pk=row.pk,
                device=device_name(row.user_agent),
                address=row.ip,
                started_at=row.created_at,
                seen_at=datetime.fromtimestamp(seen, UTC) if seen else row.created_at,
                is_current=session.session_key == current_key,
            )
        )
    return sorted(found, key=lambda x: (not x.is_current, -x.seen_at.timestamp()))


def end(rows: list[UserSession]) -> int:
    """End them at once, in the database and in the cache."""
    for row in rows:
        row.end()
    return len(rows)


def _is_over(data: dict[str, Any]) -> bool:
    now = time.time()
    started, seen = data.get(STARTED, now), data.get(SEEN, now)
    return bool(
        now - started > settings.SESSION_COOKIE_AGE
        or now - seen > settings.SESSION_IDLE_SECONDS
    )


class SessionLimitsMiddleware:
    """Ends what stood unused for too long, and everything after the working day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> None:
        if not request.user.is_authenticated:
            return
        session, now = request.session, int(time.time())
        if STARTED not in session:
            begin(session)
        elif _is_over(dict(session.items())):
            logout(request)
            messages.info(request, "Sesi Anda berakhir. Silakan masuk lagi.")
        elif not _is_passive(request) and now - session[SEEN] >= NOTED_EVERY:
            session[SEEN] = now


def _is_passive(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in PASSIVE
