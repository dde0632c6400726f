"""What the page of letterhead and signatories shows, and the letter of its preview."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from reports.content import shared
from reports.content.letterhead import (
    SIGNED_KEYS,
    emblem_of,
    identity_on,
    letterhead_on,
    signatories_on,
)
from reports.enums import Signed
from reports.models import Letterhead, Signatory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from accounts.models import User
    from reports.content.shared import Identity, Stamp

HISTORY = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a document: who signs today, and what is entered for later."""

    document: Signed
    position: int
    today: Signatory | None
    later: tuple[Signatory, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    today: date
    letterhead: Letterhead | None
    letterheads: Sequence[Letterhead]
    places: tuple[Place, ...]
    proposal: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """A letter without content: what stands above and below it."""

    identity: Identity
    on: date
    signatories: tuple[shared.Signatory, ...]
    emblem: bytes


def desk_of(user: User, today: date) -> Desk:
    """Three queries."""
    seen = Letterhead.objects.visible_to(user).newest_first().defer("emblem")
    known = list(seen.select_related("created_by")[:HISTORY])
    return Desk(
        today=today,
        letterhead=next((row for row in known if row.valid_from <= today), None),
        letterheads=known,
        places=_places(user, today),
        proposal=_proposal(today),
    )


def _places(user: User, today: date) -> tuple[Place, ...]:
    rows: dict[tuple[str, int], list[Signatory]] = defaultdict(list)
    for row in Signatory.objects.visible_to(user).newest_first():
        rows[row.document, row.position].append(row)
    found = []
    for (document, position), entered in sorted(rows.items()):
        now = next((row for row in entered if row.valid_from <= today), None)
        later = tuple(row for row in entered if row.valid_from > today)[::-1]
        if later or (now and now.title):
            found.append(Place(Signed(document), position, now, later))
    return tuple(found)


def _proposal(today: date) -> dict[str, Any]:
    said = shared.identity(identity_on(today))
    return {
        "government": said.government,
        "office": said.office,
        "address": said.address,
        "contact": said.contact,
        "place": said.place or said.address.split(",")[0],
        "valid_from": today,
    }


def sample_of(day: date) -> Sample:
    identity = shared.identity(identity_on(day))
    found = letterhead_on(day)
    return Sample(
        identity=identity,
        on=day,
        signatories=tuple(
            shared.Signatory(**{key: getattr(row, key) for key in SIGNED_KEYS})
            for row in signatories_on(Signed.OPD_REPORT, day)
        ),
        emblem=emblem_of(found.emblem_sha256) if found else b"",
    )


def sample_with(sample: Sample, entries: dict[str, Any]) -> Sample:
    """The same letter under the head that somebody is entering."""
    emblem = entries["emblem"].data if entries["emblem"] else b""
    if not emblem and entries["keep_emblem"]:
        emblem = sample.emblem
    identity = replace(
        sample.identity,
        named=entries["government"],
        office=entries["office"],
        address=entries["address"],
        contact=entries["contact"],
        place=entries["place"],
        emblem=hashlib.sha256(emblem).hexdigest() if emblem else "",
    )
    return replace(sample, identity=identity, on=entries["valid_from"], emblem=emblem)


def stamp_of(sample: Sample) -> Stamp:
    """Of a paper that is no document: a draft, without a code."""
    return shared.Stamp(
        code="",
        url="",
        inputs_sha256="",
        requested_at=timezone.now(),
        revision=1,
        is_draft=False,
        emblem=sample.emblem,
    )
