"""A registry that came as a workbook: kept for a look, applied whole, or dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.permissions import Permission, can
from lib import formats
from teams.actions.base import TeamError
from teams.models import Membership, Person, RegistryImport, Team
from teams.models.imports import KEPT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from accounts.models import AuditEvent, User
    from teams.models import Seat

MEANWHILE = "Registri berubah sejak halaman ini dibuka. Periksa lagi, lalu terapkan."


@dataclass(frozen=True, slots=True)
class Entry:
    """One checked row: the person as the file has them, and the seat, if any.

    `person` is the primary key of who stands in the registry already.
    """

    FIELDS: ClassVar[tuple[str, ...]] = (
        "name",
        "nip",
        "rank",
        "position",
        "phone",
        "email",
        "user_id",
    )

    WRITTEN: ClassVar[tuple[str, ...]] = (*FIELDS[:-1], "user")

    row: Person
    person: UUID | None
    changed: tuple[str, ...]
    seat: Seat | None
    starts_on: date | None
    is_seated_now: bool

    @classmethod
    def of(
        cls,
        row: Any,
        before: Mapping[UUID, Mapping[str, Any]],
        seats: Mapping[UUID, Seat],
    ) -> Entry:
        stands = before.get(row.pk)
        changed = [n for n in cls.FIELDS if stands and stands[n] != getattr(row, n)]
        return cls(
            row=row,
            person=row.pk if stands else None,
            changed=tuple(changed),
            seat=row.seat,
            starts_on=getattr(row, "starts_on", None),
            is_seated_now=bool(row.seat and row.pk not in seats),
        )

    @property
    def is_change(self) -> bool:
        return self.person is None or bool(self.changed) or self.is_seated_now

    @property
    def labels(self) -> list[str]:
        return [Person.label_of(n.removesuffix("_id")) for n in self.changed]


@transaction.atomic
def keep_registry(
    *, file_name: str, file_sha256: str, rows: list[dict[str, Any]], by: User
) -> RegistryImport:
    """Keep what was read, so that it can be looked at; the registry does not change."""
    is_of_all = can(by, Permission.AGENCY_VIEW_ALL)
    imported = RegistryImport.objects.create(
        file_name=file_name[:200],
        file_sha256=file_sha256,
        rows=rows,
        agency=None if is_of_all else by.agency,
        uploaded_by=by,
    )
    audit.record(
        "registry.uploaded", imported, by=by, sha256=file_sha256, rows=len(rows)
    )
    return imported


@transaction.atomic
def apply_registry(
    imported: RegistryImport, entries: Sequence[Entry], *, by: User
) -> RegistryImport:
    """Write every entry, or none. Raises TeamError when the registry changed meanwhile
    or the import is settled; a second call is refused."""
    imported = _lock_pending(imported)
    changes = [entry for entry in entries if entry.is_change]
    try:
        with transaction.atomic():
            events = _write(changes, by)
    except IntegrityError as error:
        raise TeamError(MEANWHILE) from error
    imported.applied_at, imported.rows = timezone.now(), []
    imported.save(update_fields=["applied_at", "rows"])
    done = audit.event_of(
        "registry.applied",
        imported,
        by=by,
        sha256=imported.file_sha256,
        people=len(changes),
    )
    audit.record_all([*events, done])
    return imported


@transaction.atomic
def drop_registry(imported: RegistryImport, *, by: User) -> RegistryImport:
    """The file is not applied, and what was read of it is forgotten."""
    imported = _lock_pending(imported)
    imported.dropped_at, imported.rows = timezone.now(), []
    imported.save(update_fields=["dropped_at", "rows"])
    audit.record("registry.dropped", imported, by=by, sha256=imported.file_sha256)
    return imported


@transaction.atomic
def forget_registries() -> int:
    """Personal data of imports that nobody decided on do not stay."""
    old = RegistryImport.objects.filter(uploaded_at__lte=timezone.now() - KEPT)
    return old.exclude(rows=[]).update(rows=[])


def _write(changes: Sequence[Entry], by: User) -> list[AuditEvent]:
    """A fixed number of statements, whatever the number of people."""
    known = {entry.person for entry in changes if entry.person}
    locked = Person.objects.select_for_update().filter(pk__in=known)
    if len(locked.order_by("pk")) != len(known):
        raise TeamError(MEANWHILE)
    new = [entry.row for entry in changes if entry.person is None]
    corrected = [entry for entry in changes if entry.changed]
    Person.objects.bulk_create(new)
    Person.objects.bulk_update(
        [entry.row for entry in corrected], Entry.WRITTEN, batch_size=500
    )
    events = [audit.event_of("person.added", person, by=by) for person in new]
    events += [
        audit.event_of("person.corrected", entry.row, by=by, fields=entry.labels)
        for entry in corrected
    ]
    return events + _seat([e for e in changes if e.is_seated_now], by)


def _seat(entries: Sequence[Entry], by: User) -> list[AuditEvent]:
    agencies = {entry.row.agency_id: entry.row.agency for entry in entries}
    Team.objects.bulk_create(
        (Team(agency=agency) for agency in agencies.values()), ignore_conflicts=True
    )
    teams = {
        team.agency_id: team
        for team in Team.objects.select_for_update(of=("self",))
        .filter(agency__in=agencies)
        .select_related("agency")
        .order_by("pk")
    }
    made = Membership.objects.bulk_create(
        Membership(
            team=teams[entry.row.agency_id],
            seat=entry.seat,
            person=entry.row,
            starts_on=entry.starts_on or timezone.localdate(),
            assigned_by=by,
        )
        for entry in entries
    )
    return [
        audit.event_of(
            "team.seated",
            membership.team,
            by=by,
            seat=membership.seat.number,
            membership=membership.pk,
        )
        for membership in made
    ]


def _lock_pending(imported: RegistryImport) -> RegistryImport:
    locked = RegistryImport.objects.select_for_update().get(pk=imported.pk)
    if locked.applied_at:
        msg = f"Berkas ini sudah diterapkan {formats.moment(locked.applied_at)}."
        raise TeamError(msg)
    if not locked.is_pending:
        msg = "Impor ini sudah dibatalkan atau lewat 24 jam. Unggah berkasnya lagi."
        raise TeamError(msg)
    return locked
