from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import content, invitations, placements, security, tasks
from accounts.actions import AccountError, assign_mentor
from accounts.enums import NoticeKind, Role
from accounts.models import Agency, AuditEvent, Notice, Placement, User
from accounts.models.placements import mentors, working_at
from assessments.actions.base import AssessmentError, refuse_own_agency
from assessments.queries.people import assessors_for, people_of
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    MentorAssignmentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


@pytest.fixture
def home():
    return AgencyFactory(code="1.01", name="Dinas Satu")


@pytest.fixture
def other():
    return AgencyFactory(code="1.02", name="Badan Dua")


@pytest.fixture
def secretary():
    return UserFactory(role=Role.SECRETARIAT)


@pytest.fixture
def person(home):
    return UserFactory(username="ganda", role=Role.OPD_COORDINATOR, agency=home)


@pytest.fixture
def place(secretary):
    """place(person, agency): another placement from today on."""

    def make(person, agency, role=Role.OPD_MEMBER, ends_on=None, starts_on=None):
        made = placements.add(
            person,
            role,
            agency,
            starts_on=starts_on or TODAY(),
            ends_on=ends_on,
            reason="Surat tugas",
            by=secretary,
        )
        person.refresh_from_db()
        return made

    return make


def main(person):
    return person.placements.get(is_main=True, ended_at=None)


def state(person):
    person.refresh_from_db()
    return person.role, person.agency.code if person.agency else "", person.placement


def send(client, address, data=None, placement=None, **more):
    """A form of the page that was drawn for `placement`."""
    mark = {} if placement is None else {"drawn-for": str(placement.uuid)}
    return client.post(address, {**(data or {}), **mark}, **more)


# Giving


def test_a_second_placement_leaves_the_person_where_he_was(person, other, place):
    made = place(person, other)

    assert state(person) == (Role.OPD_COORDINATOR, "1.01", main(person))
    assert (made.role, made.agency, made.is_main) == (Role.OPD_MEMBER, other, False)
    event = AuditEvent.objects.get(verb="placement.added")
    assert event.agency_code == "1.02"
    assert content.sentence(event) == (
        "menempatkan ganda juga di 1.02 sebagai Anggota tim pengelola, "
        f"{content.formats.day(TODAY())} sampai tidak disebut: Surat tugas"
    )
    told = Notice.objects.get(user=person, kind=NoticeKind.SECURITY)
    assert told.text.endswith("sebagai Anggota tim pengelola di Badan Dua.")


def test_who_works_for_one_agency_has_no_row_and_pays_nothing(
    client_for, person, django_assert_num_queries
):
    assert not Placement.objects.exists()
    with django_assert_num_queries(0):
        assert person.own_agencies() == {person.agency_id}
    assert "sp-place" not in client_for(person).get("/accounts/profile/").text


@pytest.mark.parametrize(
    ("role", "reason"),
    [
        (Role.SECRETARIAT, "Akun dengan peran Sekretariat tidak dapat"),
        (Role.AUDITOR, "Akun dengan peran Inspektorat tidak dapat"),
    ],
)
def test_who_manages_or_reads_everything_has_no_second_side(role, reason, other, place):
    with pytest.raises(AccountError, match=reason):
        place(UserFactory(role=role), other)


@pytest.mark.parametrize("role", [Role.MENTOR, Role.ASSESSOR, Role.AUDITOR])
def test_only_roles_of_an_agency_are_given_besides(role, person, other, place):
    with pytest.raises(AccountError, match="tidak diberikan sebagai"):
        place(person, other, role=role)


def test_add_refuses_days_and_agencies_that_do_not_fit(person, home, other, place):
    yesterday = TODAY() - timedelta(days=1)
    for arguments, reason in (
        ({"agency": other, "starts_on": yesterday}, "paling cepat hari ini"),
        ({"agency": other, "ends_on": yesterday}, "berakhir paling cepat"),
        ({"agency": home}, "sudah bekerja di Dinas Satu"),
        ({"agency": AgencyFactory(closed_on=TODAY())}, "sudah ditutup"),
    ):
        with pytest.raises(AccountError, match=reason):
            place(person, **arguments)
    assert not Placement.objects.exists()


