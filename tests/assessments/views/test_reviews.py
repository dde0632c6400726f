from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from assessments import actions
from assessments.enums import AnswerStatus, Decision, Status
from assessments.models import Citation, Review
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    DocumentFactory,
    MentorAssignmentFactory,
    PeriodFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

QUEUE = reverse("assessments:reviews")


def submitted(mentor, *, number=1, period=None, level=3):
    """An assessment of the mentor with every answer ready for review."""
    assignment = MentorAssignmentFactory(mentor=mentor)
    more = {"period": period} if period else {}
    assessment = AssessmentFactory(
        agency=assignment.agency,
        status=Status.SUBMITTED,
        round=number,
        submitted_at=timezone.now() - timedelta(hours=2),
        submitted_by=UserFactory(agency=assignment.agency),
        **more,
    )
    assessment.answers.update(
        status=AnswerStatus.READY, self_level=level, facts="Fakta", analysis="Analisis"
    )
    return assessment


def answer_of(assessment, code="I1"):
    return assessment.answers.get(indicator__code=code)


def decide(client, answer, **data):
    return client.post(reverse("assessments:decide", args=[answer.pk]), data)


@pytest.fixture
def mentor():
    return UserFactory(role=Role.MENTOR)


@pytest.fixture
def client(client_for, mentor):
    return client_for(mentor)


def test_reviews_group_mended_before_first_round(client, mentor):
    first = submitted(mentor)
    mended = submitted(mentor, number=2, period=first.period)

    desk = client.get(QUEUE).context["desk"]

    assert [i.answer.assessment for i in desk.items] == [mended] * 3 + [first] * 3
    assert len(desk.mended) == 3


def test_reviews_filter_by_agency_and_domain(client, mentor):
    first = submitted(mentor)
    submitted(mentor, period=first.period)

    wanted = {"agency": first.agency_code, "domain": "Layanan"}
    response = client.get(QUEUE, wanted)

    shown = response.context["shown"].items
    assert [i.answer for i in shown] == [answer_of(first, "I3")]


def options(client, name, **query):
    wanted = client.get(QUEUE, query).context["wanted"]
    facet = next(facet for facet in wanted.facets if facet.name == name)
    return {option.value: option.count for option in facet.options}


def test_reviews_count_each_option_beside_the_other_filters(client, mentor):
    first = submitted(mentor)
    second = submitted(mentor, number=2, period=first.period)

    assert options(client, "round", domain="Layanan") == {"": 2, "1": 1, "2": 1}
    assert options(client, "indicator", agency=first.agency_code) == {
        "": 3,
        "I1": 1,
        "I2": 1,
        "I3": 1,
    }
    assert options(client, "agency", round="2") == {
        "": 3,
        first.agency_code: 0,
        second.agency_code: 3,
    }


def test_reviews_narrow_to_what_dropped_below_the_last_quarter(client, mentor):
    assessment = submitted(mentor, period=PeriodFactory(year=2026, quarter=4), level=2)
    last = AssessmentFactory(
        agency=assessment.agency, period=PeriodFactory(year=2026, quarter=3)
    )
    finals = {"final_at": timezone.now(), "final_by": mentor, "final_reason": "Pleno"}
    last.answers.filter(indicator__code="I1").update(final_level=3, **finals)
    last.answers.filter(indicator__code="I2").update(final_level=2, **finals)

    response = client.get(QUEUE, {"dropped": "1"})

    shown = response.context["shown"].items
    assert [item.answer for item in shown] == [answer_of(assessment)]
    assert "3 triwulan lalu" in response.content.decode()


def test_reviews_narrow_to_what_has_no_evidence(client, mentor):
    assessment = submitted(mentor)
    document = DocumentFactory(agency=assessment.agency)
    for code in ("I1", "I2"):
        Citation.objects.create(
            answer=answer_of(assessment, code),
            document=document,
            version=document.current,
            cited_by=document.created_by,
        )

    response = client.get(QUEUE, {"bare": "1", "agency": assessment.agency_code})

    shown = response.context["shown"].items
    assert [item.indicator.code for item in shown] == ["I3"]


def test_reviews_show_what_another_reviews_and_begin_elsewhere(client, mentor):
    assessment = submitted(mentor)
    other = UserFactory(role=Role.MENTOR, name="Pendamping Dua")
    MentorAssignmentFactory(mentor=other, agency=assessment.agency)
    actions.claim(answer_of(assessment), by=other)

    response = client.get(QUEUE, {"claimed": "1"})

    assert [i.indicator.code for i in response.context["shown"].items] == ["I1"]
    assert "Sedang ditelaah oleh Pendamping Dua sampai" in response.content.decode()
    assert response.context["desk"].next.indicator.code == "I2"


