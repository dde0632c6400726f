"""Nothing of before: for who moved, was taken off, switched off or given another role.

Every session here began when its person still might; only the rows changed since.
"""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.actions import end_assignments
from accounts.enums import AgencyKind, NoticeKind, Role
from accounts.models import Agency, AuditEvent, MentorAssignment, Notice, User
from teams import actions as team_actions
from teams import registry_sheet
from teams.actions import keep_registry
from tests import test_access as matrix
from tests.access.rows import (
    LISTS,
    SCOPED_ROWS,
    address_and_arguments,
    contents_of,
    each,
    send,
)
from tests.factories import AgencyFactory, UserFactory
from tests.teams.builders import Proposal, person, seated
from tests.teams.test_nominations import decide
from tests.test_access import OPD, ROWS, outcome

pytestmark = pytest.mark.django_db

BEFORE = "Balai Asal"  # the name of the agency that is no longer theirs


def move_everybody(world):
    User.objects.filter(agency=world.own, role__in=OPD).update(agency=world.other)


def asked(row, world, roles):
    """What each role gets of an object of the agency of before, by each method."""
    address, _ = address_and_arguments(row, world, world.own)
    return {
        (role, method): send(world.clients[role], method, address).status_code
        for role in roles
        for method in row.methods
    }


def every_answer(row, roles, status):
    return {(role, method): status for role in roles for method in row.methods}


@each([row for row in SCOPED_ROWS if row.roles & OPD])
def test_who_moved_to_another_agency_reaches_nothing_of_the_first(row, world):
    roles = sorted(row.roles & OPD)
    move_everybody(world)

    assert asked(row, world, roles) == every_answer(row, roles, 404)


@each(ROWS)
def test_an_account_switched_off_is_out_in_the_middle_of_its_session(row, world):
    User.objects.update(is_active=False)
    address, _ = address_and_arguments(row, world, world.own)

    for role in sorted(row.roles):
        for method in row.methods:
            response = send(world.clients[role], method, address)

            assert response.status_code == 302
            assert response.url.startswith(reverse(settings.LOGIN_URL))


def ended(world):
    assigned = MentorAssignment.objects.filter(mentor=world.users[Role.MENTOR])
    end_assignments(list(assigned), by=world.secretary)


def over(world):
    yesterday = timezone.localdate() - timedelta(days=1)
    MentorAssignment.objects.update(ends_on=yesterday)


def not_begun(world):
    tomorrow = timezone.localdate() + timedelta(days=1)
    MentorAssignment.objects.update(starts_on=tomorrow)


def back_from_standing_in(world):
    """The mentor only ever stood in for another, whose days are over."""
    today = timezone.localdate()
    MentorAssignment.objects.update(
        stands_in_for=UserFactory(role=Role.MENTOR),
        reason="Cuti.",
        starts_on=today - timedelta(days=9),
        ends_on=today - timedelta(days=2),
    )


NO_LONGER = [ended, over, not_begun, back_from_standing_in]


@pytest.mark.parametrize("finish", NO_LONGER, ids=lambda finish: finish.__name__)
@each([row for row in SCOPED_ROWS if Role.MENTOR in row.roles])
def test_a_mentor_without_an_assignment_of_today_reaches_nothing(row, world, finish):
    finish(world)

    assert asked(row, world, [Role.MENTOR]) == every_answer(row, [Role.MENTOR], 404)


@each([row for row in SCOPED_ROWS if Role.MENTOR in row.roles])
def test_who_stands_in_today_reaches_what_the_absent_mentor_does(row, world):
    today = timezone.localdate()
    MentorAssignment.objects.update(
        stands_in_for=UserFactory(role=Role.MENTOR),
        reason="Cuti.",
        starts_on=today,
        ends_on=today,
    )
    address, _ = address_and_arguments(row, world, world.own)

    for method in row.methods:
        response = send(world.clients[Role.MENTOR], method, address)

        assert outcome(response) == "ya"


def other_role(role):
    """A role with little power; for the one that has it, another."""
    return Role.ADMIN if role is not Role.ADMIN else Role.AUDITOR


@each(ROWS)
def test_a_role_that_was_taken_away_opens_nothing(row, world):
    roles = [role for role in sorted(row.roles) if other_role(role) not in row.roles]
    for role in roles:
        User.objects.filter(pk=world.users[role].pk).update(role=other_role(role))

    assert asked(row, world, roles) == every_answer(row, roles, 403)


MAKERS = [
    matrix.step,
    matrix.citation,
    matrix.message,
    matrix.mentoring_follow_up,
    matrix.objection,
    matrix.report,
    matrix.decree,
    matrix.nomination,
    matrix.certificate,
    matrix.training,
    matrix.invitation,
    matrix.membership,
    matrix.workbook_import,
]


@pytest.fixture
def full(world, monkeypatch):
    """Objects of every kind at the agency of before, which bears a name of its own."""
    Agency.objects.filter(pk=world.own.pk).update(name=BEFORE, short_name=BEFORE)
    world.own.refresh_from_db()
    for role in sorted(matrix.SCOPED):
        Notice.objects.create(
            user=world.users[role],
            kind=NoticeKind.OPENED,
            key="lama",
            text=f"{BEFORE} menunggu.",
            url="/",
            agency=world.own,
        )
    made = world.assessment(world.own)
    monkeypatch.setattr(world, "assessment", lambda agency: made)
    for make in MAKERS:
        make(world, world.own)
    return world


def names_it(response):
    """Whether the agency of before stands anywhere in an answer, workbooks included."""
    data = response.content
    if data.startswith(b"PK"):
        data = contents_of(data)
    return BEFORE.encode() in data


