from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from evidence import actions, quota
from evidence.models import Document, Upload
from evidence.uploads import UploadError
from tests.evidence import samples
from tests.evidence.protocol import Tus
from tests.factories import AgencyFactory, DocumentFactory, UserFactory

pytestmark = pytest.mark.django_db
KILOBYTE = 1024


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def member(agency):
    return UserFactory(role=Role.OPD_MEMBER, agency=agency)


def pdf(size):
    return SimpleUploadedFile("a.pdf", samples.PDF.ljust(size, b"%"))


def test_usage_counts_the_versions_of_the_agency_alone(agency, member):
    actions.upload(pdf(KILOBYTE), agency=agency, by=member, kind="OTHER")
    DocumentFactory()

    usage = quota.usage_of(agency)

    assert [share.used for share in usage.shares] == [KILOBYTE, KILOBYTE]


def test_usage_of_a_quarter_forgets_the_quarter_before(agency, member, monkeypatch):
    actions.upload(pdf(KILOBYTE), agency=agency, by=member, kind="OTHER")
    later = timezone.now() + timedelta(days=100)
    monkeypatch.setattr(timezone, "now", lambda: later)

    usage = quota.usage_of(agency)

    assert (usage.total.used, usage.quarter.used) == (KILOBYTE, 0)


@pytest.mark.parametrize(
    ("now", "start"),
    [
        (datetime(2026, 11, 21, tzinfo=UTC), datetime(2026, 9, 30, 16, tzinfo=UTC)),
        # in Mamuju the year has begun
        (
            datetime(2026, 12, 31, 17, tzinfo=UTC),
            datetime(2026, 12, 31, 16, tzinfo=UTC),
        ),
    ],
)
def test_a_quarter_begins_at_midnight_wita(monkeypatch, now, start):
    monkeypatch.setattr(timezone, "now", lambda: now)

    assert quota.quarter_start() == start


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        ("QUOTA_AGENCY_BYTES", "penyimpanan OPD"),
        ("QUOTA_QUARTER_BYTES", "triwulan ini"),
    ],
)
def test_a_file_over_the_quota_is_refused_with_figures(
    settings, agency, member, setting, name
):
    setattr(settings, setting, 3 * KILOBYTE)
    actions.upload(pdf(2 * KILOBYTE), agency=agency, by=member, kind="OTHER")

    with pytest.raises(UploadError) as refused:
        actions.upload(pdf(2 * KILOBYTE + 1), agency=agency, by=member, kind="OTHER")

    assert str(refused.value) == (
        f"Kuota {name} 3 KB tidak cukup untuk berkas 2 KB ini: terpakai 2 KB, sisa 1 KB."
        " Perkecil berkas, atau kutip yang sudah ada di pustaka."
    )
    assert Document.objects.count() == 1


def test_known_bytes_need_no_room(settings, agency, member):
    first = actions.upload(pdf(2 * KILOBYTE), agency=agency, by=member, kind="OTHER")
    settings.QUOTA_AGENCY_BYTES = KILOBYTE

    again = actions.upload(pdf(2 * KILOBYTE), agency=agency, by=member, kind="OTHER")

    assert (again, again.is_known) == (first, True)


def test_an_upload_is_refused_before_it_is_sent(settings, member, client_for):
    settings.QUOTA_QUARTER_BYTES = 3 * KILOBYTE
    server = Tus(client_for(member))
    server.begun(2 * KILOBYTE)

    response = server.start(2 * KILOBYTE)

    assert response.status_code == 413
    assert "sedang diunggah 2 KB" in response.content.decode()
    assert Upload.objects.count() == 1


def test_a_claim_over_the_quota_is_refused(settings, member, client_for):
    server = Tus(client_for(member))
    upload = server.sent(samples.PDF)
    settings.QUOTA_QUARTER_BYTES = 10

    response = server.client.post(
        reverse("evidence:claim"), {"upload": upload, "kind": "OTHER"}
    )

    assert response.status_code == 422
    assert response.content.decode().startswith("Kuota triwulan ini")
    assert not Document.objects.exists()


def test_the_upload_page_shows_what_is_left(settings, agency, member, client_for):
    settings.QUOTA_AGENCY_BYTES = 4 * KILOBYTE
    actions.upload(pdf(KILOBYTE), agency=agency, by=member, kind="OTHER")

    page = client_for(member).get(reverse("evidence:upload")).content.decode()

    assert "1 KB dari 4 KB, sisa 3 KB" in page
