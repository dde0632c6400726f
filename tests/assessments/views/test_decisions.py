"""Judging a citation, taking a decision back, phrases; what the agency sees meanwhile."""

import re

import pytest
from django.urls import reverse

from assessments import actions
from assessments.enums import AnswerStatus, Decision, Outcome
from assessments.models import ReasonPhrase, Review, Verdict
from tests.assessments.views.test_answers import url, words
from tests.factories import DocumentFactory

BACK = (Decision.RETURNED, None, "Lampiran belum ada.")
HTMX = {"HX-Request": "true"}
QUERIES = 21  # of the page of an answer under review


@pytest.fixture
def sent(quarter):
    return quarter.fill().submit()


@pytest.fixture
def client(client_for, sent):
    return client_for(sent.mentor)


def judge(client, quarter, headers=None, code="I1", **data):
    cited = quarter.answer(code).citations.get()
    data = {"outcome": "NO", "level": "3", "reason": "Tidak terbaca."} | data
    address = reverse("assessments:judge", args=[cited.pk])
    return client.post(address, data, headers=headers)


def decide(client, quarter, code="I1", **data):
    return client.post(url("decide", quarter.answer(code)), data)


def undo(client, quarter, made, code="I1", **data):
    return client.post(url("undo", quarter.answer(code)), {"review": made.pk} | data)


# Verdicts


def test_judge_comes_back_to_the_document(client, sent):
    response = judge(client, sent)

    answer = sent.answer("I1")
    assert response.url == f"{url('review', answer)}?evidence=1#verdict"
    assert Verdict.objects.get().state is Outcome.NO
    text = words(client.get(url("review", answer)))
    assert "Tidak mendukung tingkat 3" in text
    assert "Tidak terbaca." in text


def test_judge_by_htmx_brings_the_verdict_and_the_doubt(client, sent):
    response = client.get(judge(client, sent, HTMX).url, headers=HTMX)

    page = response.content.decode()
    assert response.status_code == 200
    assert 'id="verdict"' in page
    assert "Saya tetap menerima tingkat 3" in page


def test_judge_without_a_reason_keeps_what_was_chosen(client, sent):
    response = judge(client, sent, reason="")

    assert response.status_code == 422
    assert list(response.context["verdict_form"].errors) == ["reason"]
    assert response.context["verdict_form"]["outcome"].value() == "NO"
    assert not Verdict.objects.exists()


def test_judge_shows_the_document_that_was_refused(client, sent):
    other = DocumentFactory(agency=sent.assessment.agency)
    answer = sent.answer("I1")
    second = answer.citations.create(
        document=other, version=other.current, cited_by=sent.member
    )

    response = client.post(reverse("assessments:judge", args=[second.pk]), {})

    assert response.context["dossier"].exhibit.citation == second
    assert set(response.context["verdict_form"].errors) == {"outcome", "level"}


def test_judge_after_the_decision_says_why_not(client, sent):
    decide(client, sent, decision="ACCEPTED")

    response = judge(client, sent)

    assert response.status_code == 422
    assert "sudah diputus" in response.context["verdict_form"].non_field_errors()[0]


def test_accepting_against_verdicts_is_asked_for(client, sent):
    judge(client, sent)

    asked = decide(client, sent, decision="ACCEPTED", reason="Cukup.")
    told = decide(client, sent, decision="ACCEPTED", despite_verdicts="on")

    assert asked.status_code == 422
    assert "belum didukung" in words(asked)
    assert "Cukup." in asked.content.decode()
    assert told.status_code == 302
    assert sent.answer("I1").state is AnswerStatus.ACCEPTED


# Taking back


def test_decide_offers_to_take_it_back(client, sent):
    response = client.get(decide(client, sent, decision="ACCEPTED").url)

    made = Review.objects.get()
    assert response.context["dossier"].made == made
    assert "Indikator 1: Diterima." in words(response)
    assert url("undo", sent.answer("I1")) in response.content.decode()


def test_the_queue_offers_it_after_the_last_decision(client, sent):
    for code in ("I1", "I2", "I3"):
        response = decide(client, sent, code, decision="ACCEPTED")

    queue = client.get(response.url)

    assert response.url == reverse("assessments:reviews")
    assert url("undo", sent.answer("I3")) in queue.content.decode()


