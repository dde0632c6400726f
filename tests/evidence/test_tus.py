"""The rules of the tus protocol 1.0.0, clause by clause."""

import base64
import hashlib
import io
import os
import threading
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from evidence import actions, parts, tasks, tus
from evidence.models import Document, Upload
from tests.evidence import samples
from tests.evidence.protocol import Tus
from tests.factories import AgencyFactory, DocumentFactory, UserFactory

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


@pytest.fixture
def member():
    return UserFactory(role=Role.OPD_MEMBER, agency=AgencyFactory())


@pytest.fixture
def server(member, client_for):
    return Tus(client_for(member))


def stored():
    return parts.path_of(Upload.objects.get().pk).read_bytes()


def offset(response):
    return int(response.headers["Upload-Offset"])


def checksum(content, algorithm="sha1"):
    digest = hashlib.new(algorithm, content).digest()
    return f"{algorithm} {base64.b64encode(digest).decode()}"


class Breaking(io.BytesIO):
    """A connection that is lost after its bytes."""

    def read(self, size=-1):
        if data := super().read(size):
            return data
        raise OSError


# OPTIONS and versions


def test_options_tell_what_the_server_can_do(server, settings):
    settings.MAX_UPLOAD_BYTES = 5 * MEGABYTE

    response = server.ask("OPTIONS", server.endpoint, Tus_Resumable=None)

    assert response.status_code == 204
    assert response.headers["Tus-Version"] == "1.0.0"
    assert response.headers["Tus-Max-Size"] == str(5 * MEGABYTE)
    assert response.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert set(response.headers["Tus-Extension"].split(",")) == {
        "creation",
        "creation-with-upload",
        "checksum",
        "expiration",
        "termination",
    }


@pytest.mark.parametrize("version", [None, "0.2.2"])
def test_another_version_is_412_and_changes_nothing(server, version):
    address = server.begun(4)

    answers = [
        server.start(4, Tus_Resumable=version),
        server.head(address, Tus_Resumable=version),
        server.patch(address, b"abcd", 0, Tus_Resumable=version),
        server.delete(address, Tus_Resumable=version),
    ]

    assert {a.status_code for a in answers} == {412}
    assert {a.headers["Tus-Version"] for a in answers} == {"1.0.0"}
    assert Upload.objects.get().offset == 0


# Creation


def test_post_begins_an_upload_with_a_place_and_a_time(server, member):
    response = server.start(10, "foto kegiatan.jpg")

    upload = Upload.objects.get()
    assert response.status_code == 201
    assert response.headers["Tus-Resumable"] == "1.0.0"
    assert response.headers["Location"] == reverse(
        "evidence:tus_part", args=[upload.pk]
    )
    assert "GMT" in response.headers["Upload-Expires"]
    assert (upload.user, upload.agency) == (member, member.agency)
    assert (upload.name, upload.size) == ("foto kegiatan.jpg", 10)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload_Length": None}, 400),
        ({"Upload_Length": "-1"}, 400),
        ({"Upload_Length": "1e3"}, 400),
        ({"Upload_Length": "9" * 30}, 400),
        ({"Upload_Length": "²"}, 400),
        ({"Upload_Length": None, "Upload_Defer_Length": "1"}, 400),
        ({"Upload_Metadata": "filename !!!"}, 400),
        ({"Upload_Metadata": "a YQ==,a YQ=="}, 400),
        ({"Upload_Metadata": "a " + "YQ" * 2000}, 400),
        ({"Upload_Length": "0"}, 413),
        ({"Upload_Length": str(600 * MEGABYTE)}, 413),
    ],
)
def test_post_refuses_what_it_can_not_take(server, headers, status):
    response = server.start(4, **headers)

    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("text/plain")
    assert response.content
    assert not Upload.objects.exists()


def test_post_may_bring_the_first_bytes(server):
    response = server.start(4, body=b"ab", kind=tus.BODY)

    assert (response.status_code, offset(response)) == (201, 2)
    assert stored() == b"ab"


