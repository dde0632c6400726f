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
    indicators: tuple[str, ...] = ()
    number: str = ""
    valid: int = 0
    pages: tuple[tuple[str, tuple[str, ...]], ...] = ()
    screen: str = ""
    rows: tuple[str, ...] = ()
    photo: str = ""
    columns: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shared(Paper):
    """A document of the province; `accepted` are keys of the agencies that hold it.

    `reason` is why a second version followed that they do not have yet.
    """

    accepted: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Link:
    """An address that every agency has in its library; `age` in days before today."""

    title: str
    url: str
    age: int
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Province:
    """Everything the seed knows; `people`, `quarters` and `talk` as in their files."""

    itself: Mapping[str, str]
    offices: tuple[Office, ...]
    papers: tuple[Paper, ...]
    shared: tuple[Shared, ...]
    links: tuple[Link, ...]
    people: Mapping[str, Any]
    quarters: Mapping[str, Any]
    talk: Mapping[str, Any]

    def phrase(self, name: str, **words: object) -> str:
        return str(self.quarters["phrases"][name]).format(**words)


def load(folder: Path) -> Province:
    def read(name: str) -> Any:
        return yaml.safe_load((folder / name).read_text(encoding="utf-8"))

    agencies, documents = read("agencies.yaml"), read("documents.yaml")
    return Province(
        itself=agencies["province"],
        offices=tuple(_office(item) for item in agencies["agencies"]),
        papers=tuple(Paper(**_plain(item)) for item in documents["documents"]),
        shared=tuple(Shared(**_plain(item)) for item in documents["province"]),
        links=tuple(Link(**_plain(item)) for item in documents["links"]),
        people=read("people.yaml"),
        quarters=read("quarters.yaml"),
        talk=read("talk.yaml"),
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


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    """With tuples for lists; a page is a heading and its lines."""
    plain = {k: tuple(v) if isinstance(v, list) else v for k, v in item.items()}
    if "pages" in item:
        plain["pages"] = tuple(
            (heading, tuple(lines)) for heading, lines in item["pages"]
        )
    return plain
