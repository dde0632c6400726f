"""The page of a thread, its panel on other pages, and its fragments."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from assessments import actions
from assessments.enums import Decision
from assessments.models import Message, ThreadRead
from assessments.thread import PAGE_SIZE
from tests.assessments.views.test_answers import said, toast, url, words
from tests.factories import DocumentFactory, UserFactory

HTMX = {"HX-Request": "true"}


@pytest.fixture
def answer(quarter):
    return quarter.answer("I1")


def send(answer, by, text="Apakah cukup?", **more):
    return actions.send_message(answer, text=text, by=by, **more)


def typed(text="Sudah dilengkapi.", **more):
    return {"message-text": text} | {f"message-{k}": v for k, v in more.items()}


def squeezed(response):
    text = response.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    return re.sub(r"\s+", " ", text).strip()


def test_thread_shows_messages_and_decisions_in_their_order(quarter, client_for):
    answer = quarter.answer("I1")
    send(answer, quarter.member, "Pertanyaan pertama")
    quarter.fill().submit().review(I1=(Decision.RETURNED, None, "kurang")).close()
    send(answer, quarter.mentor, "Mohon dilengkapi")

    text = words(client_for(quarter.head).get(url("thread", answer)))

    first, returned, last = (
        text.index(part)
        for part in (
            "Pertanyaan pertama",
            "Dikembalikan pendamping",
            "Mohon dilengkapi",
        )
    )
    assert first < returned < last


def test_the_agency_reads_no_decision_before_its_round_is_sent(quarter, client_for):
    answer = quarter.answer("I1")
    quarter.fill().submit().review(I1=(Decision.RETURNED, None, "kurang"))

    before = [
        words(client_for(quarter.head).get(url(name, answer)))
        for name in ("thread", "thread_list")
    ]
    mentor = words(client_for(quarter.mentor).get(url("thread", answer)))
    quarter.close()
    after = words(client_for(quarter.head).get(url("thread", answer)))

    assert not any("Dikembalikan" in text for text in before)
    assert "Dikembalikan pendamping, putaran 1" in mentor
    assert "Dikembalikan pendamping, putaran 1" in after


def test_a_decision_taken_back_is_no_line_of_the_thread(quarter, client_for):
    answer = quarter.answer("I1")
    quarter.fill().submit().review(I1=(Decision.RETURNED, None, "kurang"))
    mentor = client_for(quarter.mentor)
    seen = mentor.get(url("thread", answer)).context["thread"].mark

    actions.withdraw_review(answer.reviews.get(), by=quarter.mentor)
    back = words(mentor.get(url("thread", answer)))
    actions.review(
        quarter.answer("I1"),
        decision=Decision.ADJUSTED,
        level=2,
        reason="Sebagian.",
        by=quarter.mentor,
    )
    response = mentor.get(f"{url('thread_list', answer)}?mark={seen}")

    assert "Dikembalikan" not in back
    assert response.status_code == 200
    assert "tingkat 2" in words(response)
    assert "Dikembalikan" not in words(response)


def test_every_objection_is_a_line_of_the_thread(quarter, client_for):
    quarter.fill().submit().review().close()
    made = quarter.object_to("I1")
    actions.withdraw_objection(made, reason="Keliru.", by=quarter.head)
    quarter.object_to("I1", reason="Ada SK baru.")

    text = words(client_for(quarter.mentor).get(url("thread", quarter.answer("I1"))))

    assert text.count("Disanggah perangkat daerah") == 2
    assert text.count("Sanggahan ditarik") == 1


def test_thread_shows_text_plainly_with_lines_and_links(quarter, answer, client_for):
    send(answer, quarter.member, "Satu\n<b>dua</b> https://sulbarprov.go.id/a?b=1")

    page = client_for(quarter.head).get(url("thread", answer)).content.decode()

    assert "Satu<br>&lt;b&gt;dua&lt;/b&gt;" in page
    assert 'href="https://sulbarprov.go.id/a?b=1"' in page
    assert "<b>dua</b>" not in page


def test_sending_without_script_returns_to_the_thread(quarter, answer, client_for):
    response = client_for(quarter.member).post(
        url("thread_send", answer),
        typed(
            "Satu\r\ndua", mentions=[quarter.mentor.pk], documents=[quarter.document.pk]
        ),
    )

    assert response.url == url("thread", answer) + "#thread-end"
    assert said(response) == ["Pesan terkirim."]
    message = Message.objects.get()
    assert message.text == "Satu\ndua"
    assert message.attachments.get().document == quarter.document
    assert message.mentions.get().user == quarter.mentor


def test_sending_by_htmx_gives_the_thread_as_a_fresh_page_has_it(
    quarter, answer, client_for
):
    client = client_for(quarter.member)

    fragment = client.post(url("thread_send", answer), typed(), headers=HTMX)
    page = client.get(url("thread", answer))
    opened = client.get(url("thread", answer), headers=HTMX)

    assert toast(fragment) == "Pesan terkirim."
    assert squeezed(fragment) in squeezed(page)
    assert squeezed(opened) == squeezed(fragment)
    assert "Sudah dilengkapi." in words(fragment)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_refused_message_stays_in_the_form(quarter, answer, client_for, headers):
    stranger = UserFactory()
    response = client_for(quarter.member).post(
        url("thread_send", answer),
        typed("Tulisan panjang", mentions=[stranger.pk]),
        headers=headers,
    )

    assert response.status_code == 422
    assert "Tulisan panjang" in response.content.decode()
    assert "tidak dapat melihat diskusi" in words(response)
    assert not Message.objects.exists()


@pytest.mark.parametrize("agency", ["another", "province"])
def test_only_offered_documents_are_sent(quarter, answer, client_for, agency):
    foreign = DocumentFactory(**({"agency": None} if agency == "province" else {}))

    response = client_for(quarter.member).post(
        url("thread_send", answer), typed(documents=[foreign.pk])
    )

    assert response.status_code == 422
    assert foreign.title not in words(response)


def test_a_mentor_is_offered_documents_of_the_province(quarter, answer, client_for):
    DocumentFactory(agency=None, title="Pedoman gubernur")
    DocumentFactory(title="Milik lain")

    text = words(client_for(quarter.mentor).get(url("thread", answer)))

    assert "Pedoman gubernur (provinsi)" in text
    assert quarter.document.title in text
    assert "Milik lain" not in text


def test_a_closed_thread_stays_readable_and_has_no_form(quarter, client_for):
    quarter.verify().finalise()
    answer = quarter.answer("I1")
    send(answer, quarter.member, "Masih tertulis")
    quarter.determine()
    client = client_for(quarter.member)

    page = client.get(url("thread", answer))
    refused = client.post(url("thread_send", answer), typed())

    assert "Masih tertulis" in words(page)
    assert "diskusinya ditutup" in words(page)
    assert "data-poll" not in page.content.decode()
    assert refused.status_code == 422
    assert Message.objects.count() == 1


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.SECRETARIAT, Role.AUDITOR])
def test_who_reads_all_reads_without_a_form(quarter, answer, client_for, role):
    send(answer, quarter.member, "Isi pesan")

    page = client_for(role).get(url("thread", answer))

    assert "Isi pesan" in words(page)
    assert "Kirim pesan" not in words(page)
    assert "Tandai sudah dibaca" not in words(page)


# Withdrawn


def test_a_withdrawn_message_shows_its_words_to_auditors_alone(
    quarter, answer, client_for
):
    message = send(answer, quarter.member, "Kata keliru", documents=[quarter.document])
    client = client_for(quarter.member)

    response = client.post(url("message_withdraw", message), headers=HTMX)

    assert toast(response) == "Pesan ditarik."
    assert "Kata keliru" not in words(response)
    for user in (quarter.mentor, quarter.head, quarter.secretary):
        text = words(client_for(user).get(url("thread", answer)))
        assert "Pesan ditarik" in text
        assert "Kata keliru" not in text
        assert "tab baru" not in text
    text = words(client_for(Role.AUDITOR).get(url("thread", answer)))
    assert "Pesan ditarik" in text
    assert "Kata keliru" in text


def test_withdrawing_what_another_wrote_is_refused(quarter, answer, client_for):
    message = send(answer, quarter.member)
    client = client_for(quarter.head)

    plain = client.post(url("message_withdraw", message))
    part = client.post(url("message_withdraw", message), headers=HTMX)

    assert said(plain) == ["Hanya penulisnya yang dapat menarik pesan."]
    assert toast(part) == "Hanya penulisnya yang dapat menarik pesan."
    assert Message.objects.standing().count() == 1
    assert "Tarik pesan" not in words(client.get(url("thread", answer)))


# Reading


def test_opening_a_thread_marks_nothing_and_the_button_does(
    quarter, answer, client_for
):
    message = send(answer, quarter.member)
    client = client_for(quarter.mentor)

    before = client.get(url("thread", answer))
    assert not ThreadRead.objects.exists()
    response = client.post(url("thread_read", answer), {"last": message.pk})
    after = client.get(url("thread", answer))

    assert "1 belum dibaca" in words(before)
    assert "Tandai sudah dibaca" in words(before)
    assert 'hx-trigger="load, submit"' in before.content.decode()
    assert response.url == url("thread", answer)
    assert "belum dibaca" not in words(after)
    assert "Tandai" not in words(after)


def test_marking_by_htmx_gives_the_figure(quarter, answer, client_for):
    message = send(answer, quarter.member)
    client = client_for(quarter.mentor)

    response = client.post(
        url("thread_read", answer), {"last": message.pk}, headers=HTMX
    )

    assert 'id="thread-unread"' in response.content.decode()
    assert words(response).strip() == "Semua pesan sudah dibaca."


def test_marking_asks_for_a_message_of_the_thread(quarter, answer, client_for):
    other = send(quarter.answer("I2"), quarter.member)
    client = client_for(quarter.mentor)

    broken = client.post(url("thread_read", answer), {"last": "x"})
    foreign = client.post(url("thread_read", answer), {"last": other.pk})

    assert said(broken) == ["Muat ulang halaman, lalu tandai lagi."]
    assert foreign.status_code == 404
    assert not ThreadRead.objects.exists()


def test_news_come_only_where_there_are_some(quarter, answer, client_for):
    client = client_for(quarter.mentor)
    send(answer, quarter.member)
    page = client.get(url("thread", answer))
    mark = page.context["thread"].mark
    address = f"{url('thread_list', answer)}?mark={mark}"
    assert address in page.content.decode()

    same = client.get(address, headers=HTMX)
    send(answer, quarter.member, "Yang baru")
    news = client.get(address, headers=HTMX)

    assert (same.status_code, same.content) == (204, b"")
    assert "Yang baru" in words(news)
    assert squeezed(news) in squeezed(client.get(url("thread", answer)))


def test_a_long_thread_is_paged_from_its_end(quarter, answer, client_for):
    at = timezone.now() - timedelta(hours=1)
    Message.objects.bulk_create(
        Message(
            answer=answer,
            author=quarter.member,
            text=f"Pesan ke-{n}.",
            sent_at=at + timedelta(seconds=n),
        )
        for n in range(PAGE_SIZE + 2)
    )
    client = client_for(quarter.mentor)

    newest = words(client.get(url("thread", answer)))
    oldest = client.get(url("thread", answer), {"page": "2"})
    odd = client.get(url("thread", answer), {"page": "x"})

    assert "Pesan ke-31." in newest
    assert "Pesan ke-1." not in newest
    assert "Pesan lebih lama" in newest
    assert "Pesan ke-1. " in words(oldest)
    assert "Pesan ke-2." not in words(oldest)
    assert "data-poll" not in oldest.content.decode()
    assert "Tandai" not in words(oldest)
    assert odd.status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_thread_costs_the_same_for_one_and_three_messages(
    quarter, answer, client_for, count, django_assert_num_queries
):
    province = DocumentFactory(agency=None)
    for _ in range(count):
        send(
            answer,
            quarter.mentor,
            documents=[quarter.document, province],
            mentions=[quarter.member, quarter.head],
        )
    client, page = client_for(quarter.member), url("thread", answer)
    client.get(page)

    with django_assert_num_queries(14):
        client.get(page)


# Elsewhere


def test_the_page_of_an_answer_says_how_many_are_new(quarter, answer, client_for):
    send(answer, quarter.mentor)
    send(answer, quarter.member)

    text = words(client_for(quarter.member).get(url("answer", answer)))
    office = words(client_for(quarter.mentor).get(url("review", answer)))

    assert "Diskusi 2 pesan 1 belum dibaca" in text
    assert "Diskusi 2 pesan 1 belum dibaca" in office


def test_the_overview_and_the_queue_name_what_is_new(quarter, answer, client_for):
    send(answer, quarter.mentor)
    send(quarter.answer("I3"), quarter.member)

    rows = words(client_for(quarter.member).get(url("detail", quarter.assessment)))
    queue = words(client_for(quarter.mentor).get(reverse("assessments:reviews")))

    assert rows.count("1 pesan baru") == 1
    assert (
        "Pesan belum dibaca 1 diskusi Indikator 3, Laman resmi Dinas A, 1 pesan"
        in queue
    )
    assert "pesan baru" not in words(
        client_for(quarter.secretary).get(url("detail", quarter.assessment))
    )


def test_an_item_of_the_queue_has_its_count(quarter, client_for):
    quarter.fill().submit()
    send(quarter.answer("I2"), quarter.head)

    queue = words(client_for(quarter.mentor).get(reverse("assessments:reviews")))

    assert queue.count("1 pesan baru") == 1
