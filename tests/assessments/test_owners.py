import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import NoticeKind, Role
from accounts.models import AuditEvent, Notice
from assessments import actions
from assessments.actions import AssessmentError
from assessments.control_room import room_of, summaries_of
from assessments.enums import Decision, Outcome, Status
from assessments.models import (
    Answer,
    Assessment,
    Citation,
    Determination,
    IndicatorOwner,
    Review,
    Verdict,
)
from assessments.owners import owned_by, proposals_of, unready_of
from assessments.queries import overview_of
from assessments.recomputation import recompute
from assessments.submission import submission_of
from evidence.models import DocumentVersion
from instruments.actions import publish
from instruments.definition import load
from reports.content.frozen import export_items, minutes_inputs
from reports.content.minutes import read_minutes
from tests.assessments.conftest import forget_notices
from tests.assessments.governments import World, deadlines, government_factory
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    MentorAssignmentFactory,
    PeriodFactory,
    UserFactory,
    small_version,
)

ROOT = Path(__file__).resolve().parents[2]
NATIONAL = ROOT / "fixtures/instruments/permenpanrb-59-2020.yaml"

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return World()


# Opening a quarter with two instruments


def test_a_government_takes_part_with_an_instrument_of_its_own():
    units, nation = small_version(), small_version("nasional")
    government, office = government_factory(), AgencyFactory()

    period = actions.open_period(
        2026,
        4,
        version=units,
        government_version=nation,
        agencies=[government, office],
        deadlines=deadlines(),
        by=UserFactory(role=Role.SECRETARIAT),
    )

    used = {a.agency: a.version for a in period.assessments.all()}
    assert used == {government: nation, office: units}
    answers = Answer.objects.filter(assessment__agency=government)
    assert {answer.indicator.version for answer in answers} == {nation}


def test_a_government_without_an_instrument_is_refused():
    with pytest.raises(AssessmentError, match="instrumen untuk pemerintah daerah"):
        actions.open_period(
            2026,
            4,
            version=small_version(),
            agencies=[government_factory()],
            deadlines=deadlines(),
            by=UserFactory(role=Role.SECRETARIAT),
        )


def test_the_governments_instrument_is_pinned(world):
    world.period.government_version = small_version("lain")

    with pytest.raises(IntegrityError, match="instrumen pemerintah daerahnya"):
        world.period.save()


# Setting owners


def test_set_owners_writes_owner_history_event_and_notice(world):
    forget_notices()
    count = actions.set_owners(
        world.assessment,
        [world.answer("I2"), world.answer("I3")],
        owner=world.a.agency,
        reason="Tugas dan fungsi berpindah.",
        by=world.secretary,
    )

    assert count == 2
    assert world.answer("I2").owner == world.a.agency
    newest = IndicatorOwner.objects.newest_first()[:2]
    assert {row.answer.indicator.code for row in newest} == {"I2", "I3"}
    assert {row.agency for row in newest} == {world.a.agency}
    event = AuditEvent.objects.filter(verb="answer.owner_set").order_by("-pk")[1]
    assert event.data["was"] == world.b.agency.code
    told = Notice.objects.filter(kind=NoticeKind.ASSIGNED)
    assert {n.user for n in told.filter(agency=world.a.agency)} == {
        world.a.member,
        world.a.head,
    }
    assert {n.user for n in told.filter(agency=world.b.agency)} == {
        world.b.member,
        world.b.head,
    }


def test_set_owners_needs_a_reason_to_replace_one(world):
    with pytest.raises(AssessmentError, match="alasan"):
        world.own("I1", world.b)

    assert world.answer("I1").owner == world.a.agency


def test_set_owners_takes_no_government_and_no_closed_unit(world):
    closed = AgencyFactory(closed_on=date(2026, 2, 1))
    for agency in (closed, world.government):
        with pytest.raises(AssessmentError, match="tidak dapat menjadi"):
            actions.set_owners(
                world.assessment,
                [world.answer("I3")],
                owner=agency,
                by=world.secretary,
            )


def test_set_owners_is_for_governments_only(world):
    other = AssessmentFactory(period=world.period, agency=world.a.agency)

    with pytest.raises(AssessmentError, match="hanya ada pada pemerintah daerah"):
        actions.set_owners(
            other, other.answers.all(), owner=world.b.agency, by=world.secretary
        )


def test_set_owners_is_refused_while_mentors_review(world):
    world.submit()

    with pytest.raises(AssessmentError, match="penanggung jawabnya"):
        world.own("I1", world.b, reason="Berpindah.")


