"""Each action, each exit."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Agency, AuditEvent
from assessments import actions
from assessments.actions import AnswerConflict, AssessmentError
from assessments.enums import AnswerStatus, Decision, ObjectionOutcome, Status
from assessments.models import AnswerRevision, Period, Transition
from assessments.queries import overview_of, scores_of
from instruments.actions import retire
from tests.factories import AgencyFactory, DocumentFactory, UserFactory, small_version

RETURNED = (Decision.RETURNED, None, "Lampirkan SK.")
LOWERED = (Decision.ADJUSTED, 2, "Baru sebagian bidang.")


def last_verb():
    return AuditEvent.objects.order_by("-position").first().verb


def set_deadline(assessment, **change):
    Period.objects.filter(pk=assessment.period_id).update(**change)


def hours(number):
    return timezone.now() + timedelta(hours=number)


# Opening


def open_(**changes):
    fields = {
        "version": small_version(),
        "deadlines": actions.Deadlines(hours(1), hours(2), hours(3)),
        "by": UserFactory(role=Role.SECRETARIAT),
    } | changes
    if "agencies" not in fields:
        fields["agencies"] = [AgencyFactory(code="8.01"), AgencyFactory(code="8.02")]
    return actions.open_period(2026, 4, **fields)


def test_open_period_gives_each_agency_its_empty_answers(db):
    period = open_()

    assert str(period) == "Triwulan IV 2026"
    codes = period.assessments.order_by("agency_code").values_list(
        "agency_code", flat=True
    )
    assert list(codes) == ["8.01", "8.02"]
    for assessment in period.assessments.all():
        assert assessment.version == period.version
        assert [a.status for a in assessment.answers.all()] == [AnswerStatus.EMPTY] * 3
    assert last_verb() == "period.opened"


def test_open_period_twice_is_refused(db):
    agencies = list(open_().assessments.values_list("agency", flat=True))

    with pytest.raises(AssessmentError, match="Triwulan IV 2026 sudah dibuka"):
        open_(agencies=Agency.objects.filter(pk__in=agencies))


def test_open_period_for_nobody_is_refused(db):
    with pytest.raises(AssessmentError, match="sekurangnya satu"):
        open_(agencies=[])


@pytest.mark.parametrize("windows", [(2, 1, 3), (1, 3, 2), (-1, 1, 2)])
def test_open_period_with_windows_out_of_order_is_refused(db, windows):
    with pytest.raises(AssessmentError, match="harus berurutan"):
        open_(deadlines=actions.Deadlines(*(hours(h) for h in windows)))


def test_open_period_with_a_retired_instrument_is_refused(db):
    version = retire(small_version(), by=UserFactory(role=Role.SECRETARIAT))

    with pytest.raises(AssessmentError, match="tidak dapat dipakai"):
        open_(version=version)


# Filling


def test_save_answer_writes_a_draft_and_keeps_its_history(quarter):
    quarter.save("I1", 3, facts="Satu")
    answer = quarter.save("I1", 4, facts="Dua")

    assert (answer.self_level, answer.facts, answer.version) == (4, "Dua", 2)
    assert answer.state is AnswerStatus.DRAFT
    assert answer.saved_by == quarter.member
    kept = AnswerRevision.objects.filter(answer=answer).order_by("number")
    assert [(r.number, r.self_level, r.facts) for r in kept] == [
        (1, 3, "Satu"),
        (2, 4, "Dua"),
    ]
    assert last_verb() == "answer.saved"


def test_save_answer_without_a_change_writes_nothing(quarter):
    quarter.save("I1", 3)
    before = AuditEvent.objects.count()

    answer = quarter.save("I1", 3, version=0)

    assert answer.version == 1
    assert AuditEvent.objects.count() == before


def test_save_answer_over_a_colleagues_text_is_refused_and_shows_both(quarter):
    quarter.save("I1", 3, facts="Tulisan rekan")

    with pytest.raises(AnswerConflict, match="menyimpan indikator ini pada") as refusal:
        quarter.save("I1", 4, facts="Tulisan saya", version=0)

    assert refusal.value.answer.facts == "Tulisan rekan"
    assert quarter.answer("I1").facts == "Tulisan rekan"


@pytest.mark.parametrize("level", [0, 6, 99])
def test_save_answer_with_a_level_outside_the_scale_is_refused(quarter, level):
    with pytest.raises(AssessmentError, match="Tingkat harus 1 sampai 5"):
        quarter.save("I1", level)


def test_save_answer_with_a_text_too_long_is_refused(quarter):
    with pytest.raises(AssessmentError, match="paling banyak 4000 huruf"):
        quarter.save("I1", 3, facts="x" * 4001)


def test_save_answer_after_the_deadline_is_refused(quarter):
    set_deadline(quarter.assessment, filling_until=hours(-1))

    with pytest.raises(AssessmentError, match=r"Batas pengisian .* sudah lewat"):
        quarter.save("I1")


def test_save_answer_after_submission_is_refused(quarter):
    quarter.fill().submit()

    with pytest.raises(AssessmentError, match="Isian terkunci"):
        quarter.save("I1", 4)


def test_saving_a_ready_answer_makes_it_a_draft_again(quarter):
    quarter.fill()

    assert quarter.save("I1", 4).state is AnswerStatus.DRAFT


def test_mark_ready_says_what_is_missing(quarter):
    quarter.save("I1", 3, facts=" ")

    with pytest.raises(AssessmentError, match=r"Lengkapi: Fakta, bukti dukung\."):
        actions.mark_ready(quarter.answer("I1"), by=quarter.member)


def test_mark_ready_of_an_empty_answer_names_everything(quarter):
    with pytest.raises(AssessmentError, match="Lengkapi: tingkat, Fakta, Analisis"):
        actions.mark_ready(quarter.answer("I1"), by=quarter.member)


def test_the_floor_needs_no_evidence(quarter):
    answer = actions.mark_ready(quarter.save("I1", 1), by=quarter.member)

    assert answer.state is AnswerStatus.READY


def test_mark_ready_twice_is_one_event(quarter):
    quarter.fill()
    before = AuditEvent.objects.count()

    actions.mark_ready(quarter.answer("I1"), by=quarter.member)

    assert AuditEvent.objects.count() == before


# Citing


def test_cite_pins_the_version_in_use(quarter):
    citation = actions.cite(
        quarter.answer("I1"), quarter.document, page="4", by=quarter.member
    )

    assert citation.version == quarter.document.current
    assert (citation.page, last_verb()) == ("4", "citation.made")


def test_cite_twice_is_refused(quarter):
    quarter.fill()

    with pytest.raises(AssessmentError, match="sudah dikutip"):
        actions.cite(quarter.answer("I1"), quarter.document, by=quarter.member)


def test_cite_a_document_of_another_agency_is_refused(quarter):
    with pytest.raises(AssessmentError, match="bukan milik"):
        actions.cite(quarter.answer("I1"), DocumentFactory(), by=quarter.member)


def test_cite_a_withdrawn_document_is_refused(quarter):
    document = DocumentFactory(
        agency=quarter.assessment.agency,
        withdrawn_at=timezone.now(),
        withdrawn_by=quarter.member,
        withdrawn_reason="salah unggah",
    )

    with pytest.raises(AssessmentError, match="sudah ditarik"):
        actions.cite(quarter.answer("I1"), document, by=quarter.member)


def test_withdraw_citation_takes_the_answer_back_to_draft(quarter):
    citation = quarter.fill().answer("I1").citations.get()

    actions.withdraw_citation(citation, by=quarter.member)

    assert quarter.answer("I1").state is AnswerStatus.DRAFT
    assert last_verb() == "citation.withdrawn"


def test_withdraw_citation_twice_is_refused(quarter):
    citation = quarter.fill().answer("I1").citations.get()
    actions.withdraw_citation(citation, by=quarter.member)

    with pytest.raises(AssessmentError, match="sudah ditarik"):
        actions.withdraw_citation(citation, by=quarter.member)


def test_withdraw_citation_of_a_draft_leaves_it_a_draft(quarter):
    answer = quarter.save("I1", 3)
    citation = actions.cite(answer, quarter.document, by=quarter.member)

    actions.withdraw_citation(citation, by=quarter.member)

    assert quarter.answer("I1").state is AnswerStatus.DRAFT


# Submitting


def test_submit_locks_the_agencys_side(quarter):
    quarter.fill().submit()

    assessment = quarter.fresh()
    assert (assessment.state, assessment.round) == (Status.SUBMITTED, 1)
    assert assessment.submitted_by == quarter.head
    move = Transition.objects.get()
    assert (move.old, move.new, move.moved_by) == ("FILLING", "SUBMITTED", quarter.head)
    assert last_verb() == "assessment.submitted"


def test_submit_names_the_indicators_that_are_not_ready(quarter):
    quarter.fill()
    quarter.save("I2", 4)

    with pytest.raises(AssessmentError, match=r"Indikator yang belum siap: 2\."):
        quarter.submit()


def test_submit_twice_is_refused(quarter):
    quarter.fill().submit()

    with pytest.raises(AssessmentError, match="sudah dikirim"):
        quarter.submit()


def test_submit_after_the_deadline_is_refused(quarter):
    quarter.fill()
    set_deadline(quarter.assessment, filling_until=hours(-1))

    with pytest.raises(AssessmentError, match=r"Batas kirim .* sudah lewat"):
        quarter.submit()


def test_extend_opens_a_late_assessment_again(quarter):
    quarter.fill()
    set_deadline(quarter.assessment, filling_until=hours(-1))

    actions.extend(
        quarter.assessment, until=hours(5), reason="Banjir.", by=quarter.secretary
    )

    quarter.submit()
    assert quarter.assessment.extensions.get().reason == "Banjir."


@pytest.mark.parametrize(
    ("until", "reason", "complaint"),
    [(500, " ", "Tulis alasan"), (-1, "Banjir.", "sesudah"), (1, "Banjir.", "sesudah")],
)
def test_extend_is_refused(quarter, until, reason, complaint):
    with pytest.raises(AssessmentError, match=complaint):
        actions.extend(
            quarter.assessment, until=hours(until), reason=reason, by=quarter.secretary
        )


def test_extend_after_submission_is_refused(quarter):
    quarter.fill().submit()

    with pytest.raises(AssessmentError, match="tidak dapat diperpanjang"):
        actions.extend(
            quarter.assessment, until=hours(500), reason="Banjir.", by=quarter.secretary
        )


# Reviewing


def test_review_accepts_returns_and_adjusts(quarter):
    quarter.fill().submit().review(I1=RETURNED, I2=(Decision.ADJUSTED, 1, "Belum ada."))

    assert quarter.answer("I1").state is AnswerStatus.RETURNED
    assert quarter.answer("I1").verified_level is None
    adjusted = quarter.answer("I2")
    assert (adjusted.state, adjusted.verified_level) == (AnswerStatus.ACCEPTED, 1)
    assert adjusted.verified_reason == "Belum ada."
    assert quarter.answer("I3").verified_level == 5
    assert last_verb() == "answer.reviewed"


@pytest.mark.parametrize(
    ("decision", "level", "reason", "complaint"),
    [
        (Decision.RETURNED, None, " ", "Tulis alasan"),
        (Decision.ADJUSTED, 2, "", "Tulis alasan"),
        (Decision.ADJUSTED, None, "Kurang.", "Pilih tingkat"),
        (Decision.ADJUSTED, 3, "Kurang.", "berbeda dari tingkat mandiri"),
        (Decision.ADJUSTED, 6, "Kurang.", "Tingkat harus 1 sampai 5"),
    ],
)
def test_review_is_refused(quarter, decision, level, reason, complaint):
    quarter.fill().submit()

    with pytest.raises(AssessmentError, match=complaint):
        actions.review(
            quarter.answer("I1"),
            decision=decision,
            level=level,
            reason=reason,
            by=quarter.mentor,
        )


def test_review_twice_is_refused(quarter):
    quarter.fill().submit().review()

    with pytest.raises(AssessmentError, match="sudah diputus: Diterima"):
        quarter.review()


def test_review_before_submission_is_refused(quarter):
    quarter.fill()

    with pytest.raises(AssessmentError, match="tidak dapat ditelaah"):
        quarter.review()


def test_review_by_a_mentor_of_others_is_refused(quarter):
    quarter.fill().submit()
    quarter.mentor = UserFactory(role=Role.MENTOR)

    with pytest.raises(AssessmentError, match="tidak bertugas"):
        quarter.review()


def test_review_of_the_own_agency_is_refused(quarter):
    quarter.fill().submit()
    quarter.mentor.mentor_assignments.update(ends_on=date(2026, 1, 2))
    quarter.mentor.agency = quarter.assessment.agency
    quarter.mentor.save()

    with pytest.raises(AssessmentError, match="perangkat daerah Anda sendiri"):
        quarter.review()


def test_close_round_sends_back_what_was_returned(quarter):
    quarter.fill().submit().review(I1=RETURNED).close()

    assessment = quarter.fresh()
    assert assessment.state is Status.RETURNED
    days = (assessment.revision_due_at - timezone.now()).total_seconds() / 86400
    assert days == pytest.approx(3, abs=0.01)


def test_close_round_with_answers_undecided_is_refused(quarter):
    quarter.fill().submit()

    with pytest.raises(AssessmentError, match="Masih ada 3 indikator"):
        quarter.close()


def test_close_round_twice_is_refused(quarter):
    quarter.fill().submit().review().close()

    with pytest.raises(AssessmentError, match="tidak dapat diakhiri"):
        quarter.close()


def test_only_what_was_returned_is_open_to_the_agency(quarter):
    quarter.fill().submit().review(I1=RETURNED).close()

    assert quarter.save("I1", 4).state is AnswerStatus.RETURNED
    with pytest.raises(AssessmentError, match="sudah diterima pendamping"):
        quarter.save("I2", 4)


def test_a_returned_answer_must_be_marked_ready_before_submission(quarter):
    quarter.fill().submit().review(I1=RETURNED).close()
    quarter.save("I1", 4)

    with pytest.raises(AssessmentError, match=r"belum siap: 1\."):
        quarter.submit()


def test_a_returned_answer_may_lose_its_level_meanwhile(quarter):
    quarter.fill().submit().review(I1=RETURNED).close()

    saved = quarter.save("I1", None)

    assert (saved.state, saved.self_level) == (AnswerStatus.RETURNED, None)
    with pytest.raises(AssessmentError, match="Lengkapi: tingkat"):
        actions.mark_ready(saved, by=quarter.member)


def test_a_second_round_verifies(quarter):
    quarter.fill().submit().review(I1=RETURNED).close()
    actions.mark_ready(quarter.save("I1", 4), by=quarter.member)
    quarter.submit()
    actions.review(quarter.answer("I1"), decision=Decision.ACCEPTED, by=quarter.mentor)
    quarter.close()

    assert (quarter.fresh().state, quarter.fresh().round) == (Status.VERIFIED, 2)
    assert [r.round for r in quarter.answer("I1").reviews.order_by("pk")] == [1, 2]


def test_mending_after_its_deadline_is_refused(quarter):
    quarter.fill().submit().review(I1=RETURNED).close()
    quarter.assessment.__class__.objects.update(revision_due_at=hours(-1))

    with pytest.raises(AssessmentError, match="sudah lewat"):
        quarter.save("I1", 4)


# Objection and plenary


def test_an_objection_is_decided_by_the_plenary(quarter):
    quarter.fill().submit().review(I1=LOWERED).close()
    actions.raise_objection(quarter.answer("I1"), reason="Ada SK.", by=quarter.head)
    actions.accept_verification(quarter.assessment, by=quarter.head)
    quarter.sit()

    answer = actions.set_final(
        quarter.answer("I1"), level=3, reason="SK diterima.", by=quarter.assessor
    )

    objection = answer.objections.get()
    assert (objection.outcome, objection.decision_reason) == (
        ObjectionOutcome.CHANGED,
        "SK diterima.",
    )
    levels = (answer.self_level, answer.verified_level, answer.final_level)
    assert levels == (3, 2, 3)


def test_an_objection_may_be_kept(quarter):
    quarter.fill().submit().review(I1=LOWERED).close()
    actions.raise_objection(quarter.answer("I1"), reason="Ada SK.", by=quarter.head)
    actions.accept_verification(quarter.assessment, by=quarter.head)
    quarter.sit()

    answer = actions.set_final(
        quarter.answer("I1"), level=2, reason="SK sudah dicabut.", by=quarter.assessor
    )

    assert answer.objections.get().outcome == ObjectionOutcome.KEPT


def test_raise_objection_is_refused(quarter):
    quarter.fill().submit().review(I1=LOWERED).close()
    set_deadline(quarter.assessment, objections_max=1)
    with pytest.raises(AssessmentError, match="Tulis alasan"):
        actions.raise_objection(quarter.answer("I1"), reason=" ", by=quarter.head)
    actions.raise_objection(quarter.answer("I1"), reason="Ada SK.", by=quarter.head)
    with pytest.raises(AssessmentError, match="sudah disanggah"):
        actions.raise_objection(quarter.answer("I1"), reason="Lagi.", by=quarter.head)
    with pytest.raises(AssessmentError, match="Batas 1 sanggahan"):
        actions.raise_objection(quarter.answer("I2"), reason="Juga.", by=quarter.head)


def test_objecting_outside_its_window_is_refused(quarter):
    quarter.verify()

    with pytest.raises(AssessmentError, match="Masa sanggah sudah berakhir"):
        actions.raise_objection(quarter.answer("I1"), reason="Ada SK.", by=quarter.head)


def test_objecting_before_verification_is_refused(quarter):
    quarter.fill().submit()

    with pytest.raises(AssessmentError, match="tidak dapat disanggah"):
        actions.raise_objection(quarter.answer("I1"), reason="Ada SK.", by=quarter.head)


def test_the_plenary_waits_for_the_objection_window(quarter):
    quarter.fill().submit().review().close()
    quarter.sit()

    with pytest.raises(AssessmentError, match="Masa sanggah masih berjalan"):
        quarter.finalise()
    with pytest.raises(AssessmentError, match="Masa sanggah masih berjalan"):
        actions.set_final(quarter.answer("I1"), level=3, reason="", by=quarter.assessor)


@pytest.mark.parametrize(
    ("level", "reason", "complaint"),
    [(4, " ", "Tulis alasan putusan"), (6, "Ya.", "Tingkat harus 1 sampai 5")],
)
def test_set_final_is_refused(quarter, level, reason, complaint):
    quarter.verify()
    quarter.sit()

    with pytest.raises(AssessmentError, match=complaint):
        actions.set_final(
            quarter.answer("I1"), level=level, reason=reason, by=quarter.assessor
        )


def test_set_final_as_verified_needs_no_reason_of_its_own(quarter):
    quarter.verify(I1=LOWERED)
    quarter.sit()

    answer = actions.set_final(
        quarter.answer("I1"), level=2, reason="", by=quarter.assessor
    )

    assert (answer.final_level, answer.final_reason) == (2, LOWERED[2])


def test_finalise_takes_verified_levels_where_the_plenary_changed_nothing(quarter):
    quarter.verify(I1=LOWERED)
    quarter.sit()

    actions.set_final(
        quarter.answer("I2"), level=4, reason="Bukti baru.", by=quarter.assessor
    )

    quarter.finalise()

    finals = [quarter.answer(code).final_level for code in ("I1", "I2", "I3")]
    assert finals == [2, 4, 5]
    assert quarter.answer("I1").final_reason == LOWERED[2]
    assert quarter.fresh().state is Status.FINAL


def test_finalise_with_an_open_objection_is_refused(quarter):
    quarter.fill().submit().review(I1=LOWERED).close()
    actions.raise_objection(quarter.answer("I1"), reason="Ada SK.", by=quarter.head)
    actions.accept_verification(quarter.assessment, by=quarter.head)

    with pytest.raises(AssessmentError, match="1 sanggahan yang belum diputus"):
        quarter.finalise()


def test_an_assessor_does_not_decide_on_the_own_agency(quarter):
    quarter.verify()
    quarter.assessor.agency = quarter.assessment.agency
    quarter.assessor.save()

    with pytest.raises(AssessmentError, match="perangkat daerah Anda sendiri"):
        quarter.finalise()


# Determination


def test_determine_freezes_levels_scores_and_hashes(quarter):
    quarter.verify(I1=LOWERED).finalise()

    determination = quarter.determine()

    result = determination.results.get()
    assert (str(result.self_index), str(result.verified_index)) == ("3.60", "3.20")
    assert (str(result.index), result.exact, result.predicate) == (
        "3.20",
        "3.20",
        "Baik",
    )
    said = {
        "code": "I1",
        "name": "Arsitektur",
        "weight": "40",
        "self": 3,
        "verified": 2,
        "final": 2,
        "verified_reason": LOWERED[2],
        "reason": LOWERED[2],
    }
    assert result.inputs["levels"][0].items() >= said.items()
    assert [(n["code"], n["final"]) for n in result.inputs["nodes"]] == [
        ("D1", "2.00"),
        ("A1", "2.00"),
        ("D2", "5.00"),
        ("A2", "5.00"),
    ]
    assert len(determination.inputs_sha256) == 64
    assert quarter.fresh().state is Status.DETERMINED
    assert last_verb() == "period.determined"


def test_determine_with_nothing_final_is_refused(quarter):
    with pytest.raises(AssessmentError, match="Belum ada perangkat daerah yang final"):
        quarter.determine()


def test_determine_names_who_is_not_final_without_figures(quarter):
    other = quarter.assessment.period.assessments.create(
        agency=(agency := AgencyFactory(code="9.99")),
        version=quarter.assessment.version,
        agency_code=agency.code,
        agency_name=agency.name,
    )
    quarter.verify().finalise()

    determination = quarter.determine()

    result = determination.results.get(assessment=other)
    assert (result.is_final, result.index, result.predicate) == (False, None, "")
    other.refresh_from_db()
    assert other.state is Status.FILLING


def test_a_second_determination_replaces_the_first_with_a_reason(quarter):
    period = quarter.assessment.period
    other = type(quarter)(_sibling(period))
    quarter.verify().finalise()
    first = quarter.determine()
    other.verify().finalise()

    with pytest.raises(
        AssessmentError, match="Tulis alasan penetapan ini menggantikan"
    ):
        other.determine(number="700/2/BA/2026")
    with pytest.raises(AssessmentError, match="sudah dipakai"):
        other.determine(reason="OPD terlambat.")
    second = other.determine(number="700/2/BA/2026", reason="OPD terlambat.")

    assert (second.revision, second.replaces) == (2, first)
    assert second.results.filter(is_final=True).count() == 2
    assert first.results.filter(is_final=True).count() == 1
    assert period.determinations.in_force().get() == second


def test_a_determined_answer_is_refused_to_everybody(quarter):
    quarter.verify().finalise()
    quarter.determine()

    with pytest.raises(AssessmentError, match="Isian terkunci"):
        quarter.save("I1", 4)
    with pytest.raises(AssessmentError, match="tidak dapat diputus"):
        actions.set_final(
            quarter.answer("I1"), level=5, reason="x", by=quarter.assessor
        )


# Queries


def test_overview_has_what_each_answer_misses(quarter):
    quarter.save("I1", 3)

    overview = overview_of(quarter.fresh())

    missing = {row.indicator.code: row.missing for row in overview.rows}
    assert missing == {
        "I1": ("bukti dukung",),
        "I2": ("tingkat", "Fakta", "Analisis"),
        "I3": ("tingkat", "Fakta", "Analisis"),
    }
    assert (overview.done, overview.total) == (0, 3)
    assert overview.scores.self.index is None
    assert str(overview.estimate.index) == "1.80"


def test_scores_keep_three_values(quarter):
    quarter.verify(I1=LOWERED)

    scores = scores_of(quarter.fresh())

    assert (str(scores.self.index), str(scores.verified.index)) == ("3.60", "3.20")
    assert scores.final.index is None
    assert scores.best is scores.verified
    assert str(scores.change) == "-0.40"


def _sibling(period):
    from tests.factories import AssessmentFactory

    return AssessmentFactory(period=period, agency=AgencyFactory())
