"""How files are served: what is shown, what is refused, and shut off from the portal."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEvent
from evidence.enums import ScanState, WorkState
from evidence.models import DocumentVersion, Inspection
from evidence.models.showing import HOLD
from tests.evidence.conftest import picture
from tests.factories import DocumentFactory

POLICY = "sandbox; default-src 'none'"

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for):
    return client_for(Role.AUDITOR)


@pytest.fixture
def version():
    """One with given bytes and what the worker found; `copy` is the copy it made."""

    def make(
        content=b"%PDF-1.7", kind="application/pdf", copy=b"", copy_type="", **found
    ):
        document = DocumentFactory(title="Foto rapat")
        stored = DocumentVersion(
            document=document,
            number=2,
            reason="baru",
            original_name="berkas.x",
            content_type=kind,
            size=len(content),
            sha256="0" * 64,
            uploaded_by=document.created_by,
        )
        stored.file.save("berkas", ContentFile(content), save=False)
        stored.save()
        inspection = Inspection(version=stored, preview_type=copy_type, **found)
        if copy:
            inspection.preview.save("salinan", ContentFile(copy), save=False)
        if inspection.state != WorkState.WAITING:
            inspection.done_at = stored.uploaded_at
        inspection.save()
        return stored

    return make


def get(client, name, version, **headers):
    return client.get(reverse(f"evidence:{name}", args=[version.pk]), **headers)


def body(response):
    return b"".join(response)


def opened():
    return AuditEvent.objects.filter(verb="document.downloaded").count()


def test_an_image_is_shown_by_its_copy_only(client, version):
    photo = version(
        picture(position=True), "image/jpeg", b"salinan", "image/png", state="DONE"
    )

    response = get(client, "preview", photo)

    assert body(response) == b"salinan"
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Security-Policy"] == POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert opened() == 1


@pytest.mark.parametrize("state", ["WAITING", "FAILED", "DONE"])
def test_an_image_without_a_copy_is_never_shown(client, version, state):
    photo = version(picture(position=True), "image/jpeg", state=state)

    assert get(client, "preview", photo).status_code == 404
    assert opened() == 0


def test_an_office_document_is_shown_as_the_pdf_made_of_it(client, version):
    kind = "application/vnd.oasis.opendocument.text"
    letter = version(b"PK", kind, b"%PDF-1.7 b", "application/pdf", state="DONE")

    assert body(get(client, "preview", letter)) == b"%PDF-1.7 b"


@pytest.mark.parametrize("name", ["download", "preview"])
@pytest.mark.parametrize(
    ("scan", "rule", "status"),
    [
        (ScanState.INFECTED, "allow", 403),
        (ScanState.INFECTED, HOLD, 403),
        (ScanState.PENDING, "allow", 200),
        (ScanState.PENDING, HOLD, 403),
        (ScanState.UNAVAILABLE, "allow", 200),
        (ScanState.UNAVAILABLE, HOLD, 403),
        (ScanState.CLEAN, HOLD, 200),
    ],
)
def test_what_the_scanner_says_opens_a_file(
    client, version, settings, name, scan, rule, status
):
    settings.UNSCANNED_FILES = rule

    response = get(client, name, version(scan=scan, signature="Uji-Eicar"))

    assert response.status_code == status
    assert opened() == (status == 200)
    if status == 200:
        body(response)


def test_a_refusal_says_why(client, version):
    infected = version(scan=ScanState.INFECTED, signature="Uji-Eicar")

    page = get(client, "download", infected).content.decode()

    assert "dikarantina: pemindai menemukan Uji-Eicar" in page
    assert reverse("evidence:detail", args=[infected.document_id]) in page


def test_a_download_is_the_original_as_attachment(client, version):
    content = picture(position=True)

    response = get(
        client, "download", version(content, "image/jpeg", b"x", "image/png")
    )

    assert body(response) == content
    assert response.headers["Content-Disposition"] == 'attachment; filename="berkas.x"'
    assert response.headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(
    ("asked", "status", "expected", "said"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=4-", 206, b"456789", "bytes 4-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("bytes=-", 200, b"0123456789", None),
        ("bytes=" + 40 * "9" + "-", 200, b"0123456789", None),
    ],
)
def test_a_video_can_be_wound(client, version, asked, status, expected, said):
    film = version(b"0123456789", "video/mp4")

    response = get(client, "preview", film, headers={"Range": asked})

    assert (response.status_code, body(response)) == (status, expected)
    assert response.headers.get("Content-Range") == said


def test_a_later_part_of_a_video_is_not_on_record_again(client, version):
    film = version(b"0123456789", "video/mp4")

    for asked in ("bytes=0-", "bytes=4-", "bytes=8-"):
        body(get(client, "preview", film, headers={"Range": asked}))

    assert opened() == 1


# The viewer


def test_the_viewer_shows_a_pdf(client, version):
    paper = version()

    page = get(client, "viewer", paper).content.decode()

    assert f'src="{reverse("evidence:preview", args=[paper.pk])}"' in page
    assert "<iframe" in page
    assert opened() == 0


def test_the_viewer_asks_again_until_a_copy_is_there(client, version):
    photo = version(picture(), "image/jpeg")

    part = get(client, "viewer", photo, headers={"HX-Request": "true"}).content.decode()

    assert 'hx-trigger="every 3s"' in part
    assert "sedang disiapkan" in part
    assert "<html" not in part


def test_the_viewer_offers_the_download_of_what_it_can_not_show(client, version):
    table = version(b"PK", "application/vnd.oasis.opendocument.spreadsheet")

    page = get(client, "viewer", table).content.decode()

    assert "tidak dapat ditampilkan" in page
    assert 'hx-trigger="every' not in page


def test_the_viewer_waits_for_a_converter_where_one_is_set(client, version, settings):
    settings.OFFICE_CONVERTER = "/usr/bin/soffice"
    table = version(b"PK", "application/vnd.oasis.opendocument.spreadsheet")

    assert 'hx-trigger="every 3s"' in get(client, "viewer", table).content.decode()


def test_the_viewer_says_why_a_file_is_shut(client, version):
    page = get(
        client, "viewer", version(scan=ScanState.INFECTED, signature="X")
    ).content.decode()

    assert "dikarantina" in page
    assert "Unduh" not in page


def test_findings_are_said(client, version):
    paper = version(state="DONE", findings=["SCRIPT", "EMBEDDED"])

    page = get(client, "viewer", paper).content.decode()

    assert "Memuat skrip" in page
    assert "Memuat berkas lain di dalamnya" in page


# On record, whatever part is asked for


def test_a_file_that_is_shown_whole_is_on_record_whatever_is_asked(client, version):
    response = get(client, "preview", version(), headers={"Range": "bytes=1-"})

    assert body(response) == b"%PDF-1.7"
    assert opened() == 1


def test_a_later_part_of_a_video_without_a_beginning_is_on_record(client, version):
    film = version(b"0123456789", "video/mp4")

    for asked in ("bytes=1-", "bytes=-9", "bytes=4-"):
        body(get(client, "preview", film, headers={"Range": asked}))

    assert opened() == 1
