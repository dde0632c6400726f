"""Pages of exports: making one, reconciling, comparing, other formats, an edited copy."""

import csv
import io
import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from accounts.enums import Role
from accounts.models import AuditEvent
from reports import actions
from reports.models import Export, ScoreList
from tests.factories import AgencyFactory, AssessmentFactory, PeriodFactory
from tests.reports.builders import determine, final_assessment, secretary, workbook_of

pytestmark = pytest.mark.django_db

SAKIP = actions.Part("SAKIP", Decimal(40), Decimal(100), "LHE SAKIP")
QUERIES_OF_LEDGER = 22


@pytest.fixture(autouse=True)
def _nothing_runs(monkeypatch):
    monkeypatch.setattr("reports.actions.base._send", lambda pk: None)


@pytest.fixture
def office(client_for, by):
    return client_for(by)


@pytest.fixture
def rule_set(make_rule_set):
    return make_rule_set()


@pytest.fixture
def export(determined, rule_set, by):
    return actions.export_tpp(
        determined[1], rule_set=rule_set, paid_months="April 2026", by=by
    )


def shown(response):
    return " ".join(response.content.decode().split())


def address(name, export):
    return reverse(f"reports:{name}", args=[export.pk])


# The desk


def test_exports_without_a_determination(office, db):
    AssessmentFactory()

    page = shown(office.get(reverse("reports:exports")))

    assert "Belum ada penetapan" in page
    assert "Belum ada aturan TPP yang disetujui" in page


def test_exports_asks_for_a_rule_set(office, determined, rule_set):
    page = shown(office.get(reverse("reports:exports")))

    assert "Pilih aturan TPP" in page
    assert "Aturan 2026, revisi 1" in page


def test_exports_opens_on_the_newest_determined_quarter(office, determined, rule_set):
    AssessmentFactory(period__year=2031, period__quarter=1)

    page = shown(office.get(reverse("reports:exports"), {"rule_set": str(rule_set.pk)}))

    assert "<strong>19,20</strong>" in page


def test_exports_previews_a_rule_set(office, determined, rule_set):
    page = shown(office.get(reverse("reports:exports"), {"rule_set": str(rule_set.pk)}))

    assert "<strong>19,20</strong>" in page
    assert "Instrumen rujukan, belum ditetapkan" in page
    assert not Export.objects.exists()


def test_exports_offers_no_draft(office, determined, make_rule_set):
    draft = make_rule_set(approved=False)

    page = shown(office.get(reverse("reports:exports"), {"rule_set": str(draft.pk)}))

    assert "Menunggu persetujuan" in page
    assert "Bulan pembayaran TPP" not in page


def test_exports_for_the_auditor_is_without_a_form(client_for, determined, rule_set):
    client = client_for(Role.AUDITOR)

    page = shown(client.get(reverse("reports:exports"), {"rule_set": str(rule_set.pk)}))

    assert "19,20" in page
    assert "Bulan pembayaran TPP" not in page


def entry(determination, rule_set, months="April sampai Juni 2026"):
    return {
        "determination": str(determination.pk),
        "rule_set": str(rule_set.pk),
        "paid_months": months,
    }


def test_export_create_goes_to_its_progress(office, determined, rule_set):
    url = reverse("reports:export_create")

    response = office.post(url, entry(determined[1], rule_set))

    made = Export.objects.get()
    assert response.url == reverse("reports:document", args=[made.pk])
    listed = shown(office.get(reverse("reports:exports")))
    assert "April sampai Juni 2026" in listed
    assert address("export", made) in shown(office.get(response.url))


def test_export_create_says_when_the_inputs_are_the_same(office, determined, rule_set):
    url = reverse("reports:export_create")
    office.post(url, entry(determined[1], rule_set))

    response = office.post(url, entry(determined[1], rule_set), follow=True)

    assert "Masukan sama dengan revisi 1" in shown(response)


@pytest.mark.parametrize(
    ("months", "said"), [("", "Bidang ini tidak boleh kosong"), (" ", "Bidang ini")]
)
def test_export_create_of_bad_input_is_refused(
    office, determined, rule_set, months, said
):
    response = office.post(
        reverse("reports:export_create"), entry(determined[1], rule_set, months)
    )

    assert response.status_code == 422
    assert said in shown(response)
    assert "19,20" in shown(response)