def test_post_refuses_one_who_has_too_many_under_way(server, monkeypatch):
    monkeypatch.setattr("evidence.actions.uploads.OPEN_MAX", 1)
    server.start(4)

    response = server.start(4)

    assert response.status_code == 413
    assert "unggahan berjalan" in response.content.decode()


# Offset


def test_head_tells_offset_size_and_what_was_said(server):
    address = server.begun(4, "sk.pdf")
    server.patch(address, b"abc", 0)

    response = server.head(address)

    assert (response.status_code, offset(response)) == (200, 3)
    assert response.headers["Upload-Length"] == "4"
    assert response.headers["Upload-Metadata"] == "filename c2sucGRm"
    assert response.headers["Cache-Control"] == "no-store"


def test_patches_join_to_the_file(server):
    address = server.begun(6)

    first = server.patch(address, b"abc", 0)
    second = server.patch(address, b"def", 3)

    assert (first.status_code, offset(first)) == (204, 3)
    assert offset(second) == 6
    assert stored() == b"abcdef"
    assert Upload.objects.get().is_complete


@pytest.mark.parametrize(("at", "status"), [(0, 409), (4, 409), ("x", 400)])
def test_patch_at_another_offset_is_refused(server, at, status):
    address = server.begun(6)
    server.patch(address, b"abc", 0)

    assert server.patch(address, b"def", at).status_code == status
    assert stored() == b"abc"


def test_patch_of_another_content_type_is_415(server):
    address = server.begun(6)

    assert server.patch(address, b"abc", 0, kind="text/plain").status_code == 415


def test_patch_beyond_the_size_is_413(server):
    address = server.begun(2)

    assert server.patch(address, b"abc", 0).status_code == 413
    assert offset(server.head(address)) == 0


def test_patch_keeps_what_came_before_the_connection_broke(member):
    upload = actions.start_upload(size=10, metadata="", by=member)

    actions.receive_upload(upload, Breaking(b"abc"), at=0, length=10)

    assert stored() == b"abc"
    assert Upload.objects.get().offset == 3


def test_bytes_written_before_a_process_was_killed_count(server):
    address = server.begun(6)
    parts.append(Upload.objects.get().pk, io.BytesIO(b"abcd"), at=0, length=6)

    assert offset(server.head(address)) == 4
    assert server.patch(address, b"ef", 4).status_code == 204
    assert stored() == b"abcdef"


