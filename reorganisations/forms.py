"""Input of the wizard: the legal basis, the agencies of each kind, the rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from django import forms

from accounts.agency_forms import CODE, day_field
from accounts.enums import AgencyKind
from accounts.models import Agency
from reorganisations.actions import Basis
from reorganisations.choices import Choices, NewAgency
from reorganisations.enums import Kind, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models.people import AgencyQuerySet
    from reorganisations.decisions import Decision, Decisions
    from reorganisations.models import Reorganisation

NEW_AT_MOST = 4
KINDS = [(k, label) for k, label in AgencyKind.choices if k != AgencyKind.PEMDA]


def _offered() -> AgencyQuerySet:
    """Agencies that work; a government as a whole is never reorganised."""
    standing = Agency.objects.filter(closed_on__isnull=True)
    return standing.exclude(kind=AgencyKind.PEMDA).order_by("code")


def _offer(form: forms.Form, *names: str) -> None:
    for name in names:
        field = cast("forms.ModelChoiceField[Agency]", form.fields[name])
        field.queryset = _offered()


class BasisForm(forms.Form):
    effective_on = day_field(
        "Berlaku mulai",
        help_text="Hari ini atau sebelumnya dijalankan seketika; sesudahnya dijadwalkan.",
    )
    basis_number = forms.CharField(
        label="Dasar hukum",
        max_length=120,
        help_text="Misalnya Peraturan Daerah Nomor 7 Tahun 2025.",
    )
    basis_title = forms.CharField(label="Tentang", max_length=240)
    basis_on = day_field("Tanggal dasar hukum")
    reason = forms.CharField(
        label="Alasan", max_length=1000, widget=forms.Textarea({"rows": 3})
    )

    @property
    def basis(self) -> Basis:
        data = self.cleaned_data
        names = ("effective_on", "basis_number", "basis_title", "basis_on", "reason")
        return Basis(**{name: data[name] for name in names})


class StartForm(BasisForm):
    field_order = ["kind"]

    kind = forms.ChoiceField(
        label="Jenis penataan", choices=Kind.choices, widget=forms.RadioSelect
    )

    def clean_kind(self) -> Kind:
        return Kind(self.cleaned_data["kind"])


class StepForm(forms.Form):
    """A step of the wizard; `version` is that of the draft it was opened at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class RenameForm(StepForm):
    agency = forms.ModelChoiceField(
        label="Perangkat daerah", queryset=Agency.objects.none(), empty_label="Pilih"
    )
    name = forms.CharField(label="Nama baru", max_length=200)
    short_name = forms.CharField(label="Nama singkat baru", max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "agency")

    def choices(self, old: Choices) -> Choices:
        data = self.cleaned_data
        return replace(
            old,
            predecessors=(data["agency"].pk,),
            name=data["name"].strip(),
            short_name=data["short_name"].strip(),
        )

    @staticmethod
    def initial_of(chosen: Choices) -> dict[str, Any]:
        first = chosen.predecessors[0] if chosen.predecessors else None
        return {
            "agency": first,
            "name": chosen.name,
            "short_name": chosen.short_name,
        }


class CloseForm(StepForm):
    agency = forms.ModelChoiceField(
        label="Perangkat daerah yang ditutup",
        queryset=Agency.objects.none(),
        empty_label="Pilih",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "agency")

    def choices(self, old: Choices) -> Choices:
        return replace(old, predecessors=(self.cleaned_data["agency"].pk,))

    @staticmethod
    def initial_of(chosen: Choices) -> dict[str, Any]:
        return {"agency": chosen.predecessors[0] if chosen.predecessors else None}


