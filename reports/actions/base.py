"""What issues a document: its row, its revision, its start."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from celery import current_app, signature
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts import audit
from assessments.models import (
    Determination,
    Period,
)
from lib import canonical
from reports.codes import new_code
from reports.models import IssuedDocument

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from reports.enums import Kind

logger = logging.getLogger(__name__)

RENDER = "reports.tasks.render"


class ReportError(Exception):
    """The document can't be issued so; the message is a sentence for the user."""


def issue(
    kind: Kind,
    period: Period,
    inputs: dict[str, Any],
    *,
    by: User,
    is_draft: bool | None = None,
    starts: bool = True,
    **of: Any,
) -> IssuedDocument:
    """A new revision, unless one of the same inputs stands or is being made.

    `of` names what it is about; without `is_draft` it is one when nothing determined it.
    Without `starts` whoever asks makes the file.
    """
    if is_draft is None:
        is_draft = of.get("determination") is None
    twin = (
        IssuedDocument.objects.filter(
            kind=kind,
            period=period,
            assessment=of.get("assessment"),
            session=of.get("session"),
            mentoring=of.get("mentoring"),
            is_draft=is_draft,
            inputs_sha256=canonical.sha256(inputs),
        )
        .with_context()
        .order_by("-revision")
        .first()
    )
    if twin and not twin.is_draft:
        return twin
    document = create(kind, period, inputs, by=by, is_draft=is_draft, **of)
    if starts:
        start(document)
    audit.record(
        "document.requested",
        document,
        by=by,
        kind=kind,
        revision=document.revision,
        draft=document.is_draft,
        inputs_sha256=document.inputs_sha256,
    )
    return document


def create(
    kind: Kind,
    period: Period,
    inputs: dict[str, Any],
    *,
    by: User,
    is_draft: bool,
    **of: Any,
) -> IssuedDocument:
    document = IssuedDocument(
        kind=kind,
        period=period,
        is_draft=is_draft,
        code=None if is_draft else new_code(),
        inputs=inputs,
        inputs_sha256=canonical.sha256(inputs),
        requested_by=by,
        **of,
    )
    series = IssuedDocument.objects.same_series(document)
    document.revision = (series.aggregate(last=Max("revision"))["last"] or 0) + 1
    document.save(force_insert=True)
    return document


def start(document: IssuedDocument) -> None:
    pk = str(document.pk)
    transaction.on_commit(lambda: _send(pk))


def _send(pk: str) -> None:
    """By name: the task stands above the actions. Without a broker the row waits."""
    try:
        signature(RENDER, args=[pk], app=current_app).apply_async()
    except OperationalError:
        logger.exception("No broker for document %s: it waits for a retry", pk)


def resume() -> int:
    """Send stalled documents to a worker again; gives their number.

    A lost worker, a lost broker or a restart leaves rows behind, and the clock comes
    by every minute: none waits for a person. Running twice makes one file.
    """
    with transaction.atomic():
        stalled = IssuedDocument.objects.stalled().select_for_update(skip_locked=True)
        found = [str(pk) for pk in stalled.values_list("pk", flat=True)]
        IssuedDocument.objects.filter(pk__in=found).update(progressed_at=timezone.now())
    for pk in found:
        _send(pk)
    return len(found)


def lock(pk: UUID | str) -> IssuedDocument:
    return (
        IssuedDocument.objects.select_for_update(of=("self",)).with_context().get(pk=pk)
    )


def lock_period(pk: int) -> None:
    """Revisions of one quarter are numbered one after another."""
    Period.objects.select_for_update(no_key=True).get(pk=pk)


def refuse_replaced(determination: Determination) -> None:
    later = Determination.objects.filter(replaces=determination).first()
    if later:
        msg = (
            f"Berita Acara {determination.number} sudah diganti oleh {later.number}. "
            "Pilih yang berlaku."
        )
        raise ReportError(msg)
