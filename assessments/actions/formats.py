"""Formats of documents that are offered at an indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts import audit
from assessments.actions.base import AssessmentError
from assessments.models import IndicatorFormat
from evidence.enums import DocumentKind
from evidence.models import Document

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User
    from instruments.definition import Instrument


@transaction.atomic
def attach_format(
    document: Document, *, instrument: Instrument, indicators: Collection[str], by: User
) -> list[IndicatorFormat]:
    """Offer a format at each of `indicators` (codes); where it stands already, it stays."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    if not document.is_province or document.kind != DocumentKind.FORMAT:
        msg = "Hanya dokumen provinsi berjenis format yang dapat ditawarkan."
        raise AssessmentError(msg)
    if document.withdrawn_at:
        msg = "Format ini sudah ditarik."
        raise AssessmentError(msg)
    unknown = set(indicators) - set(instrument.by_code)
    if unknown or not indicators:
        msg = "Pilih indikator dari daftar."
        raise AssessmentError(msg)
    standing = IndicatorFormat.objects.filter(
        document=document, instrument_code=instrument.code, removed_at=None
    )
    have = set(standing.values_list("indicator_code", flat=True))
    new = sorted(set(indicators) - have)
    rows = IndicatorFormat.objects.bulk_create(
        IndicatorFormat(
            document=document,
            instrument_code=instrument.code,
            indicator_code=code,
            added_by=by,
        )
        for code in new
    )
    if rows:
        audit.record(
            "format.attached",
            document,
            by=by,
            instrument=instrument.code,
            indicators=new,
        )
    return rows


@transaction.atomic
def detach_format(row: IndicatorFormat, *, by: User) -> IndicatorFormat:
    """Offer it there no more; that it was offered stays in the history."""
    rows = IndicatorFormat.objects.select_for_update(of=("self",))
    row = rows.select_related("document").get(pk=row.pk)
    if row.removed_at:
        msg = "Format ini sudah dilepas dari indikator itu."
        raise AssessmentError(msg)
    row.removed_at, row.removed_by = timezone.now(), by
    row.save(update_fields=["removed_at", "removed_by"])
    audit.record(
        "format.detached",
        row.document,
        by=by,
        instrument=row.instrument_code,
        indicators=[row.indicator_code],
    )
    return row
