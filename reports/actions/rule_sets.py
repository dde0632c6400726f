"""TPP rule sets: one person writes, another approves, and then they stay."""

from __future__ import annotations

from collections.abc import Iterable  # noqa: TC003 the same as below
from dataclasses import dataclass
from datetime import date  # noqa: TC003 dataclass fields are read at run time
from decimal import Decimal  # noqa: TC003 the same

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.enums import NoticeKind
from accounts.models import User
from accounts.notices import notify
from accounts.permissions import Permission, people_with
from lib import canonical
from reports import tpp
from reports.actions.base import ReportError
from reports.content.rule_facts import rule_facts
from reports.enums import Method, NotFinal, OpenObjections
from reports.models import Component, RuleBand, RuleSet


@dataclass(frozen=True, slots=True)
class Part:
    """A component as it is written: `weight` in percent, scores of 0 to `scale_max`."""

    name: str
    weight: Decimal
    scale_max: Decimal
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that a writer says of a rule set.

    `weight` is a percentage, `target` an index; `bands` cover 1,00 to 5,00 for method
    BANDS.
    """

    legal_basis: str
    method: Method
    weight: Decimal
    places: int
    not_final: NotFinal
    valid_from: date
    valid_until: date | None = None
    open_objections: OpenObjections = OpenObjections.MARK
    target: Decimal | None = None
    bands: tuple[tpp.Band, ...] = ()
    parts: tuple[Part, ...] = ()

    def as_rule(self) -> tpp.Rule:
        """Raises tpp.RuleError when the values do not make a rule."""
        return tpp.Rule(
            method=tpp.Method(self.method),
            weight=self.weight,
            places=self.places,
            target=self.target,
            bands=tuple(sorted(self.bands, key=lambda band: band.start)),
            components=tuple(
                tpp.Component(part.name, part.weight, part.scale_max)
                for part in self.parts
            ),
        )


FIELDS = (
    "legal_basis",
    "method",
    "weight",
    "target",
    "places",
    "not_final",
    "open_objections",
    "valid_from",
    "valid_until",
)


@transaction.atomic
def create_rule_set(name: str, draft: Draft, *, by: User) -> RuleSet:
    """A draft, the next revision of the rule set with this name if there is one.

    Raises ReportError when the values do not make a rule, and while another draft of
    the name waits for approval.
    """
    rule = _rule(draft)
    name = name.strip()
    same = list(RuleSet.objects.select_for_update(of=("self",)).filter(name=name))
    waiting = next((rule_set for rule_set in same if rule_set.is_draft), None)
    if waiting:
        msg = (
            f"“{waiting}” masih menunggu persetujuan. Selesaikan rancangan itu dahulu."
        )
        raise ReportError(msg)
    last = max((rule_set.revision for rule_set in same), default=0)
    rule_set = RuleSet(name=name, revision=last + 1, created_by=by)
    _fill(rule_set, draft)
    try:
        with transaction.atomic():
            rule_set.save(force_insert=True)
    except IntegrityError as error:  # saved twice at once
        msg = (
            f"“{rule_set.name}” baru saja disimpan. Muat ulang, lalu periksa revisinya."
        )
        raise ReportError(msg) from error
    _write_parts(rule_set, rule, draft)
    rule_set = RuleSet.objects.newest_first().get(pk=rule_set.pk)
    others = User.objects.filter(role__in=people_with(Permission.TPP_APPROVE))
    _tell(rule_set, others, f"Aturan TPP {rule_set} menunggu persetujuan Anda.", by)
    _record("rule_set.created", rule_set, by)
    return rule_set


@transaction.atomic
def change_rule_set(rule_set: RuleSet, draft: Draft, *, by: User) -> RuleSet:
    """Write a draft anew. Refused to all but its writer: whoever changes a figure may
    not approve it, so the second person stays a second person."""
    rule_set = _lock_draft(rule_set)
    if by.pk != rule_set.created_by_id:
        msg = "Hanya penyusun yang mengubah rancangan ini."
        raise ReportError(msg)
    rule = _rule(draft)
    before = mark_of(rule_set)
    _fill(rule_set, draft)
    rule_set.save(update_fields=FIELDS)
    rule_set.bands.all().delete()
    rule_set.components.all().delete()
    _write_parts(rule_set, rule, draft)
    rule_set = RuleSet.objects.newest_first().get(pk=rule_set.pk)
    if mark_of(rule_set) != before:
        _record("rule_set.changed", rule_set, by)
    return rule_set


@transaction.atomic
def approve_rule_set(rule_set: RuleSet, *, mark: str, by: User) -> RuleSet:
    """From now on exports may be made with it, and nobody changes it any more.

    `mark` is `mark_of` what `by` was shown. Raises ReportError to its writer, when it
    changed meanwhile, and for what is no draft.
    """
    rule_set = _lock_draft(rule_set)
    if by.pk == rule_set.created_by_id:
        msg = "Yang menyusun aturan tidak dapat menyetujuinya."
        raise ReportError(msg)
    if mark_of(rule_set) != mark:
        msg = "Rancangan ini berubah sejak halaman dibuka. Periksa kembali isinya."
        raise ReportError(msg)
    try:
        rule_set.as_rule()
    except tpp.RuleError as error:
        raise ReportError(str(error)) from error
    rule_set.approved_at, rule_set.approved_by = timezone.now(), by
    rule_set.save(update_fields=["approved_at", "approved_by"])
    said = f"Aturan TPP {rule_set} disetujui dan dapat dipakai."
    _tell(rule_set, [rule_set.created_by], said, by)
    _record("rule_set.approved", rule_set, by, mark=mark)
    return rule_set


@transaction.atomic
def drop_rule_set(rule_set: RuleSet, *, reason: str, by: User) -> RuleSet:
    """Withdrawn by its writer or refused by another; it stays on record."""
    rule_set = _lock_draft(rule_set)
    reason = reason.strip()
    if not reason:
        msg = "Tulis alasan pembatalan."
        raise ReportError(msg)
    rule_set.dropped_at, rule_set.dropped_by = timezone.now(), by
    rule_set.dropped_reason = reason
    rule_set.save(update_fields=["dropped_at", "dropped_by", "dropped_reason"])
    _tell(rule_set, [rule_set.created_by], f"Aturan TPP {rule_set} dibatalkan.", by)
    _record("rule_set.dropped", rule_set, by, reason=reason)
    return rule_set


def mark_of(rule_set: RuleSet) -> str:
    """The SHA-256 of everything that a rule set says, so that what is approved is what
    was shown."""
    return canonical.sha256(rule_facts(rule_set))


def _rule(draft: Draft) -> tpp.Rule:
    try:
        return draft.as_rule()
    except tpp.RuleError as error:
        raise ReportError(str(error)) from error


def _fill(rule_set: RuleSet, draft: Draft) -> None:
    for field in FIELDS:
        setattr(rule_set, field, getattr(draft, field))
    rule_set.legal_basis = draft.legal_basis.strip()
    try:
        rule_set.full_clean()
    except ValidationError as error:
        raise ReportError(" ".join(error.messages)) from error


def _write_parts(rule_set: RuleSet, rule: tpp.Rule, draft: Draft) -> None:
    RuleBand.objects.bulk_create(
        RuleBand(
            rule_set=rule_set,
            label=band.label,
            start=band.start,
            end=band.end,
            percent=band.percent,
        )
        for band in rule.bands
    )
    Component.objects.bulk_create(
        Component(
            rule_set=rule_set,
            position=position,
            name=part.name.strip(),
            weight=part.weight,
            scale_max=part.scale_max,
            legal_basis=part.legal_basis.strip(),
        )
        for position, part in enumerate(draft.parts, 1)
    )


def _lock_draft(rule_set: RuleSet) -> RuleSet:
    found = RuleSet.objects.select_for_update(of=("self",)).get(pk=rule_set.pk)
    if not found.is_draft:
        msg = f"“{found}” bukan rancangan lagi: {found.state.label.lower()}."
        raise ReportError(msg)
    return found


def _tell(rule_set: RuleSet, to: Iterable[User], text: str, by: User) -> None:
    notify(
        NoticeKind.ASSIGNED if rule_set.is_draft else NoticeKind.DECIDED,
        to=to,
        text=text,
        url=reverse("reports:rule_set", args=[rule_set.pk]),
        key=f"rule_set.{rule_set.state.lower()}:{rule_set.pk}",
        by=by,
    )


def _record(verb: str, rule_set: RuleSet, by: User, **more: str) -> None:
    """As the last write: what the rule says stands in the trail, in words."""
    audit.record(
        verb,
        rule_set,
        by=by,
        name=rule_set.name,
        revision=rule_set.revision,
        rule=tpp.describe(rule_set.as_rule()),
        **more,
    )
