"""Locks are taken in one order, so that nobody waits for who waits for him."""

import pytest
from django.utils import timezone

from accounts import audit
from assessments import actions
from assessments.actions import AssessmentError, Ruling
from assessments.actions.base import lock, lock_answer
from assessments.enums import Decision, Status, Window
from assessments.models import (
    Determination,
    Passage,
    Period,
    PlenaryItem,
    ReasonPhrase,
)
from evidence import actions as library
from tests.assessments.races import at_once, once_done
from tests.assessments.test_concurrency import quarter  # noqa: F401 a fixture
from tests.factories import DocumentFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_many_decisions_of_a_sitting_let_others_write_the_trail(quarter):  # noqa: F811
    """Somebody holds the last answer and writes to the trail while it decides."""
    quarter.verify()
    session = quarter.sit()
    answers = sorted((quarter.answer(c) for c in ("I1", "I2")), key=lambda a: a.pk)
    rulings = [Ruling(answer, 1, "Belum ada bukti.") for answer in answers]

    once_done(
        lambda: lock_answer(answers[-1]),
        then=lambda: actions.decide(session, rulings, by=quarter.assessor),
        last=lambda: audit.record("answer.saved", answers[-1], by=quarter.member),
    )

    assert PlenaryItem.objects.count() == 2
    assert list(audit.broken_links()) == []


def test_the_clock_notes_an_assessment_while_its_quarter_is_determined(
    quarter,  # noqa: F811
):
    quarter.verify().finalise()
    assessment = quarter.fresh()

    once_done(
        lambda: lock(assessment),
        then=quarter.determine,
        last=lambda: Passage.objects.create(
            period=assessment.period,
            assessment=assessment,
            window=Window.OBJECTION,
            due_at=assessment.objection_due_at,
            passed_at=timezone.now(),
        ),
    )

    assert Determination.objects.count() == 1
    assert quarter.fresh().state is Status.DETERMINED


def test_a_phrase_sent_twice_at_once_stands_once(quarter):  # noqa: F811
    def add():
        return actions.add_phrase(text="Belum sah.", decision=None, by=quarter.mentor)

    found = at_once(add, add, add)

    assert sum(isinstance(result, AssessmentError) for result in found) == 2
    assert ReasonPhrase.objects.count() == 1


def test_objection_evidence_waits_for_the_withdrawal_of_its_document(
    quarter,  # noqa: F811
):
    Period.objects.update(objection_evidence=True)
    quarter.fill().submit().review(I1=(Decision.ADJUSTED, 2, "Kurang.")).close()
    objection = quarter.object_to("I1")
    document = DocumentFactory(agency=quarter.assessment.agency)

    found = once_done(
        lambda: library.withdraw(document, reason="Salah unggah.", by=quarter.member),
        then=lambda: actions.add_objection_evidence(
            objection, document=document, by=quarter.head
        ),
    )

    assert str(found) == "Dokumen itu tidak ada di pustaka perangkat daerah ini."