def test_export_create_refusal_is_in_the_form(office, determined, make_rule_set):
    period = PeriodFactory(year=2026, quarter=2, version=determined[0].version)
    AssessmentFactory(period=period, agency=determined[0].agency)
    final_assessment(period)

    response = office.post(
        reverse("reports:export_create"),
        entry(determine(period), make_rule_set(not_final="STOP")),
    )

    assert response.status_code == 422
    assert "belum final Dinas Kelautan dan Perikanan" in shown(response)


def test_export_create_of_a_draft_is_refused(office, determined, make_rule_set):
    response = office.post(
        reverse("reports:export_create"),
        entry(determined[1], make_rule_set(approved=False)),
    )

    assert response.status_code == 422
    assert not Export.objects.exists()


def test_export_create_of_nothing_is_refused(office, determined):
    response = office.post(reverse("reports:export_create"), {})

    assert response.status_code == 422


# Reconciliation and comparison


def test_export_shows_every_step_and_the_sums(office, export):
    page = shown(office.get(address("export", export)))

    for words in ("3,20 : 5 × 100 = 64", "64,00 × 30% = 19,2", "Ini revisi pertama"):  # noqa: RUF001 as shown
        assert words in page
    assert "Semua angka sama" not in page


def test_export_rechecks_when_asked(office, export):
    page = shown(office.get(address("export", export), {"recheck": "1"}))

    assert "Semua angka sama" in page
    assert "1 perangkat daerah dihitung ulang" in page


def test_export_queries_do_not_grow(
    office, determined, rule_set, by, django_assert_max_num_queries
):
    for number in range(4):
        final_assessment(determined[0].period, AgencyFactory(code=f"2.0{number}"))
    of = determine(determined[0].period, "BA/2", reason="Menyusul.")
    made = [
        actions.export_tpp(of, rule_set=rule_set, paid_months=months, by=by)
        for months in ("April 2026", "Mei 2026", "Juni 2026")
    ]

    with django_assert_max_num_queries(QUERIES_OF_LEDGER):
        office.get(address("export", made[-1]))


def test_export_compare_of_the_only_revision(office, export):
    page = shown(office.get(address("export_compare", export)))

    assert "Belum ada revisi lain" in page


def test_export_compare_says_what_changed_and_why(
    office, determined, export, make_rule_set, by
):
    second = actions.export_tpp(
        determined[1],
        rule_set=make_rule_set(weight=40),
        paid_months="Mei 2026",
        by=by,
    )

    page = shown(office.get(address("export_compare", second), {"with": "1"}))

    for words in ("Aturan 2026, revisi 1", "Mei 2026", "+6,40", "1 berubah, 0 sama"):
        assert words in page
    again = shown(office.get(address("export_compare", export), {"with": "x"}))
    assert "revisi 1 menjadi revisi 2" in again
    assert "1 dari 1 perangkat daerah berubah" in shown(
        office.get(address("export", second))
    )


# Other formats


def read(response):
    return b"".join(response.streaming_content).decode()


def test_export_csv_has_the_columns_and_numbers_of_the_sheet(office, export, by):
    response = office.get(address("export_csv", export))

    text = read(response)
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert text.startswith("\ufeffNo;Kode OPD;Perangkat Daerah;Tahun;Triwulan;")
    assert rows[1][1:13] == [
        *("1.26", "Dinas Kelautan dan Perikanan", "2026", "I", "3,20", "Baik"),
        *("64,00", "30,00", "19,20", "Final", "2026/BA/1/0", "2026-02-06"),
    ]
    assert response["Content-Disposition"] == (
        'attachment; filename="Lembar_TPP_2026-TW1_rev1.csv"'
    )
    event = AuditEvent.objects.order_by("-position").first()
    assert (event.verb, event.actor, event.data["form"]) == (
        "tpp.read",
        by.username,
        "CSV",
    )


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_export_csv_keeps_text_text(office, determined, rule_set, by, name):
    final_assessment(determined[0].period, AgencyFactory(code="1.01", name=name))
    made = actions.export_tpp(
        determine(determined[0].period, "BA/2", reason="Menyusul."),
        rule_set=rule_set,
        paid_months="April 2026",
        by=by,
    )

    text = read(office.get(address("export_csv", made)))

    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[1][2] == f"'{name}"


