"""Invented values for the component sheet, the page designers and testers look at."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from assessments.enums import AnswerStatus, Status
from lib.charts import Point
from lib.formats import DASH

if TYPE_CHECKING:
    from lib.bands import Bands

BANDS: Bands = (
    ("Kurang", Decimal("1.0")),
    ("Cukup", Decimal("1.8")),
    ("Baik", Decimal("2.6")),
    ("Sangat Baik", Decimal("3.5")),
    ("Memuaskan", Decimal("4.2")),
)
ASPECTS = (
    ("Kebijakan dan Perencanaan", "3.00", "2.50"),
    ("Teknologi Informasi", "3.00", "2.75"),
    ("Penyelenggara", "2.00", "2.00"),
    ("Penerapan Manajemen", "2.33", "2.17"),
    ("Manajemen Layanan", "2.50", "1.50"),
    ("Administrasi Pemerintahan", "3.50", "3.00"),
    ("Layanan Publik", "2.67", "2.67"),
)
QUARTERS = (
    ("TW III", "2024", "1.92"),
    ("TW IV", "2024", "2.08"),
    ("TW I", "2025", "2.21"),
    ("TW II", "2025", "2.38"),
    ("TW III", "2025", "2.54"),
    ("TW IV", "2025", "2.85"),
)
INDICES = (
    "1.44 1.68 1.72 1.86 1.87 1.90 2.07 2.09 2.12 2.15 2.21 2.31 2.33 2.37 2.38 2.47"
    " 2.49 2.62 2.87 2.90 2.94 2.99 3.03 3.11 3.32 3.52 3.77 3.94 4.33"
)
HEAT = (
    ("Dinas Kominfopers", Status.FINAL, "4.33", "4.30", "4.50", "4.29", "0.12"),
    ("Dinas Sosial", Status.VERIFIED, "2.38", "2.70", "1.88", "2.29", "-0.06"),
    ("Dinas Kehutanan", Status.RETURNED, "1.44", "1.30", "1.13", "1.71", "0"),
)


LEFT = (timedelta(days=2, hours=3, minutes=1), timedelta(hours=5), timedelta(hours=-1))


class SampleForm(forms.Form):
    number = forms.CharField(
        label="Nomor SK", help_text="Contoh: 188.4/112/Sulbar/2025"
    )
    nip = forms.RegexField(
        r"^\d{18}$",
        label="NIP",
        help_text="18 angka tanpa spasi.",
        error_messages={"invalid": "NIP harus 18 angka."},
    )
    keeper = forms.ChoiceField(
        label="Penanggung jawab", choices=[("", "Pilih kursi"), ("1", "Koordinator")]
    )
    channel = forms.ChoiceField(
        label="Pemberitahuan",
        widget=forms.RadioSelect,
        choices=[("now", "Segera"), ("daily", "Ringkasan harian")],
    )
    file = forms.FileField(label="Berkas SK", required=False)
    fact = forms.CharField(
        label="Fakta", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    sure = forms.BooleanField(label="Data sudah diperiksa", required=False)


def context() -> dict[str, Any]:
    form = SampleForm({"number": "188.4/112", "nip": "19880312", "channel": "now"})
    form.is_valid()
    return {
        "form": form,
        "bands": BANDS,
        "deadlines": [timezone.now() + left for left in LEFT],
        "statuses": [*AnswerStatus, *Status],
        "segments": _segments(),
        "heat": [_heat_row(row) for row in HEAT],
        "stages": _stages(),
        **_series(),
    }


def _series() -> dict[str, Any]:
    return {
        "aspects": [
            (name, Decimal(now), Decimal(old), Decimal(now) - Decimal(old))
            for name, now, old in ASPECTS
        ],
        "names": [name for name, _, _ in ASPECTS],
        "now": [Decimal(now) for _, now, _ in ASPECTS],
        "old": [Decimal(old) for _, _, old in ASPECTS],
        "history": [
            Point(label, year, Decimal(value), provisional=value == "2.85")
            for label, year, value in QUARTERS
        ],
        "trend_values": [Decimal(value) for _, _, value in QUARTERS],
        "index": Decimal("2.85"),
        "previous": Decimal("2.54"),
        "domains": [
            ("Tata Kelola", Decimal("2.80"), Decimal("2.50")),
            ("Manajemen", Decimal("2.38"), Decimal("2.00")),
            ("Layanan", None, Decimal("2.86")),
        ],
        "indices": [Decimal(value) for value in INDICES.split()],
        "mean": Decimal("2.59"),
        "differences": [Decimal("0.31"), Decimal("-0.13"), Decimal(0), 2, None],
    }


def _segments() -> list[tuple[str, int, str]]:
    return [
        ("Diterima", 4, "ok"),
        ("Siap ditelaah", 3, "info"),
        ("Dikembalikan", 1, "warn"),
        ("Draf atau kosong", 2, "mute"),
    ]


def _heat_row(row: tuple[str, Status, str, str, str, str, str]) -> dict[str, Any]:
    name, status, *values, difference = row
    return {
        "name": name,
        "status": status,
        "values": [Decimal(value) for value in values],
        "difference": Decimal(difference),
    }


def _stages() -> list[dict[str, str]]:
    return [
        {"name": "Dibuka", "dates": "2 Januari 2026", "state": "done"},
        {"name": "Pengisian OPD", "dates": f"2{DASH}13 Januari 2026", "state": "now"},
        {"name": "Telaah pendamping", "dates": f"14{DASH}20 Januari 2026", "state": ""},
        {"name": "Penetapan", "dates": "4 Februari 2026", "state": ""},
    ]
