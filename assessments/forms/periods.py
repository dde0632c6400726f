"""What the secretariat types in to open and to determine a quarter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from accounts.models import Agency
from assessments.actions import Deadlines, Minutes
from assessments.forms.office import REASON_MAX, refuse_distant
from assessments.models.windows import GRACE_MAX
from assessments.period_proposal import LATER, NOW, units
from instruments.models import Version
from lib.formats import NIP_LENGTH

if TYPE_CHECKING:
    from assessments.models import Correction, Determination

MOMENT = "%Y-%m-%dT%H:%M"


class VersionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # at run time it takes none
    """An instrument version; one that is not official says so where it is chosen."""

    def label_from_instance(self, obj: Version) -> str:
        return f"{obj.status_label}: {obj.title}" if obj.status_label else obj.title


def moment_field(
    label: str, *, hint: str = "Waktu Wita.", required: bool = True
) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=hint,
        input_formats=[MOMENT],
        validators=[refuse_distant],
        widget=forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"}),
    )


def number_field(
    label: str, *, low: int, high: int, hint: str = "", required: bool = True
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        help_text=hint,
        required=required,
    )


class OpenPeriodForm(forms.Form):
    year = number_field("Tahun", low=2018, high=2100)
    quarter = forms.TypedChoiceField(
        label="Triwulan",
        coerce=int,
        choices=[(1, "I"), (2, "II"), (3, "III"), (4, "IV")],
    )
    version = VersionField(
        label="Instrumen",
        queryset=Version.objects.none(),
        empty_label="Pilih instrumen",
        help_text="Instrumen yang belum ditetapkan disebut demikian pada setiap hasil.",
    )
    government_version = VersionField(
        label="Instrumen pemerintah daerah",
        queryset=Version.objects.none(),
        empty_label="Pemerintah daerah tidak ikut",
        required=False,
        help_text=(
            "Untuk menilai pemerintah daerah sebagai satu kesatuan, dengan instrumen "
            "nasional. Tandai juga pemerintah daerahnya pada daftar yang ikut."
        ),
    )
    start = forms.ChoiceField(
        label="Pembukaan",
        choices=[(NOW, "Buka sekarang"), (LATER, "Jadwalkan")],
        widget=forms.RadioSelect,
    )
    opens_at = moment_field(
        "Dibuka pada", hint="Waktu Wita, bila dijadwalkan.", required=False
    )
    filling_until = moment_field("Batas pengisian")
    review_until = moment_field("Batas verifikasi")
    plenary_until = moment_field("Batas pleno")
    revision_days = number_field("Lama perbaikan (hari)", low=1, high=60)
    objection_days = number_field("Lama sanggah (hari)", low=1, high=60)
    objections_max = number_field(
        "Batas jumlah sanggahan",
        low=0,
        high=99,
        hint="Untuk setiap perangkat daerah.",
    )
    objection_evidence = forms.BooleanField(
        label="Sanggahan boleh memakai bukti baru",
        required=False,
        help_text="Dokumen pustaka perangkat daerah yang dilihat pleno.",
    )
    grace_minutes = number_field(
        "Tenggang sesudah batas (menit)",
        low=0,
        high=GRACE_MAX,
        hint=(
            "Simpanan dan kiriman dalam tenggang masih diterima dan dicatat demikian. "
            "Berlaku untuk pengisian dan perbaikan; 0 berarti tanpa tenggang."
        ),
        required=False,
    )
    carry = forms.BooleanField(
        label="Mulai dari hasil triwulan lalu",
        required=False,
        initial=True,
        help_text=(
            "Tingkat akhir, Fakta, Analisis, dan bukti yang masih berlaku menjadi draf "
            "yang harus diperiksa. Tanpa tanda ini semua indikator mulai kosong."
        ),
    )
    agencies = forms.ModelMultipleChoiceField(
        label="Perangkat daerah yang ikut",
        queryset=Agency.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih sekurangnya satu perangkat daerah."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("version", "government_version"):
            version: Any = self.fields[name]
            version.queryset = Version.objects.in_use().order_by("title")
        agencies: Any = self.fields["agencies"]
        agencies.queryset = Agency.objects.open_on(timezone.localdate()).order_by(
            "code"
        )
        self.initial.setdefault("agencies", units(agencies.queryset))

    def clean_grace_minutes(self) -> int:
        return self.cleaned_data["grace_minutes"] or 0

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        chosen = data.get("agencies") or ()
        has_government = any(agency.is_government for agency in chosen)
        if "government_version" not in self.errors:
            if not has_government:
                data["government_version"] = None  # nobody is assessed with it
            elif data.get("government_version") is None:
                msg = "Pilih instrumen untuk pemerintah daerah yang ikut."
                self.add_error("government_version", msg)
        if self.is_planned and "opens_at" not in self.errors and not data["opens_at"]:
            self.add_error("opens_at", "Isi waktu pembukaan.")
        return data

    @property
    def is_planned(self) -> bool:
        """Whether it opens at a time of its own, not now."""
        return self.cleaned_data.get("start") == LATER

    @property
    def unofficial(self) -> list[Version]:
        """The versions offered whose results carry a reservation."""
        version: Any = self.fields["version"]
        return [offered for offered in version.queryset if offered.status_label]

    @property
    def entries(self) -> dict[str, Any]:
        """The arguments of the action."""
        data = dict(self.cleaned_data)
        data.pop("start", None)
        if not self.is_planned:
            data.pop("opens_at")
        windows = {name: data.pop(name) for name in Deadlines.__dataclass_fields__}
        return data | {"deadlines": Deadlines(**windows)}


class PlanForm(OpenPeriodForm):
    """A quarter that is planned already; it opens at its time or by a button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["start"]
        self.fields["opens_at"].required = True
        self.fields["opens_at"].help_text = "Waktu Wita."

    @property
    def is_planned(self) -> bool:
        return True


