"""Letterhead and signatories: dated, never changed, frozen by what used them."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from accounts.models import AuditEvent
from reports import actions, content, emblems, pdf
from reports.content.letterhead import identity_on, signed_on
from reports.enums import Signed
from reports.models import Letterhead, Signatory

pytestmark = pytest.mark.django_db

WORDS = {
    "government": "Pemerintah Provinsi Sulawesi Barat",
    "office": "Dinas Komunikasi dan Informatika",
    "address": "Jalan Contoh 1, Mamuju",
    "contact": "surel kominfo@sulbar.example",
    "place": "Mamuju",
}
BLOCK = {"title": "Kepala Dinas", "name": "Nama Uji, S.T.", "rank": "Pembina (IV/a)"}
NIP = "196412151990031009"


def picture(side=300, form="PNG", **saved):
    file = io.BytesIO()
    Image.new("RGB", (side, side), "#0f5263").save(file, form, **saved)
    return file.getvalue()


def sent(data, name="lambang.png"):
    return SimpleUploadedFile(name, data)


@pytest.fixture
def office(client_for, by):
    return client_for(by)


@pytest.fixture
def letterhead(by):
    return actions.set_letterhead(
        **WORDS,
        valid_from=date(2026, 1, 1),
        emblem=emblems.read(sent(picture())),
        by=by,
    )


def pictures(data):
    pages = PdfReader(io.BytesIO(data)).pages
    return {image.name for page in pages for image in page.images}


def test_the_row_of_the_day_holds_and_of_one_day_the_last(letterhead, by):
    for office_name in ("Keliru", "Dinas Baru"):
        words = WORDS | {"office": office_name}
        actions.set_letterhead(
            **words, valid_from=date(2026, 7, 1), emblem=None, keep_emblem=True, by=by
        )

    assert identity_on(date(2026, 6, 30))["office"] == WORDS["office"]
    assert identity_on(date(2026, 7, 1))["office"] == "Dinas Baru"
    assert identity_on(date(2026, 7, 1))["emblem"] == letterhead.emblem_sha256
    assert "government" not in identity_on(date(2025, 12, 31))


def test_no_emblem_is_a_choice(letterhead, by):
    actions.set_letterhead(**WORDS, valid_from=date(2026, 7, 1), emblem=None, by=by)

    assert identity_on(date(2026, 7, 1))["emblem"] == ""


def test_a_document_keeps_the_head_that_it_froze(letterhead, determined, head, by):
    document = actions.issue_report(determined[0], by=head)
    actions.set_letterhead(
        **(WORDS | {"office": "Dinas Baru"}),
        valid_from=date(2026, 2, 1),
        emblem=None,
        by=by,
    )

    data = pdf.report(content.read_report(document.inputs), content.stamp_of(document))

    text = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(data)).pages)
    assert WORDS["contact"] in text
    assert "Dinas Baru" not in text
    assert len(pictures(data)) == 1


def test_an_emblem_without_its_upload_metadata(letterhead):
    kept = Image.open(io.BytesIO(bytes(letterhead.emblem)))

    assert kept.size == (300, 300)
    assert (
        emblems.read(sent(picture(comment=b"rahasia", form="JPEG"))).data.find(
            b"rahasia"
        )
        == -1
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (picture(100), "Sisi gambar"),
        (picture(2001), "Sisi gambar"),
        (b"%PDF-1.7 bukan gambar", "PNG atau JPG"),
        (b"<svg onload='x'/>", "tidak diterima"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * (emblems.MOST_BYTES + 1), "1 MB"),
        (picture()[:200], "rusak"),
    ],
)
def test_other_pictures_are_refused(office, data, said):
    form = WORDS | {"valid_from": "2026-01-01", "emblem": sent(data)}

    response = office.post(reverse("reports:letterhead_create"), form)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Letterhead.objects.exists()


def test_the_page_saves_a_head_with_its_emblem(office):
    form = WORDS | {"valid_from": "2026-01-01", "emblem": sent(picture())}

    response = office.post(reverse("reports:letterhead_create"), form)

    assert response.status_code == 302
    assert Letterhead.objects.get().emblem_sha256
    assert (
        AuditEvent.objects.get(verb="letterhead.set").data["office"] == WORDS["office"]
    )
    page = office.get(reverse("reports:letterhead")).content.decode()
    assert WORDS["office"] in page


def test_the_preview_shows_what_is_not_saved(office):
    form = WORDS | {"valid_from": "2026-01-01", "emblem": sent(picture())}

    response = office.post(reverse("reports:letterhead_preview"), form)

    text = PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    assert WORDS["contact"] in text
    assert len(pictures(response.content)) == 1
    assert not Letterhead.objects.exists()


def test_the_preview_says_what_is_wrong(office):
    response = office.post(reverse("reports:letterhead_preview"), {"office": "Dinas"})

    assert response.status_code == 422
    assert "Alamat" in response.content.decode()


def test_signatories_by_place_and_day(by):
    for day, name in ((date(2026, 1, 1), "Lama"), (date(2026, 7, 1), "Baru")):
        block = BLOCK | {"name": name}
        actions.set_signatory(Signed.RECAP, position=1, valid_from=day, by=by, **block)
    actions.set_signatory(
        Signed.RECAP, position=2, valid_from=date(2026, 1, 1), by=by, **BLOCK
    )
    actions.drop_signatory(Signed.RECAP, position=2, valid_from=date(2026, 7, 1), by=by)

    before, after = (signed_on(Signed.RECAP, date(2026, m, 1)) for m in (6, 7))
    assert [row["name"] for row in before] == ["Lama", BLOCK["name"]]
    assert [row["name"] for row in after] == ["Baru"]
    assert signed_on(Signed.OPD_REPORT, date(2026, 7, 1)) == []


def test_a_report_is_signed_by_who_is_configured(determined, head, by):
    actions.set_signatory(
        Signed.OPD_REPORT,
        position=1,
        valid_from=date(2026, 1, 1),
        by=by,
        above="Gubernur",
        nip=NIP,
        **BLOCK,
    )

    document = actions.issue_report(determined[0], by=head)

    signer = content.read_report(document.inputs).signers[0]
    assert (signer.above, signer.name, signer.nip) == ("Gubernur", BLOCK["name"], NIP)


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ({"title": ""}, "Jabatan"),
        ({"name": "", "rank": "Pembina"}, "Tulis nama"),
        ({"nip": "123"}, "NIP harus"),
        ({"position": "9"}, "Urutan"),
        ({"document": "TPP_SHEET"}, "Dokumen"),
    ],
)
def test_signatories_that_cannot_be(office, entered, said):
    form = BLOCK | {"document": "RECAP", "position": "1", "valid_from": "2026-01-01"}

    response = office.post(reverse("reports:signatory_create"), form | entered)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Signatory.objects.exists()


def test_the_page_sets_and_drops_a_signatory(office):
    place = {"document": "RECAP", "position": "1", "valid_from": "2026-01-01"}

    office.post(reverse("reports:signatory_create"), BLOCK | place | {"nip": NIP})
    page = office.get(reverse("reports:letterhead")).content.decode()
    office.post(reverse("reports:signatory_drop"), place)

    assert BLOCK["name"] in page
    assert signed_on(Signed.RECAP, date(2026, 1, 1)) == []
    assert NIP not in str(list(AuditEvent.objects.values("data")))


@pytest.mark.parametrize("model", [Letterhead, Signatory])
def test_what_was_entered_stays(model, letterhead, by):
    actions.set_signatory(
        Signed.RECAP, position=1, valid_from=date(2026, 1, 1), by=by, **BLOCK
    )

    with (
        pytest.raises(IntegrityError, match="tidak dapat diubah"),
        transaction.atomic(),
    ):
        model.objects.update(valid_from=date(2020, 1, 1))
    with (
        pytest.raises(IntegrityError, match="tidak dapat diubah"),
        transaction.atomic(),
    ):
        model.objects.all()._raw_delete("default")
