"""Input about the register of agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils import timezone

from accounts.actions import AgencyDetails
from accounts.enums import AgencyKind, HeadTitle
from accounts.forms import FilterForm
from accounts.models import Agency
from lib import nip as nips

if TYPE_CHECKING:
    from accounts.models.people import AgencyQuerySet

CODE = RegexValidator(
    r"^[0-9A-Za-z][0-9A-Za-z.\-]*$",
    "Kode memuat huruf, angka, titik, dan tanda hubung, misalnya 2.16.",
)
OPEN, CLOSED = "OPEN", "CLOSED"
DAY = "%Y-%m-%d"


def day_field(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, DAY), **options
    )


class AgencyFilter(FilterForm):
    q = forms.CharField(
        label="Cari nama, nama lama, atau kode", required=False, max_length=100
    )
    standing = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[("", "Semua"), (OPEN, "Berjalan"), (CLOSED, "Ditutup")],
    )

    def apply(self, agencies: AgencyQuerySet) -> AgencyQuerySet:
        """The agencies asked for; an answer that does not hold asks for nothing."""
        self.is_valid()
        wanted, today = self.cleaned_data, timezone.localdate()
        if text := wanted.get("q"):
            former = Agency.objects.filter(names__name__icontains=text)
            agencies = agencies.filter(
                Q(name__icontains=text)
                | Q(short_name__icontains=text)
                | Q(code__icontains=text)
                | Q(pk__in=former.values("pk"))
            )
        if wanted.get("standing") == OPEN:
            agencies = agencies.open_on(today)
        if wanted.get("standing") == CLOSED:
            agencies = agencies.filter(closed_on__lte=today)
        return agencies


class DetailsForm(forms.Form):
    """What the register says of an agency besides its name and code."""

    kind = forms.ChoiceField(label="Jenis", choices=AgencyKind.choices)
    parent = forms.ModelChoiceField(
        label="Induk",
        required=False,
        queryset=Agency.objects.none(),
        empty_label="Tanpa induk",
    )
    address = forms.CharField(
        label="Alamat",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )
    site = forms.URLField(label="Laman", required=False, assume_scheme="https")
    head_title = forms.ChoiceField(
        label="Sebutan",
        required=False,
        choices=[("", "Definitif"), *HeadTitle.choices],
        help_text="Plt., Pj., atau Plh. bila bukan pejabat definitif.",
    )
    head_name = forms.CharField(label="Nama kepala", required=False, max_length=150)
    head_nip = forms.CharField(
        label="NIP kepala",
        required=False,
        max_length=30,
        help_text="18 angka; ditampilkan tersamar.",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    head_since = day_field("Menjabat sejak", required=False)

    def __init__(self, *args: Any, agency: Agency | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = Agency.objects.open_on(timezone.localdate()).order_by("code")
        parents = above.exclude(pk=agency.pk) if agency else above
        cast("forms.ModelChoiceField[Agency]", self.fields["parent"]).queryset = parents

    def clean_head_nip(self) -> str:
        number = nips.normal(self.cleaned_data["head_nip"])
        if number and (fault := nips.fault(number, today=timezone.localdate())):
            raise forms.ValidationError(fault)
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        said = any(data.get(n) for n in ("head_title", "head_nip", "head_since"))
        if said and not data.get("head_name"):
            self.add_error("head_name", "Isi nama kepala perangkat daerah.")
        return data

    @property
    def details(self) -> AgencyDetails:
        data = self.cleaned_data
        return AgencyDetails(
            kind=data["kind"],
            parent=data["parent"],
            address=data["address"].strip(),
            site=data["site"],
            head_title=data["head_title"],
            head_name=data["head_name"].strip(),
            head_nip=data["head_nip"],
            head_since=data["head_since"],
        )


class RegisterForm(DetailsForm):
    """A new agency."""

    field_order = ["code", "name", "short_name", "opened_on", "kind", "parent"]

    code = forms.CharField(label="Kode", max_length=30, validators=[CODE])
    name = forms.CharField(label="Nama", max_length=200)
    short_name = forms.CharField(label="Nama singkat", max_length=60)
    opened_on = day_field("Dibentuk pada")


def initial_of(agency: Agency) -> dict[str, Any]:
    names = DetailsForm.base_fields
    return {name: getattr(agency, name) for name in names}
