"""The pages of who does what: filters, bulk, the panels of one indicator."""

import html
import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from assessments import actions
from assessments.enums import StepState
from assessments.models import Answer, Assignment, FollowUp
from tests.factories import AgencyFactory, AssessmentFactory, UserFactory

HTMX = {"HX-Request": "true"}


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def url(name, thing):
    return reverse(f"assessments:{name}", args=[thing.pk])


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def toast(response):
    return json.loads(response.headers["HX-Trigger"])["toast"]["text"]


def duties():
    rows = Assignment.objects.order_by("answer__indicator__position")
    return [
        (row.answer.indicator.code, row.assignee and row.assignee.pk, row.due_on)
        for row in rows.select_related("answer__indicator", "assignee")
    ]


# Filters


@pytest.fixture
def shared(quarter):
    """I1 is the member's and ready, I2 the head's and late, I3 nobody's."""
    quarter.save("I1")
    actions.cite(quarter.answer("I1"), quarter.document, by=quarter.member)
    actions.mark_ready(quarter.answer("I1"), by=quarter.member)
    quarter.save("I2", 1)
    for code, person in (("I1", quarter.member), ("I2", quarter.head)):
        actions.assign(
            [quarter.answer(code)], assignee=person, due_on=today(), by=quarter.head
        )
    Assignment.objects.update(due_on=today(-1))
    actions.note_obstacle(
        quarter.answer("I3"), obstacle="Listrik padam.", by=quarter.member
    )
    Answer.objects.filter(pk=quarter.answer("I3").pk).update(
        carried_from=quarter.answer("I2")
    )
    return quarter


def shown(response):
    return [
        row.indicator.code
        for _, aspects in response.context["domains"]
        for _, rows in aspects
        for row in rows
    ]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"person": "me"}, ["I1"]),
        ({"person": "none"}, ["I3"]),
        ({"person": "HEAD"}, ["I2"]),
        ({"person": "me", "status": "DRAFT"}, []),
        ({"person": "HEAD", "status": "DRAFT"}, ["I2"]),
        ({"domain": "D1"}, ["I1", "I2"]),
        ({"domain": "D2"}, ["I3"]),
        ({"domain": "D1", "person": "none"}, []),
        ({"evidence": "1"}, ["I3"]),
        ({"check": "1"}, ["I3"]),
        ({"obstacle": "1"}, ["I3"]),
        ({"late": "1"}, ["I2"]),
        ({"late": "1", "q": "peta"}, ["I2"]),
        ({"late": "1", "q": "laman"}, []),
        ({"check": "1", "evidence": "1", "domain": "D2"}, ["I3"]),
        ({"person": "nonsense", "domain": "x", "late": ""}, ["I1", "I2", "I3"]),
        ({"person": "99999999999999999999", "status": "x"}, ["I1", "I2", "I3"]),
    ],
)
def test_filters_combine_and_leave_out_what_does_not_fit(
    shared, client_for, query, codes
):
    if query.get("person") == "HEAD":
        query = query | {"person": shared.head.pk}

    response = client_for(shared.member).get(url("detail", shared.assessment), query)

    assert shown(response) == codes


def test_a_person_who_has_nothing_here_narrows_nothing(shared, client_for):
    response = client_for(shared.member).get(
        url("detail", shared.assessment), {"person": shared.mentor.pk}
    )

    assert shown(response) == ["I1", "I2", "I3"]


def test_counts_are_of_what_the_other_filters_leave(shared, client_for):
    response = client_for(shared.member).get(
        url("detail", shared.assessment), {"domain": "D1"}
    )

    wanted = response.context["wanted"]
    assert {o.label: o.count for o in wanted.people} == {
        "Semua orang": 2,
        "Saya": 1,
        "Belum ditugaskan": 0,
        shared.member.name: 1,
        shared.head.name: 1,
    }
    assert [(o.label, o.count) for o in wanted.parts][1:] == [
        ("Tata Kelola", 2),
        ("Layanan", 1),
    ]
    assert [(o.label, o.count) for o in wanted.flags] == [("Lewat batas", 1)]
    assert "Menampilkan 2 dari 3 indikator" in words(response)
    assert "Hapus semua saringan" in words(response)


