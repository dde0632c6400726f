import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEvent
from reports import actions, verify_views, views
from reports.enums import JobStatus
from reports.models import IssuedDocument
from tests.factories import UserFactory
from tests.reports.builders import determine, final_assessment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_runs(monkeypatch):
    monkeypatch.setattr("reports.actions.base._send", lambda pk: None)


@pytest.fixture
def office(client_for, by):
    return client_for(by)


@pytest.fixture
def document(determined, head):
    return actions.issue_report(determined[0], by=head)


def done(document):
    return actions.finish(actions.begin(document.pk), b"%PDF-1.7")


def shown(response):
    return " ".join(response.content.decode().split())


# Documents


def test_documents_shows_each_agency_and_the_minutes(office, document):
    page = shown(office.get(reverse("reports:documents")))

    assert "Dinas Kelautan dan Perikanan" in page
    assert "2026/BA/1/0" in page
    assert "Buat Berita Acara" in page


def test_documents_without_a_period(office):
    assert "Belum ada periode" in shown(office.get(reverse("reports:documents")))


def test_documents_of_an_empty_quarter(client_for, determined):
    member = UserFactory(role=Role.OPD_MEMBER)

    page = shown(client_for(member).get(reverse("reports:documents")))

    assert "Tidak ada penilaian pada triwulan ini" in page
    assert "Dinas Kelautan" not in page


def test_documents_queries_do_not_grow(
    office, determined, django_assert_max_num_queries
):
    for _ in range(3):
        final_assessment(determined[0].period)

    with django_assert_max_num_queries(14):
        office.get(reverse("reports:documents"))


def test_issue_report_goes_to_its_progress(client_for, head, determined):
    response = client_for(head).post(
        reverse("reports:issue_report", args=[determined[0].pk])
    )

    document = IssuedDocument.objects.get()
    assert response.url == reverse("reports:document", args=[document.pk])


def test_issue_report_says_that_it_stands(client_for, head, determined, document):
    done(document)

    response = client_for(head).post(
        reverse("reports:issue_report", args=[determined[0].pk]), follow=True
    )

    assert "sudah terbit" in shown(response)


def test_issue_report_of_another_agency_is_not_found(client_for, determined):
    other = UserFactory(role=Role.OPD_HEAD)

    response = client_for(other).post(
        reverse("reports:issue_report", args=[determined[0].pk])
    )

    assert response.status_code == 404


def test_issue_minutes_goes_to_its_progress(office, determined):
    response = office.post(reverse("reports:issue_minutes", args=[determined[1].pk]))

    document = IssuedDocument.objects.get()
    assert response.url == reverse("reports:document", args=[document.pk])


def test_issue_minutes_refusal_is_a_message(office, determined):
    final_assessment(determined[0].period)
    determine(determined[0].period, "BA/2", reason="Menyusul.")

    response = office.post(
        reverse("reports:issue_minutes", args=[determined[1].pk]), follow=True
    )

    assert "sudah diganti oleh BA/2" in shown(response)


def test_document_polls_until_it_is_done(client_for, head, document):
    client, url = client_for(head), reverse("reports:document", args=[document.pk])

    page = client.get(url)
    assert 'hx-trigger="every 2s"' in shown(page)
    assert "muat ulang" in shown(page)
    assert client.get(url, headers={"HX-Request": "true"}).status_code == 200

    done(document)
    fragment = client.get(url, headers={"HX-Request": "true"})

    assert fragment.status_code == views.STOP_POLLING
    assert "Unduh dokumen" in shown(fragment)
    assert "every 2s" not in shown(fragment)
    assert shown(fragment) in shown(client.get(url))


def test_document_that_failed_offers_a_retry(client_for, head, document):
    actions.fail(actions.begin(document.pk), "Gangguan pada sistem.")

    page = shown(client_for(head).get(reverse("reports:document", args=[document.pk])))

    assert "Gangguan pada sistem." in page
    assert "Coba lagi" in page


def test_retry_starts_again(client_for, head, document):
    actions.fail(actions.begin(document.pk), "Gangguan.")

    client_for(head).post(reverse("reports:retry", args=[document.pk]))

    document.refresh_from_db()
    assert document.state is JobStatus.QUEUED


def test_retry_refusal_is_a_message(client_for, head, document):
    response = client_for(head).post(
        reverse("reports:retry", args=[document.pk]), follow=True
    )

    assert "sedang dibuat" in shown(response)


def test_download_is_an_attachment_that_no_browser_guesses_about(
    client_for, head, document
):
    done(document)

    response = client_for(head).get(reverse("reports:download", args=[document.pk]))

    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response["Content-Disposition"] == (
        'attachment; filename="Laporan_hasil_penilaian_2026-TW1_1-26_rev1.pdf"'
    )
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    event = AuditEvent.objects.order_by("-position").first()
    assert (event.verb, event.actor) == ("report.downloaded", head.username)


def test_download_of_an_unfinished_document_is_not_found(client_for, head, document):
    response = client_for(head).get(reverse("reports:download", args=[document.pk]))

    assert response.status_code == 404


def test_documents_of_another_agency_are_not_found(client_for, document):
    done(document)
    client = client_for(UserFactory(role=Role.OPD_HEAD))

    for name in ("document", "download"):
        url = reverse(f"reports:{name}", args=[document.pk])
        assert client.get(url).status_code == 404


# Verification


def test_verify_is_open_to_everyone(client, db):
    response = client.get("/v/")

    assert "Periksa dokumen" in shown(response)
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_verify_has_a_named_address(client):
    assert client.get(reverse("reports:verify")).url == "/v/"


def test_verify_leads_to_the_answer(client, db):
    code = "7k3m q2xd 7k3m q2xd 7k3m q2xd 7k3m"

    response = client.get("/v/", {"code": code})

    assert response.url == "/v/7K3M-Q2XD-7K3M-Q2XD-7K3M-Q2XD-7K3M/"


def test_verify_of_a_short_code_is_refused(client, db):
    response = client.get("/v/", {"code": "7K3M"})

    assert response.status_code == 422
    assert "28 huruf dan angka" in shown(response)


def test_verify_code_shows_the_least(client, document, head):
    issued = done(document)

    response = client.get(f"/v/{issued.code.lower()}/")

    page = shown(response)
    for words in ("Berlaku", "3,20", "Baik", issued.sha256, "Triwulan I 2026"):
        assert words in page
    assert head.name not in page
    assert response["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("state", ["unknown", "unfinished"])
def test_verify_code_gives_one_answer_to_every_other_code(client, document, state):
    code = document.code if state == "unfinished" else "7K3M-Q2XD"

    response = client.get(f"/v/{code}/")

    assert response.status_code == 404
    assert "Kode tidak dikenal" in shown(response)
    assert "Dinas Kelautan" not in shown(response)


def test_verify_code_is_limited_by_address(client, db):
    asked = [
        client.get("/v/AAAA/").status_code
        for _ in range(verify_views.CHECKS_A_MINUTE + 1)
    ]

    assert asked[-1] == 429
    assert set(asked[:-1]) == {404}
    assert client.get("/v/AAAA/", REMOTE_ADDR="10.0.0.9").status_code == 404