def test_a_replaced_owner_loses_its_assignments(world):
    answer = world.answer("I1")
    actions.assign([answer], assignee=world.a.member, by=world.a.head)

    world.own("I1", world.b, reason="Berpindah.")

    answer = world.answer("I1")
    assert answer.assignment.assignee is None
    actions.assign([answer], assignee=world.b.member, by=world.b.head)


def test_owners_of_the_last_quarter_are_a_proposal_until_they_are_taken(world):
    following = AssessmentFactory(
        period=PeriodFactory(
            year=world.period.year + 1,
            quarter=1,
            government_version=world.assessment.version,
        ),
        agency=world.government,
        version=world.assessment.version,
    )
    first, second, third = following.answers.in_order()

    assert proposals_of(following) == {
        first.pk: world.a.agency,
        second.pk: world.b.agency,
    }
    assert not Answer.objects.visible_to(world.a.member).filter(assessment=following)

    assert actions.accept_proposals(following, by=world.head) == 2
    assert following.answers.get(pk=first.pk).owner == world.a.agency
    assert following.answers.get(pk=third.pk).owner is None
    with pytest.raises(AssessmentError, match="Tidak ada usulan"):
        actions.accept_proposals(following, by=world.head)


# What the database keeps


def test_only_a_governments_indicator_has_an_owner(world):
    other = AssessmentFactory(period=world.period, agency=world.a.agency)

    with pytest.raises(IntegrityError, match="hanya ada pada"), transaction.atomic():
        other.answers.update(owner=world.b.agency)
    with pytest.raises(IntegrityError, match="hanya ada pada"), transaction.atomic():
        world.assessment.answers.update(owner=world.government)


