"""Saving while somebody types, the checklist in the form, and who else is there."""

import html
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisDown

from accounts.enums import Role
from assessments import actions
from assessments.enums import AnswerStatus
from assessments.models import Answer, AnswerRevision
from tests.factories import MentorAssignmentFactory, UserFactory

HTMX = {"HX-Request": "true"}


def url(name, answer):
    return reverse(f"assessments:{name}", args=[answer.pk])


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def typed(answer, **changes):
    texts = {"level": "3", "facts": "SK nomor 1.", "analysis": "Memenuhi kriteria."}
    return texts | {"version": answer.version} | changes


def regions(response):
    return re.findall(r'id="(id_version|answer-[a-z]+)"', response.content.decode())


@pytest.fixture
def save(client_for):
    """Autosave as a person: save(answer, by, **fields)."""

    def make(answer, by, **changes):
        return client_for(by).post(
            url("autosave", answer), typed(answer, **changes), headers=HTMX
        )

    return make


# Autosave


def test_autosave_writes_without_a_toast(quarter, save):
    response = save(quarter.answer("I1"), quarter.member, facts="Baru\r\nsaja")

    assert response.status_code == 200
    assert "HX-Trigger" not in response.headers
    assert quarter.answer("I1").facts == "Baru\nsaja"
    assert re.search(r"Tersimpan \d\d\.\d\d Wita", words(response))
    assert "Sebelum ditandai siap, lengkapi: bukti dukung." in words(response)


def test_autosave_of_text_gives_the_version_and_the_state_alone(quarter, save):
    quarter.save("I1")
    response = save(quarter.answer("I1"), quarter.member, facts="Tulisan lain")

    assert regions(response) == ["id_version", "answer-state"]
    assert re.search(r'name="version"[^>]*value="2"', response.content.decode())
    assert len(response.content) < 1500


def test_autosave_gives_the_ladder_when_the_level_changed(quarter, save):
    quarter.save("I1", level=2)

    response = save(quarter.answer("I1"), quarter.member, level="3")

    assert "answer-ladder" in regions(response)
    assert "answer-head" not in regions(response)


def test_autosave_gives_the_head_when_the_status_changed(quarter, save):
    answer = quarter.save("I1")
    actions.cite(answer, quarter.document, by=quarter.member)
    actions.mark_ready(answer, by=quarter.member)

    response = save(quarter.answer("I1"), quarter.member, facts="Diubah")

    assert "answer-head" in regions(response)
    assert quarter.answer("I1").state is AnswerStatus.DRAFT


def test_autosave_sent_twice_is_one_save(quarter, save):
    """A request whose answer was lost comes again with the version it had."""
    answer = quarter.answer("I1")
    save(answer, quarter.member)

    again = save(answer, quarter.member)

    assert again.status_code == 200
    assert re.search(r'name="version"[^>]*value="1"', again.content.decode())
    assert AnswerRevision.objects.filter(answer=answer).count() == 1


def test_autosave_over_a_colleagues_shows_both_texts(quarter, save):
    answer = quarter.answer("I1")
    quarter.save("I1", facts="Tulisan rekan")

    response = save(answer, quarter.head, facts="Tulisan saya")

    assert response.status_code == 409
    assert {"answer-problem", "answer-state"} <= set(regions(response))
    assert "<html" not in response.content.decode()
    assert "Lihat perbedaannya" in words(response)
    assert quarter.answer("I1").facts == "Tulisan rekan"


@pytest.mark.parametrize(
    "lock", [lambda q: q.fill().submit(), lambda q: late(q)], ids=["submitted", "late"]
)
def test_autosave_after_the_lock_says_why(quarter, save, lock):
    lock(quarter)
    answer = quarter.answer("I1")

    response = save(answer, quarter.member, facts="Terlambat")

    assert response.status_code == 422
    assert re.search("terkunci|sudah lewat", words(response))
    assert "Belum tersimpan" in words(response)
    assert quarter.answer("I1").facts == answer.facts


