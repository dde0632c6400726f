"""What stands where in a workbook; writing and reading agree here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

FORMAT = "spbe-lembar-kerja-1"
ENTRY, CRITERIA, ABOUT, PORTAL = "Isian", "Kriteria", "Keterangan", "Portal"
HEADER_ROW = 5
FIRST_ROW = HEADER_ROW + 1
PORTAL_HEADER_ROW = 5  # above: format, assessment, quarter, moment
FIELDS = ("self_level", "facts", "analysis")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet Isian; `name` is that of the resource's field."""

    name: str
    title: str
    width: float
    align: str = "left"
    format: str = "@"

    @property
    def is_open(self) -> bool:
        """Whether it is filled by hand."""
        return self.name in FIELDS


COLUMNS = (
    Column("code", "Kode", 7, "center"),
    Column("name", "Indikator", 32),
    Column("place", "Domain dan aspek", 22),
    Column("weight", "Bobot (%)", 8, "right", "0.00"),
    Column("earlier", "Ditetapkan terakhir", 11, "center", "0"),
    Column("self_level", "Tingkat mandiri", 9, "center", "General"),
    Column("facts", "Fakta", 58),
    Column("analysis", "Analisis", 58),
    Column("status", "Status", 13),
    Column("evidence", "Jumlah bukti", 8, "center", "0"),
)
LABELS = {column.name: column.title for column in COLUMNS}
PORTAL_TITLES = ("kode", "versi", *FIELDS)


def normal(value: object) -> str:
    """A value as it is compared: line ends alike, no blanks around it, None empty."""
    if value is None:
        return ""
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def mark(value: object) -> str:
    """A short digest of a value: tells whether a cell was changed since the download."""
    return hashlib.sha256(normal(value).encode()).hexdigest()[:16]
