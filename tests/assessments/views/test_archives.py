import hashlib
import io
import zipfile
from pathlib import Path

import psutil
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from openpyxl import load_workbook

from accounts.enums import Role
from accounts.models import AuditEvent
from assessments import actions
from assessments.archive import NAME_MAX, safe
from assessments.archive_index import COLUMNS
from evidence.enums import ScanState
from evidence.models import LINK_TYPE, Document, DocumentVersion, Inspection
from tests.factories import DocumentFactory

HEADINGS = [title for title, _ in COLUMNS]


def url(quarter):
    return reverse("assessments:evidence_zip", args=[quarter.assessment.pk])


def unpacked(response):
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def index(archive):
    """The rows of the sheet below its headings, each as a dict."""
    sheet = load_workbook(io.BytesIO(archive.read("index.xlsx")))["Indeks"]
    rows = [["" if v is None else v for v in row] for row in sheet.values]
    start = rows.index(HEADINGS)
    return [dict(zip(HEADINGS, row, strict=True)) for row in rows[start + 1 :]]


def files_of(archive):
    return [name for name in archive.namelist() if name != "index.xlsx"]


def cite(quarter, code, document, **fields):
    return actions.cite(quarter.answer(code), document, by=quarter.member, **fields)


def link(quarter, address):
    document = Document.objects.create(
        agency=quarter.assessment.agency,
        title="Berita",
        kind="LINK",
        created_by=quarter.member,
    )
    document.current = DocumentVersion.objects.create(
        document=document,
        number=1,
        url=address,
        original_name="Berita",
        content_type=LINK_TYPE,
        size=len(address),
        sha256=hashlib.sha256(address.encode()).hexdigest(),
        uploaded_by=quarter.member,
    )
    document.save()
    return document


def test_the_archive_holds_each_cited_file_in_the_folder_of_its_indicator(
    quarter, client_for
):
    document = quarter.document
    document.title, document.number = "SK Tim", "188/2026"
    document.save()
    cite(quarter, "I1", document, page="7")
    cite(quarter, "I3", document)

    archive = unpacked(client_for(quarter.member).get(url(quarter)))

    assert archive.testzip() is None
    assert archive.namelist() == [
        "index.xlsx",
        "01 Arsitektur/01 SK Tim.pdf",
        "03 Laman resmi/01 SK Tim.pdf",
    ]
    content = archive.read("01 Arsitektur/01 SK Tim.pdf")
    first, second = index(archive)
    assert hashlib.sha256(content).hexdigest() == first["SHA-256"]
    assert (first["Indikator"], first["Nama indikator"]) == ("1", "Arsitektur")
    assert (first["Dokumen"], first["Nomor"], first["Versi"]) == (
        "SK Tim",
        "188/2026",
        1,
    )
    assert (first["Halaman"], first["Ukuran (bita)"]) == ("7", len(content))
    assert second["Berkas dalam arsip"] == "03 Laman resmi/01 SK Tim.pdf"


def test_the_answer_says_its_length_and_a_name_without_persons(quarter, client_for):
    cite(quarter, "I1", quarter.document)

    response = client_for(quarter.member).get(url(quarter))

    sent = b"".join(response.streaming_content)
    period = quarter.assessment.period
    name = f"bukti-dukung-1.02-{period.year}-tw{period.quarter}.zip"
    assert response.headers["Content-Length"] == str(len(sent))
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.headers["Cache-Control"] == "private, no-store"


def test_titles_of_any_kind_give_safe_and_different_names(quarter, client_for):
    titles = ["../../etc/passwd", "../../etc/passwd", "=1+1", "Laporan “Évaluasi” 報告"]
    for title in titles:
        document = DocumentFactory(agency=quarter.assessment.agency, title=title)
        cite(quarter, "I1", document)

    archive = unpacked(client_for(quarter.member).get(url(quarter)))

    assert files_of(archive) == [
        "01 Arsitektur/01 .. .. etc passwd.pdf",
        "01 Arsitektur/02 .. .. etc passwd.pdf",
        "01 Arsitektur/03 =1+1.pdf",
        "01 Arsitektur/04 Laporan “Évaluasi” 報告.pdf",
    ]
    assert [row["Dokumen"] for row in index(archive)] == titles


def test_what_is_quarantined_lost_or_a_link_is_named_and_left_out(quarter, client_for):
    agency = quarter.assessment.agency
    bad, lost = DocumentFactory(agency=agency), DocumentFactory(agency=agency)
    address = "https://dinas.example.id/berita"
    for document in (bad, lost, link(quarter, address)):
        cite(quarter, "I1", document)
    Inspection.objects.create(
        version=bad.current, scan=ScanState.INFECTED, signature="Eicar"
    )
    lost.current.file.storage.delete(lost.current.file.name)

    archive = unpacked(client_for(quarter.member).get(url(quarter)))

    assert archive.namelist() == ["index.xlsx"]
    rows = index(archive)
    assert "dikarantina" in rows[0]["Keterangan"]
    assert "tidak ditemukan" in rows[1]["Keterangan"]
    assert rows[2]["Keterangan"] == "Tautan, tidak ada berkasnya."
    assert rows[2]["Alamat tautan"] == address
    assert [row["Berkas dalam arsip"] for row in rows] == ["", "", ""]


