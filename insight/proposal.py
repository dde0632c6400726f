"""Which indicators of two instruments seem to ask the same: a proposal, never a fact.

No Django here. Equal names count, whatever the words around them that every name of a
regulation carries; then equal codes whose names are alike. A code alone says nothing:
I1 of one regulation is seldom I1 of the next.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from instruments.definition import Indicator, Instrument

ALIKE = 0.75  # of the letters in common, for indicators of one code
FILLING = (
    "tingkat kematangan",
    "instansi pusat",
    "instansi pemerintah",
    "pemerintah daerah",
    "perangkat daerah",
    "spbe",
)


def core(name: str) -> str:
    """A name without what every name carries: "Tingkat Kematangan Audit TIK" is
    "audit tik"."""
    plain = " ".join(re.findall(r"\w+", name.casefold()))
    for words in FILLING:
        plain = plain.replace(words, " ")
    return " ".join(plain.split())


def propose(old: Instrument, new: Instrument) -> tuple[tuple[str, str], ...]:
    """Pairs (old code, new code) in the order of the new instrument, each code once."""
    unique = _unique(old)
    targets = _unique(new)
    pairs: dict[str, str] = {}
    for name, leaf in targets.items():
        if name in unique:
            pairs[leaf.code] = unique[name].code
    taken = set(pairs.values())
    for leaf in new.indicators:
        same = old.by_code.get(leaf.code)
        if same and leaf.code not in pairs and same.code not in taken:
            ratio = SequenceMatcher(None, core(same.name), core(leaf.name)).ratio()
            if ratio >= ALIKE:
                pairs[leaf.code] = same.code
                taken.add(same.code)
    return tuple(
        (pairs[leaf.code], leaf.code) for leaf in new.indicators if leaf.code in pairs
    )


def _unique(instrument: Instrument) -> dict[str, Indicator]:
    """By core name; a name that two indicators share proposes nothing."""
    found: dict[str, list[Indicator]] = {}
    for leaf in instrument.indicators:
        found.setdefault(core(leaf.name), []).append(leaf)
    return {name: leaves[0] for name, leaves in found.items() if len(leaves) == 1}
