"""The results of a year: its policy, and of each agency the quarters and their sum."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator

from accounts.models import Agency
from assessments.models import Period, Result
from insight.annual import QUARTERS, Annual, annual_of
from insight.content.determined import is_whole, mean
from insight.models import AnnualPolicy, PastResult
from instruments.queries import definition_of
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts.models import User
    from instruments.definition import Band, Instrument

PAGE = 50
TIMES = "\N{MULTIPLICATION SIGN}"


@dataclass(frozen=True, slots=True)
class YearLine:
    """One agency's year; `annual` is None without a policy or of an imported year."""

    agency: Agency
    results: Mapping[int, Result]
    annual: Annual | None
    past: PastResult | None

    @property
    def quarters(self) -> list[tuple[int, Result | None]]:
        return [(quarter, self.results.get(quarter)) for quarter in QUARTERS]

    @property
    def index(self) -> Decimal | None:
        """Of the policy; of a year before the portal, as imported."""
        if self.annual is not None and self.annual.index is not None:
            return self.annual.index
        return self.past.index if self.past else None

    @property
    def instrument(self) -> Instrument | None:
        """That of the last quarter that counts."""
        if not self.annual or not self.annual.terms:
            return None
        last = self.results[self.annual.terms[-1].quarter]
        return definition_of(last.assessment.version_id)

    @property
    def predicate(self) -> str:
        band = self._band
        return band.name if band else (self.past.predicate if self.past else "")

    @property
    def rank(self) -> int:
        if self.instrument is None or self.index is None:
            return 0
        return self.instrument.rank_of(self.index)

    @property
    def _band(self) -> Band | None:
        found = self.instrument
        return found.bands[self.rank - 1] if found and self.index is not None else None

    @property
    def is_mixed(self) -> bool:
        """Whether the quarters that count stand under more than one instrument."""
        terms = self.annual.terms if self.annual else ()
        return len({self.results[t.quarter].assessment.version_id for t in terms}) > 1

    @property
    def sum_in_words(self) -> str:
        """Shares times indices: "25% x 2,31 + 75% x 2,61"."""
        if self.annual is None or not self.annual.terms:
            return ""
        parts = [
            f"{_percent(term.share)} {TIMES} {formats.decimal(term.index)}"
            for term in self.annual.terms
        ]
        return " + ".join(parts)

    @property
    def waiting(self) -> str:
        waited = self.annual.waiting if self.annual else ()
        return ", ".join(formats.short_quarter(q) for q in waited)


def _percent(share: object) -> str:
    numerator, denominator = share.as_integer_ratio()  # type: ignore[attr-defined]
    value = Decimal(numerator * 100) / Decimal(denominator)
    places = 0 if value == value.to_integral_value() else 2
    return formats.percent(value, places)


class Year:
    """A year over the agencies that a person sees."""

    def __init__(self, year: int, user: User, page: str | None = None) -> None:
        self.year = year
        self.user = user
        self.policies = list(AnnualPolicy.objects.visible_to(user).of_year(year))
        self._page = page

    @property
    def policy(self) -> AnnualPolicy | None:
        """The one in force: the newest."""
        return self.policies[0] if self.policies else None

    @cached_property
    def lines(self) -> tuple[YearLine, ...]:
        """Two queries, whatever the number of agencies."""
        seen = Agency.objects.visible_to(self.user)
        rows = (
            Result.objects.in_force()
            .filter(
                assessment__period__year=self.year,
                assessment__agency__in=seen,
                is_final=True,
            )
            .select_related("assessment__agency", "assessment__period")
            .defer("inputs")
        )
        past = (
            PastResult.objects.visible_to(self.user)
            .in_force()
            .filter(year=self.year)
            .select_related("agency")
        )
        return lines_of(list(rows), list(past), self.policy)

    @cached_property
    def page(self) -> Page[YearLine]:
        return Paginator(self.lines, PAGE).get_page(self._page)

    @property
    def is_imported(self) -> bool:
        return any(line.past for line in self.lines)

    @property
    def indices(self) -> list[Decimal]:
        """Of work units: a government as a whole is no dot among them."""
        known = (line for line in self.lines if not is_whole(line.agency))
        return [line.index for line in known if line.index is not None]

    @property
    def mean(self) -> Decimal | None:
        return mean(self.indices)

    @property
    def bands(self) -> Sequence[Band]:
        found = (line.instrument for line in self.lines)
        instrument = next((one for one in found if one), None)
        return instrument.bands if instrument else ()


def lines_of(
    results: Sequence[Result], past: Sequence[PastResult], policy: AnnualPolicy | None
) -> tuple[YearLine, ...]:
    """One line an agency, in the order of their codes."""
    by_agency: dict[int, dict[int, Result]] = defaultdict(dict)
    agencies: dict[int, Agency] = {}
    for result in results:
        assessment = result.assessment
        by_agency[assessment.agency_id][assessment.period.quarter] = result
        agencies[assessment.agency_id] = assessment.agency
    imported = {result.agency_id: result for result in past}
    agencies |= {result.agency_id: result.agency for result in past}
    rule = policy.as_policy() if policy else None
    ordered = sorted(agencies.values(), key=lambda agency: agency.code)
    return tuple(
        YearLine(
            agency,
            by_agency[agency.pk],
            annual_of(rule, _indices(by_agency[agency.pk])) if rule else None,
            imported.get(agency.pk),
        )
        for agency in ordered
    )


def _indices(results: Mapping[int, Result]) -> dict[int, Decimal]:
    return {q: r.index for q, r in results.items() if r.index is not None}


def years_known(user: User) -> list[int]:
    """Years with quarters or imported results, newest first: two queries."""
    quarters = Period.objects.visible_to(user).values_list("year", flat=True)
    past = PastResult.objects.visible_to(user).values_list("year", flat=True)
    return sorted({*quarters, *past}, reverse=True)
