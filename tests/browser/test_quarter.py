"""The whole quarter of one agency, through every role, to the PDF and the workbook."""

import io
import re
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import tick

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AGENCY = "Dinas Kesehatan"
YEAR, QUARTER = 2027, 2
PERIOD = "Triwulan II 2027"
NUMBER = "700/27/BA-SPBE/2027"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
LEVELS = {number: 4 if number % 3 == 0 else 3 for number in range(1, 26)}
RETURNED, LOWERED, RAISED = 5, 12, 9  # returned and mended, lowered, raised in plenary


def test_a_quarter_from_opening_to_the_tpp_sheet(log_in, portal):
    open_period(log_in("sekretariat"))
    member, head = log_in("anggota.dinkes"), log_in("kepala.dinkes")
    overview = fill(member)
    head.goto(overview)
    submit(head)
    mentor = log_in(mentor_of_agency(log_in))
    review(mentor)
    mend(member, overview)
    head.goto(overview)
    submit(head)
    review_again(mentor)
    head.goto(overview + "results/")
    head.get_by_role("button", name="Terima hasil verifikasi").click()
    confirm(head)
    plenary(log_in("penilai"))
    secretary = log_in("sekretariat")
    determine(secretary)

    index, predicate = results(member, overview)
    assert (index, predicate) == expected()
    compare_pdf(head, overview, index, predicate)
    compare_workbook(secretary, log_in("sekretariat2"), index, predicate)


def expected():
    """By hand: 25 levels and their weights; level 2 at 12, level 4 at 9."""
    weights = dict.fromkeys(range(1, 11), "2.8") | dict.fromkeys(range(11, 19), "2.5")
    weights |= dict.fromkeys(range(19, 24), "6.2") | {24: "10.5", 25: "10.5"}
    final = LEVELS | {LOWERED: 2, RAISED: 5}
    total = sum(Decimal(weights[n]) * final[n] for n in final) / 100
    index = total.quantize(Decimal("0.01"), "ROUND_HALF_UP")
    return f"{index}".replace(".", ","), "Baik" if index < Decimal(
        "3.5"
    ) else "Sangat Baik"


def open_period(page, *, agency=AGENCY, year=YEAR, quarter=QUARTER, period=PERIOD):
    page.goto("/assessments/periods/open/")
    page.fill("[name=year]", str(year))
    choose(page, "quarter", str(quarter))
    page.locator("[name=version]").first.wait_for()
    choose_reference(page)
    page.get_by_label("Mulai dari hasil triwulan lalu").uncheck()
    page.uncheck("#all-agencies")
    page.get_by_label(agency, exact=True).check()
    page.get_by_label("Buka sekarang").check()
    page.get_by_role("button", name="Simpan periode").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(period)


