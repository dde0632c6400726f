"""TPP rule sets that show what there is, labelled as examples; one waits for approval."""

from decimal import Decimal
from typing import Any

from accounts.models import User
from reports import actions, tpp
from reports.enums import Method, NotFinal
from spbe_portal.demo.calendar import Calendar
from spbe_portal.demo.province import Province

WEIGHT = Decimal(30)  # percent of "prestasi kerja", as the governor's rule has it


def make(demo: Province, calendar: Calendar, writer: User, second: User) -> None:
    """Written by one and approved by the other, but for the one that is a draft."""
    for words in demo.quarters["rule_sets"]:
        drafted = words.get("draft", False)
        by, other = (second, writer) if drafted else (writer, second)
        made = actions.create_rule_set(words["name"], _draft(words, calendar), by=by)
        if not drafted:
            actions.approve_rule_set(made, mark=actions.mark_of(made), by=other)


def _draft(words: dict[str, Any], calendar: Calendar) -> actions.Draft:
    return actions.Draft(
        legal_basis=words["legal_basis"],
        method=Method(words["method"]),
        weight=WEIGHT,
        places=2,
        not_final=NotFinal.EMPTY,
        valid_from=calendar.day(0).replace(month=1, day=1),
        bands=tuple(
            tpp.Band(Decimal(start), Decimal(end), Decimal(percent), label)
            for label, start, end, percent in words.get("bands", ())
        ),
        parts=tuple(
            actions.Part(name, Decimal(weight), Decimal(highest), basis)
            for name, weight, highest, basis in words.get("components", ())
        ),
    )
