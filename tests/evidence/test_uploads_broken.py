"""Uploads when things go wrong: two at once, a full disk, a sweep, a killed server."""

import http.client
import io
import os
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from evidence import actions, parts, tus
from evidence.models import Document, Upload
from spbe_portal.processes import kill_group, start
from spbe_portal.run import answers
from spbe_portal.services import LOOPBACK, free_port
from tests.evidence import samples
from tests.evidence.protocol import BODY, Tus
from tests.factories import AgencyFactory, UserFactory

MEGABYTE = 1024 * 1024
SECRET = "b" * 32  # of the CSRF check: in the cookie and in the header


@pytest.fixture
def member(db):
    return UserFactory(role=Role.OPD_MEMBER, agency=AgencyFactory())


@pytest.fixture
def server(member, client_for):
    return Tus(client_for(member))


def claim(server, upload):
    address = reverse("evidence:claim")
    return server.client.post(address, {"upload": upload, "kind": "OTHER"})


def at_once(call):
    """Two threads that have both looked at the upload before either goes on."""
    barrier = Barrier(2)

    def run(_):
        barrier.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, range(2)))


@pytest.fixture
def both_look_first(monkeypatch):
    """Each claim has found the upload unclaimed before one of them stores it."""
    barrier, check = Barrier(2), actions.documents.uploads.check

    def checked(file):
        found = check(file)
        barrier.wait(10)
        return found

    monkeypatch.setattr("evidence.uploads.check", checked)
    monkeypatch.setattr("evidence.actions.versions.start_inspection", lambda _: None)


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


# Two at once


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("of_province", [False, True])
@pytest.mark.usefixtures("both_look_first")
def test_two_tabs_claim_one_upload(transactional_db, server, settings, of_province):
    member = Upload.user.field.related_model.objects.get()
    upload = server.sent(samples.PDF)
    pk = Upload.objects.get(pk=upload).pk
    agency = None if of_province else member.agency

    first, second = at_once(
        lambda: actions.upload(pk, agency=agency, by=member, kind="OTHER")
    )

    assert first.pk == second.pk == Document.objects.get().pk
    assert len(files(settings.MEDIA_ROOT)) == 1
    assert files(settings.UPLOAD_DIR) == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("both_look_first")
def test_two_tabs_replace_with_one_upload(transactional_db, member, server, settings):
    document = Document.objects.create(
        agency=member.agency, title="SK", kind="OTHER", created_by=member
    )
    pk = Upload.objects.get(pk=server.sent(samples.PDF)).pk

    at_once(lambda: actions.replace(document, pk, reason="Salah.", by=member))

    assert document.versions.count() == 1
    assert len(files(settings.MEDIA_ROOT)) == 1


def test_a_claim_overtaken_by_another_gives_its_document(server, monkeypatch):
    """The bytes are gone when the slower claim opens them."""
    upload = server.sent(samples.PDF)
    opened = parts.Part

    def slow(pk, name):
        monkeypatch.setattr(parts, "Part", opened)
        claim(server, upload)
        parts.discard(pk)
        return opened(pk, name)

    monkeypatch.setattr(parts, "Part", slow)

    assert claim(server, upload).status_code == 200
    assert Document.objects.count() == 1


# Time that runs out


def test_no_sweep_comes_between_the_bytes_of_a_part(member):
    upload = actions.start_upload(size=6, metadata="", by=member)
    Upload.objects.update(expires_at=timezone.now() + timedelta(milliseconds=200))

    class Slow(io.BytesIO):
        def read(self, size=-1):
            time.sleep(0.3)
            assert actions.sweep_uploads() == 0
            return super().read(3)

    actions.receive_upload(upload, Slow(b"abcdef"), at=0, length=6)

    assert parts.path_of(upload.pk).read_bytes() == b"abcdef"


def test_a_part_after_the_sweep_is_told_that_the_upload_is_gone(member):
    upload = actions.start_upload(size=6, metadata="", by=member)
    Upload.objects.update(expires_at=timezone.now())
    actions.sweep_uploads()

    with pytest.raises(tus.TusError) as refused:
        actions.receive_upload(upload, io.BytesIO(b"abcdef"), at=0, length=6)

    assert refused.value.status == tus.GONE
    assert not parts.path_of(upload.pk).exists()


# A disk without room, a folder that is not there


def full(*args, **kwargs):
    raise OSError(28, "No space left on device")


def full_half_way(source, target, **kwargs):
    with open(target, "wb") as file:
        file.write(b"%PDF")
    full()