def choose(page, name, value):
    """A drop-down or a number field."""
    field = page.locator(f"[name={name}]").first
    if field.evaluate("e => e.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


def choose_reference(page):
    field = page.locator("select[name=version]")
    label = field.locator("option", has_text="Rujukan").first.inner_text()
    field.select_option(label=label)


def fill(page):
    """Every indicator; the first file is uploaded, the others cite it. Gives the address
    of the overview.
    """
    page.goto("/assessments/")
    page.get_by_role("link", name=PERIOD).first.click()
    overview = page.url
    page.get_by_role("link", name=re.compile("Arsitektur SPBE")).first.click()
    for number, level in LEVELS.items():
        expect(page.locator(".sp-indhead__no")).to_have_text(str(number))
        answer(
            page,
            level,
            f"SK Kepala Dinas nomor {number} tahun 2027, pasal 3, halaman 4.",
        )
        if number == 1:
            upload(page)
        else:
            cite(page)
        page.get_by_role("button", name="Tandai siap").click()
        expect(page.locator("#answer-head")).to_contain_text("Siap ditelaah")
        if number < len(LEVELS):
            page.get_by_role("link", name=re.compile("Indikator berikutnya")).click()
    return overview


def answer(page, level, facts):
    page.locator(f"#level-{level}").check()
    page.fill("[name=facts]", facts)
    page.fill("[name=analysis]", f"Memenuhi kriteria tingkat {level}.")
    page.get_by_role("button", name="Simpan sebagai draf").click()
    expect(page.locator("#answer-state")).to_contain_text("Tersimpan")


def upload(page, title="SK Tim SPBE"):
    file = {"name": f"{title}.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.set_input_files("[name=file]", file)
    cited = page.locator("#cited").get_by_role("link", name=title)
    expect(cited.first).to_be_visible(timeout=20_000)


def cite(page):
    page.locator("#library > summary").click()
    page.fill("#library_q", "SK Tim SPBE")
    found = page.locator("#library-found")
    expect(found).to_contain_text("memuat “SK Tim SPBE”")
    found.get_by_role("link", name="Kutip SK Tim SPBE").first.click()
    page.get_by_role("button", name="Kutip dokumen").click()
    expect(
        page.locator("#evidence").get_by_role("link", name="SK Tim SPBE").first
    ).to_be_visible()


def submit(page):
    page.get_by_role("button", name="Kirim ke pendamping").first.click()
    confirm(page)
    expect(page.get_by_text("Ditelaah").first).to_be_visible()


def confirm(page):
    """Where the page asks once more."""
    dialog = page.get_by_role("dialog")
    if dialog.count() and dialog.is_visible():
        dialog.get_by_role("button").last.click()


def mentor_of_agency(log_in):
    for number in range(1, 5):
        name = f"pendamping{number}"
        page = log_in(name)
        page.goto("/assessments/?q=Dinas+Kesehatan")
        if page.locator("main tbody").get_by_text(AGENCY).count():
            return name
    pytest.fail("No mentor sees the agency.")


def review(page):
    """Decide all 25: one returned, one lowered, the others accepted."""
    to_first_waiting(page)
    for _ in LEVELS:
        number = int(page.locator(".sp-indhead__no").inner_text())
        if number == RETURNED:
            decide(page, "RETURNED", reason="Lampirkan halaman pengesahan.")
        elif number == LOWERED:
            decide(page, "ADJUSTED", level=2, reason="Baru berlaku di sebagian bidang.")
        else:
            decide(page, "ACCEPTED")
    close_round(page)


def to_first_waiting(page):
    page.goto(f"/assessments/reviews/?q={AGENCY}")
    page.locator(".sp-task", has_text=AGENCY).get_by_role("link").first.click()
    page.wait_for_url("**/review/")


def decide(page, decision, *, level=None, reason=""):
    tick(page.locator(f"[name=decision][value={decision}]"))
    if level:
        tick(page.locator(f"[name=level][value='{level}']"))
    page.fill("#decision [name=reason]", reason)  # not that of the verdict
    with page.expect_navigation():
        page.get_by_role("button", name="Simpan dan lanjut").click()


def close_round(page, *, agency=AGENCY, period=PERIOD):
    page.goto("/assessments/reviews/")
    line = page.locator("li", has=page.get_by_text(agency, exact=True), has_text=period)
    line.get_by_role("button", name=re.compile("Akhiri putaran")).click()
    confirm(page)
    expect(page.locator("main")).not_to_contain_text("tidak dapat")


def mend(page, overview):
    page.goto(overview)
    page.get_by_role("link", name=re.compile("Pembangunan Aplikasi SPBE")).first.click()
    expect(page.get_by_text("Lampirkan halaman pengesahan.").first).to_be_visible()
    answer(page, LEVELS[RETURNED], "SK nomor 5 tahun 2027 dengan halaman pengesahan.")
    page.get_by_role("button", name="Tandai siap").click()
    expect(page.locator("#answer-head")).to_contain_text("Siap ditelaah")


def review_again(page):
    to_first_waiting(page)
    decide(page, "ACCEPTED")
    close_round(page)


def plenary(page):
    page.goto(f"/assessments/periods/{YEAR}/{QUARTER}/sessions/open/")
    page.fill("[name=held_on]", date.today().isoformat())  # noqa: DTZ011 any day
    page.fill("[name=place]", "Mamuju")
    page.fill("[name=chair]", "Ketua Tim Koordinasi")
    page.fill("[name=participant-0-name]", "Ketua Tim Koordinasi")
    page.get_by_role("button", name="Buka sidang").click()
    expect(page.get_by_text("Tidak ada yang menunggu putusan.")).to_be_visible()
    page.goto("/assessments/plenary/")
    row = page.locator(".sp-task", has_text=AGENCY).filter(has_text=PERIOD)
    row.get_by_role("link").first.click()
    form = page.get_by_role("form", name=f"Putusan indikator {RAISED}", exact=True)
    page.get_by_text(f"Tetapkan tingkat lain untuk indikator {RAISED}").click()
    tick(form.locator("[name$=level][value='5']"))
    form.locator("textarea").fill("Pleno menerima bukti tambahan.")
    form.get_by_role("button", name="Simpan putusan").click()
    page.get_by_role("button", name="Finalkan").click()
    confirm(page)
    expect(page.get_by_text("Final").first).to_be_visible()
    page.goto("/assessments/plenary/sessions/")
    page.locator(".sp-task", has_text=PERIOD).get_by_role("link").first.click()
    page.get_by_role("button", name="Tutup sidang").click()
    expect(page.get_by_role("button", name="Terbitkan risalah")).to_be_visible()


def determine(page, *, year=YEAR, quarter=QUARTER, number=NUMBER):
    page.goto(f"/assessments/periods/{year}/{quarter}/determine/")
    page.fill("[name=number]", number)
    page.fill("[name=decided_on]", date.today().isoformat())  # noqa: DTZ011 any day
    page.fill("[name=place]", "Mamuju")
    page.fill("[name=signatory-0-name]", "Ketua Tim Koordinasi")
    page.check("[name=confirm]")
    page.get_by_role("button", name="Tetapkan hasil").click()
    confirm(page)
    expect(page.get_by_text(number).first).to_be_visible()


def results(page, overview):
    """Index and predicate as the agency reads them, self, verified and final in view."""
    page.goto(overview.rstrip("/") + "/results/")
    for side in ("Mandiri", "Verifikasi", "Akhir"):
        expect(page.locator("main").get_by_text(side).first).to_be_visible()
    expect(page.get_by_text("Baru berlaku di sebagian bidang.").first).to_be_visible()
    box = page.get_by_role("region", name="Indeks akhir")
    return box.locator(".sp-fig").inner_text(), box.locator(".sp-pred").inner_text()


def issued(page):
    """Wait for the worker; the bytes of the document."""
    link = page.get_by_role("link", name=re.compile("Unduh"))
    expect(link.first).to_be_visible(timeout=120_000)
    with page.expect_download() as download:
        link.first.click()
    return download.value.path().read_bytes()


def compare_pdf(page, overview, index, predicate):
    page.goto(overview.rstrip("/") + "/results/")
    page.get_by_role("button", name=re.compile("PDF")).first.click()
    reader = PdfReader(io.BytesIO(issued(page)))
    text = "\n".join(sheet.extract_text() for sheet in reader.pages)

    assert index in text
    assert predicate in text
    assert NUMBER in text
    assert "Instrumen rujukan, belum ditetapkan" in text
    assert "KONSEP" not in text
    code = re.search(r"Kode verifikasi data\s+([A-Z0-9-]{30,})", text).group(1)
    visitor = page.context.browser.new_context(base_url=page.url.split("/reports")[0])
    public = visitor.new_page()
    public.goto(f"/v/{code}/")
    expect(public.locator("main")).to_contain_text(index)
    expect(public.locator("main")).to_contain_text(AGENCY)
    visitor.close()


def approve(second, address):
    """By another person of the secretariat."""
    second.goto(address)
    second.check("[name=confirm]")
    second.get_by_role("button", name="Setujui aturan").click()
    confirm(second)
    expect(second.get_by_text("Disetujui").first).to_be_visible()


def compare_workbook(page, second, index, predicate):
    page.goto(f"/reports/exports/?period={YEAR}-{QUARTER}")
    page.get_by_role("link", name="Aturan baru").click()
    page.fill("[name=name]", "Aturan uji")
    page.fill("[name=legal_basis]", "Contoh untuk pengujian")
    page.select_option("[name=method]", "LINEAR_MAX")
    page.fill("[name=weight]", "30")
    page.select_option("[name=not_final]", "EMPTY")
    page.fill("[name=valid_from]", "2027-01-01")
    page.get_by_role("button", name="Simpan rancangan").click()
    expect(page.get_by_text("Menunggu orang kedua")).to_be_visible()
    approve(second, page.url)
    page.goto(f"/reports/exports/?period={YEAR}-{QUARTER}")
    page.get_by_role("link", name="Pratinjau Aturan uji").click()
    page.fill("[name=paid_months]", "April sampai Juni 2027")
    page.get_by_role("button", name=re.compile("Ekspor")).first.click()
    book = load_workbook(io.BytesIO(issued(page)))
    sheet = book["Input_TPP"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    line = next(row for row in rows if AGENCY in row)

    assert float(index.replace(",", ".")) in line
    assert predicate in line
    assert NUMBER in line
    score = (Decimal(index.replace(",", ".")) * 20).quantize(Decimal("0.01"))
    assert float(score) in line
