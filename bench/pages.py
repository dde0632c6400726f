"""Queries of each page as agencies are added, and of a quarter's scores."""

import http
from collections.abc import Callable, Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from assessments import queries
from assessments.enums import Status
from assessments.models import Answer, Assessment, Period
from bench.province import person
from evidence.models import Document

Page = tuple[str, User, str]
MOST_QUERIES = 15
MOST_OF_SCORES = 3
SCORES = f"scores of all assessments (at most {MOST_OF_SCORES})"


def counts(period: Period) -> dict[str, int]:
    """Queries of each page once the process is warm, logged in as who uses it."""
    found = {
        name: queries_of_page(user, address)
        for name, user, address in (*_of_an_agency(period), *_of_the_offices(period))
    }
    found[SCORES] = queries_of(
        lambda: queries.scores_of_all(Assessment.objects.filter(period=period))
    )
    found["standings of the quarter"] = queries_of(lambda: queries.standings_of(period))
    return found


def _of_an_agency(period: Period) -> Iterator[Page]:
    assessment = period.assessments.order_by("agency_code").first()
    agency = assessment.agency
    member = person(f"anggota.{agency.code}", Role.OPD_MEMBER, agency)
    head = person(f"kepala.{agency.code}", Role.OPD_HEAD, agency)
    document = Document.objects.filter(agency=agency).first()
    yield "OPD home", member, reverse("home")
    yield "tasks", member, reverse("assessments:tasks")
    yield "assessments", member, reverse("assessments:list")
    for name in ("detail", "workload", "simulate", "workbook", "import"):
        address = reverse(f"assessments:{name}", args=[assessment.pk])
        yield f"assessment, {name}", member, address
    address = reverse("assessments:targets", args=[assessment.pk])
    yield "assessment, targets", head, address
    for name in ("answer", "library", "cite"):
        address = _of_first(f"assessments:{name}", assessment)
        yield f"indicator, {name}", member, f"{address}?document={document.pk}"
    for name in ("list", "upload", "link", "province"):
        yield f"documents, {name}", member, reverse(f"evidence:{name}")
    for name in ("detail", "describe"):
        address = reverse(f"evidence:{name}", args=[document.pk])
        yield f"document, {name}", member, address
    address = reverse("evidence:viewer", args=[document.current_id])
    yield "document, viewer", member, address
    yield "one team", member, reverse("teams:detail", args=[agency.code])
    address = reverse("reports:worksheet", args=[assessment.pk])
    yield "worksheet", member, address


def _of_the_offices(period: Period) -> Iterator[Page]:
    waiting = period.assessments.filter(status=Status.SUBMITTED).first()
    verified = period.assessments.filter(status=Status.VERIFIED).first()
    mentor = person("pendamping", Role.MENTOR)
    assessor = person("penilai", Role.ASSESSOR)
    secretary = person("sekretariat", Role.SECRETARIAT)
    auditor = person("inspektorat", Role.AUDITOR)
    yield "mentor home", mentor, reverse("home")
    yield "review queue", mentor, reverse("assessments:reviews")
    yield "review", mentor, _of_first("assessments:review", waiting)
    yield "formats", mentor, reverse("assessments:formats")
    yield "province, publish", mentor, reverse("evidence:publish")
    yield "assessor home", assessor, reverse("home")
    yield "plenary", assessor, reverse("assessments:plenary")
    address = reverse("assessments:plenary_detail", args=[verified.pk])
    yield "plenary of one OPD", assessor, address
    yield "secretariat home", secretary, reverse("home")
    for name in ("list", "control", "periods", "open"):
        yield f"quarters, {name}", secretary, reverse(f"assessments:{name}")
    for name in ("period", "determine"):
        quarter = [period.year, period.quarter]
        address = reverse(f"assessments:{name}", args=quarter)
        yield f"quarter, {name}", secretary, address
    for name in ("results", "extend"):
        address = reverse(f"assessments:{name}", args=[verified.pk])
        yield f"assessment, {name}", secretary, address
    yield "documents of all", secretary, reverse("evidence:list")
    yield "teams", secretary, reverse("teams:list")
    for name in ("documents", "exports", "rule_set_create"):
        yield f"reports, {name}", secretary, reverse(f"reports:{name}")
    for name in ("people", "add"):
        yield f"people, {name}", secretary, reverse(f"accounts:{name}")
    address = reverse("accounts:person", args=[mentor.uuid])
    yield "people, a mentor", secretary, address
    yield "auditor home", auditor, reverse("home")
    yield "trail", auditor, reverse("accounts:trail")


def _of_first(name: str, assessment: Assessment) -> str:
    answer = Answer.objects.filter(assessment=assessment).in_order().first()
    return reverse(name, args=[answer.pk])


def queries_of_page(user: User, url: str) -> int:
    client = Client()
    client.force_login(user)
    client.get(url)  # warms the instrument's cache, as a running server has it

    def get() -> None:
        response = client.get(url, follow=True)
        if response.status_code != http.HTTPStatus.OK:
            msg = f"{url}: {response.status_code}"
            raise RuntimeError(msg)

    return queries_of(get)


def queries_of(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)
