"""Choices that look free and are the same each time: drawn from a hash of their name."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def number(below: int, *name: object) -> int:
    """A whole number from 0 to `below` - 1."""
    text = "/".join(str(part) for part in name)
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:8]) % below


def pick(options: Sequence[T], *name: object) -> T:
    return options[number(len(options), *name)]


def shuffled(items: Sequence[T], *name: object) -> list[T]:
    order = sorted(range(len(items)), key=lambda place: number(2**32, *name, place))
    return [items[place] for place in order]
