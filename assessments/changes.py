"""What an agency changed in an answer since a mentor last decided on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from itertools import chain
from typing import TYPE_CHECKING

from accounts.models import AuditEvent
from assessments.checklist import items_of
from assessments.enums import Status
from assessments.models import Citation
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from assessments.models import Answer, AnswerRevision, Review

WORDS = re.compile(r"\s+|\S+")
LISTED = {"page": "halaman", "note": "keterangan", "items": "butir"}


class Part(Enum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    part: Part
    text: str

    @property
    def is_gone(self) -> bool:
        return self.part is Part.GONE

    @property
    def is_new(self) -> bool:
        return self.part is Part.NEW


def words_between(old: str, new: str) -> tuple[Piece, ...]:
    """The way from `old` to `new`, word by word.

    What stayed and went makes the old text again, what stayed and came the new one.
    """
    before, after = WORDS.findall(old), WORDS.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    found = chain.from_iterable(
        (
            Piece(Part.SAME if tag == "equal" else Part.GONE, "".join(before[i:j])),
            Piece(Part.NEW, "" if tag == "equal" else "".join(after[k:end])),
        )
        for tag, i, j, k, end in matcher.get_opcodes()
    )
    return tuple(piece for piece in found if piece.text)


@dataclass(frozen=True, slots=True)
class Amended:
    """A citation that says another thing than at the last decision."""

    citation: Citation
    parts: tuple[tuple[str, str, str], ...]  # what, before, now


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different since `since`; every part is empty where nothing is."""

    since: Review
    old_level: int | None
    new_level: int | None
    facts: tuple[Piece, ...]
    analysis: tuple[Piece, ...]
    ticked: tuple[str, ...]
    unticked: tuple[str, ...]
    added: tuple[Citation, ...]
    withdrawn: tuple[Citation, ...]
    amended: tuple[Amended, ...]

    @property
    def has_level(self) -> bool:
        return self.old_level != self.new_level

    @property
    def texts(self) -> tuple[tuple[str, tuple[Piece, ...]], ...]:
        """The texts that changed, by name."""
        both = (("Fakta", self.facts), ("Analisis", self.analysis))
        return tuple((name, pieces) for name, pieces in both if pieces)

    @property
    def is_empty(self) -> bool:
        lists = (self.ticked, self.unticked, self.added, self.withdrawn, self.amended)
        return not (self.has_level or self.texts or any(lists))


def changes_of(answer: Answer, reviews: Iterable[Review]) -> Changes | None:
    """Since the decision of the round before, of `reviews` (newest first): four queries.

    None while the answer was never sent back: then there is nothing to compare with.
    """
    since = _last_before(answer, reviews)
    if since is None:
        return None
    at = since.decided_at
    base = (
        answer.revisions.filter(saved_at__lte=at).order_by("-number").first() or answer
    )
    citations = list(
        answer.citations.select_related("document").order_by("cited_at", "pk")
    )
    standing = [c for c in citations if c.withdrawn_at is None]
    ticked, unticked = _ticks(answer, base)
    return Changes(
        since=since,
        old_level=base.self_level,
        new_level=answer.self_level,
        facts=_text(base.facts, answer.facts),
        analysis=_text(base.analysis, answer.analysis),
        ticked=ticked,
        unticked=unticked,
        added=tuple(c for c in standing if c.cited_at > at),
        withdrawn=tuple(
            c
            for c in citations
            if c.withdrawn_at and c.withdrawn_at > at and c.cited_at <= at
        ),
        amended=tuple(_amended([c for c in standing if c.cited_at <= at], at)),
    )


def _last_before(answer: Answer, reviews: Iterable[Review]) -> Review | None:
    """While it is mended the round counts that was just sent, later the one before."""
    assessment = answer.assessment
    is_mended = assessment.state is Status.RETURNED
    limit = assessment.round + 1 if is_mended else assessment.round
    return next((review for review in reviews if review.round < limit), None)


def _text(old: str, new: str) -> tuple[Piece, ...]:
    return () if old == new else words_between(old, new)


def _ticks(
    answer: Answer, base: Answer | AnswerRevision
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Labels of the items that were ticked since, and of those that no longer are."""
    indicator = definition_of(answer.assessment.version_id).by_code[
        answer.indicator.code
    ]
    labels = {item.code: item.label for item in items_of(indicator)}
    before, now = set(base.checked), set(answer.checked)
    return (
        tuple(label for code, label in labels.items() if code in now - before),
        tuple(label for code, label in labels.items() if code in before - now),
    )


def _amended(citations: Sequence[Citation], at: datetime) -> Iterator[Amended]:
    """The trail knows what a citation said before its first correction since `at`."""
    events = AuditEvent.objects.filter(
        verb="citation.amended",
        subject_type=Citation._meta.label,
        subject_id__in=[str(c.pk) for c in citations],
        happened_at__gt=at,
    ).order_by("-position")
    before = {event.subject_id: event.data["before"] for event in events}
    for citation in citations:
        said = before.get(str(citation.pk))
        parts = tuple(
            (label, _words(said[name]), _words(getattr(citation, name)))
            for name, label in LISTED.items()
            if said and said[name] != getattr(citation, name)
        )
        if parts:
            yield Amended(citation, parts)


def _words(value: str | list[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)
