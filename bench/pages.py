"""(c) Queries of each main page with few and many agencies, (d) of a quarter's scores."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from assessments import queries
from assessments.enums import Status
from assessments.models import Answer, Assessment, Period
from bench.province import person


def counts(period: Period) -> dict[str, int]:
    """Queries of each page once the process is warm, logged in as who uses it."""
    first = period.assessments.order_by("agency_code").first()
    waiting = period.assessments.filter(status=Status.SUBMITTED).first()
    verified = period.assessments.filter(status=Status.VERIFIED).first()
    if not (first and waiting and verified):
        msg = "The province lacks a state."
        raise RuntimeError(msg)
    quarter = [period.year, period.quarter]
    member = person(f"anggota.{first.agency.code}", Role.OPD_MEMBER, first.agency)
    office = {
        role: person(role.lower(), role)
        for role in (Role.SECRETARIAT, Role.ASSESSOR, Role.AUDITOR)
    }
    mentor = person("pendamping", Role.MENTOR)
    secretary = office[Role.SECRETARIAT]
    pages = (
        ("OPD home", member, reverse("home")),
        ("overview", member, reverse("assessments:detail", args=[first.pk])),
        ("one indicator", member, url_of_answer("assessments:answer", first)),
        ("library", member, reverse("evidence:list")),
        ("assessments", secretary, reverse("assessments:list")),
        ("review queue", mentor, reverse("assessments:reviews")),
        ("review", mentor, url_of_answer("assessments:review", waiting)),
        ("plenary", office[Role.ASSESSOR], reverse("assessments:plenary")),
        (
            "plenary of one OPD",
            office[Role.ASSESSOR],
            reverse("assessments:plenary_detail", args=[verified.pk]),
        ),
        ("control room", secretary, reverse("assessments:period", args=quarter)),
        ("determination", secretary, reverse("assessments:determine", args=quarter)),
        ("results", secretary, reverse("assessments:results", args=[verified.pk])),
        ("teams", secretary, reverse("teams:list")),
        ("one team", member, reverse("teams:detail", args=[first.agency.code])),
        ("reports", secretary, reverse("reports:documents")),
        ("TPP", secretary, reverse("reports:exports")),
        ("people", secretary, reverse("accounts:people")),
        ("trail", office[Role.AUDITOR], reverse("accounts:trail")),
    )
    found = {name: queries_of_page(user, url) for name, user, url in pages}
    found["(d) scores of all assessments (at most 3)"] = queries_of(
        lambda: queries.scores_of_all(Assessment.objects.filter(period=period))
    )
    found["(d) standings of the quarter"] = queries_of(
        lambda: queries.standings_of(period)
    )
    return found


def url_of_answer(name: str, assessment: Assessment) -> str:
    answer = Answer.objects.filter(assessment=assessment).in_order().first()
    return reverse(name, args=[answer.pk])


def queries_of_page(user: object, url: str) -> int:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    client.get(url)  # warms the instrument's cache, as a running server has it

    def get() -> None:
        response = client.get(url, follow=True)
        if response.status_code != 200:
            msg = f"{url}: {response.status_code}"
            raise RuntimeError(msg)

    return queries_of(get)


def queries_of(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)
