"""A new quarter that begins where the last determined one ended."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEvent
from assessments import actions
from assessments.actions import AssessmentError
from assessments.carrying import said_of
from assessments.enums import AnswerStatus, Decision, StepState
from assessments.models import Answer, AnswerRevision, Assessment, Citation, FollowUp
from evidence import actions as library
from evidence.models import Document, DocumentVersion
from instruments.actions import publish
from instruments.definition import parse
from tests.assessments.conftest import Quarter
from tests.factories import (
    SMALL,
    AgencyFactory,
    AssessmentFactory,
    PeriodFactory,
)


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def third(db):
    """Triwulan III of one agency, not determined yet: I1 4, I2 2, I3 5."""
    period = PeriodFactory(year=2026, quarter=3)
    agency = AgencyFactory(code="1.02", name="Dinas A")
    return Quarter(AssessmentFactory(period=period, agency=agency))


def determined(quarter, **decisions):
    return quarter.verify(**decisions).finalise().determine()


def opened(quarter, *, version=None, agencies=None, **options):
    """Triwulan IV, and the assessment of the quarter's agency in it."""
    now = timezone.now()
    period = actions.open_period(
        2026,
        4,
        version=version or quarter.assessment.version,
        agencies=agencies or [quarter.assessment.agency],
        deadlines=actions.Deadlines(
            now + timedelta(days=9), now + timedelta(days=19), now + timedelta(days=29)
        ),
        by=quarter.secretary,
        **options,
    )
    return period.assessments.get(agency=quarter.assessment.agency)


def answer_of(assessment, code):
    return Answer.objects.get(assessment=assessment, indicator__code=code)


def version_with(**changes):
    """The small instrument as a new version, with indicators changed."""
    data = deepcopy(SMALL) | {"code": "kecil-2"}
    for domain in data["nodes"]:
        for leaf in domain["nodes"][0]["indicators"]:
            leaf.update(changes.get(leaf["code"], {}))
    return publish(parse(data), file_sha256="2" * 64, by=None)


# What comes along


def test_an_answer_begins_as_the_determined_one_ended(third):
    lowered = (Decision.ADJUSTED, 2, "Baru sebagian bidang.")
    Answer.objects.filter(assessment=third.assessment, indicator__code="I1").update(
        checked=["2.0", "2.1", "9.9"]
    )
    determined(third, I1=lowered)
    source = third.answer("I1")

    answer = answer_of(opened(third), "I1")

    assert (source.self_level, source.final_level, answer.self_level) == (3, 2, 2)
    assert (answer.facts, answer.analysis) == (source.facts, source.analysis)
    assert answer.checked == ["2.0", "2.1"]
    assert (answer.state, answer.carried_from) == (AnswerStatus.DRAFT, source)
    assert answer.is_unconfirmed
    assert (answer.saved_at, answer.saved_by) == (None, None)
    revision = AnswerRevision.objects.get(answer=answer)
    assert (revision.number, revision.self_level) == (answer.version, 2)
    assert revision.saved_by == third.secretary


def test_the_first_save_after_is_no_conflict(third):
    determined(third)
    fourth = Quarter(opened(third))

    saved = fourth.save("I1", 5)

    assert (saved.version, saved.self_level) == (2, 5)
    assert saved.is_unconfirmed


def test_a_valid_citation_comes_along_in_the_current_version(third):
    third.document.valid_until = today()
    third.document.save()
    determined(third)
    source = Citation.objects.filter(answer=third.answer("I1")).get()
    newer = DocumentVersion.objects.create(
        document=third.document,
        number=2,
        file="evidence/x",
        original_name="baru.pdf",
        content_type="application/pdf",
        size=3,
        sha256="1" * 64,
        reason="Disahkan ulang.",
        uploaded_by=third.member,
    )
    Document.objects.filter(pk=third.document.pk).update(current=newer)

    answer = answer_of(opened(third), "I1")

    citation = answer.citations.get()
    assert (citation.document, citation.version) == (third.document, newer)
    assert citation.carried_from == source
    assert citation.cited_by == third.secretary


@pytest.mark.parametrize("fate", ["expired", "withdrawn"])
def test_what_cannot_be_relied_on_stays_behind(third, fate):
    determined(third)
    if fate == "expired":
        Document.objects.update(valid_until=today(-1))
    else:
        library.withdraw(third.document, reason="Dicabut.", by=third.head)

    assessment = opened(third)

    assert not Citation.objects.filter(answer__assessment=assessment).exists()
    event = AuditEvent.objects.get(verb="assessment.carried")
    assert (event.data["citations"], event.data["to_renew"]) == (0, 3)


def test_page_note_and_known_items_come_along(third):
    third.fill()
    Citation.objects.filter(answer=third.answer("I1")).update(
        page="4-7", note="Pasal 3", items=["2.1", "7.7"]
    )
    third.submit().review().close()
    actions.accept_verification(third.assessment, by=third.head)
    third.finalise().determine()

    citation = answer_of(opened(third), "I1").citations.get()

    assert (citation.page, citation.note, citation.items) == ("4-7", "Pasal 3", ["2.1"])


def test_open_steps_of_the_plan_come_along(third):
    for state in (StepState.UNDERWAY, StepState.DONE):
        FollowUp.objects.create(
            answer=third.answer("I1"),
            level=4,
            step=f"Langkah {state.label}",
            person=third.member,
            due_on=today(30),
            state=state,
            added_by=third.head,
        )
    determined(third)

    step = FollowUp.objects.get(answer=answer_of(opened(third), "I1"))

    assert (step.step, step.state) == ("Langkah Berjalan", StepState.UNDERWAY)
    assert (step.level, step.person, step.due_on) == (4, third.member, today(30))
    assert step.carried_from.answer == third.answer("I1")