def test_nobody_places_oneself_and_an_administrator_is_out_of_reach(other, secretary):
    arguments = {
        "starts_on": TODAY(),
        "ends_on": None,
        "reason": "Tugas",
        "by": secretary,
    }
    with pytest.raises(AccountError, match="Anda sendiri"):
        placements.add(secretary, Role.OPD_MEMBER, other, **arguments)
    with pytest.raises(AccountError, match="Administrator sistem"):
        placements.add(
            UserFactory(role=Role.ADMIN), Role.OPD_MEMBER, other, **arguments
        )


# Changing between


def test_switching_changes_role_agency_and_what_is_seen(person, home, other, place):
    made = place(person, other)

    placements.switch(made, by=person)

    assert state(person) == (Role.OPD_MEMBER, "1.02", made)
    assert list(Agency.objects.visible_to(person)) == [other]
    event = AuditEvent.objects.get(verb="placement.switched")
    assert (event.data["before"], event.data["after"]) == ("1.01", "1.02")


def test_the_trail_says_for_which_agency_somebody_acted(
    client_for, person, place, other
):
    made = place(person, other)
    placements.switch(made, by=person)
    person.refresh_from_db()
    client = client_for(person)

    send(client, reverse("accounts:profile_export"), placement=made)

    event = AuditEvent.objects.get(verb="user.exported")
    assert (event.actor_role, event.data["acting_for"]) == (Role.OPD_MEMBER, "1.02")
    assert content.sentence(event).endswith("(bekerja untuk 1.02)")


def test_nobody_takes_the_placement_of_another(client_for, person, other, place):
    made = place(person, other)
    stranger = UserFactory(agency=other)

    with pytest.raises(AccountError, match="tidak berlaku"):
        placements.switch(made, by=stranger)
    address = reverse("accounts:placement_switch", args=[made.uuid])
    assert client_for(stranger).post(address).status_code == 404
    assert state(stranger)[2] is None


def test_a_placement_that_begins_later_is_not_used_yet_but_counts_as_own(
    person, other, place
):
    made = place(person, other, starts_on=TODAY() + timedelta(days=3))

    with pytest.raises(AccountError, match="belum"):
        placements.switch(made, by=person)
    assert other.pk in person.own_agencies()


def test_switch_leads_on_to_a_page_of_the_portal_only(client_for, person, other, place):
    made = place(person, other)
    client = client_for(person)
    address = reverse("accounts:placement_switch", args=[made.uuid])

    assert client.post(address, {"next": "https://elsewhere.example/"}).url == "/"
    back = reverse("accounts:placement_switch", args=[main(person).uuid])
    assert client.post(back, {"next": "/accounts/profile/"}).url == "/accounts/profile/"


# Forms of another window


def test_a_form_drawn_for_another_placement_is_refused_and_its_text_kept(
    client_for, person, other, place
):
    place(person, other)
    client = client_for(person)
    text = "Nama saya salah tulis, mohon diperbaiki."

    response = send(
        client,
        reverse("accounts:correction_request"),
        {"text": text},
        person.placements.get(is_main=False),
        headers={"Accept": "text/html"},
    )

    assert response.status_code == 409
    assert text in response.text
    assert "Formulir itu dibuka sebagai" in response.text
    assert "Badan Dua" in response.text
    assert not person.corrections.exists()


def test_a_form_that_does_not_say_is_refused_too(client_for, person, other, place):
    place(person, other)
    response = client_for(person).post(
        reverse("accounts:correction_request"), {"text": "Nama."}
    )

    assert response.status_code == 409
    assert response.headers["X-Context-Changed"] == "1"
    assert not person.corrections.exists()


def test_a_form_of_the_placement_in_use_is_taken(client_for, person, other, place):
    place(person, other)
    client = client_for(person)
    page = client.get(reverse("accounts:profile")).text
    assert f'name="drawn-for" value="{main(person).uuid}"' in page

    response = send(
        client,
        reverse("accounts:correction_request"),
        {"text": "Nama saya salah."},
        main(person),
    )

    assert response.status_code == 302
    assert person.corrections.get().text == "Nama saya salah."