def test_reviews_are_searched_by_indicator_and_agency(client, mentor):
    assessment = submitted(mentor)

    def found(text):
        shown = client.get(QUEUE, {"q": text}).context["shown"].items
        return [item.indicator.code for item in shown]

    assert found("peta RENCANA") == ["I2"]
    assert found(assessment.agency_name) == ["I1", "I2", "I3"]
    assert found("tidak ada") == []


def test_reviews_show_the_number_of_warnings(client, mentor):
    submitted(mentor)

    shown = client.get(QUEUE, {"indicator": "I1"}).context["shown"].items

    assert [item.alerts for item in shown] == [1]  # level 3 without a document


def test_reviews_leave_out_assignments_for_other_quarters(client, mentor):
    assessment = submitted(mentor)
    mentor.mentor_assignments.update(year=2025, quarter=1)

    desk = client.get(QUEUE).context["desk"]

    assert (desk.lines, desk.items) == ((), ())
    page = client.get(reverse("assessments:review", args=[answer_of(assessment).pk]))
    assert page.status_code == 200


def test_reviews_are_paged_and_keep_the_filter(client, mentor):
    period = submitted(mentor).period
    for _ in range(25):
        submitted(mentor, period=period)

    first = client.get(QUEUE, {"domain": "Layanan"})
    second = client.get(QUEUE, {"domain": "Layanan", "page": "2"})
    beyond = client.get(QUEUE, {"domain": "Layanan", "page": "99"})

    assert len(first.context["shown"].items) == 25
    assert 'href="?domain=Layanan&amp;page=2"' in first.content.decode()
    assert "26 dari 78 indikator" in " ".join(first.content.decode().split())
    assert len(second.context["shown"].items) == 1
    assert beyond.context["page"].number == 2


def test_reviews_answer_htmx_with_the_queue_alone(client, mentor):
    submitted(mentor)

    page = client.get(QUEUE).content.decode()
    part = client.get(QUEUE, headers={"HX-Request": "true"}).content.decode()

    assert part.strip().startswith("<section")
    assert " ".join(part.split()) in " ".join(page.split())


def test_reviews_without_assignment_say_the_way_out(client):
    assert "Belum ada perangkat daerah dampingan" in client.get(QUEUE).content.decode()


def test_reviews_do_not_show_the_own_agency(client_for):
    mentor = UserFactory(role=Role.MENTOR, agency=AgencyFactory())
    AssessmentFactory(agency=mentor.agency)

    assert client_for(mentor).get(QUEUE).context["desk"].lines == ()


@pytest.mark.parametrize("leads", [True, False])
def test_reviews_lead_the_leading_mentor_to_consistency(client, mentor, leads):
    period = submitted(mentor).period
    mentor.mentor_assignments.update(is_lead=leads)

    page = client.get(QUEUE).content.decode()

    url = reverse("assessments:consistency", args=[period.year, period.quarter])
    assert (url in page) is leads


@pytest.mark.parametrize("count", [1, 3])
def test_reviews_run_the_same_queries_for_any_number(
    client, mentor, count, django_assert_num_queries
):
    period = submitted(mentor).period
    for _ in range(count - 1):
        submitted(mentor, period=period)
    client.get(QUEUE)

    # user, the desk's three, last decision, answers with their warnings, messages,
    # whether the mentor leads
    with django_assert_num_queries(10):
        client.get(QUEUE)


def test_review_shows_claim_evidence_and_text(client, mentor):
    answer = answer_of(submitted(mentor))
    document = DocumentFactory(agency=answer.assessment.agency, title="Peta SPBE")
    Citation.objects.create(
        answer=answer,
        document=document,
        version=document.current,
        page="hlm. 3-5",
        cited_by=document.created_by,
    )

    response = client.get(reverse("assessments:review", args=[answer.pk]))

    dossier = response.context["dossier"]
    assert [c.level for c in dossier.near] == [4, 3, 2]
    assert [c.level for c in dossier.far] == [5, 1]
    preview = reverse("evidence:preview", args=[document.current.pk])
    assert f'src="{preview}#page=3"' in response.content.decode()
    assert "diklaim perangkat daerah" in response.content.decode()


def test_review_chooses_the_evidence_of_the_address(client, mentor):
    answer = answer_of(submitted(mentor))
    documents = DocumentFactory.create_batch(2, agency=answer.assessment.agency)
    for document in documents:
        Citation.objects.create(
            answer=answer,
            document=document,
            version=document.current,
            cited_by=document.created_by,
        )

    page = reverse("assessments:review", args=[answer.pk])

    def chosen(number):
        return client.get(page, {"evidence": number}).context["dossier"].exhibit

    assert chosen("2").citation.document == documents[1]
    assert chosen("9").citation.document == documents[0]
    assert chosen("x").citation.document == documents[0]


