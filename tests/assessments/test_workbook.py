"""The workbook: what stands in it, what comes back, and what is refused."""

import io
import re
import shutil
import subprocess
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from assessments.enums import Decision
from assessments.models import Answer
from assessments.models.answers import TEXT_MAX
from assessments.resources import AnswerResource
from assessments.workbook import reading, shape
from assessments.workbook.preview import content_of
from assessments.workbook.writing import workbook
from lib import workbooks
from tests.assessments.workbooks import column, edited, row_of
from tests.factories import AgencyFactory, AssessmentFactory

pytestmark = pytest.mark.django_db


def written(quarter, by=None):
    assessment = quarter.fresh()
    resource = AnswerResource(assessment)
    return workbook(
        assessment,
        resource.instrument,
        resource.export(queryset=resource.answers.values()),
        by=by or quarter.member,
        at=timezone.now(),
    )


def statuses(quarter):
    page = load_workbook(io.BytesIO(written(quarter)))[shape.ENTRY]
    return [cell.value for cell in page[column(page, "status")]]


def content(quarter, data):
    sheet = reading.read(io.BytesIO(data), quarter.assessment)
    return content_of(sheet, quarter.assessment)


def sentences(found):
    return [text for error in found["errors"] for text in error["sentences"]]


# Out


def test_workbook_has_one_row_an_indicator(quarter):
    quarter.save("I1", 3, facts="SK 12/2026.", analysis="Memenuhi.")

    page = load_workbook(io.BytesIO(written(quarter)))[shape.ENTRY]

    assert [cell.value for cell in page[shape.HEADER_ROW]] == [
        column.title for column in shape.COLUMNS
    ]
    assert [cell.value for cell in page[6]] == [
        "I1",
        "Arsitektur",
        "Tata Kelola, Perencanaan",
        40,
        None,
        3,
        "SK 12/2026.",
        "Memenuhi.",
        "Draf",
        0,
    ]
    assert page.max_row == shape.HEADER_ROW + 3


def test_workbook_says_nothing_of_a_round_before_it_is_sent(quarter):
    quarter.fill().submit()
    before = statuses(quarter)

    quarter.review(I1=(Decision.RETURNED, None, "Kurang."))

    assert statuses(quarter) == before
    quarter.close()
    assert statuses(quarter) != before


def test_workbook_offers_levels_notes_and_protection(quarter):
    data = written(quarter)
    page = load_workbook(io.BytesIO(data))[shape.ENTRY]

    validations = {v.type: v for v in page.data_validations.dataValidation}
    assert validations["list"].formula1 == '"1,2,3,4,5"'
    assert str(validations["list"].sqref) == "F6:F8"
    assert validations["textLength"].formula1 == str(TEXT_MAX)
    note = page["F6"].comment
    assert [f"Kriteria {n}" in note.text for n in range(1, 6)] == [True] * 5
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        drawing = next(n for n in archive.namelist() if n.endswith(".vml"))
        heights = re.findall(r"height:(\d+)px", archive.read(drawing).decode())
    assert int(heights[0]) > 200  # five criteria, two lines each
    assert page.protection.sheet
    assert not page.protection.password
    assert [c.protection.locked for c in page[6]] == [
        column.name not in shape.FIELDS for column in shape.COLUMNS
    ]
    assert page.freeze_panes == "C6"
    assert page.page_setup.orientation == "landscape"


def test_workbook_names_agency_quarter_and_reference_instrument(quarter):
    book = load_workbook(io.BytesIO(written(quarter)))

    assert book.sheetnames == ["Isian", "Kriteria", "Keterangan", "Portal"]
    assert book["Portal"].sheet_state == "hidden"
    assert book["Isian"]["A4"].value == "Instrumen rujukan, belum ditetapkan"
    about = {row[0].value: row[1].value for row in book["Keterangan"].iter_rows(3)}
    assert about["Perangkat daerah"] == "Dinas A (1.02)"
    assert about["Diunduh oleh"] == quarter.member.name
    assert about["Diunduh pada"].endswith("Wita")
    assert about["Status instrumen"] == "Instrumen rujukan, belum ditetapkan"


