"""The last sheet of the TPP workbook: what is needed to make its figures again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from lib import formats
from lib.formats import decimal
from reports.content.sheet import example
from reports.enums import Method, NotFinal, OpenObjections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.content.shared import JSON, Stamp
    from reports.content.sheet import AgencyRows, Facts, Row

UNAPPROVED = "Dicatat sebelum persetujuan dua orang"
IN_CELLS = (
    "Sel rumus memakai bilangan bulat di dalam pembulatan, agar setiap program "
    "membulatkan setengah ke atas dengan hasil yang sama. Sel itu dikunci tanpa kata "
    "sandi; angka yang berlaku tetap yang tersimpan di portal."
)


@dataclass(slots=True)
class Tally:
    """What is known of the agencies when the last of them was written."""

    agencies: int = 0
    counted: int = 0
    objections: int = 0
    example: Row | None = None

    def add(self, rows: AgencyRows, objections: int) -> None:
        self.agencies += 1
        self.objections += objections
        if rows.row.weighted is not None:
            self.counted += 1
            self.example = self.example or rows.row


def metadata(facts: Facts, stamp: Stamp, tally: Tally) -> list[tuple[str, str]]:
    """Everything that is needed to make the figures again, in words."""
    rule, decision = facts.rule_set, facts.decision
    return [
        ("Dokumen", f"Lembar TPP SPBE {facts.quarter}, revisi {stamp.revision}"),
        ("Triwulan yang dinilai", str(facts.quarter)),
        ("Bulan pembayaran TPP", facts.paid_months),
        ("Perangkat daerah", f"{tally.agencies}, dengan angka {tally.counted}"),
        ("Sanggahan belum diputus", _objections(tally.objections)),
        ("Sanggahan terbuka", _open_objections(rule)),
        ("Instrumen", f"{facts.instrument.title} ({facts.instrument.code})"),
        ("Status instrumen", facts.instrument.label or "Ditetapkan"),
        ("Nomor Berita Acara", facts.number),
        ("Tanggal Berita Acara", formats.day(facts.decided_on)),
        ("Revisi penetapan", str(decision["revision"])),
        ("SHA-256 penetapan", decision["inputs_sha256"]),
        ("Aturan TPP", f"{rule['name']}, revisi {rule['revision']}"),
        ("Dasar hukum", rule["legal_basis"]),
        ("Masa berlaku", _dates(rule)),
        ("Persetujuan aturan", approval(rule)),
        ("Metode", str(Method(rule["method"]).label)),
        ("Rumus", facts.words),
        ("Contoh perhitungan", example(facts, tally.example)),
        ("Rumus dalam sel", IN_CELLS),
        ("Hasil yang belum final", str(NotFinal(rule["not_final"]).label)),
        ("Bobot", f"{decimal(facts.rule.weight)}%"),
        *_components(facts),
        ("Disusun oleh", stamp.author),
        ("Disusun pada", formats.moment(stamp.requested_at)),
        ("SHA-256 masukan", stamp.inputs_sha256),
        ("Kode verifikasi data", stamp.code),
        ("Tautan verifikasi", stamp.url),
        (
            "Perlindungan data",
            "Lembar ini tidak memuat nama, NIP, atau nilai rupiah perorangan.",
        ),
    ]


def approval(rule: JSON) -> str:
    """Who approved the rule set, as its frozen form tells it."""
    found = rule.get("approval")
    if not isinstance(found, dict):
        return UNAPPROVED
    at = datetime.fromisoformat(found["at"])
    return f"{found['role']} (orang kedua), {formats.day(at)}"


def _open_objections(rule: JSON) -> str:
    said = rule.get("open_objections", OpenObjections.MARK)
    return str(OpenObjections(said).label)


def _objections(number: int) -> str:
    return f"{number} indikator" if number else "Tidak ada"


def _dates(rule: JSON) -> str:
    first = formats.day(date.fromisoformat(rule["valid_from"]))
    until = rule.get("valid_until")
    last = f" sampai {formats.day(date.fromisoformat(until))}" if until else ""
    return f"Mulai {first}{last}"


def _components(facts: Facts) -> Iterator[tuple[str, str]]:
    if not facts.rule.components:
        return
    lists = {item["component"]: item for item in facts.score_lists}
    for part in facts.rule_set["components"]:
        found = lists[part["name"]]
        said = (
            f"Bobot {decimal(Decimal(part['weight']))}%, nilai tertinggi "
            f"{decimal(Decimal(part['scale_max']))}. {part['legal_basis']}. Nilai: "
            f"{found['source']}, revisi {found['revision']}, SHA-256 berkas "
            f"{found['file_sha256']}."
        )
        yield f"Komponen {part['name']}", said
    whole = "seluruh bagian prestasi kerja" if facts.rule.is_whole else "sebagian"
    yield "Jumlah bobot", f"{decimal(facts.rule.total_weight)}%, {whole}"
