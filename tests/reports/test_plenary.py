"""The minutes of a sitting: what they say, who sees them, how they are issued."""

import io
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.enums import Role
from assessments import actions as plenary
from assessments.enums import Decision, ObjectionOutcome
from reports import actions, content, pdf
from reports.content import stamp_of
from reports.enums import Kind, Standing
from reports.models import IssuedDocument
from tests.assessments.conftest import Quarter
from tests.factories import AgencyFactory, AssessmentFactory, UserFactory

LOWERED = (Decision.ADJUSTED, 2, "Belum semua bidang.")
PEOPLE = [
    {"role": "Ketua", "name": "Unsur Setda", "agency_code": ""},
    {"role": "Anggota", "name": "Unsur Dinas A", "agency_code": "1.02"},
    {"role": "Anggota", "name": "Unsur Dinas Z", "agency_code": "9.99"},
]


@pytest.fixture
def quarter(db):
    return Quarter(AssessmentFactory(agency=AgencyFactory(code="1.02", name="Dinas A")))


@pytest.fixture
def session(quarter):
    """I1 was objected to and raised; I2 was flagged and kept."""
    quarter.fill().submit().review(I1=LOWERED).close()
    quarter.object_to("I1", reason="Lihat halaman 5.")
    plenary.accept_verification(quarter.assessment, by=quarter.head)
    by = quarter.assessor
    plenary.flag(quarter.answer("I2"), reason="Beda sendiri.", by=by)
    made = quarter.sit(
        number="005/1",
        participants=PEOPLE,
        signatories=[{"title": "Ketua", "name": "A", "rank": "", "nip": ""}],
    )
    plenary.set_final(quarter.answer("I1"), level=3, reason="Sah.", by=by)
    plenary.set_final(quarter.answer("I2"), level=2, reason="Sama.", by=by)
    return made


def close(session, quarter):
    return plenary.close_session(session, by=quarter.assessor)


def minutes_of(session):
    return content.read_plenary(content.plenary_inputs(session))


def test_minutes_say_what_was_decided_and_why(session):
    minutes = minutes_of(session)

    first, second = minutes.rulings
    assert (first.agency, first.number, first.objection, first.reason) == (
        "Dinas A",
        "1",
        "Lihat halaman 5.",
        "Sah.",
    )
    assert (first.levels.claimed, first.levels.verified, first.levels.final) == (
        3,
        2,
        3,
    )
    assert first.outcome is ObjectionOutcome.CHANGED
    assert (second.flag, second.outcome) == ("Beda sendiri.", ObjectionOutcome.KEPT)
    counts = minutes.contested, minutes.flagged, minutes.changed, minutes.kept
    assert counts == (1, 1, 1, 1)
    assert (minutes.number, minutes.held_on) == ("005/1", date(2026, 11, 18))


def test_minutes_name_who_did_not_decide_on_the_own_agency(session):
    assert [p.name for p in minutes_of(session).abstentions] == ["Unsur Dinas A"]


def test_minutes_without_signatories_leave_a_block_open(quarter):
    blocks = minutes_of(quarter.sit()).blocks

    assert [(block.title, block.name) for block in blocks] == [("Pimpinan Sidang", "")]


def test_minutes_of_an_open_sitting_are_a_draft(session, quarter):
    draft = actions.issue_plenary(session, by=quarter.assessor)
    close(session, quarter)
    issued = actions.issue_plenary(session, by=quarter.secretary)
    again = actions.issue_plenary(session, by=quarter.secretary)

    assert (draft.is_draft, draft.code) == (True, None)
    assert (issued.is_draft, issued.session) == (False, session)
    assert issued.code
    assert again == issued


def test_minutes_of_two_sittings_do_not_replace_one_another(session, quarter):
    close(session, quarter)
    first = actions.issue_plenary(session, by=quarter.secretary)
    second = quarter.sit()
    close(second, quarter)
    other = actions.issue_plenary(second, by=quarter.secretary)

    assert (first.revision, other.revision) == (1, 1)
    assert first.standing() is Standing.IN_FORCE


def test_the_pdf_holds_the_decisions(session, quarter):
    close(session, quarter)
    issued = actions.issue_plenary(session, by=quarter.secretary)

    data = pdf.plenary(content.read_plenary(issued.inputs), stamp_of(issued))

    text = "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(data)).pages)
    for words in ("RISALAH SIDANG PLENO", "005/1", "Rabu", "Lihat halaman 5.", "Sah."):
        assert words in text
    assert "KONSEP" not in text


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.ASSESSOR, True),
        (Role.SECRETARIAT, True),
        (Role.AUDITOR, True),
        (Role.MENTOR, False),
        (Role.OPD_HEAD, False),
        (Role.ADMIN, False),
    ],
)
def test_minutes_are_seen_by_who_sees_all_agencies(session, quarter, role, sees):
    close(session, quarter)
    actions.issue_plenary(session, by=quarter.secretary)

    seen = IssuedDocument.objects.visible_to(UserFactory(role=role))

    assert seen.filter(kind=Kind.PLENARY).exists() is sees


def test_issue_plenary_leads_to_the_document(session, quarter, client_for):
    response = client_for(quarter.assessor).post(
        reverse("reports:issue_plenary", args=[session.pk])
    )

    document = IssuedDocument.objects.get()
    assert response.url == reverse("reports:document", args=[document.pk])
    assert document.subject == "Sidang 18 November 2026"


def test_the_database_ties_minutes_to_a_sitting(session, quarter):
    values = {
        "period": session.period,
        "is_draft": True,
        "inputs_sha256": "0" * 64,
        "requested_by": quarter.secretary,
        "requested_at": timezone.now(),
    }

    with (
        pytest.raises(IntegrityError, match="session_of_plenary"),
        transaction.atomic(),
    ):
        IssuedDocument.objects.create(kind=Kind.PLENARY, **values)
    with (
        pytest.raises(IntegrityError, match="session_of_plenary"),
        transaction.atomic(),
    ):
        IssuedDocument.objects.create(
            kind=Kind.WORKSHEET,
            session=session,
            assessment=quarter.assessment,
            **values,
        )
