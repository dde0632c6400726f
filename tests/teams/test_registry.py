"""People and seats of the whole province from one workbook."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from accounts.enums import AgencyKind, Role
from accounts.models import AuditEvent
from lib import workbooks
from teams import actions, registry_sheet
from teams.models import Membership, Person, RegistryImport
from teams.registry_preview import preview_of
from tests.factories import AgencyFactory, UserFactory
from tests.teams.builders import person, seated

pytestmark = pytest.mark.django_db

AGENCIES, SEATS = 29, 8


@pytest.fixture
def secretary():
    return UserFactory(role=Role.SECRETARIAT)


@pytest.fixture
def agencies():
    return [
        AgencyFactory(code=f"1.{serial:02}", kind=AgencyKind.DINAS)
        for serial in range(1, AGENCIES + 1)
    ]


def number_of(serial):
    """Plausible and its own for each of some thousand people."""
    day, month = serial % 28 + 1, serial // 28 % 12 + 1
    return f"1985{month:02}{day:02}2010031{serial % 1000:03}"


def people(agencies):
    """Row by row from the second: a person for every seat."""
    return [
        {
            "agency": agency.code,
            "seat": seat,
            "nip": number_of(place * SEATS + seat),
            "name": f"Pegawai {place + 1}.{seat}, S.Kom.",
            "rank": "Penata (III/c)",
            "position": "Pranata Komputer",
            "phone": "0812 3456 7890",
            "email": f"p{place}.{seat}@contoh.example",
            "user": "",
            "starts_on": "14/01/2026",
        }
        for place, agency in enumerate(agencies)
        for seat in range(1, SEATS + 1)
    ]


def workbook(rows):
    book = Workbook()
    page = book.active
    page.title = registry_sheet.ENTRY
    page.append([column.title for column in registry_sheet.COLUMNS])
    for row in rows:
        page.append([row[name] for name in registry_sheet.NAMES])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def upload(client, rows):
    data = rows if isinstance(rows, bytes) else workbook(rows)
    file = SimpleUploadedFile("registri.xlsx", data)
    return client.post(reverse("teams:registry"), {"file": file})


def apply(client, response):
    pk = RegistryImport.objects.latest("uploaded_at").pk
    assert response.url == reverse("teams:registry_preview", args=[pk])
    return client.post(reverse("teams:registry_apply", args=[pk]), follow=True)


def test_eleven_kinds_of_errors_are_all_found_and_nothing_is_imported(
    client_for, agencies, secretary
):
    holder = seated(agencies[20], secretary, 1, name="Pemegang lama")
    elsewhere = person(agencies[28], secretary, name="Lama", nip=number_of(900))
    foreign = UserFactory(agency=agencies[1], username="akun.lain")
    rows = people(agencies)
    planted = {
        (0, "agency"): "9.99",
        (1, "seat"): 9,
        (2, "nip"): "1985",
        (3, "nip"): "198513172010031003",
        (4, "nip"): "198501172010131004",
        (5, "nip"): "198501172010033005",
        (6, "name"): "",
        (7, "email"): "bukan surel",
        (8, "phone"): "hubungi TU",
        (9, "starts_on"): "31/02/2026",
        (10, "user"): "tidak.ada",
        (11, "user"): foreign.username,
        (11, "agency"): agencies[0].code,
        (12, "nip"): rows[20]["nip"],
        (13, "seat"): rows[14]["seat"],
        (15, "nip"): elsewhere.nip,
        (16, "name"): "=1+1",
        (17, "nip"): 198501172010031017,
    }
    for (at, name), value in planted.items():
        rows[at][name] = value
    client = client_for(secretary)
    before = Person.objects.count()

    response = upload(client, rows)
    imported = RegistryImport.objects.get()
    faults = {f.cell: f.text for f in preview_of(imported, by=secretary).faults}

    assert faults.pop("Registri!A2") == "kode “9.99” bukan perangkat daerah Anda"
    assert faults.pop("Registri!B3") == "kursi “9” tidak ada; tulis 1 sampai 8"
    assert faults.pop("Registri!C4") == "NIP harus 18 angka. Anda mengisi 4 angka"
    assert "bukan tanggal lahir" in faults.pop("Registri!C5")
    assert "bukan bulan pengangkatan" in faults.pop("Registri!C6")
    assert "1 (pria)" in faults.pop("Registri!C7")
    assert faults.pop("Registri!D8") == "nama wajib diisi dengan huruf"
    assert faults.pop("Registri!H9") == "alamat surel tidak dikenal"
    assert "nomor telepon tidak dikenal" in faults.pop("Registri!G10")
    assert "tanggal “31/02/2026” tidak dikenal" in faults.pop("Registri!J11")
    assert faults.pop("Registri!I12") == "akun “tidak.ada” tidak ada"
    assert faults.pop("Registri!I13") == "akun itu bukan akun perangkat daerah ini"
    assert faults.pop("Registri!B13") == "kursi ini sudah ada di baris 5"
    assert faults.pop("Registri!C22") == "NIP ini sudah ada di baris 14"
    assert faults.pop("Registri!B16") == "kursi ini sudah ada di baris 15"
    assert faults.pop("Registri!C17") == "NIP ini terdaftar di perangkat daerah lain"
    assert faults.pop("Registri!D18").startswith("berisi rumus")
    assert "tersimpan sebagai angka" in faults.pop("Registri!C19")
    place = f"Registri!B{20 * SEATS + 2}"
    assert faults.pop(place) == "kursi 1 dipegang orang lain; kosongkan dahulu"
    assert faults == {}
    page = apply(client, response).content.decode()
    assert "Tidak ada yang diterapkan" in page
    assert "kesalahan pada" in page
    assert elsewhere.nip not in page
    assert Person.objects.count() == before
    assert [*Membership.objects.all()] == [holder]


def test_the_mended_file_is_imported_once_however_often_it_comes(
    client_for, agencies, secretary
):
    rows = people(agencies)
    client = client_for(secretary)

    apply(client, upload(client, rows))
    first = set(Person.objects.values_list("pk", flat=True))
    again = apply(client, upload(client, rows))

    assert len(first) == AGENCIES * SEATS == Person.objects.count()
    assert Membership.objects.filter(ends_on=None).count() == AGENCIES * SEATS
    assert set(Person.objects.values_list("pk", flat=True)) == first
    assert "Tidak ada perubahan" in again.content.decode()
    held = Membership.objects.select_related("person").get(
        team__agency=agencies[3], seat__number=2
    )
    assert held.person.nip == rows[3 * SEATS + 1]["nip"]
    assert held.starts_on == date(2026, 1, 14)
    assert RegistryImport.objects.exclude(rows=[]).count() == 1
    events = AuditEvent.objects.filter(verb="registry.applied")
    assert [event.data["people"] for event in events] == [AGENCIES * SEATS]
    assert not AuditEvent.objects.filter(data__icontains=held.person.nip).exists()


def test_a_second_file_corrects_and_seats(client_for, agencies, secretary):
    rows = people(agencies[:1])
    client = client_for(secretary)
    apply(client, upload(client, rows))
    rows[0]["rank"] = "Penata Tingkat I (III/d)"
    rows[1]["nip"] = f" {rows[1]['nip'][:8]} {rows[1]['nip'][8:]} "

    apply(client, upload(client, rows))

    assert Person.objects.count() == SEATS
    assert Person.objects.get(nip=rows[0]["nip"]).rank == "Penata Tingkat I (III/d)"
    corrected = AuditEvent.objects.get(verb="person.corrected")
    assert corrected.data == {"fields": ["pangkat dan golongan"]}


def test_who_has_no_number_is_known_by_name(client_for, agencies, secretary):
    rows = people(agencies[:1])[:2]
    rows[0]["nip"] = rows[1]["nip"] = ""
    client = client_for(secretary)

    for _ in range(2):
        apply(client, upload(client, rows))

    assert Person.objects.filter(nip=None).count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_takes_the_same_queries(
    agencies, secretary, count, django_assert_num_queries
):
    rows = registry_sheet.read(io.BytesIO(workbook(people(agencies[:count]))))
    kept = actions.keep_registry(
        file_name="r.xlsx",
        file_sha256="0" * 64,
        rows=[
            {"number": r.number, "values": r.values, "faults": r.faults} for r in rows
        ],
        by=secretary,
    )

    with django_assert_num_queries(5):
        shown = preview_of(kept, by=secretary)

    assert len(shown.added) == count * SEATS


def test_a_coordinator_brings_the_own_people_only(client_for, agencies):
    coordinator = UserFactory(role=Role.OPD_COORDINATOR, agency=agencies[0])
    client = client_for(coordinator)

    upload(client, people(agencies[:2])[7:9])

    shown = preview_of(RegistryImport.objects.get(), by=coordinator)
    assert [(f.cell, f.text) for f in shown.faults] == [
        ("Registri!A3", "kode “1.02” bukan perangkat daerah Anda")
    ]


def test_what_changed_meanwhile_stops_the_whole_import(agencies, secretary):
    rows = registry_sheet.read(io.BytesIO(workbook(people(agencies[:1]))))
    kept = actions.keep_registry(
        file_name="r.xlsx",
        file_sha256="0" * 64,
        rows=[
            {"number": r.number, "values": r.values, "faults": r.faults} for r in rows
        ],
        by=secretary,
    )
    shown = preview_of(kept, by=secretary)
    person(agencies[0], secretary, name="Lebih dulu", nip=rows[7].values["nip"])

    with pytest.raises(actions.TeamError, match="berubah"):
        actions.apply_registry(kept, shown.entries, by=secretary)

    assert Person.objects.get().name == "Lebih dulu"
    assert not Membership.objects.exists()


def test_a_settled_import_is_not_applied(client_for, agencies, secretary):
    client = client_for(secretary)
    upload(client, people(agencies[:1]))
    kept = RegistryImport.objects.get()
    client.post(reverse("teams:registry_drop", args=[kept.pk]))

    with pytest.raises(actions.TeamError, match="dibatalkan"):
        actions.apply_registry(kept, (), by=secretary)

    kept.refresh_from_db()
    assert kept.rows == []
    assert Person.objects.count() == 0
    page = client.get(reverse("teams:registry_preview", args=[kept.pk]))
    assert page.url == reverse("teams:registry")


def test_rows_that_nobody_decides_on_are_forgotten(client_for, agencies, secretary):
    upload(client_for(secretary), people(agencies[:1]))
    assert actions.forget_registries() == 0

    RegistryImport.objects.update(uploaded_at=timezone.now() - timedelta(days=2))

    assert [actions.forget_registries() for _ in range(2)] == [1, 0]
    assert RegistryImport.objects.get().rows == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7", workbooks.BROKEN),
        (b"0" * (workbooks.FILE_MAX + 1), "Berkas melebihi 5 MB."),
    ],
)
def test_what_is_no_registry_is_refused(client_for, secretary, data, said):
    response = upload(client_for(secretary), data)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not RegistryImport.objects.exists()


def test_another_workbook_and_an_empty_one_are_refused():
    other = Workbook()
    written = io.BytesIO()
    other.save(written)

    with pytest.raises(workbooks.ReadError, match="bukan lembar registri"):
        registry_sheet.read(written)
    with pytest.raises(workbooks.ReadError, match="Belum ada pegawai"):
        registry_sheet.read(io.BytesIO(workbook([])))
    long = io.BytesIO(workbook([dict.fromkeys(registry_sheet.NAMES, "x")] * 1001))
    with pytest.raises(workbooks.ReadError, match="lebih dari 1000"):
        registry_sheet.read(long)


def test_the_template_has_a_row_a_seat(client_for, agencies, secretary):
    response = client_for(secretary).get(reverse("teams:registry_template"))

    page = load_workbook(io.BytesIO(response.content))[registry_sheet.ENTRY]
    rows = list(page.iter_rows(min_row=2, max_col=2, values_only=True))
    assert len(rows) == AGENCIES * SEATS
    assert rows[:2] == [("1.01", 1), ("1.01", 2)]
