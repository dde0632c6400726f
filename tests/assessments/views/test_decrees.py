"""Entering a decree: its file passes what evidence passes, or nothing is entered."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse_lazy
from django.utils import timezone

from accounts.enums import AgencyKind
from accounts.models import AuditEvent
from evidence.examine import INFECTED
from evidence.inspection import scan
from teams.enums import NominationStatus
from teams.models import Decree, Membership
from tests.factories import AgencyFactory
from tests.teams.builders import Proposal, signed_decree

pytestmark = pytest.mark.django_db

ISSUE = reverse_lazy("assessments:decree_issue")


@pytest.fixture
def proposal():
    made = Proposal(AgencyFactory(code="1.06", kind=AgencyKind.DINAS))
    made.put(1, "Calon")
    made.propose()
    made.verify()
    return made


def decree(proposal, content, **changes):
    today = timezone.localdate()
    return {
        "nominations": [proposal.nomination.pk],
        "number": "188.4/7/2026",
        "decreed_on": today.isoformat(),
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=300)).isoformat(),
        "signed_by": "Gubernur Contoh",
        "file": SimpleUploadedFile("sk.pdf", content),
    } | changes


def test_what_was_found_in_the_file_is_on_record(
    client_for, proposal, settings, monkeypatch
):
    settings.CLAMD = "127.0.0.1:3310"
    monkeypatch.setattr(scan, "scan", lambda address, file: "")

    client_for(proposal.secretary).post(ISSUE, decree(proposal, signed_decree()))

    event = AuditEvent.objects.get(verb="decree.issued")
    assert event.data["scan"] == "Bersih"
    assert len(event.data["sha256"]) == 64
    assert proposal.fresh().state is NominationStatus.DECIDED


@pytest.mark.parametrize(
    ("content", "virus", "said"),
    [
        (signed_decree(), "Uji-Eicar", INFECTED),
        (b"MZ" + bytes(100), "", "Jenis berkas ini tidak diterima"),
        (b"%PDF-1.7 terpotong", "", "rusak atau tidak utuh"),
    ],
)
def test_a_file_that_is_refused_loses_nothing(
    client_for, proposal, settings, monkeypatch, content, virus, said
):
    settings.CLAMD = "127.0.0.1:3310"
    monkeypatch.setattr(scan, "scan", lambda address, file: virus)
    events = AuditEvent.objects.count()

    response = client_for(proposal.secretary).post(ISSUE, decree(proposal, content))

    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert 'value="188.4/7/2026"' in page
    assert 'value="Gubernur Contoh"' in page
    assert "checked" in page
    assert not Decree.objects.exists()
    assert not Membership.objects.exists()
    assert AuditEvent.objects.count() == events
    assert proposal.fresh().state is NominationStatus.VERIFIED


def test_a_file_beyond_what_the_portal_takes_is_refused_on_its_way(
    client_for, proposal, settings
):
    settings.MAX_UPLOAD_BYTES = 1000
    big = decree(proposal, b"%PDF-1.7" + bytes(5000))

    response = client_for(proposal.secretary).post(ISSUE, big)

    assert response.status_code == 413
    assert "Berkas melebihi" in response.content.decode()
    assert not Decree.objects.exists()
