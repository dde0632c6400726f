"""A wrong level is corrected after the determination: two people, both letters in view."""

import io
import re
from datetime import date

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import tick, violations
from tests.browser.test_quarter import confirm, issued

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AGENCY, HEAD = "Dinas Kehutanan", "kepala.dishut"
YEAR, QUARTER = 2026, 3
PERIOD = "Triwulan III 2026"
NUMBER = "700/99/BA-SPBE/2026"
REASON = "Tingkat keliru disalin ke Berita Acara."
SOURCE = "LHP Inspektorat Nomor 700/12/2026"
LINE = "SK Tim Koordinasi sudah terbit dan disahkan."


def test_a_determined_level_is_corrected_by_two_people(log_in):
    secretary, head = log_in("sekretariat"), log_in(HEAD)
    results = results_page(head)
    before = head.get_by_role("region", name="Indeks akhir").locator(".sp-fig")
    old_index = before.inner_text()
    old_code, old_report = report(head, results)
    determination = newest(secretary)
    old_number = secretary.locator("dd").first.inner_text().strip()
    assert old_number in old_report

    correction, level = prepare(secretary)
    approve(log_in("penilai"), correction)
    determine(secretary, correction)

    new_index = agency_sees_both(head, results, old_number, old_index, level)
    code, text = report(head, results)
    assert NUMBER in text
    assert SOURCE in text
    assert new_index in text
    assert "KONSEP" not in text
    public_says(head, old_code, "Diganti", f"diganti oleh Berita Acara Nomor {NUMBER}")
    public_says(head, code, "Berlaku", new_index)
    old_is_marked(secretary, determination)
    tpp_refuses(secretary, determination)
    letter(secretary, old_number)


def results_page(page):
    page.goto("/assessments/")
    page.get_by_role("link", name=PERIOD).first.click()
    address = page.url.split("?")[0].rstrip("/") + "/results/"
    page.goto(address)
    return address


def report(page, results):
    """The verification code and the text of the report that is issued now."""
    page.goto(results)
    page.get_by_role("button", name=re.compile("PDF")).first.click()
    reader = PdfReader(io.BytesIO(issued(page)))
    text = " ".join(" ".join(s.extract_text() for s in reader.pages).split())
    code = re.search(r"Kode verifikasi data\s+([A-Z0-9-]{30,})", text).group(1)
    return code, text


def newest(page):
    """The address of the determination in force, which the page then shows."""
    page.goto(f"/assessments/periods/{YEAR}/{QUARTER}/")
    panel = page.get_by_role("region", name="Penetapan dan TPP")
    panel.get_by_role("link").first.click()
    expect(
        page.get_by_role("heading", name=f"Penetapan hasil {PERIOD}")
    ).to_be_visible()
    return page.url


def prepare(page):
    """Address of the correction, and the levels (old, new) of indicator 1."""
    page.get_by_role("link", name="Betulkan hasil").click()
    page.fill("[name=reason]", REASON)
    page.fill("[name=source]", SOURCE)
    page.get_by_role("button", name="Mulai pembetulan").click()
    page.select_option("#assessment", label=AGENCY)
    page.get_by_role("button", name="Pilih").click()
    option = page.locator("[name=answer] option", has_text=re.compile(r"^1\. "))
    label = option.inner_text()
    old = int(re.search(r"tingkat (\d)", label).group(1))
    new = old + 1 if old < 5 else old - 1
    page.select_option("[name=answer]", label=label)
    tick(page.locator(f"[name=level][value='{new}']"))
    page.locator("#add [name=reason]").fill(LINE)
    page.get_by_role("button", name="Tambahkan").click()
    expect(page.get_by_role("region", name="Tingkat yang dibetulkan")).to_contain_text(
        LINE
    )
    assert violations(page) == []
    return page.url.split("?")[0], (old, new)


def approve(page, correction):
    page.goto(correction)
    expect(page.get_by_role("button", name="Tambahkan")).to_have_count(0)
    page.check("[name=confirm]")
    page.get_by_role("button", name="Setujui pembetulan").click()
    expect(page.get_by_text("Disetujui, belum ditetapkan")).to_be_visible()


def determine(page, correction):
    page.goto(correction)
    page.get_by_role("link", name="Tetapkan pembetulan").click()
    expect(page.get_by_text("Penetapan ini membetulkan hasil")).to_be_visible()
    assert violations(page) == []
    page.fill("[name=number]", NUMBER)
    page.fill("[name=decided_on]", date.today().isoformat())  # noqa: DTZ011 any day
    page.fill("[name=place]", "Mamuju")
    page.fill("[name=signatory-0-name]", "Ketua Tim Koordinasi")
    page.check("[name=confirm]")
    page.get_by_role("button", name="Tetapkan hasil").click()
    confirm(page)
    expect(page.get_by_text(SOURCE).first).to_be_visible()
    page.get_by_role("button", name="Hitung ulang dan bandingkan").click()
    expect(page.get_by_text("29 perangkat daerah dan 725 indikator")).to_be_visible()
    assert violations(page) == []


def agency_sees_both(page, results, old_number, old_index, level):
    page.goto(results)
    past = page.get_by_role("region", name="Riwayat penetapan")
    for words in (old_number, old_index, NUMBER, REASON, SOURCE, LINE, "Diganti"):
        expect(past).to_contain_text(words)
    old, new = level
    expect(past).to_contain_text(f"tingkat {old} menjadi {new}")
    index = page.get_by_role("region", name="Indeks akhir").locator(".sp-fig")
    assert index.inner_text() != old_index
    assert violations(page) == []
    return index.inner_text()


def public_says(page, code, *words):
    host = page.url.split("/", 3)
    visitor = page.context.browser.new_context(base_url=f"{host[0]}//{host[2]}")
    public = visitor.new_page()
    public.goto(f"/v/{code}/")
    for said in words:
        expect(public.locator("main")).to_contain_text(said)
    visitor.close()


def old_is_marked(page, determination):
    page.goto(determination)
    expect(page.locator(".sp-head")).to_contain_text(f"Diganti oleh {NUMBER}")
    expect(page.get_by_role("link", name="Betulkan hasil")).to_have_count(0)
    page.goto(f"/reports/?period={YEAR}-{QUARTER}")
    expect(page.get_by_role("region", name="Terakhir dibuat")).to_contain_text(
        "Diganti"
    )


def tpp_refuses(page, determination):
    """The form offers what is in force alone; the replaced one sent anyway is refused."""
    page.goto(f"/reports/exports/?period={YEAR}-{QUARTER}")
    page.locator("a[href*='rule_set=']").first.click()
    form = page.locator("form:has([name=paid_months])")
    offered = form.locator("[name=determination]").input_value()
    replaced = determination.rstrip("/").rsplit("/", 1)[1]
    assert offered != replaced
    sent = {
        name: form.locator(f"[name={name}]").input_value()
        for name in ("csrfmiddlewaretoken", "rule_set")
    }
    sent |= {"determination": replaced, "paid_months": "Oktober 2026"}
    answer = page.request.post(
        form.get_attribute("action"), form=sent, headers={"Referer": page.url}
    )
    assert "sudah diganti oleh" in answer.text()
    assert answer.status == 422


def letter(page, old_number):
    newest(page)
    page.get_by_role("button", name="Terbitkan Berita Acara").click()
    reader = PdfReader(io.BytesIO(issued(page)))
    text = " ".join(" ".join(s.extract_text() for s in reader.pages).split())
    for words in (NUMBER, old_number, REASON, SOURCE, AGENCY, LINE, "LAMPIRAN V"):
        assert words in text