def test_review_of_an_agency_of_another_mentor_is_not_found(client):
    answer = answer_of(submitted(UserFactory(role=Role.MENTOR)))

    response = client.get(reverse("assessments:review", args=[answer.pk]))

    assert response.status_code == 404


def test_review_of_a_decided_answer_is_read_only(client, mentor):
    answer = answer_of(submitted(mentor))
    decide(client, answer, decision="ACCEPTED")

    response = client.get(reverse("assessments:review", args=[answer.pk]))

    assert "Simpan dan lanjut" not in response.content.decode()


def test_decide_accepts_and_goes_to_the_next(client, mentor):
    assessment = submitted(mentor)

    response = decide(client, answer_of(assessment), decision="ACCEPTED")

    assert response.url == reverse(
        "assessments:review", args=[answer_of(assessment, "I2").pk]
    )
    answer = answer_of(assessment)
    assert (answer.state, answer.verified_level) == (AnswerStatus.ACCEPTED, 3)


def test_decide_goes_to_the_first_after_the_last(client, mentor):
    assessment = submitted(mentor)

    response = decide(client, answer_of(assessment, "I3"), decision="ACCEPTED")

    assert response.url == reverse(
        "assessments:review", args=[answer_of(assessment, "I1").pk]
    )


def test_decide_goes_to_the_queue_when_nothing_is_left(client, mentor):
    assessment = submitted(mentor)
    for code in ("I1", "I2"):
        decide(client, answer_of(assessment, code), decision="ACCEPTED")

    response = decide(client, answer_of(assessment, "I3"), decision="ACCEPTED")

    assert response.url == QUEUE


def test_decide_sets_another_level(client, mentor):
    answer = answer_of(submitted(mentor))

    decide(client, answer, decision="ADJUSTED", level="2", reason="Belum disahkan")

    made = Review.objects.get()
    assert (made.state, made.level, made.reason) == (
        Decision.ADJUSTED,
        2,
        "Belum disahkan",
    )


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "decision"),
        ({"decision": "RETURNED"}, "reason"),
        ({"decision": "ADJUSTED", "reason": "Kurang"}, "level"),
        ({"decision": "ADJUSTED", "level": "3", "reason": "Kurang"}, "level"),
        ({"decision": "ADJUSTED", "level": "6", "reason": "Kurang"}, "level"),
        ({"decision": "ACCEPTED", "level": "2"}, "level"),
    ],
)
def test_decide_refuses_an_incomplete_form(client, mentor, data, field):
    answer = answer_of(submitted(mentor))

    response = decide(client, answer, **data)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Review.objects.exists()


def test_decide_keeps_what_was_typed_when_refused(client, mentor):
    answer = answer_of(submitted(mentor))

    response = decide(
        client, answer, decision="ADJUSTED", reason="Tanda tangan <tidak> ada"
    )

    assert "Tanda tangan &lt;tidak&gt; ada" in response.content.decode()


def test_decide_twice_says_what_stands(client, mentor):
    answer = answer_of(submitted(mentor))
    decide(client, answer, decision="ACCEPTED")

    response = decide(client, answer, decision="RETURNED", reason="Ragu")

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        "Indikator ini sudah diputus: Diterima."
    ]


def test_close_round_returns_to_the_agency(client, mentor):
    assessment = submitted(mentor)
    assessment.answers.update(status=AnswerStatus.RETURNED)
    line = client.get(QUEUE).context["desk"].lines[0]
    assert line.outcome.startswith("3 indikator dikembalikan.")

    response = client.post(reverse("assessments:close_round", args=[assessment.pk]))

    assessment.refresh_from_db()
    assert assessment.state is Status.RETURNED
    assert response.url == QUEUE


def test_close_round_verifies_when_all_are_accepted(client, mentor):
    assessment = submitted(mentor)
    for answer in assessment.answers.all():
        decide(client, answer, decision="ACCEPTED")
    line = client.get(QUEUE).context["desk"].lines[0]
    assert line.can_close
    assert line.outcome.startswith("Tidak ada yang dikembalikan.")

    client.post(reverse("assessments:close_round", args=[assessment.pk]))

    assessment.refresh_from_db()
    assert assessment.state is Status.VERIFIED


def test_close_round_before_every_decision_is_refused(client, mentor):
    assessment = submitted(mentor)

    response = client.post(reverse("assessments:close_round", args=[assessment.pk]))

    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said == ["Masih ada 3 indikator yang belum diputus: I1, I2, I3."]


def test_review_of_evidence_beyond_counting_shows_the_first(quarter, client_for):
    quarter.fill().submit()
    page = reverse("assessments:review", args=[quarter.answer("I1").pk])

    response = client_for(quarter.mentor).get(page, {"evidence": "9" * 5000})

    assert response.status_code == 200
