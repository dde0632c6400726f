"""One agency over the quarters: domains, targets, the middle of others, its years."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from accounts.enums import AgencyKind
from assessments.history import standing_results
from assessments.models import Assessment, Target
from assessments.targets import WHOLE
from insight.content import peers
from insight.content.change import latest_pair
from insight.content.determined import Line, is_whole, line_of
from insight.content.milestones import milestones_of
from insight.content.year import YearLine, lines_of
from insight.models import AnnualPolicy, PastResult
from instruments.queries import definition_of
from lib import formats
from lib.charts import Stop

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from uuid import UUID

    from accounts.models import Agency, User
    from assessments.models import Period, Result
    from insight.content.peers import Medians
    from instruments.definition import Instrument

QUARTERS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Value:
    """What was reached in a domain (or as a whole), beside its target and the others."""

    code: str
    name: str
    index: Decimal | None
    target: Decimal | None
    similar: Decimal | None
    all: Decimal | None

    @property
    def missing(self) -> Decimal | None:
        """Index minus target."""
        if self.index is None or self.target is None:
            return None
        return self.index - self.target

    @property
    def apart(self) -> Decimal | None:
        """Index minus the median of similar agencies, else of all."""
        other = self.similar if self.similar is not None else self.all
        if self.index is None or other is None:
            return None
        return self.index - other


class AgencyPage:
    """Read when the template asks; a fixed number of queries for any number of quarters
    and agencies."""

    def __init__(self, agency: Agency, user: User) -> None:
        self.agency = agency
        self.user = user

    # Quarters

    @cached_property
    def results(self) -> list[Result]:
        """Determined ones, newest first."""
        found = standing_results(self.agency.pk).select_related(
            "assessment__agency", "determination__period"
        )
        return list(found[:QUARTERS_SHOWN])

    @cached_property
    def lines(self) -> list[Line]:
        """Oldest first."""
        return [line_of(result) for result in reversed(self.results)]

    @property
    def latest(self) -> Line | None:
        return self.lines[-1] if self.lines else None

    @cached_property
    def current(self) -> Assessment | None:
        """The newest assessment, while it is not determined: it has targets alone."""
        newest = (
            Assessment.objects.visible_to(self.user)
            .filter(agency=self.agency)
            .with_context()
            .newest_first()
            .first()
        )
        return None if newest is None or newest.is_determined else newest

    @cached_property
    def instrument(self) -> Instrument | None:
        latest = self.latest
        return definition_of(latest.result.assessment.version_id) if latest else None

    @property
    def period(self) -> Period | None:
        return self.latest.result.determination.period if self.latest else None

    @cached_property
    def targets(self) -> dict[UUID, dict[str, Decimal]]:
        """{assessment: {code: target}}, the index under the empty code."""
        keys = [line.result.assessment_id for line in self.lines]
        keys += [self.current.pk] if self.current else []
        found: dict[UUID, dict[str, Decimal]] = {key: {} for key in keys}
        for target in Target.objects.filter(assessment__in=keys):
            found[target.assessment_id][target.node_code] = target.value
        return found

    # Others

    @cached_property
    def _peers(self) -> dict[int, list[peers.Peer]]:
        return peers.peers_in(r.determination.period_id for r in self.results)

    def _medians(self, line: Line, kind: str) -> Medians:
        found = self._peers.get(line.result.determination.period_id, [])
        return peers.medians_of(found, self.agency, kind)

    @cached_property
    def similar(self) -> Medians:
        """Of the other agencies of this kind in the newest determined quarter."""
        if self.latest is None:
            return peers.NOBODY
        return self._medians(self.latest, self.agency.kind)

    @cached_property
    def all(self) -> Medians:
        return self._medians(self.latest, "") if self.latest else peers.NOBODY

    @property
    def group(self) -> str:
        """Whose median the charts show: of the kind where it may be told."""
        return self.agency.kind if self.similar.is_shown else ""

    @property
    def group_name(self) -> str:
        return AgencyKind(self.group).label.lower() if self.group else "jenis apa pun"

    @property
    def peers_least(self) -> int:
        return peers.LEAST

    @property
    def is_whole(self) -> bool:
        return is_whole(self.agency)

    # What the page shows

    @cached_property
    def values(self) -> list[Value]:
        """The newest determined quarter: the index, then each domain."""
        line, instrument = self.latest, self.instrument
        if line is None or instrument is None:
            return []
        aims = self.targets[line.result.assessment_id]
        named = [(WHOLE, "Indeks"), *((n.code, n.name) for n in instrument.nodes)]
        return [
            Value(
                code,
                name,
                _value(line, code),
                aims.get(code),
                self.similar.values.get(code),
                self.all.values.get(code),
            )
            for code, name in named
        ]

    @cached_property
    def courses(self) -> list[tuple[str, list[Stop]]]:
        """(name, stops) of the index and of each domain of the newest instrument."""
        if self.instrument is None:
            return []
        named = [
            (WHOLE, "Indeks"),
            *((node.code, node.name) for node in self.instrument.nodes),
        ]
        medians = {
            line.result.pk: self._medians(line, self.group) for line in self.lines
        }
        return [(name, self._stops(code, name, medians)) for code, name in named]

    def _stops(
        self, code: str, name: str, medians: Mapping[int, Medians]
    ) -> list[Stop]:
        stops = [self._imported(result, code, name) for result in reversed(self.past)]
        for line in self.lines:
            own = self._code_in(line, code, name)
            period = line.result.determination.period
            aims = self.targets[line.result.assessment_id]
            stops.append(
                Stop(
                    formats.short_quarter(period.quarter),
                    str(period.year),
                    None if own is None else _value(line, own),
                    None if own is None else aims.get(own),
                    None if own is None else medians[line.result.pk].values.get(own),
                )
            )
        if self.current:
            stops.append(self._ahead(self.current, code))
        return stops

    def _imported(self, result: PastResult, code: str, name: str) -> Stop:
        """A year before the portal: no target, and the middle of nobody."""
        known = dict(result.domain_values)
        value = result.index if code == WHOLE else known.get(name)
        return Stop("Impor", str(result.year), value)

    def _ahead(self, current: Assessment, code: str) -> Stop:
        period = current.period
        aims = self.targets[current.pk]
        quarter = formats.short_quarter(period.quarter)
        return Stop(quarter, str(period.year), None, aims.get(code))

    def _code_in(self, line: Line, code: str, name: str) -> str | None:
        """The domain's code in the instrument of an older quarter: the same name."""
        version = line.result.assessment.version_id
        if code == WHOLE or definition_of(version) is self.instrument:
            return code
        nodes = {node.name: node.code for node in definition_of(version).nodes}
        return nodes.get(name)

    @cached_property
    def past(self) -> list[PastResult]:
        """Imported years, newest first."""
        return list(
            PastResult.objects.visible_to(self.user)
            .in_force()
            .filter(agency=self.agency)
            .newest_first()
        )

    @cached_property
    def years(self) -> list[tuple[int, AnnualPolicy | None, YearLine]]:
        """(year, its policy, its line), newest first."""
        found: dict[int, list[Result]] = defaultdict(list)
        for result in (
            standing_results(self.agency.pk)
            .defer("inputs")
            .select_related("assessment__agency", "assessment__period")
        ):
            found[result.assessment.period.year].append(result)
        policies = {
            policy.year: policy
            for policy in AnnualPolicy.objects.visible_to(self.user)
            .in_force()
            .filter(year__in=found)
        }
        return [
            (year, policies.get(year), lines_of(own, [], policies.get(year))[0])
            for year, own in sorted(found.items(), reverse=True)
        ]

    @cached_property
    def last_change(self) -> tuple[str, str] | None:
        """The last two measurements that can be compared."""
        return latest_pair(milestones_of(self.agency))


def _value(line: Line, code: str) -> Decimal | None:
    return line.index if code == WHOLE else line.nodes.get(code)
