"""The rules, one function each: a case in, what to say of it out. No queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from assessments.checklist import checklist_of
from assessments.enums import AlertKind
from assessments.warnings.cases import rose
from evidence.enums import LinkState
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from assessments.models import Citation
    from assessments.warnings.cases import Case
    from evidence.models import DocumentVersion

    Remarks = Iterator["Remark"]
    Rule = Callable[[Case], Remarks]

SINGLE_PAGE = 1  # there is nothing to look for


class Remark(NamedTuple):
    """A sentence, and the citation that it speaks of, if one."""

    sentence: str
    citation: Citation | None = None


def incomplete(case: Case) -> Remarks:
    """The claimed level, or one under it, has items without a tick or a citation."""
    level = case.answer.self_level
    if level is None:
        return
    checklist = checklist_of(
        case.indicator,
        ticked=case.answer.checked,
        citations=case.citations,
        floor=case.floor,
    )
    if gap := checklist.gap(level):
        yield Remark(f"Tingkat {level} dipilih, tetapi {gap}.")


def rise(case: Case) -> Remarks:
    """Two levels up, and every file was cited here in the quarter before already."""
    before, level = case.earlier, case.answer.self_level
    if before is None or not rose(level, before.level):
        return
    if all(citation.version.sha256 in before.files for citation in case.citations):
        yield Remark(
            f"Naik dari tingkat {before.level} ({before.period}) ke tingkat {level} "
            "tanpa bukti baru."
        )


def spread(case: Case) -> Remarks:
    for citation in case.citations:
        if indicators := case.spread.get(citation.version.sha256):
            yield Remark(
                f"“{citation.document}” dikutip untuk {indicators} indikator.",
                citation,
            )


def stale(case: Case) -> Remarks:
    """Past its validity; or, without one, dated before the quarter.

    A quarter that has ended is judged as of its last day, however late it is read.
    """
    judged_on = min(case.today, case.period.last_day)
    for citation in case.citations:
        document = citation.document
        until, issued = document.valid_until, document.issued_on
        if until and until < judged_on:
            yield Remark(
                f"“{document}” hanya berlaku sampai {formats.day(until)}.",
                citation,
            )
        elif not until and issued and issued < case.period.first_day:
            yield Remark(
                f"“{document}” bertanggal {formats.day(issued)}, sebelum "
                f"{case.period}, dan tidak mempunyai masa berlaku.",
                citation,
            )


def unchanged(case: Case) -> Remarks:
    """Fakta and Analisis are those of the quarter before, spaces aside."""
    answer, before = case.answer, case.earlier
    if before is None:
        return
    facts, analysis = _plain(answer.facts), _plain(answer.analysis)
    if not (facts or analysis):
        return
    if (facts, analysis) == (_plain(before.facts), _plain(before.analysis)):
        yield Remark(f"Fakta dan Analisis sama persis dengan {before.period}.")


def dead_link(case: Case) -> Remarks:
    """The newest attempt of the worker got no answer; one not tried says nothing."""
    for citation in case.citations:
        check = citation.version.last_check if citation.version.is_link else None
        if check and check.link_state is not LinkState.ANSWERED:
            yield Remark(
                f"“{citation.document}”: {check.link_state.label.lower()} saat "
                f"diperiksa {formats.day(check.checked_at)}.",
                citation,
            )


def no_page(case: Case) -> Remarks:
    for citation in case.citations:
        if not citation.page.strip() and _has_pages(citation.version):
            yield Remark(f"“{citation.document}” dikutip tanpa halaman.", citation)


RULES: dict[AlertKind, Rule] = {
    AlertKind.INCOMPLETE: incomplete,
    AlertKind.RISE: rise,
    AlertKind.SPREAD: spread,
    AlertKind.STALE: stale,
    AlertKind.UNCHANGED: unchanged,
    AlertKind.DEAD_LINK: dead_link,
    AlertKind.NO_PAGE: no_page,
}


def _plain(text: str) -> str:
    return " ".join(text.split())


def _has_pages(version: DocumentVersion) -> bool:
    """Not an address, an image or a video, and not known to be a single page."""
    if version.is_link or version.content_type.startswith(("image/", "video/")):
        return False
    inspection = version.inspected
    return inspection is None or inspection.pages != SINGLE_PAGE
