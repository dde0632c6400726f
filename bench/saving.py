"""(a) Autosaving one answer over HTTP against a bare view that writes one row."""

import http.client
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from assessments.models import Answer, Assessment, Period
from bench.province import person, session_of
from bench.uploads import FORM, TOKEN

SECONDS = 5
PEOPLE = 10
MOST_QUERIES = 12
QUERIES = f"queries of one save (at most {MOST_QUERIES})"


@dataclass
class Writer:
    """One person at one answer, over one connection."""

    host: str
    port: int
    session: str
    answer: Answer

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        self.versions = count(self.answer.version)
        self.cookies = f"sessionid={self.session}; csrftoken={TOKEN}"

    def post(self, path: str, fields: dict[str, object]) -> None:
        headers = {
            "Content-Type": FORM,
            "Cookie": self.cookies,
            "X-CSRFToken": TOKEN,
            "HX-Request": "true",
        }
        self.connection.request("POST", path, urlencode(fields), headers)
        response = self.connection.getresponse()
        body = response.read()
        if response.status != http.HTTPStatus.OK:
            msg = f"{path}: {response.status} {body[:300]!r}"
            raise RuntimeError(msg)

    def save(self) -> None:
        version = next(self.versions)
        self.post(f"/assessments/answers/{self.answer.pk}/autosave/", form(version))

    def bare(self) -> None:
        self.post("/bench/bare/", form(0) | {"text": "SK nomor 1."})


def form(version: int) -> dict[str, object]:
    facts = f"SK nomor {version}, pasal 3, halaman 4."
    analysis = "Memenuhi kriteria tingkat 3."
    return {"version": version, "level": 3, "facts": facts, "analysis": analysis}


def measure(host: str, port: int, period: Period) -> dict[str, float]:
    """Ratios of requests a second, saving to bare, and the queries of one save."""
    assessment = (
        Assessment.objects.filter(period=period).order_by("agency_code").first()
    )
    answers = list(Answer.objects.filter(assessment=assessment)[: PEOPLE + 1])
    members = [
        person(f"anggota{n}", Role.OPD_MEMBER, assessment.agency)
        for n in range(PEOPLE + 1)
    ]
    queries = queries_of_a_save(members[-1], answers[-1])
    writers = [
        Writer(host, port, session_of(member), answer)
        for member, answer in zip(members[:PEOPLE], answers, strict=False)
    ]
    figures: dict[str, float] = {QUERIES: queries}
    for people in (1, PEOPLE):
        bare, save = both(writers[:people])
        label = f"{people} at once"
        figures[f"bare writes a second, {label}"] = bare
        figures[f"saves a second, {label}"] = save
        figures[f"ratio, {label} (at least 0.5)"] = save / bare
    return figures


def queries_of_a_save(user: object, answer: Answer) -> int:
    client = Client(headers={"hx-request": "true"})
    client.force_login(user)  # type: ignore[arg-type]
    url = f"/assessments/answers/{answer.pk}/autosave/"
    client.post(url, form(answer.version))
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.post(url, form(answer.version + 1))
    if response.status_code != http.HTTPStatus.OK:
        raise RuntimeError(response.content[:300])
    return len(captured)


def both(writers: list[Writer]) -> tuple[float, float]:
    """Requests a second of bare and save, in turns so that both meet the same machine."""
    rates = {"bare": [], "save": []}
    for _ in range(3):
        for name in rates:
            rates[name].append(rate([getattr(writer, name) for writer in writers]))
    return max(rates["bare"]), max(rates["save"])


def rate(calls: list[Callable[[], None]]) -> float:
    def run(call: Callable[[], None]) -> int:
        done = 0
        while time.monotonic() < end:
            call()
            done += 1
        return done

    for call in calls:
        call()
    begin = time.monotonic()
    end = begin + SECONDS / 3
    with ThreadPoolExecutor(len(calls)) as pool:
        total = sum(pool.map(run, calls))
    return total / (time.monotonic() - begin)
