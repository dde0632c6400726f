"""The workbook there and back: out, filled away from the portal, in, applied."""

import re
from pathlib import Path

import pytest

from tests.assessments.workbooks import edited
from tests.browser.conftest import PHONE, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The agency of test_quarter.py ends its newest quarter: not this one.
MEMBER, COLLEAGUE = "anggota.disperkim", "koordinator.disperkim"


def open_assessment(page):
    """The agency's newest assessment, by its address."""
    page.goto("/assessments/")
    page.locator("a[href*='/assessments/']").filter(
        has_text=re.compile("Triwulan")
    ).first.click()
    page.locator(".sp-tools > summary").click()
    page.wait_for_selector("text=Unduh lembar kerja")
    return page.url


def download(page):
    with page.expect_download() as begun:
        page.get_by_role("link", name="Unduh lembar kerja").click()
    return begun.value


def upload(page, folder, data):
    path = folder / "isian.xlsx"
    path.write_bytes(data)
    page.get_by_role("link", name="Unggah lembar kerja").click()
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Unggah dan lihat perubahan").click()
    page.wait_for_selector("h1:has-text('Periksa perubahan')")


def answer_addresses(page):
    """Indicator code: address of its page, of those that the agency may still fill."""
    links = page.locator("a.sp-ind__n").evaluate_all(
        "links => links.map(a => [a.closest('tr').querySelector('.k-no')"
        ".textContent.trim(), a.href])"
    )
    return {f"I{number}": address for number, address in links}


def test_round_trip_with_a_conflict(log_in, tmp_path):
    member, colleague = log_in(MEMBER), log_in(COLLEAGUE)
    address = open_assessment(member)
    pages = answer_addresses(member)
    first, second = list(pages)[:2]

    # Downloaded, and filled away from the portal
    got = download(member)
    assert re.fullmatch(
        r"Lembar_kerja_SPBE_\d{4}-TW\d_[\d-]+\.xlsx", got.suggested_filename
    )
    data = edited(
        Path(got.path()).read_bytes(),
        **{
            first: {"facts": "Fakta dari lembar kerja.", "self_level": 2},
            second: {"analysis": "Analisis dari lembar kerja."},
        },
    )

    # Meanwhile a colleague saves the first one
    colleague.goto(pages[first])
    colleague.fill("textarea[name=facts]", "Fakta dari rekan.")
    colleague.get_by_role("button", name=re.compile("Simpan")).first.click()
    colleague.wait_for_load_state("networkidle")
    colleague.reload()
    assert colleague.input_value("textarea[name=facts]") == "Fakta dari rekan."

    # Uploaded: a look, and nothing applied
    upload(member, tmp_path, data)
    assert violations(member) == []
    assert member.get_by_text("Biarkan yang tersimpan").count() == 1
    count = member.locator("[data-count]")
    before = int(count.inner_text())
    keep, take = f"#use-{first}-facts-saved", f"#use-{first}-facts-file"
    assert member.is_checked(keep)
    member.check(take)
    assert int(count.inner_text()) == before + 1
    colleague.reload()
    assert colleague.input_value("textarea[name=facts]") == "Fakta dari rekan."

    # Applied with the choice made
    member.get_by_role("button", name=re.compile("Terapkan")).click()
    member.wait_for_url(address)
    assert member.get_by_text("perubahan diterapkan dari isian.xlsx").is_visible()
    member.goto(pages[first])
    assert member.input_value("textarea[name=facts]") == "Fakta dari lembar kerja."
    assert member.locator("input[name=level]:checked").input_value() == "2"
    member.goto(pages[second])
    assert (
        member.input_value("textarea[name=analysis]") == "Analisis dari lembar kerja."
    )


def test_import_waits_on_the_phone_and_can_be_dropped(log_in, tmp_path):
    page = log_in(MEMBER, viewport=PHONE)
    address = open_assessment(page)
    code = list(answer_addresses(page))[2]
    data = Path(download(page).path()).read_bytes()
    upload(page, tmp_path, edited(data, **{code: {"facts": "Belum tentu."}}))
    waiting = page.url

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.goto(address)
    page.get_by_role("link", name=re.compile("Impor yang belum diterapkan")).click()
    page.wait_for_url(waiting)
    assert violations(page) == []
    page.get_by_role("button", name="Batalkan impor").click()
    page.wait_for_selector("text=Impor dibatalkan")
    assert page.locator(f"a[href='{waiting}']").count() == 0


def test_sheet_for_a_meeting_is_made_by_the_worker(log_in):
    page = log_in(MEMBER)
    open_assessment(page)
    page.get_by_role("link", name="Cetak untuk rapat").click()
    assert violations(page) == []
    page.locator("input[name=indicators]").first.check()
    page.get_by_role("button", name="Susun PDF").click()

    page.wait_for_selector("a:has-text('Unduh dokumen')", timeout=60_000)
    with page.expect_download() as begun:
        page.get_by_role("link", name="Unduh dokumen").click()
    assert Path(begun.value.path()).read_bytes().startswith(b"%PDF")