def test_nothing_to_clear_without_a_filter(shared, client_for):
    response = client_for(shared.member).get(url("detail", shared.assessment))

    assert "Hapus semua saringan" not in words(response)


def test_a_mentor_reads_who_does_what_but_is_nobody_here(shared, client_for):
    response = client_for(shared.mentor).get(url("detail", shared.assessment))

    assert "Saya" not in [o.label for o in response.context["wanted"].people]
    assert shared.head.name in words(response)
    assert "Lewat batas" in words(response)
    assert "Kendala: Listrik padam." in words(response)
    assert response.context["bulk"] is None


def test_the_list_costs_the_same_for_few_and_many(
    quarter, client_for, django_assert_num_queries
):
    client, page = client_for(quarter.head), url("detail", quarter.assessment)
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for answer in Answer.objects.select_related("indicator"):
        person = UserFactory(agency=quarter.assessment.agency)
        actions.assign([answer], assignee=person, due_on=today(1), by=quarter.head)
        for level in (2, 3):
            actions.add_step(
                answer, level=level, step="x", person=person, by=quarter.head
            )

    with django_assert_num_queries(len(few)):
        client.get(page)
    assert len(few) <= 15


# Many at once


def test_bulk_assigns_the_ticked_rows_and_keeps_the_filter(quarter, client_for):
    chosen = [quarter.answer("I1").pk, quarter.answer("I3").pk]

    response = client_for(quarter.head).post(
        url("assign", quarter.assessment) + "?domain=D1&late=1",
        {"answers": chosen, "person": quarter.member.pk, "due_on": today(2)},
    )

    assert response.url == url("detail", quarter.assessment) + "?domain=D1&late=1"
    assert said(response) == ["2 penugasan berubah."]
    assert duties() == [
        ("I1", quarter.member.pk, today(2)),
        ("I3", quarter.member.pk, today(2)),
    ]


def test_bulk_by_htmx_gives_the_list_with_the_rows_still_ticked(quarter, client_for):
    answer = quarter.answer("I1")

    response = client_for(quarter.head).post(
        url("assign", quarter.assessment),
        {"answers": [answer.pk], "person": quarter.member.pk},
        headers=HTMX,
    )

    assert toast(response) == (
        "1 penugasan berubah. Keliru? Baris masih tercentang: "
        "pilih lagi, lalu tugaskan."
    )
    assert "<html" not in response.content.decode()
    assert response.context["bulk"].ticked == [str(answer.pk)]
    assert response.content.decode().count("checked") == 1
    assert quarter.member.name in words(response)


