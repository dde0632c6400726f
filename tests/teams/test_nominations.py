from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import NoticeKind, Role
from accounts.models import AuditEvent, Notice
from teams import actions
from teams.actions import TeamError, Terms
from teams.enums import EndReason, NominationStatus, Verdict
from teams.models import Competence, Decree, Membership, Nomination, Seat
from tests.factories import AgencyFactory, MentorAssignmentFactory, UserFactory
from tests.teams.builders import LETTER, Proposal, person, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    return Proposal(AgencyFactory(code="1.06"))


def refused(make, message):
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        make()


def test_a_draft_is_filled_and_changed(proposal):
    first = proposal.put(1, "Sekretaris")
    proposal.put(1, "Kepala Bidang")
    proposal.put(2)
    actions.nominate(
        proposal.nomination, proposal.seat(2), person=None, by=proposal.coordinator
    )

    places = proposal.nomination.places.select_related("person")
    assert [place.person.name for place in places] == ["Kepala Bidang"]
    assert first.memberships.count() == 0
    verbs = AuditEvent.objects.filter(verb__startswith="nomination.")
    assert verbs.count() == 5


def test_an_agency_has_one_open_nomination(proposal):
    proposal.start()

    with pytest.raises(TeamError, match="Masih ada usulan"):
        actions.start_nomination(proposal.agency, by=proposal.coordinator)
    refused(
        lambda: Nomination.objects.create(
            agency=proposal.agency, drafted_by=proposal.coordinator
        ),
        "teams_nomination_one_open_an_agency",
    )
    actions.cancel_nomination(proposal.nomination, by=proposal.coordinator)
    assert actions.start_nomination(proposal.agency, by=proposal.coordinator)


def test_nobody_is_nominated_twice_or_from_elsewhere(proposal):
    same = proposal.put(1)

    with pytest.raises(TeamError, match="kursi lain"):
        proposal.put(2, person=same)
    with pytest.raises(TeamError, match="bukan pegawai"):
        proposal.put(2, person=person(AgencyFactory(), proposal.coordinator))


def test_an_empty_draft_is_not_proposed(proposal):
    proposal.start()

    with pytest.raises(TeamError, match="belum memuat"):
        proposal.propose()


def test_a_proposal_is_told_to_mentors_and_the_secretariat(proposal):
    mentor = UserFactory(role=Role.MENTOR)
    MentorAssignmentFactory(
        mentor=mentor, agency=proposal.agency, assigned_by=proposal.secretary
    )
    proposal.put(1)

    proposal.propose()

    nomination = proposal.fresh()
    assert nomination.state is NominationStatus.PROPOSED
    assert (nomination.letter_number, nomination.letter_on) == (
        LETTER.number,
        LETTER.on,
    )
    assert nomination.proposed_by == proposal.head
    told = Notice.objects.filter(kind=NoticeKind.TEAM)
    assert {notice.user for notice in told} == {mentor, proposal.secretary}
    with pytest.raises(TeamError, match="tidak dapat disunting"):
        proposal.put(2)


def test_a_proposal_is_recalled_until_it_is_verified(proposal):
    proposal.put(1)
    proposal.propose()

    actions.recall(proposal.nomination, by=proposal.head)
    assert proposal.fresh().state is NominationStatus.DRAFT

    proposal.propose()
    proposal.verify()
    with pytest.raises(TeamError, match="tidak dapat menjadi"):
        actions.recall(proposal.nomination, by=proposal.head)


def test_a_return_has_a_reason_and_comes_back_as_a_draft(proposal):
    proposal.put(1)
    proposal.put(6)
    proposal.propose()
    with pytest.raises(TeamError, match="alasan"):
        proposal.check(1, Verdict.RETURNED)

    proposal.check(1, Verdict.RETURNED, "Bukan pejabat struktural.")
    with pytest.raises(TeamError, match="1 kursi yang belum"):
        proposal.finish()
    proposal.check(6)
    proposal.finish()

    assert proposal.fresh().state is NominationStatus.DRAFT
    with pytest.raises(TeamError, match="dikembalikan"):
        proposal.propose()
    proposal.put(1, "Kepala Bidang")
    proposal.propose()
    verdicts = proposal.nomination.places.order_by("seat__number")
    assert [place.verdict for place in verdicts] == [None, Verdict.SUITABLE]
    text = Notice.objects.filter(user=proposal.coordinator).latest("created_at").text
    assert text == "Usulan tim pengelola sudah diperiksa: 1 kursi dikembalikan."


def test_a_technical_seat_without_certificate_needs_a_note(proposal):
    needed = Competence.objects.create(name="Keamanan informasi")
    proposal.seat(4).requires.set([needed])
    who = proposal.put(4)
    proposal.propose()

    with pytest.raises(TeamError, match="Sertifikat yang diperlukan"):
        proposal.check(4)
    proposal.check(4, Verdict.SUITABLE, "Ikut pelatihan bulan depan.")
    actions.add_certificate(
        who,
        competence=needed,
        issuer="BSSN",
        number="1",
        issued_on=date(2026, 1, 1),
        valid_until=None,
        by=proposal.coordinator,
    )
    assert proposal.check(4).reason == ""


