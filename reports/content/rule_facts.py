"""A TPP rule set as plain JSON, as exports freeze it; and back to a rule."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reports import tpp

if TYPE_CHECKING:
    from datetime import date

    from reports.models import RuleSet


def rule_facts(rule_set: RuleSet) -> dict[str, Any]:
    rule = rule_set.as_rule()
    return {
        "name": rule_set.name,
        "revision": rule_set.revision,
        "legal_basis": rule_set.legal_basis,
        "method": rule_set.method,
        "weight": str(rule.weight),
        "target": None if rule.target is None else str(rule.target),
        "places": rule.places,
        "bands": [
            {"start": str(b.start), "end": str(b.end), "percent": str(b.percent)}
            | {"label": b.label}
            for b in rule.bands
        ],
        "not_final": rule_set.not_final,
        "open_objections": rule_set.open_objections,
        "valid_from": rule_set.valid_from.isoformat(),
        "valid_until": _day(rule_set.valid_until),
        "words": rule_set.in_words(),
        "approval": _approval(rule_set),
        "components": [
            {
                "name": part.name,
                "weight": str(part.weight),
                "scale_max": str(part.scale_max),
                "legal_basis": part.legal_basis,
            }
            for part in rule_set.ordered_components()
        ],
    }


def _approval(rule_set: RuleSet) -> dict[str, Any] | None:
    """Who approved it, by role alone; None for one of before two people did."""
    if rule_set.approved_by is None or rule_set.approved_at is None:
        return None
    return {
        "at": rule_set.approved_at.isoformat(),
        "role": rule_set.approved_by.get_role_display(),
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def rule_of(data: dict[str, Any]) -> tpp.Rule:
    """The rule that `rule_facts` wrote, also of exports that knew no components."""
    return tpp.Rule(
        method=tpp.Method(data["method"]),
        weight=Decimal(data["weight"]),
        places=data["places"],
        target=Decimal(data["target"]) if data["target"] else None,
        bands=tuple(
            tpp.Band(
                Decimal(band["start"]),
                Decimal(band["end"]),
                Decimal(band["percent"]),
                band["label"],
            )
            for band in data["bands"]
        ),
        components=tuple(
            tpp.Component(
                part["name"], Decimal(part["weight"]), Decimal(part["scale_max"])
            )
            for part in data.get("components", ())
        ),
    )
