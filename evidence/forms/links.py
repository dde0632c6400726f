"""An address and what is said of it."""

from __future__ import annotations

from typing import Any

from django import forms

from evidence.inspection.links import URL_MAX, reason_against


class Address(forms.URLField):
    """An address of the web that the portal may ask; nobody is asked here."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Alamat tautan")
        options.setdefault(
            "help_text",
            "Halaman web, unggahan media sosial, atau video, dengan https://.",
        )
        super().__init__(
            max_length=URL_MAX,
            assume_scheme="https",
            error_messages={
                "required": "Isi alamat tautan.",
                "invalid": "Alamat ini tidak lengkap. Salin dari peramban, mulai dari https://.",
            },
            **options,
        )

    def clean(self, value: Any) -> str:
        url: str = super().clean(value)
        if url and (reason := reason_against(url)):
            raise forms.ValidationError(reason)
        return url


class LinkForm(forms.Form):
    """A new document of the library that is an address."""

    url = Address()
    title = forms.CharField(
        label="Judul",
        max_length=200,
        error_messages={"required": "Tulis judul tautan."},
    )
    issued_on = forms.DateField(
        label="Tanggal terbit",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="Tanggal berita, unggahan, atau video itu terbit.",
    )


class ReplaceLinkForm(forms.Form):
    """A new address of a document; the old one stays in its history."""

    url = Address(label="Alamat baru")
    reason = forms.CharField(
        label="Alasan penggantian",
        max_length=300,
        help_text="Tersimpan dalam riwayat, misalnya: laman dipindahkan.",
        error_messages={"required": "Tulis alasan penggantian."},
    )
