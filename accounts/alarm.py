"""Telling those who answer for the portal that something is wrong with it."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import NoticeKind
from accounts.models import User
from accounts.notices import notify
from accounts.permissions import Permission, people_with


@transaction.atomic
def chain_broken() -> None:
    """Once a day, to each of them. No event: the trail itself is in doubt."""
    notify(
        NoticeKind.SECURITY,
        to=User.objects.filter(role__in=people_with(Permission.ALARM_VIEW)),
        text=(
            "Rangkaian jejak audit tidak utuh. Amankan basis data dan hubungi "
            "pengelola server."
        ),
        url=reverse("accounts:notices"),
        key=f"chain:{timezone.localdate()}",
    )
