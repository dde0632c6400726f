"""The files of fixtures/demo as plain values. No Django here."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

HEADS = {
    "DINAS": "Kepala Dinas",
    "BADAN": "Kepala Badan",
    "SATUAN": "Kepala Satuan",
    "RSUD": "Direktur",
    "SEKRETARIAT": "Sekretaris DPRD",
    "INSPEKTORAT": "Inspektur Daerah",
}


@dataclass(frozen=True)
class Stand:
    """Where an agency stands in the quarter under way.

    `stage` is filling, submitted, returned, again, verified or final; `count` is what
    the stage counts: answers ready, reviewed, returned, or objections.
    """

    stage: str
    count: int
    mended: int = 0
    window: str = ""
    extended: bool = False


@dataclass(frozen=True)
class Office:
    """One agency; `means` are the mean levels aimed at, one a domain."""

    key: str
    code: str
    kind: str
    name: str
    short_name: str
    means: tuple[Decimal, ...]
    stand: Stand

    @property
    def head(self) -> str:
        return HEADS[self.kind]

    def fill(self, text: str, **more: str) -> str:
        """Put the agency's words in the places of a text of the files."""
        words = {
            "name": self.name,
            "short": self.short_name,
            "head": self.head,
            "code": self.code,
        }
        return text.format(**words, **more)


@dataclass(frozen=True)
class Paper:
    """A document that every agency may have in its library."""

    key: str
    kind: str
    title: str
    age: int
    indicators: tuple[str, ...]
    number: str = ""
    valid: int = 0
    pages: tuple[tuple[str, tuple[str, ...]], ...] = ()
    screen: str = ""
    rows: tuple[str, ...] = ()
    photo: str = ""


@dataclass(frozen=True)
class Province:
    """Everything the seed knows; `people` and `quarters` as in their files."""

    itself: Mapping[str, str]
    offices: tuple[Office, ...]
    papers: tuple[Paper, ...]
    people: Mapping[str, Any]
    quarters: Mapping[str, Any]

    def phrase(self, name: str, **words: object) -> str:
        return str(self.quarters["phrases"][name]).format(**words)


def load(folder: Path) -> Province:
    def read(name: str) -> Any:
        return yaml.safe_load((folder / name).read_text(encoding="utf-8"))

    agencies = read("agencies.yaml")
    return Province(
        itself=agencies["province"],
        offices=tuple(_office(item) for item in agencies["agencies"]),
        papers=tuple(_paper(item) for item in read("documents.yaml")["documents"]),
        people=read("people.yaml"),
        quarters=read("quarters.yaml"),
    )


def _office(item: dict[str, Any]) -> Office:
    current = dict(item["current"])
    stage, count = next(iter(current.items()))
    del current[stage]
    return Office(
        key=item["key"],
        code=item["code"],
        kind=item["kind"],
        name=item["name"],
        short_name=item["short_name"],
        means=tuple(Decimal(mean) for mean in item["levels"]),
        stand=Stand(stage, count, **current),
    )


def _paper(item: dict[str, Any]) -> Paper:
    pages = tuple((heading, tuple(lines)) for heading, lines in item.get("pages", ()))
    lists = {key: tuple(item.get(key, ())) for key in ("indicators", "rows")}
    return Paper(**item | lists | {"pages": pages})
