"""Words of an instrument that the database and the files share."""

from django.db import models


class InstrumentStatus(models.TextChoices):
    OFFICIAL = "OFFICIAL", "Ditetapkan"
    REFERENCE = "REFERENCE", "Instrumen rujukan"
    SECONDARY = "SECONDARY", "Sumber sekunder"


class RequirementKind(models.TextChoices):
    EVIDENCE = "EVIDENCE", "Bukti dukung"
    CONDITION = "CONDITION", "Belum lengkap bila"
