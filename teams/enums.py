"""Why a membership ended, and the steps of a nomination.

Each state knows how it is shown: `tone` (mute, info, warn, ok, bad) and `icon`.
"""

from django.db import models


class EndReason(models.TextChoices):
    VACATED = "VACATED", "Dikosongkan"
    REPLACED = "REPLACED", "Diganti"
    TERM = "TERM", "Masa tugas berakhir"
