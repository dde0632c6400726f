"""Uploads in a real browser: large, interrupted, resumed, several at once."""

import hashlib
import os
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, violations
from tests.evidence import samples

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MEGABYTE = 1024 * 1024
UPLOAD = "/documents/upload/"
ROWS = "[data-uploads] > li"


def video(path, megabytes):
    """An MP4 whose picture is noise, written piece by piece; its SHA-256."""
    digest = hashlib.sha256()
    head = samples.mp4(filling=b"")[:-8]
    body = megabytes * MEGABYTE - len(head)
    with path.open("wb") as file:
        pieces = [head, body.to_bytes(4, "big") + b"mdat" + os.urandom(MEGABYTE - 8)]
        left = body - len(pieces[1])
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
        while left:
            piece = os.urandom(min(left, MEGABYTE))
            digest.update(piece)
            file.write(piece)
            left -= len(piece)
    return digest.hexdigest()


def choose(page, *paths):
    page.set_input_files("[data-uploader] input[type=file]", [str(p) for p in paths])


def until_sent(page, share):
    """Waits for the first bar; the page's policy forbids Playwright's own waiting."""
    for _ in range(1200):
        bar = page.locator("[data-uploads] progress").first
        if bar.count() and float(bar.evaluate("bar => bar.value")) > share:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"less than {share} of the file was sent in a minute")


def pdf(folder, name):
    path = folder / name
    path.write_bytes(samples.PDF + b"%" + os.urandom(8).hex().encode())
    return path


def test_200_mb_interrupted_twice_arrive_whole(log_in, tmp_path):
    path = tmp_path / "rekaman rapat.mp4"
    expected = video(path, 200)
    page = log_in("anggota.dinkes")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(UPLOAD)

    choose(page, path)
    until_sent(page, 0.1)
    page.context.set_offline(True)
    expect(page.locator(ROWS)).to_contain_text("Sambungan terputus")
    page.context.set_offline(False)
    until_sent(page, 0.5)
    page.reload()
    expect(page.locator(ROWS)).to_contain_text("Terhenti")
    choose(page, path)
    until_sent(page, 0.5)  # what was sent is not sent again
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator(f"{ROWS} a.sp-file__n")).to_be_visible(timeout=120_000)

    page.click(f"{ROWS} a.sp-file__n")
    expect(page.locator("body")).to_contain_text(expected)


def test_many_at_once_pause_refusal_and_known_bytes(log_in, tmp_path):
    page = log_in("anggota.dinkes")
    page.goto(UPLOAD)
    first, second = pdf(tmp_path, "SK Tim.pdf"), pdf(tmp_path, "Notulen.pdf")
    hostile = tmp_path / "logo.svg"
    hostile.write_text("<svg><script>alert(1)</script></svg>", encoding="utf-8")

    choose(page, first, second, hostile)

    expect(page.locator(f"{ROWS} a.sp-file__n")).to_have_count(2)
    expect(page.locator(f"{ROWS}.sp-file--err")).to_contain_text(
        "Jenis berkas ini tidak diterima."
    )
    page.reload()
    choose(page, first)
    expect(page.locator(ROWS)).to_contain_text(
        "Berkas ini sudah ada di pustaka: “SK Tim”"
    )
    assert violations(page) == []

    large = tmp_path / "besar.mp4"
    video(large, 60)
    choose(page, large)
    page.click(f"{ROWS} [data-pause]")
    expect(page.locator(f"{ROWS}.sp-file--up")).to_contain_text("Dijeda")
    page.click(f"{ROWS} [data-resume]")
    page.click(f"{ROWS}.sp-file--up [data-cancel]")
    expect(page.locator(f"{ROWS}.sp-file--up")).to_have_count(0)


def test_a_file_is_cited_at_once_on_the_page_of_an_indicator(log_in, tmp_path):
    page = log_in("anggota.disperkim", viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto("/assessments/")
    page.locator("a[href^='/assessments/']").filter(
        has_text=re.compile("Isi|Buka|Lanjut|Triwulan")
    ).first.click()
    page.locator("a[href*='/answers/']").first.click()
    expect(page.locator("[data-camera]")).to_be_visible()
    first, second = pdf(tmp_path, "Foto kegiatan.pdf"), pdf(tmp_path, "Undangan.pdf")

    choose(page, first, second)

    listed = page.locator("#evidence ul[aria-label='Daftar bukti']")
    expect(listed).to_contain_text("Foto kegiatan")
    expect(listed).to_contain_text("Undangan")
    expect(page.locator(ROWS)).to_have_count(0)


def test_several_uploads_are_described_one_after_the_other(log_in, tmp_path):
    page = log_in("anggota.dinkes")
    page.goto(UPLOAD)
    choose(page, pdf(tmp_path, "Undangan rapat.pdf"), pdf(tmp_path, "Daftar hadir.pdf"))
    page.get_by_role("link", name="Lengkapi keterangan 2 berkas").click()

    title = page.get_by_label("Judul")
    expect(page.locator("main")).to_contain_text("1 berkas lagi sesudah ini.")
    first = title.input_value()
    title.fill(f"{first} yang diberi judul")
    page.get_by_role("button", name="Simpan dan berikutnya").click()

    expect(page.locator("main")).to_contain_text(f"{first} yang diberi judul")
    expect(title).not_to_have_value(f"{first} yang diberi judul")
    assert {first, title.input_value()} == {"Undangan rapat", "Daftar hadir"}
    assert violations(page) == []
    page.get_by_role("button", name="Simpan keterangan").click()
    page.wait_for_url(re.compile(r"/documents/[0-9a-f-]{36}/$"))


def test_a_new_version_that_was_interrupted_goes_on_at_its_document(log_in, tmp_path):
    path = tmp_path / "rekaman pengganti.mp4"
    expected = video(path, 100)
    page = log_in("anggota.dinkes")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(UPLOAD)
    choose(page, pdf(tmp_path, "Rekaman lama.pdf"))
    page.click(f"{ROWS} a.sp-file__n")
    page.wait_for_url(re.compile(r"/documents/[0-9a-f-]{36}/$"))

    choose(page, path)
    until_sent(page, 0.3)
    document = page.url
    page.goto(UPLOAD)
    page.wait_for_load_state("networkidle")
    expect(page.locator(ROWS)).to_have_count(0)  # it belongs to no other form
    page.goto(document)
    expect(page.locator(ROWS)).to_contain_text("Terhenti")
    assert violations(page) == []
    parts = []
    page.on("request", lambda r: parts.append(r) if r.method == "PATCH" else None)
    choose(page, path)
    until_sent(page, 0.3)
    assert int(parts[0].headers["upload-offset"]) > 0  # what was sent is not sent again
    form = page.locator("form[action$='/replace/']")
    form.locator("[name=reason]").fill("Rekaman lengkap.")
    form.get_by_role("button", name="Unggah versi baru").click()

    expect(page.locator("body")).to_contain_text(
        "Versi baru tersimpan.", timeout=120_000
    )
    expect(page.locator("body")).to_contain_text(expected)
    page.reload()
    page.wait_for_load_state("networkidle")
    expect(page.locator(ROWS)).to_have_count(0)  # nothing is left to resume