def test_undo_leads_to_the_answer_that_waits_again(client, sent):
    decide(client, sent, decision="ACCEPTED")

    response = undo(client, sent, Review.objects.get(), reason="Salah tekan.")

    answer = sent.answer("I1")
    assert response.url == url("review", answer)
    assert answer.state is AnswerStatus.READY
    page = words(client.get(response.url))
    assert "Keputusan atas indikator 1 dibatalkan." in page
    assert "Simpan dan lanjut" in page


def test_undo_after_the_round_was_sent_says_so(client, sent):
    sent.review().close()

    response = client.get(undo(client, sent, sent.answer("I1").reviews.get()).url)

    assert "sudah dikirim" in words(response)
    assert sent.answer("I1").verified_level == 3


@pytest.mark.parametrize("review", ["", "x", "0", "99999999999", "4711"])
def test_undo_of_nothing_changes_nothing(client, sent, review):
    decide(client, sent, decision="ACCEPTED")

    response = client.post(url("undo", sent.answer("I1")), {"review": review})

    assert "Tidak ada yang berubah" in words(client.get(response.url))
    assert sent.answer("I1").state is AnswerStatus.ACCEPTED


def test_undo_of_another_answers_decision_changes_nothing(client, sent):
    decide(client, sent, "I2", decision="ACCEPTED")

    undo(client, sent, Review.objects.get(), code="I1")

    assert sent.answer("I2").state is AnswerStatus.ACCEPTED


# What the agency sees


@pytest.fixture
def decided(client, sent):
    judge(client, sent)
    decide(client, sent, decision="RETURNED", reason="Lampiran belum ada.")
    decide(client, sent, "I2", decision="ADJUSTED", level="1", reason="Belum sah.")
    decide(client, sent, "I3", decision="ACCEPTED")
    return sent


WORK = ("Lampiran belum ada.", "Belum sah.", "Tidak terbaca.", "putaran 1")
DECIDED = {"Diterima", "Dikembalikan", "Tingkat ditetapkan lain"}
PILL = re.compile(r'<span class="sp-pill[^"]*">(?:<svg.*?</svg>)?\s*([^<]+)', re.DOTALL)


@pytest.mark.parametrize("who", ["member", "head"])
def test_a_round_in_work_is_hidden_from_the_agency(decided, client_for, who):
    agency = client_for(getattr(decided, who))
    pages = [
        url("answer", decided.answer("I1")),
        url("answer", decided.answer("I2")),
        url("detail", decided.assessment),
        url("results", decided.assessment),
        reverse("assessments:list"),
        reverse("home"),
    ]

    for page in pages:
        shown = agency.get(page)
        pills = {name.strip() for name in PILL.findall(shown.content.decode())}
        assert [word for word in WORK if word in words(shown)] == [], page
        assert pills & DECIDED == set(), page
        assert 'class="m-warn' not in shown.content.decode(), page


def test_a_round_in_work_shows_to_mentor_and_auditor(decided, client_for):
    text = words(client_for(decided.mentor).get(url("answer", decided.answer("I1"))))

    assert "Lampiran belum ada." in text
    assert "Tidak mendukung tingkat 3" in text


def test_a_sent_round_shows_to_the_agency(decided, client_for):
    decided.close()

    page = client_for(decided.member).get(url("answer", decided.answer("I1")))

    pills = {name.strip() for name in PILL.findall(page.content.decode())}
    assert "Lampiran belum ada." in words(page)
    assert "Tidak mendukung tingkat 3" in words(page)
    assert "Dikembalikan" in pills


def test_a_decision_taken_back_never_shows_to_the_agency(decided, client_for, client):
    undo(client, decided, decided.answer("I1").reviews.get())
    decide(client, decided, decision="ACCEPTED", despite_verdicts="on")
    decided.close()

    text = words(client_for(decided.head).get(url("answer", decided.answer("I1"))))

    assert "Lampiran belum ada." not in text
    assert "Diterima" in text


def test_the_plenary_reads_verdicts(decided, client_for, client):
    undo(client, decided, decided.answer("I1").reviews.get())
    decide(client, decided, decision="ACCEPTED", despite_verdicts="on")
    decided.close()
    actions.accept_verification(decided.assessment, by=decided.head)

    page = client_for(decided.assessor).get(url("plenary_detail", decided.assessment))

    assert "Tidak mendukung tingkat 3" in words(page)


