"""The verdicts that count, beside the citations that they speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.enums import Outcome
from assessments.models import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assessments.models import Citation


def judge(citations: Sequence[Citation], *, with_work: bool) -> None:
    """Set `verdict` of each citation: one query. Without work, only what was sent."""
    verdicts = Verdict.objects.standing().filter(citation__in=[c.pk for c in citations])
    if not with_work:
        verdicts = verdicts.sent()
    found = {verdict.citation_id: verdict for verdict in verdicts.newest()}
    for citation in citations:
        citation.verdict = found.get(citation.pk)


def is_doubted(citations: Iterable[Citation], *, level: int, round_: int) -> bool:
    """Whether the verdicts of this round speak against `level`: one at least says that
    its citation does not prove it, or only in part, and none that it does."""
    given = [c.verdict for c in citations if c.verdict and c.verdict.round == round_]
    proven = any(v.state is Outcome.YES and v.level >= level for v in given)
    against = any(v.state is not Outcome.YES and v.level <= level for v in given)
    return against and not proven
