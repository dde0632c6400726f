"""Ids in the fields of a form: of another agency or another quarter, they name nothing.

Each field is sent three times: with an id of the own, which is taken or refused for
what it is; with another's; and with one of nothing. The last two answers are the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.enums import Role
from tests import test_access as matrix
from tests.access.rows import NOWHERE, renamed, said, send
from tests.factories import (
    AssessmentFactory,
    MentorAssignmentFactory,
    PeriodFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

R = Role


def document(world, agency):
    return world.document(agency).pk


def employee(world, agency):
    return world.person(agency).pk


def account(world, agency):
    return UserFactory(agency=agency, name="Rekan").pk


def agency(world, agency):
    return agency.pk


@dataclass(frozen=True)
class Field:
    """`name` of the form at `url`; `make` gives an id that belongs to an agency.

    `more` are the other fields, so that nothing else is refused.
    """

    url: str
    role: Role
    own: Callable
    name: str
    make: Callable
    more: dict = field(default_factory=dict)

    def __str__(self):
        return f"{self.url}-{self.name}"


TASKS = {
    "task-TOTAL_FORMS": "1",
    "task-INITIAL_FORMS": "0",
    "task-0-text": "Susun SOP.",
    "task-0-due_on": "2026-12-20",
    "held_on": "2026-11-02",
    "place": "Ruang rapat",
    "subjects": "Bukti.",
}
STEP = {"level": "3", "step": "Susun SOP."}

FIELDS = [
    Field("assessments:cite", R.OPD_MEMBER, matrix.answer, "document", document),
    Field(
        "assessments:objection_evidence",
        R.OPD_HEAD,
        matrix.objection,
        "document",
        document,
    ),
    Field(
        "assessments:certificate_file",
        R.OPD_COORDINATOR,
        matrix.certificate,
        "document",
        document,
    ),
    Field(
        "assessments:answer_assign", R.OPD_COORDINATOR, matrix.answer, "person", account
    ),
    Field("assessments:step_add", R.OPD_MEMBER, matrix.answer, "person", account, STEP),
    Field(
        "assessments:mentoring_record",
        R.MENTOR,
        matrix.assessment,
        "task-0-owner",
        account,
        TASKS,
    ),
    Field(
        "teams:nominate",
        R.OPD_COORDINATOR,
        matrix.seat_of_nomination,
        "person",
        employee,
    ),
    Field("teams:seat", R.OPD_COORDINATOR, matrix.seat, "person", employee),
    Field(
        "teams:person_add",
        R.OPD_COORDINATOR,
        matrix.team,
        "user",
        account,
        {"name": "Pegawai"},
    ),
    Field(
        "teams:person_correct",
        R.OPD_COORDINATOR,
        matrix.employee,
        "user",
        account,
        {"name": "Pegawai"},
    ),
    Field(
        "accounts:invitations",
        R.OPD_COORDINATOR,
        lambda world, agency: {},
        "agency",
        agency,
        {"email": "baru@example.invalid", "role": R.OPD_MEMBER},
    ),
]


class Answer:
    """Equal to another one that says the same of its own values."""

    def __init__(self, said, values):
        self.said, self.values = said, values
        self.status = said[0]

    def __eq__(self, other):
        return self.said == renamed(other.said, other.values, self.values)

    __hash__ = None


def nothing_like(value):
    return NOWHERE if isinstance(value, int) else uuid4()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
@pytest.mark.parametrize("sent", FIELDS, ids=str)
def test_an_id_of_another_agency_is_taken_for_none(world, client_for, sent, headers):
    address = reverse(sent.url, kwargs=sent.own(world, world.own))
    mine, theirs = sent.make(world, world.own), sent.make(world, world.other)
    none = nothing_like(theirs)
    client = client_for(world.users[sent.role])

    def ask(value):
        data = sent.more | {sent.name: value}
        response = send(client, "POST", address, data, headers=headers)
        return Answer(said(response), [value])

    foreign, empty, own = ask(theirs), ask(none), ask(mine)  # its sentence comes next

    assert foreign == empty
    assert foreign.status == 422
    assert own != foreign


def test_a_document_in_the_address_of_a_citation_is_the_own(world, client_for):
    address = reverse("assessments:cite", kwargs=matrix.answer(world, world.own))
    client = client_for(world.users[R.OPD_MEMBER])

    def ask(value):
        response = send(client, "GET", address, QUERY_STRING=f"document={value}")
        return Answer(said(response), [value])

    mine, theirs = ask(document(world, world.own)), ask(document(world, world.other))

    assert mine.status == 200
    assert theirs.status == 404
    assert theirs == ask(uuid4())


# Another agency's or another quarter's among many that are ticked


@pytest.fixture
def earlier(world):
    """The own assessment of the quarter before, which is open too."""
    period = PeriodFactory(year=2026, quarter=3, version=world.period.version)
    return AssessmentFactory(period=period, agency=world.own)


@pytest.fixture
def now(world):
    return world.assessment(world.own)


def test_only_indicators_of_the_assessment_are_assigned(
    world, client_for, now, earlier
):
    theirs = world.assessment(world.other).answers.first().pk
    mine = now.answers.first().pk
    person = world.users[R.OPD_MEMBER].pk
    address = reverse("assessments:assign", args=[now.pk])
    client = client_for(world.users[R.OPD_COORDINATOR])

    def ask(*answers):
        data = {"answers": answers, "person": person}
        return Answer(said(send(client, "POST", address, data)), answers)

    foreign = ask(mine, theirs)
    assert foreign.status == 422
    assert foreign == ask(mine, uuid4())
    assert ask(mine, earlier.answers.first().pk) == ask(mine, uuid4())
    assert ask(mine).status == 302


def test_only_agencies_of_the_quarter_are_reminded(world, client_for, now, earlier):
    address = reverse("assessments:remind", args=[2026, 4])
    client = client_for(world.users[R.SECRETARIAT])

    def ask(*assessments):
        data = {"assessments": assessments}
        return Answer(said(send(client, "POST", address, data)), assessments)

    foreign = ask(now.pk, earlier.pk)
    assert foreign.status == 422
    assert foreign == ask(now.pk, uuid4())
    assert ask(now.pk).status == 302


@pytest.mark.parametrize("name", ["mentors_end", "mentors_lead"])
def test_only_assignments_of_the_quarter_are_ended_and_led(
    world, client_for, now, name
):
    here = MentorAssignmentFactory(
        mentor=UserFactory(role=R.MENTOR), agency=world.own, year=2026, quarter=4
    )
    elsewhere = MentorAssignmentFactory(
        mentor=UserFactory(role=R.MENTOR), agency=world.own, year=2026, quarter=3
    )
    address = reverse(f"assessments:{name}", args=[2026, 4])
    client = client_for(world.users[R.SECRETARIAT])

    def ask(value):
        response = send(client, "POST", address, {"assignment": value})
        return Answer(said(response), [value])

    foreign = ask(elsewhere.pk)

    assert foreign == ask(NOWHERE)
    assert foreign.status == 422
    assert ask(here.pk).status == 302


def test_a_correction_takes_indicators_and_documents_of_its_assessment(
    world, client_for
):
    determined = world.determined(world.own)
    correction = world.correction()
    other = world.assessment(world.other).answers.first()
    address = reverse(
        "assessments:correction_add", args=[correction.pk, determined.assessment_id]
    )
    client = client_for(world.users[R.SECRETARIAT])
    whole = {
        "answer": determined.pk,
        "level": "2",
        "reason": "Salah baca.",
        "source": "LHP",
    }

    def ask(name, value):
        response = send(client, "POST", address, whole | {name: value})
        return Answer(said(response), [value])

    for name, theirs in (
        ("answer", other.pk),
        ("document", world.document(world.other).pk),
    ):
        foreign = ask(name, theirs)

        assert foreign.status == 422
        assert foreign == ask(name, uuid4())
    assert ask("document", world.document(world.own).pk) != ask("document", uuid4())


def test_a_correction_opens_assessments_of_its_quarter_alone(
    world, client_for, earlier
):
    mine = world.determined(world.own)
    address = reverse("assessments:correction", args=[world.correction().pk])
    client = client_for(world.users[R.SECRETARIAT])

    def ask(value):
        response = send(client, "GET", address, QUERY_STRING=f"assessment={value}")
        return Answer(said(response), [value])

    assert ask(earlier.pk) == ask(uuid4())
    assert ask(mine.assessment_id) != ask(uuid4())


def test_a_sitting_decides_on_its_quarter_alone(world, client_for, earlier):
    session = matrix.session(world, world.own)["pk"]
    address = reverse("assessments:session_decide", args=[session])
    client = client_for(world.users[R.ASSESSOR])
    answer = earlier.answers.first()

    def ask(value):
        data = {"item": value, "only": value, f"{value}_level": "4"}
        return Answer(said(send(client, "POST", address, data)), [value])

    foreign = ask(answer.pk)

    assert foreign.status == 422
    assert foreign == ask(uuid4())


def test_a_decree_decides_only_nominations_that_are_verified(world, client_for):
    waiting = matrix.nomination(world, world.own)["pk"]
    address = reverse("assessments:decree_issue")
    client = client_for(world.users[R.SECRETARIAT])

    def ask(value):
        data = {"nominations": value, "number": "1", "decreed_on": date(2026, 1, 2)}
        return Answer(said(send(client, "POST", address, data)), [value])

    assert ask(waiting) == ask(uuid4())
    assert ask(waiting).status == 422