def test_held_files_are_left_out(quarter, client_for, settings):
    settings.UNSCANNED_FILES = "hold"
    Inspection.objects.create(version=quarter.document.current)
    cite_before = quarter.answer("I1").citations.create(
        document=quarter.document,
        version=quarter.document.current,
        cited_by=quarter.member,
    )

    archive = unpacked(client_for(quarter.member).get(url(quarter)))

    assert cite_before.version.file
    assert archive.namelist() == ["index.xlsx"]
    assert "belum dipindai" in index(archive)[0]["Keterangan"]


def test_the_archive_keeps_the_version_that_was_cited(quarter, client_for):
    cite(quarter, "I1", quarter.document)
    first = quarter.document.current
    second = DocumentVersion(
        document=quarter.document,
        number=2,
        reason="Diperbarui",
        original_name="baru.pdf",
        content_type="application/pdf",
        size=4,
        sha256="1" * 64,
        uploaded_by=quarter.member,
    )
    second.file.save("baru.pdf", ContentFile(b"%PDF"), save=False)
    second.save()
    quarter.document.current = second
    quarter.document.save()

    rows = index(unpacked(client_for(quarter.member).get(url(quarter))))

    assert [(r["Versi"], r["SHA-256"]) for r in rows] == [(1, first.sha256)]


def test_a_withdrawn_citation_is_not_in_the_archive(quarter, client_for):
    citation = cite(quarter, "I1", quarter.document)
    actions.withdraw_citation(citation, by=quarter.member)

    archive = unpacked(client_for(quarter.member).get(url(quarter)))

    assert archive.namelist() == ["index.xlsx"]
    assert index(archive) == []


def test_the_download_is_on_record_when_it_starts(quarter, client_for):
    cite(quarter, "I1", quarter.document)

    client_for(quarter.mentor).get(url(quarter))

    event = AuditEvent.objects.order_by("-position").first()
    assert event.verb == "assessment.evidence_downloaded"
    assert event.subject_id == str(quarter.assessment.pk)
    assert event.data == {"files": 1}


def test_the_archive_costs_the_same_queries_for_one_and_twelve_documents(
    quarter, client_for, django_assert_num_queries
):
    client = client_for(Role.AUDITOR)
    cite(quarter, "I1", quarter.document)
    client.get(url(quarter))  # warms the instrument and the session
    with django_assert_num_queries(7):
        b"".join(client.get(url(quarter)).streaming_content)
    for _ in range(11):
        cite(quarter, "I1", DocumentFactory(agency=quarter.assessment.agency))

    with django_assert_num_queries(7):
        b"".join(client.get(url(quarter)).streaming_content)


def test_the_overview_offers_the_archive_once_there_is_evidence(quarter, client_for):
    client = client_for(quarter.mentor)
    page = reverse("assessments:detail", args=[quarter.assessment.pk])

    before = client.get(page).content.decode()
    cite(quarter, "I1", quarter.document)

    assert url(quarter) not in before
    assert url(quarter) in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SK  Tim\t2026", "SK Tim 2026"),
        ('a/b\\c:d*e?f"g<h>i|j', "a b c d e f g h i j"),
        ("titik...", "titik"),
        ("nol\x00\u202eterbalik", "nolterbalik"),
        ("x" * 200, "x" * NAME_MAX),
    ],
)
def test_safe_names(text, name):
    assert safe(text) == name


def test_memory_does_not_grow_with_the_archive(quarter, client_for):
    """160 MB go through the process; far less of it stays there."""
    megabyte, process = 1024 * 1024, psutil.Process()
    version = quarter.document.current
    path = Path(version.file.path)
    path.write_bytes(b"0" * (16 * megabyte))
    DocumentVersion.objects.bulk_create(
        DocumentVersion(
            document=document,
            number=1,
            file=version.file.name,
            original_name="besar.pdf",
            content_type="application/pdf",
            size=16 * megabyte,
            sha256="0" * 64,
            uploaded_by=quarter.member,
        )
        for document in Document.objects.bulk_create(
            Document(
                agency=quarter.assessment.agency,
                title=f"Besar {number}",
                kind="REPORT",
                created_by=quarter.member,
            )
            for number in range(10)
        )
    )
    for made in DocumentVersion.objects.filter(original_name="besar.pdf"):
        quarter.answer("I1").citations.create(
            document=made.document, version=made, cited_by=quarter.member
        )
    response = client_for(quarter.member).get(url(quarter))

    before, most, size = process.memory_info().rss, 0, 0
    for piece in response.streaming_content:
        size += len(piece)
        most = max(most, process.memory_info().rss)

    assert size > 160 * megabyte
    assert most - before < 32 * megabyte
