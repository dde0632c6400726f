"""The pages of TPP: exports of a quarter, the rule sets, one rule set, a preview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assessments.models import Determination, Period
from reports import tpp
from reports.content.desk import period_of
from reports.content.preview import Preview, Proposal, preview_of
from reports.content.waiting import scores_in_force
from reports.models import Export, RuleSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from reports.models import Component, ScoreList

PERIODS = 8  # of the menu
DROPPED_SHOWN = 3
VERSIONS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Desk:
    period: Period | None
    periods: Sequence[Period]
    determination: Determination | None
    usable: Sequence[RuleSet]
    drafts: Sequence[RuleSet]
    dropped: Sequence[RuleSet]
    exports: Sequence[Export]
    chosen: RuleSet | None
    preview: Preview | None
    fault: str  # why the chosen rule set gives no preview

    @property
    def has_rules(self) -> bool:
        return bool(self.usable or self.drafts)


def desk_of(user: User, key: str, rule_set: str, page: str | None = None) -> Desk:
    """Exports and rule sets, and a preview when a rule set is named by its uuid.

    Without a key the newest determined quarter: only that can be exported.
    """
    place = place_of(user, key)
    rule_sets = list(RuleSet.objects.visible_to(user).newest_first())
    usable = [found for found in rule_sets if found.is_usable]
    chosen = next((found for found in usable if str(found.pk) == rule_set), None)
    preview, fault = _tried(place.determination, chosen, page)
    exports = Export.objects.visible_to(user).newest_first()
    return Desk(
        period=place.period,
        periods=place.periods,
        determination=place.determination,
        usable=usable,
        drafts=[found for found in rule_sets if found.is_draft],
        dropped=[found for found in rule_sets if found.dropped_at][:DROPPED_SHOWN],
        exports=list(exports.filter(period=place.period)) if place.period else [],
        chosen=chosen,
        preview=preview,
        fault=fault,
    )


@dataclass(frozen=True, slots=True)
class Place:
    """The quarter that a page of TPP is about, and what else may be chosen."""

    period: Period | None
    periods: Sequence[Period]
    determination: Determination | None


def place_of(user: User, key: str) -> Place:
    period = period_of(user, key or _newest_determined(user))
    return Place(
        period=period,
        periods=list(Period.objects.visible_to(user).newest_first()[:PERIODS]),
        determination=(
            period.determinations.in_force().select_related("period__version").first()
            if period
            else None
        ),
    )


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A component with the list of the quarter that counts, if there is one."""

    component: Component
    scores: ScoreList | None


@dataclass(frozen=True, slots=True)
class RulePage:
    rule_set: RuleSet
    rule: tpp.Rule
    words: str
    place: Place
    preview: Preview | None
    fault: str
    versions: Sequence[RuleSet]
    exports: Sequence[Export]
    components: tuple[ScoreLine, ...]
    user: User

    @property
    def may_change(self) -> bool:
        return self.rule_set.is_draft and self.is_writer

    @property
    def is_writer(self) -> bool:
        return self.rule_set.created_by_id == self.user.pk


def rule_page_of(
    rule_set: RuleSet, user: User, key: str, page: str | None = None
) -> RulePage:
    """Everything about one rule set; its figures are those of the quarter's results."""
    place = place_of(user, key)
    versions = list(
        RuleSet.objects.visible_to(user)
        .filter(name=rule_set.name)
        .newest_first()
        .order_by("-revision")[:VERSIONS_SHOWN]
    )
    before = next(
        (v for v in versions if v.is_usable and v.revision < rule_set.revision), None
    )
    preview, fault = _tried(place.determination, rule_set, page, before)
    parts = rule_set.ordered_components()
    names = [part.name for part in parts]
    lists = scores_in_force(place.period, names) if place.period else {}
    exports = Export.objects.visible_to(user).newest_first().filter(rule_set=rule_set)
    return RulePage(
        rule_set=rule_set,
        rule=rule_set.as_rule(),
        words=rule_set.in_words(),
        place=place,
        preview=preview,
        fault=fault,
        versions=versions,
        exports=list(exports[:VERSIONS_SHOWN]),
        components=tuple(ScoreLine(part, lists.get(part.name)) for part in parts),
        user=user,
    )


def proposal_page(
    user: User, key: str, proposal: Proposal | None
) -> tuple[Place, Preview | None, str]:
    """What a form would make of the quarter: the place, the preview, or its fault."""
    place = place_of(user, key)
    if proposal is None or place.determination is None:
        return place, None, ""
    try:
        return place, preview_of(place.determination, proposal), ""
    except tpp.RuleError as error:
        return place, None, str(error)


def proposed_bands(period: Period | None) -> list[dict[str, Any]]:
    """Rows for a new table: the predicates of the period's instrument, no percentage."""
    if period is None:
        return []
    rows = list(period.version.bands.order_by("from_index"))
    ends = [row.from_index for row in rows[1:]] + [tpp.HIGHEST]
    return [
        {"label": row.name, "start": row.from_index, "end": end}
        for row, end in zip(rows, ends, strict=True)
    ]


def _tried(
    determination: Determination | None,
    rule_set: RuleSet | None,
    page: str | None,
    before: RuleSet | None = None,
) -> tuple[Preview | None, str]:
    if determination is None or rule_set is None:
        return None, ""
    try:
        compared = Proposal.of(before) if before else None
        found = preview_of(
            determination, Proposal.of(rule_set), compared=compared, page=page
        )
    except tpp.RuleError as error:
        return None, str(error)
    return found, ""


def _newest_determined(user: User) -> str:
    determined = Period.objects.visible_to(user).filter(determinations__isnull=False)
    newest = determined.newest_first().first()
    return f"{newest.year}-{newest.quarter}" if newest else ""
