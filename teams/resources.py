"""People and seats as rows of a sheet: what a cell may hold, and whom a row means."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.widgets import Widget

from accounts.models import User
from lib import formats
from lib import nip as nips
from teams.models import Membership, Person, Seat
from teams.models.people import PHONE
from teams.queries import agencies_with_teams

if TYPE_CHECKING:
    from accounts.models import Agency

SHOWN_MAX = 40  # signs of a wrong value that a message repeats
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: 00:00:00)?")
_WORDS = re.compile(r"(\d{1,2}) ([A-Za-z]+) (\d{4})")


class KnownWidget(Widget):  # type: ignore[misc]  # untyped package
    """A key of `known`; what it stands for is the value."""

    def __init__(self, missing: str, *, required: bool = False) -> None:
        super().__init__()
        self.known: dict[str, Any] = {}
        self.missing, self.required = missing, required

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        if not value:
            if self.required:
                msg = "wajib diisi"
                raise ValueError(msg)
            return None
        if value not in self.known:
            raise ValueError(self.missing.format(value[:SHOWN_MAX]))
        return self.known[value]


class NameWidget(Widget):  # type: ignore[misc]
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        if not any(letter.isalpha() for letter in value):
            msg = "nama wajib diisi dengan huruf"
            raise ValueError(msg)
        return _within(value, 150)


class TextWidget(Widget):  # type: ignore[misc]
    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        return _within(value, self.limit)


class NipWidget(Widget):  # type: ignore[misc]
    """The message never repeats the number."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str | None:
        number = nips.normal(value)
        if not number:
            return None
        if fault := nips.fault(number, today=timezone.localdate()):
            raise ValueError(fault.rstrip("."))
        return number


class PhoneWidget(Widget):  # type: ignore[misc]
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        try:
            if value:
                PHONE(value)
        except ValidationError as error:
            msg = "nomor telepon tidak dikenal; tulis angka, misalnya 0812 3456 7890"
            raise ValueError(msg) from error
        return value


class EmailWidget(Widget):  # type: ignore[misc]
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        try:
            if value:
                validate_email(value)
        except ValidationError as error:
            msg = "alamat surel tidak dikenal"
            raise ValueError(msg) from error
        return value


class DayWidget(Widget):  # type: ignore[misc]
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> date | None:
        if not value:
            return None
        try:
            day = _day(value)
        except ValueError as error:
            msg = f"tanggal “{value[:SHOWN_MAX]}” tidak dikenal; tulis 14/01/2026"
            raise ValueError(msg) from error
        if day > timezone.localdate():
            msg = f"tanggal mulai {formats.day(day)} belum tiba"
            raise ValueError(msg)
        return day


def _day(text: str) -> date:
    if found := _NUMERIC.fullmatch(text):
        day, month, year = map(int, found.groups())
        return date(year, month, day)
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
        return date(year, month, day)
    found = _WORDS.fullmatch(text)
    names = {name.casefold(): at for at, name in enumerate(formats.MONTHS, 1)}
    if not found or found[2].casefold() not in names:
        raise ValueError(text)
    return date(int(found[3]), names[found[2].casefold()], int(found[1]))


def _within(value: str, limit: int) -> str:
    if len(value) > limit:
        msg = f"{formats.integer(len(value))} huruf, paling banyak {limit}"
        raise ValueError(msg)
    return value


class PeopleByNumber(BaseInstanceLoader):  # type: ignore[misc]
    """By NIP; who has none, or was entered without, by agency and name."""

    def get_instance(self, row: Any) -> Person | None:
        known: Registry = self.resource.registry
        return known.person_of(row["agency"], nips.normal(row["nip"]), row["name"])