def test_changes_of_owners_stay_on_record(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        IndicatorOwner.objects.update(reason="Lain.")
    with pytest.raises(IntegrityError), transaction.atomic():
        IndicatorOwner.objects.all().delete()


def test_the_database_refuses_a_decision_by_the_owners_people(world):
    world.submit()
    answer = world.answer("I1")
    inside = UserFactory(role=Role.MENTOR, agency=world.a.agency)
    outside = UserFactory(role=Role.MENTOR, agency=world.b.agency)
    made = {"answer": answer, "round": 1, "decision": Decision.ACCEPTED}
    made |= {"self_level": 3, "level": 3}

    with pytest.raises(IntegrityError, match="sendiri"), transaction.atomic():
        Review.objects.create(**made, decided_by=inside)
    with pytest.raises(IntegrityError, match="sendiri"), transaction.atomic():
        Verdict.objects.create(
            citation=answer.citations.get(),
            round=1,
            level=3,
            outcome=Outcome.YES,
            decided_by=inside,
        )
    with pytest.raises(IntegrityError, match="sendiri"), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(
            final_level=3, final_at=answer.saved_at, final_by=inside
        )
    Review.objects.create(**made, decided_by=outside)


# Who writes


def test_only_the_owners_people_write_an_owned_indicator(world):
    answer = world.answer("I1")
    typed = {"version": 0, "self_level": 2, "facts": "SK.", "analysis": "Ya."}

    for other in (world.b.member, world.c.member, world.member, world.head):
        with pytest.raises(AssessmentError, match="diisi oleh Dinas A"):
            actions.save_answer(answer, **typed, by=other)
    with pytest.raises(AssessmentError, match="diisi oleh Pemprov Uji"):
        actions.save_answer(world.answer("I3"), **typed, by=world.a.member)

    assert actions.save_answer(answer, **typed, by=world.a.member).self_level == 2


def test_evidence_comes_from_the_owners_library(world):
    answer = world.answer("I1")

    with pytest.raises(AssessmentError, match="bukan milik"):
        actions.cite(answer, world.document, by=world.a.member)
    with pytest.raises(AssessmentError, match="bukan milik"):
        actions.cite(answer, world.b.document, by=world.a.member)

    made = actions.cite(answer, world.a.document, by=world.a.member)
    with pytest.raises(AssessmentError, match="diisi oleh"):
        actions.withdraw_citation(made, by=world.member)


def test_work_is_given_to_the_owners_people_by_the_owner(world):
    answer = world.answer("I1")

    with pytest.raises(AssessmentError, match="bukan anggota"):
        actions.assign([answer], assignee=world.member, by=world.a.head)
    with pytest.raises(AssessmentError, match="diisi oleh"):
        actions.assign([answer], assignee=world.a.member, by=world.head)


def test_the_government_objects_and_no_owner(world):
    world.submit().review(I1=(Decision.ADJUSTED, 2, "Belum disahkan."))

    with pytest.raises(AssessmentError, match="diajukan oleh Pemprov Uji"):
        actions.raise_objection(world.answer("I1"), reason="Ada.", by=world.a.head)
    actions.raise_objection(world.answer("I1"), reason="Ada.", by=world.head)


def test_nobody_decides_on_an_indicator_of_the_own_unit(world):
    world.submit()
    inside = UserFactory(role=Role.MENTOR, agency=world.a.agency)
    MentorAssignmentFactory(mentor=inside, agency=world.government)

    with pytest.raises(AssessmentError, match="sendiri"):
        actions.claim(world.answer("I1"), by=inside)
    with pytest.raises(AssessmentError, match="sendiri"):
        actions.review(world.answer("I1"), decision=Decision.ACCEPTED, by=inside)
    with pytest.raises(AssessmentError, match="sendiri"):
        actions.judge_citation(
            world.answer("I1").citations.get(),
            outcome=Outcome.YES,
            level=3,
            by=inside,
        )
    actions.review(world.answer("I2"), decision=Decision.ACCEPTED, by=inside)


def test_an_assessor_of_an_owner_sets_no_final_level(world):
    world.submit().review()
    actions.accept_verification(world.assessment, by=world.head)
    inside = UserFactory(role=Role.ASSESSOR, agency=world.a.agency)

    with pytest.raises(AssessmentError, match="penilai lain"):
        actions.finalise(world.assessment, by=inside)
    with pytest.raises(AssessmentError, match="sendiri"):
        actions.flag(world.answer("I1"), reason="Periksa.", by=inside)

    actions.finalise(world.assessment, by=world.assessor)


# Who sees


def test_an_owner_sees_its_own_indicators_and_no_more(world):
    for code in ("I1", "I2", "I3"):
        world.fill(code)

    def seen(user):
        answers = Answer.objects.visible_to(user)
        return set(answers.values_list("indicator__code", flat=True))

    assert seen(world.a.member) == {"I1"}
    assert seen(world.b.head) == {"I2"}
    assert seen(world.c.member) == set()
    assert seen(world.member) == {"I1", "I2", "I3"}
    for person in (world.a.member, world.c.head):
        assert not Assessment.objects.visible_to(person)
    cited = Citation.objects.visible_to(world.a.member)
    assert {citation.document for citation in cited} == {world.a.document}
    # a mentor or an account without a fitting role of the same unit gains nothing
    assert seen(UserFactory(role=Role.MENTOR, agency=world.a.agency)) == set()


def test_a_cited_file_is_open_to_the_government_and_its_mentors_alone(world):
    world.fill("I1")
    file = world.a.document.current

    def opens(user):
        return DocumentVersion.objects.visible_to(user).filter(pk=file.pk).exists()

    assert [opens(u) for u in (world.a.member, world.member, world.mentor)] == [
        True
    ] * 3
    assert not opens(world.b.member)
    assert not opens(world.c.head)
    assert not opens(UserFactory(role=Role.MENTOR))
    other = world.a.document.versions.create(
        number=2,
        original_name="lain.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        file="lain.pdf",
        reason="Diperbarui.",
        uploaded_by=world.a.member,
    )
    assert not DocumentVersion.objects.visible_to(world.mentor).filter(pk=other.pk)


def test_an_owner_that_is_replaced_loses_sight_and_its_evidence_stays(world):
    answer = world.fill("I1")

    world.own("I1", world.b, reason="Berpindah.")

    assert not Answer.objects.visible_to(world.a.member)
    assert owned_by(world.a.member) == []
    standing = answer.citations.get()
    assert standing.withdrawn_at is None
    assert standing.document.agency == world.a.agency
    file = DocumentVersion.objects.visible_to(world.b.member)
    assert not file.filter(pk=standing.version_id)
    with pytest.raises(AssessmentError, match="diisi oleh Dinas B"):
        actions.withdraw_citation(standing, by=world.a.member)


# What is sent, returned and reminded of


def test_submit_names_the_owners_that_are_not_ready(world):
    world.fill("I1")

    submission = submission_of(overview_of(world.fresh()), world.head)
    assert submission.owners == (("Dinas B", 1),)
    with pytest.raises(AssessmentError, match="Dinas B: 1 indikator"):
        actions.submit(world.assessment, by=world.head)


def test_owners_are_reminded_once_a_day(world):
    world.fill("I1")
    forget_notices()
    assert unready_of(world.assessment) == {world.b.agency: 1}

    owners = [world.a.agency, world.b.agency]
    told = actions.remind_owners(world.assessment, owners, by=world.head)

    assert told == [world.b.agency]
    notices = Notice.objects.filter(kind=NoticeKind.REMINDED)
    assert {n.user for n in notices} == {world.b.member, world.b.head}
    with pytest.raises(AssessmentError, match="Tidak ada yang diingatkan"):
        actions.remind_owners(world.assessment, owners, by=world.head)


def test_an_owner_learns_what_was_returned_and_mends_it(world):
    world.submit()
    forget_notices()
    world.review(I1=(Decision.RETURNED, None, "Belum disahkan."))

    told = Notice.objects.filter(kind=NoticeKind.RETURNED)
    assert world.a.member in {n.user for n in told}
    assert world.b.member not in {n.user for n in told}
    assert world.fresh().state is Status.RETURNED

    answer = world.answer("I1")
    answer = actions.save_answer(
        answer,
        version=answer.version,
        self_level=2,
        facts="SK nomor 2.",
        analysis="Memenuhi.",
        by=world.a.member,
    )
    actions.mark_ready(answer, by=world.a.member)
    with pytest.raises(AssessmentError, match="sudah diterima"):
        world.fill("I2")


def test_the_thread_of_an_owned_indicator_reaches_its_owner(world):
    answer = world.answer("I1")
    forget_notices()

    actions.send_message(
        answer, text="Mohon dilengkapi.", mentions=[world.a.member], by=world.mentor
    )

    told = Notice.objects.get(kind=NoticeKind.MENTIONED)
    assert (told.user, told.agency) == (world.a.member, world.a.agency)
    assert Notice.objects.visible_to(world.a.member).filter(pk=told.pk).exists()
    actions.send_message(answer, text="Sudah.", by=world.a.member)
    with pytest.raises(AssessmentError, match="tidak ikut"):
        actions.send_message(answer, text="Halo.", by=world.b.member)
    with pytest.raises(AssessmentError, match="tidak dapat melihat"):
        actions.send_message(
            answer, text="Halo.", mentions=[world.b.member], by=world.mentor
        )


# The national index, and what counts work units only


def published(institution, year):
    with (ROOT / "tests/data/published-indices.csv").open(encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if (row["institution"], row["year"]) == (institution, year)
        ]
    (row,) = rows
    return row


def determined(period, secretary):
    return actions.determine(
        period,
        minutes=actions.Minutes(
            number="000.8/7/BA/2026",
            decided_on=date(2026, 11, 20),
            place="Mamuju",
            signatories=[{"title": "Ketua", "name": "", "rank": "", "nip": ""}],
        ),
        by=secretary,
    )


@pytest.fixture
def nation(db):
    """Sulawesi Barat as published for 2021, under the national instrument, beside one
    work unit; every fifth indicator is Dinas A's."""
    world = World()
    nation = publish(load(NATIONAL), file_sha256="0" * 64, by=None)
    period = PeriodFactory(year=2027, quarter=1, government_version=nation)
    world.period = period
    world.assessment = AssessmentFactory(
        period=period, agency=world.government, version=nation
    )
    AssessmentFactory(period=period, agency=world.c.agency)
    case = published("Provinsi Sulawesi Barat", "2021")
    answers = list(world.assessment.answers.in_order().select_related("indicator"))
    actions.set_owners(
        world.assessment, answers[::5], owner=world.a.agency, by=world.secretary
    )
    owned = {answer.pk for answer in answers[::5]}
    for answer, level in zip(answers, map(int, case["levels"]), strict=True):
        side = world.a if answer.pk in owned else world
        world.fill(answer.indicator.code, level, side=side)
    actions.submit(world.assessment, by=world.head)
    world.review().finalise()
    return world, case


def test_the_national_index_is_the_published_one_and_stands_beside_the_units(nation):
    world, case = nation
    room = room_of(world.period)
    assert [line.assessment for line in room.governments] == [world.assessment]
    assert [line.assessment.agency for line in room.lines] == [world.c.agency]
    assert (room.mean, room.unfinished_count, room.waiting) == (None, 1, 0)
    summary = next(p for p in summaries_of(world.secretary) if p == world.period)
    assert (summary.taking_part, summary.finished) == (1, 0)

    made = determined(world.period, world.secretary)

    result = made.results.of_governments().get()
    assert result.index == Decimal(case["published_index"]) == Decimal("2.04")
    assert result.exact == case["exact_index"] == "2.035"
    assert result.predicate == "Cukup"
    assert result.inputs["instrument"] == "permenpanrb-59-2020"
    assert [r.agency_name for r in made.results.of_units()] == ["Dinas C"]
    assert recompute(Determination.objects.get(pk=made.pk)).faults == ()
    # pay sheet and letter keep it apart
    assert [row["name"] for row in export_items(made)] == ["Dinas C"]

    letter = read_minutes(minutes_inputs(made))
    assert [line.name for line in letter.lines] == ["Dinas C"]
    (government,) = letter.governments
    assert (government.name, government.index.final) == ("Pemprov Uji", Decimal("2.04"))
    assert "59/2020" in government.instrument
    assert letter.mean is None