def test_a_connection_that_sleeps_does_not_hold_the_upload(member):
    """Who resumes goes on; the sleeper may write no more when it wakes."""
    upload = actions.start_upload(size=6, metadata="", by=member)
    asleep, woken = threading.Event(), threading.Event()
    found = []

    class Sleeping(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                asleep.set()
                woken.wait(10)
            return super().read(3)

    def sleep():
        try:
            parts.append(upload.pk, Sleeping(b"abcxyz"), at=0, length=6)
        except parts.OvertakenError as error:
            found.append(error)

    sleeper = threading.Thread(target=sleep)
    sleeper.start()
    asleep.wait(10)
    parts.append(upload.pk, io.BytesIO(b"def"), at=3, length=3)
    woken.set()
    sleeper.join()

    assert len(found) == 1
    assert stored() == b"abcdef"


def test_who_is_overtaken_is_told_423(server, monkeypatch):
    address = server.begun(6)

    def overtaken(*args, **kwargs):
        raise parts.OvertakenError

    monkeypatch.setattr(parts, "append", overtaken)

    assert server.patch(address, b"abc", 0).status_code == 423


def test_many_at_once_write_the_file_once(member):
    upload = actions.start_upload(size=400_000, metadata="", by=member)
    content = bytes(range(250)) * 1600
    outcomes = []

    def send():
        try:
            source = io.BytesIO(content)
            outcomes.append(parts.append(upload.pk, source, at=0, length=400_000))
        except parts.OvertakenError:
            outcomes.append(None)

    senders = [threading.Thread(target=send) for _ in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert outcomes.count(None) >= 7 or stored() == content
    assert stored() == content[: len(stored())]


def test_a_full_disk_is_507_in_plain_words(server, monkeypatch):
    address = server.begun(6)

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.pwrite", full)
    response = server.patch(address, b"abc", 0)

    assert response.status_code == 507
    assert "Ruang simpan portal sedang penuh" in response.content.decode()
    assert offset(server.head(address)) == 0


# Checksum


@pytest.mark.parametrize("algorithm", tus.ALGORITHMS)
def test_patch_with_the_right_checksum_is_stored(server, algorithm):
    address = server.begun(3)

    response = server.patch(
        address, b"abc", 0, Upload_Checksum=checksum(b"abc", algorithm)
    )

    assert (response.status_code, stored()) == (204, b"abc")


def test_patch_with_a_wrong_checksum_is_460_and_stores_nothing(server):
    address = server.begun(3)

    response = server.patch(address, b"abx", 0, Upload_Checksum=checksum(b"abc"))

    assert response.status_code == 460
    assert offset(server.head(address)) == 0


@pytest.mark.parametrize("said", ["md5 x", "sha1", "sha1 ???", "", "sha1 é"])
def test_patch_with_an_unreadable_checksum_is_refused(server, said):
    address = server.begun(3)

    response = server.patch(address, b"abc", 0, Upload_Checksum=said)

    assert response.status_code in {400, 460}
    assert offset(server.head(address)) == 0


# Expiration


def test_an_expired_upload_is_gone(server):
    address = server.begun(3)
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert server.head(address).status_code == 410
    assert server.patch(address, b"abc", 0).status_code == 410


def test_each_part_puts_the_end_off(server):
    address = server.begun(3)
    soon = timezone.now() + timedelta(minutes=1)
    Upload.objects.update(expires_at=soon)

    server.patch(address, b"abc", 0)

    assert Upload.objects.get().expires_at > soon


def test_the_sweep_takes_away_the_expired_and_the_lost(server, settings):
    server.patch(server.begun(3), b"abc", 0)
    old = Upload.objects.get()
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    server.patch(server.begun(3), b"abc", 0)
    lost = settings.UPLOAD_DIR / "0123"
    lost.write_bytes(b"x")
    long_ago = timezone.now().timestamp() - 3600 * (settings.UPLOAD_HOURS + 1)
    os.utime(lost, (long_ago, long_ago))

    assert tasks.sweep_uploads() == 2

    assert not Upload.objects.filter(pk=old.pk).exists()
    assert [path.name for path in settings.UPLOAD_DIR.iterdir()] == [
        Upload.objects.get().pk.hex
    ]
    assert tasks.sweep_uploads() == 0


# Termination, overriding, access


def test_delete_takes_the_bytes_away(server, settings):
    address = server.begun(3)
    server.patch(address, b"abc", 0)

    assert server.delete(address).status_code == 204
    assert server.head(address).status_code == 404
    assert list(settings.UPLOAD_DIR.iterdir()) == []


def test_a_post_may_stand_for_another_method(server):
    address = server.begun(3)

    response = server.ask(
        "POST",
        address,
        b"abc",
        tus.BODY,
        X_HTTP_Method_Override="PATCH",
        Upload_Offset="0",
    )

    assert (response.status_code, stored()) == (204, b"abc")


def test_nobody_else_sees_an_upload(server, member, client_for):
    address = server.begun(3)
    colleague = Tus(client_for(UserFactory(role=Role.OPD_HEAD, agency=member.agency)))

    assert colleague.head(address).status_code == 404
    assert colleague.patch(address, b"abc", 0).status_code == 404
    assert colleague.delete(address).status_code == 404
    assert Upload.objects.filter(offset=0).exists()


def test_a_request_without_the_token_of_a_form_is_refused(server, member):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)
    address = server.begun(3)
    forged = Tus(strict)

    assert forged.start(3).status_code == 403
    assert forged.patch(address, b"abc", 0).status_code == 403
    assert forged.delete(address).status_code == 403


# Claiming


def claim(server, upload, **data):
    data = {"upload": upload, "kind": "OTHER"} | data
    return server.client.post(reverse("evidence:claim"), data)


def test_a_claim_makes_a_document_of_the_bytes(
    server, member, settings, django_capture_on_commit_callbacks
):
    upload = server.sent(samples.PDF, "SK Tim.pdf")

    with django_capture_on_commit_callbacks(execute=True):
        response = claim(server, upload, title="SK")

    document = Document.objects.get()
    assert response.status_code == 200
    assert (document.title, document.agency) == ("SK", member.agency)
    assert document.current.sha256 == hashlib.sha256(samples.PDF).hexdigest()
    with document.current.file.open("rb") as file:
        assert file.read() == samples.PDF
    assert Upload.objects.get().version == document.current
    assert list(settings.UPLOAD_DIR.iterdir()) == []


def test_a_claim_made_twice_gives_the_same_document(server):
    upload = server.sent(samples.PDF)

    assert claim(server, upload).status_code == 200
    assert claim(server, upload).status_code == 200
    assert Document.objects.count() == 1
    address = reverse("evidence:tus_part", args=[upload])
    assert server.head(address).status_code == 410


def test_a_claim_of_known_bytes_offers_what_is_there(server):
    claim(server, server.sent(samples.PDF, "SK Tim.pdf"))

    response = claim(server, server.sent(samples.PDF, "lagi.pdf"))

    assert "sudah ada di pustaka" in response.content.decode()
    assert "“SK Tim”" in response.content.decode()
    assert Document.objects.count() == 1


@pytest.mark.parametrize("upload", ["", "x", "0" * 32, "a" * 500, "\0"])
def test_a_claim_of_nothing_is_422_with_a_sentence(server, upload):
    response = claim(server, upload)

    assert response.status_code == 422
    assert response.content


def test_a_claim_of_an_unfinished_or_foreign_upload_is_refused(
    server, member, client_for
):
    address = server.begun(9)
    pk = address.rstrip("/").rsplit("/", 1)[-1]
    colleague = Tus(client_for(UserFactory(role=Role.OPD_HEAD, agency=member.agency)))

    assert "belum terkirim seluruhnya" in claim(server, pk).content.decode()
    assert "tidak ditemukan" in claim(colleague, pk).content.decode()


def test_a_claim_whose_bytes_are_gone_is_refused(server):
    upload = server.sent(samples.PDF)
    parts.discard(Upload.objects.get().pk)

    assert claim(server, upload).status_code == 422


def test_a_claim_that_fails_can_be_made_again(server, monkeypatch, settings):
    upload = server.sent(samples.PDF)
    with monkeypatch.context() as broken:
        broken.setattr("accounts.audit.record", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            claim(server, upload)

    assert claim(server, upload).status_code == 200
    with Document.objects.get().current.file.open("rb") as file:
        assert file.read() == samples.PDF


def test_a_version_may_come_from_a_finished_upload(server, member):
    claim(server, server.sent(samples.PDF))
    document = Document.objects.get()
    again = server.sent(samples.PDF + b"%")

    response = server.client.post(
        reverse("evidence:replace", args=[document.pk]),
        {"upload": again, "reason": "Halaman 3 kurang"},
    )

    assert response.status_code == 302
    assert document.versions.count() == 2


def test_a_claimed_upload_is_no_new_version_of_another_document(server, member):
    upload = server.sent(samples.PDF)
    claim(server, upload)
    other = DocumentFactory(agency=member.agency)
    address = reverse("evidence:replace", args=[other.pk])

    response = server.client.post(address, {"upload": upload, "reason": "baru"})

    assert response.status_code == 422
    assert "sudah dipakai dokumen lain" in response.content.decode()
    assert other.versions.count() == 1


@pytest.mark.parametrize("said", ["," * 2500, " , " * 900, "é"])
def test_metadata_of_commas_is_as_bounded_as_any(server, said):
    response = server.start(10, Upload_Metadata=said)

    assert response.status_code == 400
    assert Upload.objects.count() == 0
