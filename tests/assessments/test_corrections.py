"""A determined level that was wrong: two people, a source, a new determination."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import NoticeKind, Role
from accounts.models import AuditEvent, Notice
from assessments import actions
from assessments.actions import AssessmentError
from assessments.carrying import sources_of
from assessments.correction_desk import desk_of
from assessments.enums import CorrectionState, Status
from assessments.history import determined_of, standing_results
from assessments.models import (
    Answer,
    AnswerRevision,
    CorrectedLevel,
    Correction,
    Determination,
    Extension,
    Result,
    Review,
    Transition,
)
from assessments.queries import overview_of, scores_of
from assessments.recomputation import recompute
from assessments.results import results_of
from tests.assessments.conftest import Quarter, forget_notices
from tests.factories import AgencyFactory, AssessmentFactory, PeriodFactory, UserFactory

pytestmark = pytest.mark.django_db

OLD, NEW = "700/1/BA/2026", "700/2/BA/2026"
WHY = "Tingkat keliru disalin ke Berita Acara."
SOURCE = "LHP Inspektorat Nomor 700/12/2026"


@pytest.fixture
def determined(quarter):
    """I1 3, I2 2, I3 5: index 3,60."""
    quarter.verify().finalise().determine(OLD)
    return quarter


def prepare(quarter, **lines):
    """A draft; I1=4 says that the level should have been 4."""
    correction = actions.prepare_correction(
        quarter.assessment.period, reason=WHY, source=SOURCE, by=quarter.secretary
    )
    for code, level in (lines or {"I1": 4}).items():
        add(correction, quarter.answer(code), quarter.secretary, level)
    return correction


def add(correction, answer, by, level=4, **changes):
    said = {"reason": "Bukti tingkat 4 sudah ada.", "source": SOURCE} | changes
    return actions.add_corrected_level(correction, answer, level=level, by=by, **said)


def approve(correction, by):
    mark = actions.mark_of(correction.levels.all())
    return actions.approve_correction(correction, mark=mark, by=by)


def approved(quarter, **lines):
    return approve(prepare(quarter, **lines), quarter.assessor)


def corrected(quarter, number=NEW, **lines):
    return quarter.determine(number, correction=approved(quarter, **lines))


def refused(call, words):
    with pytest.raises(AssessmentError, match=words):
        call()


# The way through


def test_a_correction_makes_a_new_determination_that_names_the_old(determined):
    old = Determination.objects.get()
    before = Result.objects.get()

    made = corrected(determined)

    assert (made.replaces, made.revision, made.number) == (old, 2, NEW)
    assert (made.reason, made.source) == (WHY, SOURCE)
    kept, new = Result.objects.order_by("determination__revision")
    assert (kept.inputs, kept.index, kept.inputs_sha256) == (
        before.inputs,
        Decimal("3.60"),
        before.inputs_sha256,
    )
    assert (new.index, new.predicate) == (Decimal("4.00"), "Sangat Baik")
    level = new.inputs["levels"][0]
    assert (level["final"], level["reason"]) == (4, "Bukti tingkat 4 sudah ada.")
    assert (level["corrected"]["from"], level["corrected"]["source"]) == (3, SOURCE)
    assert level["corrected"]["approved"]["role"] == Role.ASSESSOR
    assert new.inputs["levels"][1]["corrected"] is None
    correction = Correction.objects.get()
    assert correction.determination == made
    assert correction.state is CorrectionState.DETERMINED
    event = AuditEvent.objects.order_by("position").last()
    assert (event.verb, event.data["source"]) == ("period.determined", SOURCE)


def test_the_answer_stays_and_its_level_in_force_is_read_everywhere(determined):
    corrected(determined)

    answer = determined.answer("I1")
    assert answer.final_level == 3
    found = Answer.objects.with_level_in_force().get(pk=answer.pk)
    assert found.level_in_force == 4
    assessment = determined.fresh()
    assert scores_of(assessment).final.index == Decimal("4.00")
    assert overview_of(assessment).rows[0].change == 1
    assert results_of(
        assessment, UserFactory(role=Role.AUDITOR)
    ).final_index == Decimal("4.00")
    assert (
        results_of(assessment, UserFactory(role=Role.AUDITOR)).lines[0].final_level == 4
    )
    assert [r.index for r in standing_results(assessment.agency_id)] == [
        Decimal("4.00")
    ]
    following = PeriodFactory(year=assessment.period.year + 1, quarter=1)
    AssessmentFactory(period=following, agency=assessment.agency)
    sources = sources_of(following)
    levels = {code: answer.level_in_force for (_, code, _), answer in sources.items()}
    assert levels == {"I1": 4, "I2": 2, "I3": 5}


def test_both_determinations_are_told_newest_first(determined):
    made = corrected(determined)

    new, old = determined_of(determined.fresh())

    assert (new.result.determination, old.result.determination.number) == (made, OLD)
    assert [(line.old_level, line.level) for line in new.corrected] == [(3, 4)]
    assert old.corrected == ()


def test_a_second_correction_of_a_level_holds_and_the_first_stays(determined):
    corrected(determined)
    corrected(determined, number="700/3/BA/2026", I1=2, I2=3)

    result = determined.assessment.results.in_force().get()

    levels = {row["code"]: row["final"] for row in result.inputs["levels"]}
    assert levels == {"I1": 2, "I2": 3, "I3": 5}
    lines = CorrectedLevel.objects.filter(answer=determined.answer("I1"))
    assert sorted((line.old_level, line.level) for line in lines) == [(3, 4), (4, 2)]
    assert [recompute(d).faults for d in Determination.objects.all()] == [()] * 3


def test_an_earlier_correction_holds_when_another_indicator_is_corrected(determined):
    corrected(determined)
    corrected(determined, number="700/3/BA/2026", I2=3)

    result = determined.assessment.results.in_force().get()

    levels = {row["code"]: row["final"] for row in result.inputs["levels"]}
    assert levels == {"I1": 4, "I2": 3, "I3": 5}
    assert result.inputs["levels"][0]["corrected"]["from"] == 3


def test_other_agencies_keep_their_result_to_the_letter(determined):
    period = determined.assessment.period
    other = Quarter(AssessmentFactory(period=period, agency=AgencyFactory(code="1.03")))
    other.verify().finalise()
    other.determine(NEW, reason="OPD terlambat.")
    before = other.assessment.results.in_force().get()

    corrected(determined, number="700/3/BA/2026")

    after = other.assessment.results.in_force().get()
    assert after.pk != before.pk
    assert (after.inputs, after.inputs_sha256) == (before.inputs, before.inputs_sha256)


def test_what_became_final_since_joins_the_correction(determined):
    period = determined.assessment.period
    other = Quarter(AssessmentFactory(period=period, agency=AgencyFactory(code="1.03")))
    other.verify().finalise()

    made = corrected(determined)

    assert made.results.filter(is_final=True).count() == 2
    assert other.fresh().state is Status.DETERMINED


def test_people_learn_of_their_own_corrected_result(determined):
    period = determined.assessment.period
    other = Quarter(AssessmentFactory(period=period, agency=AgencyFactory(code="1.03")))
    forget_notices()

    corrected(determined)

    told = Notice.objects.filter(kind=NoticeKind.DETERMINED)
    assert {notice.user for notice in told} == {
        determined.member,
        determined.head,
        determined.mentor,
    }
    assert not told.filter(user=other.head).exists()
    assert set(told.values_list("text", flat=True)) == {
        (
            f"Hasil {period} dibetulkan: indeks 3,60 menjadi 4,00, Sangat Baik. "
            f"Berita Acara Nomor {NEW}."
        )
    }


def test_people_learn_of_their_own_determined_result(determined):
    told = Notice.objects.filter(kind=NoticeKind.DETERMINED)

    assert {notice.user for notice in told} == {
        determined.member,
        determined.head,
        determined.mentor,
    }
    assert "indeks 3,60, Sangat Baik" in told[0].text


def test_assessors_and_the_preparer_are_told(determined):
    forget_notices()

    correction = approved(determined)

    waiting = Notice.objects.get(key=f"correction.waiting:{correction.pk}")
    assert waiting.user == determined.assessor
    answered = Notice.objects.get(key=f"correction.approved:{correction.pk}")
    assert answered.user == determined.secretary


# Refusals


def test_only_a_determined_quarter_is_corrected(quarter):
    quarter.verify().finalise()

    refused(lambda: prepare(quarter), "belum ditetapkan")


def test_one_correction_a_quarter_at_a_time(determined):
    correction = prepare(determined)

    refused(lambda: prepare(determined), "sedang disusun")
    actions.drop_correction(correction, reason="Salah OPD.", by=determined.secretary)
    assert prepare(determined).state is CorrectionState.DRAFT


@pytest.mark.parametrize("missing", ["reason", "source"])
def test_a_correction_says_why_and_by_what_source(determined, missing):
    said = {"reason": WHY, "source": SOURCE} | {missing: " "}
    period = determined.assessment.period

    with pytest.raises(AssessmentError, match=r"Tulis alasan|Sebut sumber"):
        actions.prepare_correction(period, **said, by=determined.secretary)
    correction = prepare(determined, I2=3)
    with pytest.raises(AssessmentError, match=r"Tulis alasan|Sebut sumber"):
        add(correction, determined.answer("I1"), determined.secretary, **{missing: ""})


@pytest.mark.parametrize(
    ("level", "words"), [(3, "sudah 3"), (6, "Tingkat harus 1 sampai 5")]
)
def test_a_line_names_another_level_of_the_scale(determined, level, words):
    correction = prepare(determined, I2=3)

    refused(
        lambda: add(correction, determined.answer("I1"), determined.secretary, level),
        words,
    )


def test_a_line_names_an_indicator_once_and_of_the_quarter(determined):
    correction = prepare(determined)
    elsewhere = AssessmentFactory().answers.first()
    sibling = AssessmentFactory(period=determined.assessment.period).answers.first()

    refused(
        lambda: add(correction, determined.answer("I1"), determined.secretary, 5),
        "sudah ada",
    )
    for answer in (elsewhere, sibling):
        refused(
            lambda answer=answer: add(correction, answer, determined.secretary),
            "sudah ditetapkan pada triwulan ini",
        )


def test_a_line_is_taken_off_until_it_is_approved(determined):
    correction = prepare(determined, I1=4, I2=3)
    first, second = correction.levels.order_by("pk")

    actions.remove_corrected_level(first, by=determined.secretary)
    refused(
        lambda: actions.remove_corrected_level(first, by=determined.secretary),
        "sudah dilepas",
    )
    approve(correction, determined.assessor)

    refused(
        lambda: actions.remove_corrected_level(second, by=determined.secretary),
        "tidak dapat diubah",
    )
    refused(
        lambda: add(correction, determined.answer("I1"), determined.secretary),
        "tidak dapat diubah",
    )
    assert [line.pk for line in correction.levels.all()] == [second.pk]


def test_who_prepared_it_does_not_approve_it(determined):
    correction = prepare(determined)
    add(correction, determined.answer("I2"), determined.assessor, 3)

    refused(lambda: approve(correction, determined.secretary), "menyusun")
    refused(lambda: approve(correction, determined.assessor), "menyusun")


def test_nobody_approves_for_the_own_agency(determined):
    kin = UserFactory(role=Role.ASSESSOR, agency=determined.assessment.agency)

    refused(lambda: approve(prepare(determined), kin), "perangkat daerah Anda sendiri")


@pytest.mark.parametrize("make", [prepare, approved])
def test_nobody_refuses_for_the_own_agency(determined, client_for, make):
    kin = UserFactory(role=Role.ASSESSOR, agency=determined.assessment.agency)
    correction = make(determined)

    refused(
        lambda: actions.drop_correction(correction, reason="Jangan.", by=kin),
        "perangkat daerah Anda sendiri",
    )

    page = client_for(kin).get(reverse("assessments:correction", args=[correction.pk]))
    assert "Tolak pembetulan" not in page.content.decode()


def test_only_what_was_shown_is_approved(determined):
    correction = prepare(determined)
    mark = actions.mark_of(correction.levels.all())
    add(correction, determined.answer("I2"), determined.secretary, 3)

    refused(
        lambda: actions.approve_correction(
            correction, mark=mark, by=determined.assessor
        ),
        "berubah sejak",
    )


def test_an_empty_correction_is_not_approved(determined):
    correction = actions.prepare_correction(
        determined.assessment.period,
        reason=WHY,
        source=SOURCE,
        by=determined.secretary,
    )

    refused(lambda: approve(correction, determined.assessor), "belum menyebut")


@pytest.mark.parametrize("state", ["draft", "dropped", "determined"])
def test_only_an_approved_correction_is_determined(determined, state):
    correction = prepare(determined)
    if state == "dropped":
        actions.drop_correction(correction, reason="Batal.", by=determined.assessor)
    if state == "determined":
        approve(correction, determined.assessor)
        determined.determine("700/9/BA/2026", correction=correction)

    refused(
        lambda: determined.determine(NEW, correction=correction),
        "tidak dapat ditetapkan",
    )


def test_a_dropped_correction_is_over_and_a_determined_one_is_not_dropped(determined):
    correction = prepare(determined)
    refused(
        lambda: actions.drop_correction(correction, reason="", by=determined.secretary),
        "Tulis alasan",
    )
    actions.drop_correction(correction, reason="Keliru.", by=determined.assessor)
    made = corrected(determined).correction

    for over in (correction, made):
        refused(
            lambda over=over: actions.drop_correction(
                over, reason="Lagi.", by=determined.secretary
            ),
            "tidak dapat dibatalkan",
        )


def test_results_that_changed_since_they_were_shown_are_not_frozen(determined):
    correction = approved(determined)

    refused(
        lambda: determined.determine(NEW, correction=correction, seen="0" * 64),
        "berubah sejak",
    )


# What the database keeps


def test_the_database_wants_two_people_and_reasons(determined):
    correction = prepare(determined)
    line = correction.levels.get()
    now = determined.fresh().determined_at
    people = {"approved_at": now, "approved_by": determined.secretary}
    for row, change, rule in (
        (correction, people, "two_people"),
        (correction, {"source": ""}, "explained"),
        (correction, {"approved_at": now}, "approved_at_complete"),
        (
            correction,
            {"dropped_at": now, "dropped_by": determined.secretary},
            "dropped_explained",
        ),
        (
            correction,
            {"determination": Determination.objects.get()},
            "determined_when_approved",
        ),
        (line, {"level": 3}, "changes"),
        (line, {"reason": ""}, "explained"),
    ):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError, match="one_open"), transaction.atomic():
        Correction.objects.create(
            period=correction.period,
            reason=WHY,
            source=SOURCE,
            prepared_by=determined.secretary,
        )


@pytest.mark.parametrize("state", ["approved", "determined"])
def test_what_was_approved_stays(determined, state):
    correction = approved(determined)
    if state == "determined":
        determined.determine(NEW, correction=correction)
    rows = [
        (Correction.objects.filter(pk=correction.pk), {"reason": "Lain"}),
        (CorrectedLevel.objects.all(), {"level": 5}),
    ]

    for query, change in rows:
        with pytest.raises(IntegrityError, match="tidak dapat"), transaction.atomic():
            query.update(**change)
        with pytest.raises(IntegrityError, match="tidak dapat"), transaction.atomic():
            query._raw_delete(query.db)


def test_a_line_stands_on_a_determined_answer_of_the_quarter(determined):
    correction = prepare(determined)
    said = {"reason": WHY, "source": SOURCE, "added_by": determined.secretary}
    other = AssessmentFactory(period=correction.period).answers.first()
    for answer, level in ((other, 4), (determined.answer("I2"), 9)):
        with pytest.raises(IntegrityError, match="Hanya tingkat"), transaction.atomic():
            CorrectedLevel.objects.create(
                correction=correction, answer=answer, old_level=1, level=level, **said
            )


@pytest.mark.parametrize(
    "table", ["answer", "citation", "review", "objection", "correctedlevel"]
)
def test_nothing_of_it_is_emptied_at_once(determined, table):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE assessments_{table} ENABLE TRIGGER not_truncated")
        with pytest.raises(IntegrityError, match="tidak dapat"), transaction.atomic():
            cursor.execute(f"TRUNCATE assessments_{table} CASCADE")


def test_nothing_is_noted_about_a_determined_assessment(determined):
    answer, assessment = determined.answer("I1"), determined.assessment
    by, now = determined.mentor, timezone.now()
    for row in (
        Review(answer=answer, round=9, decision="ACCEPTED", self_level=3, level=3),
        AnswerRevision(answer=answer, number=99, saved_at=now, saved_by=by),
        Transition(assessment=assessment, old="FINAL", new="FINAL", round=1),
        Extension(assessment=assessment, until=now, reason="x", granted_by=by),
    ):
        for name in ("decided_by", "moved_by"):
            if hasattr(row, f"{name}_id"):
                setattr(row, name, by)
        with pytest.raises(IntegrityError, match="ditetapkan"), transaction.atomic():
            row.save(force_insert=True)


# The desk


def test_the_desk_says_what_a_correction_makes_of_the_index(determined):
    correction = prepare(determined)

    before = desk_of(correction, determined.secretary).effects[0]
    approve(correction, determined.assessor)
    determined.determine(NEW, correction=correction)
    after = desk_of(
        Correction.objects.get(pk=correction.pk), determined.secretary
    ).effects[0]

    for effect in (before, after):
        assert (effect.before.index, effect.after.index, effect.change) == (
            Decimal("3.60"),
            Decimal("4.00"),
            Decimal("0.40"),
        )


def test_lines_are_seen_by_their_agency_once_determined(determined):
    correction = prepare(determined)
    other = UserFactory(role=Role.OPD_HEAD)
    lines = CorrectedLevel.objects

    assert not lines.visible_to(determined.head).exists()
    assert lines.visible_to(determined.assessor).exists()
    approve(correction, determined.assessor)
    determined.determine(NEW, correction=correction)
    assert lines.visible_to(determined.head).exists()
    assert not lines.visible_to(other).exists()