def test_bulk_leaves_what_is_empty_and_clears_when_told(quarter, client_for):
    client, page = client_for(quarter.head), url("assign", quarter.assessment)
    chosen = {"answers": [quarter.answer("I1").pk]}

    client.post(page, chosen | {"person": quarter.member.pk, "due_on": today(2)})
    client.post(page, chosen | {"person": "", "due_on": today(3)})
    assert duties() == [("I1", quarter.member.pk, today(3))]

    client.post(page, chosen | {"person": quarter.head.pk, "due_on": ""})
    assert duties() == [("I1", quarter.head.pk, today(3))]

    client.post(page, chosen | {"person": "none"})
    assert duties() == [("I1", None, None)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"person": "MEMBER"}, "Centang paling sedikit satu indikator."),
        ({"answers": "I1"}, "Pilih orang, atau isi batasnya."),
        ({"answers": "I1", "person": "STRANGER"}, "Pilih orang dari daftar."),
        ({"answers": "I1", "person": "9" * 40}, "Pilih orang dari daftar."),
        ({"answers": "I1", "person": "1\0"}, "Pilih orang dari daftar."),
        ({"answers": "OTHER", "person": "MEMBER"}, "tidak ada di sini"),
        ({"answers": "UNKNOWN", "person": "MEMBER"}, "tidak ada di sini"),
        ({"answers": "x\0", "person": "MEMBER"}, "tidak ada di sini"),
        ({"answers": "I1", "due_on": "kemarin"}, "Isi tanggal yang benar"),
        ({"answers": "I1", "due_on": "2020-01-01"}, "sudah lewat"),
        ({"answers": "I1", "due_on": "999999-01-01"}, "Isi tanggal yang benar"),
    ],
)
def test_bulk_refused_says_why_and_keeps_what_was_chosen(
    quarter, client_for, data, sentence
):
    other = AssessmentFactory(
        period=quarter.assessment.period, agency=AgencyFactory(code="1.09")
    )
    stand_for = {
        "I1": quarter.answer("I1").pk,
        "MEMBER": quarter.member.pk,
        "STRANGER": UserFactory(agency=other.agency).pk,
        "OTHER": other.answers.first().pk,
        "UNKNOWN": uuid4(),
    }
    data = {name: stand_for.get(value, value) for name, value in data.items()}

    response = client_for(quarter.head).post(url("assign", quarter.assessment), data)

    assert response.status_code == 422
    assert sentence in words(response)
    assert not Assignment.objects.exists()
    if data.get("answers") == stand_for["I1"]:
        assert response.content.decode().count("checked") == 1


def test_bulk_is_not_offered_nor_open_after_the_determination(quarter, client_for):
    quarter.verify().finalise().determine()
    client = client_for(quarter.head)

    page = client.get(url("detail", quarter.assessment))
    response = client.post(
        url("assign", quarter.assessment),
        {"answers": [quarter.answer("I1").pk], "person": quarter.member.pk},
    )

    assert page.context["bulk"] is None
    assert response.status_code == 422
    assert "sudah ditetapkan" in words(response)


def test_bulk_of_another_agency_is_not_found(quarter, client_for):
    stranger = client_for(Role.OPD_HEAD)

    assert stranger.post(url("assign", quarter.assessment)).status_code == 404


# One indicator


def test_the_panel_assigns_and_takes_away(quarter, client_for):
    answer, client = quarter.answer("I1"), client_for(quarter.head)
    page = url("answer_assign", answer)

    first = client.post(page, {"person": quarter.member.pk, "due_on": today(1)})
    assert first.url == url("answer", answer)
    assert said(first) == ["Penugasan tersimpan."]
    assert duties() == [("I1", quarter.member.pk, today(1))]

    part = client.post(page, {"person": "", "due_on": ""}, headers=HTMX)
    assert 'id="duty"' in part.content.decode()
    assert "<html" not in part.content.decode()
    assert duties() == [("I1", None, None)]


def test_the_panel_warns_of_a_day_after_the_quarters_deadline(quarter, client_for):
    response = client_for(quarter.head).post(
        url("answer_assign", quarter.answer("I1")), {"due_on": today(60)}, headers=HTMX
    )

    assert "sesudah batas triwulan" in toast(response)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_panel_refused_keeps_what_was_typed(quarter, client_for, headers):
    response = client_for(quarter.head).post(
        url("answer_assign", quarter.answer("I1")),
        {"person": quarter.member.pk, "due_on": today(-1)},
        headers=headers,
    )

    assert response.status_code == 422
    assert "sudah lewat" in words(response)
    assert today(-1).isoformat() in response.content.decode()
    assert not Assignment.objects.exists()


def test_a_member_notes_an_obstacle_but_assigns_nobody(quarter, client_for):
    answer, client = quarter.answer("I1"), client_for(quarter.member)

    response = client.post(url("obstacle", answer), {"obstacle": "Server mati."})
    page = client.get(url("answer", answer))

    assert said(response) == ["Kendala tercatat."]
    assert Assignment.objects.get().obstacle == "Server mati."
    assert "“Server mati.”" in words(page)
    assert url("answer_assign", answer) not in page.content.decode()
    assert client.post(url("answer_assign", answer)).status_code == 403