class NewFields(forms.Form):
    """One agency that is to be founded; a row left empty is none."""

    code = forms.CharField(
        label="Kode", max_length=30, required=False, validators=[CODE]
    )
    name = forms.CharField(label="Nama", max_length=200, required=False)
    short_name = forms.CharField(label="Nama singkat", max_length=60, required=False)
    kind = forms.ChoiceField(
        label="Jenis", required=False, choices=[("", "Pilih"), *KINDS]
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(data.values()):
            for name in self.fields:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "Isi bagian ini.")
        return data

    @property
    def new(self) -> NewAgency | None:
        data = {name: str(self.cleaned_data.get(name, "")).strip() for name in FIELDS}
        return NewAgency(**data) if all(data.values()) else None


FIELDS = ("code", "name", "short_name", "kind")


class _WithNew(StepForm):
    """A step with rows for agencies that are to be founded."""

    rows_at_most = 1

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        initial = kwargs.get("initial") or {}
        super().__init__(data, **kwargs)
        standing: list[dict[str, str]] = initial.get("new", [])
        self.rows = [
            NewFields(
                data,
                prefix=f"new{number}",
                initial=standing[number] if number < len(standing) else {},
            )
            for number in range(self.rows_at_most)
        ]

    def is_valid(self) -> bool:
        rows = [row.is_valid() for row in self.rows] if self.is_bound else []
        return super().is_valid() and all(rows)

    @property
    def new(self) -> tuple[NewAgency, ...]:
        return tuple(row.new for row in self.rows if row.new)


def _new_rows(chosen: Choices) -> list[dict[str, str]]:
    return [{name: getattr(new, name) for name in FIELDS} for new in chosen.new]


