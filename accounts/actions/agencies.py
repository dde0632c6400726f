"""The register of agencies: entered and corrected."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.actions.base import AccountError
from accounts.models import Agency
from lib import nip as nips

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class AgencyDetails:
    """What the register says of an agency besides its name and code."""

    kind: str
    parent: Agency | None = None
    address: str = ""
    site: str = ""
    head_title: str = ""
    head_name: str = ""
    head_nip: str = ""
    head_since: date | None = None


@transaction.atomic
def register_agency(
    *,
    code: str,
    name: str,
    short_name: str,
    opened_on: date,
    details: AgencyDetails,
    by: User,
) -> Agency:
    """A new agency; raises AccountError, and ValidationError for what a field refuses."""
    agency = Agency(code=code, name=name, short_name=short_name, opened_on=opened_on)
    _fill(agency, details)
    save_new(agency)
    audit.record("agency.registered", agency, by=by, code=code, name=name)
    return agency


@transaction.atomic
def change_agency(agency: Agency, details: AgencyDetails, *, by: User) -> Agency:
    """Address, site, kind, parent and head; a name changes by a reorganisation only."""
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    if agency.is_closed:
        msg = f"{agency.name} sudah ditutup, jadi datanya tidak berubah lagi."
        raise AccountError(msg)
    changed = _fill(agency, details)
    agency.full_clean()
    agency.save()
    named = [str(Agency._meta.get_field(name).verbose_name) for name in changed]  # type: ignore[union-attr]
    audit.record("agency.changed", agency, by=by, fields=named)
    return agency


def _fill(agency: Agency, details: AgencyDetails) -> list[str]:
    """Set what differs; gives the names of the fields."""
    if details.head_nip and (
        fault := nips.fault(details.head_nip, today=timezone.localdate())
    ):
        raise AccountError(fault)
    _refuse_circle(agency, details.parent)
    values = {field.name: getattr(details, field.name) for field in fields(details)}
    changed = [name for name, value in values.items() if getattr(agency, name) != value]
    for name, value in values.items():
        setattr(agency, name, value)
    return changed


def _refuse_circle(agency: Agency, parent: Agency | None) -> None:
    """Nobody stands, at any remove, above itself."""
    above = parent
    while above is not None:
        if above.pk == agency.pk:
            msg = (
                f"{parent} berada di bawah {agency}, jadi tidak dapat menjadi induknya."
            )
            raise AccountError(msg)
        above = above.parent


def save_new(agency: Agency) -> None:
    """Raises AccountError where code or name was taken meanwhile."""
    agency.full_clean()
    try:
        with transaction.atomic():
            agency.save()
    except IntegrityError as error:  # somebody else took it after the check
        msg = f"Kode {agency.code} atau nama {agency.name} baru saja dipakai."
        raise AccountError(msg) from error
