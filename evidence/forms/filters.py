"""What a list of documents is narrowed to, and its order."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import F, OrderBy, Q, QuerySet
from django.utils import timezone

from accounts.models import Agency
from evidence.enums import DocumentKind, ScanState
from evidence.queries import with_use
from evidence.search import query_of, ranked

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.postgres.search import SearchQuery

    from accounts.models import User
    from evidence.models import Document
    from evidence.models.documents import DocumentQuerySet

VALID, EXPIRING, EXPIRED, WITHDRAWN = "berlaku", "segera", "lewat", "ditarik"
USED, UNUSED = "dipakai", "belum"
ORDERS: dict[str, tuple[str | OrderBy, ...]] = {
    "": ("-created_at", "pk"),
    "lama": ("created_at", "pk"),
    "judul": ("title", "pk"),
    "berakhir": (F("valid_until").asc(nulls_last=True), "pk"),
    "dipakai": ("-use_count", "title", "pk"),
}


class LibraryFilter(forms.Form):
    """What a list is narrowed to; anything unknown narrows nothing."""

    q = forms.CharField(
        label="Cari judul, nomor, atau isi berkas", required=False, max_length=200
    )
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Perangkat daerah",
        required=False,
        empty_label="Semua perangkat daerah",
    )
    kind = forms.ChoiceField(
        label="Jenis",
        required=False,
        choices=[("", "Semua jenis"), *DocumentKind.choices],
    )
    validity = forms.ChoiceField(
        label="Masa berlaku",
        required=False,
        choices=[
            ("", "Semua yang dipakai"),
            (VALID, "Masih berlaku"),
            (EXPIRING, "Segera berakhir (90 hari)"),
            (EXPIRED, "Lewat masa berlaku"),
            (WITHDRAWN, "Ditarik"),
        ],
    )
    use = forms.ChoiceField(
        label="Pemakaian",
        required=False,
        choices=[
            ("", "Dikutip atau belum"),
            (USED, "Dikutip"),
            (UNUSED, "Belum dikutip"),
        ],
    )
    scan = forms.ChoiceField(
        label="Pindaian",
        required=False,
        choices=[("", "Semua hasil pindai"), *ScanState.choices],
    )
    tag = forms.ChoiceField(label="Label", required=False)
    sort = forms.ChoiceField(
        label="Urutan",
        required=False,
        choices=[
            ("", "Terbaru atau paling cocok"),
            ("lama", "Terlama"),
            ("judul", "Judul"),
            ("berakhir", "Segera berakhir"),
            ("dipakai", "Paling banyak dikutip"),
        ],
    )

    def __init__(
        self, data: Any, *, user: User, tags: list[str], of_province: bool = False
    ) -> None:
        super().__init__(data)
        labels = [("", "Semua label"), *((tag, tag) for tag in tags)]
        self.fields["tag"].choices = labels  # type: ignore[attr-defined]
        if not tags:
            del self.fields["tag"]
        if of_province:
            del self.fields["use"], self.fields["scan"]
        if user.agency_id or of_province:
            del self.fields["agency"]
        else:
            agencies = Agency.objects.visible_to(user).order_by("name")
            self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.widget.attrs["class"] = "form-select"
        self.is_valid()

    @cached_property
    def query(self) -> SearchQuery | None:
        return query_of(self.cleaned_data.get("q", ""))

    @property
    def narrowing(self) -> int:
        """How many of the selects narrow the list."""
        names = set(self.fields) - {"q", "sort"}
        return sum(bool(self.cleaned_data.get(name)) for name in names)

    @property
    def selects(self) -> list[forms.BoundField]:
        return [field for field in self if field.name != "q"]

    def apply(self, documents: DocumentQuerySet) -> QuerySet[Document]:
        """Narrowed and in order, with `use_count`."""
        wanted = self.cleaned_data
        documents = self._of_validity(documents, wanted.get("validity", ""))
        for name, narrow in _NARROW.items():
            if value := wanted.get(name):
                documents = documents.filter(narrow(value))
        found = with_use(documents)
        if use := wanted.get("use"):
            unused = Q(use_count=0)
            found = found.filter(unused if use == UNUSED else ~unused)
        order = ORDERS[wanted.get("sort", "")]
        if self.query is not None:
            found = ranked(found, self.query)
            order = order if wanted.get("sort") else ("-rank", *order)
        return found.order_by(*order)

    def _of_validity(
        self, documents: DocumentQuerySet, validity: str
    ) -> DocumentQuerySet:
        today = timezone.localdate()
        if validity == WITHDRAWN:
            return documents.filter(withdrawn_at__isnull=False)
        if validity == EXPIRING:
            return documents.expiring(today)
        documents = documents.in_use()
        if validity == VALID:
            return documents.valid_on(today)
        if validity == EXPIRED:
            return documents.filter(valid_until__lt=today)
        return documents


_NARROW: dict[str, Callable[[Any], Q]] = {
    "agency": lambda agency: Q(agency=agency),
    "kind": lambda kind: Q(kind=kind),
    "scan": lambda scan: Q(current__inspection__scan=scan),
    "tag": lambda tag: Q(tags__contains=[tag]),
}
