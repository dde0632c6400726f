"""A rule set applied to a determination before anything is written, with every step."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Q
from django.db.models.fields.json import KT

from assessments.enums import Status
from assessments.models import Result
from reports import tpp
from reports.content.figures import Figure, figure_of
from reports.content.waiting import objections_open, scores_in_force
from reports.enums import NotFinal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from assessments.models import Determination, Period
    from reports.content.shared import JSON, Value
    from reports.models import RuleSet, ScoreList

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule as it would apply: of a rule set that stands, or of a form."""

    name: str
    rule: tpp.Rule
    not_final: str
    valid_from: date | None = None
    valid_until: date | None = None

    @classmethod
    def of(cls, rule_set: RuleSet) -> Proposal:
        return cls(
            name=str(rule_set),
            rule=rule_set.as_rule(),
            not_final=rule_set.not_final,
            valid_from=rule_set.valid_from,
            valid_until=rule_set.valid_until,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One agency; `path` is every step of its figure, None where nothing is final."""

    code: str
    name: str
    is_final: bool
    status: str
    objections: int
    figure: Figure
    path: tpp.Path | None
    change: Value  # against the rule set that is compared


@dataclass(frozen=True, slots=True)
class Preview:
    proposal: Proposal
    compared: str
    words: str
    page: Page[Line]
    agencies: int
    counted: int
    complete: int  # those whose every part is known
    objections: int
    weighted: Decimal  # the sum of the weighted values
    total: Decimal  # the sum of the totals, where there are components
    without_scores: tuple[str, ...]  # components that no list was imported for
    bands: tuple[tuple[str, Decimal], ...]
    label: str
    decided_on: date

    @property
    def rule(self) -> tpp.Rule:
        return self.proposal.rule

    @property
    def missing(self) -> int:
        return self.agencies - self.counted

    @property
    def is_outside_dates(self) -> bool:
        """Whether the results were determined on a day that the rule does not name."""
        first, last = self.proposal.valid_from, self.proposal.valid_until
        if first and self.decided_on < first:
            return True
        return bool(last and self.decided_on > last)


def preview_of(
    determination: Determination,
    proposal: Proposal,
    *,
    compared: Proposal | None = None,
    page: str | None = None,
) -> Preview:
    """At most five queries, whatever the number of agencies.

    Raises tpp.RuleError where an index or a score can't be computed with.
    """
    period = determination.period
    names = [part.name for part in proposal.rule.components]
    lists = scores_in_force(period, names)
    earlier = NotFinal.LAST_FINAL in {
        proposal.not_final,
        compared.not_final if compared else "",
    }
    items = items_of(determination, lists, with_earlier=earlier)
    lines = [_line(item, proposal, compared) for item in items]
    figures = [line.figure for line in lines]
    weighted = [f.weighted for f in figures if f.weighted is not None]
    totals = [f.total for f in figures if f.total is not None]
    bands = period.version.bands.order_by("from_index")
    return Preview(
        proposal=proposal,
        compared=compared.name if compared else "",
        words=tpp.describe(proposal.rule),
        page=Paginator(lines, PAGE_SIZE).get_page(page),
        agencies=len(lines),
        counted=len(weighted),
        complete=len(totals),
        objections=sum(line.objections for line in lines),
        weighted=sum(weighted, Decimal(0)),
        total=sum(totals, Decimal(0)),
        without_scores=tuple(name for name in names if name not in lists),
        bands=tuple((band.name, band.from_index) for band in bands),
        label=period.version.status_label,
        decided_on=determination.decided_on,
    )


def items_of(
    determination: Determination,
    lists: Mapping[str, ScoreList],
    *,
    with_earlier: bool,
) -> list[JSON]:
    """As an export freezes them, without levels and nodes: what figures need."""
    rows = determination.results.order_by("agency_code", "pk").values(
        "agency_code",
        "agency_name",
        "is_final",
        "index",
        "predicate",
        agency=F("assessment__agency"),
        status=KT("inputs__status"),
    )
    past = _earlier(determination.period) if with_earlier else {}
    objections = objections_open(determination.period)
    scores = {name: found.scores for name, found in lists.items()}
    return [
        {
            "code": row["agency_code"],
            "name": row["agency_name"],
            "is_final": row["is_final"],
            "status": Status(row["status"]).label if row["status"] else "",
            "final": row["index"],
            "predicate": row["predicate"],
            "previous": past.get(row["agency"]),
            "scores": {n: given.get(row["agency_code"]) for n, given in scores.items()},
            "objections": objections.get(row["agency_code"], 0),
        }
        for row in rows
    ]


def _line(item: JSON, proposal: Proposal, compared: Proposal | None) -> Line:
    figure = figure_of(item, proposal.rule, proposal.not_final)
    index, change = figure.index, None
    if compared:
        other = figure_of(item, compared.rule, compared.not_final).weighted
        if other is not None and figure.weighted is not None:
            change = figure.weighted - other
    return Line(
        code=item["code"],
        name=item["name"],
        is_final=item["is_final"],
        status=item["status"],
        objections=item["objections"],
        figure=figure,
        path=None if index is None else tpp.path(proposal.rule, index),
        change=change,
    )


def _earlier(period: Period) -> dict[Any, JSON]:
    """The last final result before this quarter by the agency's key; one query."""
    place = "determination__period__year", "determination__period__quarter"
    before = Q(**{f"{place[0]}__lt": period.year}) | Q(
        **{place[0]: period.year, f"{place[1]}__lt": period.quarter}
    )
    rows = (
        Result.objects.in_force()
        .filter(before, is_final=True)
        .order_by(*place)
        .values("index", "predicate", *place, agency=F("assessment__agency"))
    )
    return {
        row["agency"]: {
            "index": row["index"],
            "predicate": row["predicate"],
            "year": row[place[0]],
            "quarter": row[place[1]],
        }
        for row in rows
    }
