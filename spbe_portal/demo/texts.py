"""Fakta, Analisis and reasons, composed from what the instrument asks. No Django."""

from dataclasses import dataclass
from datetime import date

from instruments.definition import Indicator, Requirement
from lib import formats
from spbe_portal.demo import dice


@dataclass(frozen=True)
class Shown:
    """A document as an answer cites it."""

    title: str
    number: str
    issued_on: date
    page: str

    @property
    def reference(self) -> str:
        number = f" Nomor {self.number}" if self.number else ""
        page = f", {self.page}" if self.page else ""
        return f"{self.title}{number} tanggal {formats.day(self.issued_on)}{page}"


def facts(indicator: Indicator, level: int, shown: list[Shown], office: str) -> str:
    if not shown:
        return (
            f"{office} belum memiliki dokumen untuk indikator ini. "
            f"Pekerjaan baru dibahas dalam rapat tim dan belum menghasilkan keluaran."
        )
    asked = _of_level(indicator.evidence, level) or list(indicator.evidence)
    lines = [
        f"{document.reference}, {_shows(asked[place % len(asked)].text)}."
        for place, document in enumerate(shown)
    ]
    return "\n".join(lines)


def analysis(indicator: Indicator, level: int) -> str:
    criterion = indicator.criteria[level - 1]
    met = (
        f"Kriteria tingkat {level} ({criterion.name}) terpenuhi: "
        f"{_lower(_first_sentence(criterion.text))}."
    )
    if level == len(indicator.criteria):
        return f"{met} Tingkat ini akan dipertahankan pada triwulan berikutnya."
    lacking = _of_level(indicator.evidence, level + 1)
    if not lacking:
        return f"{met} Tingkat {level + 1} belum dipilih."
    return (
        f"{met} Tingkat {level + 1} belum dipilih karena belum ada "
        f"{_lower(lacking[0].text)}."
    )


def steps(indicator: Indicator, level: int) -> list[str]:
    """What must be done to reach a level: one step for each document it asks."""
    asked = _of_level(indicator.evidence, level)
    if not asked:
        return [f"Penuhi kriteria tingkat {level} dan dokumentasikan hasilnya."]
    return [f"Siapkan {_lower(need.text)}."[:500] for need in asked[:2]]


def condition(indicator: Indicator, level: int, *name: object) -> str:
    """Why a level is not reached, in the words of the instrument."""
    named = _of_level(indicator.incomplete_if, level)
    if named:
        return dice.pick(named, *name).text
    missing = _of_level(indicator.evidence, level)
    if missing:
        return f"belum ditunjukkan {_lower(dice.pick(missing, *name).text)}"
    return "bukti yang dilampirkan belum menunjukkan kriteria tingkat itu"


def _shows(text: str) -> str:
    for form in ("Tangkapan layar ", "Alamat halaman "):
        if text.startswith(form):
            return f"memperlihatkan {_lower(text.removeprefix(form))}"
    return f"memuat {_lower(text)}"


def _of_level(items: tuple[Requirement, ...], level: int) -> list[Requirement]:
    return [item for item in items if item.level == level]


def _first_sentence(text: str) -> str:
    return text.split(". ")[0].rstrip(".")


def _lower(text: str) -> str:
    """Begin in lower case, but keep an abbreviation as it is."""
    text = text.strip().rstrip(".")
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
