from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Notice
from assessments import actions
from assessments.actions import AssessmentError
from assessments.enums import Decision
from assessments.models import Assessment, Objection, ObjectionEvidence, Period
from tests.factories import DocumentFactory, UserFactory

LOWERED = (Decision.ADJUSTED, 2, "Belum semua bidang.")


@pytest.fixture
def contested(quarter):
    """I1 was lowered and its window is open."""
    quarter.fill().submit().review(I1=LOWERED).close()
    return quarter


def allow_evidence():
    Period.objects.update(objection_evidence=True)


def close_window():
    past = timezone.now() - timedelta(hours=1)
    Assessment.objects.update(objection_due_at=past)


def withdraw(quarter, objection, reason="Keliru membaca."):
    return actions.withdraw_objection(objection, reason=reason, by=quarter.head)


def show(quarter, objection, document=None, by=None):
    return actions.add_objection_evidence(
        objection,
        document=document or quarter.document,
        page="3",
        note="Pasal 2",
        by=by or quarter.member,
    )


# Raising


def test_assessors_are_told_of_an_objection_but_for_the_agencys_own(contested):
    own = UserFactory(role=Role.ASSESSOR, agency=contested.assessment.agency)

    contested.object_to("I1")

    told = Notice.objects.filter(kind="OBJECTED")
    assert [notice.user for notice in told] == [contested.assessor]
    assert own not in {notice.user for notice in told}


# Withdrawing


def test_a_withdrawn_objection_stays_on_record_and_counts_for_nothing(contested):
    Period.objects.update(objections_max=1)
    objection = contested.object_to("I1")

    withdraw(contested, objection)

    objection.refresh_from_db()
    assert objection.withdrawn_by == contested.head
    assert objection.withdrawn_reason == "Keliru membaca."
    assert not Objection.objects.open().exists()
    again = contested.object_to("I1", reason="Dokumen lain.")
    assert contested.answer("I1").objections.count() == 2
    assert Objection.objects.standing().get() == again


def test_an_agency_is_finalised_with_a_withdrawn_objection(contested):
    withdraw(contested, contested.object_to("I1"))
    actions.accept_verification(contested.assessment, by=contested.head)

    contested.finalise()

    assert contested.answer("I1").final_level == 2


def test_an_objection_is_withdrawn_after_the_window_until_it_is_decided(contested):
    first, second = contested.object_to("I1"), contested.object_to("I2")
    close_window()
    withdraw(contested, first)
    contested.sit()
    actions.set_final(
        contested.answer("I2"), level=2, reason="Tetap.", by=contested.assessor
    )

    with pytest.raises(AssessmentError, match="Pleno sudah memutus"):
        withdraw(contested, second)
    with pytest.raises(AssessmentError, match="Masa sanggah sudah berakhir"):
        contested.object_to("I1")


def test_withdrawing_is_refused_without_reason_and_twice(contested):
    objection = contested.object_to("I1")
    with pytest.raises(AssessmentError, match="Tulis alasan menarik"):
        withdraw(contested, objection, " ")
    withdraw(contested, objection)

    with pytest.raises(AssessmentError, match="sudah ditarik"):
        withdraw(contested, objection)


def test_withdrawing_is_refused_when_the_agency_is_final(contested):
    objection = contested.object_to("I1")
    withdraw(contested, objection)
    actions.accept_verification(contested.assessment, by=contested.head)
    contested.finalise()

    with pytest.raises(AssessmentError, match="berstatus Final"):
        withdraw(contested, objection)


# New evidence


def test_evidence_is_shown_where_the_quarter_allows_it(contested):
    allow_evidence()

    shown = show(contested, contested.object_to("I1"))

    assert (shown.version, shown.page, shown.note) == (
        contested.document.current,
        "3",
        "Pasal 2",
    )
    assert shown.first_page == 3


def test_evidence_is_refused_where_the_quarter_does_not_allow_it(contested):
    with pytest.raises(AssessmentError, match="tidak boleh memakai bukti baru"):
        show(contested, contested.object_to("I1"))


def test_evidence_is_refused_after_the_window(contested):
    allow_evidence()
    objection = contested.object_to("I1")
    shown = show(contested, objection)
    close_window()

    with pytest.raises(AssessmentError, match="Masa sanggah sudah berakhir"):
        show(contested, objection, DocumentFactory(agency=contested.assessment.agency))
    with pytest.raises(AssessmentError, match="Masa sanggah sudah berakhir"):
        actions.withdraw_objection_evidence(shown, by=contested.member)


def test_evidence_of_another_agency_or_shown_already_is_refused(contested):
    allow_evidence()
    objection = contested.object_to("I1")
    show(contested, objection)

    with pytest.raises(AssessmentError, match="tidak ada di pustaka"):
        show(contested, objection, DocumentFactory())
    with pytest.raises(AssessmentError, match="sudah disertakan"):
        show(contested, objection)


def test_evidence_is_withdrawn_once_and_may_be_shown_again(contested):
    allow_evidence()
    objection = contested.object_to("I1")
    shown = show(contested, objection)

    actions.withdraw_objection_evidence(shown, by=contested.member)

    assert not objection.evidence.standing().exists()
    with pytest.raises(AssessmentError, match="sudah dilepas"):
        actions.withdraw_objection_evidence(shown, by=contested.member)
    show(contested, objection)
    assert ObjectionEvidence.objects.count() == 2


# What the database refuses


def test_the_database_keeps_one_standing_objection_an_answer(contested):
    objection = contested.object_to("I1")

    with pytest.raises(IntegrityError, match="one_standing"), transaction.atomic():
        Objection.objects.create(
            answer=objection.answer, reason="Lagi.", raised_by=contested.head
        )


def test_the_database_refuses_a_withdrawal_without_reason_or_after_a_decision(
    contested,
):
    objection = contested.object_to("I1")
    mine = Objection.objects.filter(pk=objection.pk)
    now = {"withdrawn_at": timezone.now(), "withdrawn_by": contested.head}

    with pytest.raises(IntegrityError, match="undecided"), transaction.atomic():
        mine.update(**now)
    mine.update(
        outcome="KEPT",
        decision_reason="Tetap.",
        decided_at=timezone.now(),
        decided_by=contested.assessor,
    )
    with pytest.raises(IntegrityError, match="undecided"), transaction.atomic():
        mine.update(**now, withdrawn_reason="Keliru.")


def test_the_database_keeps_withdrawn_objections_and_deletes_none(contested):
    objection = contested.object_to("I1")
    with (
        pytest.raises(IntegrityError, match="tidak ada yang dihapus"),
        transaction.atomic(),
    ):
        objection.delete()
    withdraw(contested, objection)

    with (
        pytest.raises(IntegrityError, match="tidak dapat diubah"),
        transaction.atomic(),
    ):
        Objection.objects.update(withdrawn_reason="Lain.")


def test_the_database_keeps_evidence_of_a_withdrawn_objection(contested):
    allow_evidence()
    objection = contested.object_to("I1")
    show(contested, objection)
    withdraw(contested, objection)

    with (
        pytest.raises(IntegrityError, match="tidak terbuka lagi"),
        transaction.atomic(),
    ):
        ObjectionEvidence.objects.update(page="9")
    with (
        pytest.raises(IntegrityError, match="tidak dapat diubah"),
        transaction.atomic(),
    ):
        ObjectionEvidence.objects.all().delete()
