from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import NoticeKind, Role
from accounts.models import AuditEvent, Notice
from assessments import actions
from assessments.actions import AssessmentError, Minuted, Task
from assessments.enums import Attendee, MentoringState
from assessments.models import (
    Mentoring,
    MentoringAttendance,
    MentoringFollowUp,
)
from tests.factories import DocumentFactory, UserFactory, small_version

BOTH = {Attendee.MENTOR: 1, Attendee.COORDINATOR: 2}


def minuted(**changes):
    fields = {
        "held_on": date(2026, 11, 2),
        "place": "Ruang rapat",
        "subjects": "Bukti indikator 1.",
        "attendance": BOTH,
    }
    return Minuted(**fields | changes)


def record(quarter, **changes):
    return actions.record_mentoring(
        quarter.assessment, minuted(**changes), by=quarter.mentor
    )


def agreed(quarter, **changes):
    made = record(quarter, **changes)
    actions.agree_mentoring(made, version=1, by=quarter.mentor)
    return actions.agree_mentoring(made, version=1, by=quarter.head)


def indicators(quarter):
    return list(quarter.assessment.version.indicators.order_by("position"))


def test_record_mentoring_keeps_all_of_it_and_tells_the_agency(quarter):
    made = record(
        quarter,
        starts_at=time(9),
        ends_at=time(11),
        outcome="Disepakati.",
        attendance=BOTH | {Attendee.OTHER: 3},
        other="Narasumber",
        indicators=indicators(quarter)[:2],
        tasks=[Task("Susun SOP.", quarter.member, date(2026, 12, 1))],
    )

    assert made.state is MentoringState.RECORDED
    assert [(a.label, a.number) for a in made.attendances.order_by("role")] == [
        ("Koordinator teknis", 2),
        ("Tim pendamping", 1),
        ("Narasumber", 3),
    ]
    assert made.indicators.count() == 2
    assert made.follow_ups.get().owner == quarter.member
    told = Notice.objects.filter(kind=NoticeKind.MENTORING)
    assert set(told.values_list("user", flat=True)) == {
        quarter.member.pk,
        quarter.head.pk,
    }
    assert AuditEvent.objects.get(verb="mentoring.recorded").data["indicators"] == [
        "I1",
        "I2",
    ]


def test_a_double_click_records_one_session(quarter):
    first = record(quarter, starts_at=time(9))

    assert record(quarter, starts_at=time(9)) == first
    record(quarter)
    assert Mentoring.objects.count() == 2
    assert AuditEvent.objects.filter(verb="mentoring.recorded").count() == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"held_on": date(2999, 1, 1)}, "belum tiba"),
        ({"starts_at": time(9), "ends_at": time(9)}, "sesudah waktu mulai"),
        ({"attendance": {Attendee.HEAD: 1}}, "tim pendamping yang hadir"),
        ({"attendance": {Attendee.MENTOR: 1}}, "dari perangkat daerah yang hadir"),
        ({"attendance": BOTH | {Attendee.OTHER: 1}}, "Peserta lain"),
        ({"other": "Narasumber"}, "Peserta lain"),
    ],
)
def test_record_mentoring_refuses_what_cannot_be(quarter, changes, said):
    with pytest.raises(AssessmentError, match=said):
        record(quarter, **changes)
    assert not Mentoring.objects.exists()


def test_record_mentoring_refuses_indicators_of_another_instrument(quarter):
    foreign = small_version("lain").indicators.first()

    with pytest.raises(AssessmentError, match="instrumen lain"):
        record(quarter, indicators=[foreign])


def test_record_mentoring_refuses_an_owner_from_elsewhere(quarter):
    task = Task("Susun SOP.", UserFactory(), date(2026, 12, 1))

    with pytest.raises(AssessmentError, match="perangkat daerah ini atau"):
        record(quarter, tasks=[task])
    with pytest.raises(AssessmentError, match="paling banyak 20"):
        record(quarter, tasks=[task] * 21)


def test_record_mentoring_is_for_mentors_of_the_agency(quarter):
    with pytest.raises(AssessmentError, match="tidak bertugas"):
        actions.record_mentoring(
            quarter.assessment, minuted(), by=UserFactory(role=Role.MENTOR)
        )


def test_agree_mentoring_settles_it_when_both_sides_do(quarter):
    made = record(quarter)

    half = actions.agree_mentoring(made, version=1, by=quarter.head)
    assert half.state is MentoringState.HALF_AGREED
    both = actions.agree_mentoring(made, version=1, by=quarter.mentor)
    assert both.state is MentoringState.AGREED


def test_agree_mentoring_twice_from_one_side_is_refused(quarter):
    made = record(quarter)
    actions.agree_mentoring(made, version=1, by=quarter.head)

    with pytest.raises(AssessmentError, match="sudah disetujui"):
        actions.agree_mentoring(made, version=1, by=quarter.head)


def test_agree_mentoring_is_to_what_was_read(quarter):
    made = record(quarter)
    actions.change_mentoring(made, minuted(), version=1, by=quarter.mentor)

    with pytest.raises(AssessmentError, match="diubah setelah halaman"):
        actions.agree_mentoring(made, version=1, by=quarter.head)


def test_change_mentoring_takes_the_agreement_back(quarter):
    made = record(
        quarter, tasks=[Task("Susun SOP.", quarter.member, date(2026, 12, 1))]
    )
    actions.agree_mentoring(made, version=1, by=quarter.head)

    changed = actions.change_mentoring(
        made, minuted(place="Daring"), version=1, by=quarter.mentor
    )

    assert (changed.version, changed.place) == (2, "Daring")
    assert changed.state is MentoringState.RECORDED
    assert changed.follow_ups.count() == 0
    assert changed.attendances.count() == 2