def naming(world, role):
    """The lists that name the agency of before to the role."""
    return {
        row.name
        for row in LISTS
        if role in row.roles
        and names_it(world.clients[role].get(reverse(row.name), follow=True))
    }


@pytest.mark.parametrize("role", sorted(OPD))
def test_no_list_names_the_agency_that_somebody_left(full, role):
    named = naming(full, role)
    assert {"home", "accounts:notices", "teams:list"} <= named

    move_everybody(full)

    assert naming(full, role) == set()


@pytest.mark.parametrize("finish", NO_LONGER, ids=lambda finish: finish.__name__)
def test_no_list_names_the_agency_that_a_mentor_had(full, finish):
    """But for the notice that says that the work there is over."""
    named = naming(full, Role.MENTOR)
    assert {"home", "accounts:notices", "evidence:list", "teams:list"} <= named
    finish(full)
    Notice.objects.filter(key__startswith="mentor.ended").delete()

    assert naming(full, Role.MENTOR) == set()


def imported_by(world, user):
    """People of an agency on their way in, as somebody there brought them."""
    values = dict.fromkeys(registry_sheet.NAMES, "") | {"name": BEFORE}
    rows = [{"number": 2, "values": values, "faults": {}}]
    return keep_registry(file_name="r.xlsx", file_sha256="0" * 64, rows=rows, by=user)


@pytest.mark.parametrize("role", [Role.OPD_COORDINATOR, Role.SECRETARIAT])
@pytest.mark.parametrize(
    "name", ["registry", "registry_preview", "registry_apply", "registry_drop"]
)
def test_an_import_of_people_stays_where_its_sender_was(world, role, name):
    user = world.users[role]
    kept = imported_by(world, user)
    args = [] if name == "registry" else [kept.pk]
    address = reverse(f"teams:{name}", args=args)
    method = "POST" if name in {"registry_apply", "registry_drop"} else "GET"
    before = send(world.clients[role], method, address)
    User.objects.filter(pk=user.pk).update(
        role=Role.OPD_COORDINATOR, agency=world.other
    )

    after = send(world.clients[role], method, address)

    assert before.status_code in {200, 302}
    if name == "registry":
        assert "r.xlsx" in before.content.decode()
        assert "r.xlsx" not in after.content.decode()
    else:
        assert after.status_code == 404


# Who left a seat of the team


def vacated(place, new, secretary):
    team_actions.vacate(place, by=secretary)


def replaced(place, new, secretary):
    proposal = Proposal(place.team.agency)
    proposal.put(place.seat.number, person=new)
    proposal.propose()
    proposal.verify()
    decide(proposal)


def moved(place, new, secretary):
    team_actions.vacate(place, by=secretary)
    User.objects.filter(pk=place.person.user_id).update(is_active=True)
    elsewhere = AgencyFactory(kind=AgencyKind.DINAS)
    team_actions.move_person(place.person, elsewhere, by=secretary)


@pytest.fixture
def seat_of(world):
    """A seat held by the member of the matrix, whose session goes on."""

    def take(role):
        return seated(world.own, world.secretary, 2, user=world.users[role])

    return take


@pytest.mark.parametrize("leave", [vacated, replaced, moved], ids=lambda f: f.__name__)
@pytest.mark.parametrize("role", [Role.OPD_MEMBER, Role.OPD_COORDINATOR])
def test_who_left_the_team_is_out_at_once(world, seat_of, role, leave):
    place, client = seat_of(role), world.clients[role]
    new = person(world.own, world.secretary, name="Pengganti")
    address = reverse("teams:detail", args=[world.own.code])
    assert client.get(address).status_code == 200

    leave(place, new, world.secretary)

    response = client.get(address)
    assert response.status_code == 302
    assert response.url.startswith(reverse(settings.LOGIN_URL))
    told = AuditEvent.objects.filter(verb="user.left").order_by("position").last()
    assert told.subject_id == str(world.users[role].pk)


def test_a_head_keeps_the_account_that_is_not_of_a_seat(world, seat_of):
    team_actions.vacate(seat_of(Role.OPD_HEAD), by=world.secretary)

    client = world.clients[Role.OPD_HEAD]
    assert client.get(reverse("home")).status_code == 200


def test_who_changes_the_seat_keeps_the_account(world, seat_of):
    place = seat_of(Role.OPD_MEMBER)
    proposal = Proposal(world.own)
    proposal.put(2, "Pengganti")
    proposal.put(3, person=place.person)
    proposal.propose()
    proposal.verify()

    decide(proposal)

    client = world.clients[Role.OPD_MEMBER]
    assert client.get(reverse("home")).status_code == 200
    assert place.person.memberships.get(ends_on=None).seat.number == 3


def test_the_end_of_a_term_locks_nobody_out(world, seat_of):
    """Somebody has to name the next team, and to finish the quarter until it stands."""
    place = seat_of(Role.OPD_COORDINATOR)
    proposal = Proposal(world.own)
    proposal.put(2, person=place.person)
    proposal.propose()
    proposal.verify()
    decree = decide(proposal)

    assert team_actions.close_terms(decree.ends_on) == 1

    client = world.clients[Role.OPD_COORDINATOR]
    assert client.get(reverse("home")).status_code == 200


def test_nobody_frees_the_own_seat(world, seat_of):
    place = seat_of(Role.OPD_COORDINATOR)
    client = world.clients[Role.OPD_COORDINATOR]

    page = client.post(reverse("teams:vacate", args=[place.pk]), follow=True)

    assert "tidak dapat Anda kosongkan" in page.content.decode()
    place.refresh_from_db()
    assert place.ends_on is None
