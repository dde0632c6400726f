"""The people of the registry: added, corrected, looked up."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.actions import end_accounts
from accounts.models import User
from lib import nip as nips
from teams.actions.base import TeamError
from teams.models import Person

if TYPE_CHECKING:
    from accounts.models import Agency


@dataclass(frozen=True, slots=True)
class Details:
    """What the registry knows of a person; `nip` is None for no civil servant."""

    name: str
    nip: str | None = None
    rank: str = ""
    position: str = ""
    phone: str = ""
    email: str = ""
    user: User | None = None


@transaction.atomic
def add_person(agency: Agency, details: Details, *, by: User) -> Person:
    """Enter an employee of the agency. Raises TeamError for a NIP or an account that
    is taken, or an account of another agency."""
    person = Person(agency=agency)
    _fill(person, details)
    person.save(force_insert=True)
    audit.record("person.added", person, by=by)
    return person


@transaction.atomic
def correct_person(person: Person, details: Details, *, by: User) -> Person:
    """Enter what changed. The trail says which fields, never what they hold."""
    person = (
        Person.objects.select_for_update(of=("self",))
        .select_related("agency", "user")
        .get(pk=person.pk)
    )
    changed = _fill(person, details)
    if changed:
        person.save()
        audit.record("person.corrected", person, by=by, fields=changed)
    return person


@transaction.atomic
def record_reading(person: Person, *, by: User) -> None:
    """Who looked at the personal data of whom is on record."""
    audit.record("person.read", person, by=by)


def _fill(person: Person, details: Details) -> list[str]:
    """Set the fields after a look at the rules; gives the names of what changed."""
    if details.user and person.agency_id not in details.user.own_agencies():
        msg = "Akun itu bukan akun perangkat daerah ini."
        raise TeamError(msg)
    others = Person.objects.exclude(pk=person.pk)
    if details.nip:
        if fault := nips.fault(details.nip, today=timezone.localdate()):
            raise TeamError(fault)
        holder = others.filter(nip=details.nip).first()
        if holder:
            raise TeamError(_taken(holder, person))
    if details.user and others.filter(user=details.user).exists():
        msg = "Akun itu sudah dipakai pegawai lain."
        raise TeamError(msg)
    values = {field.name: getattr(details, field.name) for field in fields(details)}
    changed = [
        Person.label_of(name)
        for name, value in values.items()
        if getattr(person, name) != value
    ]
    for name, value in values.items():
        setattr(person, name, value)
    return changed


def _taken(holder: Person, person: Person) -> str:
    if holder.agency_id == person.agency_id:
        return "NIP ini sudah terdaftar di perangkat daerah ini."
    return (
        "NIP ini terdaftar di perangkat daerah lain. Sekretariat dapat memindahkannya."
    )


@transaction.atomic
def move_person(person: Person, agency: Agency, *, by: User) -> Person:
    """To another agency, with certificates and history; whoever holds a seat stays.

    The account of the agency that is left ends: it sees nothing of it any more.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.memberships.filter(ends_on__isnull=True).exists():
        msg = "Pegawai ini masih memegang kursi. Kosongkan dahulu."
        raise TeamError(msg)
    if person.agency_id == agency.pk:
        msg = "Pegawai ini sudah di perangkat daerah itu."
        raise TeamError(msg)
    before, old = person.agency, [person.user_id] if person.user_id else []
    person.agency, person.user = agency, None
    person.save(update_fields=["agency", "user"])
    left = end_accounts(User.objects.filter(pk__in=old, agency=before), by=by)
    moved = audit.event_of(
        "person.moved", person, by=by, before=before.code, after=agency.code
    )
    audit.record_all([moved, *left])
    return person
