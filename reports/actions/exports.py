"""TPP rule sets, and exports made with them."""

from __future__ import annotations

from datetime import date  # noqa: TC003 dataclass fields are read at run time
from decimal import Decimal  # noqa: TC003 the same
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import audit
from reports import content, tpp
from reports.actions.base import (
    ReportError,
    create,
    lock_period,
    refuse_replaced,
    start,
)
from reports.content.narrative import listed
from reports.content.sheet import not_final_names
from reports.enums import Kind, Method, NotFinal
from reports.models import Export, RuleBand, RuleSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from assessments.models import (
        Determination,
    )

NAMED_MAX = 5  # agencies that a refusal names


@transaction.atomic
def export_tpp(
    determination: Determination, *, rule_set: RuleSet, paid_months: str, by: User
) -> Export:
    """Freeze the figures of a determination under a rule set, as a new revision.

    The same determination and rule set give the same figures, and with the same paid
    months the same `inputs_sha256` (`Export.earlier_twin` finds the one before).
    Raises ReportError for a replaced determination, a rule set
    that can't be computed with, empty paid months, or, as the rule set says, agencies
    that are not final.
    """
    lock_period(determination.period_id)
    refuse_replaced(determination)
    rule_set = RuleSet.objects.select_for_update().get(pk=rule_set.pk)
    paid_months = paid_months.strip()
    if not paid_months:
        msg = "Isi bulan pembayaran, misalnya April sampai Juni 2026."
        raise ReportError(msg)
    inputs = content.export_inputs(determination, rule_set, paid_months)
    _refuse_not_final(inputs)
    try:
        figures = content.figures_of(inputs)
    except tpp.RuleError as error:
        raise ReportError(str(error)) from error
    document = create(
        Kind.TPP_SHEET,
        determination.period,
        inputs,
        determination=determination,
        is_draft=False,
        by=by,
    )
    export = Export.objects.create(
        document=document,
        period=determination.period,
        determination=determination,
        rule_set=rule_set,
        revision=document.revision,
        paid_months=paid_months,
        figures=figures,
        inputs=inputs,
        inputs_sha256=document.inputs_sha256,
        created_by=by,
    )
    start(document)
    audit.record(
        "tpp.exported",
        document,
        by=by,
        determination=determination.number,
        rule_set=str(rule_set),
        revision=export.revision,
        inputs_sha256=export.inputs_sha256,
    )
    return export


@transaction.atomic
def create_rule_set(
    name: str,
    *,
    legal_basis: str,
    method: Method,
    weight: Decimal,
    places: int,
    not_final: NotFinal,
    valid_from: date,
    target: Decimal | None = None,
    bands: Sequence[tpp.Band] = (),
    by: User,
) -> RuleSet:
    """A new rule set, or the next revision of the one with this name.

    `weight` is a percentage, `target` an index; `bands` cover 1,00 to 5,00 for method
    BANDS. Raises ReportError when the values do not make a rule.
    """
    ordered = tuple(sorted(bands, key=lambda band: band.start))
    try:
        tpp.Rule(tpp.Method(method), weight, places, target, ordered)
    except tpp.RuleError as error:
        raise ReportError(str(error)) from error
    same = RuleSet.objects.select_for_update().filter(name=name.strip())
    last = max((rule_set.revision for rule_set in same), default=0)
    rule_set = RuleSet(
        name=name.strip(),
        revision=last + 1,
        legal_basis=legal_basis.strip(),
        method=method,
        weight=weight,
        target=target,
        places=places,
        not_final=not_final,
        valid_from=valid_from,
        created_by=by,
    )
    try:
        rule_set.full_clean()
    except ValidationError as error:
        raise ReportError(" ".join(error.messages)) from error
    try:
        with transaction.atomic():
            rule_set.save(force_insert=True)
    except IntegrityError as error:  # saved twice at once
        msg = (
            f"“{rule_set.name}” baru saja disimpan. Muat ulang, lalu periksa revisinya."
        )
        raise ReportError(msg) from error
    _write_bands(rule_set, ordered)
    audit.record(
        "rule_set.created",
        rule_set,
        by=by,
        name=rule_set.name,
        revision=rule_set.revision,
        rule=tpp.describe(rule_set.as_rule()),
    )
    return rule_set


def _write_bands(rule_set: RuleSet, bands: Sequence[tpp.Band]) -> None:
    RuleBand.objects.bulk_create(
        RuleBand(
            rule_set=rule_set,
            label=band.label,
            start=band.start,
            end=band.end,
            percent=band.percent,
        )
        for band in bands
    )


def _refuse_not_final(inputs: dict[str, Any]) -> None:
    if inputs["rule_set"]["not_final"] != NotFinal.STOP:
        return
    names = not_final_names(inputs)
    if names:
        shown = names[:NAMED_MAX]
        if len(names) > NAMED_MAX:
            shown.append(f"{len(names) - NAMED_MAX} lainnya")
        msg = f"Ekspor dihentikan menurut aturan: belum final {listed(shown)}."
        raise ReportError(msg)
