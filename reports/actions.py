"""Everything that issues a document or a TPP rule set; nothing else writes these rows."""

from __future__ import annotations

import hashlib
import logging
from datetime import date  # noqa: TC003 dataclass fields are read at run time
from decimal import Decimal  # noqa: TC003 the same
from typing import TYPE_CHECKING, Any

from celery import current_app, signature
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts import audit
from assessments.models import Assessment, Determination, Period, PlenarySession
from lib import canonical
from reports import content, tpp
from reports.codes import new_code
from reports.content.frozen import determined_result
from reports.content.narrative import listed
from reports.content.sheet import not_final_names
from reports.enums import TRANSITIONS, JobStatus, Kind, Method, NotFinal
from reports.models import Export, IssuedDocument, RuleBand, RuleSet

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from accounts.models import User

logger = logging.getLogger(__name__)

RENDER = "reports.tasks.render"
NAMED_MAX = 5  # agencies that a refusal names


class ReportError(Exception):
    """The document can't be issued so; the message is a sentence for the user."""


# Issuing


@transaction.atomic
def issue_report(assessment: Assessment, *, by: User) -> IssuedDocument:
    """The report of one agency: of its determined result, else a draft (KONSEP).

    A report of the same inputs that stands or is being made is given back: pressing
    twice makes one. A draft is always made anew: what it reads may have changed.
    """
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .with_context()
        .get(pk=assessment.pk)
    )
    result = determined_result(assessment)
    return _issue(
        Kind.OPD_REPORT,
        assessment.period,
        content.report_inputs(assessment),
        assessment=assessment,
        determination=result.determination if result else None,
        by=by,
    )


@transaction.atomic
def issue_worksheet(
    assessment: Assessment, *, codes: Collection[str] = (), by: User
) -> IssuedDocument:
    """The sheet for a meeting, of the indicators named, or of all; no result."""
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .with_context()
        .get(pk=assessment.pk)
    )
    return _issue(
        Kind.WORKSHEET,
        assessment.period,
        content.worksheet_inputs(assessment, codes, printed_by=by.name),
        assessment=assessment,
        by=by,
    )


@transaction.atomic
def issue_minutes(determination: Determination, *, by: User) -> IssuedDocument:
    """The Berita Acara as a letter with its annexes.

    Raises ReportError for a determination that a later one replaced.
    """
    _lock_period(determination.period_id)
    _refuse_replaced(determination)
    return _issue(
        Kind.BERITA_ACARA,
        determination.period,
        content.minutes_inputs(determination),
        determination=determination,
        by=by,
    )