def test_nobody_checks_the_own_agency(proposal):
    own = UserFactory(role=Role.SECRETARIAT, agency=proposal.agency)
    proposal.put(1)
    proposal.propose()

    with pytest.raises(TeamError, match="sendiri"):
        actions.check_seat(
            proposal.nomination.places.get(), Verdict.SUITABLE, reason="", by=own
        )
    with pytest.raises(TeamError, match="sendiri"):
        actions.finish_check(proposal.nomination, by=own)


def test_a_check_waits_for_the_proposal(proposal):
    proposal.put(1)

    with pytest.raises(TeamError, match="bukan Diusulkan"):
        proposal.check(1)


def terms(**changes):
    today = timezone.localdate()
    fields = {
        "number": "188.4/1/2026",
        "decreed_on": today,
        "starts_on": today,
        "ends_on": today + timedelta(days=365),
        "signed_by": "Gubernur",
    }
    return Terms(**fields | changes)


def decide(*proposals, **changes):
    return actions.decide(
        [p.nomination for p in proposals],
        terms(**changes),
        file=ContentFile(b"%PDF-1.7"),
        by=proposals[0].secretary,
    )


def verified(*numbers, agency=None):
    made = Proposal(agency or AgencyFactory())
    for number in numbers:
        made.put(number)
    made.propose()
    made.verify()
    return made


def test_one_decree_seats_the_people_of_many_agencies():
    first, second = verified(1, 6), verified(1)

    decree = decide(first, second)

    assert Membership.objects.filter(decree=decree, ends_on=None).count() == 3
    for each in (first, second):
        assert each.fresh().state is NominationStatus.DECIDED
        assert each.agency.team.decree_number == "188.4/1/2026"
    event = AuditEvent.objects.order_by("position").last()
    assert event.verb == "decree.issued"
    assert sorted(event.data["agencies"]) == sorted(
        [first.agency.code, second.agency.code]
    )


def test_a_decree_seats_all_or_nobody():
    good, draft = verified(1), Proposal(AgencyFactory())
    draft.put(1)

    with pytest.raises(TeamError, match="belum diverifikasi"):
        decide(good, draft)

    assert not Decree.objects.exists()
    assert not Membership.objects.exists()
    assert good.fresh().state is NominationStatus.VERIFIED


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts_on": timezone.localdate() + timedelta(1)}, "mulai berlaku"),
        ({"ends_on": timezone.localdate()}, "sesudah hari ini"),
    ],
)
def test_a_decree_holds_now(changes, said):
    with pytest.raises(TeamError, match=said):
        decide(verified(1), **changes)


def test_a_decree_is_entered_once():
    decide(verified(1))

    with pytest.raises(TeamError, match="sudah tercatat"):
        decide(verified(1))


def test_a_replacement_in_the_middle_keeps_the_history():
    agency = AgencyFactory()
    first = verified(1, 2, agency=agency)
    decide(first)
    stays = Membership.objects.get(seat__number=1).person
    second = Proposal(agency)
    second.put(1, person=stays)
    second.put(6)
    second.propose()
    second.verify()

    decide(second, number="188.4/2/2026")

    held = Membership.objects.filter(ends_on=None).order_by("seat__number")
    assert [(m.seat.number, m.decree.number) for m in held] == [
        (1, "188.4/2/2026"),
        (2, "188.4/1/2026"),
        (6, "188.4/2/2026"),
    ]
    former = Membership.objects.get(end_reason=EndReason.RENEWED)
    assert former.person == stays


def test_who_is_replaced_leaves_on_the_day_of_the_decree():
    made = Proposal(AgencyFactory())
    old = seated(made.agency, made.coordinator, 1)
    made.put(1, "Pengganti")
    made.propose()
    made.verify()

    decide(made)

    old.refresh_from_db()
    assert (old.ends_on, old.end_reason) == (timezone.localdate(), EndReason.REPLACED)
    assert Membership.objects.get(ends_on=None).person.name == "Pengganti"


def test_a_term_ends_by_itself_once():
    made = verified(1, 2)
    decree = decide(made)
    assert actions.close_terms() == 0

    found = [actions.close_terms(decree.ends_on) for _ in range(2)]

    assert found == [2, 0]
    ended = Membership.objects.first()
    assert (ended.ends_on, ended.end_reason) == (decree.ends_on, EndReason.TERM)
    assert ended.ended_by is None
    assert made.fresh().state is NominationStatus.ENDED
    told = Notice.objects.filter(key__startswith="nomination.ended")
    assert {notice.user for notice in told} == {made.coordinator, made.head}


def test_what_is_decided_stays():
    made = verified(1)
    decree = decide(made)
    place = made.nomination.places.get()

    refused(lambda: Decree.objects.update(number="lain"), "tidak dapat diubah")
    refused(lambda: Nomination.objects.update(letter_number="0"), "tidak dapat diubah")
    refused(
        lambda: Nomination.objects.update(status=NominationStatus.DRAFT, decree=None),
        "tidak dapat diubah",
    )
    refused(lambda: made.nomination.places.update(reason="?"), "tidak dapat diubah")
    assert decree.nominations.get().places.get() == place


def test_states_have_their_times(proposal):
    proposal.start()

    refused(
        lambda: Nomination.objects.update(status="PROPOSED"),
        "teams_nomination_steps_have_their_time",
    )
    refused(
        lambda: Nomination.objects.update(status="DECIDED"),
        "teams_nomination_",
    )


def test_seats_are_data():
    assert Seat.objects.get(number=4).is_technical
