import pytest
from django.urls import reverse

from accounts.enums import Role
from assessments import actions
from assessments.models import ReviewClaim
from tests.factories import MentorAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def submitted(quarter):
    return quarter.fill().submit()


@pytest.fixture
def other(submitted):
    mentor = UserFactory(role=Role.MENTOR, name="Pendamping Dua")
    MentorAssignmentFactory(mentor=mentor, agency=submitted.assessment.agency)
    return mentor


def url(name, answer):
    return reverse(f"assessments:{name}", args=[answer.pk])


def text(response):
    return " ".join(response.content.decode().split())


def test_review_page_asks_for_the_claim_when_it_opens(submitted, client_for):
    page = text(client_for(submitted.mentor).get(url("review", submitted.answer("I1"))))

    assert 'hx-trigger="load"' in page
    assert "Belum ada yang menelaah indikator ini." in page
    assert not ReviewClaim.objects.exists()


def test_claim_answers_with_a_box_that_renews(submitted, client_for):
    answer = submitted.answer("I1")

    response = client_for(submitted.mentor).post(url("claim", answer), headers=HTMX)

    assert "Anda menelaah indikator ini" in text(response)
    assert 'hx-trigger="every 240s"' in text(response)
    assert ReviewClaim.objects.get().mentor == submitted.mentor


def test_claim_of_another_is_told_and_not_asked_again(submitted, other, client_for):
    answer = submitted.answer("I1")
    actions.claim(answer, by=other)
    client = client_for(submitted.mentor)

    response = client.post(url("claim", answer), headers=HTMX)

    assert response.status_code == 409
    assert "Sedang ditelaah oleh <strong>Pendamping Dua</strong>" in text(response)
    assert "hx-trigger" not in text(response)
    assert "<strong>Pendamping Dua</strong>" in text(client.get(url("review", answer)))


def test_decide_while_another_reviews_keeps_what_was_typed(
    submitted, other, client_for
):
    answer = submitted.answer("I1")
    actions.claim(answer, by=other)

    response = client_for(submitted.mentor).post(
        url("decide", answer), {"decision": "RETURNED", "reason": "Belum <sah>"}
    )

    assert response.status_code == 422
    assert "sedang ditelaah oleh Pendamping Dua" in text(response)
    assert "Belum &lt;sah&gt;" in text(response)


def test_claim_and_release_work_without_htmx(submitted, client_for):
    answer, client = submitted.answer("I1"), client_for(submitted.mentor)

    claimed = client.post(url("claim", answer))
    assert claimed.url == url("review", answer)
    assert ReviewClaim.objects.count() == 1
    client.post(url("release", answer))

    assert ReviewClaim.objects.count() == 0


def test_claim_renewed_after_it_expired_says_what_to_do(submitted, client_for):
    response = client_for(submitted.mentor).post(
        url("claim", submitted.answer("I1")), {"renew": "1"}, headers=HTMX
    )

    assert "Waktu telaah Anda habis" in text(response)
    assert "Mulai menelaah" in text(response)