class Registry:
    """What stands now, read once: a fixed number of queries for any number of rows."""

    def __init__(self, by: User) -> None:
        agencies = agencies_with_teams(by)
        self.agencies: dict[str, Agency] = {agency.code: agency for agency in agencies}
        self.seats = {str(seat.number): seat for seat in Seat.objects.all()}
        self.people = list(Person.objects.select_related("agency", "user"))
        self.by_nip = {person.nip: person for person in self.people if person.nip}
        self.by_name = {
            (person.agency.code, person.name.casefold()): person
            for person in self.people
        }
        self.users = {user.username: user for user in User.objects.all()}
        self.persons_of_users = {p.user_id: p for p in self.people if p.user_id}
        held = Membership.objects.filter(ends_on__isnull=True)
        self.held = list(held.select_related("team", "seat"))
        self.holder = {(m.team.agency_id, m.seat_id): m.person_id for m in self.held}
        self.seat_of = {m.person_id: m.seat for m in self.held}

    def person_of(self, code: str, nip: str, name: str) -> Person | None:
        if nip in self.by_nip:
            return self.by_nip[nip]
        found = self.by_name.get((code, name.casefold()))
        if found and nip and found.nip:  # a namesake with another number
            return None
        return found


class PersonResource(ModelResource):  # type: ignore[misc]
    """It checks and compares; actions alone write. Every fault of a row is found."""

    agency = Field(
        "agency",
        "agency",
        widget=KnownWidget("kode “{}” bukan perangkat daerah Anda", required=True),
    )
    seat = Field(
        "seat", "seat", widget=KnownWidget("kursi “{}” tidak ada; tulis 1 sampai 8")
    )
    nip = Field("nip", "nip", widget=NipWidget())
    name = Field("name", "name", widget=NameWidget())
    rank = Field("rank", "rank", widget=TextWidget(80))
    position = Field("position", "position", widget=TextWidget(150))
    phone = Field("phone", "phone", widget=PhoneWidget())
    email = Field("email", "email", widget=EmailWidget())
    user = Field("user", "user", widget=KnownWidget("akun “{}” tidak ada"))
    starts_on = Field("starts_on", "starts_on", widget=DayWidget())

    class Meta:
        model = Person
        fields = (
            "agency",
            "seat",
            "nip",
            "name",
            "rank",
            "position",
            "phone",
            "email",
            "user",
            "starts_on",
        )
        import_id_fields = ("nip",)
        instance_loader_class = PeopleByNumber
        skip_diff = True
        store_instance = True
        use_transactions = False  # nothing is written

    def __init__(self, *, by: User) -> None:
        super().__init__()
        self.registry = Registry(by)
        self.fields["agency"].widget.known = self.registry.agencies
        self.fields["seat"].widget.known = self.registry.seats
        self.fields["user"].widget.known = self.registry.users

    def import_instance(self, instance: Person, row: Any, **kwargs: Any) -> None:
        """The cells, then what they say together."""
        stands = None if instance._state.adding else instance.agency_id
        instance.seat = None  # type: ignore[attr-defined]
        errors: dict[str, Any] = {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for name, text in self._together(instance, row, stands):
            if name not in errors:
                errors[name] = [ValidationError(text)]
        if errors:
            raise ValidationError(errors)

    def _together(
        self, person: Person, row: Any, stands: int | None
    ) -> list[tuple[str, str]]:
        agency = self.registry.agencies.get(row["agency"])
        seat = self.registry.seats.get(row["seat"])
        if not agency:
            return []
        found = []
        if stands is not None and stands != agency.pk:
            found.append(("nip", "NIP ini terdaftar di perangkat daerah lain"))
        user = self.registry.users.get(row["user"])
        if user and agency.pk not in user.own_agencies():
            found.append(("user", "akun itu bukan akun perangkat daerah ini"))
        elif user and self.registry.persons_of_users.get(user.pk, person) != person:
            found.append(("user", "akun itu sudah dipakai pegawai lain"))
        if seat:
            found += self._seating(person, agency, seat)
        return found

    def _seating(
        self, person: Person, agency: Agency, seat: Seat
    ) -> list[tuple[str, str]]:
        holder = self.registry.holder.get((agency.pk, seat.pk))
        now = self.registry.seat_of.get(person.pk)
        if holder and holder != person.pk:
            return [
                ("seat", f"kursi {seat.number} dipegang orang lain; kosongkan dahulu")
            ]
        if now and now.pk != seat.pk:
            return [("seat", f"pegawai ini sudah memegang kursi {now.number}")]
        return []

    def save_instance(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is written here: see teams.actions.registry."""
