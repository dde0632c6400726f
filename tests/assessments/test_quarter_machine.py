"""Any order of acts, by anybody, at any time: the quarter never reaches a wrong state.

Each act is tried as its view would: the role's permission, then what the person sees,
then the action, which may refuse with a sentence and do nothing else.
"""

from datetime import date, timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts import audit
from accounts.enums import Role
from accounts.models import AuditEvent
from accounts.permissions import Permission, can
from assessments import actions
from assessments.actions import AssessmentError
from assessments.enums import TRANSITIONS, AnswerStatus, Decision, Status
from assessments.models import Answer, Assessment, Result, Transition
from assessments.recomputation import recompute_all
from assessments.tasks import tick
from tests.assessments.conftest import Quarter
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    MentorAssignmentFactory,
    UserFactory,
)

P = Permission
MOVES = {
    "assessment.submitted",
    "assessment.handed_over",
    "assessment.retracted",
    "assessment.round_closed",
    "assessment.finalised",
    "period.determined",
}
CODES = st.sampled_from(["I1", "I2", "I3"])
LEVELS = st.integers(1, 5)
PEOPLE = st.sampled_from(
    [
        "member",
        "head",
        "mentor",
        "second_mentor",
        "foreign_mentor",
        "assessor",
        "own_assessor",
        "secretary",
        "stranger",
        "auditor",
        "admin",
    ]
)


