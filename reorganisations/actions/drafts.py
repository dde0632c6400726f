"""Preparing a reorganisation: begun, filled in step by step, cancelled."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts import audit
from reorganisations.actions.base import (
    ReorganisationError,
    lock,
    refuse_unless_draft,
)
from reorganisations.enums import Kind, State
from reorganisations.models import Reorganisation

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User
    from reorganisations.choices import Choices


@dataclass(frozen=True, slots=True)
class Basis:
    """When it takes effect, on which legal basis, and why."""

    effective_on: date
    basis_number: str
    basis_title: str
    basis_on: date
    reason: str


@transaction.atomic
def begin(kind: Kind, basis: Basis, *, by: User) -> Reorganisation:
    made = Reorganisation.objects.create(kind=kind, made_by=by, **asdict(basis))
    audit.record("reorganisation.begun", made, by=by, kind=kind.label)
    return made


@transaction.atomic
def change(reorganisation: Reorganisation, basis: Basis, *, by: User) -> Reorganisation:
    """Another day or legal basis of a draft."""
    reorganisation = lock(reorganisation)
    refuse_unless_draft(reorganisation)
    for name, value in asdict(basis).items():
        setattr(reorganisation, name, value)
    reorganisation.save()
    audit.record("reorganisation.chosen", reorganisation, by=by, step="dasar hukum")
    return reorganisation


@transaction.atomic
def choose(
    reorganisation: Reorganisation,
    choices: Choices,
    *,
    version: int,
    step: str,
    by: User,
) -> Reorganisation:
    """Keep what a step of the wizard collected.

    `version` is that of the draft the step was opened at; an older one is refused, for
    somebody else chose meanwhile.
    """
    reorganisation = lock(reorganisation)
    refuse_unless_draft(reorganisation)
    if reorganisation.version != version:
        msg = (
            "Rancangan ini baru saja diubah di tempat lain. Periksa pilihan yang "
            "berlaku sekarang, lalu simpan lagi."
        )
        raise ReorganisationError(msg)
    reorganisation.choices = choices.to_json()
    reorganisation.version += 1
    reorganisation.save(update_fields=["choices", "version"])
    audit.record("reorganisation.chosen", reorganisation, by=by, step=step)
    return reorganisation


@transaction.atomic
def cancel(reorganisation: Reorganisation, *, reason: str, by: User) -> Reorganisation:
    """A draft or a planned one does not happen; it stays on record."""
    reorganisation, reason = lock(reorganisation), reason.strip()
    if not reorganisation.is_open:
        msg = f"Penataan ini sudah {reorganisation.status.label.lower()}."
        raise ReorganisationError(msg)
    if not reason:
        msg = "Tulis alasan pembatalan."
        raise ReorganisationError(msg)
    reorganisation.state = State.CANCELLED
    reorganisation.cancelled_at, reorganisation.cancelled_by = timezone.now(), by
    reorganisation.cancelled_reason = reason
    reorganisation.save()
    audit.record("reorganisation.cancelled", reorganisation, by=by, reason=reason)
    return reorganisation
