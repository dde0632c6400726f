"""The mapping between two instruments, as recorded or as proposed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Subquery

from insight.enums import MappingKind
from insight.models import Concordance, IndicatorMapping
from insight.proposal import propose
from instruments.queries import definition_of

if TYPE_CHECKING:
    from accounts.models import User
    from instruments.definition import Indicator, Instrument
    from instruments.models import Version


def listed(user: User) -> list[Concordance]:
    """The mappings in force with `pairs`, their number: one query."""
    counted = (
        IndicatorMapping.objects.filter(concordance=OuterRef("pk"))
        .values("concordance")
        .annotate(count=Count("pk"))
        .values("count")
    )
    found = (
        Concordance.objects.visible_to(user)
        .in_force()
        .select_related("old", "new", "made_by")
        .annotate(pairs=Subquery(counted))
    )
    return sorted(found, key=lambda one: (one.old.title, one.new.title))


@dataclass(frozen=True, slots=True)
class Line:
    old: Indicator | None
    new: Indicator | None
    kind: MappingKind | None


class MappingPage:
    def __init__(self, old: Version, new: Version, user: User) -> None:
        self.versions = old, new
        self.old: Instrument = definition_of(old.pk)
        self.new: Instrument = definition_of(new.pk)
        self.revisions = list(
            Concordance.objects.visible_to(user)
            .between(old, new)
            .select_related("made_by")
        )

    @property
    def standing(self) -> Concordance | None:
        return self.revisions[0] if self.revisions else None

    @property
    def revision(self) -> int:
        return self.standing.revision if self.standing else 0

    @property
    def source(self) -> str:
        return self.standing.source if self.standing else ""

    @cached_property
    def _kinds(self) -> dict[tuple[str, str], MappingKind | None]:
        """The recorded pairs, or else those that names propose."""
        if self.standing:
            rows = self.standing.lines.values_list("old__code", "new__code", "kind")
            return {(old, new): MappingKind(kind) for old, new, kind in rows}
        return dict.fromkeys(propose(self.old, self.new))

    @cached_property
    def sources(self) -> dict[str, list[str]]:
        """{new code: old codes}."""
        order = {leaf.code: at for at, leaf in enumerate(self.old.indicators)}
        found: dict[str, list[str]] = defaultdict(list)
        for old, new in sorted(self._kinds, key=lambda pair: order[pair[0]]):
            found[new].append(old)
        return found

    @property
    def lines(self) -> list[Line]:
        """Pairs in the order of the new instrument; a new one without pairs stands too."""
        found = []
        for leaf in self.new.indicators:
            codes = self.sources.get(leaf.code)
            if not codes:
                found.append(Line(None, leaf, None))
            for code in codes or ():
                kind = self._kinds[code, leaf.code]
                found.append(Line(self.old.by_code[code], leaf, kind))
        return found

    @property
    def removed(self) -> list[Indicator]:
        kept = {old for old, _ in self._kinds}
        return [leaf for leaf in self.old.indicators if leaf.code not in kept]

    @property
    def added_count(self) -> int:
        return sum(line.old is None for line in self.lines)
