"""Two work units become one, page by page: what is shown is what happens."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ONE, TWO = "Dinas Ketahanan Pangan", "Dinas Perkebunan"
MERGED = "Dinas Ketahanan Pangan dan Perkebunan"
OTHER = "anggota.dinkes"
LAST = "/assessments/periods/2026/3/"


def test_two_agencies_merge_and_their_past_stays(log_in):
    secretary = log_in("sekretariat")
    secretary.goto(LAST)
    room = secretary.get_by_role("main").inner_text()

    begin(secretary)
    choose_agencies(secretary)
    choose_rules(secretary)
    preview(secretary)
    secretary.get_by_role("button", name="Sahkan dan jalankan").click()
    expect(secretary.get_by_text("dijalankan.")).to_be_visible()
    expect(secretary.get_by_text(f"Pindah ke {MERGED}.").first).to_be_visible()
    assert violations(secretary) == []

    secretary.goto(LAST)
    assert secretary.get_by_role("main").inner_text() == room
    the_control_room_names_what_ended(secretary)
    the_register_tells_the_history(secretary)
    the_successor_goes_on(log_in("kepala.pangan"))
    another_agency_sees_nothing(log_in(OTHER, viewport=PHONE), secretary)


def begin(page):
    page.goto("/accounts/agencies/")
    assert violations(page) == []
    page.get_by_role("link", name="Penataan").click()
    page.get_by_role("link", name="Mulai penataan").click()
    assert violations(page) == []
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_text("Ada isian yang perlu diperbaiki")).to_be_visible()
    today = datetime.now(ZoneInfo("Asia/Makassar")).date().isoformat()
    page.get_by_label("Penggabungan").press("Space")
    page.get_by_label("Berlaku mulai").fill(today)
    page.get_by_label("Tanggal dasar hukum").fill("2026-11-02")
    page.get_by_label("Dasar hukum", exact=False).nth(1).fill(
        "Perda Nomor 9 Tahun 2026"
    )
    page.get_by_label("Tentang").fill("Perangkat Daerah")
    page.get_by_label("Alasan").fill("Penyederhanaan birokrasi.")
    page.get_by_role("button", name="Lanjut").click()


def choose_agencies(page):
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Perangkat daerah yang ditata"
    )
    assert violations(page) == []
    page.get_by_label(ONE, exact=True).press("Space")
    page.get_by_label(TWO, exact=True).press("Space")
    new = page.get_by_role("group", name="Penerus baru")
    new.get_by_label("Kode").fill("2.30")
    new.get_by_label("Nama", exact=False).first.fill(MERGED)
    new.get_by_label("Nama singkat").fill("Dinas Pangan dan Perkebunan")
    new.get_by_label("Jenis").select_option("DINAS")
    page.get_by_role("button", name="Simpan dan lanjut").click()


def choose_rules(page):
    expect(page.get_by_role("heading", level=1)).to_have_text("Aturan peralihan")
    assert violations(page) == []
    page.get_by_label("Isian yang diteruskan").select_option(label=ONE)
    page.get_by_role("button", name="Simpan dan lihat yang akan terjadi").click()


def preview(page):
    expect(page.get_by_role("heading", level=1)).to_have_text("Yang akan terjadi")
    assert violations(page) == []
    for section in (
        "Perangkat daerah",
        "Riwayat dan angka yang sudah ditetapkan",
        "Penilaian yang masih berjalan",
        "Bukti dukung",
        "Akun",
    ):
        expect(page.get_by_role("region", name=section, exact=True)).to_be_visible()
    running = page.get_by_role("region", name="Penilaian yang masih berjalan")
    expect(running.get_by_text(f"mulai dari isian {ONE}")).to_be_visible()


def the_control_room_names_what_ended(page):
    page.goto("/assessments/periods/2026/4/")
    ended = page.get_by_role("region", name="Dihentikan")
    expect(ended.get_by_role("link", name=TWO)).to_be_visible()
    expect(ended.get_by_role("link", name=ONE, exact=True)).to_be_visible()


def the_register_tells_the_history(page):
    page.goto("/accounts/agencies/?standing=CLOSED")
    page.get_by_role("link", name=TWO, exact=True).click()
    history = page.get_by_role("region", name="Riwayat")
    history.get_by_role("link", name=MERGED).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(MERGED)
    trend = page.get_by_role("region", name="Tren dan hasil yang ditetapkan")
    expect(trend.get_by_text(f"A: {ONE}").first).to_be_visible()
    assert violations(page) == []


def the_successor_goes_on(page):
    page.goto("/")
    expect(page.get_by_text(MERGED).first).to_be_visible()
    expect(page.get_by_text(f"A: {ONE}").first).to_be_visible()
    page.goto("/assessments/?q=Perkebunan")
    row = page.get_by_role("row").filter(has_text="Triwulan III 2026")
    row.get_by_role("link").first.click()
    expect(page.get_by_text("Riwayat perangkat daerah terdahulu")).to_be_visible()
    assert violations(page) == []


def another_agency_sees_nothing(page, secretary):
    page.goto("/assessments/?q=Perkebunan")
    expect(page.get_by_role("main")).not_to_contain_text("Dinas Perkebunan")
    address = secretary.url
    assert page.goto(address).status == 404
