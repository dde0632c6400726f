"""The list of documents: what it is narrowed to, its order, its cost."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from assessments import actions as assessments
from evidence import actions
from evidence.enums import ScanState
from evidence.models import Inspection
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    DocumentFactory,
    UserFactory,
)

LIST = reverse("evidence:list")


@pytest.fixture
def agency(db):
    return AgencyFactory(code="2.01", name="Dinas Ikan", short_name="Dinas Ikan")


@pytest.fixture
def member(agency):
    return UserFactory(role=Role.OPD_MEMBER, agency=agency)


@pytest.fixture
def found(member, client_for):
    """Titles in the order shown to a member of the agency."""
    client = client_for(member)

    def titles(**query):
        response = client.get(LIST, query)
        return [row.document.title for row in response.context["rows"]]

    return titles


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def document(agency, title, text="", **fields):
    made = DocumentFactory(agency=agency, title=title, **fields)
    scan = {"scan": ScanState.CLEAN}
    Inspection.objects.create(version=made.current, text=text, **scan)
    actions.refresh_search(made)
    return made


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def test_search_shows_the_passage_with_the_words_marked(agency, member, client_for):
    document(agency, "Notulen", text="Rapat <b>arsitektur</b> & data di Mamuju")

    page = client_for(member).get(LIST, {"q": "arsitektur"}).content.decode()

    assert "<mark>arsitektur</mark>" in page
    assert "&amp; data" in page


def test_search_puts_the_best_fit_first_unless_another_order_is_asked(agency, found):
    document(agency, "Notulen", text="tentang arsitektur")
    document(agency, "Arsitektur SPBE")
    document(agency, "Lain")

    assert found(q="arsitektur") == ["Arsitektur SPBE", "Notulen"]
    assert found(q="arsitektur", sort="lama") == ["Notulen", "Arsitektur SPBE"]


@pytest.mark.parametrize("q", ["188.4/478", "'; --", "x" * 300, "&|!", "(", ":*"])
def test_search_takes_anything(agency, member, client_for, q):
    document(agency, "SK", number="188.4/478/2022")

    assert client_for(member).get(LIST, {"q": q}).status_code == 200


def test_documents_that_expire_within_ninety_days_are_announced(
    agency, member, client_for, found
):
    document(agency, "Besok", valid_until=in_days(1))
    document(agency, "Hari terakhir", valid_until=in_days(90))
    document(agency, "Nanti", valid_until=in_days(91))
    document(agency, "Lewat", valid_until=in_days(-1))

    page = words(client_for(member).get(LIST))

    assert "2 dokumen berakhir dalam 90 hari." in page
    assert "Segera berakhir" in page
    titles = found(validity="segera", sort="berakhir")
    assert titles == ["Besok", "Hari terakhir"]


def test_list_is_narrowed_by_use_label_and_scan(agency, member, found):
    cited = document(agency, "Dikutip", tags=["arsip"])
    held = DocumentFactory(agency=agency, title="Dipindai")
    Inspection.objects.create(version=held.current, scan=ScanState.PENDING)
    answer = AssessmentFactory(agency=agency).answers.first()
    assessments.cite(answer, cited, by=member)

    assert found(use="dipakai") == found(tag="arsip") == ["Dikutip"]
    assert found(use="belum") == found(scan="PENDING") == ["Dipindai"]
    assert sorted(found(tag="tak dikenal")) == ["Dikutip", "Dipindai"]


def test_list_has_the_orders_that_people_ask_for(agency, member, found):
    document(agency, "B", valid_until=in_days(9))
    often = document(agency, "A")
    for place in AssessmentFactory(agency=agency).answers.all():
        assessments.cite(place, often, by=member)
    document(agency, "C", valid_until=in_days(5))

    assert found() == ["C", "A", "B"]
    assert found(sort="lama") == ["B", "A", "C"]
    assert found(sort="judul") == ["A", "B", "C"]
    assert found(sort="berakhir") == ["C", "B", "A"]
    assert found(sort="dipakai") == ["A", "B", "C"]


def test_documents_of_the_province_stand_on_their_own_shelf(agency, found):
    document(agency, "Milik OPD")
    document(None, "Pergub")

    assert found() == ["Milik OPD"]


def test_who_sees_several_agencies_narrows_to_one(agency, client_for):
    document(agency, "Milik Ikan")
    other = document(AgencyFactory(), "Milik lain")
    client = client_for(Role.AUDITOR)

    both = client.get(LIST)
    one = client.get(LIST, {"agency": other.agency_id})
    nonsense = client.get(LIST, {"agency": "x"})

    assert "Dinas Ikan" in words(both)
    assert [row.document for row in one.context["rows"]] == [other]
    assert len(nonsense.context["rows"]) == 2


def test_nothing_found_says_how_to_go_on(agency, member, client_for):
    document(agency, "SK")

    page = words(client_for(member).get(LIST, {"q": "tidakada"}))

    assert "Tidak ada dokumen yang cocok" in page
    assert "tampilkan semua dokumen" in page


def test_list_and_search_cost_the_same_for_few_and_many(agency, member, client_for):
    client = client_for(member)
    document(agency, "Arsip pertama", text="arsip", tags=["arsip"])

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(LIST, {"q": "arsip", "sort": "dipakai", "use": "belum"})
        return captured

    few = len(queries())
    for number in range(24):
        document(agency, f"Arsip {number}", text="arsip", tags=[f"label {number}"])

    many = queries()
    assert few == len(many) <= 8


def test_no_page_reads_what_only_the_search_needs(agency, member, client_for):
    """Vectors and texts are long: a list of 25 would carry megabytes."""
    client, shown = client_for(member), document(agency, "SK", text="isi")
    for address in (LIST, reverse("evidence:detail", args=[shown.pk])):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        for query in captured:
            columns = query["sql"].split(" FROM ")[0]
            assert '"search"' not in columns
            assert '"text"' not in columns
