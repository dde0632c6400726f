"""What is said of a document, its validity, and taking a withdrawal back."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEvent
from assessments import actions as assessments
from evidence import actions
from evidence.actions import EvidenceError
from evidence.description import normalised, usual_end
from evidence.models import Document
from evidence.search import query_of
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    DocumentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def last_event():
    return AuditEvent.objects.order_by("-position").first()


def pdf(content=b"isi"):
    return SimpleUploadedFile("sk.pdf", b"%PDF-1.7 " + content)


def url(name, document):
    return reverse(f"evidence:{name}", args=[document.pk])


@pytest.fixture
def member():
    return UserFactory(role=Role.OPD_MEMBER)


@pytest.fixture
def document(member):
    return DocumentFactory(agency=member.agency, title="SK lama", number="1/2026")


def test_describe_changes_what_is_said_and_keeps_what_was_said(document, member):
    actions.describe(
        document, title="SK Tim", number="188/2026", tags=["  SK ", "tim"], by=member
    )

    document.refresh_from_db()
    assert (document.title, document.tags) == ("SK Tim", ["sk", "tim"])
    event = last_event()
    assert event.verb == "document.described"
    assert event.data["before"] == {"title": "SK lama", "number": "1/2026", "tags": []}
    assert event.data["after"]["title"] == "SK Tim"
    assert event.data["fields"] == ["judul", "nomor", "label"]


def test_describe_renews_what_the_search_finds(document, member):
    actions.describe(document, title="Peta rencana", by=member)

    assert Document.objects.filter(search=query_of("rencana")).exists()
    assert not Document.objects.filter(search=query_of("lama")).exists()


def test_describe_without_a_change_leaves_no_event(document, member):
    actions.describe(document, title="SK lama", by=member)

    assert last_event() is None or last_event().verb != "document.described"


def test_describe_refuses_what_does_not_fit_and_what_is_withdrawn(document, member):
    with pytest.raises(ValidationError, match="Paling banyak 10 label"):
        actions.describe(document, tags=[str(n) for n in range(11)], by=member)
    with pytest.raises(ValidationError, match="lebih dari 30 huruf"):
        actions.describe(document, tags=["x" * 31], by=member)
    with pytest.raises(ValidationError, match="mendahului"):
        actions.describe(
            document,
            issued_on=date(2026, 2, 1),
            valid_until=date(2026, 1, 1),
            by=member,
        )
    actions.withdraw(document, reason="Salah", by=member)
    with pytest.raises(EvidenceError, match="sudah ditarik"):
        actions.describe(document, title="Baru", by=member)


@pytest.mark.parametrize(
    ("kind", "issued_on", "end"),
    [
        ("REVIEW", date(2026, 3, 1), date(2028, 3, 1)),
        ("AUDIT", date(2024, 2, 29), date(2026, 2, 28)),
        ("AUDIT", date(9999, 5, 1), date(9999, 5, 1)),
        ("REVIEW", None, None),
        ("DECREE", date(2026, 3, 1), None),
    ],
)
def test_reviews_and_audit_reports_count_two_years(kind, issued_on, end):
    assert usual_end(kind, issued_on) == end


def test_a_review_gets_its_end_when_it_is_uploaded_and_described(member, document):
    issued_on = date(2026, 3, 1)
    uploaded = actions.upload(
        pdf(), agency=member.agency, kind="REVIEW", issued_on=issued_on, by=member
    )
    actions.describe(document, kind="AUDIT", issued_on=issued_on, by=member)
    document.refresh_from_db()

    assert uploaded.valid_until == document.valid_until == date(2028, 3, 1)


def test_an_end_that_is_given_stays(document, member):
    end = date(2027, 1, 1)
    actions.describe(
        document, kind="AUDIT", issued_on=date(2026, 1, 1), valid_until=end, by=member
    )

    document.refresh_from_db()
    assert document.valid_until == end


def test_labels_are_trimmed_lower_and_unique():
    assert normalised([" Arsip ", "arsip", "", "dua  kata", "\0"]) == [
        "arsip",
        "dua kata",
    ]


def test_describe_page_saves_and_says_the_rule(document, member, client_for):
    client = client_for(member)

    shown = client.get(url("describe", document)).content.decode()
    sent = {"title": "SK Tim", "kind": "DECREE", "tags": "Arsip, tim , arsip"}
    response = client.post(url("describe", document), sent)

    assert "dua tahun" in shown
    assert "Format dokumen" not in shown
    assert response.url == url("detail", document)
    document.refresh_from_db()
    assert document.tags == ["arsip", "tim"]


def test_describe_page_refused_keeps_what_was_typed(document, member, client_for):
    labels = ",".join(str(n) for n in range(11))

    response = client_for(member).post(
        url("describe", document), {"title": "", "kind": "DECREE", "tags": labels}
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert labels in page
    assert "Paling banyak 10 label." in page
    assert "SK lama" in page


def test_withdrawal_says_before_what_it_affects(document, member, client_for):
    assessment = AssessmentFactory(agency=member.agency)
    answer = assessment.answers.get(indicator__code="I1")
    assessments.cite(answer, document, by=member)

    page = client_for(member).get(url("detail", document))

    assert [use.answer for use in page.context["page"].affected] == [answer]
    assert "1 jawaban yang belum ditetapkan" in page.content.decode()


def test_restore_takes_a_withdrawal_back_and_keeps_its_reason(document, member):
    actions.withdraw(document, reason="Salah berkas", by=member)

    actions.restore(document, reason="Ternyata benar", by=member)

    document.refresh_from_db()
    assert document.withdrawn_at is None
    event = last_event()
    assert (event.verb, event.data) == (
        "document.restored",
        {"reason": "Ternyata benar", "withdrawn_for": "Salah berkas"},
    )


def test_restore_needs_a_reason_and_a_withdrawal(document, member):
    with pytest.raises(EvidenceError, match="tidak sedang ditarik"):
        actions.restore(document, reason="x", by=member)
    actions.withdraw(document, reason="Salah", by=member)
    with pytest.raises(EvidenceError, match="Tulis alasan pemulihan"):
        actions.restore(document, reason=" ", by=member)


def test_restore_refuses_bytes_that_were_stored_again(member):
    first = actions.upload(pdf(), agency=member.agency, kind="REPORT", by=member)
    actions.withdraw(first, reason="Salah", by=member)
    actions.upload(pdf(), agency=member.agency, kind="REPORT", title="Lagi", by=member)

    with pytest.raises(EvidenceError, match="sudah ada di pustaka sebagai “Lagi”"):
        actions.restore(first, reason="Kembali", by=member)


def test_restore_page_asks_for_a_reason(document, member, client_for):
    actions.withdraw(document, reason="Salah", by=member)
    client = client_for(member)

    empty = client.post(url("restore", document), {"reason": ""})
    response = client.post(url("restore", document), {"reason": "Ternyata benar"})

    assert empty.status_code == 422
    assert "Tulis alasan pemulihan." in empty.content.decode()
    assert response.url == url("detail", document)
    assert "Tarik dokumen" in client.get(response.url).content.decode()


@pytest.mark.parametrize("name", ["describe", "restore", "update"])
def test_a_document_of_another_agency_is_not_found(client_for, name):
    foreign = DocumentFactory(agency=AgencyFactory())

    assert client_for(Role.OPD_HEAD).post(url(name, foreign)).status_code == 404
