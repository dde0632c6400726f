"""Examples of evidence: two people answer for each, and nobody learns whose it was."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import NoticeKind, Role
from accounts.models import AuditEvent, MentorAssignment, Notice
from assessments import actions
from assessments.actions import AssessmentError
from assessments.enums import ExampleState
from assessments.examples import examples_at
from assessments.models import Citation, Example
from evidence import actions as library
from tests.assessments.conftest import forget_notices
from tests.factories import (
    AgencyFactory,
    DocumentFactory,
    MentorAssignmentFactory,
    UserFactory,
)


@pytest.fixture
def citation(quarter):
    quarter.fill().submit().review().close()
    forget_notices()  # of the round
    return Citation.objects.get(answer=quarter.answer("I1"))


@pytest.fixture
def lead(quarter):
    agency = quarter.assessment.agency
    return MentorAssignmentFactory(agency=agency, is_lead=True).mentor


def propose(citation, by, **changes):
    words = {
        "level": 3,
        "is_sufficient": True,
        "title": "SOP dengan catatan",
        "explanation": "SOP disahkan dan dijalankan tiga bulan.",
    }
    return actions.propose_example(citation, by=by, **(words | changes))


def refused(match, act, *args, **more):
    with pytest.raises(AssessmentError, match=match):
        act(*args, **more)


# Proposing


def test_a_proposal_keeps_its_place_and_waits_for_a_lead(quarter, citation, lead):
    copy = DocumentFactory(agency=None, title="Salinan SOP")

    example = propose(citation, quarter.mentor, document=copy)

    assert example.state is ExampleState.WAITING
    assert (example.instrument_code, example.indicator_code) == ("kecil", "I1")
    assert example.source == citation
    notice = Notice.objects.get(kind=NoticeKind.MENTORING)
    assert notice.user == lead
    assert notice.url == f"/assessments/examples/{example.pk}/"
    assert AuditEvent.objects.get(verb="example.proposed").data["level"] == 3
    assert examples_at("kecil", "I1") == {}


def test_only_a_mentor_of_the_agency_proposes(citation):
    refused("tidak bertugas", propose, citation, UserFactory(role=Role.MENTOR))
    refused("tidak bertugas", propose, citation, UserFactory(role=Role.SECRETARIAT))


def test_what_was_not_decided_is_no_example(quarter):
    quarter.fill().submit()
    citation = Citation.objects.get(answer=quarter.answer("I1"))

    refused("Putuskan indikator ini dahulu", propose, citation, quarter.mentor)


def test_a_decision_taken_back_makes_no_example(quarter):
    quarter.fill().submit().review()
    citation = Citation.objects.get(answer=quarter.answer("I1"))
    made = citation.answer.reviews.get()
    actions.withdraw_review(made, by=quarter.mentor)

    refused("Putuskan indikator ini dahulu", propose, citation, quarter.mentor)


def test_a_round_in_work_makes_no_example(quarter):
    quarter.fill().submit().review()
    citation = Citation.objects.get(answer=quarter.answer("I1"))

    refused("Akhiri putaran ini dahulu", propose, citation, quarter.mentor)
    quarter.close()
    propose(citation, quarter.mentor)


def test_the_same_is_not_proposed_twice_while_it_waits(quarter, citation):
    propose(citation, quarter.mentor)

    refused("menunggu persetujuan", propose, citation, quarter.mentor)
    propose(citation, quarter.mentor, level=2)
    refused("Tingkat harus 1 sampai 5", propose, citation, quarter.mentor, level=6)


@pytest.mark.parametrize(
    "changes", [{"title": " "}, {"explanation": ""}, {"title": "a" * 121}]
)
def test_a_proposal_says_what_it_is(quarter, citation, changes):
    refused("[Jj]udul", propose, citation, quarter.mentor, **changes)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("SOP Dinas A lengkap", "Dinas A"),
        ("SOP Badan Lain lengkap", "Badan Lain"),
        ("SOP BADLA lengkap", "Badla"),
        ("Kode 1.02 tertera", "1.02"),
        ("Disusun Siti Aminah", "Siti Aminah"),
        ("NIP 19641215 199003 1 009", "NIP 1964…"),
    ],
)
def test_a_proposal_names_nobody(quarter, citation, text, word):
    AgencyFactory(name="Badan Lain", short_name="Badla")
    UserFactory(
        agency=quarter.assessment.agency, name="Siti Aminah, S.E.", is_active=False
    )

    refused(word, propose, citation, quarter.mentor, title=text)
    refused(word, propose, citation, quarter.mentor, explanation=text)
    assert not Example.objects.exists()


def test_the_copy_is_a_document_of_the_province_without_names(quarter, citation):
    own = DocumentFactory(agency=quarter.assessment.agency)
    refused("harus dokumen provinsi", propose, citation, quarter.mentor, document=own)
    named = DocumentFactory(agency=None, title="SOP Dinas A")
    refused("Dinas A", propose, citation, quarter.mentor, document=named)
    gone = DocumentFactory(agency=None)
    library.withdraw(gone, reason="Lama", by=quarter.mentor)
    gone.refresh_from_db()
    refused("sudah ditarik", propose, citation, quarter.mentor, document=gone)


# Deciding


def test_a_lead_approves_and_every_agency_sees_it(quarter, citation, lead):
    example = propose(citation, quarter.mentor)

    actions.approve_example(example, by=lead)

    example.refresh_from_db()
    assert example.state is ExampleState.SHOWN
    assert examples_at("kecil", "I1") == {3: [example]}
    assert Notice.objects.get(kind=NoticeKind.DECIDED).user == quarter.mentor
    assert AuditEvent.objects.filter(verb="example.approved").count() == 1


def test_nobody_approves_the_own_proposal_nor_without_being_lead(
    quarter, citation, lead
):
    example = propose(citation, lead)
    refused("ketua pendamping lain", actions.approve_example, example, by=lead)
    refused(
        "perangkat daerah asalnya", actions.approve_example, example, by=quarter.mentor
    )
    refused(
        "ketua pendamping lain", actions.send_back_example, example, reason="x", by=lead
    )


def test_the_lead_of_another_agency_decides_only_what_the_own_lead_proposed(
    quarter, citation, lead
):
    elsewhere = MentorAssignmentFactory(is_lead=True).mentor
    of_mentor, of_lead = (
        propose(citation, quarter.mentor),
        propose(citation, lead, level=2),
    )

    refused("asalnya", actions.approve_example, of_mentor, by=elsewhere)
    actions.approve_example(of_lead, by=elsewhere)

    of_lead.refresh_from_db()
    assert of_lead.approved_by == elsewhere


def test_a_lead_who_works_at_the_agency_does_not_decide(quarter, citation, lead):
    colleague = UserFactory(role=Role.MENTOR, agency=quarter.assessment.agency)
    MentorAssignmentFactory(mentor=colleague, is_lead=True)
    example = propose(citation, lead)

    refused("asalnya", actions.approve_example, example, by=colleague)


def test_a_lead_whose_assignment_is_over_does_not_decide(quarter, citation, lead):
    example = propose(citation, quarter.mentor)
    MentorAssignment.objects.filter(mentor=lead).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )

    refused("asalnya", actions.approve_example, example, by=lead)


def test_a_name_that_came_since_stops_the_approval(quarter, citation, lead):
    example = propose(citation, quarter.mentor, title="SOP Satu Pintu")
    AgencyFactory(name="Satu Pintu")

    refused("Satu Pintu", actions.approve_example, example, by=lead)


def test_a_proposal_comes_back_with_a_reason(quarter, citation, lead):
    example = propose(citation, quarter.mentor)
    refused("Tulis alasan", actions.send_back_example, example, reason=" ", by=lead)

    actions.send_back_example(example, reason="Kurang jelas.", by=lead)

    example.refresh_from_db()
    assert example.state is ExampleState.SENT_BACK
    assert example.refused_reason == "Kurang jelas."
    refused("sudah diputus", actions.approve_example, example, by=lead)
    assert propose(citation, quarter.mentor).state is ExampleState.WAITING


def test_an_example_that_is_retired_is_shown_no_more(quarter, citation, lead):
    example = propose(citation, quarter.mentor)
    refused("sedang tampil", actions.retire_example, example, by=quarter.mentor)
    actions.approve_example(example, by=lead)

    actions.retire_example(example, by=UserFactory(role=Role.MENTOR))

    example.refresh_from_db()
    assert example.state is ExampleState.RETIRED
    assert examples_at("kecil", "I1") == {}
    refused("sedang tampil", actions.retire_example, example, by=lead)


# What the database keeps


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Lain"},
        {"explanation": "Lain"},
        {"level": 4},
        {"is_sufficient": False},
        {"approved_at": timezone.now()},
        {"retired_at": timezone.now()},
        {"refused_reason": "tanpa waktu"},
    ],
)
def test_an_example_is_not_rewritten(quarter, citation, changes):
    propose(citation, quarter.mentor)

    with pytest.raises(IntegrityError), transaction.atomic():
        Example.objects.update(**changes)


def test_nobody_approves_the_own_proposal_around_the_action(quarter, citation):
    propose(citation, quarter.mentor)

    with pytest.raises(IntegrityError, match="by_another"), transaction.atomic():
        Example.objects.update(approved_at=timezone.now(), approved_by=quarter.mentor)


def test_a_decision_stays(quarter, citation, lead):
    actions.approve_example(propose(citation, quarter.mentor), by=lead)

    with pytest.raises(IntegrityError, match="sudah diputus"), transaction.atomic():
        Example.objects.update(approved_at=None, approved_by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Example.objects.all()._raw_delete("default")


def test_no_document_of_an_agency_becomes_a_copy_around_the_action(quarter, citation):
    with pytest.raises(IntegrityError, match="dokumen provinsi"), transaction.atomic():
        Example.objects.create(
            instrument_code="kecil",
            indicator_code="I1",
            level=3,
            is_sufficient=True,
            title="SOP",
            explanation="Lengkap.",
            source=citation,
            document=quarter.document,
            proposed_by=quarter.mentor,
        )


def test_examples_at_the_ladder_cost_one_query(
    quarter, citation, lead, django_assert_num_queries
):
    for level in (1, 2, 3):
        example = propose(citation, quarter.mentor, level=level)
        actions.approve_example(example, by=lead)

        with django_assert_num_queries(1):
            found = examples_at("kecil", "I1")

        assert sorted(found) == list(range(1, level + 1))
