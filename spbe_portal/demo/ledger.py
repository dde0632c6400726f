"""What the actions of the assessment write, with a day of its own and in bulk.

Each method writes the rows and the event of the action of its name, but asks nothing
and locks nothing. tests/spbe_portal/test_ledger.py compares the two, field by field.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from accounts.models import User
from assessments.actions import SessionFacts
from assessments.actions.sessions import told
from assessments.carrying import Carrying
from assessments.enums import (
    AnswerStatus,
    Decision,
    ObjectionOutcome,
    Origin,
    Outcome,
    Status,
)
from assessments.models import (
    Answer,
    AnswerRevision,
    Assessment,
    Citation,
    Objection,
    Period,
    PlenaryItem,
    PlenarySession,
    Review,
    Transition,
    Verdict,
)
from evidence.models import Document, DocumentVersion
from spbe_portal.demo.trail import Trail

if TYPE_CHECKING:
    from uuid import UUID

WRITTEN = (
    "status",
    "version",
    "self_level",
    "facts",
    "analysis",
    "checked",
    "saved_at",
    "saved_by",
    "carried_from",
    "confirmed_at",
    "confirmed_by",
    "verified_level",
    "verified_reason",
    "verified_at",
    "verified_by",
    "final_level",
    "final_reason",
    "final_at",
    "final_by",
)


class Ledger:
    """Collects rows of one quarter; `write` puts them into the database."""

    def __init__(self) -> None:
        self.trail = Trail()
        self._answers: dict[object, Answer] = {}
        self._assessments: dict[object, Assessment] = {}
        self._revisions: list[AnswerRevision] = []
        self._citations: list[Citation] = []
        self._cited: dict[object, list[Citation]] = {}
        self._verdicts: list[Verdict] = []
        self._reviews: list[Review] = []
        self._objections: dict[object, Objection] = {}
        self._withdrawn: list[Objection] = []
        self._sessions: list[PlenarySession] = []
        self._closed: dict[UUID, tuple[datetime, User]] = {}
        self._items: list[PlenaryItem] = []
        self._transitions: list[Transition] = []
        self._carried: list[Carrying] = []

    def write(self) -> None:
        PlenarySession.objects.bulk_create(self._sessions)
        Answer.objects.bulk_create(
            self._answers.values(),
            update_conflicts=True,
            unique_fields=["uuid"],
            update_fields=WRITTEN,
            batch_size=1000,
        )
        for rows in (
            self._revisions,
            self._citations,
            self._verdicts,
            self._reviews,
            [*self._objections.values(), *self._withdrawn],
            self._items,
            self._transitions,
        ):
            if rows:
                type(rows[0])._default_manager.bulk_create(rows, batch_size=1000)  # type: ignore[arg-type]
        for carrying in self._carried:
            carrying.write()
        for pk, (at, by) in self._closed.items():
            held = PlenarySession.objects.filter(pk=pk)
            held.update(closed_at=at, closed_by=by)
        for assessment in self._assessments.values():
            assessment.save()
        self.trail.write()

    # The agency

    def carry(self, answers: Iterable[Answer], carrying: Carrying) -> None:
        """Answers begin as the last determined quarter ended, as with opening."""
        answers = list(answers)
        carrying.fill(answers)
        self._carried.append(carrying)
        for answer in answers:
            self._keep(answer)
        for assessment, data in carrying.told():
            self.trail.add("assessment.carried", assessment, by=carrying.by, **data)

    def confirm(self, answer: Answer, *, at: datetime, by: User) -> None:
        answer.confirmed_at, answer.confirmed_by = at, by
        self._keep(answer)
        self.trail.add(
            "answer.confirmed",
            answer,
            by=by,
            indicator=answer.indicator.code,
            self_level=answer.self_level,
            confirmed_from=str(answer.carried_from_id),
        )

    def save_answer(
        self,
        answer: Answer,
        *,
        level: int,
        facts: str,
        analysis: str,
        checked: Iterable[str],
        at: datetime,
        by: User,
    ) -> None:
        answer.self_level, answer.facts, answer.analysis = level, facts, analysis
        answer.checked = sorted(checked)
        if answer.state is not AnswerStatus.RETURNED:
            answer.status = AnswerStatus.DRAFT
        answer.version += 1
        answer.saved_at, answer.saved_by = at, by
        self._keep(answer)
        self._revisions.append(
            AnswerRevision(
                answer=answer,
                number=answer.version,
                self_level=level,
                facts=facts,
                analysis=analysis,
                checked=answer.checked,
                saved_at=at,
                saved_by=by,
            )
        )
        self.trail.add(
            "answer.saved",
            answer,
            by=by,
            version=answer.version,
            indicator=answer.indicator.code,
            self_level=level,
        )

    def cite(
        self,
        answer: Answer,
        document: Document,
        *,
        page: str,
        items: Iterable[str],
        at: datetime,
        by: User,
    ) -> None:
        current = cast("DocumentVersion", document.current)
        citation = Citation(
            answer=answer,
            document=document,
            version=current,
            page=page,
            items=sorted(items),
            cited_at=at,
            cited_by=by,
        )
        self._citations.append(citation)
        self._cited.setdefault(answer.pk, []).append(citation)
        self.trail.add(
            "citation.made",
            citation,
            by=by,
            indicator=answer.indicator.code,
            document=str(document.pk),
            version=current.number,
            sha256=current.sha256,
            page=page,
            items=citation.items,
        )

    def mark_ready(self, answer: Answer, *, by: User) -> None:
        answer.status = AnswerStatus.READY
        self._keep(answer)
        self.trail.add("answer.ready", answer, by=by, indicator=answer.indicator.code)

    def submit(self, assessment: Assessment, *, at: datetime, by: User) -> None:
        assessment.round += 1
        self._move(assessment, Status.SUBMITTED, at, by)
        assessment.submitted_at, assessment.submitted_by = at, by
        self.trail.add(
            "assessment.submitted", assessment, by=by, round=assessment.round
        )

    def raise_objection(
        self, answer: Answer, *, reason: str, at: datetime, by: User
    ) -> Objection:
        objection = self._objections[answer.pk] = Objection(
            answer=answer, reason=reason, raised_at=at, raised_by=by
        )
        self.trail.add(
            "objection.raised",
            answer,
            by=by,
            indicator=answer.indicator.code,
            reason=reason,
        )
        return objection

    def withdraw_objection(
        self, objection: Objection, *, reason: str, at: datetime, by: User
    ) -> None:
        answer = objection.answer
        self._withdrawn.append(self._objections.pop(answer.pk))
        objection.withdrawn_at, objection.withdrawn_by = at, by
        objection.withdrawn_reason = reason
        self.trail.add(
            "objection.withdrawn",
            answer,
            by=by,
            indicator=answer.indicator.code,
            reason=reason,
        )

    def accept_verification(
        self, assessment: Assessment, *, at: datetime, by: User
    ) -> None:
        assessment.objection_due_at = at
        self._assessments[assessment.pk] = assessment
        self.trail.add("assessment.verification_accepted", assessment, by=by)

    # The mentor

    def cited(self, answer: Answer) -> list[Citation]:
        return self._cited.get(answer.pk, [])

    def judge_citation(
        self,
        citation: Citation,
        *,
        outcome: Outcome,
        level: int,
        reason: str,
        at: datetime,
        by: User,
    ) -> None:
        answer = citation.answer
        verdict = Verdict(
            citation=citation,
            round=answer.assessment.round,
            level=level,
            outcome=outcome,
            reason=reason,
            decided_at=at,
            decided_by=by,
        )
        self._verdicts.append(verdict)
        self.trail.add(
            "citation.judged",
            citation,
            by=by,
            indicator=answer.indicator.code,
            round=verdict.round,
            level=level,
            outcome=outcome.value,
            reason=reason,
        )

    def review(
        self,
        answer: Answer,
        *,
        decision: Decision,
        level: int | None,
        reason: str,
        at: datetime,
        by: User,
    ) -> None:
        assessment = answer.assessment
        self._reviews.append(
            Review(
                answer=answer,
                round=assessment.round,
                decision=decision,
                self_level=cast("int", answer.self_level),
                level=level,
                reason=reason,
                decided_at=at,
                decided_by=by,
            )
        )
        if decision is Decision.RETURNED:
            answer.status = AnswerStatus.RETURNED
        else:
            answer.status = AnswerStatus.ACCEPTED
            answer.verified_level, answer.verified_reason = level, reason
            answer.verified_at, answer.verified_by = at, by
        self._keep(answer)
        self.trail.add(
            "answer.reviewed",
            answer,
            by=by,
            indicator=answer.indicator.code,
            round=assessment.round,
            decision=decision.value,
            self_level=answer.self_level,
            level=level,
            reason=reason,
        )

    def close_round(
        self, assessment: Assessment, *, returned: bool, at: datetime, by: User
    ) -> None:
        period = assessment.period
        if returned:
            self._move(assessment, Status.RETURNED, at, by)
            assessment.revision_due_at = at + timedelta(days=period.revision_days)
        else:
            self._move(assessment, Status.VERIFIED, at, by)
            assessment.verified_at, assessment.verified_by = at, by
            assessment.objection_due_at = at + timedelta(days=period.objection_days)
        self.trail.add(
            "assessment.round_closed",
            assessment,
            by=by,
            round=assessment.round,
            status=assessment.status,
        )

    # The plenary

    def open_session(
        self, period: Period, *, facts: SessionFacts, at: datetime, by: User
    ) -> PlenarySession:
        session = PlenarySession(
            period=period,
            number=facts.number,
            held_on=facts.held_on,
            place=facts.place,
            chair=facts.chair,
            participants=list(facts.participants),
            signatories=list(facts.signatories),
            opened_at=at,
            opened_by=by,
        )
        self._sessions.append(session)
        self.trail.add("plenary.opened", session, by=by, **told(session))
        return session

    def close_session(self, session: PlenarySession, *, at: datetime, by: User) -> None:
        """Closed when all is written: a closed one takes no decision."""
        self._closed[session.pk] = at, by
        decided = [item for item in self._items if item.session_id == session.pk]
        self.trail.add(
            "plenary.closed",
            session,
            by=by,
            number=session.number,
            decided=len(decided),
        )

    def set_final(
        self, answer: Answer, *, level: int, reason: str, at: datetime, by: User
    ) -> None:
        self._final(answer, level, reason or answer.verified_reason, at, by)
        objection = self._objections.get(answer.pk)
        if objection:
            changed = level != answer.verified_level
            objection.outcome = (
                ObjectionOutcome.CHANGED if changed else ObjectionOutcome.KEPT
            )
            objection.decision_reason = reason
            objection.decided_at, objection.decided_by = at, by
        session = self._sessions[-1]
        self._items.append(
            PlenaryItem(
                answer=answer,
                origin=Origin.OBJECTION if objection else Origin.OWN,
                objection=objection,
                session=session,
                verified_level=answer.verified_level,
                level=level,
                reason=answer.final_reason,
                decided_at=at,
                decided_by=by,
            )
        )
        self.trail.add(
            "answer.final_set",
            answer,
            by=by,
            indicator=answer.indicator.code,
            verified_level=answer.verified_level,
            final_level=level,
            reason=reason,
            objected=objection is not None,
            session=str(session.pk),
        )

    def finalise(
        self, assessment: Assessment, answers: list[Answer], *, at: datetime, by: User
    ) -> None:
        for answer in answers:
            if answer.final_level is None:
                self._final(
                    answer, answer.verified_level, answer.verified_reason, at, by
                )
        self._move(assessment, Status.FINAL, at, by)
        assessment.finalised_at, assessment.finalised_by = at, by
        self.trail.add("assessment.finalised", assessment, by=by)

    def _final(
        self, answer: Answer, level: int | None, reason: str, at: datetime, by: User
    ) -> None:
        answer.final_level, answer.final_reason = level, reason
        answer.final_at, answer.final_by = at, by
        self._keep(answer)

    def _keep(self, answer: Answer) -> None:
        self._answers[answer.pk] = answer

    def _move(
        self, assessment: Assessment, new: Status, at: datetime, by: User
    ) -> None:
        self._transitions.append(
            Transition(
                assessment=assessment,
                old=assessment.state,
                new=new,
                round=assessment.round,
                moved_at=at,
                moved_by=by,
            )
        )
        assessment.status = new
        self._assessments[assessment.pk] = assessment
