"""A batch of 29 reports with real workers killed outright, and Redis lost in between."""

import hashlib
import shutil
import signal
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from django.db import connection
from pypdf import PdfReader

from reports import actions
from reports.enums import BatchStatus, ItemStatus, JobStatus, Kind
from reports.models import IssuedDocument
from spbe_portal import processes, services
from tests.factories import PeriodFactory
from tests.reports.builders import determine, final_assessment, secretary

ROOT = Path(__file__).resolve().parents[2]
AGENCIES = 29
PATIENCE = 300  # seconds: other programs share the machine

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


class Place:
    """Redis on a port of its own, and workers that know it and the test's database."""

    def __init__(self, folder):
        self.folder = folder
        self.port = services.free_port()
        self.url = f"redis://{services.LOOPBACK}:{self.port}/0"
        self.client = Celery("clock", broker=self.url)
        self.children = []

    def redis(self):
        """It keeps nothing on disk: what it had is lost with it."""
        server = shutil.which("redis-server") or services.REDIS_BIN / "redis-server"
        config = f'port {self.port}\nbind {services.LOOPBACK}\nsave ""\nappendonly no'
        child = self.start(
            "redis",
            [server, "-"],
            config=config,
        )
        child.wait_until(lambda: services.can_ping(self.url))
        return child

    def worker(self):
        command = [sys.executable, "-m", "celery", "-A", "spbe_portal", "worker"]
        return self.start("worker", [*command, "--concurrency=2", "--loglevel=WARNING"])

    def start(self, name, command, **more):
        log = self.folder / f"{name}.log"
        child = processes.start(name, command, folder=self.folder, log=log, **more)
        self.children.append(child)
        return child

    def send(self, pk, lanes=4):
        for _ in range(lanes):
            self.client.send_task(actions.WORK, args=[str(pk)])


@pytest.fixture
def place(tmp_path, monkeypatch):
    known = connection.settings_dict
    address = "{HOST}:{PORT}/{NAME}".format(**known)
    place = Place(tmp_path)
    monkeypatch.setenv(
        "DATABASE_URL", f"postgresql://{known['USER']}:{known['PASSWORD']}@{address}"
    )
    monkeypatch.setenv("REDIS_URL", place.url)
    monkeypatch.setenv("VAR_DIR", str(tmp_path))  # its media are the test's
    for name in ("static", "frontend"):  # fonts of the pages
        (tmp_path / name).symlink_to(ROOT / "var" / name)
    monkeypatch.setattr("reports.actions.batches.send", place.send)
    yield place
    for child in place.children:
        if child.is_running:
            kill(child)


def kill(child):
    """As the kernel does when memory is out: no word to anybody, no clean-up."""
    processes.kill_group(child.process.pid)
    child.process.wait()
    assert child.process.returncode == -signal.SIGKILL


def until(what):
    limit = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < limit, "nothing moves any more"
        time.sleep(0.1)


def done(batch):
    return batch.items.filter(status=ItemStatus.DONE).count()


def two_minutes_later(monkeypatch):
    """The clock comes by when nobody has moved for its time: here that is at once.

    Workers that live lose what they hold to others by it, as very slow ones would.
    """
    with monkeypatch.context() as patched:
        patched.setattr("reports.actions.batches.ITEM_STALLED_AFTER", timedelta(0))
        actions.resume_batches()


def workers_are_missed(batch, monkeypatch):
    """The clock comes by until the server has noticed, too, that they are gone."""

    def given_back():
        two_minutes_later(monkeypatch)
        return not batch.items.filter(status=ItemStatus.TAKEN).exists()

    until(given_back)


@pytest.fixture
def quarter():
    period = PeriodFactory(year=2026, quarter=1)
    for _ in range(AGENCIES):
        final_assessment(period)
    determine(period)
    return period


def test_29_reports_though_workers_are_killed_and_redis_is_lost(
    quarter, place, monkeypatch
):
    redis = place.redis()
    worker = place.worker()
    batch = actions.start_batch(quarter, by=secretary())
    until(lambda: done(batch) >= 4)

    kill(worker)
    assert done(batch) < AGENCIES
    workers_are_missed(batch, monkeypatch)
    worker = place.worker()
    until(lambda: done(batch) >= 8)

    kill(redis)
    place.redis()
    assert done(batch) < AGENCIES
    two_minutes_later(monkeypatch)
    until(lambda: done(batch) >= 12)

    kill(worker)
    assert done(batch) < AGENCIES
    workers_are_missed(batch, monkeypatch)
    place.worker()
    until(lambda: type(batch).objects.get(pk=batch.pk).state is BatchStatus.DONE)

    each_once_with_the_right_bytes(batch)


def each_once_with_the_right_bytes(batch):
    documents = IssuedDocument.objects.filter(kind=Kind.OPD_REPORT)
    assert set(batch.items.values_list("document", flat=True)) == {
        document.pk for document in documents
    }
    assert len(documents) == AGENCIES
    assert (
        Counter(document.assessment_id for document in documents).most_common(1)[0][1]
        == 1
    )
    for document in documents.select_related("assessment"):
        assert (document.state, document.revision) == (JobStatus.DONE, 1)
        with document.file.open("rb") as stored:
            data = stored.read()
            assert hashlib.sha256(data).hexdigest() == document.sha256
            assert len(data) == document.size
            stored.seek(0)
            text = PdfReader(stored).pages[0].extract_text()
        assert document.assessment.agency_name in " ".join(text.split())
