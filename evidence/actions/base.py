"""What every action of the library leans on."""

from __future__ import annotations


class EvidenceError(Exception):
    """The library can't be changed so; the message is for the user."""
