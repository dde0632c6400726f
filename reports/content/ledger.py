"""The reconciliation of an export: who counts, who is missing, what the sums are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Min, Q, Sum

from accounts.enums import AgencyKind
from accounts.models import Agency
from reports import tpp
from reports.content.comparison import compare
from reports.content.metadata import approval
from reports.content.shared import quarter
from reports.content.sheet import read_facts
from reports.models import Export, ExportLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from django.db.models import QuerySet

    from reports.content.comparison import Comparison
    from reports.content.shared import Value
    from reports.content.sheet import Facts

PAGE_SIZE = 50
NAMED_MAX = 50


@dataclass(frozen=True, slots=True)
class Sums:
    """What is added up over all lines; empty values where nothing is final."""

    agencies: int
    final: int
    counted: int
    complete: int
    borrowed: int  # with a result of an earlier quarter
    disputed: int  # with objections that wait
    weighted: Value
    total: Value
    lowest: Value
    highest: Value

    @property
    def missing(self) -> int:
        return self.agencies - self.counted


@dataclass(frozen=True, slots=True)
class Weight:
    name: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Worked:
    """A line with every step from its index to its weighted value."""

    line: ExportLine
    path: tpp.Path | None


@dataclass(frozen=True, slots=True)
class Ledger:
    export: Export
    facts: Facts
    approval: str
    sums: Sums
    weights: tuple[Weight, ...]
    missing: Sequence[ExportLine]  # no figure
    absent: Sequence[Agency]  # no line: they took no part in the quarter
    lines: Page[Worked]
    revisions: Sequence[Export]
    changed: Comparison | None  # against the revision before

    @property
    def rule(self) -> tpp.Rule:
        return self.facts.rule


def ledger_of(export: Export, page: str | None) -> Ledger:
    """A fixed number of queries, whatever the number of agencies."""
    facts = read_facts(export.inputs)
    revisions = list(
        Export.objects.filter(period=export.period_id)
        .select_related("determination", "rule_set", "document")
        .order_by("-revision")
    )
    before = next((e for e in revisions if e.revision < export.revision), None)
    lines = export.lines.defer("inputs").order_by("position")
    return Ledger(
        export=export,
        facts=facts,
        approval=approval(facts.rule_set),
        sums=_sums(export),
        weights=(
            Weight("SPBE", facts.rule.weight),
            *(Weight(part.name, part.weight) for part in facts.rule.components),
        ),
        missing=list(lines.filter(weighted__isnull=True)[:NAMED_MAX]),
        absent=_absent(export),
        lines=_worked(lines, facts.rule, page),
        revisions=revisions,
        changed=compare(before, export) if before else None,
    )


def _sums(export: Export) -> Sums:
    found = export.lines.aggregate(
        agencies=Count("pk"),
        final=Count("pk", filter=Q(is_final=True)),
        counted=Count("weighted"),
        complete=Count("total"),
        borrowed=Count("pk", filter=~Q(source="")),
        disputed=Count("pk", filter=Q(objections__gt=0)),
        lowest=Min("weighted"),
        highest=Max("weighted"),
        together=Sum("weighted"),
        all_together=Sum("total"),
    )
    summed = {"weighted": found.pop("together"), "total": found.pop("all_together")}
    return Sums(**found, **summed)


def _absent(export: Export) -> list[Agency]:
    """Agencies that stood in the quarter and have no line."""
    span = quarter(export.inputs["period"])
    standing = Agency.objects.open_on(span.starts_on).filter(
        opened_on__lte=span.ends_on
    )
    return list(
        standing.exclude(kind=AgencyKind.PEMDA)
        .exclude(code__in=export.lines.values("agency_code"))
        .order_by("code")[:NAMED_MAX]
    )


def _worked(
    lines: QuerySet[ExportLine], rule: tpp.Rule, page: str | None
) -> Page[Worked]:
    found: Any = Paginator(lines, PAGE_SIZE).get_page(page)
    found.object_list = [
        Worked(line, None if line.index is None else tpp.path(rule, line.index))
        for line in found.object_list
    ]
    worked: Page[Worked] = found
    return worked