@pytest.mark.parametrize("text", ["x" * 501, "a\0b"])
def test_an_obstacle_that_cannot_be_kept_is_refused(quarter, client_for, text):
    response = client_for(quarter.member).post(
        url("obstacle", quarter.answer("I1")), {"obstacle": text}
    )

    assert response.status_code == 422
    assert not Assignment.objects.exists()


def test_a_mentor_reads_assignment_and_plan_without_forms(shared, client_for):
    actions.add_step(shared.answer("I2"), level=2, step="Susun SOP.", by=shared.member)

    response = client_for(shared.mentor).get(url("answer", shared.answer("I2")))

    assert shared.head.name in words(response)
    assert "Susun SOP." in words(response)
    text = response.content.decode()
    assert "/obstacle/" not in text
    assert "/steps/" not in text


# Steps


def test_a_step_is_added_changed_and_moved(quarter, client_for):
    answer, client = quarter.answer("I1"), client_for(quarter.member)

    added = client.post(
        url("step_add", answer),
        {"level": 2, "step": "Susun SOP.", "person": quarter.head.pk},
    )
    step = FollowUp.objects.get()
    assert added.url == url("answer", answer)
    assert (step.level, step.person, step.due_on) == (2, quarter.head, None)

    moved = client.post(url("step_move", step), {"state": "DONE"}, headers=HTMX)
    step.refresh_from_db()
    assert step.step_state is StepState.DONE
    assert toast(moved) == "Langkah: selesai."
    assert 'id="steps"' in moved.content.decode()

    client.post(
        url("step_change", step),
        {
            "level": 3,
            "step": "Tetapkan.",
            "due_on": today(4),
            "state": "DROPPED",
            "seen": step.mark,
        },
    )
    step.refresh_from_db()
    assert (step.level, step.step, step.person, step.due_on) == (
        3,
        "Tetapkan.",
        None,
        today(4),
    )
    assert step.step_state is StepState.DROPPED


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"level": 2, "step": ""}, "Tulis langkah"),
        ({"level": "", "step": "x"}, "Pilih tingkat"),
        ({"level": 1, "step": "x"}, "Masukkan pilihan yang valid"),
        ({"level": "9" * 30, "step": "x"}, "Masukkan pilihan yang valid"),
        ({"level": 2, "step": "x" * 501}, "500"),
        ({"level": 2, "step": "x", "due_on": "2020-01-01"}, "sudah lewat"),
        ({"level": 2, "step": "x", "person": "0"}, "Pilih orang dari daftar."),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_step_refused_says_why(quarter, client_for, data, sentence, headers):
    response = client_for(quarter.member).post(
        url("step_add", quarter.answer("I1")), data, headers=headers
    )

    assert response.status_code == 422
    assert sentence in words(response)
    assert not FollowUp.objects.exists()


def test_a_change_refused_opens_its_own_form_with_what_was_typed(quarter, client_for):
    step = actions.add_step(
        quarter.answer("I1"), level=2, step="Susun SOP.", by=quarter.member
    )

    response = client_for(quarter.member).post(
        url("step_change", step),
        {"level": 2, "step": "Lain.", "due_on": today(-1), "state": "PLANNED"},
    )

    assert response.status_code == 422
    assert "Lain.</textarea>" in response.content.decode().replace("\n", "")
    step.refresh_from_db()
    assert step.step == "Susun SOP."


