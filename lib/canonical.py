"""One byte sequence for one set of values, so that a hash can be compared later."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction


def _plain(value: object) -> str:
    if isinstance(value, Decimal | Fraction):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    msg = f"{type(value).__name__} has no canonical form."
    raise TypeError(msg)


def dumps(data: object) -> str:
    """JSON with sorted keys, no spaces, UTF-8; numbers with a fraction as text.

    A float is refused: its digits depend on how it was computed.
    """
    _refuse_floats(data)
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )


def sha256(data: object) -> str:
    """The SHA-256 of `dumps(data)`, 64 hexadecimal digits."""
    return hashlib.sha256(dumps(data).encode()).hexdigest()


def _refuse_floats(data: object) -> None:
    if isinstance(data, float):
        msg = "A float has no canonical form; use Decimal or Fraction."
        raise TypeError(msg)
    if isinstance(data, dict):
        for key, value in data.items():
            _refuse_floats(key)
            _refuse_floats(value)
    elif isinstance(data, list | tuple):
        for item in data:
            _refuse_floats(item)
