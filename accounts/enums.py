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
