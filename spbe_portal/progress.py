"""How far a quarter is: its stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.enums import Status
from lib import formats

if TYPE_CHECKING:
    from assessments.models import Assessment

STAGES = (
    ("Pengisian", frozenset({Status.FILLING})),
    ("Telaah", frozenset({Status.SUBMITTED})),
    ("Perbaikan", frozenset({Status.RETURNED})),
    ("Sanggah", frozenset({Status.VERIFIED})),
    ("Pleno", frozenset({Status.FINAL})),
    ("Penetapan", frozenset({Status.DETERMINED})),
)


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    dates: str
    state: str


def stages_of(assessment: Assessment) -> list[Stage]:
    """The stages of the quarter; one without a date yet tells how long it will last.

    None of an assessment that was ended.
    """
    period = assessment.period
    dates = {
        "Pengisian": period.filling_until,
        "Telaah": period.review_until,
        "Perbaikan": assessment.revision_due_at,
        "Sanggah": assessment.objection_due_at,
        "Pleno": period.plenary_until,
        "Penetapan": assessment.determined_at,
    }
    lengths = {
        "Perbaikan": f"{period.revision_days} hari, bila ada yang dikembalikan",
        "Sanggah": f"{period.objection_days} hari sesudah terverifikasi",
    }
    if assessment.is_ended:
        return []
    at = next(n for n, (_, states) in enumerate(STAGES) if assessment.state in states)
    found = []
    for n, (name, _) in enumerate(STAGES):
        is_done = n < at or assessment.is_determined
        state = "done" if is_done else "now" if n == at else ""
        length = "" if state == "done" else lengths.get(name, "")
        day = dates[name]
        dated = f"sampai {formats.day(day)}" if day else length
        found.append(Stage(name, dated, state))
    return found
