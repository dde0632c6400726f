import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import AuditEvent
from evidence.models import Document
from tests.factories import AgencyFactory
from tests.teams.builders import Proposal, nip, person
from tests.teams.test_nominations import decide

pytestmark = pytest.mark.django_db


def words(response):
    reader = PdfReader(io.BytesIO(response.content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture
def proposal():
    made = Proposal(AgencyFactory(code="1.06", name="Dinas Sosial"))
    who = person(
        made.agency,
        made.coordinator,
        name="Pegawai Contoh",
        nip=nip(),
        rank="Penata (III/c)",
        position="Analis Kebijakan",
    )
    made.put(1, person=who)
    made.propose()
    made.who = who
    return made


def grouped(number):
    return f"{number[:8]} {number[8:14]} {number[14]} {number[15:]}"


def test_the_letter_says_what_was_entered(client_for, proposal):
    address = reverse("reports:nomination_letter", args=[proposal.nomination.pk])

    response = client_for(proposal.head).get(address)

    said = words(response)
    for text in (
        "045/12/2026",
        "2 November 2026",
        "Hal : Usulan Tim Pengelola SPBE",
        "Pejabat Contoh",
        "1 (satu) pegawai Dinas Sosial",
        "Penata (III/c)",
        grouped(proposal.who.nip),
    ):
        assert text in said
    assert proposal.who.nip not in response.headers["Content-Disposition"]
    event = AuditEvent.objects.order_by("position").last()
    assert (event.verb, event.data) == ("nomination.read", {})


def test_a_draft_has_no_letter(client_for):
    made = Proposal(AgencyFactory())
    made.put(1)
    address = reverse("reports:nomination_letter", args=[made.nomination.pk])

    assert client_for(made.coordinator).get(address).status_code == 404


def test_the_annex_lists_every_team_of_the_decree(client_for, proposal):
    proposal.verify()
    other = Proposal(AgencyFactory(code="1.07", name="Dinas Kesehatan"))
    other.put(6, "Penulis")
    other.propose()
    other.verify()
    decree = decide(proposal, other)
    client = client_for(proposal.secretary)

    said = words(client.get(reverse("reports:annex_pdf", args=[decree.pk])))
    book = load_workbook(
        io.BytesIO(client.get(reverse("reports:annex_xlsx", args=[decree.pk])).content)
    )

    assert "NOMOR 188.4/1/2026" in said
    assert "1.06 Dinas Sosial" in said
    assert "1.07 Dinas Kesehatan" in said
    rows = list(book.active.iter_rows(min_row=5, values_only=True))
    assert [(row[1], row[4]) for row in rows] == [
        ("1.06", "Pegawai Contoh"),
        ("1.07", "Penulis"),
    ]
    assert rows[0][5] == grouped(proposal.who.nip)


def test_an_agency_sees_its_own_part_of_the_annex(client_for, proposal):
    proposal.verify()
    other = Proposal(AgencyFactory(name="Dinas Kesehatan"))
    other.put(1)
    other.propose()
    other.verify()
    decree = decide(proposal, other)

    client = client_for(proposal.head)
    said = words(client.get(reverse("reports:annex_pdf", args=[decree.pk])))

    assert "Dinas Sosial" in said
    assert "Dinas Kesehatan" not in said


def test_what_waits_for_a_decree_is_a_draft(client_for, proposal):
    proposal.verify()
    client = client_for(proposal.secretary)

    said = words(client.get(reverse("reports:annex_draft_pdf")))
    sheet = client.get(reverse("reports:annex_draft_xlsx"))

    assert "KONSEP" in said
    assert "Dinas Sosial" in said
    assert load_workbook(io.BytesIO(sheet.content)).active["A1"].value == (
        "Lampiran SK Nomor belum bernomor, konsep"
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_annex_takes_the_same_queries(client_for, count, django_assert_num_queries):
    made = []
    for _ in range(count):
        each = Proposal(AgencyFactory())
        each.put(1)
        each.put(2)
        each.propose()
        each.verify()
        made.append(each)
    decree = decide(*made)
    client = client_for(made[0].secretary)

    with django_assert_num_queries(9):
        client.get(reverse("reports:annex_xlsx", args=[decree.pk]))


def test_the_state_of_a_team_is_kept_as_evidence(client_for, proposal):
    proposal.verify()
    decide(proposal)
    client = client_for(proposal.coordinator)

    said = words(client.get(reverse("reports:roster", args=["1.06"])))
    response = client.post(reverse("reports:roster_keep", args=["1.06"]))

    assert "Pegawai Contoh" in said
    assert "SK Nomor 188.4/1/2026" in said
    assert grouped(proposal.who.nip) not in said
    kept = Document.objects.get()
    assert response.url == reverse("evidence:detail", args=[kept.pk])
    assert kept.title.startswith("Keadaan tim pengelola SPBE per")
    assert kept.agency == proposal.agency
