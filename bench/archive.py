"""(e) Memory of the web processes while 500 MB of evidence are downloaded as a ZIP."""

import hashlib
import http.client
import time

from django.core.files.base import ContentFile

from accounts.enums import Role
from assessments.models import Answer, Citation, Period
from bench.memory import MEGABYTE, resident, watched
from bench.province import person, session_of
from evidence.models import Document, DocumentVersion

FILES, SIZE = 50, 10 * MEGABYTE
BLOCK = 256 * 1024
GROWTH, GROWTH_ALLOWED = "MB more than idle (at most 50)", 50


def measure(host: str, port: int, period: Period, pid: int) -> dict[str, float]:
    assessment = period.assessments.order_by("agency_code").first()
    member = person("anggota.arsip", Role.OPD_MEMBER, assessment.agency)
    answers = list(Answer.objects.filter(assessment=assessment).in_order())
    for number in range(FILES):
        cite(answers[number % len(answers)], number, member)
    cookie = {"Cookie": f"sessionid={session_of(member)}"}
    address = f"/assessments/{assessment.pk}/"
    for _ in range(8):  # warms both processes, as a running server is
        download(host, port, address, cookie)
    idle = resident(pid)
    started = time.monotonic()
    with watched(pid) as watch:
        size = download(host, port, f"{address}evidence.zip", cookie)
    return {
        "MB downloaded": size / MEGABYTE,
        "seconds": time.monotonic() - started,
        "MB resident, idle": idle,
        "MB resident, most": watch.peak,
        GROWTH: watch.growth,
    }


def cite(answer: Answer, number: int, by: object) -> None:
    content = hashlib.sha256(str(number).encode()).digest() * (SIZE // 32)
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


def download(host: str, port: int, address: str, headers: dict[str, str]) -> int:
    """Bytes received; none of them is kept."""
    connection = http.client.HTTPConnection(host, port, timeout=120)
    connection.request("GET", address, headers=headers)
    response = connection.getresponse()
    if response.status != http.HTTPStatus.OK:
        raise RuntimeError(f"{address}: {response.status}")
    received = 0
    while block := response.read(BLOCK):
        received += len(block)
    connection.close()
    return received
