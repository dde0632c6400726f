"""Nominations and decrees through their pages."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from accounts.enums import AgencyKind, Role
from accounts.models import AuditEvent
from teams.enums import NominationStatus, Verdict
from teams.models import Decree, Membership, Nomination
from tests.factories import AgencyFactory
from tests.teams.builders import Proposal, person, seated, signed_decree

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    return Proposal(AgencyFactory(code="1.06", kind=AgencyKind.DINAS))


ISSUE = reverse_lazy("assessments:decree_issue")


def at(name, *args):
    return reverse(f"teams:{name}", args=args)


def letter(**changes):
    return {
        "number": "045/1/2026",
        "on": "2026-11-02",
        "signer_title": "Kepala Dinas",
        "signer_name": "Pejabat",
        "agreed": "on",
    } | changes


def decree_form(*nominations, **changes):
    today = timezone.localdate()
    return {
        "nominations": [nomination.pk for nomination in nominations],
        "number": "188.4/7/2026",
        "decreed_on": today.isoformat(),
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=300)).isoformat(),
        "signed_by": "Gubernur",
        "file": SimpleUploadedFile("sk.pdf", signed_decree()),
    } | changes


def test_a_team_is_named_from_draft_to_decree(client_for, proposal):
    who = person(proposal.agency, proposal.coordinator, name="Calon")
    coordinator, head = client_for(proposal.coordinator), client_for(proposal.head)
    secretary = client_for(proposal.secretary)

    started = coordinator.post(at("nomination_start", "1.06"))
    made = proposal.nomination = Nomination.objects.get()
    assert started.url == at("nomination", made.pk)
    coordinator.post(at("nominate", made.pk, 1), {"person": who.pk})
    head.post(at("nomination_propose", made.pk), letter())
    place = made.places.get()
    secretary.post(at("nomination_check", place.pk), {"verdict": Verdict.SUITABLE})
    secretary.post(at("nomination_finish", made.pk))
    issued = secretary.post(ISSUE, decree_form(made))

    decree = Decree.objects.get()
    assert issued.url == at("decree", decree.pk)
    assert proposal.fresh().state is NominationStatus.DECIDED
    assert Membership.objects.get().person == who
    page = coordinator.get(at("detail", "1.06")).content.decode()
    assert "188.4/7/2026" in page
    file = coordinator.get(at("decree_file", decree.pk))
    assert b"".join(file.streaming_content) == signed_decree()
    assert AuditEvent.objects.order_by("position").last().verb == "decree.read"


def test_each_role_is_offered_its_next_step(client_for, proposal):
    proposal.put(1)
    address = at("nomination", proposal.nomination.pk)

    def offers(user, text):
        return text in client_for(user).get(address).content.decode()

    assert offers(proposal.coordinator, "Batalkan draf")
    assert not offers(proposal.coordinator, "Kirim usulan")
    assert offers(proposal.head, "Kirim usulan")
    assert not offers(proposal.secretary, "Selesaikan pemeriksaan")
    proposal.propose()
    assert offers(proposal.head, "Tarik kembali")
    assert offers(proposal.secretary, "Selesaikan pemeriksaan")
    proposal.verify()
    assert offers(proposal.secretary, "Catat SK")
    assert not offers(Role.AUDITOR, "Catat SK")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agreed": ""}, "agreed"),
        ({"number": ""}, "number"),
        ({"signer_nip": "123"}, "signer_nip"),
    ],
)
def test_a_letter_is_complete(client_for, proposal, changes, field):
    proposal.put(1)
    address = at("nomination_propose", proposal.nomination.pk)

    response = client_for(proposal.head).post(address, letter(**changes))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert proposal.fresh().state is NominationStatus.DRAFT


def test_a_refused_check_keeps_what_was_typed(client_for, proposal):
    proposal.put(4)
    proposal.propose()
    place = proposal.nomination.places.get()
    client = client_for(proposal.secretary)

    without = client.post(at("nomination_check", place.pk), {"verdict": "SUITABLE"})
    returned = client.post(at("nomination_check", place.pk), {"verdict": "RETURNED"})

    assert without.status_code == returned.status_code == 422
    assert "Sertifikat yang diperlukan kursi ini" in without.content.decode()
    assert "Pengembalian memerlukan alasan" in returned.content.decode()
    place.refresh_from_db()
    assert place.verdict is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"nominations": []}, "Pilih sekurangnya satu usulan"),
        ({"ends_on": "2020-01-01"}, "harus berakhir sesudah hari ini"),
    ],
)
def test_a_decree_that_does_not_hold_is_refused(client_for, proposal, changes, said):
    proposal.put(1)
    proposal.propose()
    proposal.verify()
    form = decree_form(proposal.nomination, **changes)

    response = client_for(proposal.secretary).post(ISSUE, form)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Decree.objects.exists()


def test_a_second_nomination_waits_for_the_first(client_for, proposal):
    proposal.start()

    response = client_for(proposal.coordinator).post(
        at("nomination_start", "1.06"), follow=True
    )

    assert "Masih ada usulan yang berjalan" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_a_nomination_takes_the_same_queries(
    client_for, proposal, count, django_assert_num_queries
):
    for number in range(1, count + 1):
        seated(proposal.agency, proposal.coordinator, number)
        proposal.put(number)
    client = client_for(proposal.coordinator)

    with django_assert_num_queries(8):
        client.get(at("nomination", proposal.nomination.pk))


@pytest.mark.parametrize("count", [1, 3])
def test_a_team_takes_the_same_queries(
    client_for, proposal, count, django_assert_num_queries
):
    for number in range(1, count + 1):
        seated(proposal.agency, proposal.coordinator, number)
        proposal.put(number)
    client = client_for(proposal.coordinator)

    with django_assert_num_queries(11):
        client.get(at("detail", "1.06"))


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_the_same_queries(client_for, count, django_assert_num_queries):
    for _ in range(count):
        Proposal(AgencyFactory(kind=AgencyKind.DINAS)).put(1)
    client = client_for(Role.SECRETARIAT)

    with django_assert_num_queries(3):
        page = client.get(at("nominations"))

    assert [row.seats for row in page.context["page"]] == [1] * count