def test_export_json_has_numbers_as_text_and_the_hash(office, export):
    found = json.loads(read(office.get(address("export_json", export))))

    assert found["inputs_sha256"] == export.inputs_sha256
    assert found["inputs"]["rule_set"]["words"].startswith("Skor konversi = indeks")
    assert [
        (line["code"], line["index"], line["score"], line["weighted"])
        for line in found["lines"]
    ] == [("1.26", "3.20", "64.00", "19.20")]


def test_export_formats_with_components(office, determined, make_rule_set, by):
    kept = actions.keep_scores(
        determined[0].period,
        component="SAKIP",
        scale_max=Decimal(100),
        source="LHE",
        file_name="x",
        file_sha256="a" * 64,
        rows=[{"number": 2, "code": "1.26", "value": "82.50", "fault": ""}],
        by=by,
    )
    actions.apply_scores(kept, by=by)
    made = actions.export_tpp(
        determined[1],
        rule_set=make_rule_set(parts=[SAKIP]),
        paid_months="April 2026",
        by=by,
    )

    text = read(office.get(address("export_csv", made)))
    line = json.loads(read(office.get(address("export_json", made))))["lines"][0]

    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0][14:] == [
        "Nilai Tertimbang SPBE",
        "SAKIP: Nilai",
        "SAKIP: Skor",
        "SAKIP: Bobot (%)",
        "SAKIP: Nilai Tertimbang",
        "Jumlah (sebagian)",
    ]
    assert rows[1][14:] == ["19,20", "82,50", "82,50", "40,00", "33,00", "52,20"]
    assert (line["total"], line["components"][0]["weighted"]) == ("52.20", "33.00")


# An edited copy


@pytest.fixture
def check(office, export):
    """What the page says of a workbook after `edit` of its sheets."""

    def sent(edit=None, data=None):
        file = SimpleUploadedFile("tpp.xlsx", data if data is not None else edit)
        return office.post(address("export_check", export), {"file": file})

    return sent


@pytest.fixture
def copy(export, tmp_path):
    return load_workbook(io.BytesIO(workbook_of(export, tmp_path)))


def saved(book):
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_export_check_of_the_sheet_as_issued(check, export, tmp_path):
    response = check(data=workbook_of(export, tmp_path))

    assert response.status_code == 200
    assert "Semua sel sama" in shown(response)


def test_export_check_of_a_copy_saved_by_another_program(check, copy):
    assert "Semua sel sama" in shown(check(saved(copy)))


def test_export_check_names_every_cell_that_differs(check, copy):
    copy["Input_TPP"]["F6"] = 3.3
    copy["Input_TPP"]["J6"] = 25
    copy["Input_TPP"]["C6"] = "=1+1"
    copy["Rincian_Indikator"]["H7"] = None
    copy["Metadata"]["B6"] = "Lain"
    copy["Perubahan"]["B9"] = "baris tambahan"
    copy["Input_TPP"]["P6"] = "kolom tambahan"
    copy.create_sheet("Catatan")

    page = shown(check(saved(copy)))

    assert "8 sel berbeda dari catatan" in page
    for words in (
        "Input_TPP!F6", "3,3", "Input_TPP!J6", "25, bukan rumus", "Input_TPP!C6",
        "Rincian_Indikator!H7", "Metadata!B6", "Perubahan!B9", "Input_TPP!P6", "Catatan",
    ):  # fmt: skip
        assert words in page


def test_export_check_sees_a_formula_that_was_changed(check, copy):
    copy["Input_TPP"]["J6"] = "=ROUND(H6*I6/100,2)+1"

    page = shown(check(saved(copy)))

    assert "1 sel berbeda" in page
    assert "rumus =ROUND(H6*I6/100,2)+1" in page


