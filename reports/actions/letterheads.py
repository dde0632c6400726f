"""Letterhead and signatories: always a new row, never a change of an old one."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts import audit
from reports.models import Letterhead, Signatory

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User
    from reports.emblems import Emblem
    from reports.enums import Signed


@transaction.atomic
def set_letterhead(
    *,
    valid_from: date,
    emblem: Emblem | None,
    keep_emblem: bool = False,
    by: User,
    **words: Any,
) -> Letterhead:
    """The head of letters from a day on: government, office, address, contact, place.

    With `keep_emblem` and no new picture, the one in force on that day goes on.
    """
    letterhead = Letterhead(valid_from=valid_from, created_by=by, **words)
    last = Letterhead.objects.on(valid_from).first() if keep_emblem else None
    if emblem:
        letterhead.emblem, letterhead.emblem_type = emblem.data, emblem.content_type
        letterhead.emblem_sha256 = hashlib.sha256(emblem.data).hexdigest()
    elif last:
        letterhead.emblem, letterhead.emblem_type = last.emblem, last.emblem_type
        letterhead.emblem_sha256 = last.emblem_sha256
    letterhead.save(force_insert=True)
    audit.record(
        "letterhead.set",
        letterhead,
        by=by,
        office=letterhead.office,
        valid_from=valid_from.isoformat(),
        emblem_sha256=letterhead.emblem_sha256,
    )
    return letterhead


@transaction.atomic
def set_signatory(
    document: Signed, *, position: int, valid_from: date, by: User, **block: str
) -> Signatory:
    """Who signs a document at a place from a day on; `block`: title, name, rank, nip."""
    signatory = Signatory(
        document=document,
        position=position,
        valid_from=valid_from,
        created_by=by,
        **block,
    )
    signatory.save(force_insert=True)
    verb = "signatory.set" if signatory.title else "signatory.dropped"
    audit.record(
        verb,
        signatory,
        by=by,
        document=signatory.get_document_display(),
        position=position,
        title=signatory.title,
        valid_from=valid_from.isoformat(),
    )
    return signatory


def drop_signatory(
    document: Signed, *, position: int, valid_from: date, by: User
) -> Signatory:
    """From that day on nobody signs at the place."""
    return set_signatory(document, position=position, valid_from=valid_from, by=by)
