"""What an answer inherits: the evidence of the agencies before the one that fills it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import Agency, Succession

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from accounts.models import User
    from assessments.models import Answer
    from evidence.models import Document


def libraries_of(answer: Answer) -> QuerySet[Agency]:
    """The agencies whose documents it may cite: the one that fills it, the one that is
    assessed where no other answers for the indicator, and all that these follow."""
    return _with_former(answer.hands)


def libraries_open_to(answer: Answer, user: User) -> QuerySet[Agency]:
    """The agencies whose documents the user may show beside it: of a side the own ones,
    of others those of all sides."""
    alone = answer.owner_id is not None and answer.is_of_side(user)
    return _with_former({user.agency_id} if alone else answer.sides)


def _with_former(agencies: Collection[int | None]) -> QuerySet[Agency]:
    before = Succession.objects.filter(successor__in=agencies).values("predecessor")
    return Agency.objects.filter(Q(pk__in=agencies) | Q(pk__in=before))


def is_citable(document: Document, answer: Answer) -> bool:
    """Whether it is of one of those libraries; the province's is of none."""
    if document.agency_id is None:
        return False
    return libraries_of(answer).filter(pk=document.agency_id).exists()
