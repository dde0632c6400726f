"""Input about people, their assignments and the search in the trail."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import Q
from django.utils import timezone

from accounts import trail
from accounts.content import SENTENCES
from accounts.enums import AGENCY_ROLES, Role
from accounts.models import Agency, User
from accounts.permissions import grantable_roles

if TYPE_CHECKING:
    from accounts.models.people import AgencyQuerySet, UserQuerySet
    from accounts.models.trail import AuditEventQuerySet


def offices() -> AgencyQuerySet:
    """Agencies that have people today: work units, and the government as a whole."""
    return Agency.objects.open_on(timezone.localdate()).order_by("code")


def _offer(form: forms.Form, name: str, agencies: AgencyQuerySet) -> None:
    """The choices of a field are read for each form, not once a process."""
    cast("forms.ModelChoiceField[Agency]", form.fields[name]).queryset = agencies


class FilterForm(forms.Form):
    """Fields without hints, beside one another above a list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            is_list = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_list else "form-control"


class PeopleFilter(FilterForm):
    q = forms.CharField(label="Cari nama, nama pengguna, atau surel", required=False)
    role = forms.ChoiceField(
        label="Peran", required=False, choices=[("", "Semua peran"), *Role.choices]
    )
    agency = forms.ModelChoiceField(
        label="Perangkat daerah",
        required=False,
        queryset=Agency.objects.none(),
        empty_label="Semua perangkat daerah",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "agency", offices())

    def apply(self, users: UserQuerySet) -> UserQuerySet:
        """The users asked for; an answer that does not hold asks for nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if text := wanted.get("q"):
            users = users.filter(
                Q(name__icontains=text)
                | Q(username__icontains=text)
                | Q(email__icontains=text)
            )
        if role := wanted.get("role"):
            users = users.filter(role=role)
        if agency := wanted.get("agency"):
            users = users.filter(agency=agency)
        return users


class PersonForm(forms.Form):
    """A new account with its first password."""

    name = forms.CharField(label="Nama", max_length=150)
    username = forms.CharField(
        label="Nama pengguna",
        max_length=150,
        help_text="Huruf, angka, titik, dan garis; tanpa spasi.",
    )
    email = forms.EmailField(
        label="Surel", help_text="Untuk masuk dan untuk membuat kata sandi baru."
    )
    role = forms.ChoiceField(label="Peran")
    agency = forms.ModelChoiceField(
        label="Perangkat daerah",
        required=False,
        queryset=Agency.objects.none(),
        empty_label="Tanpa perangkat daerah",
        help_text="Wajib bagi anggota tim, koordinator teknis, dan kepala.",
    )
    password = forms.CharField(
        label="Kata sandi pertama",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Sampaikan langsung; mintalah pemilik akun segera menggantinya.",
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "agency", offices())
        allowed = grantable_roles(by)
        cast("forms.ChoiceField", self.fields["role"]).choices = [
            choice for choice in Role.choices if choice[0] in allowed
        ]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("role") in AGENCY_ROLES and not data.get("agency"):
            self.add_error("agency", "Pilih perangkat daerah bagi peran ini.")
        return data


def verbs() -> list[tuple[str, str]]:
    """Every event in words, without what differs each time."""
    plain = {verb: re.sub(r"\{\w+\}", "…", text) for verb, text in SENTENCES.items()}
    return sorted(plain.items(), key=lambda item: item[1])


class TrailFilter(FilterForm):
    """`about` names one assessment, document or person; their pages lead here."""

    about = forms.CharField(required=False, widget=forms.HiddenInput)
    agency = forms.ModelChoiceField(
        label="Perangkat daerah",
        required=False,
        queryset=Agency.objects.none(),
        to_field_name="code",
        empty_label="Semua perangkat daerah",
    )
    actor = forms.CharField(label="Pelaku", required=False)
    verb = forms.ChoiceField(
        label="Peristiwa",
        required=False,
        choices=[("", "Semua peristiwa"), *verbs()],
    )
    since = forms.DateField(
        label="Dari",
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    until = forms.DateField(
        label="Sampai",
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "agency", Agency.objects.order_by("code"))

    about_name = ""

    def apply(self, events: AuditEventQuerySet) -> AuditEventQuerySet:
        self.is_valid()
        wanted = self.cleaned_data
        if about := wanted.get("about"):
            found = trail.scope(about)
            events = events.filter(found[1]) if found else events.none()
            self.about_name = found[0] if found else "Tidak dikenal"
        if agency := wanted.get("agency"):
            events = events.filter(agency_code=agency.code)
        if actor := wanted.get("actor"):
            named = User.objects.filter(name__icontains=actor.strip())
            events = events.filter(
                Q(actor__icontains=actor.strip())
                | Q(actor__in=named.values("username"))
            )
        if verb := wanted.get("verb"):
            events = events.filter(verb=verb)
        if since := wanted.get("since"):
            events = events.filter(happened_at__gte=_midnight(since))
        if (until := wanted.get("until")) and until < date.max:
            events = events.filter(happened_at__lt=_midnight(until + timedelta(days=1)))
        return events


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