def test_a_step_changed_meanwhile_shows_both_and_saves_at_the_second_look(
    quarter, client_for
):
    step = actions.add_step(
        quarter.answer("I1"), level=2, step="Susun SOP.", by=quarter.member
    )
    typed = {"level": 3, "step": "Tetapkan SOP.", "state": "PLANNED", "seen": ""}
    actions.move_step(step, state=StepState.UNDERWAY, seen="", by=quarter.head)
    step.refresh_from_db()
    client = client_for(quarter.member)

    for headers in ({}, HTMX):
        refused = client.post(url("step_change", step), typed, headers=headers)
        assert refused.status_code == 422
        assert f"sudah diubah {quarter.head.name}" in words(refused)
        assert "Susun SOP." in words(refused)
        assert "Tetapkan SOP.</textarea>" in refused.content.decode().replace("\n", "")
        assert f'name="seen" value="{step.mark}"' in refused.content.decode()

    client.post(url("step_change", step), typed | {"seen": step.mark})
    step.refresh_from_db()
    assert step.step == "Tetapkan SOP."


@pytest.mark.parametrize("seen", ["", "x\0", "9" * 4000])
def test_a_button_of_an_old_page_moves_nothing(quarter, client_for, seen):
    step = actions.add_step(
        quarter.answer("I1"), level=2, step="Susun SOP.", by=quarter.member
    )
    actions.move_step(step, state=StepState.DONE, seen="", by=quarter.head)
    client, data = client_for(quarter.member), {"state": "UNDERWAY", "seen": seen}

    plain = client.post(url("step_move", step), data)
    quick = client.post(url("step_move", step), data, headers=HTMX)

    assert plain.status_code == quick.status_code == 422
    assert "sudah diubah" in words(plain)
    assert "sudah diubah" in toast(quick)
    step.refresh_from_db()
    assert step.step_state is StepState.DONE


@pytest.mark.parametrize("state", ["", "GONE", "DONE\0"])
def test_a_state_that_is_not_known_is_refused(quarter, client_for, state):
    step = actions.add_step(
        quarter.answer("I1"), level=2, step="Susun SOP.", by=quarter.member
    )

    response = client_for(quarter.member).post(url("step_move", step), {"state": state})

    assert response.status_code == 422
    step.refresh_from_db()
    assert step.step_state is StepState.PLANNED


def test_steps_of_another_agency_are_not_found(quarter, client_for):
    step = actions.add_step(
        quarter.answer("I1"), level=2, step="Susun SOP.", by=quarter.member
    )
    stranger = client_for(Role.OPD_COORDINATOR)

    for name, thing in (
        ("step_add", step.answer),
        ("step_change", step),
        ("step_move", step),
        ("obstacle", step.answer),
        ("answer_assign", step.answer),
        ("workload", quarter.assessment),
    ):
        method = stranger.get if name == "workload" else stranger.post
        assert method(url(name, thing)).status_code == 404, name


def test_the_plan_is_workable_after_the_determination(quarter, client_for):
    quarter.verify().finalise().determine()
    client, answer = client_for(quarter.member), quarter.answer("I1")

    response = client.post(url("step_add", answer), {"level": 4, "step": "Naikkan."})
    overview = client.get(url("detail", quarter.assessment))

    assert response.status_code == 302
    assert "Indeks bila rencana selesai 4,00" in words(overview)
    assert "dari 3,60 menurut tingkat akhir" in words(overview)


def test_the_overview_explains_the_index_of_the_plan(quarter, client_for):
    quarter.save("I1", 3)
    actions.add_step(
        quarter.answer("I1"),
        level=4,
        step="Susun SOP.",
        person=quarter.head,
        by=quarter.member,
    )

    response = client_for(quarter.member).get(url("detail", quarter.assessment))

    text = words(response)
    assert "Indeks bila rencana selesai (perkiraan, belum lengkap) 2,20" in text
    assert "dari 1,80 menurut tingkat mandiri" in text
    assert "Susun SOP. tingkat 4, " + quarter.head.name in text


def test_the_overview_without_steps_says_where_to_write_them(quarter, client_for):
    response = client_for(quarter.member).get(url("detail", quarter.assessment))

    assert "Belum ada langkah. Tambahkan langkah di halaman indikator" in words(
        response
    )
