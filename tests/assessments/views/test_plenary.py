from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from assessments.enums import AnswerStatus, ObjectionOutcome, Origin, Status
from assessments.models import Objection
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    PlenarySessionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LIST = reverse("assessments:plenary")


def verified(*, window=timedelta(hours=-1), **more):
    """A verified assessment, self 4 and verified 3; its window ends after `window`."""
    mentor = UserFactory(role=Role.MENTOR)
    now = timezone.now()
    assessment = AssessmentFactory(
        status=Status.VERIFIED,
        round=1,
        submitted_at=now,
        submitted_by=UserFactory(),
        verified_at=now,
        verified_by=mentor,
        objection_due_at=now + window,
        **more,
    )
    assessment.answers.update(
        status=AnswerStatus.ACCEPTED,
        self_level=4,
        verified_level=3,
        verified_reason="Belum direviu",
        verified_at=now,
        verified_by=mentor,
    )
    return assessment


def object_to(assessment, code="I1"):
    answer = assessment.answers.get(indicator__code=code)
    return Objection.objects.create(
        answer=answer, reason="Sudah direviu", raised_by=UserFactory()
    )


def sit(assessment):
    return PlenarySessionFactory(period=assessment.period)


def page_of(assessment):
    return reverse("assessments:plenary_detail", args=[assessment.pk])


def set_final(client, answer, **data):
    return client.post(reverse("assessments:set_final", args=[answer.pk]), data)


@pytest.fixture
def client(client_for):
    return client_for(Role.ASSESSOR)


def test_plenary_lists_open_objections_first(client):
    plain = verified()
    objected = verified(period=plain.period)
    object_to(objected)
    AssessmentFactory(period=plain.period)

    lines = client.get(LIST).context["lines"]

    assert [(line.assessment, line.undecided) for line in lines] == [
        (objected, 1),
        (plain, 0),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_plenary_runs_the_same_queries_for_any_number(
    client, count, django_assert_num_queries
):
    period = verified().period
    for _ in range(count - 1):
        verified(period=period)
    client.get(LIST)

    with django_assert_num_queries(4):  # user, lines, levels, sittings
        client.get(LIST)


def test_plenary_without_verified_says_so(client):
    assert "Belum ada penilaian terverifikasi" in client.get(LIST).content.decode()


def test_detail_shows_the_objection_beside_the_reason(client):
    assessment = verified()
    object_to(assessment)

    text = client.get(page_of(assessment)).content.decode()

    assert "“Belum direviu”" in text
    assert "“Sudah direviu”" in text
    assert "1 indikator yang disanggah atau ditandai ini diputus." in text


def test_detail_waits_for_the_window(client):
    text = client.get(page_of(verified(window=timedelta(days=1)))).content.decode()

    assert "Masa sanggah masih berjalan" in text
    assert "Simpan putusan" not in text


def test_detail_refuses_the_own_agency_in_a_sentence(client_for):
    agency = AgencyFactory()
    assessment = verified(agency=agency)
    own = client_for(UserFactory(role=Role.ASSESSOR, agency=agency))

    text = own.get(page_of(assessment)).content.decode()

    assert "Anda tidak dapat memutus penilaian perangkat daerah Anda sendiri." in text
    assert "Simpan putusan" not in text


def test_set_final_decides_the_objection(client):
    objection = object_to(verified())
    sit(objection.answer.assessment)

    response = set_final(client, objection.answer, level="4", reason="Bukti sah")

    objection.refresh_from_db()
    assert objection.outcome == ObjectionOutcome.CHANGED
    assert objection.answer.final_level == 4
    assert response.url == f"{page_of(objection.answer.assessment)}#I1"


def test_set_final_without_reason_keeps_the_page_and_the_choice(client):
    objection = object_to(verified())
    sit(objection.answer.assessment)

    response = set_final(client, objection.answer, level="5", reason="")

    assert response.status_code == 422
    refused = response.context["refused"]
    assert refused.non_field_errors() == [
        "Tulis alasan putusan pleno untuk indikator ini."
    ]
    assert refused["level"].value() == "5"


def test_set_final_without_level_is_refused(client):
    objection = object_to(verified())

    response = set_final(client, objection.answer, reason="Bukti sah")

    assert response.status_code == 422
    assert response.context["refused"].errors == {"level": ["Pilih tingkat akhir."]}


def test_finalise_takes_over_what_was_verified(client):
    assessment = verified()

    response = client.post(reverse("assessments:finalise", args=[assessment.pk]))

    assessment.refresh_from_db()
    assert assessment.state is Status.FINAL
    assert set(assessment.answers.values_list("final_level", flat=True)) == {3}
    assert response.url == LIST


def test_finalise_with_an_open_objection_is_refused(client):
    assessment = verified()
    object_to(assessment)

    response = client.post(reverse("assessments:finalise", args=[assessment.pk]))

    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said == ["Masih ada 1 sanggahan yang belum diputus."]
    assert response.url == page_of(assessment)


def test_a_decision_without_an_open_sitting_says_so(client):
    objection = object_to(verified())

    page = client.get(page_of(objection.answer.assessment)).content.decode()
    response = set_final(client, objection.answer, level="4", reason="Bukti sah")

    assert "Belum ada sidang yang terbuka" in page
    assert response.status_code == 422
    assert "Putusan diambil dalam sidang pleno." in response.content.decode()


def test_set_final_on_what_a_colleague_decided_is_refused(client):
    objection = object_to(verified())
    sit(objection.answer.assessment)
    seen = f"/{objection.pk}"
    set_final(client, objection.answer, level="4", reason="Bukti sah", seen=seen)

    response = set_final(client, objection.answer, level="3", reason="Tidak", seen=seen)

    objection.answer.refresh_from_db()
    assert response.status_code == 422
    assert "memutus indikator ini saat Anda menulis" in response.content.decode()
    assert objection.answer.final_level == 4


def test_detail_shows_objections_that_were_withdrawn(client):
    objection = object_to(verified())
    Objection.objects.update(
        withdrawn_at=timezone.now(),
        withdrawn_by=objection.raised_by,
        withdrawn_reason="Keliru",
    )

    response = client.get(page_of(objection.answer.assessment))
    line = client.get(LIST).context["lines"][0]

    text = response.content.decode()
    assert "Alasan penarikan: “Keliru”" in text
    assert response.context["sitting"].undecided == 0
    assert (line.raised, line.undecided) == (0, 0)


def test_flag_puts_an_indicator_before_the_plenary(client):
    assessment = verified()
    answer = assessment.answers.get(indicator__code="I2")
    address = reverse("assessments:flag", args=[answer.pk])

    refused = client.post(address, {"reason": ""})
    response = client.post(address, {"reason": "Beda dari yang sejenis"})

    assert refused.status_code == 422
    assert "Tulis alasan menandai untuk pleno." in refused.content.decode()
    assert response.url == f"{page_of(assessment)}#I2"
    item = answer.plenary_items.get()
    assert (item.origin, item.flag_reason) == (Origin.FLAG, "Beda dari yang sejenis")
    page = client.get(page_of(assessment))
    assert "“Beda dari yang sejenis”" in page.content.decode()
    assert not page.context["sitting"].can_finalise
    assert client.get(LIST).context["lines"][0].waiting == 1


@pytest.mark.parametrize("count", [1, 3])
def test_detail_runs_the_same_queries_for_any_number_of_objections(
    client, count, django_assert_num_queries
):
    assessment = verified()
    for code in ("I1", "I2", "I3")[:count]:
        object_to(assessment, code)
    client.get(page_of(assessment))

    with django_assert_num_queries(9):
        client.get(page_of(assessment))
