"""One look into each finished letter: its words, its fonts, its metadata."""

import io

import pytest
from pypdf import PdfReader

from assessments.models import Citation
from reports import actions, content, pdf
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    DocumentFactory,
    PeriodFactory,
)
from tests.reports.builders import determine, fill, final_assessment

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def read(data):
    reader = PdfReader(io.BytesIO(data))
    return reader, " ".join(" ".join(p.extract_text() for p in reader.pages).split())


def fonts(reader):
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            for below in font.get_object()["/DescendantFonts"]:
                yield below.get_object()["/FontDescriptor"]


def report(document):
    return pdf.report(content.read_report(document.inputs), content.stamp_of(document))


def test_report_bears_index_code_and_label(determined, head):
    document = actions.issue_report(determined[0], by=head)

    reader, text = read(report(document))

    for words in (
        "Dinas Kelautan dan Perikanan",
        "3,20",
        "Instrumen rujukan, belum ditetapkan",
        document.code,
        f"Halaman 2 dari {len(reader.pages)}",
        "19641215 199003 1 009",
    ):
        assert words in text
    assert document.inputs_sha256 in text.replace(" ", "")
    assert "KONSEP" not in text


def test_report_is_tagged_indonesian_titled_and_embeds_its_fonts(determined, head):
    reader, _ = read(report(actions.issue_report(determined[0], by=head)))

    assert reader.metadata.title == (
        "Laporan Hasil Evaluasi SPBE Dinas Kelautan dan Perikanan Triwulan I 2026"
    )
    assert reader.trailer["/Root"]["/Lang"] == "id"
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert all({"/FontFile2", "/FontFile3"} & set(font) for font in fonts(reader))


def test_draft_is_marked_and_has_no_code(agency, head):
    assessment = fill(AssessmentFactory(agency=agency), "345")

    _, text = read(report(actions.issue_report(assessment, by=head)))

    assert "KONSEP" in text
    assert "Kode verifikasi data" not in text
    assert "19641215 199003 1 009" not in text


def test_report_lists_its_evidence_with_digests(agency, head):
    assessment = fill(AssessmentFactory(agency=agency), "345")
    document = DocumentFactory(agency=agency, title="SK Tim SPBE")
    Citation.objects.create(
        answer=assessment.answers.first(),
        document=document,
        version=document.current,
        cited_by=head,
    )

    _, text = read(report(actions.issue_report(assessment, by=head)))

    assert "SK Tim SPBE" in text
    assert document.current.sha256 in text.replace(" ", "")


def test_minutes_name_who_is_not_final(agency, by):
    period = PeriodFactory(year=2026, quarter=1)
    final_assessment(period, agency)
    AssessmentFactory(period=period, agency=AgencyFactory(name="Badan B"))
    document = actions.issue_minutes(determine(period), by=by)

    data = pdf.minutes(
        content.read_minutes(document.inputs), content.stamp_of(document)
    )

    assert "belum ditetapkan berjumlah 1, yaitu Badan B." in read(data)[1]


def test_minutes_bear_number_matrix_and_signature_blocks(determined, by):
    document = actions.issue_minutes(determined[1], by=by)

    data = pdf.minutes(
        content.read_minutes(document.inputs), content.stamp_of(document)
    )

    reader, text = read(data)
    for words in (
        "BERITA ACARA NOMOR 2026/BA/1/0",
        "PENETAPAN HASIL PENILAIAN SPBE PERANGKAT DAERAH TRIWULAN I TAHUN 2026",
        "Jumat, tanggal enam bulan Februari tahun dua ribu dua puluh enam",
        "LAMPIRAN I. MATRIKS NILAI PERANGKAT DAERAH",
        "Ketua Tim Penilai",
        document.code,
    ):
        assert words in text
    sizes = {
        (round(float(p.mediabox.width)), round(float(p.mediabox.height)))
        for p in reader.pages
    }
    assert sizes == {(609, 935), (935, 609)}


@pytest.mark.parametrize(
    "url",
    [
        "https://example.invalid/x.css",
        "file:///etc/passwd",
        "static:../manage.py",
        "static:no",
    ],
)
def test_documents_use_files_of_the_static_path_alone(url):
    with pytest.raises(Exception, match=r"may not use|outside|joined path"):
        pdf.OwnFiles().fetch(url)
