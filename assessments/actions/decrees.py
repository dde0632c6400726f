"""A decree with its signed file: the library's means judge it, the registry keeps it.

It stands here because teams and evidence are siblings and know nothing of each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.examine import examine_pdf
from teams import actions as teams

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from django.core.files.base import File

    from accounts.models import User
    from teams.models import Decree, Nomination


def issue_decree(
    nominations: Sequence[Nomination],
    terms: teams.Terms,
    *,
    file: File[Any],
    by: User,
) -> Decree:
    """Judge the file, then decide them all with it.

    Raises UploadError for a file that is refused, before anything is written, and
    TeamError for what the registry refuses.
    """
    examined = examine_pdf(file)
    about = {"sha256": examined.sha256, "scan": examined.scan.label}
    return teams.decide(nominations, terms, file=file, about=about, by=by)
