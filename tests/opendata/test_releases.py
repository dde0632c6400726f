"""The secretariat's desk of what is public."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from opendata.models import ApiToken, Release
from tests.factories import UserFactory
from tests.opendata.builders import determined, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return UserFactory(role=Role.SECRETARIAT)


@pytest.fixture
def client(client_for, secretary):
    """The secretariat's, logged in a moment ago."""
    return client_for(secretary)


def test_the_preview_shows_what_the_public_will_read(client, secretary):
    determination = determined()
    address = reverse("opendata:publish", args=[determination.pk])

    form = client.get(address).context["form"]
    response = client.post(
        address, {"seen": form.initial["seen"], "shows_rank": "on"}, follow=True
    )

    assert "dapat dibaca publik" in response.content.decode()
    release = Release.objects.get()
    assert (release.published_by, release.shows_rank) == (secretary, True)


def test_a_stale_preview_is_refused_and_shown_anew(client):
    determination = determined()
    address = reverse("opendata:publish", args=[determination.pk])

    response = client.post(address, {"seen": "0" * 64})

    assert response.status_code == 422
    assert "berubah sejak ditampilkan" in response.content.decode()
    seen = response.context["form"].data["seen"]
    assert client.post(address, {"seen": seen}).status_code == 302


def test_a_revision_needs_its_reason(client):
    release = published()
    address = reverse("opendata:publish", args=[release.determination.pk])
    seen = client.get(address).context["form"].initial["seen"]

    refused = client.post(address, {"seen": seen})
    made = client.post(address, {"seen": seen, "reason": "Tanpa peringkat."})

    assert refused.status_code == 422
    assert "alasan revisinya" in refused.content.decode()
    assert made.status_code == 302


def test_a_release_is_withdrawn_with_its_reason(client, secretary):
    release = published()
    address = reverse("opendata:withdraw", args=[release.pk])

    refused = client.post(address, {"reason": " "})
    client.post(address, {"reason": "Salah hitung."})

    assert refused.status_code == 422
    release.refresh_from_db()
    assert release.withdrawn_by == secretary
    text = client.get(reverse("opendata:releases")).content.decode()
    assert "Dicabut" in text


def test_the_list_says_what_waits(client):
    determined(2026, 1)
    published(2026, 2)

    text = client.get(reverse("opendata:releases")).content.decode()

    assert "Belum dipublikasikan" in text
    assert "Berlaku" in text


def test_the_list_costs_the_same_whatever_the_number(client):
    published(2026, 1)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(reverse("opendata:releases"))
    for quarter in (2, 3, 4):
        published(2026, quarter)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("opendata:releases"))

    assert len(many) == len(few)


def test_an_auditor_reads_and_changes_nothing(client_for):
    release = published()
    client = client_for(Role.AUDITOR)

    record = client.get(reverse("opendata:release", args=[release.pk]))
    listed = client.get(reverse("opendata:releases")).content.decode()

    assert record.status_code == 200
    assert "Cabut publikasi" not in record.content.decode()
    assert "Revisi baru" not in listed
    address = reverse("opendata:publish", args=[release.determination.pk])
    assert client.get(address).status_code == 403


# Tokens


def test_a_token_is_shown_once(client):
    address = reverse("opendata:tokens")
    until = client.get(address).context["form"].initial["until"].isoformat()

    made = client.post(
        address, {"name": "Gudang", "scopes": ["results:read"], "until": until}
    )
    listed = client.get(address)

    secret = made.context["secret"]
    assert secret in made.content.decode()
    assert made.headers["Cache-Control"] == "no-store"
    assert secret not in listed.content.decode()
    assert ApiToken.objects.get().hint in listed.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("until", "2020-01-01", "sesudah hari ini"),
        ("until", "2999-01-01", "paling lama 400 hari"),
        ("scopes", [], "sedikitnya satu"),
        ("scopes", ["all"], "Masukkan pilihan yang valid"),
    ],
)
def test_a_token_is_limited(client, field, value, said):
    address = reverse("opendata:tokens")
    until = client.get(address).context["form"].initial["until"].isoformat()
    given = {"name": "Gudang", "scopes": ["results:read"], "until": until}

    response = client.post(address, given | {field: value})

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not ApiToken.objects.exists()


def test_a_revoked_token_stays_in_the_list(client):
    address = reverse("opendata:tokens")
    until = client.get(address).context["form"].initial["until"].isoformat()
    given = {"name": "Gudang", "scopes": ["results:read"], "until": until}
    client.post(address, given)

    client.post(reverse("opendata:revoke", args=[ApiToken.objects.get().pk]))

    assert "Dicabut" in client.get(address).content.decode()