def test_htmx_gets_a_page_for_the_whole_window(client_for, person, other, place):
    place(person, other)
    response = client_for(person).post(
        reverse("accounts:notices_read"),
        headers={"HX-Request": "true", "X-Drawn-For": "elsewhere"},
    )

    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == "#isi"
    assert "Belum disimpan" in response.text


def test_an_upload_is_refused_with_a_status_that_is_not_tried_again(
    client_for, person, other, place
):
    place(person, other)
    response = client_for(person).post(
        reverse("evidence:tus_start"),
        headers={"Tus-Resumable": "1.0.0", "Upload-Length": "9"},
    )

    assert response.status_code == 412
    assert response.text.startswith("Halaman ini dibuka untuk perangkat daerah lain.")


def test_what_waited_for_a_confirmation_is_of_its_placement(
    client_for, person, home, other, place, settings
):
    """A coordinator's invitation, sent before changing over, is not made for the other."""
    made = place(person, other, role=Role.OPD_COORDINATOR)
    person.set_password("Sandi-Panjang-Sekali-1")
    person.save()
    client = client_for(person)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    asked = send(
        client,
        reverse("accounts:invitations"),
        {"email": "baru@example.invalid", "role": Role.OPD_MEMBER, "agency": home.pk},
        main(person),
    )
    assert "reauthenticate" in asked.url
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
    placements.switch(made, by=person)

    response = send(client, asked.url, {"password": "Sandi-Panjang-Sekali-1"}, made)

    assert response.status_code == 409
    assert not AuditEvent.objects.filter(verb="invitation.made").exists()


# Ending


def test_an_ended_placement_loses_its_access_at_once(
    client_for, person, other, place, secretary
):
    made = place(person, other)
    placements.switch(made, by=person)
    person.refresh_from_db()
    client = client_for(person)
    address = reverse("teams:detail", args=[other.code])
    assert client.get(address).status_code == 200

    placements.end(made, reason="Tugas selesai", by=secretary)

    assert client.get(address).status_code == 404
    assert state(person) == (Role.OPD_COORDINATOR, "1.01", main(person))
    event = AuditEvent.objects.get(verb="placement.ended")
    assert event.data["reason"] == "Tugas selesai"


def test_a_placement_ends_at_midnight_in_wita_without_the_clock(
    client_for, person, other, place, monkeypatch
):
    made = place(person, other, ends_on=TODAY())
    placements.switch(made, by=person)
    person.refresh_from_db()
    client = client_for(person)
    address = reverse("teams:detail", args=[other.code])
    assert client.get(address).status_code == 200

    monkeypatch.setattr(
        timezone,
        "localdate",
        lambda *a: date.today() + timedelta(days=2),  # noqa: DTZ011
    )
    response = client.get(address)

    assert response.status_code == 404
    assert not Agency.objects.visible_to(person).exists()  # before it was read again
    assert state(person) == (Role.OPD_COORDINATOR, "1.01", main(person))
    assert AuditEvent.objects.get(verb="placement.lapsed").actor == "sistem"
    assert "Penempatan Anda di Badan Dua berakhir." in response.text


def test_what_is_sent_after_the_end_is_not_taken(
    client_for, person, other, place, monkeypatch
):
    made = place(person, other, ends_on=TODAY())
    placements.switch(made, by=person)
    person.refresh_from_db()
    client = client_for(person)
    later = TODAY() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *a: later)

    response = send(
        client,
        reverse("accounts:correction_request"),
        {"text": "Nama saya salah."},
        made,
    )

    assert response.status_code == 409
    assert not person.corrections.exists()


def test_the_clock_brings_back_who_did_not_come(person, other, place, monkeypatch):
    made = place(person, other, ends_on=TODAY())
    placements.switch(made, by=person)
    assert tasks.end_placements() == 0
    later = TODAY() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *a: later)

    assert tasks.end_placements() == 1
    assert tasks.end_placements() == 0
    assert state(person)[1] == "1.01"


