"""States of an assessment and of an answer, and the moves between them.

Each state knows how it is shown: `tone` (mute, info, warn, ok, bad) and `icon`.
"""

from django.db import models


class Status(models.TextChoices):
    """Where one agency's assessment stands in the quarter."""

    FILLING = "FILLING", "Pengisian"
    SUBMITTED = "SUBMITTED", "Ditelaah"
    RETURNED = "RETURNED", "Perbaikan"
    VERIFIED = "VERIFIED", "Terverifikasi"
    FINAL = "FINAL", "Final"
    DETERMINED = "DETERMINED", "Ditetapkan"

    @property
    def tone(self) -> str:
        return _STATUS_LOOK[self][0]

    @property
    def icon(self) -> str:
        return _STATUS_LOOK[self][1]


_STATUS_LOOK = {
    Status.FILLING: ("info", "pencil"),
    Status.SUBMITTED: ("info", "eye"),
    Status.RETURNED: ("warn", "arrow-return-left"),
    Status.VERIFIED: ("warn", "megaphone"),
    Status.FINAL: ("ok", "check-lg"),
    Status.DETERMINED: ("ok", "lock-fill"),
}

TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.FILLING: frozenset({Status.SUBMITTED}),
    Status.SUBMITTED: frozenset({Status.RETURNED, Status.VERIFIED}),
    Status.RETURNED: frozenset({Status.SUBMITTED}),
    Status.VERIFIED: frozenset({Status.FINAL}),
    Status.FINAL: frozenset({Status.DETERMINED}),
    Status.DETERMINED: frozenset(),
}

OPEN_TO_AGENCY = frozenset({Status.FILLING, Status.RETURNED})


class Window(models.TextChoices):
    """What the calendar of a quarter sets a time for."""

    OPENING = "OPENING", "Pembukaan"
    FILLING = "FILLING", "Pengisian"
    REVISION = "REVISION", "Perbaikan"
    REVIEW = "REVIEW", "Verifikasi"
    OBJECTION = "OBJECTION", "Sanggah"
    PLENARY = "PLENARY", "Pleno"


class AnswerStatus(models.TextChoices):
    """Where one answer stands."""

    EMPTY = "EMPTY", "Belum diisi"
    DRAFT = "DRAFT", "Draf"
    READY = "READY", "Siap ditelaah"
    RETURNED = "RETURNED", "Dikembalikan"
    ACCEPTED = "ACCEPTED", "Diterima"

    @property
    def tone(self) -> str:
        return _ANSWER_LOOK[self][0]

    @property
    def icon(self) -> str:
        return _ANSWER_LOOK[self][1]


_ANSWER_LOOK = {
    AnswerStatus.EMPTY: ("mute", "dash-circle"),
    AnswerStatus.DRAFT: ("mute", "pencil"),
    AnswerStatus.READY: ("info", "hourglass-split"),
    AnswerStatus.RETURNED: ("warn", "arrow-return-left"),
    AnswerStatus.ACCEPTED: ("ok", "check-lg"),
}


DONE = frozenset({AnswerStatus.READY, AnswerStatus.ACCEPTED})


class Decision(models.TextChoices):
    """What a mentor decides on one answer in one round."""

    ACCEPTED = "ACCEPTED", "Diterima"
    RETURNED = "RETURNED", "Dikembalikan"
    ADJUSTED = "ADJUSTED", "Tingkat ditetapkan lain"

    @property
    def tone(self) -> str:
        return {"ACCEPTED": "ok", "RETURNED": "warn", "ADJUSTED": "info"}[self.value]

    @property
    def icon(self) -> str:
        return {
            "ACCEPTED": "check-lg",
            "RETURNED": "arrow-return-left",
            "ADJUSTED": "sliders",
        }[self.value]


class ObjectionOutcome(models.TextChoices):
    KEPT = "KEPT", "Tetap"
    CHANGED = "CHANGED", "Diubah"


class Side(models.TextChoices):
    """The three values of a level; never one overwriting another."""

    SELF = "self_level", "Mandiri"
    VERIFIED = "verified_level", "Terverifikasi"
    FINAL = "final_level", "Akhir"


class Doing(models.TextChoices):
    """What somebody does at the page of an answer; said by the browser, never stored."""

    READING = "reading", "membaca"
    WRITING = "writing", "menulis"
    LEFT = "left", "pergi"


class StepState(models.TextChoices):
    """Where a step of a follow-up plan stands."""

    PLANNED = "PLANNED", "Direncanakan"
    UNDERWAY = "UNDERWAY", "Berjalan"
    DONE = "DONE", "Selesai"
    DROPPED = "DROPPED", "Dibatalkan"

    @property
    def tone(self) -> str:
        return {"PLANNED": "mute", "UNDERWAY": "info", "DONE": "ok", "DROPPED": "mute"}[
            self.value
        ]

    @property
    def icon(self) -> str:
        return {
            "PLANNED": "calendar-event",
            "UNDERWAY": "hourglass-split",
            "DONE": "check-lg",
            "DROPPED": "slash-circle",
        }[self.value]


OPEN_STEPS = frozenset({StepState.PLANNED, StepState.UNDERWAY})


class AlertKind(models.TextChoices):
    """What is worth a second look before a submission; it never stops one."""

    INCOMPLETE = "INCOMPLETE", "Daftar periksa atau bukti belum lengkap"
    RISE = "RISE", "Naik dua tingkat atau lebih tanpa bukti baru"
    SPREAD = "SPREAD", "Satu dokumen untuk sepuluh indikator atau lebih"
    STALE = "STALE", "Bukti lewat masa berlaku atau lebih tua dari triwulan"
    UNCHANGED = "UNCHANGED", "Penjelasan sama dengan triwulan sebelumnya"
    DEAD_LINK = "DEAD_LINK", "Tautan tidak menjawab"
    NO_PAGE = "NO_PAGE", "Bukti tanpa halaman"

    @property
    def icon(self) -> str:
        return _ALERT_LOOK[self][0]

    @property
    def anchor(self) -> str:
        """The part of the indicator's page that it speaks of."""
        return _ALERT_LOOK[self][1]


_ALERT_LOOK = {
    AlertKind.INCOMPLETE: ("list-check", "answer-ladder"),
    AlertKind.RISE: ("bar-chart-steps", "answer-ladder"),
    AlertKind.SPREAD: ("layers", "evidence"),
    AlertKind.STALE: ("calendar-x", "evidence"),
    AlertKind.UNCHANGED: ("pencil", "h-texts"),
    AlertKind.DEAD_LINK: ("link-45deg", "evidence"),
    AlertKind.NO_PAGE: ("file-earmark-x", "evidence"),
}