@pytest.mark.parametrize("data", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_export_check_of_a_broken_file_is_refused(check, data):
    response = check(data=data)

    assert response.status_code == 422
    assert "tidak dapat dibaca" in shown(response)


def test_export_check_of_a_foreign_workbook_is_refused(check, copy):
    del copy["Perubahan"]

    response = check(saved(copy))

    assert response.status_code == 422
    assert "lembar Perubahan tidak ada" in shown(response)


def test_export_check_without_a_file_is_refused(office, export):
    response = office.post(address("export_check", export), {})

    assert response.status_code == 422
    assert "Pilih berkas XLSX" in shown(response)


# Scores of components


@pytest.fixture
def upload_url(make_rule_set):
    made = make_rule_set(parts=[SAKIP])
    return reverse("reports:scores_upload", args=[made.pk, 1])


def filled(office, url, *scores):
    """The template with scores in it; a row is (cell, value)."""
    data = office.get(url.replace("components/1/", "components/1/template/")).content
    book = load_workbook(io.BytesIO(data))
    for cell, value in scores:
        book["Nilai"][cell] = value
    return SimpleUploadedFile("nilai.xlsx", saved(book))


def test_scores_upload_shows_before_it_counts(office, determined, upload_url):
    file = filled(office, upload_url, ("C2", 82.5))

    response = office.post(upload_url, {"source": "LHE 2026", "file": file})

    kept = ScoreList.objects.get()
    assert response.url == reverse("reports:scores", args=[kept.pk])
    assert kept.rows == [{"number": 2, "code": "1.26", "value": "82.50", "fault": ""}]
    page = shown(office.get(response.url))
    assert "82,50" in page
    assert "Terapkan nilai" in page
    office.post(reverse("reports:scores_apply", args=[kept.pk]))
    kept.refresh_from_db()
    assert kept.revision == 1
    assert "Diterapkan" in shown(office.get(response.url))


@pytest.mark.parametrize(
    ("cell", "value", "fault"),
    [
        ("C2", "=1+1", "berisi rumus"),
        ("C2", "abc", "bukan bilangan"),
        ("C2", 100.5, "di luar 0 sampai 100,00"),
        ("C2", -1, "di luar 0"),
        ("C2", 82.505, "lebih dari 2 angka"),
        ("A2", "9.99", "tidak ikut triwulan ini"),
        ("A2", 1.26, "bukan teks"),
    ],
)
def test_scores_upload_names_each_fault(
    office, determined, upload_url, cell, value, fault
):
    rows = [("C2", 80), (cell, value)]
    file = filled(office, upload_url, *rows)

    page = shown(office.post(upload_url, {"source": "LHE", "file": file}, follow=True))

    assert "1 kesalahan" in page
    assert fault in page
    assert "Terapkan nilai" not in page


def test_scores_upload_refuses_an_agency_twice(office, determined, upload_url):
    rows = [("C2", 80), ("A3", "1.26"), ("C3", 90)]
    file = filled(office, upload_url, *rows)

    page = shown(office.post(upload_url, {"source": "LHE", "file": file}, follow=True))

    assert "kode OPD ini sudah ada di baris 2" in page


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"x", "tidak dapat dibaca"), (None, "Belum ada nilai dalam lembar ini")],
)
def test_scores_upload_of_a_bad_file_is_refused(
    office, determined, upload_url, data, said
):
    file = SimpleUploadedFile("x.xlsx", data) if data else filled(office, upload_url)

    response = office.post(upload_url, {"source": "LHE", "file": file})

    assert response.status_code == 422
    assert said in shown(response)
    assert not ScoreList.objects.exists()


def test_scores_drop(office, determined, upload_url):
    file = filled(office, upload_url, ("C2", 82.5))
    office.post(upload_url, {"source": "LHE", "file": file})
    kept = ScoreList.objects.get()

    page = shown(
        office.post(reverse("reports:scores_drop", args=[kept.pk]), follow=True)
    )

    assert "Impor dibatalkan" in page
    again = office.post(reverse("reports:scores_apply", args=[kept.pk]), follow=True)
    assert "sudah diterapkan atau dibatalkan" in shown(again)


def test_second_secretary_sees_the_same(client_for, export):
    page = shown(client_for(secretary()).get(address("export", export)))

    assert "19,20" in page