# Rounds


@pytest.fixture
def mended(client, sent):
    sent.review(I1=BACK).close()
    sent.save("I1", 3, facts="SK nomor 2.")
    actions.mark_ready(sent.answer("I1"), by=sent.member)
    return sent.submit()


def test_review_shows_what_changed_word_by_word(client, mended):
    page = client.get(url("review", mended.answer("I1"))).content.decode()

    assert "Perubahan sejak putaran 1" in page
    assert "<del>1.</del><ins>2.</ins>" in page
    assert "Lampiran belum ada." in page


def test_the_head_sees_what_changed(mended, client_for):
    page = client_for(mended.head).get(url("answer", mended.answer("I1")))

    assert "<del>1.</del><ins>2.</ins>" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_review_runs_the_same_queries_for_any_number_of_documents(
    client, mended, count, django_assert_num_queries
):
    answer = mended.answer("I1")
    for _ in range(count):
        document = DocumentFactory(agency=mended.assessment.agency)
        answer.citations.create(
            document=document, version=document.current, cited_by=mended.member
        )
    client.get(url("review", answer))

    with django_assert_num_queries(QUERIES):
        client.get(url("review", answer))


# Phrases


def test_a_phrase_is_the_reason_where_none_was_written(client, sent):
    ReasonPhrase.objects.create(text="Belum ditandatangani.")

    decide(client, sent, decision="RETURNED", phrase="Belum ditandatangani.")

    assert Review.objects.get().reason == "Belum ditandatangani."


def test_a_phrase_does_not_replace_what_was_written(client, sent):
    ReasonPhrase.objects.create(text="Belum ditandatangani.")

    decide(
        client,
        sent,
        decision="RETURNED",
        reason="Halaman 3 hilang.",
        phrase="Belum ditandatangani.",
    )

    assert Review.objects.get().reason == "Halaman 3 hilang."


def test_a_phrase_of_nobody_is_refused(client, sent):
    response = decide(client, sent, decision="RETURNED", phrase="Bukan kalimat saya.")

    assert response.status_code == 422
    assert "phrase" in response.context["form"].errors


def test_phrases_adds_changes_and_retires(client, sent):
    page = reverse("assessments:phrases")
    client.post(page, {"text": "Belum sah.", "decision": "RETURNED"})
    mine = ReasonPhrase.objects.get()
    change = reverse("assessments:phrase_change", args=[mine.pk])
    shown = client.get(change)
    client.post(change, {"text": "Belum disahkan.", "indicator_code": "I1"})
    changed = ReasonPhrase.objects.get(retired_at=None)

    listed = words(client.get(page))
    client.post(reverse("assessments:phrase_retire", args=[changed.pk]))

    assert shown.context["form"].initial["text"] == "Belum sah."
    assert "Belum disahkan." in listed
    assert "indikator 1" in listed
    assert not ReasonPhrase.objects.usable_by(sent.mentor).exists()


@pytest.mark.parametrize("data", [{}, {"text": " "}, {"text": "a", "decision": "X"}])
def test_phrases_refuses_what_is_not_one(client, data):
    response = client.post(reverse("assessments:phrases"), data)

    assert response.status_code == 422
    assert not ReasonPhrase.objects.exists()


def test_phrases_refuses_one_that_stands(client, sent):
    ReasonPhrase.objects.create(text="Belum sah.")

    response = client.post(reverse("assessments:phrases"), {"text": "Belum sah."})

    assert response.status_code == 422
    assert "sudah ada" in words(response)


def test_a_shared_phrase_is_not_changed(client):
    shared = ReasonPhrase.objects.create(text="Milik bersama.")

    response = client.get(reverse("assessments:phrase_change", args=[shared.pk]))

    assert response.status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_phrases_run_the_same_queries_for_any_number(
    client, count, django_assert_num_queries
):
    for number in range(count):
        ReasonPhrase.objects.create(text=f"Kalimat {number}.")
    client.get(reverse("assessments:phrases"))

    with django_assert_num_queries(4):
        client.get(reverse("assessments:phrases"))