def test_one_event_an_assessment_says_what_came_along(third):
    determined(third)

    assessment = opened(third)

    event = AuditEvent.objects.get(verb="assessment.carried")
    assert event.subject_id == str(assessment.pk)
    assert event.agency_code == "1.02"
    assert event.data == {
        "source": "Triwulan III 2026",
        "source_assessment": str(third.assessment.pk),
        "answers": 3,
        "indicators": ["I1", "I2", "I3"],
        "empty": 0,
        "citations": 3,
        "to_renew": 0,
        "steps": 0,
    }


# What does not


def test_nothing_is_carried_when_the_secretariat_does_not_want_it(third):
    determined(third)

    assessment = opened(third, carry=False)

    assert not assessment.answers.exclude(status=AnswerStatus.EMPTY).exists()
    assert not AuditEvent.objects.filter(verb="assessment.carried").exists()


def test_nothing_is_carried_from_a_quarter_that_is_not_determined(third):
    third.verify().finalise()

    assessment = opened(third)

    assert not assessment.answers.filter(carried_from__isnull=False).exists()


def test_nothing_is_carried_from_another_agency(third):
    determined(third)
    other = AgencyFactory()

    opened(third, agencies=[third.assessment.agency, other])

    strange = Assessment.objects.get(agency=other, period__quarter=4)
    assert not strange.answers.exclude(status=AnswerStatus.EMPTY).exists()


def test_a_later_quarter_is_not_carried_back(third):
    determined(third)
    now = timezone.now()
    period = actions.open_period(
        2026,
        2,
        version=third.assessment.version,
        agencies=[third.assessment.agency],
        deadlines=actions.Deadlines(
            now + timedelta(1), now + timedelta(2), now + timedelta(3)
        ),
        by=third.secretary,
    )

    answers = Answer.objects.filter(assessment__period=period)
    assert not answers.filter(carried_from__isnull=False).exists()


def test_under_another_instrument_only_the_same_codes_and_names_are_carried(third):
    determined(third)
    changed = version_with(I2={"name": "Peta jalan"}, I3={"code": "I4"})

    assessment = opened(third, version=changed)

    carried = assessment.answers.filter(carried_from__isnull=False)
    assert list(carried.values_list("indicator__code", flat=True)) == ["I1"]
    assert AuditEvent.objects.get(verb="assessment.carried").data["empty"] == 2


def test_opening_costs_the_same_for_one_agency_and_for_three(third):
    period = third.assessment.period
    quarters = [third]
    quarters += [Quarter(AssessmentFactory(period=period)) for _ in range(2)]
    for quarter in quarters:
        quarter.verify().finalise()
    third.determine()
    agencies = [quarter.assessment.agency for quarter in quarters]

    def cost(number):
        with CaptureQueriesContext(connection) as found, transaction.atomic():
            opened(third, agencies=agencies[:number])
            transaction.set_rollback(True)
        return len(found)

    opened_once = cost(1)  # reads the instrument

    assert cost(1) == cost(3) <= opened_once


# Confirming


def test_confirming_says_who_looked_and_when(third):
    determined(third)
    answer = answer_of(opened(third), "I1")

    actions.confirm(answer, by=third.member)

    answer.refresh_from_db()
    assert answer.confirmed_by == third.member
    assert not answer.is_unconfirmed
    assert answer.state is AnswerStatus.DRAFT
    event = AuditEvent.objects.get(verb="answer.confirmed")
    assert event.data["confirmed_from"] == str(answer.carried_from_id)


def test_confirming_twice_keeps_the_first(third):
    determined(third)
    answer = answer_of(opened(third), "I1")
    actions.confirm(answer, by=third.member)

    actions.confirm(answer, by=third.head)

    answer.refresh_from_db()
    assert answer.confirmed_by == third.member
    assert AuditEvent.objects.filter(verb="answer.confirmed").count() == 1


def test_what_was_not_carried_is_not_confirmed(third):
    with pytest.raises(AssessmentError, match="tidak dibawa"):
        actions.confirm(third.answer("I1"), by=third.member)


def test_confirming_after_the_deadline_is_refused(third):
    determined(third)
    assessment = opened(third)
    hour = timezone.now() - timedelta(hours=1)
    type(assessment.period).objects.filter(pk=assessment.period_id).update(
        filling_until=hour
    )

    with pytest.raises(AssessmentError, match="sudah lewat"):
        actions.confirm(answer_of(assessment, "I1"), by=third.member)


def test_marking_ready_confirms_and_records_it(third):
    determined(third)
    answer = answer_of(opened(third), "I1")

    actions.mark_ready(answer, by=third.member)

    answer.refresh_from_db()
    assert (answer.state, answer.confirmed_by) == (AnswerStatus.READY, third.member)
    event = AuditEvent.objects.order_by("-position").first()
    assert event.verb == "answer.ready"
    assert event.data["confirmed_from"] == str(answer.carried_from_id)


def test_the_database_refuses_ready_before_it_is_confirmed(third):
    determined(third)
    answer = answer_of(opened(third), "I1")

    with (
        pytest.raises(IntegrityError, match="ready_when_confirmed"),
        transaction.atomic(),
    ):
        Answer.objects.filter(pk=answer.pk).update(status=AnswerStatus.READY)


def test_the_secretariat_reads_how_many_were_carried(third):
    determined(third)
    other = AgencyFactory()

    period = opened(third, agencies=[third.assessment.agency, other]).period

    assert said_of(period) == (
        "3 isian dari 1 perangkat daerah dibawa dari triwulan lalu dan harus "
        "diperiksa, 3 mulai kosong."
    )
    assert said_of(third.assessment.period) == "Semua isian mulai kosong."
