"""What the worker does with a file, from the upload to what a page shows."""

import hashlib
import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import AuditEvent
from evidence import tasks
from evidence.actions import inspections
from evidence.enums import ScanState, Showing, WorkState
from evidence.inspection import links, scan
from evidence.inspection.report import Report
from evidence.models import DocumentVersion, Inspection, LinkCheck
from tests.evidence.conftest import picture
from tests.factories import DocumentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored():
    """A version with its inspection, as an upload leaves them."""

    def make(content=b"%PDF-1.7 x", content_type="application/pdf", **state):
        document = DocumentFactory(title="Rencana")
        version = DocumentVersion(
            document=document,
            number=2,
            reason="baru",
            original_name="berkas",
            content_type=content_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            uploaded_by=document.created_by,
        )
        version.file.save("berkas", ContentFile(content), save=False)
        version.save()
        document.current = version
        document.save()
        return Inspection.objects.create(version=version, **state)

    return make


def inspect(inspection):
    tasks.inspect(str(inspection.version_id))
    inspection.refresh_from_db()
    return inspection


def events():
    return list(AuditEvent.objects.filter(verb="document.quarantined"))


def test_inspect_without_a_scanner_reads_the_file(stored):
    inspection = inspect(stored(picture(position=True), "image/jpeg"))

    assert inspection.state == WorkState.DONE
    assert inspection.scan == ScanState.UNAVAILABLE
    assert inspection.scanned_at is None
    assert inspection.findings == ["POSITION"]
    assert inspection.preview_type == "image/jpeg"
    assert inspection.preview.size > 0
    assert inspection.version.showing is Showing.IMAGE


def test_inspect_finds_a_clean_file_clean(stored, settings, clamd):
    settings.CLAMD = clamd

    inspection = inspect(stored())

    assert inspection.scan == ScanState.CLEAN
    assert inspection.scanned_at is not None
    assert events() == []


def test_inspect_puts_an_infected_file_into_quarantine(stored, settings, clamd, eicar):
    settings.CLAMD = clamd

    inspection = inspect(stored(b"%PDF-1.7 " + eicar))

    assert inspection.scan == ScanState.INFECTED
    assert inspection.signature.startswith("Uji-Eicar")
    assert (inspection.text, inspection.preview.name) == ("", "")
    assert inspection.version.showing is Showing.REFUSED
    (event,) = events()
    assert (event.actor, event.data["signature"]) == ("sistem", inspection.signature)


def test_inspect_twice_looks_once(stored):
    inspection = inspect(stored())
    done_at = inspection.done_at

    assert inspect(inspection).done_at == done_at


def test_inspect_leaves_what_another_worker_has_in_hand(stored):
    inspection = stored()
    inspections.begin(inspection.version_id)

    assert inspect(inspection).state == WorkState.WAITING


def test_finish_by_who_comes_second_changes_nothing(stored, tmp_path):
    inspection = inspect(stored())
    copy = tmp_path / "copy"
    copy.write_bytes(b"x")

    report = Report(text="lain", preview_type="image/png")
    inspections.finish(inspection, report, copy, scan=ScanState.CLEAN)

    inspection.refresh_from_db()
    assert (inspection.text, inspection.preview.name) == ("", "")


def test_a_look_that_was_lost_is_due_again_later(stored):
    inspection = stored()
    inspections.begin(inspection.version_id)
    inspection.refresh_from_db()

    assert inspections.due() == []
    assert inspection.next_at > timezone.now() + timedelta(minutes=9)
    Inspection.objects.update(next_at=timezone.now() - inspections.GRACE)
    assert tasks.inspect_due() == 1
    inspection.refresh_from_db()
    assert inspection.state == WorkState.DONE


def test_a_file_that_ends_every_worker_is_left(stored):
    inspection = stored(attempts=inspections.ATTEMPTS)

    inspect(inspection)

    assert inspection.state == WorkState.FAILED
    assert inspection.findings == ["DAMAGED"]
    assert inspections.due() == []


def test_inspect_fills_the_search(stored):
    from spbe_portal.demo.files import pdf

    content = pdf(
        "Provinsi", "Dinas", "Surat", "1", [("Isi", ("Tentang interoperabilitas",))]
    )

    inspection = inspect(stored(content))

    assert "interoperabilitas" in inspection.text
    document = inspection.version.document
    document.refresh_from_db()
    assert "interoperabilitas" in document.search


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"%PDF-1.7 \0\0" + b"[" * 100_000, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "image/png"),
        (b"PK\x03\x04" + bytes(50), "application/vnd.oasis.opendocument.text"),
        (bytes(50), "video/mp4"),
    ],
    ids=["pdf", "png", "odt", "mp4"],
)
def test_a_hostile_file_is_looked_at_once_and_not_shown_as_image(
    stored, content, content_type
):
    inspection = inspect(stored(content, content_type))

    assert inspection.state == WorkState.DONE
    assert inspection.preview.name == ""
    assert inspection.version.showing in {Showing.PDF, Showing.CARD, Showing.VIDEO}


# The scanner comes back


def test_rescan_due_waits_for_the_scanner(stored, settings):
    inspection = inspect(stored())
    Inspection.objects.update(next_at=timezone.now())
    assert tasks.rescan_due() == 0  # none configured

    settings.CLAMD = "127.0.0.1:1"

    assert tasks.rescan_due() == 0
    inspection.refresh_from_db()
    assert inspection.scan == ScanState.UNAVAILABLE


