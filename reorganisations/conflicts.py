"""What stands against a reorganisation: sentences that say what to do about it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from accounts.enums import AgencyKind
from lib import formats
from reorganisations.enums import Kind, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reorganisations.decisions import Decisions
    from reorganisations.situation import Situation

LEAST = 2  # agencies that merge, or that one is split into


def of(decisions: Decisions) -> Iterator[str]:
    situation = decisions.situation
    if not situation.closing:
        yield "Pilih dahulu perangkat daerah yang ditata."
        return
    yield from _agencies(situation)
    yield from _new(situation)
    yield from _numbers(situation)
    yield from _rivals(situation)
    yield from _children(decisions)
    yield from _carried(decisions)


def _agencies(situation: Situation) -> Iterator[str]:
    day = situation.reorganisation.effective_on
    for agency in (*situation.closing, *situation.standing.values()):
        if agency.closed_on is not None:
            closed = formats.day(agency.closed_on)
            yield f"{agency.name} sudah ditutup per {closed}. Pilih yang lain."
        elif agency.kind == AgencyKind.PEMDA:
            yield f"{agency.name} adalah pemerintah daerah, bukan perangkat daerah."
        elif day < agency.opened_on:
            opened = formats.day(agency.opened_on)
            yield f"{agency.name} baru dibentuk {opened}. Pilih tanggal sesudahnya."
        elif day == agency.opened_on and agency in situation.closing:
            yield f"{agency.name} baru dibentuk pada tanggal itu. Pilih tanggal sesudahnya."


def _new(situation: Situation) -> Iterator[str]:
    for code in sorted(situation.taken_codes):
        yield f"Kode {code} sudah dipakai. Kode tidak dipakai dua kali; tulis yang lain."
    for name in sorted(situation.taken_names):
        yield f"Nama {name} sudah dipakai perangkat daerah yang masih ada."
    new = situation.choices.new
    for words, kind in (
        ([n.code for n in new], "Kode"),
        ([n.name for n in new], "Nama"),
    ):
        for word, count in Counter(words).items():
            if count > 1:
                yield f"{kind} {word} ditulis {count} kali."


def _numbers(situation: Situation) -> Iterator[str]:
    chosen, kind = situation.choices, situation.kind
    if kind is Kind.RENAME and not chosen.name:
        yield "Tulis nama barunya."
    if kind is Kind.RENAME and chosen.name == situation.closing[0].name:
        yield "Nama barunya sama dengan nama sekarang."
    if kind is Kind.MERGE:
        if len(chosen.keys) != 1:
            yield "Pilih satu penerus: yang baru, atau satu yang sudah ada."
        elif len(chosen.predecessors) + len(situation.standing) < LEAST:
            yield "Penggabungan memerlukan sekurangnya dua perangkat daerah."
    if kind is Kind.SPLIT and len(chosen.keys) < LEAST:
        yield "Pemekaran memerlukan sekurangnya dua penerus."


def _rivals(situation: Situation) -> Iterator[str]:
    for other in situation.rivals:
        yield (
            f"{other} sudah dijadwalkan untuk perangkat daerah yang sama. Batalkan "
            "atau jalankan itu dahulu."
        )


def _children(decisions: Decisions) -> Iterator[str]:
    """Nobody is left without the one above it."""
    if decisions.heir or decisions.situation.kind is Kind.RENAME:
        return
    for child in decisions.situation.children:
        yield f"{child.name} masih berada di bawahnya. Ubah dahulu induknya."


def _carried(decisions: Decisions) -> Iterator[str]:
    carried = Counter(
        d.assessment.period for d in decisions.assessments if d.rule is Rule.CARRY
    )
    for period, count in carried.items():
        if count > 1:
            yield (
                f"{period}: hanya satu isian yang dapat dilanjutkan. Pilih aturan lain "
                "untuk yang lainnya."
            )