def test_main_and_over_placements_are_not_ended(person, other, place, secretary):
    made = place(person, other)
    with pytest.raises(AccountError, match="perubahan peran"):
        placements.end(main(person), reason="Salah", by=secretary)
    placements.end(made, reason="Selesai", by=secretary)
    with pytest.raises(AccountError, match="sudah berakhir"):
        placements.end(made, reason="Lagi", by=secretary)


# The own agency, in every placement


def test_a_mentor_never_sees_or_mentors_an_agency_of_a_placement(
    other, place, secretary
):
    mentor = UserFactory(role=Role.MENTOR, agency=None)
    place(mentor, other)

    with pytest.raises(AccountError, match="bekerja di Badan Dua"):
        assign_mentor(mentor, [other], year=2026, quarter=4, by=secretary)
    with pytest.raises(IntegrityError, match="sendiri"), transaction.atomic():
        MentorAssignmentFactory(mentor=mentor, agency=other)


def test_an_agency_that_is_mentored_is_no_placement(other, place):
    mentor = UserFactory(role=Role.MENTOR, agency=None)
    MentorAssignmentFactory(mentor=mentor, agency=other)

    with pytest.raises(AccountError, match="mendampingi Badan Dua"):
        place(mentor, other)
    with pytest.raises(IntegrityError, match="sendiri"), transaction.atomic():
        Placement.objects.create(
            user=mentor,
            role=Role.OPD_MEMBER,
            agency=other,
            starts_on=TODAY(),
            reason="Tugas",
            given_by=mentor,
        )


def test_nobody_decides_on_the_agency_of_another_placement(other, place):
    assessor = UserFactory(role=Role.ASSESSOR, agency=None)
    place(assessor, other)
    assessment = AssessmentFactory(agency=other)

    with pytest.raises(AssessmentError, match="Anda sendiri"):
        refuse_own_agency(assessment, assessor)
    assert assessor not in assessors_for(other.pk)
    assert assessor in assessors_for(assessment.pk and 0)


def test_who_decides_keeps_the_second_step_in_every_placement(
    client_for, other, place, settings
):
    settings.MFA_REQUIRED = True
    assessor = UserFactory(role=Role.ASSESSOR, agency=None)
    made = place(assessor, other)
    placements.switch(made, by=assessor)
    assessor.refresh_from_db()

    response = client_for(assessor).get(reverse("accounts:profile"))

    assert response.url == reverse("mfa_index")


def test_people_and_mentors_are_found_whatever_placement_they_use(
    person, home, other, place
):
    made = place(person, other)
    assert person in people_of(home.pk)
    assert person in people_of(other.pk)
    placements.switch(made, by=person)
    assert person in people_of(home.pk)
    assert list(working_at([home.pk], [Role.OPD_MEMBER])) == []
    mentor = UserFactory(role=Role.MENTOR, agency=None)
    placements.switch(place(mentor, other), by=mentor)
    assert mentor in mentors()


def test_a_notice_of_the_other_agency_is_read_after_changing_over(
    client_for, person, other, place
):
    place(person, other)
    notice = Notice.objects.create(
        user=person,
        kind=NoticeKind.OPENED,
        key="kabar",
        text="Triwulan dibuka.",
        url="/assessments/",
        agency=other,
    )
    client = client_for(person)
    assert "Triwulan dibuka." in client.get(reverse("accounts:notices")).text

    response = send(
        client,
        reverse("accounts:notice_open", args=[notice.pk]),
        placement=main(person),
    )

    assert response.url == "/accounts/placements/?next=%2Fassessments%2F"
    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize("is_left", [False, True])
def test_an_invitation_holds_while_the_coordinator_is_placed_there(
    person, home, other, place, secretary, is_left
):
    made = place(person, other, role=Role.OPD_COORDINATOR)
    placements.switch(made, by=person)
    person.refresh_from_db()
    offer = invitations.invite(
        email="baru@example.invalid", role=Role.OPD_MEMBER, agency=other, by=person
    )
    _, token = invitations.with_link(offer.pk)
    placements.switch(main(person), by=person)
    new = {"username": "baru", "name": "Baru", "password": "Sandi-Panjang-Sekali-1"}
    if is_left:
        placements.end(made, reason="Selesai", by=secretary)
        with pytest.raises(AccountError, match="perangkat daerah Anda sendiri"):
            invitations.accept(token, **new)
        return

    assert invitations.accept(token, **new).agency == other


