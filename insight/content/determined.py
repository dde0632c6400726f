"""The determined results of a quarter, agency by agency; nothing else is compared."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from accounts.enums import AgencyKind
from accounts.models import Agency
from assessments.history import last_results
from assessments.models import Assessment, Result
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from accounts.models import User
    from assessments.models import Period


def is_whole(agency: Agency) -> bool:
    """A government as a whole: in no mean and no median of its work units."""
    return agency.kind == AgencyKind.PEMDA


@dataclass(frozen=True, slots=True)
class Line:
    """What was determined for one agency: `levels` and `own` are {code: level}."""

    result: Result
    agency: Agency
    nodes: Mapping[str, Decimal]
    own_nodes: Mapping[str, Decimal]
    levels: Mapping[str, int]
    own: Mapping[str, int]
    before: Result | None

    @property
    def name(self) -> str:
        return self.result.agency_name

    @property
    def index(self) -> Decimal:
        assert self.result.index is not None  # noqa: S101 a constraint keeps it
        return self.result.index

    @property
    def own_index(self) -> Decimal | None:
        return self.result.self_index

    @property
    def change(self) -> Decimal | None:
        """Against the last determined quarter."""
        if self.before is None or self.before.index is None:
            return None
        return self.index - self.before.index

    @property
    def lowered(self) -> Decimal | None:
        """Final minus self."""
        return None if self.own_index is None else self.index - self.own_index

    @property
    def is_whole(self) -> bool:
        return is_whole(self.agency)


@dataclass(frozen=True, slots=True)
class Quarter:
    """The determined lines of a quarter, and the assessments that have none yet."""

    lines: tuple[Line, ...]
    open: tuple[Assessment, ...]

    def of_kind(self, kind: str) -> Quarter:
        if not kind:
            return self
        return Quarter(
            tuple(line for line in self.lines if line.agency.kind == kind),
            tuple(a for a in self.open if a.agency.kind == kind),
        )

    @property
    def pool(self) -> tuple[Line, ...]:
        """Whose figures are put together: work units, or governments by themselves."""
        units = tuple(line for line in self.lines if not line.is_whole)
        return units or self.lines

    @property
    def kinds(self) -> list[tuple[str, str]]:
        present = {line.agency.kind for line in self.lines}
        present |= {a.agency.kind for a in self.open}
        return [choice for choice in AgencyKind.choices if choice[0] in present]


def quarter_of(period: Period, user: User) -> Quarter:
    """Of the agencies that the user sees: three queries."""
    seen = Agency.objects.visible_to(user)
    results = (
        Result.objects.in_force()
        .filter(assessment__period=period, assessment__agency__in=seen, is_final=True)
        .select_related("assessment__agency", "determination")
        .order_by("agency_code")
    )
    earlier = {
        result.assessment.agency_id: result
        for result in last_results(period)
        .filter(assessment__agency__in=seen)
        .select_related("assessment", "determination__period")
        .defer("inputs")
    }
    lines = tuple(
        line_of(result, earlier.get(result.assessment.agency_id)) for result in results
    )
    done = {line.result.assessment_id for line in lines}
    others = (
        Assessment.objects.visible_to(user)
        .filter(period=period)
        .select_related("agency")
        .order_by("agency_code")
    )
    return Quarter(lines, tuple(a for a in others if a.pk not in done))


def line_of(result: Result, before: Result | None = None) -> Line:
    """A result with its assessment and agency read."""
    inputs: dict[str, Any] = result.inputs
    return Line(
        result=result,
        agency=result.assessment.agency,
        nodes={node["code"]: Decimal(node["final"]) for node in inputs["nodes"]},
        own_nodes={node["code"]: Decimal(node["self"]) for node in inputs["nodes"]},
        levels={level["code"]: level["final"] for level in inputs["levels"]},
        own={level["code"]: level["self"] for level in inputs["levels"]},
        before=before,
    )


def median(values: Iterable[Decimal]) -> Decimal | None:
    """The middle value, of an even number the mean of the two; half up, two decimals."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    if len(ordered) % 2:
        return formats.rounded(ordered[half])
    return formats.rounded((ordered[half - 1] + ordered[half]) / 2)


def mean(values: Iterable[Decimal | int]) -> Decimal | None:
    """Half up, two decimals."""
    found = [Decimal(value) for value in values]
    if not found:
        return None
    return formats.rounded(sum(found, Decimal(0)) / len(found))
