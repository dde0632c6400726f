"""A contested indicator over two rounds, an objection and the plenary.

At each step every role is asked what it sees of it, and another agency that it sees none.
"""

import re
from datetime import date
from functools import cached_property
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import tick, violations
from tests.browser.filling import behind
from tests.browser.test_quarter import (
    answer,
    close_round,
    confirm,
    decide,
    determine,
    open_period,
    submit,
    upload,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AGENCY = "Badan Pengembangan Sumber Daya Manusia"
YEAR, QUARTER = 2027, 3
PERIOD = "Triwulan III 2027"
NUMBER = "700/37/BA-SPBE/2027"
INDICATOR, CODE = "Pembangunan Aplikasi SPBE", "I5"
DOCUMENT = "Siklus Pembangunan Aplikasi BPSDM"
CLAIMED, LOWERED, FINAL = 4, 2, 3
FACTS = "SOP nomor 5 tahun 2027, pasal 3, berlaku untuk dua bidang."
MENDED = "SOP nomor 5 tahun 2027, pasal 3, berlaku untuk semua bidang."
VERDICT = "Halaman pengesahan tidak ada."
RETURNED = "Lampirkan pengesahan SOP untuk semua bidang."
QUESTION = "Apakah lembar pengesahan tiap bidang cukup?"
REPLY = "Cukup, selama nomornya terbaca."
LOWER = "SOP belum diterapkan di UPTD."
OBJECTION = "UPTD memakai SOP yang sama sejak Januari."
RULING = "Pleno menerima penerapan di bidang, belum di UPTD."
AGENDA = "Pengesahan SOP tiap bidang"

USERNAMES = {
    "member": "anggota.bpsdm",
    "head": "kepala.bpsdm",
    "mentor": "pendamping4",  # who leads
    "second": "pendamping1",
    "assessor": "penilai",
    "secretary": "sekretariat",
    "auditor": "inspektorat",
    "stranger": "kepala.kesbangpol",
    "admin": "admin",
    "nobody": None,
}
OWN = ("member", "head")
OVERSEERS = ("assessor", "secretary", "auditor")
OFFICE = ("mentor", "second", *OVERSEERS)


class Case:
    """The people, each at a browser of his own, and the addresses of what is contested."""

    def __init__(self, log_in):
        self.log_in = log_in
        self.pages = {}
        self.overview = self.answer = self.document = self.mentoring = ""
        self.files = []

    def page(self, who):
        if who not in self.pages:
            self.pages[who] = self.log_in(USERNAMES[who])
        return self.pages[who]

    def at(self, who, address):
        page = self.page(who)
        page.goto(address)
        return page

    @cached_property
    def key(self):
        return self.overview.rstrip("/").rsplit("/", 1)[1]

    @property
    def results(self):
        return f"{self.overview}results/"

    @property
    def thread(self):
        return f"{self.answer}thread/"

    @property
    def review(self):
        return f"{self.answer}review/"

    @property
    def plenary(self):
        return f"{self.overview}plenary/"

    def sees(self, people, address, *texts):
        for who in people:
            main = self.at(who, address).locator("main")
            for text in texts:
                expect(main, f"{who} at {address}").to_contain_text(text)

    def sees_none(self, people, addresses, *texts):
        for who in people:
            for address in addresses:
                html = self.at(who, address).content()
                found = [text for text in texts if text in html]
                assert found == [], (who, address)


def test_a_contested_indicator_from_submission_to_determination(log_in):
    case = Case(log_in)
    submitted(case)
    record_mentoring(case)
    first_round(case)
    strangers_see_nothing(case)
    talk(case)
    mend(case)
    second_round(case)
    object_(case)
    strangers_see_nothing(case)
    plenary(case)
    determined(case)
    strangers_see_nothing(case)


# The first round


def submitted(case):
    secretary, member = case.page("secretary"), case.page("member")
    open_period(secretary, agency=AGENCY, year=YEAR, quarter=QUARTER, period=PERIOD)
    member.goto("/assessments/")
    member.get_by_role("link", name=PERIOD).first.click()
    member.wait_for_url("**/assessments/*-*/")
    case.overview = urlsplit(member.url).path
    member.get_by_role("link", name=re.compile(INDICATOR)).first.click()
    member.wait_for_url("**/answers/**")
    case.answer = urlsplit(member.url).path
    answer(member, CLAIMED, FACTS)
    upload(member, DOCUMENT)
    cited = member.locator("#cited")
    case.document = cited.locator("a.sp-file__n").first.get_attribute("href")
    look = cited.locator("a[href*='/viewer/']").first.get_attribute("href")
    viewer = urlsplit(look).path
    kinds = ("viewer", "download", "preview")
    case.files = [viewer.replace("/viewer/", f"/{kind}/") for kind in kinds]
    member.get_by_role("button", name="Tandai siap").click()
    expect(member.locator("#answer-head")).to_contain_text("Siap ditelaah")
    behind("fill", case.key, CODE)
    submit(case.at("head", case.overview))


def record_mentoring(case):
    page = case.at("mentor", f"{case.overview}mentoring/")
    page.fill("[name=held_on]", date.today().isoformat())  # noqa: DTZ011 any day
    page.fill("[name=place]", "Daring")
    page.fill("[name=subjects]", AGENDA)
    page.fill("[name=number_member]", "2")
    page.fill("[name=number_mentor]", "1")
    page.get_by_label(re.compile(f"^5. {INDICATOR}")).check()
    page.get_by_role("button", name="Simpan catatan").click()
    expect(page.locator("main")).to_contain_text("Pendampingan dicatat.")
    case.mentoring = urlsplit(page.url).path
    case.sees((*OWN, *OFFICE), case.mentoring, AGENDA, INDICATOR)


def first_round(case):
    mentor = case.at("mentor", case.review)
    only_one_decides(case)
    judge(mentor, "PARTLY", VERDICT)
    decide(mentor, "RETURNED", reason=RETURNED)
    behind("accept", case.key, CODE)

    in_work_is_hidden(case, VERDICT, RETURNED, "Dikembalikan pendamping")
    case.sees(OFFICE, case.answer, RETURNED, VERDICT)
    case.sees(OFFICE, case.thread, "Dikembalikan pendamping, putaran 1")
    second = case.at("second", case.review)
    expect(second.locator("main")).to_contain_text("Perangkat daerah belum melihatnya")

    close_round(mentor, agency=AGENCY, period=PERIOD)
    case.sees((*OWN, *OFFICE), case.answer, RETURNED, VERDICT, f"tingkat {CLAIMED}")
    case.sees(OWN, case.thread, "Dikembalikan pendamping, putaran 1")
    case.sees(OWN, "/accounts/notices/", f"1 indikator {PERIOD} dikembalikan")
    assert violations(case.at("head", case.answer)) == []


def only_one_decides(case):
    """Who opens the answer first holds it; the others see who, and decide nothing."""
    expect(case.page("mentor").locator("#claim")).to_contain_text("Anda menelaah")
    second = case.at("second", case.review)
    expect(second.locator("#claim")).to_contain_text(
        re.compile("Sedang ditelaah oleh\\s+Pendamping 4")
    )
    tick(second.locator("[name=decision][value=ACCEPTED]"))
    second.get_by_role("button", name="Simpan dan lanjut").click()
    expect(second.get_by_role("alert").first).to_contain_text("sedang ditelaah oleh")


def judge(page, outcome, reason):
    tick(page.locator(f"[name=outcome][value={outcome}]"))
    page.fill("#id_verdict_reason", reason)
    page.get_by_role("button", name="Simpan penilaian bukti").click()
    expect(page.locator("#verdict .sp-verdict")).to_contain_text(reason)


def in_work_is_hidden(case, *texts):
    """Until the round is sent, no page of the agency says what the mentor decided."""
    addresses = (
        "/",
        "/assessments/",
        "/assessments/tasks/",
        "/accounts/notices/",
        case.overview,
        case.answer,
        case.thread,
        f"{case.thread}list/",
        case.results,
        f"{case.overview}simulate/",
        case.document,
    )
    case.sees_none(OWN, addresses, *texts)
    for who in OWN:
        expect(case.at(who, case.answer).locator("#answer-head")).to_contain_text(
            "Siap ditelaah"
        )
        verified = case.at(who, case.results).get_by_role(
            "region", name="Indeks verifikasi"
        )
        expect(verified).to_contain_text("belum lengkap")


# The thread, and what was mended


def talk(case):
    member, mentor = case.at("member", case.thread), case.page("mentor")
    member.fill("[name=message-text]", QUESTION)
    member.get_by_text("Sebut orang").first.click()
    member.get_by_label(re.compile("@Pendamping 4")).check()
    member.get_by_role("button", name="Kirim pesan").click()
    expect(member.locator("#thread-list")).to_contain_text(QUESTION)

    mentor.goto("/")
    bell = mentor.get_by_role("link", name=re.compile("^Pemberitahuan"))
    expect(bell.first).to_contain_text(re.compile(r"[1-9]"))
    bell.first.click()
    named = mentor.get_by_role(
        "button", name=re.compile(f"menyebut Anda dalam pesan.*{PERIOD}")
    )
    named.first.click()
    mentor.wait_for_url("**/review/**")
    case.sees(OFFICE, case.thread, QUESTION, "@Pendamping 4")
    for who in OVERSEERS:
        send = case.at(who, case.thread).get_by_role("button", name="Kirim pesan")
        expect(send).to_have_count(0)

    mentor.goto(case.thread)
    mentor.fill("[name=message-text]", REPLY)
    mentor.get_by_role("button", name="Kirim pesan").click()
    expect(mentor.locator("#thread-list")).to_contain_text(REPLY)
    case.sees(OWN, case.thread, REPLY)
    case.sees(
        ["member"], "/accounts/notices/", "menulis pesan pada indikator 5", PERIOD
    )


def mend(case):
    member = case.at("member", case.answer)
    answer(member, CLAIMED, MENDED)
    member.get_by_role("button", name="Tandai siap").click()
    expect(member.locator("#answer-head")).to_contain_text("Siap ditelaah")
    submit(case.at("head", case.overview))


def second_round(case):
    mentor = case.at("mentor", case.review)
    only_one_decides(case)
    changes = mentor.locator("#changes")
    expect(changes).to_contain_text("Perubahan sejak putaran 1")
    expect(changes.locator("del")).to_contain_text("dua")
    expect(changes.locator("ins")).to_contain_text("semua")
    assert violations(mentor) == []
    case.sees((*OWN, *OVERSEERS), case.answer, "Perubahan sejak putaran")
    decide(mentor, "ADJUSTED", level=LOWERED, reason=LOWER)

    in_work_is_hidden(case, LOWER, "putaran 2, tingkat")
    case.sees(OFFICE, case.answer, LOWER)
    close_round(mentor, agency=AGENCY, period=PERIOD)

    case.sees((*OWN, *OFFICE), case.answer, LOWER)
    case.sees((*OWN, *OFFICE), case.results, LOWER, "3,03", "2,97")
    case.sees(OWN, "/accounts/notices/", f"Penilaian {PERIOD} terverifikasi")


# The objection and the plenary


def object_(case):
    """Only the head objects; the mentor's reason stands beside the words."""
    for who in ("member", *OFFICE):
        form = case.at(who, case.answer).locator("form[action$='/object/']")
        expect(form).to_have_count(0)
    head = case.at("head", case.answer)
    panel = head.locator("#answer-objection")
    expect(panel).to_contain_text(LOWER)
    panel.locator("[name=reason]").fill(OBJECTION)
    panel.get_by_role("button", name="Ajukan sanggahan").click()
    expect(panel).to_contain_text("Menunggu pleno")
    assert violations(head) == []
    for who in (*OWN, *OFFICE):
        panel = case.at(who, case.answer).locator("#answer-objection")
        for text in (LOWER, OBJECTION, "Menunggu pleno"):
            expect(panel).to_contain_text(text)
    case.sees((*OWN, *OFFICE), case.thread, "Disanggah perangkat daerah")
    told = f"{AGENCY} menyanggah indikator 5, {PERIOD}."
    case.sees(["assessor"], "/accounts/notices/", told)

    head.goto(case.results)
    head.get_by_role("button", name="Terima hasil verifikasi").click()
    confirm(head)
    expect(head.get_by_role("button", name="Terima hasil verifikasi")).to_have_count(0)


def plenary(case):
    assessor = case.at("assessor", case.plenary)
    row = assessor.locator(f"#{CODE}")
    for text in (LOWER, OBJECTION):
        expect(row).to_contain_text(text)
    expect(assessor.get_by_role("button", name="Finalkan")).to_be_disabled()
    sitting = open_session(assessor)
    for who in OVERSEERS:
        main = case.at(who, sitting).locator("main")
        for text in (AGENCY, LOWER, OBJECTION):
            expect(main).to_contain_text(text)
        ruling = main.get_by_role("button", name=re.compile("^Simpan putusan ini"))
        expect(ruling).to_have_count(1 if who == "assessor" else 0)
    assert violations(assessor) == []

    tick(assessor.locator(f"[name$=level][value='{FINAL}']").first)
    assessor.locator("textarea[name$=reason]").first.fill(RULING)
    assessor.get_by_role("button", name=re.compile("^Simpan putusan ini")).click()
    expect(assessor.locator("main")).to_contain_text("Tidak ada yang menunggu putusan.")
    for who in (*OWN, *OFFICE):
        panel = case.at(who, case.answer).locator("#answer-objection")
        for text in (LOWER, OBJECTION, "Putusan pleno", RULING, "Diubah"):
            expect(panel).to_contain_text(text)
    told = f"Pleno memutus indikator 5 {AGENCY}, {PERIOD}: tingkat akhir {FINAL}."
    case.sees((*OWN, "mentor", "second"), "/accounts/notices/", told)

    assessor.goto(case.plenary)
    assessor.get_by_role("button", name="Finalkan").click()
    confirm(assessor)
    line = assessor.locator(".sp-task", has_text=AGENCY).filter(has_text=PERIOD)
    expect(line).to_contain_text("Final sejak")
    assessor.goto(sitting)
    assessor.get_by_role("button", name="Tutup sidang").click()
    expect(assessor.get_by_role("button", name="Terbitkan risalah")).to_be_visible()


def open_session(page):
    page.goto(f"/assessments/periods/{YEAR}/{QUARTER}/sessions/open/")
    page.fill("[name=held_on]", date.today().isoformat())  # noqa: DTZ011 any day
    page.fill("[name=place]", "Mamuju")
    page.fill("[name=chair]", "Ketua Tim Koordinasi")
    page.fill("[name=participant-0-name]", "Ketua Tim Koordinasi")
    page.get_by_role("button", name="Buka sidang").click()
    expect(page.locator("main")).to_contain_text("Acara sidang")
    return urlsplit(page.url).path


# The determination


def determined(case):
    secretary = case.page("secretary")
    determine(secretary, year=YEAR, quarter=QUARTER, number=NUMBER)
    for who in (*OWN, *OFFICE):
        page = case.at(who, case.results)
        expect(page.locator("main")).to_contain_text(NUMBER)
        for side, index in (
            ("mandiri", "3,03"),
            ("verifikasi", "2,97"),
            ("akhir", "3,00"),
        ):
            box = page.get_by_role("region", name=f"Indeks {side}")
            expect(box.locator(".sp-fig")).to_have_text(index)
        row = page.locator(".sp-results tr", has_text=INDICATOR).first
        expect(row).to_contain_text(RULING)
        for side, level in (
            ("Mandiri", CLAIMED),
            ("Verifikasi", LOWERED),
            ("Akhir", FINAL),
        ):
            expect(row.locator(f"[data-l={side}]")).to_contain_text(str(level))
    assert violations(case.page("member")) == []
    closed = case.at("member", case.thread)
    expect(closed.locator("main")).to_contain_text("diskusinya ditutup")
    expect(closed.get_by_role("button", name="Kirim pesan")).to_have_count(0)
    case.sees((*OWN, *OFFICE), case.answer, RETURNED, LOWER, OBJECTION, RULING)


# Who is not concerned


def strangers_see_nothing(case):
    """The head of another agency is told that nothing is there; nobody, to log in."""
    addresses = [
        case.overview,
        case.results,
        f"{case.overview}simulate/",
        f"{case.overview}workbook/",
        f"{case.overview}evidence.zip",
        f"{case.overview}import/",
        case.answer,
        case.thread,
        f"{case.thread}list/",
        case.document,
        *case.files,
        case.mentoring,
    ]
    stranger, nobody = case.page("stranger").request, case.page("nobody").request
    admin = case.page("admin").request
    for address in addresses:
        assert stranger.get(address).status == 404, address
        assert admin.get(address).status in (403, 404), address
        assert "/login/" in nobody.get(address).url, address
    for address in (case.review, case.plenary):  # pages of an office he does not hold
        assert stranger.get(address).status == 403, address
    writes_are_refused(case)
    page = case.at("stranger", "/")
    pages = ("/", "/assessments/", "/documents/", "/assessments/mentoring/")
    for address in (*pages, "/accounts/notices/"):
        page.goto(address)
        html = page.content()
        assert AGENCY not in html, address
        assert DOCUMENT not in html, address


def writes_are_refused(case):
    page = case.at("stranger", "/accounts/preferences/")
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    sent = {
        "csrfmiddlewaretoken": token,
        "reason": OBJECTION,
        "message-text": QUESTION,
        "version": "1",
    }
    for address in (
        f"{case.answer}save/",
        f"{case.answer}ready/",
        f"{case.answer}presence/",
        f"{case.answer}object/",
        f"{case.thread}send/",
        f"{case.overview}submit/",
        f"{case.overview}accept/",
        f"{case.overview}retract/",
    ):
        made = page.request.post(address, form=sent, headers={"Referer": page.url})
        assert made.status == 404, address