# A change of role, and single sign-on


def test_a_change_of_role_changes_the_main_placement_and_keeps_the_other(
    person, home, other, place, secretary
):
    made = place(person, other)
    placements.switch(made, by=person)

    security.change_role(person, Role.OPD_HEAD, home, by=secretary)

    assert state(person) == (Role.OPD_HEAD, "1.01", main(person))
    assert list(person.placements.current().filter(is_main=False)) == [made]
    event = AuditEvent.objects.get(verb="user.role_changed")
    assert event.data["before"] == {"peran": "Koordinator teknis", "OPD": "1.01"}


def test_a_role_that_does_not_go_with_placements_is_refused(
    person, other, place, secretary
):
    place(person, other)
    with pytest.raises(AccountError, match="Akhiri penempatan lain"):
        security.change_role(person, Role.SECRETARIAT, None, by=secretary)
    with pytest.raises(AccountError, match="di Badan Dua lebih dahulu"):
        security.change_role(person, Role.OPD_HEAD, other, by=secretary)
    assert state(person)[0] == Role.OPD_COORDINATOR


# What the database refuses


def test_an_account_never_says_otherwise_than_its_placement(person, other, place):
    place(person, other)
    for changes in (
        {"role": Role.OPD_HEAD},
        {"agency": other},
        {"placement": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=person.pk).update(**changes)


def test_a_placement_is_kept_as_it_was(person, other, place, secretary):
    made = place(person, other)
    rows = Placement.objects.filter(pk=made.pk)
    for changes in ({"role": Role.OPD_HEAD}, {"ends_on": TODAY()}, {"reason": "Lain"}):
        with (
            pytest.raises(IntegrityError, match="tetap tercatat"),
            transaction.atomic(),
        ):
            rows.update(**changes)
    with pytest.raises(IntegrityError, match="tetap tercatat"), transaction.atomic():
        rows.delete()
    placements.end(made, reason="Selesai", by=secretary)
    with pytest.raises(IntegrityError, match="tidak diubah lagi"), transaction.atomic():
        rows.update(ended_at=None, ended_by=None)


# Pages


def test_the_secretariat_adds_and_ends_a_placement(
    client_for, person, other, secretary
):
    client = client_for(secretary)
    address = reverse("accounts:placement_add", args=[person.uuid])
    bad = client.post(address, {"agency": other.pk, "role": Role.OPD_MEMBER})
    assert bad.status_code == 422

    client.post(
        address,
        {
            "agency": other.pk,
            "role": Role.OPD_MEMBER,
            "starts_on": TODAY().isoformat(),
            "reason": "Surat tugas 800/1",
        },
    )

    made = person.placements.get(is_main=False)
    page = client.get(reverse("accounts:person", args=[person.uuid])).text
    assert "Surat tugas 800/1" in page
    end = reverse("accounts:placement_end", args=[made.uuid])
    assert client.post(end).status_code == 422
    client.post(end, {"reason": "Selesai"})
    made.refresh_from_db()
    assert (made.ended_by, made.ended_reason) == (secretary, "Selesai")


def test_giving_and_ending_ask_again_after_a_while(
    client_for, person, other, place, secretary, settings
):
    made = place(person, other)
    client = client_for(secretary)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    for name, uuid in (("add", person.uuid), ("end", made.uuid)):
        response = client.get(reverse(f"accounts:placement_{name}", args=[uuid]))
        assert "reauthenticate" in response.url


def test_the_header_says_where_one_works(client_for, person, other, place):
    made = place(person, other)
    client = client_for(person)
    page = client.get(reverse("accounts:placements")).text
    assert "sp-place--other" not in page
    assert "Dinas Satu" in page

    client.post(reverse("accounts:placement_switch", args=[made.uuid]))

    page = client.get(reverse("accounts:placements")).text
    assert "sp-place--other" in page
    assert "<strong>Badan Dua</strong>" in page
