"""Browsers that a person has logged in from."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.models.people import User


class Device(models.Model):
    """A browser, known by a random token in its cookie; here rests only the hash."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    token_hash = models.CharField(max_length=64)
    name = models.CharField("perangkat", max_length=60)
    first_seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "perangkat"
        verbose_name_plural = "perangkat"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "token_hash"],
                name="%(app_label)s_%(class)s_once_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.name}"
