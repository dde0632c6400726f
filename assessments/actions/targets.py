"""Setting what an agency aims at in a quarter."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from accounts import audit
from accounts.models import User
from assessments.actions.base import AssessmentError, lock
from assessments.models import Assessment, Target
from assessments.targets import names_of, values_of
from instruments.definition import Instrument
from instruments.queries import definition_of
from lib import formats

PLACES = Decimal("0.01")


@transaction.atomic
def set_targets(
    assessment: Assessment, values: Mapping[str, Decimal | None], *, by: User
) -> Assessment:
    """Targets by code: empty for the index, else of a domain; None removes one.

    Codes that are not named keep theirs. Raises AssessmentError for a value outside
    the scale or with more than two decimals, an unknown code, or once the result is
    determined.
    """
    assessment = lock(assessment)
    if assessment.is_ended:
        msg = "Penilaian ini dihentikan, jadi targetnya tidak berubah lagi."
        raise AssessmentError(msg)
    if assessment.is_determined:
        msg = "Hasil triwulan ini sudah ditetapkan, jadi targetnya tidak dapat diubah."
        raise AssessmentError(msg)
    instrument = definition_of(assessment.version_id)
    for code, value in values.items():
        _refuse(instrument, code, value)
    before = values_of(assessment)
    after = {c: v for c, v in {**before, **values}.items() if v is not None}
    if after == before:
        return assessment
    Target.objects.filter(assessment=assessment).exclude(node_code__in=after).delete()
    Target.objects.bulk_create(
        [
            Target(assessment=assessment, node_code=code, value=value, set_by=by)
            for code, value in after.items()
            if before.get(code) != value
        ],
        update_conflicts=True,
        unique_fields=["assessment", "node_code"],
        update_fields=["value", "set_at", "set_by"],
    )
    audit.record(
        "assessment.targets_set",
        assessment,
        by=by,
        before=_told(before),
        after=_told(after),
    )
    return assessment


def _refuse(instrument: Instrument, code: str, value: Decimal | None) -> None:
    if code not in names_of(instrument):
        msg = "Target hanya untuk indeks dan domain instrumen ini."
        raise AssessmentError(msg)
    if value is None:
        return
    low, high = instrument.scale_min, instrument.scale_max
    if not value.is_finite() or not low <= value <= high:
        msg = f"Target harus {formats.decimal(low)} sampai {formats.decimal(high)}."
        raise AssessmentError(msg)
    if value != value.quantize(PLACES):
        msg = "Target paling banyak dua angka di belakang koma."
        raise AssessmentError(msg)


def _told(values: Mapping[str, Decimal]) -> dict[str, str]:
    return {code or "index": f"{value:.2f}" for code, value in sorted(values.items())}
