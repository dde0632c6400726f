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
    ENDED = "ENDED", "Dihentikan"

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
    Status.ENDED: ("mute", "slash-circle"),
}

TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.FILLING: frozenset({Status.SUBMITTED, Status.ENDED}),
    Status.SUBMITTED: frozenset(
        # FILLING: taken back
        {Status.RETURNED, Status.VERIFIED, Status.FILLING, Status.ENDED}
    ),
    Status.RETURNED: frozenset({Status.SUBMITTED, Status.ENDED}),
    Status.VERIFIED: frozenset({Status.FINAL}),
    Status.FINAL: frozenset({Status.DETERMINED}),
    Status.DETERMINED: frozenset(),
    Status.ENDED: frozenset(),  # its agency is no more
}

# Somebody can still be told to hurry: the agency, its mentors, or the plenary.
REMINDED = frozenset(
    {Status.FILLING, Status.SUBMITTED, Status.RETURNED, Status.VERIFIED}
)
OPEN_TO_AGENCY = frozenset({Status.FILLING, Status.RETURNED})
FINISHED = frozenset({Status.FINAL, Status.DETERMINED})
# Nothing moves it any more: it waits for nobody.
SETTLED = frozenset({Status.DETERMINED, Status.ENDED})


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


class Outcome(models.TextChoices):
    """Whether a citation supports the level that it is cited for."""

    YES = "YES", "Mendukung"
    PARTLY = "PARTLY", "Mendukung sebagian"
    NO = "NO", "Tidak mendukung"

    @property
    def tone(self) -> str:
        return {"YES": "ok", "PARTLY": "warn", "NO": "bad"}[self.value]

    @property
    def icon(self) -> str:
        return {"YES": "check-lg", "PARTLY": "circle-half", "NO": "x-lg"}[self.value]


class ObjectionOutcome(models.TextChoices):
    """What the plenary decides of a verified level, objected to or not."""

    KEPT = "KEPT", "Tetap"
    CHANGED = "CHANGED", "Diubah"

    @property
    def tone(self) -> str:
        return {"KEPT": "mute", "CHANGED": "ok"}[self.value]

    @property
    def icon(self) -> str:
        return {"KEPT": "check-lg", "CHANGED": "sliders"}[self.value]


class Origin(models.TextChoices):
    """Why an indicator is before the plenary."""

    OBJECTION = "OBJECTION", "Sanggahan"
    FLAG = "FLAG", "Ditandai untuk pleno"
    OWN = "OWN", "Diangkat dalam sidang"

    @property
    def tone(self) -> str:
        return {"OBJECTION": "warn", "FLAG": "info", "OWN": "mute"}[self.value]

    @property
    def icon(self) -> str:
        return {"OBJECTION": "megaphone", "FLAG": "flag", "OWN": "people"}[self.value]


class Side(models.TextChoices):
    """The three values of a level; never one overwriting another."""

    SELF = "self_level", "Mandiri"
    VERIFIED = "verified_level", "Terverifikasi"
    FINAL = "final_level", "Akhir"

    @property
    def in_force(self) -> str:
        """Where the value that holds today is read, after `with_level_in_force`."""
        return "level_in_force" if self is Side.FINAL else self.value


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


class Attendee(models.TextChoices):
    """By which roles people take part in a mentoring session."""

    HEAD = "HEAD", "Kepala perangkat daerah"
    COORDINATOR = "COORDINATOR", "Koordinator teknis"
    MEMBER = "MEMBER", "Anggota tim pengelola"
    MENTOR = "MENTOR", "Tim pendamping"
    OTHER = "OTHER", "Peserta lain"


class MentoringState(models.TextChoices):
    """How far the record of a session is; derived, never stored."""

    RECORDED = "RECORDED", "Dicatat"
    HALF_AGREED = "HALF_AGREED", "Menunggu persetujuan"
    AGREED = "AGREED", "Disepakati"
    WITHDRAWN = "WITHDRAWN", "Dibatalkan"

    @property
    def tone(self) -> str:
        return {
            "RECORDED": "mute",
            "HALF_AGREED": "warn",
            "AGREED": "ok",
            "WITHDRAWN": "mute",
        }[self.value]

    @property
    def icon(self) -> str:
        return {
            "RECORDED": "pencil",
            "HALF_AGREED": "hourglass-split",
            "AGREED": "check-lg",
            "WITHDRAWN": "slash-circle",
        }[self.value]


class ExampleState(models.TextChoices):
    """Where an example of evidence stands."""

    WAITING = "WAITING", "Menunggu persetujuan"
    SHOWN = "SHOWN", "Tampil"
    SENT_BACK = "SENT_BACK", "Dikembalikan"
    RETIRED = "RETIRED", "Ditarik"

    @property
    def tone(self) -> str:
        return {"WAITING": "info", "SHOWN": "ok", "SENT_BACK": "warn"}.get(
            self.value, "mute"
        )

    @property
    def icon(self) -> str:
        return {
            "WAITING": "hourglass-split",
            "SHOWN": "check-lg",
            "SENT_BACK": "arrow-return-left",
        }.get(self.value, "slash-circle")


class CorrectionState(models.TextChoices):
    """Where the correction of a determined quarter stands."""

    DRAFT = "DRAFT", "Menunggu persetujuan"
    APPROVED = "APPROVED", "Disetujui, belum ditetapkan"
    DETERMINED = "DETERMINED", "Ditetapkan"
    DROPPED = "DROPPED", "Dibatalkan"

    @property
    def tone(self) -> str:
        return _CORRECTION_LOOK[self][0]

    @property
    def icon(self) -> str:
        return _CORRECTION_LOOK[self][1]


_CORRECTION_LOOK = {
    CorrectionState.DRAFT: ("warn", "hourglass-split"),
    CorrectionState.APPROVED: ("info", "person-check"),
    CorrectionState.DETERMINED: ("ok", "lock-fill"),
    CorrectionState.DROPPED: ("mute", "slash-circle"),
}


class Gate(models.TextChoices):
    """What a condition says of the determination that is prepared."""

    BLOCKED = "BLOCKED", "Menghalangi"
    WARNED = "WARNED", "Perhatikan"
    PASSED = "PASSED", "Terpenuhi"

    @property
    def tone(self) -> str:
        return {"BLOCKED": "bad", "WARNED": "warn", "PASSED": "ok"}[self.value]

    @property
    def icon(self) -> str:
        return {
            "BLOCKED": "x-circle",
            "WARNED": "exclamation-triangle",
            "PASSED": "check-lg",
        }[self.value]
