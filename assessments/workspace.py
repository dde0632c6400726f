"""What the page of one indicator shows; each part is read when a template asks for it.

After a save only a few regions are drawn again, so only their queries are made.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.permissions import Permission, can
from assessments.changes import changes_of
from assessments.checklist import checklist_of
from assessments.disclosure import as_seen_by, sees_work
from assessments.enums import AnswerStatus, Decision
from assessments.evidence_panel import EvidencePanel
from assessments.examples import examples_at
from assessments.format_desk import formats_at
from assessments.forms.agency import ObjectionForm, WithdrawObjectionForm
from assessments.history import results_before
from assessments.ladder import ladder_of
from assessments.models import (
    Answer,
    Assessment,
    CorrectedLevel,
    Objection,
    ObjectionEvidence,
    Result,
    Review,
)
from assessments.queries import Talk, missing_of, talk_of
from assessments.renewals import renewals_of
from assessments.warnings import alerts_of
from assessments.work_panel import WorkPanel
from instruments.queries import definition_of
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts.models import User
    from assessments.changes import Changes
    from assessments.checklist import Checklist
    from assessments.forms.answers import AnswerForm
    from assessments.ladder import Rung
    from assessments.models import Example, IndicatorFormat
    from assessments.renewals import Renewal
    from assessments.warnings import Alert
    from instruments.definition import Indicator, Instrument, Node


class AnswerPage:
    """One answer, its question, its evidence, its history and its neighbours."""

    def __init__(self, answer: Answer, user: User, form: AnswerForm) -> None:
        self.answer = answer
        self.assessment: Assessment = answer.assessment
        self.user = user
        self.form = form

    # The question

    @cached_property
    def instrument(self) -> Instrument:
        return definition_of(self.assessment.version_id)

    @cached_property
    def indicator(self) -> Indicator:
        return self.instrument.by_code[self.answer.indicator.code]

    @property
    def place(self) -> list[Node]:
        """Domain and aspect, outermost first."""
        return [n for n in self.instrument.all_nodes if self.indicator in n.leaves]

    @property
    def share(self) -> str:
        """The weight as a percentage of the index."""
        share = self.indicator.weight * 100 / self.instrument.weight
        return formats.percent(Decimal(share.numerator) / share.denominator, 1)

    @property
    def rungs(self) -> list[Rung]:
        """The ladder, highest level first."""
        return ladder_of(
            self.indicator,
            self.answer,
            self.checklist,
            chosen=self.form.chosen_level,
            earlier=self.earlier_level,
            final=self.final_level,
            examples=self.examples,
        )

    @cached_property
    def checklist(self) -> Checklist:
        """The items as ticked on the page, with the citations that stand."""
        return checklist_of(
            self.indicator,
            ticked=self.form.ticked,
            citations=self.evidence.citations,
            floor=self.instrument.scale_min,
        )

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """What a mentor will look at twice, of the answer as saved."""
        found = alerts_of([self.answer], self.evidence.citations)
        return found.get(self.answer.pk, ())

    # What it began with

    @cached_property
    def source(self) -> Answer | None:
        """The answer of the last determined quarter that this one began as."""
        return self.answer.carried_from

    @cached_property
    def renewals(self) -> list[Renewal]:
        return renewals_of([self.answer])

    # Who may write

    @property
    def lock_reason(self) -> str:
        """Why the page is read only, as a sentence; empty when it is open."""
        assessment = self.assessment
        if not can(self.user, Permission.ASSESSMENT_EDIT):
            return "Isian hanya dapat diubah oleh perangkat daerah yang bersangkutan."
        if not self.answer.is_filled_by(self.user):
            return f"Indikator ini diisi oleh {self.answer.filled_by.name}."
        if not assessment.is_open:
            return f"Isian terkunci: penilaian ini berstatus {assessment.state.label}."
        if self.answer.state is AnswerStatus.ACCEPTED:
            return "Indikator ini sudah diterima pendamping, jadi tidak dapat diubah."
        if assessment.due_at and assessment.is_late:
            return (
                f"Batas pengisian {formats.moment(assessment.due_at)} sudah lewat. "
                "Mintalah perpanjangan kepada sekretariat."
            )
        return ""

    @property
    def is_editable(self) -> bool:
        return not self.lock_reason

    @property
    def is_for_owner(self) -> bool:
        """Read by the owner of an indicator, who sees no other of the assessment."""
        return self.evidence.is_for_owner

    @property
    def is_own(self) -> bool:
        """Of the agency that is assessed: who objects."""
        return self.assessment.is_of(self.user)

    @property
    def shows_form(self) -> bool:
        """A refused save keeps its form on the page, locked meanwhile or not."""
        return self.is_editable or self.form.is_bound

    # What was saved, and by whom

    @property
    def saved_when(self) -> str:
        """The time of the last save; its day too when that was not today."""
        at = self.answer.saved_at
        if at is None:
            return ""
        is_today = timezone.localdate(at) == timezone.localdate()
        return formats.clock(at) if is_today else formats.moment(at)

    @property
    def is_own_conflict(self) -> bool:
        """What stands was saved by the same person, in another tab or on another device."""
        standing = self.form.standing
        return standing is not None and standing.saved_by_id == self.user.pk

    @property
    def can_object(self) -> bool:
        return (
            self.is_own
            and can(self.user, Permission.OBJECTION_RAISE)
            and self.assessment.is_objection_open
            and self.answer.verified_level is not None
            and self.objection is None
        )

    # The form of an objection: empty, unless a view puts a refused one in its place

    @cached_property
    def objection_form(self) -> ObjectionForm:
        return ObjectionForm()

    @cached_property
    def withdrawal_form(self) -> WithdrawObjectionForm:
        return WithdrawObjectionForm()

    # Evidence

    @cached_property
    def evidence(self) -> EvidencePanel:
        return EvidencePanel(self.answer, self.user)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """What keeps the answer, as saved, from being marked ready."""
        floor = self.instrument.scale_min
        return missing_of(self.answer, citations=self.evidence.count, floor=floor)

    # What is written to and fro, and what others have shown

    @cached_property
    def talk(self) -> Talk:
        return talk_of(self.answer, self.user)

    @cached_property
    def examples(self) -> Mapping[int, Sequence[Example]]:
        return examples_at(self.instrument.code, self.indicator.code)

    # Who does it, and how it is to rise

    @cached_property
    def work(self) -> WorkPanel:
        return WorkPanel(self.answer, self.user)

    @cached_property
    def formats(self) -> Sequence[IndicatorFormat]:
        """Formats of documents that are offered at this indicator."""
        return formats_at(self.instrument.code, self.indicator.code)

    # History and neighbours

    @cached_property
    def reviews(self) -> list[Review]:
        """The mentors' decisions, newest first; none before a first submission."""
        if not self.assessment.round:
            return []
        reviews = self.answer.reviews.standing()
        if not sees_work(self.user, self.assessment):
            reviews = reviews.sent()
        return list(reviews.select_related("decided_by").order_by("-decided_at"))

    @cached_property
    def changes(self) -> Changes | None:
        """What is different since the round before, once there was one."""
        return changes_of(self.answer, self.reviews) if self.reviews else None

    @property
    def returned(self) -> Review | None:
        """The decision that sent the answer back, while it is to be mended."""
        last = self.reviews[0] if self.reviews and self.answer.is_open else None
        return last if last and last.state is Decision.RETURNED else None

    @cached_property
    def objections(self) -> list[Objection]:
        """All that were raised, newest first; none before a verified level."""
        if self.answer.verified_level is None:
            return []
        return list(
            Objection.objects.filter(answer=self.answer)
            .select_related("raised_by", "decided_by", "withdrawn_by")
            .order_by("-raised_at", "-pk")
        )

    @property
    def objection(self) -> Objection | None:
        """The one that stands."""
        return next((o for o in self.objections if o.withdrawn_at is None), None)

    @property
    def withdrawn_objections(self) -> list[Objection]:
        return [o for o in self.objections if o.withdrawn_at]

    @cached_property
    def objection_evidence(self) -> list[ObjectionEvidence]:
        """What is shown with the objection, where the quarter allows it."""
        if not self.objection or not self.assessment.period.objection_evidence:
            return []
        return list(self.objection.evidence.standing())

    @property
    def can_withdraw_objection(self) -> bool:
        standing = self.objection is not None and self.objection.is_open
        may = self.is_own and can(self.user, Permission.OBJECTION_RAISE)
        return may and standing and self.assessment.is_verified

    @property
    def can_add_objection_evidence(self) -> bool:
        return (
            self.is_own
            and can(self.user, Permission.ASSESSMENT_EDIT)
            and self.assessment.period.objection_evidence
            and self.assessment.is_objection_open
            and self.objection is not None
        )

    @cached_property
    def earlier(self) -> Result | None:
        """The agency's last determined result under the same instrument."""
        results = results_before(self.assessment)
        return results.filter(inputs__instrument=self.instrument.code).first()

    @property
    def earlier_level(self) -> int | None:
        if self.earlier is None:
            return None
        levels = {row["code"]: row["final"] for row in self.earlier.inputs["levels"]}
        return levels.get(self.indicator.code)

    @property
    def self_change(self) -> int | None:
        """Self level against the final level of the last determined quarter."""
        return _difference(self.answer.self_level, self.earlier_level)

    @property
    def verified_change(self) -> int | None:
        return _difference(self.answer.verified_level, self.answer.self_level)

    @property
    def final_change(self) -> int | None:
        return _difference(self.final_level, self.answer.self_level)

    @cached_property
    def corrected(self) -> CorrectedLevel | None:
        """What corrected the final level after it was determined, newest first."""
        if not self.assessment.is_determined:
            return None
        lines = CorrectedLevel.objects.determined().filter(answer=self.answer)
        newest = lines.order_by("-correction__determination__revision")
        return newest.with_context().first()

    @property
    def final_level(self) -> int | None:
        """The final level in force."""
        return self.corrected.level if self.corrected else self.answer.final_level

    @cached_property
    def siblings(self) -> list[Answer]:
        answers = Answer.objects.filter(assessment=self.assessment)
        if self.is_for_owner:
            answers = answers.owned_by(self.user)
        found = list(
            answers.select_related("indicator")
            .only("status", "verified_at", "indicator__code", "indicator__name")
            .in_order()
        )
        for sibling in found:
            sibling.assessment = self.assessment
            as_seen_by(self.user, sibling)
        return found

    @property
    def map(self) -> list[tuple[Node, list[tuple[Indicator, Answer]]]]:
        """The squares of all indicators, by domain."""
        by_code = {sibling.indicator.code: sibling for sibling in self.siblings}
        found = (
            (
                domain,
                [
                    (leaf, by_code[leaf.code])
                    for leaf in domain.leaves
                    if leaf.code in by_code
                ],
            )
            for domain in self.instrument.nodes
        )
        return [(domain, squares) for domain, squares in found if squares]

    @property
    def previous(self) -> tuple[Indicator, Answer] | None:
        return self._neighbour(-1)

    @property
    def next(self) -> tuple[Indicator, Answer] | None:
        return self._neighbour(+1)

    def _neighbour(self, step: int) -> tuple[Indicator, Answer] | None:
        at = [sibling.pk for sibling in self.siblings].index(self.answer.pk) + step
        found = self.siblings[at] if 0 <= at < len(self.siblings) else None
        return (self.instrument.by_code[found.indicator.code], found) if found else None


def _difference(later: int | None, earlier: int | None) -> int | None:
    return None if later is None or earlier is None else later - earlier
