"""Scores of other instruments: kept for a look, applied whole, or dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts import audit
from reports.actions.base import ReportError, lock_period
from reports.models import ScoreList

if TYPE_CHECKING:
    from decimal import Decimal

    from accounts.models import User
    from assessments.models import Period


@transaction.atomic
def keep_scores(
    period: Period,
    *,
    component: str,
    scale_max: Decimal,
    source: str,
    file_name: str,
    file_sha256: str,
    rows: list[dict[str, object]],
    by: User,
) -> ScoreList:
    """Keep what was read, so that it can be looked at; no export uses it yet.

    `rows` have the shape that `ScoreList` tells.
    """
    kept = ScoreList.objects.create(
        period=period,
        component=component,
        scale_max=scale_max,
        source=source.strip(),
        file_name=file_name[:200],
        file_sha256=file_sha256,
        rows=rows,
        uploaded_by=by,
    )
    audit.record(
        "scores.uploaded",
        kept,
        by=by,
        component=component,
        sha256=file_sha256,
        rows=len(rows),
    )
    return kept


@transaction.atomic
def apply_scores(scores: ScoreList, *, by: User) -> ScoreList:
    """From now on exports of the quarter use them, and they stay as they are.

    Raises ReportError while a row is faulty, and for what is settled already.
    """
    lock_period(scores.period_id)
    scores = _lock_pending(scores)
    if any(row["fault"] for row in scores.rows):
        msg = "Tidak ada yang diterapkan. Perbaiki berkas, lalu unggah lagi."
        raise ReportError(msg)
    same = ScoreList.objects.applied().filter(
        period=scores.period_id, component=scores.component
    )
    scores.revision = (same.aggregate(last=Max("revision"))["last"] or 0) + 1
    scores.applied_at, scores.applied_by = timezone.now(), by
    scores.save(update_fields=["revision", "applied_at", "applied_by"])
    audit.record(
        "scores.applied",
        scores,
        by=by,
        component=scores.component,
        revision=scores.revision,
        sha256=scores.file_sha256,
    )
    return scores


@transaction.atomic
def drop_scores(scores: ScoreList, *, by: User) -> ScoreList:
    """The file is not used; what was read of it stays on record."""
    scores = _lock_pending(scores)
    scores.dropped_at = timezone.now()
    scores.save(update_fields=["dropped_at"])
    audit.record("scores.dropped", scores, by=by, component=scores.component)
    return scores


def _lock_pending(scores: ScoreList) -> ScoreList:
    found = ScoreList.objects.select_for_update(of=("self",)).get(pk=scores.pk)
    if not found.is_pending:
        msg = "Impor nilai ini sudah diterapkan atau dibatalkan."
        raise ReportError(msg)
    return found
