"""What is known of the signatures in a PDF, read in confinement."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from evidence.inspection import jail
from reports.enums import Coverage, Stamp, Trust
from reports.models.signatures import without_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

READER = "evidence.inspection.signatures"
LIMITS = jail.Limits(seconds=20, megabytes=1024)
NONE = "-"


@dataclass(frozen=True, slots=True)
class Seal:
    """One signature, as the reader found it; `area` is its picture in square points."""

    field: str
    intact: bool
    coverage: Coverage
    name: str
    subject: str
    issuer: str
    serial: str
    signed_at: datetime | None
    trust: Trust
    stamp: Stamp
    stamped_at: datetime | None
    long_term: bool
    area: int

    @property
    def holds(self) -> bool:
        """Whether the content is what was signed: nothing is said of the signer."""
        return self.intact and self.coverage is not Coverage.PART

    @property
    def shown_name(self) -> str:
        return without_numbers(self.name or self.subject)


@dataclass(frozen=True, slots=True)
class Reading:
    """`count` says how many signatures there are; `seals` those that were looked at.

    `only_signed`: since the base came nothing but signatures and their proofs.
    """

    is_readable: bool
    count: int = 0
    seals: tuple[Seal, ...] = ()
    archive_stamps: int = 0
    only_signed: bool = False

    @property
    def holds(self) -> bool:
        return bool(self.seals) and all(seal.holds for seal in self.seals)


UNREADABLE = Reading(is_readable=False)


def read(data: bytes, *, base: bytes | None = None) -> Reading:
    """The signatures of `data`; `base` is an earlier state to compare it with."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "file").write_bytes(data)
        if base is not None:
            (folder / "base").write_bytes(base)
        program = [
            *(sys.executable, "-m", READER),
            str(folder / "file"),
            settings.SIGNATURE_ROOTS or NONE,
            NONE if base is None else str(folder / "base"),
        ]
        output = jail.run(program, limits=LIMITS, home=folder)
    return understood(output)


def understood(output: bytes) -> Reading:
    """The reader's one line; UNREADABLE when it did not come to its end."""
    try:
        told = json.loads(output)
        if told.get("unreadable") or not told.get("end"):
            return UNREADABLE
        return Reading(
            is_readable=True,
            count=int(told["count"]),
            seals=tuple(map(_seal, told["signatures"])),
            archive_stamps=sum(
                stamp["intact"] and stamp["trusted"] is True
                for stamp in told["stamped"]
            ),
            only_signed=told.get("change") == "SIGNATURE",
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return UNREADABLE


def _seal(told: Mapping[str, Any]) -> Seal:
    stamp = told.get("timestamp")
    return Seal(
        field=_storable(told["field"]),
        intact=bool(told["intact"]),
        coverage=Coverage(told.get("coverage", Coverage.PART)),
        name=_storable(told.get("name", "")),
        subject=_storable(told.get("subject", "")),
        issuer=_storable(told.get("issuer", "")),
        serial=_storable(told.get("serial", "")),
        signed_at=_moment(told.get("signed_at", "")),
        trust=_trust(told.get("trusted")),
        stamp=_stamp(stamp),
        stamped_at=_moment(stamp["at"]) if stamp else None,
        long_term=bool(told.get("long_term")),
        area=int(told.get("area", 0)),
    )


def _trust(trusted: bool | None) -> Trust:  # noqa: FBT001 None is the third answer
    if trusted is None:
        return Trust.UNCHECKED
    return Trust.TRUSTED if trusted else Trust.UNTRUSTED


def _stamp(stamp: Mapping[str, Any] | None) -> Stamp:
    if stamp is None:
        return Stamp.NONE
    if not stamp["intact"]:
        return Stamp.BROKEN
    return Stamp.TRUSTED if stamp["trusted"] else Stamp.UNTRUSTED


def _moment(text: str) -> datetime | None:
    """A time with its zone; a signer's clock without one says nothing."""
    found = datetime.fromisoformat(text) if text else None
    return found if found and found.tzinfo else None


def _storable(text: str) -> str:
    return " ".join(text.encode(errors="ignore").decode().replace("\0", " ").split())