class MergeForm(_WithNew):
    agencies = forms.ModelMultipleChoiceField(
        label="Yang digabung",
        queryset=Agency.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    successor = forms.ModelChoiceField(
        label="Penerus",
        required=False,
        queryset=Agency.objects.none(),
        empty_label="Perangkat daerah baru",
        help_text="Yang sudah ada boleh salah satu dari yang digabung: ia tidak ditutup.",
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        _offer(self, "agencies", "successor")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        agencies, successor = data.get("agencies"), data.get("successor")
        if agencies is not None and not [a for a in agencies if a != successor]:
            self.add_error("agencies", "Pilih sekurangnya satu selain penerusnya.")
        written = any(row.is_valid() and row.new for row in self.rows)
        if not successor and not written and all(row.is_valid() for row in self.rows):
            msg = "Pilih penerus yang sudah ada, atau isi perangkat daerah barunya."
            self.add_error("successor", msg)
        return data

    def choices(self, old: Choices) -> Choices:
        data = self.cleaned_data
        successor = data["successor"]
        return replace(
            old,
            predecessors=tuple(a.pk for a in data["agencies"] if a != successor),
            successors=(successor.pk,) if successor else (),
            new=() if successor else self.new,
        )

    @staticmethod
    def initial_of(chosen: Choices) -> dict[str, Any]:
        return {
            "agencies": [*chosen.predecessors, *chosen.successors],
            "successor": chosen.successors[0] if chosen.successors else None,
            "new": _new_rows(chosen),
        }


class SplitForm(_WithNew):
    rows_at_most = NEW_AT_MOST

    agency = forms.ModelChoiceField(
        label="Yang dimekarkan", queryset=Agency.objects.none(), empty_label="Pilih"
    )
    standing = forms.ModelMultipleChoiceField(
        label="Penerus yang sudah ada",
        required=False,
        queryset=Agency.objects.none(),
        widget=forms.SelectMultiple({"size": 6}),
        help_text="Bila sebagian urusannya pindah ke perangkat daerah yang ada.",
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        _offer(self, "agency", "standing")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        agency, standing = data.get("agency"), data.get("standing") or ()
        if agency and agency in standing:
            self.add_error("standing", "Yang dimekarkan tidak meneruskan dirinya.")
        rows = [row for row in self.rows if row.is_valid() and row.new]
        if all(row.is_valid() for row in self.rows) and len(rows) + len(standing) <= 1:
            self.add_error(
                None, "Isi sekurangnya dua penerus, yang baru atau yang ada."
            )
        return data

    def choices(self, old: Choices) -> Choices:
        data = self.cleaned_data
        return replace(
            old,
            predecessors=(data["agency"].pk,),
            successors=tuple(agency.pk for agency in data["standing"]),
            new=self.new,
        )

    @staticmethod
    def initial_of(chosen: Choices) -> dict[str, Any]:
        return {
            "agency": chosen.predecessors[0] if chosen.predecessors else None,
            "standing": list(chosen.successors),
            "new": _new_rows(chosen),
        }


AgenciesForm = RenameForm | CloseForm | MergeForm | SplitForm
OF_KIND: dict[Kind, type[AgenciesForm]] = {
    Kind.RENAME: RenameForm,
    Kind.CLOSE: CloseForm,
    Kind.MERGE: MergeForm,
    Kind.SPLIT: SplitForm,
}


def agencies_form(reorganisation: Reorganisation, data: Any) -> AgenciesForm:
    form = OF_KIND[reorganisation.sort]
    initial = form.initial_of(reorganisation.chosen)
    return form(data, initial=initial | {"version": reorganisation.version})


class RulesForm(StepForm):
    """What may be decided about what stands now: fields for nothing else."""

    def __init__(self, data: Any = None, *, decisions: Decisions, version: int) -> None:
        super().__init__(data, initial={"version": version})
        self.decisions = decisions
        situation, chosen = decisions.situation, decisions.situation.choices
        if situation.kind is Kind.MERGE and decisions.founded:
            self.fields["leading"] = _choice(
                "Isian yang diteruskan",
                [(str(a.pk), a.name) for a in situation.closing],
                decisions.leading,
                "Penerus melanjutkan isian dan pendamping perangkat daerah ini; kepala "
                "dan koordinatornya tetap.",
            )
        if situation.kind is Kind.SPLIT:
            self.fields["heir"] = _choice(
                "Yang mengambil alih pekerjaan terbuka",
                [(key, situation.name_of(key)) for key in chosen.keys],
                decisions.heir,
                "Penilaian yang masih berjalan dan pegawai tanpa akun pindah ke sini.",
            )
        for decision in decisions.assessments:
            self.fields[_rule_name(decision)] = _rule(decision)
        if situation.kind is Kind.SPLIT:
            homes = [(key, situation.name_of(key)) for key in chosen.keys]
            for user in situation.users:
                label = f"{user.name}, {user.get_role_display()}"
                home = decisions.home_of(user)
                self.fields[f"home_{user.pk}"] = _choice(label, homes, home)

    @property
    def of_work(self) -> list[forms.BoundField]:
        return [self[name] for name in ("leading", "heir") if name in self.fields]

    @property
    def of_assessments(self) -> list[forms.BoundField]:
        return [self[_rule_name(d)] for d in self.decisions.assessments]

    @property
    def of_accounts(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("home_")]

    def choices(self, old: Choices) -> Choices:
        data = self.cleaned_data
        leading = data.get("leading")
        return replace(
            old,
            leading=int(leading) if leading else None,
            heir=data.get("heir", ""),
            rules={
                str(d.assessment.pk): data[_rule_name(d)]
                for d in self.decisions.assessments
            },
            homes={
                name.removeprefix("home_"): data[name]
                for name in self.fields
                if name.startswith("home_")
            },
        )


def _rule_name(decision: Decision) -> str:
    return f"rule_{decision.assessment.pk}"


def _rule(decision: Decision) -> forms.ChoiceField:
    assessment = decision.assessment
    label = f"{assessment.agency_name}, {assessment.period} ({assessment.state.label})"
    offered = [(rule.value, Rule(rule).label) for rule in decision.offered]
    return _choice(label, offered, decision.rule)


def _choice(
    label: str,
    choices: Iterable[tuple[str, str]],
    initial: object,
    help_text: str = "",
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=list(choices), initial=initial, help_text=help_text
    )


class CancelForm(forms.Form):
    reason = forms.CharField(label="Alasan pembatalan", max_length=300)
