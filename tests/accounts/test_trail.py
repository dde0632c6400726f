"""The trail by its things, its sheet and its alarm."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts import audit, content, tasks, trail
from accounts.enums import Role
from accounts.models import AuditEvent, Notice
from assessments.models import Citation, Message
from tests.factories import AssessmentFactory, DocumentFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE, SHEET = "accounts:trail", "accounts:trail_export"


@pytest.fixture
def auditor(client_for):
    return client_for(UserFactory(role=Role.AUDITOR))


def shown(client, **wanted):
    page = client.get(reverse(PAGE), wanted)
    return {event.verb for event, _ in page.context["lines"]}


def test_all_that_was_done_within_an_assessment(auditor):
    person = UserFactory()
    own, other = AssessmentFactory(), AssessmentFactory()
    for assessment in (own, other):
        answer = assessment.answers.first()
        document = DocumentFactory(agency=assessment.agency, created_by=person)
        citation = Citation.objects.create(
            answer=answer,
            document=document,
            version=document.current,
            cited_by=person,
        )
        message = Message.objects.create(answer=answer, author=person, text="?")
        for verb, subject in (
            ("assessment.submitted", assessment),
            ("answer.saved", answer),
            ("citation.made", citation),
            ("message.sent", message),
        ):
            audit.record(verb, subject, by=person)

    about = f"assessment:{own.pk}"
    found = auditor.get(reverse(PAGE), {"about": about}).context

    assert found["page"].paginator.count == 4
    assert found["wanted"].about_name.startswith("Penilaian: ")
    assert shown(auditor, about=about) == {
        "assessment.submitted",
        "answer.saved",
        "citation.made",
        "message.sent",
    }


def test_what_was_done_with_a_document(auditor):
    document, other = DocumentFactory(), DocumentFactory()
    audit.record("document.downloaded", document, by=None, version=1)
    audit.record("document.uploaded", other, by=None)

    assert shown(auditor, about=f"document:{document.pk}") == {"document.downloaded"}


def test_what_a_person_did_and_what_was_done_to_the_account(auditor):
    person = UserFactory(name="Anggota Tim")
    audit.record("answer.saved", AssessmentFactory(), by=person)
    audit.record("user.deactivated", person, by=UserFactory())
    audit.record("user.activated", UserFactory(), by=UserFactory())

    found = shown(auditor, about=f"person:{person.uuid}")

    assert found == {"answer.saved", "user.deactivated"}
    assert shown(auditor, actor="anggota tim") == {"answer.saved"}


@pytest.mark.parametrize(
    "about", ["x", "person:x", f"planet:{'0' * 32}", f"document:{'0' * 32}"]
)
def test_about_nothing_known_there_are_no_events(auditor, about):
    audit.record("user.added", UserFactory(), by=None)

    assert shown(auditor, about=about) == set()


def test_the_sheet_holds_what_the_filter_asks_for_and_is_on_record(auditor):
    audit.record("team.appointed", UserFactory(), by=None, decree_number="=1+1")
    audit.record("user.added", UserFactory(), by=None, role="MENTOR")

    response = auditor.get(reverse(SHEET), {"verb": "team.appointed"})

    rows = list(load_workbook(io.BytesIO(response.content)).active.values)
    assert rows[0] == tuple(title for title, _ in trail.COLUMNS)
    assert len(rows) == 2
    assert rows[1][4] == "mencatat SK tim =1+1"
    event = AuditEvent.objects.get(verb="trail.exported")
    assert event.data == {"rows": 1}


def test_text_in_the_sheet_never_becomes_a_formula(auditor):
    event = audit.event_of("=1+1", UserFactory(), by=None)
    event.position, event.happened_at = 1, timezone.now()

    book = load_workbook(io.BytesIO(trail.workbook([event])))

    assert book.active["F2"].data_type == "s"


def test_the_sheet_asks_for_a_confirmation(auditor, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0

    response = auditor.get(reverse(SHEET))

    assert response.url.startswith(reverse("account_reauthenticate"))


def test_a_broken_chain_is_told_once_a_day_to_those_who_answer_for_it(caplog):
    people = {UserFactory(role=role) for role in Role}
    audit.record("user.added", UserFactory(), by=None)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE accounts_auditevent SET actor = 'lain'")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")

    assert tasks.verify_audit() == 1
    assert tasks.verify_audit() == 1

    told = {notice.user for notice in Notice.objects.all()}
    assert told == {p for p in people if p.role in {Role.AUDITOR, Role.ADMIN}}
    assert Notice.objects.count() == 2
    assert [record.levelname for record in caplog.records].count("CRITICAL") == 2


def test_a_check_that_did_not_come_is_said(auditor, monkeypatch):
    content.check_chain()
    tomorrow = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(content.timezone, "now", lambda: tomorrow)

    page = auditor.get(reverse(PAGE))

    assert page.status_code in {200, 302}
    assert content.last_check().is_stale


def test_looking_at_a_persons_data_is_on_record(client_for):
    secretary, person = UserFactory(role=Role.SECRETARIAT), UserFactory()

    client_for(secretary).get(reverse("accounts:person", args=[person.uuid]))

    event = AuditEvent.objects.get(verb="user.viewed")
    assert (event.actor, event.subject_id) == (secretary.username, str(person.pk))
