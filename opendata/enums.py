"""What a token may read."""

from django.db import models


class Scope(models.TextChoices):
    RESULTS = "results:read", "Hasil yang ditetapkan, dengan nilai mandiri"
    PROGRESS = "progress:read", "Kemajuan triwulan per perangkat daerah"
