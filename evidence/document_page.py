"""What the page of one document shows; each part is read when the template asks."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from accounts.permissions import Permission, can
from evidence.forms import ReplaceForm, RestoreForm, WithdrawForm
from evidence.queries import history_of, uses_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from evidence.models import Document, DocumentVersion


class DocumentPage:
    """One document: versions, uses, origin, and the forms of who may change it.

    The forms are empty, unless a view puts a refused one in their place.
    """

    def __init__(self, document: Document, user: User, **forms: Any) -> None:
        self.document = document
        self.user = user
        self.replacing = forms.get("replacing", ReplaceForm())
        self.withdrawing = forms.get("withdrawing", WithdrawForm())
        self.restoring = forms.get("restoring", RestoreForm())

    @property
    def prefix(self) -> str:
        """The beginning of the names of the views that change it."""
        return "evidence:province_" if self.document.is_province else "evidence:"

    @property
    def is_changer(self) -> bool:
        document = self.document
        if document.is_province:
            return can(self.user, Permission.EVIDENCE_PUBLISH)
        is_own = document.agency_id == self.user.agency_id
        return is_own and can(self.user, Permission.EVIDENCE_EDIT)

    @property
    def may_describe(self) -> bool:
        return self.is_changer and not self.document.withdrawn_at

    @property
    def may_replace(self) -> bool:
        """What came from the province gets its versions there; an address has a form of
        its own."""
        is_own = self.document.origin_id is None
        if self.current.is_link or not is_own:
            return False
        return self.may_describe or self.replacing.is_bound

    @property
    def may_withdraw(self) -> bool:
        return self.may_describe or self.withdrawing.is_bound

    @property
    def may_restore(self) -> bool:
        return self.is_changer and (
            self.document.withdrawn_at is not None or self.restoring.is_bound
        )

    @cached_property
    def versions(self) -> list[DocumentVersion]:
        return history_of(self.document)

    @property
    def current(self) -> DocumentVersion:
        return self.versions[0]

    # Use

    @cached_property
    def _uses(self) -> Sequence[Any]:
        return uses_of(self.document)

    @cached_property
    def uses(self) -> Sequence[Any]:
        """Those that the reader may follow: of the own assessment, or of an indicator
        that the agency answers for now."""
        if can(self.user, Permission.AGENCY_VIEW_ALL):
            return self._uses
        agency = self.document.agency_id
        return [
            use
            for use in self._uses
            if agency in {use.answer.assessment.agency_id, use.answer.owner_id}
        ]

    @property
    def elsewhere(self) -> int:
        """Citations of indicators that others answer for now; the document stays."""
        return len(self._uses) - len(self.uses)

    @property
    def affected(self) -> list[Any]:
        """Citations in quarters that are not determined yet."""
        return [use for use in self.uses if not use.answer.assessment.is_determined]

    @property
    def kept(self) -> list[Any]:
        """Citations that a determination froze: nothing changes there any more."""
        return [use for use in self.uses if use.answer.assessment.is_determined]

    @property
    def outdated(self) -> int:
        """How many open citations point to an older version."""
        current = self.document.current_id
        return sum(use.version_id != current for use in self.affected)

    # Origin

    @property
    def has_newer(self) -> bool:
        """Whether the province has published a version that is not here yet."""
        origin, own = self.document.origin, self.document.current
        return bool(
            origin
            and origin.current
            and own
            and not origin.withdrawn_at
            and origin.current.sha256 != own.sha256
        )

    @property
    def may_update(self) -> bool:
        return self.has_newer and self.may_describe

    @cached_property
    def accepted(self) -> int:
        """How many agencies hold a document of the province."""
        return self.document.accepted.in_use().count()
