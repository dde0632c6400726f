"""Letterhead and signature blocks in force on a day, as a document freezes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from reports.models import Letterhead, Signatory

if TYPE_CHECKING:
    from datetime import date

    from reports.content.shared import JSON
    from reports.enums import Signed
    from reports.models import IssuedDocument

SIGNED_KEYS = ("above", "title", "name", "rank", "nip")


def letterhead_on(day: date) -> Letterhead | None:
    """None while nothing was entered: then the settings say whose letter it is."""
    return Letterhead.objects.on(day).defer("emblem").first()


def identity_on(day: date) -> JSON:
    """What a document freezes of its letterhead: one query.

    The emblem by its SHA-256; `emblem_of` finds the picture again.
    """
    found = letterhead_on(day)
    identity = {
        "province": settings.PROVINCE,
        "office": settings.OFFICE,
        "address": settings.OFFICE_ADDRESS,
    }
    return identity | said_by(found) if found else identity


def said_by(letterhead: Letterhead) -> JSON:
    return {
        "government": letterhead.government,
        "office": letterhead.office,
        "address": letterhead.address,
        "contact": letterhead.contact,
        "place": letterhead.place,
        "emblem": letterhead.emblem_sha256,
    }


def emblem_of(sha256: str) -> bytes:
    """The picture that was frozen; empty when there was none."""
    if not sha256:
        return b""
    kept = Letterhead.objects.filter(emblem_sha256=sha256)
    return bytes(kept.values_list("emblem", flat=True).first() or b"")


def emblem_in(document: IssuedDocument) -> bytes:
    return emblem_of(document.inputs.get("identity", {}).get("emblem", ""))


def signatories_on(document: Signed, day: date) -> list[Signatory]:
    """The blocks of a document in their order, dropped places left out: one query."""
    places: dict[int, Signatory] = {}
    for row in Signatory.objects.on(day).filter(document=document):
        places.setdefault(row.position, row)
    return [row for _, row in sorted(places.items()) if row.title]


def signed_on(document: Signed, day: date) -> list[JSON]:
    """The same as a document freezes them."""
    rows = signatories_on(document, day)
    return [{key: getattr(row, key) for key in SIGNED_KEYS} for row in rows]
