"""Filters of notices and mail, and the choice of channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from accounts.enums import MAIL_KINDS, Channel, MailState, NoticeKind
from accounts.forms import FilterForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models.mail import MailingQuerySet
    from accounts.models.notices import NoticeQuerySet

UNREAD = "unread"

# When a kind comes, for the page of preferences.
OCCASIONS: dict[NoticeKind, str] = {
    NoticeKind.OPENED: "Sekretariat membuka pengisian triwulan baru.",
    NoticeKind.DEADLINE: "Batas pengisian, perbaikan, atau sanggah hampir tiba.",
    NoticeKind.SUBMITTED: "Perangkat daerah mengirim penilaiannya untuk ditelaah.",
    NoticeKind.RETURNED: "Pendamping mengembalikan indikator untuk diperbaiki.",
    NoticeKind.ANSWERED: "Percakapan yang Anda ikuti mendapat jawaban.",
    NoticeKind.MENTIONED: "Seseorang menyebut Anda dalam percakapan.",
    NoticeKind.OBJECTED: "Perangkat daerah menyanggah, atau menarik sanggahannya.",
    NoticeKind.DECIDED: "Verifikasi, sanggahan, atau pleno menghasilkan keputusan.",
    NoticeKind.DETERMINED: "Hasil triwulan ditetapkan dengan Berita Acara.",
    NoticeKind.REMINDED: "Sekretariat mengingatkan sesuatu.",
    NoticeKind.ASSIGNED: "Anda mendapat tugas atau penugasan Anda berubah.",
    NoticeKind.MENTORING: "Ada kabar tentang sesi pendampingan.",
    NoticeKind.TEAM: "Usulan tim, SK, masa tugas, atau sertifikat berubah.",
}


class NoticeFilter(FilterForm):
    state = forms.ChoiceField(
        label="Tampilkan",
        required=False,
        choices=[("", "Semua"), (UNREAD, "Belum dibaca")],
    )
    kind = forms.ChoiceField(
        label="Jenis",
        required=False,
        choices=[("", "Semua jenis"), *NoticeKind.choices],
    )

    def apply(self, notices: NoticeQuerySet) -> NoticeQuerySet:
        self.is_valid()
        if self.cleaned_data.get("state") == UNREAD:
            notices = notices.unread()
        if kind := self.cleaned_data.get("kind"):
            notices = notices.filter(kind=kind)
        return notices


class MailingFilter(FilterForm):
    q = forms.CharField(label="Cari penerima", required=False)
    kind = forms.ChoiceField(
        label="Jenis", required=False, choices=[("", "Semua jenis"), *MAIL_KINDS]
    )
    state = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Semua"), *MailState.choices]
    )

    def apply(self, mailings: MailingQuerySet) -> MailingQuerySet:
        self.is_valid()
        wanted = self.cleaned_data
        if text := wanted.get("q"):
            mailings = mailings.filter(
                Q(user__name__icontains=text) | Q(user__username__icontains=text)
            )
        if kind := wanted.get("kind"):
            mailings = mailings.filter(kind=kind)
        if state := wanted.get("state"):
            mailings = mailings.filter(state=state)
        return mailings


class PreferencesForm(forms.Form):
    """One choice a kind."""

    def __init__(
        self, *args: Any, channels: Mapping[NoticeKind, Channel], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for kind, channel in channels.items():
            if kind is NoticeKind.SECURITY:  # nobody misses who else logs in
                continue
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label,
                help_text=OCCASIONS[kind],
                choices=Channel.choices,
                initial=channel.value,
                widget=forms.RadioSelect(attrs={"class": "btn-check"}),
            )

    @property
    def channels(self) -> dict[NoticeKind, Channel]:
        return {
            NoticeKind(kind): Channel(channel)
            for kind, channel in self.cleaned_data.items()
        }
