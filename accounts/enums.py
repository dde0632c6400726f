"""Roles of people and kinds of agencies."""

from django.db import models


class Role(models.TextChoices):
    OPD_MEMBER = "OPD_MEMBER", "Anggota tim pengelola"
    OPD_COORDINATOR = "OPD_COORDINATOR", "Koordinator teknis"
    OPD_HEAD = "OPD_HEAD", "Kepala perangkat daerah"
    MENTOR = "MENTOR", "Tim pendamping"
    ASSESSOR = "ASSESSOR", "Tim penilai"
    SECRETARIAT = "SECRETARIAT", "Sekretariat"
    AUDITOR = "AUDITOR", "Inspektorat"
    ADMIN = "ADMIN", "Administrator sistem"


AGENCY_ROLES = frozenset({Role.OPD_MEMBER, Role.OPD_COORDINATOR, Role.OPD_HEAD})


class AgencyKind(models.TextChoices):
    PEMDA = "PEMDA", "Pemerintah daerah"
    SEKRETARIAT = "SEKRETARIAT", "Sekretariat"
    INSPEKTORAT = "INSPEKTORAT", "Inspektorat"
    DINAS = "DINAS", "Dinas"
    BADAN = "BADAN", "Badan"
    BIRO = "BIRO", "Biro"
    RSUD = "RSUD", "Rumah sakit umum daerah"
    SATUAN = "SATUAN", "Satuan"


class HeadTitle(models.TextChoices):
    """How the head of an agency holds the office; nothing is a definite head."""

    ACTING = "PLT", "Plt."
    CARETAKER = "PJ", "Pj."
    DAILY = "PLH", "Plh."


class Succeeding(models.TextChoices):
    """How one agency follows another."""

    MERGE = "MERGE", "Penggabungan"
    SPLIT = "SPLIT", "Pemekaran"


class NoticeKind(models.TextChoices):
    """What a notice tells; people choose by it what reaches them by mail."""

    OPENED = "OPENED", "Triwulan dibuka"
    DEADLINE = "DEADLINE", "Batas waktu mendekat"
    SUBMITTED = "SUBMITTED", "Penilaian dikirim"
    RETURNED = "RETURNED", "Indikator dikembalikan"
    ANSWERED = "ANSWERED", "Pesan dijawab"
    MENTIONED = "MENTIONED", "Disebut dalam pesan"
    OBJECTED = "OBJECTED", "Sanggahan diajukan atau ditarik"
    DECIDED = "DECIDED", "Keputusan dibuat"
    DETERMINED = "DETERMINED", "Hasil ditetapkan"
    REMINDED = "REMINDED", "Pengingat sekretariat"
    ASSIGNED = "ASSIGNED", "Penugasan"
    MENTORING = "MENTORING", "Pendampingan"
    SECURITY = "SECURITY", "Keamanan akun"
    TEAM = "TEAM", "Tim pengelola"

    @property
    def icon(self) -> str:
        return NOTICE_ICONS[self]


NOTICE_ICONS = {
    NoticeKind.OPENED: "megaphone",
    NoticeKind.DEADLINE: "clock",
    NoticeKind.SUBMITTED: "send",
    NoticeKind.RETURNED: "arrow-return-left",
    NoticeKind.ANSWERED: "chat-left-text",
    NoticeKind.MENTIONED: "person-check",
    NoticeKind.OBJECTED: "megaphone",
    NoticeKind.DECIDED: "hammer",
    NoticeKind.DETERMINED: "award",
    NoticeKind.REMINDED: "bell",
    NoticeKind.ASSIGNED: "clipboard-check",
    NoticeKind.MENTORING: "people",
    NoticeKind.SECURITY: "shield-exclamation",
    NoticeKind.TEAM: "person-plus",
}


class Channel(models.TextChoices):
    """How a kind of notice reaches a person besides the portal."""

    IMMEDIATE = "IMMEDIATE", "Segera"
    DIGEST = "DIGEST", "Ringkasan harian"
    NONE = "NONE", "Tidak dikirim"


IMMEDIATE_KINDS = frozenset(
    {
        NoticeKind.RETURNED,
        NoticeKind.MENTIONED,
        NoticeKind.DECIDED,
        NoticeKind.DETERMINED,
        NoticeKind.DEADLINE,
        NoticeKind.SECURITY,
    }
)


def usual_channel(kind: str) -> Channel:
    """How a kind reaches who chose nothing."""
    return Channel.IMMEDIATE if kind in IMMEDIATE_KINDS else Channel.DIGEST


DIGEST = "DIGEST"
MAIL_KINDS = [(DIGEST, "Ringkasan harian"), *NoticeKind.choices]


class MailState(models.TextChoices):
    QUEUED = "QUEUED", "Menunggu"
    SENT = "SENT", "Terkirim"
    FAILED = "FAILED", "Gagal"
    DROPPED = "DROPPED", "Tidak dikirim"

    @property
    def tone(self) -> str:
        return {"QUEUED": "info", "SENT": "ok", "FAILED": "bad"}.get(self, "mute")

    @property
    def icon(self) -> str:
        icons = {"QUEUED": "clock", "SENT": "send-check", "FAILED": "x-circle"}
        return icons.get(self, "slash-circle")
