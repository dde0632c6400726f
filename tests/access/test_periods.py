"""Two quarters side by side: one that is open, and one that is determined.

For every URL about an assessment the table holds in the determined quarter too. Who may
look may look; whatever is sent there is refused, and what was decided stays as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from assessments.enums import Status
from assessments.models import Answer, Assessment, Determination
from tests import test_access as matrix
from tests.access.rows import SCOPED_ROWS, each, missing, renamed, said, send
from tests.factories import PeriodFactory
from tests.test_access import SCOPED, expected, outcome, read

pytestmark = pytest.mark.django_db

R = Role
# What each object stands on: these makers begin with `world.assessment`.
OF_A_QUARTER = {
    matrix.assessment,
    matrix.answer,
    matrix.workbook_import,
    matrix.step,
    matrix.citation,
    matrix.message,
    matrix.mentoring,
    matrix.mentoring_follow_up,
    matrix.objection,
    matrix.shown_evidence,
    matrix.report,
}
ROWS = [row for row in SCOPED_ROWS if row.make in OF_A_QUARTER]
TOLD = ("accounts_auditevent", "django_session", "accounts_notice")


@pytest.fixture
def open_period(world):
    return world.period


@pytest.fixture
def determine(world, monkeypatch, open_period):
    """Makes things in a quarter of their own and determines it."""

    def make(maker, agency):
        period = PeriodFactory(year=2026, quarter=3, version=open_period.version)
        monkeypatch.setattr(world, "period", period)
        found = maker(world, agency)
        monkeypatch.setattr(world, "period", open_period)
        settle(world, period)
        return found

    return make


def settle(world, period):
    now, by = timezone.now(), world.secretary
    people = ("submitted_by", "verified_by", "finalised_by")
    times = ("submitted_at", "verified_at", "finalised_at", "determined_at")
    Assessment.objects.filter(period=period).update(
        status=Status.DETERMINED,
        **dict.fromkeys(people, by),
        **dict.fromkeys(times, now),
    )
    Determination.objects.create(
        period=period,
        number="3/BA/2026",
        decided_on=date(2026, 10, 1),
        place="Mamuju",
        instrument_code="kecil",
        instrument_sha256="0" * 64,
        inputs_sha256="0" * 64,
        determined_by=by,
    )


@each(ROWS)
def test_the_table_holds_in_a_determined_quarter(row, world, determine):
    for whose in ("own", "other"):
        with transaction.atomic():
            agency = getattr(world, whose)
            address = reverse(row.name, kwargs=determine(row.make, agency))
            asked = [(role, m) for role in sorted(row.roles) for m in row.methods]
            found = {
                (role, m): outcome(send(world.clients[role], m, address))
                for role, m in asked
            }
            transaction.set_rollback(True)

        assert found == {(role, m): expected(row, role, whose) for role, m in asked}


@each([row for row in ROWS if row.roles & SCOPED])
def test_a_determined_thing_of_another_answers_as_none(row, world, determine):
    arguments = determine(row.make, world.other)
    nothing = missing(arguments)
    role = min(row.roles & SCOPED)

    for method in row.methods:
        theirs, none = (
            said(send(world.clients[role], method, reverse(row.name, kwargs=given)))
            for given in (arguments, nothing)
        )

        assert theirs[0] == 404
        assert theirs == renamed(none, nothing.values(), arguments.values())


@dataclass(frozen=True)
class Change:
    """What a person sends, and would be written while the quarter is open.

    `data(world)` are the fields. The plan of what comes next is not among them: it is
    worked on after the quarter was determined.
    """

    url: str
    role: Role
    make: Callable
    data: Callable

    def __str__(self):
        return self.url


TYPED = {"level": "3", "facts": "Ada.", "analysis": "Cukup.", "version": "0"}


def typed(world):
    return TYPED


def member(world):
    return {"person": world.users[R.OPD_MEMBER].pk}


def chosen(world):
    answers = Answer.objects.filter(assessment__agency=world.own).order_by("pk")
    return member(world) | {"answers": [answers.first().pk]}


def own_document(world):
    return {"document": world.document(world.own).pk}


CHANGES = [
    Change("assessments:answer_save", R.OPD_MEMBER, matrix.answer, typed),
    Change("assessments:autosave", R.OPD_MEMBER, matrix.answer, typed),
    Change("assessments:cite", R.OPD_MEMBER, matrix.answer, own_document),
    Change(
        "assessments:link",
        R.OPD_MEMBER,
        matrix.answer,
        lambda world: {"url": "https://sulbarprov.go.id/berita", "title": "Berita"},
    ),
    Change("assessments:assign", R.OPD_COORDINATOR, matrix.assessment, chosen),
    Change("assessments:answer_assign", R.OPD_COORDINATOR, matrix.answer, member),
    Change(
        "assessments:obstacle",
        R.OPD_MEMBER,
        matrix.answer,
        lambda world: {"obstacle": "Belum ada SOP."},
    ),
    Change(
        "assessments:targets",
        R.OPD_COORDINATOR,
        matrix.assessment,
        lambda world: {"index": "3,50"},
    ),
    Change(
        "assessments:thread_send",
        R.OPD_MEMBER,
        matrix.answer,
        lambda world: {"message-text": "Apa yang kurang?"},
    ),
    Change(
        "assessments:amend",
        R.OPD_MEMBER,
        matrix.citation,
        lambda world: {"page": "3", "note": "Bab II"},
    ),
    Change("assessments:withdraw", R.OPD_MEMBER, matrix.citation, lambda world: {}),
    Change(
        "assessments:extend",
        R.SECRETARIAT,
        matrix.assessment,
        lambda world: {"until": "2026-12-20T12:00", "reason": "Gangguan jaringan."},
    ),
]


def written(client, address, data):
    """The tables that a request writes to, but for trail, session and notices."""
    found = set()

    def watch(execute, sql, params, many, context):
        word, *rest = sql.split(" ", 3)
        if word in {"INSERT", "UPDATE", "DELETE"}:
            table = rest[0] if word == "UPDATE" else rest[1]
            found.add(table.strip('"'))
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(watch):
        response = client.post(address, data)
        read(response)
        transaction.set_rollback(True)
    assert response.status_code < 500
    return {t for t in found if t not in TOLD and t.startswith("assessments_")}


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_what_is_written_in_an_open_quarter_is_not_in_a_determined_one(
    world, determine, change
):
    client = world.clients[change.role]

    with transaction.atomic():
        given = change.make(world, world.own)
        address = reverse(change.url, kwargs=given)
        in_the_open = written(client, address, change.data(world))
        transaction.set_rollback(True)
    address = reverse(change.url, kwargs=determine(change.make, world.own))
    in_the_other = written(client, address, change.data(world))

    assert in_the_open
    assert in_the_other == set()


# Throwing away what was never applied, and leaving a desk, change nothing decided.
HARMLESS = {"assessments:import_drop", "assessments:release"}


@each([row for row in ROWS if "POST" in row.methods and row.name not in HARMLESS])
def test_nothing_sent_empty_changes_a_determined_quarter(row, world, determine):
    """Buttons without fields among them: they need no more than a POST."""
    address = reverse(row.name, kwargs=determine(row.make, world.own))

    found = {role: written(world.clients[role], address, {}) for role in row.roles}

    assert not any(found.values()), found