def test_rescan_due_scans_what_was_missed(stored, settings, clamd, eicar):
    clean, bad = inspect(stored()), inspect(stored(b"%PDF-1.7 " + eicar))
    Inspection.objects.update(next_at=timezone.now())
    settings.CLAMD = clamd

    assert tasks.rescan_due() == 2

    for inspection in (clean, bad):
        inspection.refresh_from_db()
    assert (clean.scan, bad.scan) == (ScanState.CLEAN, ScanState.INFECTED)
    assert (bad.text, len(events())) == ("", 1)
    assert tasks.rescan_due() == 0


def test_a_scanner_that_fails_is_asked_again_later(stored, settings, monkeypatch):
    inspection = inspect(stored())
    Inspection.objects.update(next_at=timezone.now())
    settings.CLAMD = "127.0.0.1:1"
    monkeypatch.setattr(scan, "answers", lambda _: True)

    assert tasks.rescan_due() == 1

    inspection.refresh_from_db()
    assert inspection.scan == ScanState.UNAVAILABLE
    assert inspection.next_at > timezone.now() + timedelta(minutes=9)


def seen_long_ago(inspection, days=31):
    Inspection.objects.filter(pk=inspection.pk).update(
        scan=ScanState.CLEAN,
        scanned_at=timezone.now() - timedelta(days=days),
        next_at=timezone.now(),
    )


def test_rescan_due_scans_clean_files_again_after_a_month(
    stored, settings, clamd, eicar
):
    clean, bad, recent = (
        inspect(stored(b"%PDF-1.7 " + content)) for content in (b"x", eicar, b"y")
    )
    for inspection, days in ((clean, 31), (bad, 31), (recent, 29)):
        seen_long_ago(inspection, days)
    settings.CLAMD = clamd

    assert tasks.rescan_due() == 2

    for inspection in (clean, bad):
        inspection.refresh_from_db()
        assert inspection.scanned_at > timezone.now() - timedelta(minutes=9)
    assert (clean.scan, bad.scan) == (ScanState.CLEAN, ScanState.INFECTED)
    assert (bad.text, len(events())) == ("", 1)
    assert tasks.rescan_due() == 0


def test_clean_files_are_scanned_again_in_small_batches(stored, monkeypatch):
    monkeypatch.setattr(inspections, "STALE_AT_ONCE", 1)
    newer, older = inspect(stored()), inspect(stored(b"%PDF-1.7 y"))
    seen_long_ago(newer, 31)
    seen_long_ago(older, 32)

    assert inspections.stale() == [str(older.version_id)]


def test_a_clean_file_stays_clean_while_the_scanner_fails(
    stored, settings, monkeypatch
):
    inspection = inspect(stored())
    seen_long_ago(inspection)
    settings.CLAMD = "127.0.0.1:1"
    monkeypatch.setattr(scan, "answers", lambda _: True)

    assert tasks.rescan_due() == 1

    inspection.refresh_from_db()
    assert inspection.scan == ScanState.CLEAN
    assert inspection.next_at > timezone.now() + timedelta(minutes=9)


# What a killed process left


def test_the_sweep_takes_away_temporary_files_older_than_a_day(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "tmp"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    for name in ("old", "new"):
        folder = settings.FILE_UPLOAD_TEMP_DIR / name
        folder.mkdir()
        (folder / "file").write_bytes(b"x")
    lost = settings.FILE_UPLOAD_TEMP_DIR / "lost.upload"
    lost.write_bytes(b"x")
    long_ago = timezone.now().timestamp() - 25 * 3600
    for path in (settings.FILE_UPLOAD_TEMP_DIR / "old", lost):
        os.utime(path, (long_ago, long_ago))

    assert tasks.sweep_uploads() == 2

    left = [path.name for path in settings.FILE_UPLOAD_TEMP_DIR.iterdir()]
    assert left == ["new"]


# Addresses


@pytest.fixture
def address(stored):
    document = DocumentFactory()
    version = DocumentVersion.objects.create(
        document=document,
        number=2,
        reason="baru",
        url="http://127.0.0.1/",
        original_name="a",
        content_type="text/uri-list",
        size=1,
        sha256="0" * 64,
        uploaded_by=document.created_by,
    )
    document.current = version
    document.save()
    return version


def test_check_link_notes_the_answer(address):
    tasks.check_link(str(address.pk))

    check = LinkCheck.objects.get()
    assert (check.version, check.state) == (address, "REFUSED")
    assert address.last_check == check


def test_check_link_that_takes_too_long_is_silent(address, monkeypatch):
    def wait(_):
        raise tasks.SoftTimeLimitExceeded

    monkeypatch.setattr(links, "check", wait)

    tasks.check_link(str(address.pk))

    assert LinkCheck.objects.get().state == "SILENT"


def test_check_links_lost_finds_what_was_never_checked(address, monkeypatch):
    assert tasks.check_links_lost() == 0  # its own check may still come
    monkeypatch.setattr(tasks.link_actions, "LOST", timedelta(0))

    assert tasks.check_links_lost() == 1
    assert tasks.check_links_lost() == 0
