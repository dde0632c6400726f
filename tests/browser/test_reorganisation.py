"""Two work units become one, page by page: what is shown is what happens."""

import re
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
    room = figures(secretary)

    begin(secretary)
    choose_agencies(secretary)
    choose_rules(secretary)
    preview(secretary)
    secretary.get_by_role("button", name="Sahkan dan jalankan").click()
    expect(secretary.get_by_text("dijalankan.")).to_be_visible()
    expect(secretary.get_by_text(f"Pindah ke {MERGED}.").first).to_be_visible()
    assert violations(secretary) == []

    assert figures(secretary) == room
    the_control_room_names_what_ended(secretary)
    the_register_tells_the_history(secretary)
    the_successor_goes_on(log_in("kepala.pangan"))
    another_agency_sees_nothing(log_in(OTHER, viewport=PHONE), secretary)


def figures(page):
    """Every index and mean that the control room shows of the determined quarter."""
    page.goto(LAST)
    found = re.findall(r"\d,\d\d", page.get_by_role("main").inner_text())
    assert len(found) > 29
    return found


def begin(page):
    page.goto("/accounts/agencies/")
    assert violations(page) == []
    page.get_by_role("link", name="Penataan", exact=True).click()
    page.get_by_role("link", name="Mulai penataan").click()
    assert violations(page) == []
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_text("Ada isian yang perlu diperbaiki")).to_be_visible()
    today = datetime.now(ZoneInfo("Asia/Makassar")).date().isoformat()
    page.locator("input[name=kind][value=MERGE]").press("Space")
    page.locator("#id_effective_on").fill(today)
    page.locator("#id_basis_on").fill("2026-11-02")
    page.locator("#id_basis_number").fill("Perda Nomor 9 Tahun 2026")
    page.locator("#id_basis_title").fill("Perangkat Daerah")
    page.locator("#id_reason").fill("Penyederhanaan birokrasi.")
    page.get_by_role("button", name="Lanjut").click()


def choose_agencies(page):
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Perangkat daerah yang ditata"
    )
    assert violations(page) == []
    page.get_by_label(ONE, exact=True).press("Space")
    page.get_by_label(TWO, exact=True).press("Space")
    page.locator("#id_new0-code").fill("2.30")
    page.locator("#id_new0-name").fill(MERGED)
    page.locator("#id_new0-short_name").fill("Dinas Pangan dan Perkebunan")
    page.locator("#id_new0-kind").select_option("DINAS")
    page.get_by_role("button", name="Simpan dan lanjut").click()


def choose_rules(page):
    expect(page.get_by_role("heading", level=1)).to_have_text("Aturan peralihan")
    assert violations(page) == []
    page.locator("#id_leading").select_option(label=ONE)
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
    expect(trend).to_contain_text(f"A: {ONE}")
    assert violations(page) == []


def the_successor_goes_on(page):
    page.goto("/")
    main = page.get_by_role("main")
    expect(main).to_contain_text(MERGED)
    expect(main).to_contain_text(f"A: {ONE}")
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
