"""Naming the teams of three agencies: drafts, proposals, check, one decree; then one
replacement in the middle of the term. What is downloaded says what was entered."""

import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from lib import formats
from tests.browser.conftest import PHONE, tick, violations
from tests.teams.builders import nip, signed_decree

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OFFICES = {
    "dinkes": "Dinas Kesehatan",
    "dinsos": "Dinas Sosial",
    "disperkim": "Dinas Perumahan",
}
SEATS = 8
RETURNED = ("dinsos", 6)  # comes back with a reason, and another person is named
NOTE = "Belum pernah menulis berita; usulkan pegawai lain."
NEWCOMER, SUCCESSOR = "Rahma Contoh, S.Sos.", "Yusran Contoh, S.Kom."
NUMBER, LATER = "188.4/777/SULBAR/2026", "188.4/888/SULBAR/2026"
TODAY = timezone.localdate()
END = TODAY + timedelta(days=365)
SEEN = set()  # kinds of pages that axe has looked at
TERM = formats.day_range(TODAY, END)


def test_three_teams_are_named_by_one_decree_and_one_seat_is_replaced(log_in):
    coordinators = {key: log_in(f"koordinator.{key}") for key in OFFICES}
    heads = {key: log_in(f"kepala.{key}") for key in OFFICES}
    secretary = log_in("sekretariat")
    places, named = {}, {}
    for key, page in coordinators.items():
        places[key] = start(page)
        named[key] = [fill(page, places[key], number) for number in range(1, SEATS + 1)]
        propose(heads[key], places[key], letter_of(key))
    for key, address in places.items():
        check(secretary, address, returned=RETURNED[1] if key == RETURNED[0] else None)
    mend(coordinators, heads, secretary, places, named)

    decree = issue(secretary, list(OFFICES), NUMBER)

    compare_letter(heads["dinsos"], places["dinsos"], named["dinsos"])
    compare_decree(secretary, decree, named)
    for key, page in coordinators.items():
        compare_team(page, named[key], NUMBER)
    replace(coordinators["dinkes"], heads["dinkes"], secretary, named["dinkes"])


def accessible(page):
    """Looks once at each kind of page and each state of its heading."""
    heading = page.get_by_role("heading", level=1).inner_text().split()[0]
    kind = (re.sub(r"[0-9a-f-]{36}|/[0-9.]+(?=/)", "*", page.url), heading)
    if kind not in SEEN:
        SEEN.add(kind)
        assert violations(page) == []


# The agency


def start(page):
    """The address of a fresh draft."""
    page.goto("/teams/")
    accessible(page)
    page.get_by_role("button", name="Usulkan tim").click()
    page.wait_for_url("**/teams/nominations/*/")
    accessible(page)
    return page.url


def fill(page, address, number, *, person=None):
    """Name who holds the seat now, or somebody else; gives seat and person."""
    page.goto(address)
    row = page.locator(".sp-seat").nth(number - 1)
    seat = row.get_by_role("heading").inner_text()
    if person is None:
        holder = re.search(r"Dipegang (.+)", row.inner_text())
        person = holder[1].strip() if holder else add(page, address, f"Baru {number}")
        page.goto(address)
        row = page.locator(".sp-seat").nth(number - 1)
    row.locator("a").filter(has_text=re.compile("Usulkan|Ganti")).click()
    page.locator("select[name=person]").select_option(label=person)
    accessible(page)
    page.get_by_role("button", name="Simpan").click()
    page.wait_for_url(address)
    expect(page.locator(".sp-seat").nth(number - 1)).to_contain_text(person)
    return seat, person


def add(page, address, name):
    """Somebody new in the registry, reached from the form of a seat."""
    page.goto(address)
    page.locator(".sp-seat a").first.click()
    page.get_by_role("link", name="Masukkan pegawai ke registri").click()
    page.fill("input[name=name]", name)
    page.fill("input[name=nip]", nip())
    page.fill("input[name=rank]", "Penata (III/c)")
    page.fill("input[name=position]", "Analis Kebijakan")
    accessible(page)
    page.get_by_role("button", name="Simpan").click()
    page.wait_for_url("**/teams/people/*/")
    return name


def letter_of(key):
    return f"045/{key}/2026"


def propose(page, address, number):
    page.goto(address)
    page.get_by_role("link", name="Kirim usulan").click()
    page.fill("input[name=number]", number)
    page.fill("input[name=on]", TODAY.isoformat())
    page.fill("input[name=signer_title]", "Kepala Dinas Contoh")
    page.fill("input[name=signer_name]", "Pejabat Contoh")
    page.check("input[name=agreed]")
    accessible(page)
    page.get_by_role("button", name="Kirim usulan").click()
    page.wait_for_url(address)
    expect(page.locator(".sp-head__meta")).to_contain_text("Diusulkan")


# Kominfo


def unchecked(page):
    return page.locator(".sp-seat a").filter(has_text="Periksa")


