"""Verification codes: made at random, and read as people type them."""

import secrets

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
CODE_LENGTH, CODE_GROUP = 28, 4  # 28 x 5 = 140 random bits
SERIES = ("kind", "period", "assessment", "session", "is_draft")


def new_code() -> str:
    """A random verification code in groups: `7K3M-Q2XD-…`."""
    signs = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return _grouped(signs)


def read_code(text: str) -> str:
    """A code as people type it: small letters, no dashes, O for 0, I or L for 1."""
    signs = text.upper().translate(str.maketrans("OIL", "011", "- \t\r\n"))
    return _grouped(signs[: CODE_LENGTH + 1])


def _grouped(signs: str) -> str:
    return "-".join(signs[i : i + CODE_GROUP] for i in range(0, len(signs), CODE_GROUP))
