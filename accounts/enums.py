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
