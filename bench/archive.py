"""(e) Memory of the web processes while 500 MB come in, become documents, and go out."""

import hashlib
import http.client
import time
from collections.abc import Callable
from typing import TypeVar

from django.core.files.base import ContentFile

from accounts.enums import Role
from accounts.models import User
from assessments.models import Answer, Citation, Period
from bench.memory import SIZE, Watch, watched
from bench.province import person, session_of
from bench.uploads import PART, Sender
from evidence.models import Document, DocumentVersion

FILES = 50
FILE_SIZE = SIZE // FILES
BLOCK = 256 * 1024
T = TypeVar("T")
WARM_UP = 8  # rounds, so that each process has done each thing, as in a running server


class Memory:
    """Each thing measured against the same server, idle before it."""

    def __init__(self, host: str, port: int, period: Period, pid: int) -> None:
        self.place, self.pid = (host, port), pid
        self.assessment = period.assessments.order_by("agency_code").first()
        self.member = person("anggota.arsip", Role.OPD_MEMBER, self.assessment.agency)
        self.session = session_of(self.member)
        self.sender = Sender(host, port, self.session)
        self.figures: dict[str, float] = {}
        self.growths: list[float] = []

    def measure(self) -> None:
        answers = list(Answer.objects.filter(assessment=self.assessment).in_order())
        for number in range(FILES):
            cite(answers[number % len(answers)], number, self.member)
        for _ in range(WARM_UP):
            self.sender.claim(self.sender.in_parts(2 * PART))
            self.sender.as_form(2 * PART)
            self.download(f"/assessments/{self.assessment.pk}/")
        have = DocumentVersion.objects.filter(size=SIZE).count()
        sent = self.watch("parts", lambda: self.sender.in_parts(SIZE))
        self.watch("claim", lambda: self.sender.claim(sent))
        self.watch("one form", lambda: self.sender.as_form(SIZE))
        address = f"/assessments/{self.assessment.pk}/evidence.zip"
        came = self.watch("archive", lambda: self.download(address))
        stored = DocumentVersion.objects.filter(size=SIZE).count() - have
        if came < SIZE or stored != 2:
            msg = f"{came} bytes came, {stored} files of {SIZE} bytes were stored."
            raise RuntimeError(msg)

    def watch(self, what: str, call: Callable[[], T]) -> T:
        started = time.monotonic()
        with watched(self.pid) as watch:
            found = call()
        self.note(what, watch, time.monotonic() - started)
        return found

    def note(self, what: str, watch: Watch, seconds: float) -> None:
        self.figures |= {f"{what}: seconds": seconds} | watch.figures(what)
        self.growths.append(watch.growth)

    def download(self, address: str) -> int:
        """Bytes received; none of them is kept."""
        connection = http.client.HTTPConnection(*self.place, timeout=120)
        cookie = {"Cookie": f"sessionid={self.session}"}
        connection.request("GET", address, headers=cookie)
        response = connection.getresponse()
        if response.status != http.HTTPStatus.OK:
            msg = f"{address}: {response.status}"
            raise RuntimeError(msg)
        received = 0
        while block := response.read(BLOCK):
            received += len(block)
        connection.close()
        return received


def cite(answer: Answer, number: int, by: User) -> None:
    """One more document of the agency, with bytes of its own, at an answer."""
    content = hashlib.sha256(str(number).encode()).digest() * (FILE_SIZE // 32)
    document = Document.objects.create(
        agency=answer.assessment.agency,
        title=f"Bukti {number}",
        kind="REPORT",
        created_by=by,
    )
    version = DocumentVersion(
        document=document,
        number=1,
        original_name="bukti.pdf",
        content_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
    )
    version.file.save("bukti.pdf", ContentFile(content), save=False)
    version.save()
    document.current = version
    document.save()
    Citation.objects.create(
        answer=answer, document=document, version=version, cited_by=by
    )
