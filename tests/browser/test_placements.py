"""One person in two agencies: given, changed between, mixed up in two windows, ended."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, violations

pytestmark = pytest.mark.browser

PERSON = "koordinator.disperkim"
BAND = ".sp-place"
OTHER = "Rumah Sakit Umum Daerah Provinsi"


def open_person(page):
    page.goto(f"/accounts/people/?q={PERSON}")
    page.get_by_role("link", name="Koordinator Teknis Disperkim").click()


def switch(page, agency):
    page.locator(f"{BAND} summary").click()
    page.locator(BAND).get_by_role("button", name=agency).click()
    expect(page.locator(f"{BAND} strong")).to_have_text(agency)


def another(page):
    """A second window of the same browser."""
    window = page.context.new_page()
    window.errors = []
    window.on("pageerror", lambda error: window.errors.append(str(error)))
    return window


def is_narrow(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_person_changes_between_two_agencies_and_no_form_goes_astray(log_in):
    secretary = log_in("sekretariat")
    open_person(secretary)
    secretary.get_by_role("link", name="Tambah penempatan").click()
    assert violations(secretary) == []
    secretary.get_by_label("Perangkat daerah").select_option(label=OTHER)
    secretary.locator("[name=reason]").fill("Surat tugas 800/12")
    secretary.get_by_role("button", name="Simpan penempatan").click()
    expect(secretary.get_by_text("Surat tugas 800/12")).to_be_visible()
    assert violations(secretary) == []

    page = log_in(PERSON)
    expect(page.locator(f"{BAND} strong")).to_contain_text("Perumahan")
    expect(page.locator(".sp-place--other")).to_have_count(0)
    page.goto("/accounts/profile/")
    text = "Nama saya tertulis keliru pada daftar."
    page.locator("textarea[name=text]").fill(text)

    second = another(page)
    second.goto("/accounts/placements/")
    assert violations(second) == []
    switch(second, OTHER)
    expect(second.locator(".sp-place--other")).to_be_visible()
    assert violations(second) == []

    page.locator("form:has(textarea[name=text]) button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Belum disimpan")
    expect(page.locator("textarea")).to_have_value(text)
    assert violations(page) == []
    page.locator("main").get_by_role("button", name="Beralih ke").click()
    expect(page.locator(f"{BAND} strong")).to_contain_text("Perumahan")
    expect(page.locator("textarea[name=text]")).to_be_visible()


def test_what_is_typed_waits_while_one_works_for_the_other_agency(log_in):
    page = log_in(PERSON)
    page.goto("/assessments/")
    page.locator("main a[href^='/assessments/']").first.click()
    page.locator("a[href*='/answers/']").first.click()
    facts = page.locator("#answer-form [name=facts]")
    expect(facts).to_be_editable()

    second = another(page)
    second.goto("/accounts/placements/")
    switch(second, OTHER)
    facts.press_sequentially(" Ditulis di jendela lama.")
    line = page.locator("#answer-state")
    expect(line).to_contain_text("Anda beralih ke perangkat daerah lain")
    page.locator("#answer-state").get_by_role("link", name="Beralih kembali").click()
    page.get_by_role("button", name=re.compile("Beralih ke .*Perumahan")).click()

    expect(page.get_by_text("Ada tulisan yang belum tersimpan")).to_be_visible()


def test_on_a_phone_the_band_is_there_and_an_ended_placement_is_left(log_in):
    page = log_in(PERSON, viewport=PHONE)
    page.locator(f"{BAND} summary").click()
    expect(page.locator(BAND).get_by_role("button", name=OTHER)).to_be_in_viewport(
        ratio=1
    )
    page.locator(f"{BAND} summary").click()
    switch(page, OTHER)
    assert is_narrow(page)
    assert violations(page) == []
    page.goto("/accounts/placements/")
    assert is_narrow(page)

    secretary = log_in("sekretariat")
    open_person(secretary)
    secretary.get_by_role("link", name="Akhiri penempatan").click()
    secretary.locator("[name=reason]").fill("Tugas selesai")
    secretary.get_by_role("button", name="Akhiri penempatan").click()
    expect(secretary.get_by_text("Berakhir").first).to_be_visible()

    page.goto("/")
    expect(page.locator(f"{BAND} strong")).to_contain_text("Perumahan")
    expect(page.locator(".sp-place--other")).to_have_count(0)
