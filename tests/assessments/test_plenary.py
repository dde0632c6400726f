"""The sittings of the plenary and what is decided in them."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from accounts.models import AuditEvent, Notice
from assessments import actions
from assessments.actions import AssessmentError, Ruling, RulingError, SessionFacts
from assessments.enums import Decision, ObjectionOutcome, Origin, Status
from assessments.models import PlenaryItem, PlenarySession
from assessments.models.plenary import mark_of
from tests.assessments.conftest import forget_notices
from tests.factories import AgencyFactory, AssessmentFactory, PeriodFactory, UserFactory

LOWERED = (Decision.ADJUSTED, 2, "Belum semua bidang.")


@pytest.fixture
def contested(quarter):
    """I1 was lowered and objected to; the window is over."""
    quarter.fill().submit().review(I1=LOWERED).close()
    quarter.object_to("I1")
    actions.accept_verification(quarter.assessment, by=quarter.head)
    return quarter


def rule(quarter, code="I1", level=3, reason="Diterima.", **more):
    by = more.pop("by", quarter.assessor)
    return actions.set_final(
        quarter.answer(code), level=level, reason=reason, by=by, **more
    )


def flag(quarter, code="I2", reason="Beda dari yang sejenis.", by=None):
    return actions.flag(quarter.answer(code), reason=reason, by=by or quarter.assessor)


# Sittings


def test_a_sitting_is_opened_with_what_was_entered(quarter):
    session = quarter.sit(
        number="005/1",
        participants=[{"role": "Anggota", "name": "Unsur A", "agency_code": "1.02"}],
    )

    assert (session.number, session.held_on) == ("005/1", date(2026, 11, 18))
    event = AuditEvent.objects.latest("position")
    assert (event.verb, event.data["participants"], event.data["abstaining"]) == (
        "plenary.opened",
        1,
        ["1.02"],
    )


def test_one_sitting_of_a_quarter_is_open_at_a_time(quarter):
    session = quarter.sit()
    with pytest.raises(AssessmentError, match="masih terbuka"):
        quarter.sit()

    actions.close_session(session, by=quarter.assessor)

    assert quarter.sit().is_open


def test_a_number_of_minutes_is_used_once(quarter):
    session = quarter.sit(number="005/1")
    actions.close_session(session, by=quarter.assessor)

    with pytest.raises(AssessmentError, match=r"005/1 sudah dipakai"):
        quarter.sit(number="005/1")


def test_what_was_entered_is_corrected_while_the_sitting_is_open(quarter):
    session = quarter.sit()
    facts = SessionFacts(held_on=date(2026, 11, 19), place="Majene", chair="Wakil")

    actions.amend_session(session, facts=facts, by=quarter.secretary)

    session.refresh_from_db()
    assert (session.place, session.chair) == ("Majene", "Wakil")
    actions.close_session(session, by=quarter.secretary)
    with pytest.raises(AssessmentError, match="sudah ditutup"):
        actions.amend_session(session, facts=facts, by=quarter.secretary)
    with pytest.raises(AssessmentError, match="sudah ditutup"):
        actions.close_session(session, by=quarter.secretary)


# Decisions


def test_a_decision_belongs_to_the_open_sitting(contested):
    with pytest.raises(AssessmentError, match="Buka sidang triwulan ini"):
        rule(contested)
    session = contested.sit()

    rule(contested)

    item = session.items.get()
    assert (item.origin, item.verified_level, item.level) == (Origin.OBJECTION, 2, 3)
    assert (item.outcome, item.reason) == (ObjectionOutcome.CHANGED, "Diterima.")
    assert item.objection == contested.answer("I1").objections.get()


def test_a_sitting_of_another_quarter_does_not_do(contested):
    other = PeriodFactory(year=2025)
    session = actions.open_session(
        other,
        facts=SessionFacts(held_on=date(2026, 1, 1), place="Mamuju", chair="Ketua"),
        by=contested.assessor,
    )

    with pytest.raises(AssessmentError, match="Buka sidang"):
        rule(contested)
    with pytest.raises(RulingError, match="bukan dari triwulan sidang ini"):
        actions.decide(
            session,
            [Ruling(contested.answer("I1"), 3, "Diterima.")],
            by=contested.assessor,
        )


def test_agency_and_mentors_are_told_of_a_decision(contested):
    contested.sit()
    forget_notices()

    rule(contested)

    told = Notice.objects.filter(kind="DECIDED")
    assert {notice.user for notice in told} == {
        contested.member,
        contested.head,
        contested.mentor,
    }
    assert "tingkat akhir 3" in told[0].text


def test_an_indicator_nobody_contested_is_taken_up_by_the_sitting(contested):
    session = contested.sit()

    rule(contested, "I3", level=4, reason="Bukti dicabut.")

    assert session.items.get().origin == Origin.OWN


def test_deciding_again_in_the_same_sitting_corrects_the_item(contested):
    session = contested.sit()
    rule(contested)

    rule(contested, level=2, reason="Dibaca lagi: belum.")

    item = session.items.get()
    assert (item.level, item.outcome) == (2, ObjectionOutcome.KEPT)


def test_deciding_again_in_a_later_sitting_keeps_both(contested):
    first = contested.sit()
    rule(contested)
    actions.close_session(first, by=contested.assessor)
    second = contested.sit()

    rule(contested, level=2, reason="Dibaca lagi: belum.")

    assert (first.items.get().level, second.items.get().level) == (3, 2)


def test_what_somebody_decided_meanwhile_is_not_overwritten(contested):
    contested.sit()
    objection = contested.answer("I1").objections.get()
    seen = mark_of(contested.answer("I1"), objection)
    rule(contested, seen=seen)

    with pytest.raises(AssessmentError, match="memutus indikator ini saat Anda"):
        rule(contested, level=2, seen=seen)

    assert contested.answer("I1").final_level == 3


def test_an_objection_withdrawn_meanwhile_is_not_decided(contested):
    contested.sit()
    objection = contested.answer("I1").objections.get()
    seen = mark_of(contested.answer("I1"), objection)
    actions.withdraw_objection(objection, reason="Keliru.", by=contested.head)

    with pytest.raises(AssessmentError, match="berubah saat Anda menulis"):
        rule(contested, seen=seen)

    assert contested.answer("I1").final_level is None


def test_several_decisions_stand_together_or_not_at_all(contested):
    session = contested.sit()
    good = Ruling(contested.answer("I1"), 3, "Diterima.")
    bad = Ruling(contested.answer("I2"), 4, "")

    with pytest.raises(RulingError, match="Tulis alasan putusan") as refused:
        actions.decide(session, [good, bad], by=contested.assessor)

    assert refused.value.answer == contested.answer("I2")
    assert contested.answer("I1").final_level is None
    actions.decide(
        session,
        [good, Ruling(contested.answer("I2"), 4, "Bukti baru.")],
        by=contested.assessor,
    )
    assert session.items.count() == 2


def test_nothing_is_decided_in_a_closed_sitting(contested):
    session = contested.sit()
    actions.close_session(session, by=contested.assessor)

    with pytest.raises(AssessmentError, match="sudah ditutup"):
        actions.decide(
            session,
            [Ruling(contested.answer("I1"), 3, "Diterima.")],
            by=contested.assessor,
        )


def test_an_assessor_decides_nothing_of_the_own_agency(contested):
    own = UserFactory(role=Role.ASSESSOR, agency=contested.assessment.agency)
    session = contested.sit()

    with pytest.raises(RulingError, match="perangkat daerah Anda sendiri"):
        actions.decide(
            session, [Ruling(contested.answer("I1"), 3, "Diterima.")], by=own
        )
    with pytest.raises(AssessmentError, match="perangkat daerah Anda sendiri"):
        flag(contested, by=own)


# Flags


def test_a_flagged_indicator_waits_until_a_sitting_decides_it(contested):
    flag(contested)
    session = contested.sit()
    rule(contested)
    with pytest.raises(AssessmentError, match="1 indikator bertanda pleno"):
        contested.finalise()
    with pytest.raises(AssessmentError, match="Tulis alasan putusan"):
        rule(contested, "I2", level=2, reason="")

    rule(contested, "I2", level=2, reason="Sudah sama.")

    item = session.items.get(answer=contested.answer("I2"))
    assert (item.origin, item.flag_reason) == (Origin.FLAG, "Beda dari yang sejenis.")
    assert not PlenaryItem.objects.waiting().exists()
    contested.finalise()
    assert contested.fresh().state is Status.FINAL


def test_a_mentor_may_flag_what_is_verified(quarter):
    quarter.fill().submit()
    with pytest.raises(AssessmentError, match="belum terverifikasi"):
        flag(quarter, by=quarter.mentor)
    quarter.review()

    item = flag(quarter, by=quarter.mentor)

    assert item.flagged_by == quarter.mentor


def test_flagging_is_refused_without_reason_and_twice(contested):
    with pytest.raises(AssessmentError, match="Tulis alasan menandai"):
        flag(contested, reason=" ")
    flag(contested)

    with pytest.raises(AssessmentError, match="sudah ditandai"):
        flag(contested)


def test_flagging_before_submission_is_refused(quarter):
    with pytest.raises(AssessmentError, match="tidak dapat ditandai untuk pleno"):
        flag(quarter)


# What the database refuses


def refused(words):
    return pytest.raises(IntegrityError, match=words)


def test_the_database_keeps_one_open_sitting_and_its_number(quarter):
    session = quarter.sit(number="005/1")
    values = {"held_on": session.held_on, "place": "x", "chair": "x"}
    values |= {"opened_by": quarter.assessor}

    with refused("one_open"), transaction.atomic():
        PlenarySession.objects.create(period=session.period, **values)
    with refused("number_unique"), transaction.atomic():
        PlenarySession.objects.create(
            period=PeriodFactory(year=2025), number="005/1", **values
        )
    with refused("closed_at_complete"), transaction.atomic():
        PlenarySession.objects.update(closed_by=quarter.assessor)


def test_the_database_keeps_a_closed_sitting_and_its_decisions(contested):
    session = contested.sit()
    rule(contested)
    actions.close_session(session, by=contested.assessor)

    with refused("sudah ditutup"), transaction.atomic():
        PlenarySession.objects.update(place="Majene")
    with refused("sudah ditutup"), transaction.atomic():
        PlenaryItem.objects.update(reason="Lain.")
    with refused("sudah ditutup"), transaction.atomic():
        PlenaryItem.objects.all().delete()
    with refused("sudah ditutup"), transaction.atomic():
        session.items.create(answer=contested.answer("I2"), origin=Origin.OWN)


def test_the_database_refuses_items_that_say_nothing(contested):
    session = contested.sit()
    answer = contested.answer("I2")
    rows = {
        "flag_explained": {"origin": Origin.FLAG},
        "objection_named": {
            "origin": Origin.OBJECTION,
            "session": session,
            "verified_level": 2,
            "level": 2,
            "decided_at": session.opened_at,
            "decided_by": contested.assessor,
        },
        "session_complete": {"origin": Origin.OWN, "session": session},
    }

    for name, values in rows.items():
        with refused(name), transaction.atomic():
            PlenaryItem.objects.create(answer=answer, **values)


def test_the_database_keeps_one_waiting_flag_an_answer(contested):
    item = flag(contested)

    with refused("one_waiting"), transaction.atomic():
        PlenaryItem.objects.create(
            answer=item.answer,
            origin=Origin.FLAG,
            flag_reason="Lagi.",
            flagged_at=item.flagged_at,
            flagged_by=item.flagged_by,
        )


def test_the_database_flags_nothing_that_is_determined(contested):
    contested.sit()
    rule(contested)
    contested.finalise()
    contested.determine()

    with refused("sudah ditetapkan"), transaction.atomic():
        PlenaryItem.objects.create(
            answer=contested.answer("I2"),
            origin=Origin.FLAG,
            flag_reason="Terlambat.",
            flagged_at=contested.fresh().determined_at,
            flagged_by=contested.assessor,
        )


def test_a_sitting_decides_for_several_agencies(contested):
    other = type(contested)(
        AssessmentFactory(period=contested.assessment.period, agency=AgencyFactory())
    )
    other.verify()
    session = contested.sit()

    rule(contested)
    actions.set_final(
        other.answer("I1"), level=2, reason="Bukti dicabut.", by=contested.assessor
    )

    assert session.items.count() == 2
