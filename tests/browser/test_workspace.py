"""Filling one indicator: autosave, no network, two people at once, a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AGENCY = "dispar"  # its quarter is open and nothing is marked ready
MEMBER, COLLEAGUE = f"anggota.{AGENCY}", f"koordinator.{AGENCY}"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SAVED = re.compile(r"Tersimpan \d\d\.\d\d Wita")
PATIENCE = 20_000  # milliseconds


def at(page, number):
    """The page of an indicator, with the worker in charge of it."""
    page.goto("/assessments/")
    page.get_by_role("link", name="Triwulan IV 2026").first.click()
    page.wait_for_url("**/assessments/*-*/")
    link = page.locator("a[href*='/answers/']").filter(has_text=re.compile(r"\S"))
    page.goto(link.first.get_attribute("href"))
    page.locator(f".sp-map a[aria-label^='Indikator {number},']").click()
    expect(page.locator(".sp-indhead__no")).to_have_text(str(number))
    return page


def state(page):
    return page.locator("#answer-state")


def write(page, name, text):
    """In place of what is there, as a person types: the field keeps the focus."""
    field = page.locator(f"[name={name}]")
    field.click()
    field.press("Control+a")
    field.press_sequentially(text)


def go_on(page, text):
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def saved(page):
    expect(state(page)).to_contain_text(SAVED, timeout=PATIENCE)


def reading(page, field):
    """The text as the portal has it, read in a tab of its own."""
    tab = page.context.new_page()
    tab.errors = []
    tab.goto(page.url)
    text = tab.locator(f"[name={field}]").input_value()
    tab.close()
    return text


def kept_by_worker(page):
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    for _ in range(50):
        if page.evaluate("caches.match(location.href).then(found => !!found)"):
            return
        page.wait_for_timeout(100)
    pytest.fail("The worker did not keep the page.")


# Autosave


def test_text_is_saved_while_it_is_typed(log_in):
    page = at(log_in(MEMBER), 2)

    write(page, "facts", "SK Kepala Dinas nomor 2")
    expect(state(page)).to_contain_text("Ada perubahan")
    saved(page)

    assert page.evaluate("document.activeElement.name") == "facts"
    assert page.locator(".toast").count() == 0
    expect(page.locator("#answer-head")).to_contain_text("Draf")
    go_on(page, ", halaman 4.")
    expect(state(page)).to_contain_text("Ada perubahan")
    saved(page)
    assert reading(page, "facts") == "SK Kepala Dinas nomor 2, halaman 4."


def test_a_level_is_saved_at_once_and_the_ladder_follows(log_in):
    page = at(log_in(MEMBER), 2)

    page.locator("#level-3").check()

    expect(page.locator(".sp-rung.is-next .sp-rung__no")).to_have_text("4")
    expect(
        page.locator(".sp-rung", has_text="Pilihan OPD").locator("#level-3")
    ).to_be_checked()
    assert page.evaluate("document.activeElement.id") == "level-3"


def test_a_link_waits_for_the_save(log_in):
    page = at(log_in(MEMBER), 3)
    page.on("dialog", lambda dialog: pytest.fail(dialog.type))

    write(page, "facts", "Belum sempat menunggu.")
    page.get_by_role("link", name=re.compile("Indikator berikutnya")).click()
    expect(page.locator(".sp-indhead__no")).to_have_text("4")
    page.go_back()

    assert reading(page, "facts") == "Belum sempat menunggu."


def test_the_ordinary_button_does_not_meet_the_autosave(log_in):
    page = at(log_in(MEMBER), 4)

    write(page, "facts", "nol ")
    for word in ("satu ", "dua ", "tiga"):
        go_on(page, word)
        page.keyboard.press("Control+s")
    expect(page.locator(".toast").first).to_contain_text("Draf tersimpan.")
    saved(page)

    expect(page.locator(".sp-conflict")).to_have_count(0)
    assert reading(page, "facts") == "nol satu dua tiga"


def test_a_page_without_script_saves_by_its_button(log_in):
    page = at(log_in(MEMBER, java_script_enabled=False), 5)

    page.locator("#level-2").check()
    page.fill("[name=facts]", "Tanpa skrip.")
    page.get_by_role("button", name="Simpan sebagai draf").click()

    expect(page.get_by_text("Draf tersimpan.")).to_be_visible()
    assert page.locator("[name=facts]").input_value() == "Tanpa skrip."


# Without a network


def test_what_is_typed_without_a_network_is_saved_when_it_is_back(log_in):
    page = at(log_in(MEMBER), 6)

    page.context.set_offline(True)
    write(page, "facts", "Ditulis saat luring.")
    expect(state(page)).to_contain_text("Belum tersimpan (luring)", timeout=PATIENCE)
    expect(state(page)).to_contain_text("Tulisan disimpan di peramban ini.")
    expect(page.locator("#offline")).to_contain_text("Anda sedang luring.")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    page.context.set_offline(False)
    saved(page)

    assert asked == ["beforeunload"]
    assert reading(page, "facts") == "Ditulis saat luring."
    assert page.evaluate("spDrafts.count()") == 0


def test_a_text_left_behind_is_offered_on_a_page_read_without_a_network(log_in):
    page = at(log_in(MEMBER), 7)
    kept_by_worker(page)

    page.context.set_offline(True)
    write(page, "facts", "Ditinggal saat luring.")
    expect(state(page)).to_contain_text("Belum tersimpan", timeout=PATIENCE)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#offline")).to_contain_text("Halaman ini disimpan pukul")
    offer = page.locator("#answer-drafts")
    expect(offer).to_contain_text("Ada tulisan yang belum tersimpan")
    assert page.locator("[name=facts]").input_value() != "Ditinggal saat luring."
    offer.get_by_role("button", name="Lihat perbedaannya").click()
    expect(offer.locator("[data-mine]").first).to_have_text("Ditinggal saat luring.")
    assert violations(page) == []
    offer.get_by_role("button", name="Pakai").click()
    page.context.set_offline(False)
    saved(page)

    assert reading(page, "facts") == "Ditinggal saat luring."
    expect(offer).to_be_empty()


def left_behind(log_in, number, text):
    """A new tab on an indicator whose text never arrived, and a colleague's page.

    Requests are dropped instead of the tab being offline: a tab that closes is online
    again for a moment, is told so, and sends what it kept.
    """
    page = at(log_in(MEMBER, service_workers="block"), number)
    colleague = at(log_in(COLLEAGUE), number)
    page.route("**/autosave/", lambda route: route.abort())
    write(page, "facts", text)
    expect(state(page)).to_contain_text("Belum tersimpan", timeout=PATIENCE)
    address, context = page.url, page.context
    page.close()
    write(colleague, "facts", "Tulisan baru rekan")
    saved(colleague)
    page = context.new_page()
    page.errors = []
    page.goto(address)
    return page, colleague


def test_a_text_left_behind_never_overwrites_a_newer_one(log_in):
    page, colleague = left_behind(log_in, 8, "Tulisan lama saya")
    offer = page.locator("#answer-drafts")
    expect(offer).to_contain_text("sudah disimpan lagi")
    offer.get_by_role("button", name="Pakai").click()

    conflict = page.locator(".sp-conflict")
    expect(conflict).to_contain_text("Tulisan baru")
    expect(conflict).to_contain_text("Tulisan lama")
    assert reading(colleague, "facts") == "Tulisan baru rekan"


def test_an_answer_that_was_lost_is_no_conflict(log_in):
    page = at(log_in(MEMBER, service_workers="block"), 9)

    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/autosave/", lose, times=1)
    write(page, "facts", "Sampai, tetapi jawabannya hilang")
    expect(state(page)).to_contain_text("Belum tersimpan", timeout=PATIENCE)
    go_on(page, ", lalu diteruskan.")
    page.get_by_role("button", name="Coba sekarang").click()
    saved(page)

    expect(page.locator(".sp-conflict")).to_have_count(0)
    assert (
        reading(page, "facts") == "Sampai, tetapi jawabannya hilang, lalu diteruskan."
    )


def test_a_session_that_ended_keeps_the_text(log_in):
    page = at(log_in(MEMBER), 10)

    page.context.clear_cookies(name="sessionid")
    write(page, "facts", "Sesi sudah berakhir.")

    expect(state(page)).to_contain_text(
        "Belum tersimpan: sesi berakhir", timeout=PATIENCE
    )
    assert page.evaluate("spDrafts.count()") == 1
    page.on("dialog", lambda dialog: pytest.fail(dialog.type))
    state(page).get_by_role("link", name="Masuk lagi").click()
    page.fill("input[name=login]", MEMBER)
    page.fill("input[name=password]", "Demo-SPBE-2026!")
    page.press("input[name=password]", "Enter")
    page.locator("#answer-drafts").get_by_role("button", name="Pakai").click()
    saved(page)
    assert reading(page, "facts") == "Sesi sudah berakhir."


def test_pages_that_were_opened_are_read_without_a_network(log_in):
    page = at(log_in(MEMBER), 11)
    kept_by_worker(page)
    opened = page.url
    page.goto("/documents/")

    page.context.set_offline(True)
    page.goto(opened)
    expect(page.locator("h1")).to_contain_text("Indikator 11")
    expect(page.locator("#offline")).to_contain_text("Anda sedang luring.")
    colour = "getComputedStyle(document.querySelector('.sp-top')).backgroundColor"
    assert page.evaluate(colour) != "rgba(0, 0, 0, 0)"
    page.goto("/documents/")
    expect(page.locator("h1")).to_have_text("Anda sedang luring")
    expect(page.get_by_role("link", name=re.compile("Indikator 11"))).to_be_visible()
    page.context.set_offline(False)


def test_log_out_empties_what_was_kept_and_names_unsaved_texts(log_in):
    page = at(log_in(MEMBER), 12)
    kept_by_worker(page)
    page.context.set_offline(True)
    write(page, "facts", "Tertinggal.")
    expect(state(page)).to_contain_text("Belum tersimpan", timeout=PATIENCE)
    page.context.set_offline(False)
    page.evaluate("spDrafts.keep(spDrafts.key('lain'), {id: '1', values: {}})")
    saved(page)
    said = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))

    page.locator(".sp-menu > summary").first.click()
    page.get_by_role("button", name="Keluar").first.click()
    page.wait_for_url("**/login/")

    assert any("1 indikator dengan tulisan yang belum tersimpan" in m for m in said)
    kept = "caches.keys().then(n => n.filter(x => x.startsWith('spbe-halaman')))"
    assert page.evaluate(kept) == []
    assert page.evaluate("localStorage.length") >= 1


# Two at once


def test_two_people_choose_field_by_field(log_in):
    page, colleague = at(log_in(MEMBER), 13), at(log_in(COLLEAGUE), 13)
    write(colleague, "facts", "Fakta menurut rekan")
    saved(colleague)

    write(page, "facts", "Fakta menurut saya")
    page.locator("[name=analysis]").fill("Hanya saya yang menulis analisis.")
    conflict = page.locator(".sp-conflict")
    expect(conflict).to_be_visible(timeout=PATIENCE)

    assert page.evaluate("document.activeElement.name") in {"facts", "analysis"}
    expect(conflict.locator("del")).to_contain_text("rekan")
    expect(conflict.locator("ins").first).to_contain_text("saya")
    expect(state(page)).to_contain_text("Belum tersimpan")
    assert violations(page) == []
    conflict.locator("#keep_facts_theirs").check()
    assert page.evaluate("spDrafts.count()") == 1
    conflict.get_by_role("button", name="Simpan pilihan").click()
    expect(page.get_by_text("Draf tersimpan.")).to_be_visible()
    expect(page.locator("[name=facts]")).to_have_value("Fakta menurut rekan")
    expect(page.locator("[name=analysis]")).to_have_value(
        "Hanya saya yang menulis analisis."
    )
    expect(page.locator("#answer-drafts")).to_be_empty()
    assert page.evaluate("spDrafts.count()") == 0


def test_two_tabs_of_one_person_are_no_conflict(log_in):
    first = at(log_in(MEMBER), 14)
    second = first.context.new_page()
    second.errors = []
    second.goto(first.url)

    write(first, "facts", "Dari tab pertama.")
    saved(first)
    expect(second.locator("[name=facts]")).to_have_value("Dari tab pertama.")
    write(second, "analysis", "Dari tab kedua.")
    saved(second)

    expect(second.locator(".sp-conflict")).to_have_count(0)
    expect(first.locator("[name=analysis]")).to_have_value("Dari tab kedua.")


def test_who_else_is_here_is_said_without_a_storm(log_in):
    colleague = at(log_in(COLLEAGUE), 15)
    write(colleague, "facts", "Sedang menulis.")
    page = log_in(MEMBER)
    asked = []
    page.on(
        "request",
        lambda r: asked.append(r.url) if r.url.endswith("/presence/") else None,
    )

    at(page, 15)

    expect(page.locator("#answer-presence")).to_contain_text(
        re.compile("Juga di sini: .+ \\((menulis|membaca)\\)"), timeout=45_000
    )
    for _ in range(3):
        page.reload()
    beats = [url for url in asked if url]
    assert len(beats) <= 1 + 2 + 3  # one at once, one in 20 s each, beacons of leaving
    assert violations(page) == []


# A phone


def test_an_indicator_is_filled_on_a_phone_from_opening_to_ready(log_in):
    page = at(log_in(MEMBER, viewport=PHONE, is_mobile=True, has_touch=True), 16)

    page.locator("#level-2").check()
    write(page, "facts", "SK nomor 16 tahun 2026, halaman 3.")
    write(page, "analysis", "Memenuhi kriteria tingkat 2.")
    saved(page)
    file = {"name": "SK 16.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.set_input_files("#evidence [name=file]", file)
    expect(page.locator("#cited .sp-file")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Tandai siap").click()

    expect(page.locator("#answer-head")).to_contain_text("Siap ditelaah")
    width = "document.documentElement.scrollWidth <= innerWidth"
    assert page.evaluate(width)
    assert violations(page) == []
