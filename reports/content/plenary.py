"""The minutes of a sitting of the plenary: who sat, what was decided and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.enums import ObjectionOutcome, Origin
from instruments.queries import definition_of
from reports.content import shared
from reports.content.letterhead import identity_on, signed_on
from reports.enums import Signed

if TYPE_CHECKING:
    from datetime import date

    from assessments.models import PlenaryItem, PlenarySession
    from reports.content.shared import JSON, Identity, Quarter, Signatory, Triple


# Freezing


def plenary_inputs(session: PlenarySession) -> JSON:
    """Plain JSON of a sitting and its decisions: two queries beside the instrument."""
    period = session.period
    instrument = definition_of(period.version_id)
    names = dict(period.assessments.values_list("agency_code", "agency_name"))
    items = session.items.select_related(
        "answer__assessment", "answer__indicator", "objection"
    ).order_by("answer__assessment__agency_code", "answer__indicator__position")
    return {
        "identity": identity_on(session.held_on),
        "period": {"year": period.year, "quarter": period.quarter},
        "instrument": {
            "code": instrument.code,
            "title": instrument.title,
            "label": instrument.status_label,
        },
        "session": {
            "number": session.number,
            "held_on": session.held_on.isoformat(),
            "place": session.place,
            "chair": session.chair,
            "participants": [
                {
                    "role": person["role"],
                    "name": person["name"],
                    "own": names.get(person.get("agency_code", ""), ""),
                }
                for person in session.participants
            ],
            "signatories": session.signatories
            or signed_on(Signed.PLENARY, session.held_on),
        },
        "items": [_item(item) for item in items],
    }


def _item(item: PlenaryItem) -> JSON:
    answer = item.answer
    return {
        "agency": answer.assessment.agency_name,
        "code": answer.indicator.code,
        "name": answer.indicator.name,
        "self": answer.self_level,
        "verified": item.verified_level,
        "final": item.level,
        "origin": item.origin,
        "objection": item.objection.reason if item.objection else "",
        "flag": item.flag_reason,
        "reason": item.reason,
    }


# Reading


@dataclass(frozen=True, slots=True)
class Person:
    """A participant; `own` is the agency on which he did not decide."""

    role: str
    name: str
    own: str


@dataclass(frozen=True, slots=True)
class Ruling:
    agency: str
    number: str
    name: str
    levels: Triple
    origin: Origin
    objection: str
    flag: str
    outcome: ObjectionOutcome
    reason: str


@dataclass(frozen=True, slots=True)
class PlenaryMinutes:
    identity: Identity
    quarter: Quarter
    instrument: str
    label: str
    number: str
    held_on: date
    place: str
    chair: str
    people: tuple[Person, ...]
    signatories: tuple[Signatory, ...]
    rulings: tuple[Ruling, ...]

    @property
    def abstentions(self) -> tuple[Person, ...]:
        """Who did not decide on the own agency, of those on which was decided."""
        decided = {ruling.agency for ruling in self.rulings}
        return tuple(person for person in self.people if person.own in decided)

    @property
    def contested(self) -> int:
        return sum(bool(ruling.objection) for ruling in self.rulings)

    @property
    def flagged(self) -> int:
        return sum(bool(ruling.flag) for ruling in self.rulings)

    @property
    def changed(self) -> int:
        return sum(r.outcome is ObjectionOutcome.CHANGED for r in self.rulings)

    @property
    def kept(self) -> int:
        return len(self.rulings) - self.changed

    @property
    def agencies(self) -> int:
        return len({ruling.agency for ruling in self.rulings})

    @property
    def blocks(self) -> tuple[Signatory, ...]:
        """Signature blocks; without entered ones the chair's, empty."""
        return self.signatories or (shared.Signatory("Pimpinan Sidang", "", "", ""),)


def read_plenary(inputs: JSON) -> PlenaryMinutes:
    """The minutes as plain values; no query."""
    session = inputs["session"]
    on = shared.day(session["held_on"])
    assert on is not None  # noqa: S101 a sitting always has its date
    return PlenaryMinutes(
        identity=shared.identity(inputs["identity"]),
        quarter=shared.quarter(inputs["period"]),
        instrument=inputs["instrument"]["title"],
        label=inputs["instrument"]["label"],
        number=session["number"],
        held_on=on,
        place=session["place"],
        chair=session["chair"],
        people=tuple(Person(**person) for person in session["participants"]),
        signatories=shared.signatories(session["signatories"]),
        rulings=tuple(_ruling(item) for item in inputs["items"]),
    )


def _ruling(item: JSON) -> Ruling:
    is_kept = item["final"] == item["verified"]
    return Ruling(
        agency=item["agency"],
        number=item["code"].removeprefix("I"),
        name=item["name"],
        levels=shared.triple(item),
        origin=Origin(item["origin"]),
        objection=item["objection"],
        flag=item["flag"],
        outcome=ObjectionOutcome.KEPT if is_kept else ObjectionOutcome.CHANGED,
        reason=item["reason"],
    )
