"""Publishing results, withdrawing them, and the tokens of other systems."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from accounts import audit
from assessments.models import Determination, Period
from lib import canonical
from opendata.content import content_of
from opendata.models import ApiToken, Release

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User

PREFIX = "spbe_"
USE_NOTED_EVERY = timedelta(minutes=5)


class ReleaseError(Exception):
    """It can't be published or withdrawn so; the message is a sentence for the user."""


# Releases


@transaction.atomic
def publish(
    determination: Determination,
    *,
    shows_rank: bool,
    reason: str,
    seen_sha256: str,
    by: User,
) -> Release:
    """Make a determination public, as the preview with `seen_sha256` showed it.

    Raises ReleaseError for a determination that was replaced, for contents that changed
    since the preview, for what is public already, and for a revision without a reason.
    """
    period = Period.objects.select_for_update(no_key=True).get(
        pk=determination.period_id
    )
    _refuse_replaced(determination)
    content = content_of(determination) | {"shows_rank": shows_rank}
    if preview_sha256(content) != seen_sha256:
        msg = "Isi publikasi berubah sejak ditampilkan. Periksa kembali, lalu publikasikan."
        raise ReleaseError(msg)
    last = Release.objects.filter(period=period).order_by("-revision").first()
    _refuse_repeated(last, canonical.sha256(content), reason)
    release = Release.objects.create(
        period=period,
        determination=determination,
        revision=(last.revision if last else 0) + 1,
        shows_rank=shows_rank,
        reason=reason if last else "",
        content=content,
        sha256=canonical.sha256(content),
        published_by=by,
    )
    audit.record(
        "release.published",
        release,
        by=by,
        quarter=str(period),
        revision=release.revision,
        determination=determination.number,
        sha256=release.sha256,
        reason=release.reason,
    )
    return release


def preview_sha256(content: dict[str, Any]) -> str:
    """What the form carries, so that nothing is published that nobody saw."""
    return canonical.sha256(content | {"shows_rank": None})


def _refuse_replaced(determination: Determination) -> None:
    later = Determination.objects.filter(replaces=determination).first()
    if later:
        msg = (
            f"Berita Acara {determination.number} sudah diganti oleh {later.number}. "
            "Publikasikan yang berlaku."
        )
        raise ReleaseError(msg)


def _refuse_repeated(last: Release | None, sha256: str, reason: str) -> None:
    if last is None:
        return
    if last.sha256 == sha256 and not last.is_withdrawn:
        msg = "Isi yang sama sudah dipublikasikan."
        raise ReleaseError(msg)
    if not reason:
        msg = "Triwulan ini pernah dipublikasikan: tulis alasan revisinya."
        raise ReleaseError(msg)


@transaction.atomic
def withdraw(pk: UUID, *, reason: str, by: User) -> Release:
    """Take the release in force off the public pages; its address says why."""
    release = Release.objects.select_for_update(of=("self",)).with_context().get(pk=pk)
    newest = Release.objects.filter(period=release.period_id).aggregate(
        last=Max("revision")
    )["last"]
    if release.is_withdrawn or release.revision != newest:
        msg = "Hanya publikasi yang berlaku dapat dicabut."
        raise ReleaseError(msg)
    release.withdrawn_at, release.withdrawn_by = timezone.now(), by
    release.withdrawn_reason = reason
    release.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    audit.record(
        "release.withdrawn",
        release,
        by=by,
        quarter=str(release.period),
        revision=release.revision,
        reason=reason,
    )
    return release


# Tokens


@transaction.atomic
def create_token(
    *, name: str, scopes: Sequence[str], expires_at: datetime, by: User
) -> tuple[ApiToken, str]:
    """The row and the token itself, which is told once and kept nowhere."""
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        name=name,
        digest=digest_of(secret),
        hint=secret[:12],
        scopes=sorted(scopes),
        expires_at=expires_at,
        created_by=by,
    )
    audit.record(
        "token.created",
        token,
        by=by,
        name=name,
        scopes=", ".join(token.scopes),
        until=expires_at.isoformat(),
    )
    return token, secret


@transaction.atomic
def revoke_token(pk: UUID, *, by: User) -> ApiToken:
    """Refuse the token from now on; revoking twice changes nothing."""
    token = ApiToken.objects.select_for_update(of=("self",)).get(pk=pk)
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by = timezone.now(), by
        token.save(update_fields=["revoked_at", "revoked_by"])
        audit.record("token.revoked", token, by=by, name=token.name)
    return token


def use_token(secret: str) -> ApiToken | None:
    """The valid token of this secret, its use noted every few minutes; else None."""
    now = timezone.now()
    token = ApiToken.objects.valid(now).filter(digest=digest_of(secret)).first()
    if token is None:
        return None
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
    ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    return token


def digest_of(secret: str) -> str:
    """A random token of 256 bits needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
