"""Whether a text says whose it is: names, codes, and numbers of civil servants."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NIP = re.compile(r"(?<!\d)(\d{4})(?:[\s.\-]?\d){14}(?!\d)")
TITLES = frozenset({"dr", "dra", "drs", "h", "hj", "ir", "prof"})
SHORTEST = 3  # a name of fewer letters would be found everywhere


def giveaway(text: str, *, names: Iterable[str], codes: Iterable[str]) -> str:
    """What in `text` points at an agency or a person, as words for the author; or "".

    `names` are of agencies and people, `codes` of agencies. Case, punctuation, line
    breaks, invisible characters and academic titles make no difference. Of a NIP, 18
    digits however they are spaced, only the first four are said.
    """
    plain = _plain(text)
    if found := NIP.search(plain):
        return f"NIP {found[1]}…"
    for code in codes:
        if re.search(rf"(?<![\w.]){re.escape(code.casefold())}(?!\w|\.\w)", plain):
            return code
    words = f" {_words(plain)} "
    for name in names:
        if any(f" {variant} " in words for variant in _variants(name)):
            return name
    return ""


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if unicodedata.category(sign) != "Cf")


def _words(plain: str) -> str:
    return " ".join(re.findall(r"\w+", plain))


def _variants(name: str) -> set[str]:
    """The name as it stands, and without what stands before and behind it."""
    whole, bare = _words(_plain(name)), _words(_plain(name.split(",")[0]))
    parts = bare.split()
    while parts and parts[0] in TITLES:
        parts.pop(0)
    return {form for form in (whole, bare, " ".join(parts)) if len(form) >= SHORTEST}
