"""What is said of a document: its labels, and until when it counts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from evidence.enums import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evidence.models import Document

TAGS_MAX, TAG_LENGTH = 10, 30
# National assessors count a review and an audit report for two years (practice of the
# evaluation of Permenpan RB 59/2020; source: secondary). Anything else stands until
# somebody says otherwise.
YEARS_VALID = {DocumentKind.REVIEW: 2, DocumentKind.AUDIT: 2}

END_HINT = (
    "Kosongkan bila tidak ada batasnya. Hasil reviu dan laporan audit berlaku dua tahun "
    "sejak tanggalnya."
)
# Formats are the province's; agencies fill them in and upload the result.
AGENCY_KINDS = [kind for kind in DocumentKind.choices if kind[0] != DocumentKind.FORMAT]


def normalised(tags: Iterable[str]) -> list[str]:
    """Trimmed, in lower case, each once, in the order given; empty ones are dropped."""
    clean = (" ".join(tag.replace("\0", "").split()).lower() for tag in tags)
    return list(dict.fromkeys(tag for tag in clean if tag))


def refuse_tags(tags: list[str]) -> None:
    """Raises ValidationError for more than TAGS_MAX, or longer than TAG_LENGTH."""
    if len(tags) > TAGS_MAX:
        raise ValidationError({"tags": f"Paling banyak {TAGS_MAX} label."})
    if long := next((tag for tag in tags if len(tag) > TAG_LENGTH), None):
        sentence = f"Label “{long}” lebih dari {TAG_LENGTH} huruf."
        raise ValidationError({"tags": sentence})


def usual_end(kind: str, issued_on: date | None) -> date | None:
    """The last day that a document of this kind counts, when nothing else is said."""
    years = YEARS_VALID.get(DocumentKind(kind)) if kind in DocumentKind else None
    if years is None or issued_on is None:
        return None
    year = min(issued_on.year + years, date.max.year)
    is_leap_day = (issued_on.month, issued_on.day) == (2, 29)
    return issued_on.replace(year=year, day=28 if is_leap_day else issued_on.day)


def fill_end(document: Document) -> None:
    """Give a review or an audit report its usual end, when it has none."""
    if document.valid_until is None:
        document.valid_until = usual_end(document.kind, document.issued_on)
