"""How much evidence an agency may keep, and add in a quarter of the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from evidence.models import DocumentVersion, Upload
from lib.formats import file_size

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Agency


@dataclass(frozen=True, slots=True)
class Share:
    """Of one limit: `used` of `limit` bytes."""

    name: str
    used: int
    limit: int

    @property
    def left(self) -> int:
        return max(0, self.limit - self.used)


@dataclass(frozen=True, slots=True)
class Usage:
    """What an agency has used of both limits."""

    total: Share
    quarter: Share

    @property
    def shares(self) -> tuple[Share, Share]:
        return self.total, self.quarter

    def refusal(self, size: int, *, under_way: int = 0) -> str:
        """Why `size` more bytes do not fit, beside those on their way; empty if they do."""
        for share in self.shares:
            if share.used + under_way + size > share.limit:
                return _sentence(share, size, under_way)
        return ""


def usage_of(agency: Agency) -> Usage:
    """One query, whatever the number of documents."""
    files = DocumentVersion.objects.filter(
        document__agency=agency, document__origin=None, url=""
    )
    used = files.aggregate(
        total=Coalesce(Sum("size"), 0),
        quarter=Coalesce(Sum("size", filter=Q(uploaded_at__gte=quarter_start())), 0),
    )
    return Usage(
        Share("penyimpanan OPD", int(used["total"]), settings.QUOTA_AGENCY_BYTES),
        Share("triwulan ini", int(used["quarter"]), settings.QUOTA_QUARTER_BYTES),
    )


def under_way(agency: Agency) -> int:
    """Bytes that uploads of the agency which are not finished will still need."""
    alive = Upload.objects.alive().filter(agency=agency)
    return int(alive.aggregate(total=Coalesce(Sum("size"), 0))["total"])


def quarter_start() -> datetime:
    """The first moment of the calendar's quarter, Wita."""
    now = timezone.localtime()
    first = 3 * ((now.month - 1) // 3) + 1
    return now.replace(month=first, day=1, hour=0, minute=0, second=0, microsecond=0)


def _sentence(share: Share, size: int, waiting: int) -> str:
    used = f"terpakai {file_size(share.used)}"
    if waiting:
        used += f", sedang diunggah {file_size(waiting)}"
    return (
        f"Kuota {share.name} {file_size(share.limit)} tidak cukup untuk berkas"
        f" {file_size(size)} ini: {used}, sisa {file_size(share.left)}."
        " Perkecil berkas, atau kutip yang sudah ada di pustaka."
    )
