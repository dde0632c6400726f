"""How a year is reckoned, and how indicators of two versions are related."""

from django.db import models


class AnnualMethod(models.TextChoices):
    """How the quarters of a year make its result."""

    LAST = "LAST", "Triwulan IV"
    MEAN = "MEAN", "Rata-rata keempat triwulan"
    WEIGHTED = "WEIGHTED", "Rata-rata berbobot"


class AnnualMissing(models.TextChoices):
    """What is done while a quarter that counts is not determined."""

    WAIT = "WAIT", "Menunggu sampai semua triwulan ditetapkan"
    SKIP = "SKIP", "Memakai triwulan yang sudah ditetapkan"


class MappingKind(models.TextChoices):
    """How an indicator of one version relates to one of another."""

    SAME = "SAME", "Sama"
    REVISED = "REVISED", "Dirumuskan lain"
    SPLIT = "SPLIT", "Dipecah"
    MERGED = "MERGED", "Digabung"
    CROSSED = "CROSSED", "Dipecah dan digabung"

    @property
    def tone(self) -> str:
        return "ok" if self is MappingKind.SAME else "info"

    @property
    def icon(self) -> str:
        return {
            "SAME": "check-lg",
            "REVISED": "pencil",
            "SPLIT": "arrow-left-right",
            "MERGED": "layers",
            "CROSSED": "arrow-repeat",
        }[self.value]


class ImportKind(models.TextChoices):
    """What a row of a workbook of past results would do."""

    NEW = "NEW", "Baru"
    REPLACED = "REPLACED", "Mengganti"
    SAME = "SAME", "Tidak berubah"

    @property
    def tone(self) -> str:
        return {"NEW": "ok", "REPLACED": "warn", "SAME": "mute"}[self.value]

    @property
    def icon(self) -> str:
        return {"NEW": "plus-lg", "REPLACED": "arrow-repeat", "SAME": "dash-circle"}[
            self.value
        ]