@pytest.mark.parametrize("text", ["=SUM(A1)", "+62811", "-1 hari", "@SUM(1)"])
def test_text_that_looks_like_a_formula_comes_back_as_typed(quarter, text):
    quarter.save("I1", 3, facts=text)

    data = written(quarter)

    cell = load_workbook(io.BytesIO(data))["Isian"]["G6"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert content(quarter, data)["rows"][0]["values"]["facts"] == text


def test_earlier_level_is_that_of_the_last_determined_quarter(quarter):
    quarter.verify().finalise().determine()
    period = quarter.assessment.period
    later = AssessmentFactory(
        agency=quarter.assessment.agency, period__year=period.year + 1
    )

    rows = AnswerResource(later).export().dict

    assert [row["earlier"] for row in rows] == [3, 2, 5]


# In


def test_untouched_workbook_reads_as_what_is_saved(quarter):
    quarter.save("I1", 4, facts="Baris satu\nBaris dua", analysis="")

    found = content(quarter, written(quarter))

    assert found["errors"] == []
    assert [row["code"] for row in found["rows"]] == ["I1", "I2", "I3"]
    assert found["rows"][0]["values"] == {
        "self_level": 4,
        "facts": "Baris satu\nBaris dua",
        "analysis": "",
    }
    assert found["rows"][0]["version"] == quarter.answer("I1").version


@pytest.mark.parametrize("typed", [2, 2.0, "2", "2,0", "2.0", " 2 "])
def test_level_is_read_as_people_write_it(quarter, typed):
    data = edited(written(quarter), I1={"self_level": typed})

    assert content(quarter, data)["rows"][0]["values"]["self_level"] == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (7, "Isian!F6: tingkat 7 di luar 1 sampai 5"),
        (0, "Isian!F6: tingkat 0 di luar 1 sampai 5"),
        (2.5, "Isian!F6: tingkat 2.5 bukan bilangan bulat"),
        ("tiga", "Isian!F6: tingkat “tiga” bukan angka 1 sampai 5"),
        (10**30, f"Isian!F6: tingkat “{float(10**30)}” bukan angka 1 sampai 5"),
        (True, "Isian!F6: tingkat “True” bukan angka 1 sampai 5"),
    ],
)
def test_wrong_level_names_its_cell(quarter, typed, sentence):
    found = content(quarter, edited(written(quarter), I1={"self_level": typed}))

    assert [row["code"] for row in found["rows"]] == ["I2", "I3"]
    assert sentences(found) == [sentence]


def test_a_row_may_have_several_faults(quarter):
    data = edited(written(quarter), I2={"self_level": 9, "facts": "a" * (TEXT_MAX + 1)})

    assert sentences(content(quarter, data)) == [
        "Isian!F7: tingkat 9 di luar 1 sampai 5",
        "Isian!G7: 4.001 huruf, paling banyak 4.000",
    ]


def test_sorted_rows_extra_rows_and_inserted_columns_are_read(quarter):
    book = load_workbook(io.BytesIO(edited(written(quarter), I3={"facts": "tiga"})))
    page = book["Isian"]
    values = [[cell.value for cell in row] for row in page.iter_rows(6, 8)]
    for at, row in enumerate(reversed(values), 6):
        for place, value in enumerate(row, 1):
            page.cell(at, place).value = value
    page.cell(12, 7).value = "catatan rapat"
    page.insert_cols(3)
    data = io.BytesIO()
    book.save(data)

    found = content(quarter, data.getvalue())

    rows = {row["code"]: row for row in found["rows"]}
    assert rows["I3"]["values"]["facts"] == "tiga"
    assert rows["I3"]["cells"]["facts"] == "Isian!H6"
    assert found["extra"] == 1


def test_unknown_and_repeated_codes_are_faults(quarter):
    book = load_workbook(io.BytesIO(written(quarter)))
    page = book["Isian"]
    page["A9"], page["A10"] = "I99", "I1"
    data = io.BytesIO()
    book.save(data)

    assert sentences(content(quarter, data.getvalue())) == [
        "Isian!A9: kode I99 tidak ada dalam instrumen ini",
        "Isian!A10: kode I1 sudah ada di Isian!A6",
    ]


def test_failed_formula_names_its_cell(quarter):
    book = load_workbook(io.BytesIO(written(quarter)))
    cell = book["Isian"]["G6"]
    cell.value, cell.data_type = "#REF!", "e"
    data = io.BytesIO()
    book.save(data)

    assert sentences(content(quarter, data.getvalue())) == [
        "Isian!G6: berisi kesalahan #REF!"
    ]


