"""Why a membership ended, and the steps of a nomination.

Each state knows how it is shown: `tone` (mute, info, warn, ok, bad) and `icon`.
"""

from django.db import models


class EndReason(models.TextChoices):
    VACATED = "VACATED", "Dikosongkan"
    REPLACED = "REPLACED", "Diganti"
    RENEWED = "RENEWED", "Diperbarui dengan SK baru"
    TERM = "TERM", "Masa tugas berakhir"
    CLOSED = "CLOSED", "Perangkat daerah ditutup"


class NominationStatus(models.TextChoices):
    """Where the naming of a team stands."""

    DRAFT = "DRAFT", "Draf"
    PROPOSED = "PROPOSED", "Diusulkan"
    VERIFIED = "VERIFIED", "Diverifikasi"
    DECIDED = "DECIDED", "Ditetapkan"
    ENDED = "ENDED", "Berakhir"
    CANCELLED = "CANCELLED", "Dibatalkan"

    @property
    def tone(self) -> str:
        return _LOOK[self][0]

    @property
    def icon(self) -> str:
        return _LOOK[self][1]


_N = NominationStatus
_LOOK = {
    _N.DRAFT: ("mute", "pencil"),
    _N.PROPOSED: ("info", "send"),
    _N.VERIFIED: ("info", "patch-check"),
    _N.DECIDED: ("ok", "award"),
    _N.ENDED: ("mute", "clock-history"),
    _N.CANCELLED: ("mute", "x-circle"),
}

TRANSITIONS: dict[NominationStatus, frozenset[NominationStatus]] = {
    _N.DRAFT: frozenset({_N.PROPOSED, _N.CANCELLED}),
    _N.PROPOSED: frozenset({_N.DRAFT, _N.VERIFIED}),
    _N.VERIFIED: frozenset({_N.DECIDED}),
    _N.DECIDED: frozenset({_N.ENDED}),
    _N.ENDED: frozenset(),
    _N.CANCELLED: frozenset(),
}
OPEN = (_N.DRAFT, _N.PROPOSED, _N.VERIFIED)  # an agency has one of these at most


class Verdict(models.TextChoices):
    """What the checkers say of one seat of a nomination."""

    SUITABLE = "SUITABLE", "Sesuai"
    RETURNED = "RETURNED", "Dikembalikan"

    @property
    def tone(self) -> str:
        return "ok" if self is Verdict.SUITABLE else "bad"

    @property
    def icon(self) -> str:
        return "check-circle" if self is Verdict.SUITABLE else "arrow-return-left"