def test_change_mentoring_does_not_overwrite_a_colleague(quarter):
    made = record(quarter)
    actions.change_mentoring(made, minuted(), version=1, by=quarter.mentor)

    with pytest.raises(AssessmentError, match="diubah setelah halaman"):
        actions.change_mentoring(made, minuted(), version=1, by=quarter.mentor)


def test_a_settled_record_is_neither_changed_nor_called_off(quarter):
    made = agreed(quarter)

    with pytest.raises(AssessmentError, match="disepakati kedua pihak"):
        actions.change_mentoring(made, minuted(), version=1, by=quarter.mentor)
    with pytest.raises(AssessmentError, match="disepakati kedua pihak"):
        actions.withdraw_mentoring(made, reason="Salah.", by=quarter.mentor)


def test_withdraw_mentoring_needs_a_reason_and_stays_on_record(quarter):
    made = record(quarter)

    with pytest.raises(AssessmentError, match="alasan"):
        actions.withdraw_mentoring(made, reason=" ", by=quarter.mentor)
    gone = actions.withdraw_mentoring(made, reason="Salah OPD.", by=quarter.mentor)

    assert gone.state is MentoringState.WITHDRAWN
    with pytest.raises(AssessmentError, match="sudah dibatalkan"):
        actions.agree_mentoring(made, version=1, by=quarter.head)


def test_settle_follow_up_by_its_owner_and_back(quarter):
    made = agreed(
        quarter, tasks=[Task("Susun SOP.", quarter.member, date(2026, 12, 1))]
    )
    row = made.follow_ups.get()

    done = actions.settle_follow_up(row, done=True, by=quarter.member)
    assert done.done_by == quarter.member
    again = actions.settle_follow_up(row, done=False, by=quarter.head)
    assert again.done_at is None
    assert list(
        AuditEvent.objects.filter(verb__startswith="mentoring.follow")
        .order_by("position")
        .values_list("verb", flat=True)
    ) == ["mentoring.follow_up_done", "mentoring.follow_up_reopened"]


def test_settle_follow_up_of_somebody_else_is_refused(quarter):
    made = agreed(quarter, tasks=[Task("Susun SOP.", quarter.head, date(2026, 12, 1))])

    with pytest.raises(AssessmentError, match="milik orang lain"):
        actions.settle_follow_up(made.follow_ups.get(), done=True, by=quarter.member)


def test_keep_mentoring_evidence_once_and_when_agreed(quarter):
    made, document = record(quarter), DocumentFactory(agency=quarter.assessment.agency)

    with pytest.raises(AssessmentError, match="belum disepakati"):
        actions.keep_mentoring_evidence(made, document, by=quarter.mentor)
    actions.agree_mentoring(made, version=1, by=quarter.mentor)
    actions.agree_mentoring(made, version=1, by=quarter.head)
    actions.keep_mentoring_evidence(made, document, by=quarter.mentor)
    actions.keep_mentoring_evidence(made, document, by=quarter.mentor)

    assert Mentoring.objects.get().evidence == document
    assert AuditEvent.objects.filter(verb="mentoring.became_evidence").count() == 1


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_an_agreed_record_stays_as_agreed(quarter):
    made = agreed(
        quarter,
        indicators=indicators(quarter)[:1],
        tasks=[Task("Susun SOP.", quarter.member, date(2026, 12, 1))],
    )
    rows = Mentoring.objects.filter(pk=made.pk)

    refused(lambda: rows.update(place="Lain"))
    refused(lambda: rows.update(agency_agreed_at=None, agency_agreed_by=None))
    refused(lambda: MentoringAttendance.objects.update(number=9))
    refused(lambda: MentoringFollowUp.objects.update(text="Lain."))
    refused(lambda: MentoringFollowUp.objects.all().delete())
    refused(lambda: made.indicators.clear())
    assert MentoringFollowUp.objects.update(
        done_at=timezone.now(), done_by=quarter.member
    )


def test_a_record_is_never_deleted(quarter):
    record(quarter)

    refused(lambda: Mentoring.objects.all()._raw_delete("default"))


@pytest.mark.parametrize(
    "fields",
    [
        {"withdrawn_at": timezone.now()},
        {"starts_at": time(9), "ends_at": time(9)},
        {"mentor_agreed_at": timezone.now()},
    ],
)
def test_an_odd_record_is_refused(quarter, fields):
    record(quarter)

    refused(lambda: Mentoring.objects.update(**fields))


def test_an_attendance_is_of_somebody(quarter):
    record(quarter)

    refused(lambda: MentoringAttendance.objects.update(number=0))
    refused(lambda: MentoringAttendance.objects.update(other="Narasumber"))


def test_visible_to_follows_the_agency(quarter):
    made = record(quarter)
    stranger = UserFactory(role=Role.OPD_HEAD)

    assert list(Mentoring.objects.visible_to(quarter.member)) == [made]
    assert not Mentoring.objects.visible_to(stranger).exists()
    assert not Mentoring.objects.visible_to(UserFactory(role=Role.ADMIN)).exists()


def test_a_follow_up_is_late_after_its_day(quarter):
    today = timezone.localdate()
    tasks = [
        Task("Hari ini.", quarter.member, today),
        Task("Kemarin.", quarter.member, today - timedelta(days=1)),
    ]

    rows = record(quarter, tasks=tasks).follow_ups.order_by("pk")

    assert [row.is_late for row in rows] == [False, True]