class QuarterMachine(RuleBasedStateMachine):
    visited: ClassVar[set[Status]] = set()

    @initialize()
    def begin(self):
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.real_now = timezone.now
        self.shift = timedelta()
        timezone.now = lambda: self.real_now() + self.shift
        agency = AgencyFactory()
        self.quarter = Quarter(AssessmentFactory(agency=agency))
        self.people = {
            name: getattr(self.quarter, name)
            for name in ("member", "head", "mentor", "assessor", "secretary")
        } | {
            "second_mentor": MentorAssignmentFactory(agency=agency).mentor,
            "foreign_mentor": UserFactory(role=Role.MENTOR),
            "own_assessor": UserFactory(role=Role.ASSESSOR, agency=agency),
            "stranger": UserFactory(role=Role.OPD_HEAD),
            "auditor": UserFactory(role=Role.AUDITOR),
            "admin": UserFactory(role=Role.ADMIN),
        }
        self.frozen = None
        self.number = 0

    def teardown(self):
        try:
            assert list(audit.broken_links()) == []
            assert [f for r in recompute_all() for f in r.faults] == []
        finally:
            timezone.now = self.real_now
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    # Trying

    def attempt(self, who, permission, act):
        """As a view does it; True when it was done, False when it was refused."""
        person = self.people[who]
        seen = Assessment.objects.visible_to(person)
        before = self.state_of_everything()
        if not can(person, permission) or not seen.filter(pk=self.pk).exists():
            return False
        try:
            with transaction.atomic():
                act(person)
        except AssessmentError as error:
            said = str(error)
        else:
            return True
        assert said
        assert self.state_of_everything() == before
        return False

    def state_of_everything(self):
        answers = Answer.objects.filter(assessment=self.pk).order_by("pk")
        return (
            self.assessment.status,
            self.assessment.round,
            AuditEvent.objects.count(),
            list(
                answers.values_list(
                    "status", "self_level", "verified_level", "final_level"
                )
            ),
        )

    @property
    def pk(self):
        return self.quarter.assessment.pk

    @property
    def assessment(self):
        return Assessment.objects.get(pk=self.pk)

    @property
    def state(self):
        return self.assessment.state

    # What people do, whenever they like

    @rule(who=PEOPLE, code=CODES, level=LEVELS)
    def save(self, who, code, level):
        answer = self.quarter.answer(code)
        self.attempt(
            who,
            P.ASSESSMENT_EDIT,
            lambda by: actions.save_answer(
                answer,
                version=answer.version,
                self_level=level,
                facts="SK nomor 1.",
                analysis="Memenuhi.",
                by=by,
            ),
        )

    @rule(who=PEOPLE, code=CODES)
    def make_ready(self, who, code):
        answer = self.quarter.answer(code)
        self.attempt(
            who, P.ASSESSMENT_EDIT, lambda by: actions.mark_ready(answer, by=by)
        )

    @rule(who=PEOPLE)
    def submit(self, who):
        self.attempt(
            who,
            P.ASSESSMENT_SUBMIT,
            lambda by: actions.submit(self.assessment, by=by),
        )

    @rule(who=PEOPLE)
    def retract(self, who):
        self.attempt(
            who,
            P.ASSESSMENT_SUBMIT,
            lambda by: actions.retract(self.assessment, reason="Keliru.", by=by),
        )

    @rule(who=PEOPLE, code=CODES)
    def claim(self, who, code):
        answer = self.quarter.answer(code)
        self.attempt(who, P.REVIEW_DECIDE, lambda by: actions.claim(answer, by=by))

    @rule(
        who=PEOPLE,
        code=CODES,
        decision=st.sampled_from(Decision),
        level=st.one_of(st.none(), LEVELS),
        reason=st.sampled_from(["", "Bukti kurang."]),
    )
    def review(self, who, code, decision, level, reason):
        answer = self.quarter.answer(code)
        self.attempt(
            who,
            P.REVIEW_DECIDE,
            lambda by: actions.review(
                answer, decision=decision, level=level, reason=reason, by=by
            ),
        )

    @rule(who=PEOPLE, code=CODES)
    def undo(self, who, code):
        made = self.quarter.answer(code).reviews.order_by("-pk").first()
        if made:
            self.attempt(
                who,
                P.REVIEW_DECIDE,
                lambda by: actions.withdraw_review(made, by=by),
            )

    @rule(who=PEOPLE)
    def close_round(self, who):
        self.attempt(
            who,
            P.REVIEW_DECIDE,
            lambda by: actions.close_round(self.assessment, by=by),
        )

    @rule(who=PEOPLE, code=CODES)
    def object_to(self, who, code):
        answer = self.quarter.answer(code)
        self.attempt(
            who,
            P.OBJECTION_RAISE,
            lambda by: actions.raise_objection(answer, reason="Ada SK.", by=by),
        )

    @rule(who=PEOPLE, code=CODES)
    def take_objection_back(self, who, code):
        raised = self.quarter.answer(code).objections.order_by("-pk").first()
        if raised:
            self.attempt(
                who,
                P.OBJECTION_RAISE,
                lambda by: actions.withdraw_objection(raised, reason="Keliru.", by=by),
            )

    @rule(who=PEOPLE)
    def accept(self, who):
        self.attempt(
            who,
            P.OBJECTION_RAISE,
            lambda by: actions.accept_verification(self.assessment, by=by),
        )

    @rule(who=PEOPLE, code=CODES)
    def flag(self, who, code):
        answer = self.quarter.answer(code)
        self.attempt(
            who,
            P.PLENARY_DECIDE,
            lambda by: actions.flag(answer, reason="Jauh dari yang lain.", by=by),
        )

    @rule(who=PEOPLE)
    def sit(self, who):
        facts = actions.SessionFacts(
            held_on=date(2026, 11, 18), place="Mamuju", chair="Ketua"
        )
        period = self.quarter.assessment.period
        self.attempt(
            who,
            P.PLENARY_RECORD,
            lambda by: actions.open_session(period, facts=facts, by=by),
        )

    @rule(
        who=PEOPLE,
        code=CODES,
        level=LEVELS,
        reason=st.sampled_from(["", "Menurut pleno."]),
    )
    def set_final(self, who, code, level, reason):
        answer = self.quarter.answer(code)
        self.attempt(
            who,
            P.PLENARY_DECIDE,
            lambda by: actions.set_final(answer, level=level, reason=reason, by=by),
        )

    @rule(who=PEOPLE)
    def finalise(self, who):
        self.attempt(
            who,
            P.PLENARY_DECIDE,
            lambda by: actions.finalise(self.assessment, by=by),
        )

    @rule(who=PEOPLE)
    def determine(self, who):
        self.number += 1
        minutes = actions.Minutes(
            number=f"{self.number}/BA/2026",
            decided_on=date(2026, 11, 20),
            place="Mamuju",
        )
        period = self.quarter.assessment.period
        self.attempt(
            who,
            P.PERIOD_MANAGE,
            lambda by: actions.determine(period, minutes=minutes, by=by),
        )

    @rule(who=PEOPLE, hours=st.sampled_from([1, 30, 200]))
    def extend(self, who, hours):
        until = timezone.now() + timedelta(hours=hours)
        self.attempt(
            who,
            P.PERIOD_MANAGE,
            lambda by: actions.extend(
                self.assessment, until=until, reason="Sakit.", by=by
            ),
        )

    @rule(hours=st.sampled_from([1, 20, 80]))
    def wait(self, hours):
        self.shift += timedelta(hours=hours)

    @rule()
    def clock(self):
        tick()

    # What the right people do next, so that every state is visited

    @precondition(lambda self: self.state is Status.FILLING)
    @rule(levels=st.lists(LEVELS, min_size=3, max_size=3))
    def fill_and_submit(self, levels):
        for code, level in zip(("I1", "I2", "I3"), levels, strict=True):
            self.save("member", code, level)
            answer, document = self.quarter.answer(code), self.quarter.document
            self.attempt(
                "member",
                P.ASSESSMENT_EDIT,
                lambda by, a=answer, d=document: actions.cite(a, d, by=by),
            )
            self.make_ready("member", code)
        self.submit("head")

    @precondition(lambda self: self.state is Status.SUBMITTED)
    @rule(decisions=st.lists(st.sampled_from(Decision), min_size=3, max_size=3))
    def review_all_and_close(self, decisions):
        for code, decision in zip(("I1", "I2", "I3"), decisions, strict=True):
            own = self.quarter.answer(code).self_level
            level = (own or 1) % 5 + 1 if decision is Decision.ADJUSTED else None
            self.review("mentor", code, decision, level, "Bukti kurang.")
        self.close_round("mentor")

    @precondition(lambda self: self.state is Status.RETURNED)
    @rule(level=LEVELS)
    def mend_and_submit(self, level):
        for code in ("I1", "I2", "I3"):
            self.save("member", code, level)
            self.make_ready("member", code)
        self.submit("head")

    @precondition(lambda self: self.state is Status.VERIFIED)
    @rule(level=LEVELS)
    def end_the_plenary(self, level):
        self.accept("head")
        self.sit("assessor")
        for code in ("I1", "I2", "I3"):
            self.set_final("assessor", code, level, "Menurut pleno.")
        self.finalise("assessor")

    @precondition(lambda self: self.state is Status.FINAL)
    @rule()
    def determine_it(self):
        self.determine("secretary")

    # What always holds

    @invariant()
    def moves_are_those_of_the_machine(self):
        if not hasattr(self, "quarter"):
            return
        moves = list(Transition.objects.filter(assessment=self.pk).order_by("pk"))
        for move in moves:
            assert Status(move.new) in TRANSITIONS[Status(move.old)]
        states = [Status.FILLING, *(Status(move.new) for move in moves)]
        self.visited.update(states)
        assert [Status(move.old) for move in moves] == states[:-1]
        assert self.state is states[-1]
        assert AuditEvent.objects.filter(verb__in=MOVES).count() == len(moves)

    @invariant()
    def nobody_decides_on_the_own_agency(self):
        if not hasattr(self, "quarter"):
            return
        own = self.quarter.assessment.agency_id
        answers = Answer.objects.filter(assessment=self.pk)
        assert not answers.filter(verified_by__agency=own).exists()
        assert not answers.filter(final_by__agency=own).exists()
        assert not answers.filter(reviews__decided_by__agency=own).exists()

    @invariant()
    def three_explained_levels_end_it(self):
        if not hasattr(self, "quarter") or self.state not in {
            Status.FINAL,
            Status.DETERMINED,
        }:
            return
        for answer in Answer.objects.filter(assessment=self.pk):
            assert answer.state is AnswerStatus.ACCEPTED
            levels = answer.self_level, answer.verified_level, answer.final_level
            assert None not in levels
            own, verified, final = levels
            assert verified >= own or answer.verified_reason
            assert final >= own or answer.final_reason
            assert final == verified or answer.final_reason

    @invariant()
    def what_is_determined_stays(self):
        if not hasattr(self, "quarter") or self.state is not Status.DETERMINED:
            return
        frozen = list(Result.objects.order_by("pk").values())
        assert self.frozen is None or frozen[: len(self.frozen)] == self.frozen
        self.frozen = frozen


@pytest.mark.slow
@pytest.mark.django_db
def test_a_quarter_in_any_order_of_acts():
    run_state_machine_as_test(
        QuarterMachine,
        settings=settings(
            max_examples=12,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert QuarterMachine.visited == set(Status) - {Status.ENDED}
