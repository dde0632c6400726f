"""TPP exports: the figures of a determination, frozen under a rule set."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import transaction

from accounts import audit
from lib import canonical
from lib.batches import batched
from reports import content, tpp
from reports.actions.base import (
    ReportError,
    create,
    lock_period,
    refuse_replaced,
    start,
)
from reports.content.narrative import listed
from reports.content.waiting import (
    not_final_names,
    objections_open,
    scores_in_force,
)
from reports.enums import Kind, NotFinal, OpenObjections
from reports.models import Export, ExportLine, RuleSet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from uuid import UUID

    from accounts.models import User
    from assessments.models import Determination
    from reports.models import ScoreList

NAMED_MAX = 5  # agencies that a refusal names
AT_ONCE = 200  # lines of one statement


@transaction.atomic
def export_tpp(
    determination: Determination, *, rule_set: RuleSet, paid_months: str, by: User
) -> Export:
    """Freeze the figures of a determination under a rule set, as a new revision.

    The same determination, rule set, scores and paid months give the same
    `inputs_sha256` (`Export.earlier_twin` finds the one before). Memory does not grow
    with the number of agencies. Raises ReportError for a replaced determination, a
    rule set that is not approved or can't be computed with, a component without
    scores, empty paid months, or, as the rule set says, agencies that are not final
    and objections that wait.
    """
    lock_period(determination.period_id)
    refuse_replaced(determination)
    rule_set = RuleSet.objects.select_for_update(of=("self",)).get(pk=rule_set.pk)
    refuse_unusable(rule_set)
    paid_months = paid_months.strip()
    if not paid_months:
        msg = "Isi bulan pembayaran, misalnya April sampai Juni 2026."
        raise ReportError(msg)
    _refuse_not_final(determination, rule_set)
    objections = objections_open(determination.period)
    _refuse_objections(rule_set, objections)
    lists = _lists(determination, rule_set)
    head = content.export_head(determination, rule_set, paid_months)
    if lists:
        head["scores"] = [_origin(found) for found in lists.values()]
    items = _items(determination, lists, objections)
    pk = uuid4()
    try:
        head["lines"] = _write_lines(pk, items, head["rule_set"])
    except tpp.RuleError as error:
        raise ReportError(str(error)) from error
    return _written(pk, head, determination, rule_set, by)


def refuse_unusable(rule_set: RuleSet) -> None:
    """A draft makes no export, nor does one that was dropped."""
    if rule_set.is_draft:
        msg = f"“{rule_set}” belum disetujui orang kedua, jadi belum dapat dipakai."
        raise ReportError(msg)
    if not rule_set.is_usable:
        msg = f"“{rule_set}” sudah dibatalkan. Pilih aturan lain."
        raise ReportError(msg)


@transaction.atomic
def record_export_read(export: Export, *, form: str, by: User) -> None:
    """That the figures of an export were read as CSV or JSON."""
    audit.record(
        "tpp.read", export.document, by=by, form=form, revision=export.revision
    )


def _written(
    pk: UUID,
    head: dict[str, Any],
    determination: Determination,
    rule_set: RuleSet,
    by: User,
) -> Export:
    document = create(
        Kind.TPP_SHEET,
        determination.period,
        head,
        uuid=pk,
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
        paid_months=head["paid_months"],
        inputs=head,
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


def _items(
    determination: Determination,
    lists: Mapping[str, ScoreList],
    objections: Mapping[str, int],
) -> Iterator[dict[str, Any]]:
    """What is frozen of each agency; nothing is added where there is nothing to add."""
    scores = {name: found.scores for name, found in lists.items()}
    for item in content.export_items(determination):
        if scores:
            own = {name: given.get(item["code"]) for name, given in scores.items()}
            item["scores"] = own
        if item["code"] in objections:
            item["objections"] = objections[item["code"]]
        yield item


def _write_lines(
    pk: UUID, items: Iterator[dict[str, Any]], facts: dict[str, Any]
) -> dict[str, Any]:
    """Their number, and one hash over the hashes of all of them in order."""
    rule, count, together = content.rule_of(facts), 0, hashlib.sha256()
    for some in batched(items, AT_ONCE):
        lines = []
        for item in some:
            count += 1
            figure = content.figure_of(item, rule, facts["not_final"])
            line = _line(pk, count, item, figure)
            together.update(f"{line.inputs_sha256}\n".encode())
            lines.append(line)
        ExportLine.objects.bulk_create(lines)
    return {"count": count, "sha256": together.hexdigest()}


def _line(
    pk: UUID, position: int, item: dict[str, Any], figure: content.Figure
) -> ExportLine:
    return ExportLine(
        export_id=pk,
        position=position,
        agency_code=item["code"],
        agency_name=item["name"],
        is_final=item["is_final"],
        objections=item.get("objections", 0),
        inputs=item,
        inputs_sha256=canonical.sha256(item),
        **figure.as_fields(),
    )


def _lists(determination: Determination, rule_set: RuleSet) -> dict[str, ScoreList]:
    """The scores of each component by its name."""
    names = [part.name for part in rule_set.ordered_components()]
    lists = scores_in_force(determination.period, names)
    missing = [name for name in names if name not in lists]
    if missing:
        msg = (
            f"Nilai {listed(missing)} untuk {determination.period} belum diimpor. Impor "
            "lebih dahulu dari halaman aturan."
        )
        raise ReportError(msg)
    return lists


def _origin(found: ScoreList) -> dict[str, Any]:
    return {
        "component": found.component,
        "revision": found.revision,
        "source": found.source,
        "file_sha256": found.file_sha256,
    }


def _refuse_not_final(determination: Determination, rule_set: RuleSet) -> None:
    if rule_set.not_final != NotFinal.STOP:
        return
    if names := not_final_names(determination):
        msg = f"Ekspor dihentikan menurut aturan: belum final {_some(names)}."
        raise ReportError(msg)


def _refuse_objections(rule_set: RuleSet, objections: Mapping[str, int]) -> None:
    if objections and rule_set.open_objections == OpenObjections.STOP:
        msg = (
            f"Ekspor ditolak menurut aturan: {sum(objections.values())} sanggahan dari "
            f"{len(objections)} perangkat daerah belum diputus pleno."
        )
        raise ReportError(msg)


def _some(names: Sequence[str]) -> str:
    shown = list(names[:NAMED_MAX])
    if len(names) > NAMED_MAX:
        shown.append(f"{len(names) - NAMED_MAX} lainnya")
    return listed(shown)