@transaction.atomic
def issue_plenary(session: PlenarySession, *, by: User) -> IssuedDocument:
    """The minutes of a sitting: a draft (KONSEP) while it is open."""
    _lock_period(session.period_id)
    session = PlenarySession.objects.select_related("period").get(pk=session.pk)
    return _issue(
        Kind.PLENARY,
        session.period,
        content.plenary_inputs(session),
        session=session,
        is_draft=session.is_open,
        by=by,
    )


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
    _lock_period(determination.period_id)
    _refuse_replaced(determination)
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
    document = _create(
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
    _start(document)
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
def retry(document: IssuedDocument, *, by: User) -> IssuedDocument:
    """Make a document that failed, or whose worker was lost, once more.

    Raises ReportError while it is being made, and when it is done.
    """
    document = _lock(document.pk)
    if not document.can_retry:
        msg = (
            "Dokumen ini sudah selesai."
            if document.is_done
            else "Dokumen ini sedang dibuat. Tunggu dua menit sebelum mencoba lagi."
        )
        raise ReportError(msg)
    document.status, document.error = JobStatus.QUEUED, ""
    document.progress, document.step = 0, ""
    document.progressed_at = timezone.now()
    document.save(
        update_fields=["status", "error", "progress", "step", "progressed_at"]
    )
    _start(document)
    audit.record("document.retried", document, by=by)
    return document


def resume() -> int:
    """Send stalled documents to a worker again; gives their number.

    A lost worker, a lost broker or a restart leaves rows behind, and the clock comes
    by every minute: none waits for a person. Running twice makes one file.
    """
    with transaction.atomic():
        stalled = IssuedDocument.objects.stalled().select_for_update(skip_locked=True)
        found = [str(pk) for pk in stalled.values_list("pk", flat=True)]
        IssuedDocument.objects.filter(pk__in=found).update(progressed_at=timezone.now())
    for pk in found:
        _send(pk)
    return len(found)


@transaction.atomic
def record_download(document: IssuedDocument, *, by: User) -> None:
    """Who took which document away is on record."""
    audit.record(
        "report.downloaded",
        document,
        by=by,
        kind=document.kind,
        revision=document.revision,
    )


# Rule sets


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


# Making the file: called by the task


@transaction.atomic
def begin(pk: UUID | str) -> IssuedDocument | None:
    """Take a document in hand; None when it is done already.

    A running one is taken over: its message comes again only when a worker was lost,
    and whoever finishes first makes the file.
    """
    document = _lock(pk)
    if JobStatus.RUNNING not in TRANSITIONS[document.state]:
        return None
    document.status, document.error = JobStatus.RUNNING, ""
    document.progressed_at = timezone.now()
    document.save(update_fields=["status", "error", "progressed_at"])
    return document


def advance(document: IssuedDocument, progress: int, step: str) -> None:
    """Say how far it is: `progress` in percent, `step` in words for the user."""
    IssuedDocument.objects.filter(pk=document.pk, status=JobStatus.RUNNING).update(
        progress=progress, step=step, progressed_at=timezone.now()
    )


def finish(document: IssuedDocument, data: bytes) -> IssuedDocument:
    """Store the bytes with their hash; bytes that come second are dropped."""
    with transaction.atomic():
        document = _lock(document.pk)
        if JobStatus.DONE not in TRANSITIONS[document.state]:
            return document
        document.file.save("", ContentFile(data), save=False)
        stored, storage = str(document.file.name), document.file.storage
        document.status, document.progress, document.step = JobStatus.DONE, 100, ""
        document.sha256 = hashlib.sha256(data).hexdigest()
        document.size = len(data)
        document.finished_at = document.progressed_at = timezone.now()
        try:
            with transaction.atomic():
                document.save()
                audit.record(
                    "document.issued", document, by=None, sha256=document.sha256
                )
        except Exception:
            storage.delete(stored)  # nothing half-issued: no bytes without their row
            raise
    return document


@transaction.atomic
def fail(document: IssuedDocument, message: str) -> None:
    """Note that it could not be made; `message` is for the user."""
    document = _lock(document.pk)
    if JobStatus.FAILED in TRANSITIONS[document.state]:
        document.status, document.error = JobStatus.FAILED, message
        document.progressed_at = timezone.now()
        document.save(update_fields=["status", "error", "progressed_at"])


# What the actions share


def _issue(
    kind: Kind,
    period: Period,
    inputs: dict[str, Any],
    *,
    by: User,
    is_draft: bool | None = None,
    **of: Any,
) -> IssuedDocument:
    """A new revision, unless one of the same inputs stands or is being made.

    `of` names what it is about; without `is_draft` it is one when nothing determined it.
    """
    if is_draft is None:
        is_draft = of.get("determination") is None
    twin = (
        IssuedDocument.objects.filter(
            kind=kind,
            period=period,
            assessment=of.get("assessment"),
            session=of.get("session"),
            is_draft=is_draft,
            inputs_sha256=canonical.sha256(inputs),
        )
        .with_context()
        .order_by("-revision")
        .first()
    )
    if twin and not twin.is_draft:
        return twin
    document = _create(kind, period, inputs, by=by, is_draft=is_draft, **of)
    _start(document)
    audit.record(
        "document.requested",
        document,
        by=by,
        kind=kind,
        revision=document.revision,
        draft=document.is_draft,
        inputs_sha256=document.inputs_sha256,
    )
    return document


def _create(
    kind: Kind,
    period: Period,
    inputs: dict[str, Any],
    *,
    by: User,
    is_draft: bool,
    **of: Any,
) -> IssuedDocument:
    document = IssuedDocument(
        kind=kind,
        period=period,
        is_draft=is_draft,
        code=None if is_draft else new_code(),
        inputs=inputs,
        inputs_sha256=canonical.sha256(inputs),
        requested_by=by,
        **of,
    )
    series = IssuedDocument.objects.same_series(document)
    document.revision = (series.aggregate(last=Max("revision"))["last"] or 0) + 1
    document.save(force_insert=True)
    return document


def _start(document: IssuedDocument) -> None:
    pk = str(document.pk)
    transaction.on_commit(lambda: _send(pk))


def _send(pk: str) -> None:
    """By name: the task stands above the actions. Without a broker the row waits."""
    try:
        signature(RENDER, args=[pk], app=current_app).apply_async()
    except OperationalError:
        logger.exception("No broker for document %s: it waits for a retry", pk)


def _lock(pk: UUID | str) -> IssuedDocument:
    return (
        IssuedDocument.objects.select_for_update(of=("self",)).with_context().get(pk=pk)
    )


def _lock_period(pk: int) -> None:
    """Revisions of one quarter are numbered one after another."""
    Period.objects.select_for_update().get(pk=pk)


def _refuse_replaced(determination: Determination) -> None:
    later = Determination.objects.filter(replaces=determination).first()
    if later:
        msg = (
            f"Berita Acara {determination.number} sudah diganti oleh {later.number}. "
            "Pilih yang berlaku."
        )
        raise ReportError(msg)


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
