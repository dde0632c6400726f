"""Everything that changes an instrument; nothing else writes this app's models."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from instruments.definition import Indicator as IndicatorDefinition
from instruments.definition import Instrument
from instruments.definition import Node as NodeDefinition
from instruments.enums import RequirementKind
from instruments.models import (
    Criterion,
    Indicator,
    Node,
    PredicateBand,
    Requirement,
    Version,
)


class InstrumentError(Exception):
    """An instrument can't be taken in as asked; the message is for the user."""


@transaction.atomic
def publish(instrument: Instrument, *, file_sha256: str, by: User | None) -> Version:
    """Write a checked definition as a published version, immutable from then on.

    The same file twice gives the version that stands. Raises InstrumentError when
    the code stands with other content: a correction needs a code of its own.
    """
    standing = Version.objects.filter(code=instrument.code).first()
    if standing and standing.file_sha256 == file_sha256:
        return standing
    if standing:
        msg = (
            f"Instrumen {instrument.code} sudah terbit dengan isi lain. "
            "Versi yang terbit tidak dapat diubah; beri kode baru."
        )
        raise InstrumentError(msg)
    version = _write_version(instrument, file_sha256)
    _write_nodes(version, instrument)
    version.published_at = timezone.now()
    version.published_by = by
    version.save(update_fields=["published_at", "published_by"])
    audit.record(
        "instrument.published", version, by=by, code=version.code, sha256=file_sha256
    )
    return version


@transaction.atomic
def retire(version: Version, *, by: User) -> Version:
    """No new period may use the version; assessments that have it keep it."""
    version = Version.objects.select_for_update().get(pk=version.pk)
    if version.retired_at:
        msg = f"Instrumen {version.code} sudah ditarik."
        raise InstrumentError(msg)
    version.retired_at, version.retired_by = timezone.now(), by
    version.save(update_fields=["retired_at", "retired_by"])
    audit.record("instrument.retired", version, by=by, code=version.code)
    return version


def _write_version(instrument: Instrument, file_sha256: str) -> Version:
    version = Version.objects.create(
        code=instrument.code,
        title=instrument.title,
        applies_to=instrument.applies_to,
        status=instrument.status,
        status_label=instrument.status_label,
        scale_min=instrument.scale_min,
        scale_max=instrument.scale_max,
        is_fractional=instrument.fractional,
        tree_depth=instrument.tree_depth,
        step=instrument.step,
        rounding=instrument.rounding,
        sources=[
            {"title": s.title, "page": s.page, "note": s.note}
            for s in instrument.sources
        ],
        self_test=[
            {
                "name": c.name,
                "levels": c.levels,
                "index": str(c.index),
                "predicate": c.predicate,
            }
            for c in instrument.self_test
        ],
        file_sha256=file_sha256,
    )
    PredicateBand.objects.bulk_create(
        PredicateBand(version=version, name=band.name, from_index=band.from_index)
        for band in instrument.bands
    )
    return version


def _write_nodes(version: Version, instrument: Instrument) -> None:
    indicators: list[tuple[IndicatorDefinition, Indicator]] = []

    def write(definition: NodeDefinition, parent: Node | None, position: int) -> None:
        node = Node.objects.create(
            version=version,
            parent=parent,
            code=definition.code,
            name=definition.name,
            kind=definition.kind,
            weight=definition.weight,
            position=position,
        )
        for place, child in enumerate(definition.nodes, 1):
            write(child, node, place)
        before = len(indicators)  # fixed first: `extend` grows the list as it reads
        indicators.extend(
            (leaf, _indicator(version, node, leaf, before + place))
            for place, leaf in enumerate(definition.indicators, 1)
        )

    for place, root in enumerate(instrument.nodes, 1):
        write(root, None, place)
    Indicator.objects.bulk_create(row for _, row in indicators)
    Criterion.objects.bulk_create(
        Criterion(indicator=row, level=c.level, name=c.name, text=c.text)
        for leaf, row in indicators
        for c in leaf.criteria
    )
    Requirement.objects.bulk_create(
        requirement
        for leaf, row in indicators
        for requirement in _requirements(leaf, row)
    )


def _indicator(
    version: Version, node: Node, leaf: IndicatorDefinition, position: int
) -> Indicator:
    return Indicator(
        version=version,
        node=node,
        code=leaf.code,
        name=leaf.name,
        weight=leaf.weight,
        kind=leaf.kind,
        definition=leaf.definition,
        position=position,
    )


def _requirements(leaf: IndicatorDefinition, row: Indicator) -> Iterator[Requirement]:
    kinds = (
        (RequirementKind.EVIDENCE, leaf.evidence),
        (RequirementKind.CONDITION, leaf.incomplete_if),
    )
    for kind, items in kinds:
        for position, item in enumerate(items, 1):
            yield Requirement(
                indicator=row,
                kind=kind,
                level=item.level,
                text=item.text,
                position=position,
            )