def late(quarter):
    past = timezone.now() - timedelta(hours=1)
    type(quarter.assessment.period).objects.update(filling_until=past)


def test_autosave_costs_eleven_queries_at_most(
    quarter, client_for, django_assert_max_num_queries
):
    client, answer = client_for(quarter.member), quarter.save("I1")
    client.get(url("answer", answer))

    with django_assert_max_num_queries(11):
        response = client.post(
            url("autosave", answer), typed(answer, facts="Baru"), headers=HTMX
        )

    assert response.status_code == 200


def test_a_save_of_an_earlier_day_names_the_day(quarter, client_for):
    answer = quarter.save("I1")
    Answer.objects.filter(pk=answer.pk).update(saved_at="2026-01-13T02:00:00Z")

    response = client_for(quarter.member).get(url("answer", answer))

    assert "Tersimpan 13 Januari 2026" in words(response)


# A change of the evidence must not pass a newer version to older texts


def test_citing_leaves_the_version_of_the_texts_alone(quarter, client_for):
    answer = quarter.answer("I1")

    response = client_for(quarter.member).post(
        url("cite", answer), {"document": quarter.document.pk}, headers=HTMX
    )

    assert response.status_code == 200
    assert 'name="version"' not in response.content.decode()


# The checklist


def test_ticks_are_saved_and_unknown_codes_dropped(quarter, save):
    answer = quarter.answer("I1")

    save(answer, quarter.member, checked=["", "3.0", "99.9", "\x1f", "3.0"])

    assert quarter.answer("I1").checked == ["3.0"]


def test_a_page_without_a_checklist_leaves_the_ticks(quarter, save):
    answer = quarter.save("I1", checked=["3.0"])

    save(quarter.answer("I1"), quarter.member, facts="Lain")
    kept = quarter.answer("I1").checked
    save(quarter.answer("I1"), quarter.member, checked=[""])

    assert (kept, quarter.answer("I1").checked) == (["3.0"], [])
    assert answer.checked == ["3.0"]


def test_ticks_that_differ_are_read_by_their_text(quarter, save):
    answer = quarter.answer("I1")
    quarter.save("I1", checked=["2.0", "3.0"])

    response = save(answer, quarter.head, checked=["", "2.0", "1.0"])

    found = {d.name: d for d in response.context["page"].form.differences}
    assert set(found) == {"checked"}
    assert found["checked"].mine.startswith("Tingkat 1: ")
    assert found["checked"].theirs.startswith("Tingkat 3: ")
    assert "Butir terpenuhi" in words(response)


def test_a_choice_between_ticks_is_kept(quarter, client_for):
    quarter.save("I1", checked=["3.0"])
    answer = quarter.answer("I1")
    fields = typed(answer, checked=["", "1.0"], resolving="1")

    client_for(quarter.head).post(
        url("answer_save", answer), fields | {"keep_checked": "theirs"}, headers=HTMX
    )
    theirs = quarter.answer("I1").checked
    client_for(quarter.head).post(
        url("answer_save", answer), fields | {"keep_checked": "mine"}, headers=HTMX
    )

    assert (theirs, quarter.answer("I1").checked) == (["3.0"], ["1.0"])


# Conflicts: what only one side changed is chosen already


def test_a_conflict_begins_with_the_side_that_changed_a_field(quarter, save):
    base = quarter.save("I1", facts="Awal", analysis="Awal")
    quarter.save("I1", facts="Rekan", analysis="Awal")

    response = save(base, quarter.head, facts="Awal", analysis="Saya", level="2")

    chosen = {d.name: d.chosen for d in response.context["page"].form.differences}
    assert chosen == {"facts": "theirs", "analysis": "mine", "level": "mine"}


def test_a_field_that_both_changed_is_left_to_choose(quarter, save):
    base = quarter.save("I1", facts="Awal")
    quarter.save("I1", facts="Rekan")

    response = save(base, quarter.head, facts="Saya")

    chosen = {d.name: d.chosen for d in response.context["page"].form.differences}
    assert chosen == {"facts": ""}


