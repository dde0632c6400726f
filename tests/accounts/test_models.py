from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Agency, AuditEvent, MentorAssignment, User
from tests.factories import AgencyFactory, MentorAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def refused(make, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make()


def test_agency_does_not_close_before_it_opens():
    refused(
        lambda: AgencyFactory(opened_on=date(2026, 1, 2), closed_on=date(2026, 1, 1)),
        "accounts_agency_closed_on_after_opened_on",
    )


def test_agency_name_is_unique_while_open():
    AgencyFactory(name="Dinas Sosial")

    refused(
        lambda: AgencyFactory(name="Dinas Sosial"),
        "accounts_agency_name_unique_while_open",
    )


def test_agency_name_is_free_again_after_closing():
    AgencyFactory(name="Dinas Sosial", closed_on=date(2026, 6, 1))

    assert AgencyFactory(name="Dinas Sosial").pk


def test_agency_is_not_its_own_parent():
    agency = AgencyFactory()
    agency.parent = agency

    refused(agency.save, "accounts_agency_not_its_own_parent")


def test_agency_role_needs_an_agency():
    refused(
        lambda: UserFactory(role=Role.OPD_HEAD, agency=None),
        "accounts_user_agency_of_agency_role",
    )


def test_role_is_a_known_one():
    refused(lambda: UserFactory(role="GUEST", agency=None), "accounts_user_known_role")


def test_assignment_does_not_end_before_it_starts():
    refused(
        lambda: MentorAssignmentFactory(
            starts_on=date(2026, 1, 2), ends_on=date(2026, 1, 1)
        ),
        "accounts_mentorassignment_ends_on_after_starts_on",
    )


def test_assignment_stands_once_at_a_time():
    standing = MentorAssignmentFactory()

    refused(
        lambda: MentorAssignmentFactory(mentor=standing.mentor, agency=standing.agency),
        "accounts_mentorassignment_once_at_a_time",
    )


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.SECRETARIAT, Role.AUDITOR])
def test_offices_see_every_agency(role):
    agencies = {AgencyFactory(), AgencyFactory()}

    assert set(Agency.objects.visible_to(UserFactory(role=role))) == agencies


def test_people_of_an_agency_see_it_alone():
    user = UserFactory(role=Role.OPD_MEMBER)
    AgencyFactory()

    assert list(Agency.objects.visible_to(user)) == [user.agency]


def test_mentors_see_what_is_assigned_today_and_never_their_own():
    mentor = UserFactory(role=Role.MENTOR, agency=AgencyFactory())
    today = timezone.localdate()
    seen = MentorAssignmentFactory(mentor=mentor, starts_on=today).agency
    MentorAssignmentFactory(mentor=mentor, starts_on=today + timedelta(days=1))
    MentorAssignmentFactory(mentor=mentor, ends_on=today - timedelta(days=1))

    assert list(Agency.objects.visible_to(mentor)) == [seen]
    assert MentorAssignment.objects.current().count() == 1


def test_a_mentor_is_never_assigned_to_the_own_agency():
    mentor = UserFactory(role=Role.MENTOR, agency=AgencyFactory())

    with pytest.raises(IntegrityError, match="perangkat daerahnya sendiri"):
        MentorAssignmentFactory(mentor=mentor, agency=mentor.agency)


def test_a_mentor_does_not_move_into_an_agency_under_the_own_care():
    assignment = MentorAssignmentFactory()

    with pytest.raises(IntegrityError, match="perangkat daerahnya sendiri"):
        User.objects.filter(pk=assignment.mentor_id).update(agency=assignment.agency)


def test_an_assignment_of_one_quarter_is_found_with_those_of_every_quarter():
    every, one, other = (
        MentorAssignmentFactory(year=year, quarter=quarter)
        for year, quarter in ((None, None), (2026, 4), (2026, 3))
    )

    assert set(MentorAssignment.objects.of_quarter(2026, 4)) == {every, one}
    assert other not in MentorAssignment.objects.of_quarter(2026, 4)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"year": 2026}, "year_complete"),
        ({"year": 2026, "quarter": 5}, "quarter_1_to_4"),
        ({"stands_in": True}, "substitute_explained"),
        ({"stands_in": True, "reason": "Cuti."}, "substitute_explained"),
    ],
)
def test_an_odd_assignment_is_refused(fields, rule):
    fields = dict(fields)
    if fields.pop("stands_in", False):
        fields["stands_in_for"] = UserFactory(role=Role.MENTOR)

    with pytest.raises(IntegrityError, match=rule):
        MentorAssignmentFactory(**fields)


def test_an_agency_has_one_lead_at_a_time():
    standing = MentorAssignmentFactory(is_lead=True)

    with pytest.raises(IntegrityError, match="one_lead_at_a_time"):
        MentorAssignmentFactory(agency=standing.agency, is_lead=True)


def test_administrators_see_no_agency():
    AgencyFactory()

    assert list(Agency.objects.visible_to(UserFactory(role=Role.ADMIN))) == []


def test_open_agencies_are_those_not_closed_on_the_day():
    closed = AgencyFactory(closed_on=date(2026, 6, 1))
    standing = AgencyFactory()

    assert list(Agency.objects.open_on(date(2026, 6, 1))) == [standing]
    assert set(Agency.objects.open_on(date(2026, 5, 31))) == {closed, standing}


def test_people_see_active_colleagues_only():
    user = UserFactory()
    colleague = UserFactory(agency=user.agency)
    UserFactory(agency=user.agency, is_active=False)
    UserFactory()

    assert set(User.objects.visible_to(user)) == {user, colleague}


def test_a_superuser_is_an_administrator():
    user = User.objects.create_superuser("root", email="root@example.invalid", name="A")

    assert user.role == Role.ADMIN


def test_the_trail_is_seen_with_its_permission_only():
    AuditEvent.objects.create(verb="x", subject_type="y", subject_id="1", actor="z")

    assert AuditEvent.objects.visible_to(UserFactory(role=Role.AUDITOR)).count() == 1
    assert AuditEvent.objects.visible_to(UserFactory(role=Role.ADMIN)).count() == 0