def test_formula_is_no_value(quarter):
    book = load_workbook(io.BytesIO(written(quarter)))
    book["Isian"]["F6"] = "=1+1"
    data = io.BytesIO()
    book.save(data)

    found = content(quarter, data.getvalue())

    assert sentences(found) == [f"Isian!F6: berisi {workbooks.FORMULA}"]
    assert [row["code"] for row in found["rows"]] == ["I2", "I3"]


def test_reading_writes_nothing(quarter):
    content(quarter, edited(written(quarter), I1={"self_level": 5, "facts": "baru"}))

    assert Answer.objects.filter(version__gt=0).count() == 0


# Refused as a whole


def refusal(quarter, data):
    with pytest.raises(reading.ReadError) as error:
        reading.read(io.BytesIO(data), quarter.assessment)
    return str(error.value)


def plain_workbook():
    data = io.BytesIO()
    Workbook().save(data)
    return data.getvalue()


def zipped(**parts):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return data.getvalue()


def test_what_is_no_workbook_is_refused(quarter):
    assert refusal(quarter, b"%PDF-1.7") == workbooks.BROKEN
    assert refusal(quarter, b"") == workbooks.BROKEN
    assert refusal(quarter, zipped(xl="x")) == workbooks.BROKEN
    assert refusal(quarter, plain_workbook()) == reading.FOREIGN


def test_truncated_workbook_is_refused(quarter):
    data = written(quarter)

    assert refusal(quarter, data[: len(data) // 2]) == workbooks.BROKEN


def test_bomb_is_refused_before_it_is_unpacked(quarter):
    sentence = refusal(quarter, zipped(a="0" * (workbooks.UNPACKED_MAX + 1)))

    assert sentence.startswith("Isi berkas terlalu besar setelah dibuka.")


def test_macros_are_refused(quarter):
    data = zipped(**{"xl__vbaProject.bin": "x"})

    assert "makro" in refusal(quarter, data)


def test_too_many_rows_are_refused(quarter):
    book = load_workbook(io.BytesIO(written(quarter)))
    book["Isian"].cell(5000, 7).value = "jauh"
    book["Isian"].cell(520 + 1, 7).value = "lebih"
    data = io.BytesIO()
    book.save(data)

    assert "lebih dari 500 baris" in refusal(quarter, data.getvalue())


def test_missing_columns_are_named(quarter):
    book = load_workbook(io.BytesIO(written(quarter)))
    book["Isian"]["G5"] = "Catatan"
    data = io.BytesIO()
    book.save(data)

    sentence = refusal(quarter, data.getvalue())

    assert sentence.startswith("Kolom Fakta tidak ditemukan pada lembar Isian.")


def test_workbook_of_another_agency_or_quarter_is_refused(quarter):
    data = written(quarter)
    period = quarter.assessment.period
    neighbour = AssessmentFactory(period=period, agency=AgencyFactory())
    later = AssessmentFactory(
        agency=quarter.assessment.agency, period__year=period.year + 1
    )

    with pytest.raises(reading.ReadError, match="untuk perangkat daerah lain"):
        reading.read(io.BytesIO(data), neighbour)
    with pytest.raises(reading.ReadError, match="untuk triwulan lain"):
        reading.read(io.BytesIO(data), later)


# Through another program


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is missing")
@pytest.mark.slow
def test_workbook_survives_libreoffice(quarter, tmp_path):
    quarter.save("I1", 3, facts="=SUM(A1)\nBaris “dua”", analysis="Ayat (1)\ttab")
    before = content(quarter, written(quarter))
    (tmp_path / "in").mkdir()
    source = tmp_path / "in" / "isian.xlsx"
    source.write_bytes(written(quarter))

    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(tmp_path),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )

    data = (tmp_path / "isian.xlsx").read_bytes()
    assert content(quarter, data) == before
    page = load_workbook(io.BytesIO(data))["Isian"]
    assert page.protection.sheet
    assert column(page, "self_level") == "F"
    assert row_of(page, "I1") == 6
    assert "Kriteria 5" in page["F6"].comment.text


def test_upload_type_of_django_is_read_too(quarter):
    upload = SimpleUploadedFile("isian.xlsx", written(quarter))

    assert len(reading.read(upload, quarter.assessment).rows) == 3
