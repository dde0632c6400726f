"""The own data: seen, taken along, corrected."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import actions, privacy
from accounts.enums import Role
from accounts.models import AuditEvent, Correction, Notice
from tests.factories import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    agency = AgencyFactory(name="Dinas Sosial")
    return UserFactory(username="anggota", name="Anggota Tim", agency=agency)


@pytest.fixture
def secretary():
    return UserFactory(role=Role.SECRETARIAT)


def test_the_profile_shows_the_own_data(client_for, person):
    page = client_for(person).get(reverse("accounts:profile")).content.decode()

    assert person.email in page
    assert "Dinas Sosial" in page


def test_the_copy_holds_the_account_and_the_deeds_and_is_on_record(client_for, person):
    UserFactory(username="lain", email="lain@example.invalid")
    privacy.request_correction("Nama saya keliru.", by=person)

    response = client_for(person).post(reverse("accounts:profile_export"))

    assert response.headers["Content-Disposition"].endswith('"data-anggota.json"')
    data = json.loads(response.content)
    assert data["akun"]["nama"] == "Anggota Tim"
    assert data["akun"]["perangkat daerah"] == "Dinas Sosial"
    assert [deed["verb"] for deed in data["jejak"]] == ["correction.requested"]
    assert "lain@example.invalid" not in response.content.decode()
    assert AuditEvent.objects.filter(verb="user.exported").exists()


def test_a_correction_reaches_the_secretariat_and_its_answer_the_person(
    client_for, person, secretary
):
    office = client_for(secretary)
    sent = client_for(person).post(
        reverse("accounts:correction_request"), {"text": "Nama saya keliru."}
    )
    made = Correction.objects.get()
    assert sent.url == reverse("accounts:profile")
    assert Notice.objects.filter(user=secretary).exists()
    page = office.get(reverse("accounts:corrections")).content.decode()
    assert "Nama saya keliru." in page

    office.post(
        reverse("accounts:correction_settle", args=[made.uuid]),
        {f"{made.uuid}-answer": "Sudah diperbaiki."},
    )

    made.refresh_from_db()
    assert (made.answer, made.settled_by) == ("Sudah diperbaiki.", secretary)
    assert Notice.objects.filter(user=person).exists()
    verbs = AuditEvent.objects.filter(verb__startswith="correction.")
    assert verbs.count() == 2


def test_an_empty_answer_settles_nothing(client_for, person, secretary):
    made = privacy.request_correction("Nama.", by=person)

    response = client_for(secretary).post(
        reverse("accounts:correction_settle", args=[made.uuid])
    )

    made.refresh_from_db()
    assert response.status_code == 422
    assert made.settled_at is None


def test_a_second_request_waits_for_the_first(client_for, person):
    privacy.request_correction("Nama.", by=person)

    response = client_for(person).post(
        reverse("accounts:correction_request"), {"text": "Surel."}
    )

    assert response.status_code == 422
    assert "belum dijawab" in response.content.decode()


def test_a_request_is_settled_once_and_by_another_person(person, secretary):
    made = privacy.request_correction("Nama.", by=person)
    privacy.settle_correction(made, "Ya.", by=secretary)
    own = privacy.request_correction("Nama.", by=secretary)

    with pytest.raises(actions.AccountError, match="sudah dijawab"):
        privacy.settle_correction(made, "Lagi.", by=secretary)
    with pytest.raises(actions.AccountError, match="orang lain"):
        privacy.settle_correction(own, "Ya.", by=secretary)


def test_the_database_wants_an_answer_with_a_settlement(person, secretary):
    with pytest.raises(IntegrityError, match="settled_with"), transaction.atomic():
        Correction.objects.create(
            user=person,
            text="Nama.",
            settled_at=timezone.now(),
            settled_by=secretary,
        )


def test_the_notice_of_privacy_is_public(client):
    page = client.get(reverse("privacy"))

    assert "Nomor 27 Tahun 2022" in page.content.decode()
