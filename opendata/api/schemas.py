"""The shapes of the API's answers. Indices are numbers with two decimals, 1 to 5."""

from datetime import date, datetime
from typing import Annotated

from ninja import Field, Schema

Year = Annotated[int, Field(ge=2000, le=2200)]
Number = Annotated[int, Field(ge=1, le=4)]


class DeterminationOut(Schema):
    number: str = Field(description="Nomor Berita Acara")
    revision: int
    decided_on: date
    inputs_sha256: str = Field(description="SHA-256 masukan yang dibekukan")


class QuarterOut(Schema):
    year: int
    quarter: int = Field(description="Triwulan, 1 sampai 4")
    revision: int = Field(description="Revisi publikasi")
    published_at: datetime
    determination: DeterminationOut
    instrument: str
    instrument_label: str = Field(description="Keterangan instrumen, bila ada")
    agencies: int = Field(description="Perangkat daerah dengan hasil final")
    not_final: int = Field(description="Perangkat daerah tanpa hasil final")
    average: float | None = Field(description="Rata-rata indeks yang dipublikasikan")
    sha256: str = Field(description="SHA-256 isi publikasi")


class IndexOut(Schema):
    year: int
    quarter: int
    code: str
    name: str
    kind: str
    index: float
    predicate: str
    rank: int | None = Field(description="Peringkat, bila dipublikasikan")
    change: float | None = Field(
        description="Selisih dari triwulan yang dipublikasikan sebelumnya"
    )
    instrument: str
    nodes: dict[str, float] = Field(description="Indeks domain dan aspek menurut kode")


class AgencyOut(Schema):
    code: str
    name: str = Field(description="Nama pada publikasi terbaru")
    kind: str
    quarters: int = Field(description="Banyaknya triwulan yang dipublikasikan")


class ResultOut(Schema):
    year: int
    quarter: int
    code: str
    name: str
    is_final: bool
    self_index: float | None
    verified_index: float | None
    index: float | None
    exact: str = Field(description="Indeks eksak sebelum dibulatkan")
    predicate: str
    determination: str
    inputs_sha256: str


class ProgressOut(Schema):
    year: int
    quarter: int
    code: str
    name: str
    status: str
    round: int
    due_at: datetime | None = Field(description="Batas waktu perangkat daerah kini")
    submitted_at: datetime | None
    verified_at: datetime | None
    finalised_at: datetime | None
    determined_at: datetime | None
