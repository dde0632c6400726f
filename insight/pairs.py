"""Pairs of indicators between two versions, as they are recorded."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from insight.decomposition import identity
from insight.enums import MappingKind
from insight.models import Concordance, IndicatorMapping
from insight.proposal import core

if TYPE_CHECKING:
    from collections.abc import Iterable

    from instruments.definition import Instrument
    from instruments.models import Version

Pair = tuple[str, str]


def kinds_of(
    old: Instrument, new: Instrument, pairs: Iterable[Pair]
) -> dict[Pair, MappingKind]:
    """How each pair relates, by what else its two indicators are paired with."""
    found = sorted(set(pairs))
    targets = Counter(pair[0] for pair in found)
    sources = Counter(pair[1] for pair in found)

    def kind(pair: Pair) -> MappingKind:
        split, merged = targets[pair[0]] > 1, sources[pair[1]] > 1
        if split or merged:
            both = MappingKind.CROSSED if split and merged else None
            return both or (MappingKind.SPLIT if split else MappingKind.MERGED)
        before, after = old.by_code.get(pair[0]), new.by_code.get(pair[1])
        same = before and after and core(before.name) == core(after.name)
        return MappingKind.SAME if same else MappingKind.REVISED

    return {pair: kind(pair) for pair in found}


def recorded(old: Version, new: Version) -> tuple[Concordance, list[Pair]] | None:
    """The mapping in force between two versions, either way round: two queries.

    A mapping that was recorded from `new` to `old` is read backwards.
    """
    found = (
        Concordance.objects.filter(old__in=[old.pk, new.pk], new__in=[old.pk, new.pk])
        .in_force()
        .select_related("old", "new", "made_by")
    )
    by_way = {(c.old_id, c.new_id): c for c in found}
    concordance = by_way.get((old.pk, new.pk)) or by_way.get((new.pk, old.pk))
    if concordance is None:
        return None
    lines = IndicatorMapping.objects.filter(concordance=concordance)
    pairs = list(lines.values_list("old__code", "new__code"))
    if concordance.old_id == new.pk:
        pairs = [(after, before) for before, after in pairs]
    return concordance, pairs


def identical(instrument: Instrument) -> list[Pair]:
    return list(identity(instrument))