def test_a_conflict_with_an_own_save_says_so(quarter, save):
    answer = quarter.answer("I1")
    quarter.save("I1", facts="Dari tab lain")

    response = save(answer, quarter.member, facts="Di sini")

    assert "Anda menyimpan indikator ini pada" in words(response)
    assert "di tab atau perangkat lain" in words(response)
    assert "rekan" not in words(response).lower()


# Who is here


@pytest.fixture
def here(client_for):
    def make(answer, person, doing="reading"):
        response = client_for(person).post(url("presence", answer), {"doing": doing})
        return response.content.decode()

    return make


def test_presence_names_the_others_and_what_they_do(quarter, here):
    answer = quarter.answer("I1")

    assert here(answer, quarter.member, "writing") == ""
    here(answer, quarter.mentor)
    line = here(answer, quarter.head)

    people = sorted(
        [
            f"{quarter.member.name} (menulis)",
            f"{quarter.mentor.name} (pendamping, membaca)",
        ]
    )
    assert line == f"Juga di sini: {', '.join(people)}"


def test_presence_is_of_one_answer_and_ends_when_the_page_is_left(quarter, here):
    here(quarter.answer("I1"), quarter.member)
    elsewhere = here(quarter.answer("I2"), quarter.head)
    here(quarter.answer("I1"), quarter.member, "left")

    assert elsewhere == ""
    assert here(quarter.answer("I1"), quarter.head) == ""


def test_presence_does_not_outlive_its_time(quarter, here, monkeypatch):
    monkeypatch.setattr("assessments.presence.SECONDS_KEPT", 0)
    here(quarter.answer("I1"), quarter.member)

    assert here(quarter.answer("I1"), quarter.head) == ""


def test_presence_names_neither_readers_nor_strangers(quarter, here, client_for):
    answer = quarter.answer("I1")
    here(answer, UserFactory(role=Role.AUDITOR))
    former = UserFactory(role=Role.MENTOR)
    MentorAssignmentFactory(
        mentor=former,
        agency=quarter.assessment.agency,
        ends_on=timezone.localdate() - timedelta(days=1),
    )
    cache.set(f"presence:{answer.pk}:{former.pk}", "reading")
    cache.set(f"presence:{answer.pk}:{UserFactory(role=Role.OPD_MEMBER).pk}", "reading")

    assert here(answer, quarter.head) == ""


def test_presence_takes_any_word_as_reading(quarter, here):
    here(quarter.answer("I1"), quarter.member, "x" * 5000)

    assert "(membaca)" in here(quarter.answer("I1"), quarter.head)


def test_presence_costs_three_queries(
    quarter, client_for, django_assert_max_num_queries
):
    client, answer = client_for(quarter.member), quarter.answer("I1")
    client.post(url("presence", answer))

    with django_assert_max_num_queries(3):
        client.post(url("presence", answer))


def test_presence_without_the_cache_is_silent(quarter, client_for, monkeypatch):
    client, answer = client_for(quarter.member), quarter.answer("I1")

    def refuse(*_args, **_options):
        raise RedisDown

    for method in ("get_many", "set"):
        monkeypatch.setattr(type(cache._connections["default"]), method, refuse)
    response = client.post(url("presence", answer))
    monkeypatch.undo()

    assert (response.status_code, response.content) == (200, b"")


def test_what_is_written_after_the_choice_was_shown_is_kept(quarter, client_for):
    quarter.save("I1", facts="Rekan", analysis="")
    answer = quarter.answer("I1")
    fields = typed(answer, facts="Saya", analysis="Ditulis sesudahnya.", resolving="1")

    client_for(quarter.head).post(
        url("answer_save", answer),
        fields | {"differs": ["facts"], "keep_facts": "theirs"},
        headers=HTMX,
    )

    saved = quarter.answer("I1")
    assert (saved.facts, saved.analysis) == ("Rekan", "Ditulis sesudahnya.")
