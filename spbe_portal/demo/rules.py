"""TPP rule sets that show two methods, labelled as examples."""

from decimal import Decimal

from accounts.models import User
from reports import actions, tpp
from reports.enums import Method, NotFinal
from spbe_portal.demo.calendar import Calendar
from spbe_portal.demo.province import Province

WEIGHT = Decimal(30)  # percent of "prestasi kerja", as the governor's rule has it


def make(demo: Province, calendar: Calendar, by: User) -> None:
    for words in demo.quarters["rule_sets"]:
        actions.create_rule_set(
            words["name"],
            legal_basis=words["legal_basis"],
            method=Method(words["method"]),
            weight=WEIGHT,
            places=2,
            not_final=NotFinal.EMPTY,
            valid_from=calendar.day(0),
            bands=[
                tpp.Band(Decimal(start), Decimal(end), Decimal(percent), label)
                for label, start, end, percent in words.get("bands", ())
            ],
            by=by,
        )
