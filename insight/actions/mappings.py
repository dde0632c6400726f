"""The mapping between two instrument versions: recorded whole, as a new revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from accounts import audit
from insight.actions.base import InsightError
from insight.models import Concordance, IndicatorMapping
from insight.pairs import kinds_of
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User
    from instruments.models import Indicator, Version

MEANWHILE = "Padanan ini baru saja diubah. Muat ulang halaman, lalu periksa."


@transaction.atomic
def map_versions(
    old: Version,
    new: Version,
    *,
    pairs: Collection[tuple[str, str]],
    source: str,
    reason: str,
    seen: int,
    by: User,
) -> Concordance:
    """Record which indicators ask the same; `pairs` are (old code, new code).

    `seen` is the revision that `by` saw, 0 for none. Raises InsightError for one version
    twice, a code that a version does not have, a change without reason, or a mapping
    that was changed meanwhile.
    """
    last = Concordance.objects.between(old, new).first()
    if (last.revision if last else 0) != seen:
        raise InsightError(MEANWHILE)
    if last and not reason.strip():
        msg = "Tulis alasan perubahan padanan."
        raise InsightError(msg)
    if old.pk == new.pk:
        msg = "Pilih dua instrumen yang berbeda."
        raise InsightError(msg)
    kinds = kinds_of(definition_of(old.pk), definition_of(new.pk), pairs)
    codes = [_by_code(old), _by_code(new)]
    for pair in kinds:
        if pair[0] not in codes[0] or pair[1] not in codes[1]:
            msg = f"Padanan {pair[0]} dan {pair[1]} tidak ada pada kedua instrumen."
            raise InsightError(msg)
    made = _create(old, new, seen + 1, source, reason.strip() if last else "", by)
    IndicatorMapping.objects.bulk_create(
        IndicatorMapping(
            concordance=made, old=codes[0][a], new=codes[1][b], kind=kind.value
        )
        for (a, b), kind in kinds.items()
    )
    audit.record(
        "mapping.recorded",
        made,
        by=by,
        old=old.code,
        new=new.code,
        revision=made.revision,
        pairs=len(kinds),
        source=source,
    )
    return made


def _by_code(version: Version) -> dict[str, Indicator]:
    return {indicator.code: indicator for indicator in version.indicators.all()}


def _create(
    old: Version, new: Version, revision: int, source: str, reason: str, by: User
) -> Concordance:
    try:
        with transaction.atomic():
            return Concordance.objects.create(
                old=old,
                new=new,
                revision=revision,
                source=source,
                reason=reason,
                made_by=by,
            )
    except IntegrityError as error:  # two people at once: the second revision is taken
        raise InsightError(MEANWHILE) from error