class CancelPlanForm(forms.Form):
    reason = forms.CharField(
        label="Alasan pembatalan",
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Tulis alasan pembatalan."},
    )


class DeadlinesForm(forms.Form):
    """The deadlines of an opened quarter, which move to later only."""

    filling_until = moment_field("Batas pengisian")
    review_until = moment_field("Batas verifikasi")
    plenary_until = moment_field("Batas pleno")
    reason = forms.CharField(
        label="Alasan",
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tulis alasan perubahan."},
    )

    @property
    def entries(self) -> dict[str, Any]:
        """The arguments of the action; what a browser shows has no seconds."""
        data = dict(self.cleaned_data)
        reason = data.pop("reason")
        shown = {
            name: self.initial[name].replace(second=0, microsecond=0) for name in data
        }
        moved = {name: at for name, at in data.items() if at != shown[name]}
        return {"moved": moved, "reason": reason}


# Determination

SIGNATORIES = ("Ketua", "Sekretaris", "Anggota", "Anggota", "Anggota")


class SignatoryForm(forms.Form):
    """One signature block; a row without a name is left out."""

    title = forms.CharField(label="Kedudukan", max_length=150, required=False)
    name = forms.CharField(label="Nama", max_length=150, required=False)
    rank = forms.CharField(label="Pangkat, golongan", max_length=100, required=False)
    nip = forms.CharField(label="NIP", max_length=30, required=False)

    def clean_nip(self) -> str:
        nip = re.sub(r"[\s.]", "", self.cleaned_data["nip"])
        if nip and (len(nip) != NIP_LENGTH or not nip.isascii() or not nip.isdigit()):
            msg = f"NIP terdiri atas {NIP_LENGTH} angka."
            raise forms.ValidationError(msg)
        return nip

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("name") and (data.get("rank") or data.get("nip")):
            self.add_error("name", "Tulis nama.")
        if data.get("name") and not data.get("title"):
            self.add_error("title", "Tulis kedudukan.")
        return data


SignatoryFormSet = forms.formset_factory(
    SignatoryForm, extra=0, max_num=20, validate_max=True
)


class DetermineForm(forms.Form):
    number = forms.CharField(
        label="Nomor Berita Acara",
        max_length=100,
        help_text="Seperti tercatat pada buku agenda. Portal tidak membuat nomor.",
    )
    decided_on = forms.DateField(
        label="Tanggal Berita Acara",
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    place = forms.CharField(label="Tempat", max_length=200)
    attended_by = forms.CharField(
        label="Dihadiri oleh",
        required=False,
        max_length=4000,
        help_text="Satu orang atau satu unsur setiap baris.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reason = forms.CharField(
        label="Alasan penggantian",
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    confirm = forms.BooleanField(
        label="Saya menetapkan hasil ini",
        error_messages={"required": "Beri tanda bahwa hasil ini ditetapkan."},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        standing: Determination | None,
        correction: Correction | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        rows = [{"title": title} for title in SIGNATORIES]
        self.signatories = SignatoryFormSet(data, prefix="signatory", initial=rows)
        if standing is None or correction:
            del self.fields["reason"]
        else:
            self.fields["reason"].help_text = f"Penetapan ini menggantikan {standing}."

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.signatories.is_valid():
            self.add_error(None, "Perbaiki baris penanda tangan.")
        elif not self.signed_by:
            self.add_error(None, "Isi sekurangnya satu penanda tangan.")
        return data

    @property
    def signed_by(self) -> list[dict[str, str]]:
        rows = (form.cleaned_data for form in self.signatories)
        return [row for row in rows if row.get("name")]

    @property
    def entries(self) -> dict[str, Any]:
        """The arguments of the action, without the tick that only asks for care."""
        data = {k: v for k, v in self.cleaned_data.items() if k != "confirm"}
        reason, seen = data.pop("reason", ""), data.pop("seen")
        minutes = Minutes(**data, signatories=self.signed_by)
        return {"minutes": minutes, "reason": reason, "seen": seen}
