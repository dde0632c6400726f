"""What the secretariat types in about TPP; numbers as Indonesian readers write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from assessments.models import Determination
from lib import workbooks
from reports import import_check, score_sheet, tpp
from reports.actions import Draft, Part
from reports.content.preview import Proposal
from reports.enums import Method, NotFinal, OpenObjections
from reports.forms import NumberField
from reports.models import RuleSet

if TYPE_CHECKING:
    from django.forms import BaseFormSet

    from accounts.models import User
    from reports.import_check import Finding
    from reports.models import Component, Export
    from reports.score_sheet import Row

BAND_ROWS, COMPONENT_ROWS = 8, 6
MEGABYTES = workbooks.FILE_MAX // workbooks.MEGABYTE
TOO_LARGE = f"Berkas melebihi {MEGABYTES} MB."


class ExportForm(forms.Form):
    determination = forms.ModelChoiceField(
        Determination.objects.none(), widget=forms.HiddenInput
    )
    rule_set = forms.ModelChoiceField(RuleSet.objects.none(), widget=forms.HiddenInput)
    paid_months = forms.CharField(
        label="Bulan pembayaran TPP",
        max_length=120,
        help_text="Berbeda dari triwulan yang dinilai. Contoh: April sampai Juni 2026.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["determination"], self.fields["rule_set"]
        choices[0].queryset = Determination.objects.visible_to(user)  # type: ignore[attr-defined]
        choices[1].queryset = RuleSet.objects.visible_to(user)  # type: ignore[attr-defined]

    @property
    def place(self) -> tuple[str, str]:
        """What the desk shows beside a refusal: the period and the rule set chosen."""
        chosen = getattr(self, "cleaned_data", {})
        determination, rule_set = chosen.get("determination"), chosen.get("rule_set")
        period = determination.period if determination else None
        key = f"{period.year}-{period.quarter}" if period else ""
        return key, str(rule_set.pk) if rule_set else ""


class RuleSetForm(forms.Form):
    """A rule; its table and its components are formsets of their own."""

    bands: BaseFormSet[BandForm]
    components: BaseFormSet[ComponentForm]

    name = forms.CharField(
        label="Nama",
        max_length=120,
        help_text="Nama yang sudah ada menjadi revisi baru dari aturan itu.",
    )
    legal_basis = forms.CharField(
        label="Dasar hukum", max_length=250, help_text="Nomor, tahun, dan pasalnya."
    )
    valid_from = forms.DateField(
        label="Berlaku mulai",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    valid_until = forms.DateField(
        label="Berlaku sampai",
        required=False,
        help_text="Kosongkan bila belum ditentukan.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    method = forms.TypedChoiceField(
        label="Metode", choices=Method.choices, coerce=Method
    )
    weight = NumberField(label="Bobot (%)", help_text="Bagian SPBE, misalnya 30.")
    target = NumberField(
        label="Target indeks", required=False, help_text="Hanya untuk metode target."
    )
    places = forms.IntegerField(
        label="Angka di belakang koma pada skor",
        min_value=0,
        max_value=tpp.PLACES_MAX,
        initial=2,
        help_text="Setengah dibulatkan ke atas. Nilai tertimbang selalu dua angka.",
    )
    not_final = forms.TypedChoiceField(
        label="Hasil yang belum final", choices=NotFinal.choices, coerce=NotFinal
    )
    open_objections = forms.TypedChoiceField(
        label="Sanggahan yang belum diputus",
        choices=OpenObjections.choices,
        coerce=OpenObjections,
        required=False,
        empty_value=OpenObjections.MARK,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", "Mendahului awal masa berlaku.")
        if data.get("method") == Method.BANDS and not self.bands.is_valid():
            msg = "Perbaiki tabel persentase."
            raise ValidationError(msg)
        if not self.components.is_valid():
            msg = "Perbaiki komponen."
            raise ValidationError(msg)
        return data

    @property
    def draft(self) -> Draft:
        """What the action takes; the table counts for its method alone."""
        data = {k: v for k, v in self.cleaned_data.items() if k != "name"}
        with_table = data["method"] == Method.BANDS
        rows = [form.band for form in self.bands] if with_table else []
        parts = [form.part for form in self.components]
        return Draft(
            **data,
            bands=tuple(row for row in rows if row),
            parts=tuple(part for part in parts if part),
        )

    @property
    def proposal(self) -> Proposal:
        """Raises tpp.RuleError when the values do not make a rule."""
        draft = self.draft
        return Proposal(
            name=self.cleaned_data["name"],
            rule=draft.as_rule(),
            not_final=draft.not_final,
            valid_from=draft.valid_from,
            valid_until=draft.valid_until,
        )


class _RowForm(forms.Form):
    """A row that may stay empty, and else is whole."""

    needed: tuple[str, ...] = ()
    missing = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = [data.get(name) not in {None, ""} for name in self.needed]
        if any(given) and not all(given) and not self.errors:
            raise ValidationError(self.missing)
        return data


class BandForm(_RowForm):
    needed = ("start", "end", "percent")
    missing = "Lengkapi batas bawah, batas atas, dan persentase baris ini."

    label = forms.CharField(label="Sebutan", max_length=40, required=False)
    start = NumberField(label="Mulai indeks", required=False)
    end = NumberField(label="Sampai di bawah", required=False)
    percent = NumberField(label="Persentase", required=False)

    @property
    def band(self) -> tpp.Band | None:
        """The row as a band; None for an empty one."""
        data = self.cleaned_data
        if data.get("start") is None:
            return None
        return tpp.Band(data["start"], data["end"], data["percent"], data["label"])


class ComponentForm(_RowForm):
    needed = ("name", "weight", "scale_max", "legal_basis")
    missing = "Lengkapi nama, bobot, nilai tertinggi, dan dasar hukum komponen ini."

    name = forms.CharField(label="Komponen", max_length=80, required=False)
    weight = NumberField(label="Bobot (%)", required=False)
    scale_max = NumberField(label="Nilai tertinggi", required=False)
    legal_basis = forms.CharField(
        label="Dasar hukum dan sumber nilai", max_length=250, required=False
    )

    @property
    def part(self) -> Part | None:
        """The row as a component; None for an empty one."""
        data = self.cleaned_data
        return Part(**{n: data[n] for n in self.needed}) if data.get("name") else None


BandFormSet = forms.formset_factory(BandForm, extra=0, max_num=BAND_ROWS)
ComponentFormSet = forms.formset_factory(ComponentForm, extra=0, max_num=COMPONENT_ROWS)


class ApproveForm(forms.Form):
    mark = forms.CharField(widget=forms.HiddenInput, max_length=64)
    confirm = forms.BooleanField(
        label="Saya sudah memeriksa dasar hukum, rumus, dan pratinjau aturan ini.",
        error_messages={"required": "Centang setelah aturan diperiksa."},
    )


class DropForm(forms.Form):
    reason = forms.CharField(
        label="Alasan", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class _WorkbookForm(forms.Form):
    file = forms.FileField(
        label="Berkas (XLSX)",
        allow_empty_file=True,
        max_length=None,
        help_text=f"Paling besar {MEGABYTES} MB.",
        error_messages={"required": "Pilih berkas XLSX."},
        widget=forms.ClearableFileInput(
            {"accept": ".xlsx", "data-max-bytes": str(workbooks.FILE_MAX)}
        ),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > workbooks.FILE_MAX:
            raise ValidationError(TOO_LARGE)
        try:
            self.read(upload)
        except workbooks.ReadError as error:
            raise ValidationError(str(error)) from error
        return upload

    def read(self, upload: Any) -> None:
        raise NotImplementedError


class ScoresForm(_WorkbookForm):
    """The scores of one component; once valid, `rows` is what was read."""

    rows: list[Row]

    source = forms.CharField(
        label="Sumber nilai",
        max_length=250,
        help_text="Dokumen yang menetapkannya: instansi, nomor, tanggal.",
    )

    def __init__(
        self, *args: Any, component: Component, codes: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.component, self.codes = component, codes

    def read(self, upload: Any) -> None:
        self.rows = score_sheet.read(upload, self.component.scale_max, self.codes)


class CheckForm(_WorkbookForm):
    """An edited workbook of an export; once valid, `finding` is the comparison."""

    finding: Finding

    def __init__(self, *args: Any, export: Export, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.export = export

    def read(self, upload: Any) -> None:
        self.finding = import_check.compare(upload, self.export)
