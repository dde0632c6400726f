"""What merge, split, rename and closing do, in the middle of a quarter."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import (
    Agency,
    AuditEvent,
    Invitation,
    MentorAssignment,
    Notice,
    Succession,
    User,
)
from assessments.actions import AssessmentError, cite, extend
from assessments.actions.determination import Minutes, determine
from assessments.clock import standing_in
from assessments.control_room import room_of
from assessments.enums import Status
from assessments.freezing import draft_of
from assessments.models import Answer, Assessment, Citation, FollowUp, PlannedPeriod
from evidence.models import Document
from reorganisations import actions
from reorganisations.choices import Choices
from reorganisations.enums import Kind, Rule, State
from reorganisations.models import Reorganisation
from reorganisations.plan import plan_of
from teams.enums import EndReason, NominationStatus
from teams.models import Membership, Nomination, Person, Seat, Team
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    DocumentFactory,
    MentorAssignmentFactory,
    PeriodFactory,
    UserFactory,
    small_version,
)
from tests.reorganisations.builders import (
    carry_out,
    confirm,
    draft,
    merge,
    new,
    put_in,
    rule_of,
    secretary,
    write,
    yesterday,
)
from tests.reports.builders import fill, finalise

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return (
        AgencyFactory(code="1.01", name="Dinas Koperasi"),
        AgencyFactory(code="1.02", name="Dinas Perdagangan"),
    )


def successor_of(made):
    return Agency.objects.get(code=made.chosen.new[0].code)


def of(agency, period):
    return Assessment.objects.get(agency=agency, period=period)


# Renaming


def test_renaming_keeps_the_row_the_code_and_the_old_name(pair):
    agency, _ = pair
    made = carry_out(
        Kind.RENAME, [agency], name="Dinas Koperasi dan UKM", short_name="Dinkop"
    )

    agency.refresh_from_db()
    old = agency.names.get()
    assert made.state == State.DONE
    assert (agency.code, agency.name, agency.short_name) == (
        "1.01",
        "Dinas Koperasi dan UKM",
        "Dinkop",
    )
    assert (old.name, old.starts_on, old.ends_on) == (
        "Dinas Koperasi",
        agency.opened_on,
        yesterday(),
    )
    assert old.legal_basis.startswith("Peraturan Daerah Nomor 7 Tahun 2025")


def test_a_second_renaming_begins_where_the_first_ended(pair):
    agency, _ = pair
    carry_out(Kind.RENAME, [agency], on=date(2026, 3, 1), name="B", short_name="B")
    carry_out(Kind.RENAME, [agency], on=date(2026, 5, 1), name="C", short_name="C")

    spans = agency.names.order_by("ends_on").values_list("name", "starts_on", "ends_on")
    assert list(spans) == [
        ("Dinas Koperasi", date(2026, 1, 1), date(2026, 3, 1)),
        ("B", date(2026, 3, 1), date(2026, 5, 1)),
    ]


def test_renaming_leaves_open_assessments_under_the_name_of_the_opening(pair):
    agency, _ = pair
    assessment = write(AssessmentFactory(agency=agency))
    carry_out(Kind.RENAME, [agency], name="Dinas Lain", short_name="Lain")

    assessment.refresh_from_db()
    assert (assessment.agency_name, assessment.state) == (
        "Dinas Koperasi",
        Status.FILLING,
    )


# Merging


def test_merging_closes_the_predecessors_and_writes_who_follows_whom(pair):
    made = merge(*pair, leading=pair[1].pk)

    successor = successor_of(made)
    rows = Succession.objects.order_by("predecessor__code").values_list(
        "predecessor", "successor", "is_leading", "is_direct"
    )
    assert set(Agency.objects.filter(closed_on=yesterday())) == set(pair)
    assert (successor.opened_on, successor.closed_on) == (yesterday(), None)
    assert list(rows) == [
        (pair[0].pk, successor.pk, False, True),
        (pair[1].pk, successor.pk, True, True),
    ]


def test_who_follows_a_follower_follows_the_first_too(pair):
    first = successor_of(merge(*pair))
    third = AgencyFactory(code="1.03", opened_on=date(2026, 1, 1))
    Agency.objects.filter(pk=first.pk).update(opened_on=date(2026, 1, 1))
    last = successor_of(merge(first, third, new=(new("2.91", "Dinas Akhir"),)))

    rows = Succession.objects.filter(successor=last)
    assert set(rows.direct().values_list("predecessor", flat=True)) == {
        first.pk,
        third.pk,
    }
    assert set(rows.values_list("predecessor", flat=True)) == {
        first.pk,
        third.pk,
        pair[0].pk,
        pair[1].pk,
    }


def test_a_successor_may_bear_the_name_of_one_that_ends(pair):
    made = merge(*pair, new=(new("2.90", "Dinas Koperasi"),))

    assert successor_of(made).name == "Dinas Koperasi"


def test_merging_into_a_standing_agency_closes_the_others_only(pair):
    merge(pair[0], successors=(pair[1].pk,))

    pair[0].refresh_from_db()
    pair[1].refresh_from_db()
    assert (pair[0].is_closed, pair[1].is_closed) == (True, False)


def test_the_leading_draft_goes_on_and_the_other_ends(pair):
    period = PeriodFactory()
    leading = write(AssessmentFactory(period=period, agency=pair[0]), "321")
    other = write(AssessmentFactory(period=period, agency=pair[1]), "555")
    document = DocumentFactory(agency=pair[0])
    head = UserFactory(role=Role.OPD_HEAD, agency=pair[0])
    citation = cite(leading.answers.get(indicator__code="I1"), document, by=head)
    step = FollowUp.objects.create(
        answer=leading.answers.get(indicator__code="I2"),
        level=3,
        step="Susun SOP.",
        added_by=secretary(),
    )
    until = timezone.now() + timedelta(days=40)
    extend(leading, until=until, reason="Gempa.", by=secretary())

    made = merge(*pair, leading=pair[0].pk)

    joined = of(successor_of(made), period)
    answers = {a.indicator.code: a for a in joined.answers.select_related("indicator")}
    copied = Citation.objects.get(answer=answers["I1"])
    leading.refresh_from_db()
    other.refresh_from_db()
    assert (joined.state, joined.extended_until) == (Status.FILLING, until)
    assert {c: a.self_level for c, a in answers.items()} == {"I1": 3, "I2": 2, "I3": 1}
    assert answers["I1"].facts == "Fakta 1.01."
    assert all(a.is_unconfirmed for a in answers.values())
    assert (copied.document, copied.carried_from) == (document, citation)
    assert FollowUp.objects.get(answer=answers["I2"]).carried_from == step
    assert (leading.state, other.state) == (Status.ENDED, Status.ENDED)
    assert "Dinas Baru" in leading.ended_reason
    assert leading.answers.get(indicator__code="I1").facts == "Fakta 1.01."


def test_texts_without_a_level_come_along(pair):
    period = PeriodFactory()
    leading = write(AssessmentFactory(period=period, agency=pair[0]))
    leading.answers.filter(indicator__code="I1").update(self_level=None)

    made = merge(*pair)

    answer = of(successor_of(made), period).answers.get(indicator__code="I1")
    assert (answer.self_level, answer.facts) == (None, "Fakta 1.01.")


def test_what_reviewers_have_is_finished_under_the_old_name(pair):
    period = PeriodFactory()
    sent = put_in(
        write(AssessmentFactory(period=period, agency=pair[0])), Status.SUBMITTED
    )
    made = merge(*pair, leading=pair[0].pk)

    successor = successor_of(made)
    sent.refresh_from_db()
    assert (sent.state, sent.carried_on_by) == (Status.SUBMITTED, successor)
    assert sent.agency_name == "Dinas Koperasi"
    assert not successor.assessments.exists()


@pytest.mark.parametrize("status", [Status.VERIFIED, Status.FINAL])
def test_what_waits_for_the_plenary_is_never_ended(pair, status):
    assessment = put_in(AssessmentFactory(agency=pair[0]), status)
    made = merge(*pair, **rule_of(assessment, Rule.END))

    assessment.refresh_from_db()
    assert (assessment.state, assessment.carried_on_by) == (status, successor_of(made))


def test_the_chosen_rule_is_followed(pair):
    period = PeriodFactory()
    one = write(AssessmentFactory(period=period, agency=pair[0]))
    two = write(AssessmentFactory(period=period, agency=pair[1]))
    rules = {str(one.pk): Rule.FINISH, str(two.pk): Rule.CARRY}
    made = merge(*pair, rules=rules)

    one.refresh_from_db()
    two.refresh_from_db()
    joined = of(successor_of(made), period)
    assert (one.state, two.state) == (Status.FILLING, Status.ENDED)
    assert joined.answers.get(indicator__code="I1").facts == "Fakta 1.02."


def test_two_drafts_cannot_both_go_on(pair):
    period = PeriodFactory()
    rules = {
        str(write(AssessmentFactory(period=period, agency=a)).pk): Rule.CARRY
        for a in pair
    }
    made = draft(Kind.MERGE, pair, new=(new(),), rules=rules)

    with pytest.raises(actions.ReorganisationError, match="hanya satu isian"):
        confirm(made)

    assert not Agency.objects.filter(closed_on__isnull=False).exists()


def test_the_drafts_of_a_standing_successor_are_its_own(pair):
    period = PeriodFactory()
    write(AssessmentFactory(period=period, agency=pair[1]), "444")
    gone = write(AssessmentFactory(period=period, agency=pair[0]))
    merge(pair[0], successors=(pair[1].pk,), **rule_of(gone, Rule.CARRY))

    gone.refresh_from_db()
    assert gone.state is Status.ENDED
    assert of(pair[1], period).answers.get(indicator__code="I1").self_level == 4


def test_all_ended_the_successor_takes_part_from_the_last_result(pair):
    past = PeriodFactory(year=2025, quarter=4)
    result = finalise(
        fill(AssessmentFactory(period=past, agency=pair[0]), "432", "432", "432")
    )
    determine_now(past)
    period = PeriodFactory(year=2026, quarter=1)
    empty = AssessmentFactory(period=period, agency=pair[0])
    made = merge(*pair, leading=pair[0].pk, **rule_of(empty, Rule.END))

    answers = of(successor_of(made), period).answers.order_by("indicator__position")
    assert [a.self_level for a in answers] == [4, 3, 2]
    assert {a.carried_from.assessment for a in answers} == {result}


def determine_now(period, number=""):
    minutes = Minutes(
        number=number or f"BA/{period.year}/{period.quarter}",
        decided_on=date(2026, 1, 5),
        place="Mamuju",
    )
    return determine(period, minutes=minutes, by=secretary())


# People


def test_accounts_move_and_second_heads_become_members(pair):
    heads = [UserFactory(role=Role.OPD_HEAD, agency=a) for a in pair]
    member = UserFactory(role=Role.OPD_MEMBER, agency=pair[1])
    gone = UserFactory(role=Role.OPD_MEMBER, agency=pair[1], is_active=False)
    assessor = UserFactory(role=Role.ASSESSOR, agency=pair[0])
    made = merge(*pair, leading=pair[1].pk)

    successor = successor_of(made)
    found = {
        u.pk: (u.role, u.agency)
        for u in User.objects.filter(
            pk__in=[*(h.pk for h in heads), member.pk, gone.pk, assessor.pk]
        )
    }
    assert found == {
        heads[0].pk: (Role.OPD_MEMBER, successor),
        heads[1].pk: (Role.OPD_HEAD, successor),
        member.pk: (Role.OPD_MEMBER, successor),
        gone.pk: (Role.OPD_MEMBER, pair[1]),
        assessor.pk: (Role.ASSESSOR, successor),
    }


def test_who_moves_is_told_once(pair):
    member = UserFactory(agency=pair[0])
    merge(*pair)

    notice = Notice.objects.get(user=member)
    assert "akun Anda sekarang di Dinas Baru" in notice.text


def test_invitations_are_revoked(pair):
    invited = Invitation.objects.create(
        email="a@example.invalid",
        role=Role.OPD_MEMBER,
        agency=pair[0],
        invited_by=secretary(),
        expires_at=timezone.now() + timedelta(days=7),
    )
    merge(*pair)

    invited.refresh_from_db()
    assert invited.revoked_at is not None


def test_terms_end_on_the_day_and_employees_go_on_at_the_successor(pair):
    user = UserFactory(agency=pair[0])
    person = Person.objects.create(agency=pair[0], name="Analis", user=user)
    seat = Membership.objects.create(
        team=Team.objects.create(agency=pair[0]),
        seat=Seat.objects.get(number=1),
        person=person,
        starts_on=date(2026, 1, 1),
        assigned_by=secretary(),
    )
    running = Nomination.objects.create(agency=pair[1], drafted_by=secretary())
    made = merge(*pair)

    seat.refresh_from_db()
    person.refresh_from_db()
    running.refresh_from_db()
    successor = successor_of(made)
    assert (seat.ends_on, seat.end_reason) == (yesterday(), EndReason.CLOSED)
    assert (person.agency, person.user.agency) == (successor, successor)
    assert running.state is NominationStatus.CANCELLED


def test_mentors_end_and_those_of_the_leading_agency_go_on(pair):
    led = MentorAssignmentFactory(agency=pair[0], is_lead=True)
    other = MentorAssignmentFactory(agency=pair[1])
    made = merge(*pair, leading=pair[0].pk)

    led.refresh_from_db()
    other.refresh_from_db()
    brought = MentorAssignment.objects.get(agency=successor_of(made))
    assert led.ended_at
    assert other.ended_at
    assert (brought.mentor, brought.is_lead) == (led.mentor, True)


def test_mentors_stay_while_a_review_is_finished_under_the_old_name(pair):
    assignment = MentorAssignmentFactory(agency=pair[0])
    put_in(AssessmentFactory(agency=pair[0]), Status.SUBMITTED)
    merge(*pair)

    assignment.refresh_from_db()
    assert assignment.ended_at is None


def test_nobody_mentors_the_agency_that_the_account_came_to(pair):
    mentor = UserFactory(role=Role.MENTOR, agency=pair[1])
    MentorAssignmentFactory(agency=pair[0], mentor=mentor)
    made = merge(*pair, leading=pair[0].pk)

    assert not MentorAssignment.objects.filter(agency=successor_of(made)).exists()


def test_a_planned_quarter_takes_the_successor_instead(pair):
    now = timezone.now()
    plan = PlannedPeriod.objects.create(
        year=2027,
        quarter=1,
        version=small_version(),
        opens_at=now + timedelta(days=1),
        filling_until=now + timedelta(days=2),
        review_until=now + timedelta(days=3),
        plenary_until=now + timedelta(days=4),
        planned_by=secretary(),
    )
    plan.agencies.set(pair)
    made = merge(*pair)

    assert list(plan.agencies.all()) == [successor_of(made)]


def test_agencies_below_stand_below_the_successor(pair):
    child = AgencyFactory(parent=pair[0])
    made = merge(*pair)

    child.refresh_from_db()
    assert child.parent == successor_of(made)


# Splitting


@pytest.fixture
def split():
    agency = AgencyFactory(code="1.09", name="Biro Umum dan Pimpinan")
    rows = (new("2.01", "Biro Umum"), new("2.02", "Biro Administrasi Pimpinan"))
    return agency, rows


def test_splitting_gives_each_successor_the_history_and_one_the_work(split):
    agency, rows = split
    period = PeriodFactory()
    open_ = write(AssessmentFactory(period=period, agency=agency))
    carry_out(Kind.SPLIT, [agency], new=rows, heir="n1")

    one, two = (Agency.objects.get(code=row.code) for row in rows)
    open_.refresh_from_db()
    carried = of(two, period).answers.get(indicator__code="I1")
    fresh = of(one, period).answers.get(indicator__code="I1")
    followers = Succession.objects.filter(predecessor=agency, is_leading=True)
    assert set(followers.values_list("successor", flat=True)) == {one.pk, two.pk}
    assert (open_.state, open_.carried_on_by) == (Status.ENDED, two)
    assert (carried.facts, fresh.facts) == ("Fakta 1.09.", "")


def test_each_account_of_a_split_goes_where_it_was_sent(split):
    agency, rows = split
    head, member = (
        UserFactory(role=role, agency=agency)
        for role in (Role.OPD_HEAD, Role.OPD_MEMBER)
    )
    person = Person.objects.create(agency=agency, name="Analis", user=member)
    without = Person.objects.create(agency=agency, name="Arsiparis")
    homes = {str(member.pk): "n1"}
    carry_out(Kind.SPLIT, [agency], new=rows, heir="n0", homes=homes)

    one, two = (Agency.objects.get(code=row.code) for row in rows)
    for row in (head, member, person, without):
        row.refresh_from_db()
    assert (head.agency, member.agency) == (one, two)
    assert (person.agency, without.agency) == (two, one)
    assert head.role == Role.OPD_HEAD


def test_a_split_into_a_standing_agency_leaves_its_head_alone(split):
    agency, rows = split
    standing = AgencyFactory(code="1.10")
    head = UserFactory(role=Role.OPD_HEAD, agency=agency)
    carry_out(
        Kind.SPLIT,
        [agency],
        new=rows[:1],
        successors=(standing.pk,),
        heir="n0",
        homes={str(head.pk): f"a{standing.pk}"},
    )

    head.refresh_from_db()
    assert (head.agency, head.role) == (standing, Role.OPD_MEMBER)
    assert not Succession.objects.get(successor=standing).is_leading


# Closing in the middle of a quarter


def test_closing_ends_the_draft_and_switches_the_accounts_off(pair):
    agency, _ = pair
    opened = write(AssessmentFactory(agency=agency))
    member = UserFactory(agency=agency)
    mentor = UserFactory(role=Role.MENTOR, agency=agency)
    carry_out(Kind.CLOSE, [agency])

    for row in (agency, opened, member, mentor):
        row.refresh_from_db()
    assert agency.is_closed
    assert (opened.state, opened.carried_on_by) == (Status.ENDED, None)
    assert (member.is_active, member.agency) == (False, agency)
    assert mentor.is_active


def test_closing_lets_the_reviewers_finish_what_was_sent(pair):
    agency, _ = pair
    sent = put_in(AssessmentFactory(agency=agency), Status.SUBMITTED)
    carry_out(Kind.CLOSE, [agency])

    sent.refresh_from_db()
    assert (sent.state, sent.carried_on_by) == (Status.SUBMITTED, None)


def test_closing_is_refused_while_another_stands_below(pair):
    agency, child = pair
    child.parent = agency
    child.save()
    made = draft(Kind.CLOSE, [agency])

    with pytest.raises(actions.ReorganisationError, match="masih berada di bawahnya"):
        confirm(made)


# An ended assessment waits for nobody


def test_an_ended_assessment_is_out_of_every_list_of_what_is_to_be_done(pair):
    period = PeriodFactory()
    ended = write(AssessmentFactory(period=period, agency=pair[0]))
    kept = AssessmentFactory(period=period)
    carry_out(Kind.CLOSE, [pair[0]])

    room = room_of(period)
    assert [line.assessment for line in room.lines] == [kept]
    assert [a.pk for a in room.ended] == [ended.pk]
    assert [a.pk for a in standing_in([period.pk])] == [kept.pk]
    assert [r.assessment_id for r in draft_of(period).results] == [kept.pk]


def test_an_ended_assessment_cannot_be_written_or_extended(pair):
    assessment = write(AssessmentFactory(agency=pair[0]))
    carry_out(Kind.CLOSE, [pair[0]])
    answer = assessment.answers.first()

    with pytest.raises(AssessmentError):
        cite(answer, DocumentFactory(agency=pair[0]), by=secretary())
    with pytest.raises(AssessmentError):
        extend(
            assessment,
            until=timezone.now() + timedelta(days=90),
            reason="Coba.",
            by=secretary(),
        )


def test_a_finished_one_is_determined_under_the_old_name(pair):
    period = PeriodFactory()
    one = finalise(
        fill(AssessmentFactory(period=period, agency=pair[0]), "444", "444", "444")
    )
    merge(*pair)
    found = determine_now(period).results.get()

    assert (found.assessment, found.agency_name, found.agency_code) == (
        one,
        "Dinas Koperasi",
        "1.01",
    )


# Confirming


def test_a_plan_that_changed_since_it_was_shown_is_not_confirmed(pair):
    made = draft(Kind.MERGE, pair, new=(new(),))
    seen = plan_of(made).sha256
    UserFactory(agency=pair[0])

    with pytest.raises(actions.ReorganisationError, match="Keadaan berubah"):
        actions.confirm(made, seen=seen, by=secretary())

    assert not Agency.objects.filter(code="2.90").exists()


def test_a_second_click_changes_nothing(pair):
    made = merge(*pair)
    again = actions.confirm(made, seen="", by=secretary())

    assert again.done_at == made.done_at
    assert Agency.objects.filter(code="2.90").count() == 1


def test_a_day_to_come_is_planned_and_nothing_changes_before(pair):
    made = merge(*pair, on=timezone.localdate() + timedelta(days=3))

    assert made.state == State.PLANNED
    assert not Agency.objects.filter(closed_on__isnull=False).exists()
    assert actions.carry_out(made) is False


def test_a_planned_one_can_be_cancelled(pair):
    made = merge(*pair, on=timezone.localdate() + timedelta(days=3))
    made = actions.cancel(made, reason="Ditunda.", by=secretary())

    assert (made.state, made.cancelled_reason) == (State.CANCELLED, "Ditunda.")


@pytest.mark.parametrize("reason", ["", "   "])
def test_cancelling_needs_a_reason(pair, reason):
    made = draft(Kind.MERGE, pair, new=(new(),))

    with pytest.raises(actions.ReorganisationError, match="Tulis alasan"):
        actions.cancel(made, reason=reason, by=secretary())


def test_what_was_done_cannot_be_cancelled_or_chosen_anew(pair):
    made = merge(*pair)

    with pytest.raises(actions.ReorganisationError, match="sudah dijalankan"):
        actions.cancel(made, reason="Salah.", by=secretary())
    with pytest.raises(actions.ReorganisationError, match="tidak berubah lagi"):
        actions.choose(made, Choices(), version=1, step="x", by=secretary())


def test_an_older_version_of_the_draft_is_refused(pair):
    made = draft(Kind.MERGE, pair, new=(new(),))

    with pytest.raises(actions.ReorganisationError, match="diubah di tempat lain"):
        actions.choose(made, Choices(), version=0, step="x", by=secretary())


def test_everything_is_in_the_trail_and_the_chain_holds(pair):
    UserFactory(role=Role.OPD_HEAD, agency=pair[0])
    write(AssessmentFactory(agency=pair[0]))
    made = merge(*pair)

    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    done = AuditEvent.objects.order_by("position").last()
    assert verbs >= {
        "agency.closed",
        "agency.registered",
        "assessment.ended",
        "assessment.joined",
        "user.moved",
    }
    assert (done.verb, done.subject_id) == ("reorganisation.done", str(made.pk))


def test_nothing_is_left_of_one_that_fails_on_the_way(pair, monkeypatch):
    made = draft(Kind.MERGE, pair, new=(new(),))

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("reorganisations.actions.steps.plans", fail)
    with pytest.raises(RuntimeError):
        confirm(made)

    made = Reorganisation.objects.get(pk=made.pk)
    assert made.state == State.DRAFT
    assert not Agency.objects.filter(closed_on__isnull=False).exists()
    assert not Document.objects.exists()
    assert not Answer.objects.exists()
