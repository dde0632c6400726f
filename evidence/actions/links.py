"""Addresses as evidence: added, replaced, asked whether they answer."""

from __future__ import annotations

import hashlib
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Agency
from evidence.actions.base import EvidenceError
from evidence.actions.inspections import send
from evidence.actions.search import refresh_search
from evidence.enums import DocumentKind, LinkState
from evidence.inspection import links
from evidence.models import LINK_TYPE, Document, DocumentVersion, LinkCheck

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

CHECK = "evidence.tasks.check_link"
MINUTE = 60
AGAIN_A_MINUTE = 10  # checks that one person asks for
FRESH = timedelta(hours=20)  # a daily check finds yesterday's older than that
LOST = timedelta(minutes=5)  # after which a first check did not come
NAME_MAX = 200


@transaction.atomic
def add_link(
    url: str, *, agency: Agency | None, by: User, **description: Any
) -> Document:
    """A new document whose first version is an address; without agency the province's.

    `description`: title, issued_on, number, valid_until. The same address again gives
    the document that has it. Raises EvidenceError for an address that is none of ours
    to ask.
    """
    _refuse(url)
    if agency:  # a second click waits
        Agency.objects.select_for_update().get(pk=agency.pk)
    standing = Document.objects.filter(
        agency=agency, withdrawn_at__isnull=True, current__sha256=_digest(url)
    ).first()
    if standing:
        return standing
    description["title"] = description.get("title") or urlsplit(url).hostname
    document = Document(
        agency=agency, created_by=by, kind=DocumentKind.LINK, **description
    )
    document.full_clean(exclude=["current"])
    document.save()
    _add_address(document, url, number=1, by=by)
    audit.record("document.linked", document, by=by, version=1, url=url)
    return document


@transaction.atomic
def replace_link(document: Document, url: str, *, reason: str, by: User) -> Document:
    """A new address takes the place of the old in use, never in history."""
    _refuse(url)
    document = Document.objects.select_for_update().get(pk=document.pk)
    if document.withdrawn_at:
        msg = "Dokumen ini sudah ditarik."
        raise EvidenceError(msg)
    last = document.versions.order_by("-number").first()
    if last is None or not last.is_link:
        msg = "Dokumen ini berupa berkas. Ganti dengan berkas versi baru."
        raise EvidenceError(msg)
    if last.url == url:
        msg = "Alamat ini sama dengan yang berlaku."
        raise EvidenceError(msg)
    number = last.number + 1
    _add_address(document, url, number=number, reason=reason, by=by)
    audit.record(
        "document.replaced", document, by=by, version=number, reason=reason, url=url
    )
    return document


def ask_again(version: DocumentVersion, *, by: User) -> None:
    """Have an address checked now. Raises EvidenceError when that was just done."""
    if not version.is_link:
        msg = "Hanya tautan yang diperiksa alamatnya."
        raise EvidenceError(msg)
    key = f"links:{by.pk}:{int(time.time() // MINUTE)}"
    cache.add(key, 0, 2 * MINUTE)
    is_first = cache.add(f"link:{version.pk}", 1, MINUTE)
    if not is_first or cache.incr(key) > AGAIN_A_MINUTE:
        msg = "Tautan baru saja diperiksa. Tunggu satu menit, lalu coba lagi."
        raise EvidenceError(msg)
    send(CHECK, str(version.pk))


def record_check(version: DocumentVersion, answer: links.Answer) -> LinkCheck:
    """One more line of what the address answered; the newest counts."""
    return LinkCheck.objects.create(
        version=version,
        state=LinkState(answer.state),
        status_code=answer.status_code,
        final_url=answer.final_url,
        detail=answer.detail,
    )


def links_to_check() -> list[str]:
    """Addresses that answers of open quarters rest on, not checked today.

    The citations are those of the app above, reached by the name they give themselves
    here; a determined assessment is no more looked at.
    """
    cited = DocumentVersion.objects.filter(
        content_type=LINK_TYPE,
        citations__withdrawn_at__isnull=True,
        citations__answer__assessment__determined_at__isnull=True,
    )
    return _keys(_unchecked_since(cited, timezone.now() - FRESH))


def first_checks_lost() -> list[str]:
    """New addresses whose check did not come: the queue or its worker was lost."""
    now = timezone.now()
    new = DocumentVersion.objects.filter(
        content_type=LINK_TYPE,
        uploaded_at__range=(now - timedelta(days=1), now - LOST),
        link_checks__isnull=True,
    )
    return _keys(new)


def _unchecked_since(
    versions: QuerySet[DocumentVersion], moment: Any
) -> QuerySet[DocumentVersion]:
    fresh = LinkCheck.objects.filter(checked_at__gt=moment)
    return versions.exclude(pk__in=fresh.values("version"))


def _keys(versions: QuerySet[DocumentVersion]) -> list[str]:
    return [str(pk) for pk in versions.values_list("pk", flat=True).distinct()]


def _add_address(
    document: Document, url: str, *, number: int, reason: str = "", by: User
) -> None:
    version = DocumentVersion.objects.create(
        document=document,
        number=number,
        url=url,
        original_name=url[:NAME_MAX],
        content_type=LINK_TYPE,
        size=len(url.encode()),
        sha256=_digest(url),
        reason=reason,
        uploaded_by=by,
    )
    document.current = version
    document.save(update_fields=["current"])
    refresh_search(document)
    transaction.on_commit(lambda: send(CHECK, str(version.pk)))


def _refuse(url: str) -> None:
    if reason := links.reason_against(url):
        raise EvidenceError(reason)


def _digest(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()
