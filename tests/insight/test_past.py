"""Past results: checked cell by cell, applied whole or not at all, never twice."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from accounts.enums import Role
from accounts.models import AuditEvent
from insight.models import PastImport, PastResult
from insight.past_preview import preview_of
from insight.past_sheet import COLUMNS, RESULTS
from tests.factories import AgencyFactory, PeriodFactory, UserFactory, small_version
from tests.insight.builders import workbook

pytestmark = pytest.mark.django_db

D = Decimal
SOURCE = "Laporan evaluasi 2025 hlm. 4"
GOOD = ["1.01", 2025, 3.2, "", "kecil", SOURCE, "342"]  # 40 x 3 + 20 x 4 + 40 x 2 = 2,8


@pytest.fixture
def client(client_for):
    AgencyFactory(code="1.01", name="Dinas A")
    AgencyFactory(code="1.02", name="Dinas B")
    small_version()
    return client_for(Role.SECRETARIAT)


def upload(client, results, domains=()):
    file = SimpleUploadedFile("hasil.xlsx", workbook(results, domains))
    return client.post(reverse("insight:past_import"), {"file": file})


def kept(client, results, domains=()):
    upload(client, results, domains)
    return PastImport.objects.order_by("uploaded_at").last()


def apply(client, imported, reason=""):
    address = reverse("insight:past_apply", args=[imported.pk])
    return client.post(address, {"reason": reason})


def faults(client, results, domains=()):
    found = preview_of(kept(client, results, domains)).faults
    return {fault.cell: fault.text for fault in found}


def row(**changes):
    names = [column.name for column in COLUMNS[RESULTS]]
    given = dict(zip(names, GOOD, strict=True)) | {"index": "2,80"} | changes
    return [given[name] for name in names]


def test_result_with_levels_is_recorded_with_its_domains(client):
    response = apply(client, kept(client, [row()]))

    assert response.url == reverse("insight:past")
    result = PastResult.objects.get()
    assert (result.agency.code, result.year, result.index) == ("1.01", 2025, D("2.80"))
    assert (result.predicate, result.version.code) == ("Baik", "kecil")
    assert result.levels == {"I1": 3, "I2": 4, "I3": 2}
    assert result.domain_values == [("Tata Kelola", D("3.33")), ("Layanan", D("2.00"))]
    assert (result.source, result.revision) == (SOURCE, 1)
    assert result.imported.rows == []
    event = AuditEvent.objects.get(verb="past.recorded")
    assert (event.data["index"], event.agency_code) == ("2.80", "1.01")


def test_foreign_instrument_keeps_its_name_and_domains(client):
    given = row(instrument="Kepgub 478/2022", levels="", predicate="Cukup")
    domains = [["1.01", 2025, "Tata Kelola", 2.5], ["1.01", 2025, "Layanan", "3,10"]]

    apply(client, kept(client, [given], domains))

    result = PastResult.objects.get()
    assert (result.version, result.instrument) == (None, "Kepgub 478/2022")
    assert result.predicate == "Cukup"
    assert result.domain_values == [("Tata Kelola", D("2.50")), ("Layanan", D("3.10"))]


def test_same_file_again_changes_nothing(client):
    apply(client, kept(client, [row()]))

    again = preview_of(kept(client, [row()]))

    assert (again.unchanged, again.changes, again.may_apply) == (1, [], False)
    assert apply(client, again.imported).status_code == 422
    assert PastResult.objects.count() == 1


def test_other_figures_are_a_revision_with_a_reason(client):
    apply(client, kept(client, [row()]))
    imported = kept(client, [row(index="3,00", levels="333")])

    refused = apply(client, imported)
    done = apply(client, imported, reason="Salah ketik.")

    assert refused.status_code == 422
    assert "Tulis alasan penggantian" in refused.content.decode()
    assert done.status_code == 302
    assert [r.index for r in PastResult.objects.order_by("revision")] == [
        D("2.80"),
        D("3.00"),
    ]
    standing = PastResult.objects.in_force().get()
    assert (standing.revision, standing.reason) == (2, "Salah ketik.")


def test_every_fault_is_named_by_its_cell(client):
    PeriodFactory(year=2026)
    rows = [
        row(agency="9.99"),
        row(year="dua ribu", agency="1.02"),
        row(year=2026),
        row(agency="1.02", index="6,00", levels="", year=2024),
        row(agency="1.02", index="2,801", levels="", year=2023),
        row(agency="1.02", index="2,90", year=2022),
        row(agency="1.02", levels="3421", year=2021),
        row(agency="1.02", predicate="Cukup", year=2020),
        row(agency="1.02", instrument="Lain", year=2019),
        row(agency="1.02", source="", instrument="", levels="", year=2018),
    ]

    found = faults(client, rows)

    assert found == {
        "Hasil!A2": "kode “9.99” bukan perangkat daerah",
        "Hasil!B3": "tulis tahun dengan empat angka, misalnya 2025",
        "Hasil!B4": "tahun 2026 dinilai di portal, bukan hasil lampau",
        "Hasil!C5": "harus 1,00 sampai 5,00",
        "Hasil!C6": "paling banyak dua angka di belakang koma",
        "Hasil!C7": "2,90 tidak sama dengan hasil hitung dari tingkat, 2,80",
        "Hasil!G8": "tulis 3 angka 1 sampai 5 menurut urutan indikator; terbaca 4 tanda",
        "Hasil!D9": "indeks 2,80 berpredikat Baik",
        "Hasil!G10": "tingkat hanya dapat diisi dengan kode instrumen dari portal",
        "Hasil!E11": "wajib diisi",
        "Hasil!F11": "wajib diisi",
    }


def test_faults_of_domains_and_doubles(client):
    domains = [
        ["1.01", 2025, "D9", 2],
        ["1.01", 2025, "D2", 4],
        ["1.02", 2025, "D1", 2],
        ["1.01", 2025, "D2", 4],
    ]

    found = faults(client, [row(), row()], domains)

    assert found == {
        "Hasil!A3": "sudah ada di baris 2",
        "Domain!C2": "tidak ada pada instrumen; tulis D1, D2",
        "Domain!D3": "hasil hitung dari tingkat adalah 2,00",
        "Domain!A4": "tidak ada baris untuk OPD dan tahun ini pada lembar Hasil",
        "Domain!C5": "sudah ada di baris 3",
    }


def test_formula_and_digits_as_a_number_are_refused(client):
    found = faults(client, [row(index="=1+1"), row(levels=342, agency="1.02")])

    assert found["Hasil!C2"].startswith("berisi rumus")
    assert found["Hasil!G3"].startswith("tersimpan sebagai angka")


def test_one_fault_holds_back_every_row(client):
    imported = kept(client, [row(), row(agency="9.99")])

    response = apply(client, imported)

    assert response.status_code == 422
    assert "1 kesalahan pada 1 baris" in response.content.decode()
    assert PastResult.objects.count() == 0


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 broken", b"a,b,c"], ids=["empty", "broken", "csv"]
)
def test_other_files_are_refused_kindly(client, content):
    file = SimpleUploadedFile("x.xlsx", content)

    response = client.post(reverse("insight:past_import"), {"file": file})

    assert response.status_code == 422
    assert "Berkas tidak dapat dibaca" in response.content.decode()


def test_sheet_without_rows_is_refused(client):
    response = upload(client, [])

    assert response.status_code == 422
    assert "Belum ada hasil" in response.content.decode()


def test_template_holds_the_columns_and_codes(client):
    response = client.get(reverse("insight:past_template"))

    book = load_workbook(io.BytesIO(response.content))
    assert [cell.value for cell in book["Hasil"][1]] == [
        column.title for column in COLUMNS[RESULTS]
    ]
    guide = {cell.value for cell in book["Petunjuk"]["A"]}
    assert {"Instrumen kecil", "OPD 1.01"} <= guide


def test_dropped_import_is_forgotten_and_not_applied(client):
    imported = kept(client, [row()])

    client.post(reverse("insight:past_drop", args=[imported.pk]))

    imported.refresh_from_db()
    assert (imported.rows, imported.is_pending) == ([], False)
    assert apply(client, imported).url == reverse("insight:past_import")
    assert PastResult.objects.count() == 0


def test_list_shows_an_agency_its_own_alone(client, client_for):
    apply(client, kept(client, [row(), row(agency="1.02")]))
    own = PastResult.objects.get(agency__code="1.01").agency

    page = client_for(UserFactory(role=Role.OPD_MEMBER, agency=own)).get(
        reverse("insight:past")
    )

    assert "Dinas A" in page.content.decode()
    assert "Dinas B" not in page.content.decode()
    assert SOURCE in page.content.decode()
    assert "Diimpor" in page.content.decode()
