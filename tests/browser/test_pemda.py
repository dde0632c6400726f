"""The province as a whole: two owners fill theirs, its head sends, its mentor decides."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, violations
from tests.browser.filling import behind
from tests.browser.test_quarter import PDF, answer, decide

pytestmark = pytest.mark.browser

LIST = "/assessments/owned/"


def open_indicator(page, number):
    """From the list of what the unit answers for; gives the answer's key."""
    page.goto(LIST)
    page.get_by_role("link", name=re.compile(rf"^Indikator {number}: ")).click()
    expect(page.locator(".sp-indhead__no")).to_have_text(number)
    return page.url.rstrip("/").rsplit("/", 1)[1]


def upload(page, title):
    content = PDF + f"% {title}".encode()
    file = {"name": f"{title}.pdf", "mimeType": "application/pdf", "buffer": content}
    page.set_input_files("[name=file]", file)
    cited = page.locator("#cited").get_by_role("link", name=title)
    expect(cited.first).to_be_visible()


def fill(page, number):
    """A level with texts, a document of the own library, and ready."""
    key = open_indicator(page, number)
    answer(page, 2, f"SK nomor {number} tahun 2026, halaman 2.")
    upload(page, f"SK untuk indikator {number}")  # each file other bytes
    page.get_by_role("button", name="Tandai siap").click()
    expect(page.locator("#answer-head")).to_contain_text("Siap ditelaah")
    return key


def test_owners_fill_the_head_sends_and_the_mentor_decides(log_in):
    bureau = log_in("anggota.bkd")
    expect(bureau.locator("main")).to_contain_text("Indikator pemerintah daerah")
    first, second = fill(bureau, "25"), fill(bureau, "36")
    bureau.goto(LIST)
    assert violations(bureau) == []
    school = log_in("anggota.disdikbud", viewport=PHONE)
    third = fill(school, "46")
    assert violations(school) == []
    assert bureau.goto(f"/assessments/answers/{third}/").status == 404
    assert school.goto(f"/assessments/answers/{first}/").status == 404

    head = log_in("kepala.pemprov")
    head.get_by_role("link", name="Hasil dan perhitungan").click()
    assessment = re.search(r"assessments/([0-9a-f-]{36})/", head.url)[1]
    head.goto(f"/assessments/{assessment}/")
    expect(head.locator("#submission")).to_contain_text("Menunggu penanggung jawab")
    head.get_by_role("link", name="Ingatkan penanggung jawab").click()
    assert violations(head) == []
    head.get_by_role("button", name=re.compile("^Ingatkan semua")).click()
    expect(head.get_by_text("Pengingat terkirim kepada").first).to_be_visible()

    behind("owners", assessment)
    head.goto(f"/assessments/{assessment}/")
    head.get_by_role("button", name="Kirim ke pendamping").click()
    expect(head.get_by_text("Penilaian terkirim ke pendamping.").first).to_be_visible()

    mentor = log_in("pendamping1")
    mentor.goto(f"/assessments/answers/{first}/review/")
    expect(mentor.locator("main")).to_contain_text("Penanggung jawab Badan Kepegawaian")
    decide(mentor, "RETURNED", reason="SK belum disahkan.")
    mentor.goto(f"/assessments/answers/{second}/review/")
    decide(mentor, "ACCEPTED")
    behind("accept", assessment, "I25", "I36")
    mentor.goto("/assessments/reviews/")
    mentor.get_by_role("button", name=re.compile("Akhiri putaran Pemerintah")).click()

    open_indicator(bureau, "25")
    expect(bureau.locator("main")).to_contain_text("SK belum disahkan.")
    open_indicator(bureau, "36")
    expect(bureau.locator("#answer-head")).to_contain_text("Diterima")
    open_indicator(school, "46")
    expect(school.locator("#answer-head")).to_contain_text("Diterima")
