"""Kinds and states of a reorganisation, and what may become of an open assessment."""

from django.db import models


class Kind(models.TextChoices):
    RENAME = "RENAME", "Ganti nama"
    MERGE = "MERGE", "Penggabungan"
    SPLIT = "SPLIT", "Pemekaran"
    CLOSE = "CLOSE", "Penutupan"

    @property
    def explanation(self) -> str:
        return _EXPLAINED[self]


_EXPLAINED = {
    Kind.RENAME: "Satu perangkat daerah berganti nama. Kode, akun, dan pekerjaannya tetap.",
    Kind.MERGE: "Dua atau lebih menjadi satu: yang baru, atau salah satu yang sudah ada.",
    Kind.SPLIT: "Satu perangkat daerah ditutup dan diteruskan beberapa yang lain.",
    Kind.CLOSE: "Satu perangkat daerah ditutup tanpa penerus.",
}


class State(models.TextChoices):
    DRAFT = "DRAFT", "Rancangan"
    PLANNED = "PLANNED", "Dijadwalkan"
    DONE = "DONE", "Dijalankan"
    CANCELLED = "CANCELLED", "Dibatalkan"

    @property
    def tone(self) -> str:
        return {"DRAFT": "mute", "PLANNED": "info", "DONE": "ok"}.get(self, "mute")

    @property
    def icon(self) -> str:
        icons = {"DRAFT": "pencil", "PLANNED": "calendar-event", "DONE": "check-lg"}
        return icons.get(self, "slash-circle")


OPEN = (State.DRAFT, State.PLANNED)


class Rule(models.TextChoices):
    """What becomes of an open assessment of an agency that is closed."""

    FINISH = "FINISH", "Diselesaikan atas nama lama"
    CARRY = "CARRY", "Dilanjutkan penerus sebagai draf"
    END = "END", "Dihentikan"


class Section(models.TextChoices):
    """The parts of a plan, in the order in which they are shown."""

    AGENCIES = "AGENCIES", "Perangkat daerah"
    HISTORY = "HISTORY", "Riwayat dan angka yang sudah ditetapkan"
    ASSESSMENTS = "ASSESSMENTS", "Penilaian yang masih berjalan"
    EVIDENCE = "EVIDENCE", "Bukti dukung"
    ACCOUNTS = "ACCOUNTS", "Akun"
    TEAM = "TEAM", "Tim pengelola dan pegawai"
    MENTORS = "MENTORS", "Pendamping"
    OTHERS = "OTHERS", "Undangan, jadwal, dan susunan"