def check(page, address, *, returned=None):
    """Every seat that is not checked yet: suitable, but for one."""
    page.goto(address)
    while (waiting := unchecked(page)).count():
        seat = waiting.first.locator("xpath=ancestor::li")
        number = int(seat.locator(".sp-seat__no").inner_text())
        waiting.first.click()
        verdict = "RETURNED" if number == returned else "SUITABLE"
        tick(page.locator(f"input[name=verdict][value={verdict}]"))
        page.fill("textarea[name=reason]", NOTE if number == returned else "Diperiksa.")
        accessible(page)
        page.get_by_role("button", name="Simpan").click()
        page.wait_for_url(address)
    page.get_by_role("button", name="Selesaikan pemeriksaan").click()
    state = "Draf" if returned else "Diverifikasi"
    expect(page.locator(".sp-head__meta")).to_contain_text(state)
    accessible(page)


def mend(coordinators, heads, secretary, places, named):
    """The reason is read, another is named, and only that seat is checked again."""
    key, number = RETURNED
    page, address = coordinators[key], places[key]
    page.goto(address)
    expect(page.locator(".sp-seat").nth(number - 1)).to_contain_text(NOTE)
    heads[key].goto(address)
    add(page, address, NEWCOMER)
    named[key][number - 1] = fill(page, address, number, person=NEWCOMER)
    propose(heads[key], address, f"{letter_of(key)}/II")
    secretary.goto(address)
    expect(unchecked(secretary)).to_have_count(1)
    check(secretary, address)


def issue(page, keys, number):
    """The address of the decree, with the bytes of its file compared."""
    page.goto("/teams/decrees/")
    page.get_by_role("link", name="Catat SK").first.click()
    for key in keys:
        page.get_by_label(re.compile(OFFICES[key])).check()
    page.fill("input[name=number]", number)
    for name, day in (("decreed_on", TODAY), ("starts_on", TODAY), ("ends_on", END)):
        page.fill(f"input[name={name}]", day.isoformat())
    page.fill("input[name=signed_by]", "Gubernur Sulawesi Barat")
    refused = {"name": "sk.pdf", "mimeType": "application/pdf", "buffer": b"MZ bukan"}
    page.set_input_files("input[name=file]", refused)
    accessible(page)
    page.get_by_role("button", name="Tetapkan tim").click()
    expect(page.locator(".sp-errsum")).to_contain_text("tidak diterima")
    expect(page.locator("input[name=number]")).to_have_value(number)
    for key in keys:
        expect(page.get_by_label(re.compile(OFFICES[key]))).to_be_checked()
    good = refused | {"buffer": signed_decree()}
    page.set_input_files("input[name=file]", good)
    page.get_by_role("button", name="Tetapkan tim").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"SK Nomor {number}")
    accessible(page)
    return page.url


# What is downloaded


def download(page, name):
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    return waiting.value.path().read_bytes()


def words(data):
    pages = PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def compare_letter(page, address, named):
    page.goto(address)
    said = words(download(page, "Surat usulan"))
    assert f"{letter_of('dinsos')}/II" in said
    assert formats.day(TODAY) in said
    assert "Pejabat Contoh" in said
    for seat, person in named:
        assert seat in said
        assert person in said


def compare_decree(page, address, named):
    page.goto(address)
    expect(page.locator("tbody tr")).to_have_count(len(named))
    assert download(page, "Berkas SK") == signed_decree()
    said = words(download(page, "Lampiran PDF"))
    book = load_workbook(io.BytesIO(download(page, "Lampiran XLSX")))
    rows = [row for row in book.active.iter_rows(min_row=5, values_only=True) if row[1]]
    assert NUMBER in said
    assert TERM in said
    found = [(row[3], row[4]) for row in rows]
    assert sorted(found) == sorted(each for some in named.values() for each in some)
    for some in named.values():
        for _, person in some:
            assert person in said


def compare_team(page, named, number):
    page.goto("/teams/")
    expect(page.locator(".sp-head__meta")).to_contain_text(number)
    for place, (seat, person) in enumerate(named):
        row = page.locator(".sp-seat").nth(place)
        expect(row).to_contain_text(seat)
        expect(row).to_contain_text(person)
        expect(row).to_contain_text(TERM)
    accessible(page)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size({"width": 1440, "height": 900})


# In the middle of the term


def replace(coordinator, head, secretary, named):
    """One seat is named anew; the others stay under the first decree."""
    address, number = start(coordinator), 5
    seat, before = named[number - 1]
    add(coordinator, address, SUCCESSOR)
    fill(coordinator, address, number, person=SUCCESSOR)
    propose(head, address, "045/pengganti/2026")
    check(secretary, address)
    issue(secretary, ["dinkes"], LATER)

    coordinator.goto("/teams/")
    rows = coordinator.locator(".sp-seat")
    expect(rows.nth(number - 1)).to_contain_text(SUCCESSOR)
    expect(rows.nth(number - 1)).not_to_contain_text(before)
    expect(rows.nth(0)).to_contain_text(named[0][1])
    panels = coordinator.locator(".sp-panel")
    history = panels.filter(has_text="Riwayat pemegang kursi")
    expect(history.get_by_text(f"{before}, {seat}").first).to_be_visible()
    expect(history).to_contain_text("diganti")
    coordinator.goto("/teams/nominations/")
    accessible(coordinator)
    coordinator.goto("/teams/decrees/")
    expect(coordinator.get_by_text(NUMBER)).to_be_visible()
    expect(coordinator.get_by_text(LATER)).to_be_visible()
    accessible(coordinator)
