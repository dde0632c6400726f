"""What every document carries: whose it is, which quarter, which instrument, its code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from lib import formats
from reports.content.letterhead import emblem_in

if TYPE_CHECKING:
    from datetime import datetime

    from reports.models import IssuedDocument

VERIFY_PATH = "/v/"  # printed on paper, so it never changes

# A level is whole, an index has two decimals; both are Decimal here.
Value = Decimal | None
JSON = dict[str, Any]
SIGNER_KEYS = ("title", "name", "rank", "nip", "above")


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose document it is: as configured, else as the settings say.

    `emblem` is the SHA-256 of the picture in the letterhead, empty without one.
    """

    province: str
    office: str
    address: str
    named: str = ""
    contact: str = ""
    place: str = ""
    emblem: str = ""

    @property
    def government(self) -> str:
        return self.named or f"Pemerintah {self.province}"


@dataclass(frozen=True, slots=True)
class Quarter:
    year: int
    number: int

    def __str__(self) -> str:
        return formats.quarter(self.number, self.year)

    @property
    def short(self) -> str:
        return formats.short_quarter(self.number)

    @property
    def name(self) -> str:
        return formats.quarter(self.number)

    @property
    def title(self) -> str:
        """As a title names it; the year is text, so that no thousands point enters."""
        return f"{self.name} Tahun {self.year}"

    @property
    def short_title(self) -> str:
        return formats.short_quarter(self.number, self.year)

    @property
    def following(self) -> Quarter:
        if self.number == 4:
            return Quarter(self.year + 1, 1)
        return Quarter(self.year, self.number + 1)

    @property
    def starts_on(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def ends_on(self) -> date:
        return self.following.starts_on - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Source:
    title: str
    page: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class InstrumentFacts:
    """An instrument as a document names it; `label` is empty for an official one."""

    code: str
    title: str
    label: str
    bands: tuple[tuple[str, Decimal], ...]
    level_names: tuple[tuple[str, tuple[str, ...]], ...]
    sources: tuple[Source, ...]

    @property
    def level_rows(self) -> tuple[tuple[str, ...], ...]:
        """The names of each level, from the lowest, one a kind."""
        return tuple(zip(*(names for _, names in self.level_names), strict=True))

    @property
    def intervals(self) -> tuple[tuple[str, Decimal, Decimal | None], ...]:
        """Each predicate with its lowest index and where the next begins."""
        starts = [start for _, start in self.bands[1:]]
        return tuple(
            (name, start, end)
            for (name, start), end in zip(self.bands, [*starts, None], strict=True)
        )


@dataclass(frozen=True, slots=True)
class Signatory:
    """A signature block as entered; nothing in it is made up."""

    title: str
    name: str
    rank: str
    nip: str
    above: str = ""


@dataclass(frozen=True, slots=True)
class Triple:
    """The three values of a level or an index."""

    claimed: Value
    verified: Value
    final: Value

    @property
    def best(self) -> Value:
        """The latest that exists."""
        known = (v for v in (self.final, self.verified, self.claimed) if v is not None)
        return next(known, None)

    @property
    def change(self) -> Value:
        """Final, else verified, minus claimed."""
        later = self.verified if self.final is None else self.final
        return None if later is None or self.claimed is None else later - self.claimed


@dataclass(frozen=True, slots=True)
class Stamp:
    """What ties a file to its row: the code is empty on a draft."""

    code: str
    url: str
    inputs_sha256: str
    requested_at: datetime
    revision: int
    is_draft: bool
    author: str = ""
    emblem: bytes = b""

    @property
    def made_at(self) -> str:
        """For the metadata of a file: date, time and zone, no fraction of a second."""
        return timezone.localtime(self.requested_at).isoformat(timespec="seconds")

    @property
    def short_url(self) -> str:
        """The address of the form, for who types the code."""
        return f"{settings.BASE_URL.rstrip('/').split('://')[-1]}{VERIFY_PATH}"


def stamp_of(document: IssuedDocument) -> Stamp:
    code = document.code or ""
    base = settings.BASE_URL.rstrip("/")
    return Stamp(
        code=code,
        url=f"{base}{VERIFY_PATH}{code}/" if code else "",
        inputs_sha256=document.inputs_sha256,
        requested_at=document.requested_at,
        revision=document.revision,
        is_draft=document.is_draft,
        author=document.requested_by.get_role_display(),
        emblem=emblem_in(document),
    )


def number(value: object) -> Value:
    """A figure of frozen inputs: text, a whole number, or nothing."""
    return None if value is None or value == "" else Decimal(str(value))


def triple(data: JSON) -> Triple:
    return Triple(
        number(data.get("self")),
        number(data.get("verified")),
        number(data.get("final")),
    )


def day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def quarter(data: JSON) -> Quarter:
    return Quarter(data["year"], data["quarter"])


def identity(data: JSON) -> Identity:
    """Documents frozen before there were letterheads have the first three alone."""
    return Identity(
        data["province"],
        data["office"],
        data["address"],
        named=data.get("government", ""),
        contact=data.get("contact", ""),
        place=data.get("place", ""),
        emblem=data.get("emblem", ""),
    )


def instrument(data: JSON) -> InstrumentFacts:
    return InstrumentFacts(
        code=data["code"],
        title=data["title"],
        label=data["label"],
        bands=tuple((band["name"], Decimal(band["from"])) for band in data["bands"]),
        level_names=tuple(
            (kind, tuple(names)) for kind, names in data["level_names"].items()
        ),
        sources=tuple(Source(**source) for source in data["sources"]),
    )


def signatories(data: list[JSON]) -> tuple[Signatory, ...]:
    return tuple(
        Signatory(*(str(item.get(key, "")) for key in SIGNER_KEYS)) for item in data
    )


def share_of(weight: str, whole: str) -> Decimal:
    """A weight as a percentage of the instrument, two decimals for print."""
    exact = Fraction(weight) * 100 / Fraction(whole)
    return formats.rounded(Decimal(exact.numerator) / Decimal(exact.denominator))