def test_a_claim_on_a_full_disk_leaves_nothing_and_can_be_made_again(
    server, settings, monkeypatch
):
    upload = server.sent(samples.PDF)
    with monkeypatch.context() as broken:
        moving = "django.core.files.storage.filesystem.file_move_safe"
        broken.setattr(moving, full_half_way)
        response = claim(server, upload)

    assert response.status_code == 507
    assert "Ruang simpan portal sedang penuh" in response.content.decode()
    assert files(settings.MEDIA_ROOT) == []
    assert [path.name for path in files(settings.UPLOAD_DIR)] == [
        Upload.objects.get().pk.hex
    ]
    assert not Document.objects.exists()
    assert claim(server, upload).status_code == 200


def test_first_bytes_that_find_no_room_begin_nothing(server, settings, monkeypatch):
    monkeypatch.setattr("os.pwrite", full)

    response = server.start(4, body=b"ab", kind=BODY)

    assert response.status_code == 507
    assert not Upload.objects.exists()
    assert files(settings.UPLOAD_DIR) == []


def test_a_form_on_a_full_disk_says_so_and_keeps_what_was_typed(server, monkeypatch):
    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", full)
    file = SimpleUploadedFile("sk.pdf", samples.PDF)

    response = server.client.post(
        reverse("evidence:upload"), {"title": "SK Tim", "kind": "OTHER", "file": file}
    )

    assert response.status_code == 507
    assert "Ruang simpan portal sedang penuh" in response.content.decode()
    assert 'value="SK Tim"' in response.content.decode()


def test_a_lost_folder_begins_the_upload_anew(server, settings):
    address = server.begun(len(samples.PDF))
    server.patch(address, samples.PDF[:4], 0)
    shutil.rmtree(settings.UPLOAD_DIR)
    upload = address.rstrip("/").rsplit("/", 1)[-1]

    assert claim(server, upload).status_code == 422
    assert server.head(address).headers["Upload-Offset"] == "0"
    assert server.patch(address, samples.PDF, 0).status_code == 204
    assert claim(server, upload).status_code == 200


# A server that is killed


@pytest.fixture
def portal(transactional_db, tmp_path, monkeypatch):
    """Starts gunicorn on the database of the test; each start has its own port."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    monkeypatch.setenv("DATABASE_URL", urlunsplit(url._replace(path=f"/{name}")))
    monkeypatch.setenv("UPLOAD_DIR", str(tmp_path / "uploads"))
    started, opened = [], []

    def begin():
        port = free_port()
        bind = f"--bind={LOOPBACK}:{port}"
        command = [sys.executable, "-m", "gunicorn", "spbe_portal.wsgi", bind]
        command += ["--worker-class=gthread", "--threads=4"]
        child = start("web", command, folder=tmp_path, log=tmp_path / "web.log")
        started.append(child)
        child.wait_until(lambda: answers(port))
        to_server = http.client.HTTPConnection(LOOPBACK, port, timeout=30)
        opened.append(to_server)
        return child, to_server

    yield begin
    for to_server in opened:
        to_server.close()
    for child in started:
        child.stop()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_upload_goes_on_after_the_server_was_killed(portal, server, settings):
    content = samples.PDF + os.urandom(4 * MEGABYTE)
    address = server.begun(len(content))
    path = settings.UPLOAD_DIR / Upload.objects.get().pk.hex
    session = server.client.cookies["sessionid"].value
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={SECRET}",
        "X-CSRFToken": SECRET,
        "Tus-Resumable": "1.0.0",
        "Content-Type": BODY,
    }

    child, to_server = portal()
    to_server.putrequest("PATCH", address)
    about = headers | {"Content-Length": str(len(content)), "Upload-Offset": "0"}
    for name, value in about.items():
        to_server.putheader(name, value)
    to_server.endheaders(content[: 3 * MEGABYTE])
    deadline = time.monotonic() + 30
    while not path.exists() or path.stat().st_size < 2 * MEGABYTE:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    kill_group(child.process.pid)
    child.process.wait()

    _, to_server = portal()
    to_server.request("HEAD", address, headers=headers)
    answer = to_server.getresponse()
    answer.read()
    at = int(answer.headers["Upload-Offset"])
    assert at == path.stat().st_size >= 2 * MEGABYTE
    to_server.request(
        "PATCH", address, content[at:], headers | {"Upload-Offset": str(at)}
    )
    assert to_server.getresponse().status == 204
    assert path.read_bytes() == content
