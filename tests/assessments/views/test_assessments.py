import html
import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from assessments.enums import Decision, Status
from assessments.models import Assessment, Extension, Period, Result
from assessments.queries import overview_of
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    PeriodFactory,
)

LIST = reverse("assessments:list")
HTMX = {"HX-Request": "true"}
LOWERED = (Decision.ADJUSTED, 2, "Baru sebagian bidang.")


def url(name, assessment):
    return reverse(f"assessments:{name}", args=[assessment.pk])


def words(response):
    """What a person reads: no tags, single spaces."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def in_time(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


# List


def test_list_shows_a_member_the_quarters_of_the_own_agency(quarter, client_for):
    AssessmentFactory(period=quarter.assessment.period)
    quarter.fill()

    response = client_for(quarter.member).get(LIST)

    assert [s.assessment for s in response.context["standings"]] == [quarter.assessment]
    assert "3 / 3" in words(response)
    assert "3,60" in words(response)


def test_list_says_incomplete_where_a_level_is_missing(quarter, client_for):
    response = client_for(quarter.member).get(LIST)

    assert "belum lengkap" in words(response)


def test_list_is_narrowed_by_quarter_status_and_name(db, client_for):
    first, second = PeriodFactory(quarter=1), PeriodFactory(quarter=2)
    wanted = AssessmentFactory(period=first, agency=AgencyFactory(name="Dinas Ikan"))
    other = AssessmentFactory(period=second, agency=AgencyFactory(name="Dinas Hutan"))
    client = client_for(Role.SECRETARIAT)

    def found(**query):
        response = client.get(LIST, query)
        return [s.assessment for s in response.context["standings"]]

    assert found() == [other, wanted]
    assert found(period=first.pk) == [wanted]
    assert found(q="ikan") == [wanted]
    assert found(q=other.agency_code) == [other]
    assert found(status=Status.SUBMITTED) == []
    assert found(status="nonsense", period="x") == [other, wanted]


def test_list_is_paged_and_keeps_the_filter(db, client_for):
    period = PeriodFactory()
    for _ in range(26):
        AssessmentFactory(period=period)
    client = client_for(Role.SECRETARIAT)

    first = client.get(LIST, {"q": "dinas"})
    second = client.get(LIST, {"q": "dinas", "page": 2})

    assert len(first.context["standings"]) == 25
    assert 'href="?q=dinas&amp;page=2"' in first.content.decode()
    assert len(second.context["standings"]) == 1


def test_list_fragment_is_a_part_of_the_page(quarter, client_for):
    client = client_for(quarter.member)

    page = client.get(LIST).content.decode()
    fragment = client.get(LIST, headers=HTMX).content.decode()

    assert fragment.strip() in page
    assert "<html" not in fragment


def test_list_costs_the_same_for_one_and_three(
    quarter, client_for, django_assert_num_queries
):
    client = client_for(quarter.secretary)
    client.get(LIST)
    with django_assert_num_queries(6):
        client.get(LIST)
    for _ in range(2):
        AssessmentFactory(period=quarter.assessment.period)

    with django_assert_num_queries(6):
        client.get(LIST)


# Overview


def test_detail_labels_an_estimate_while_levels_are_missing(quarter, client_for):
    quarter.save("I1", level=4)

    response = client_for(quarter.member).get(url("detail", quarter.assessment))

    assert "Perkiraan (belum lengkap) 2,20" in words(response)
    assert "Instrumen rujukan, belum ditetapkan" in words(response)


def test_detail_shows_the_index_once_every_level_is_there(quarter, client_for):
    quarter.fill()

    response = client_for(quarter.member).get(url("detail", quarter.assessment))

    assert "Indeks mandiri 3,60" in words(response)
    assert "Perkiraan" not in words(response)


def test_detail_lists_each_thing_that_is_missing(quarter, client_for):
    quarter.save("I1", level=4, analysis="")

    response = client_for(quarter.head).get(url("detail", quarter.assessment))

    assert "2 indikator belum diisi Nomor 2 , 3" in words(response)
    assert "Nomor 1 : kurang Analisis , bukti dukung" in words(response)
    assert "Tombol aktif bila 3 indikator siap ditelaah." in words(response)
    assert response.context["submission"].next_row.indicator.code == "I2"


def test_detail_offers_the_button_to_the_head_alone(quarter, client_for):
    quarter.fill()
    page = url("detail", quarter.assessment)

    head, member = (
        client_for(quarter.head).get(page),
        client_for(quarter.member).get(page),
    )

    assert head.context["submission"].reason == ""
    assert (
        'aria-describedby="submit-reason"\n                    >'
        in head.content.decode()
    )
    assert "Yang mengirim adalah kepala perangkat daerah." in words(member)


def test_detail_says_that_the_deadline_has_passed(quarter, client_for):
    past = timezone.now() - timedelta(hours=1)
    Period.objects.filter(pk=quarter.assessment.period_id).update(filling_until=past)

    response = client_for(quarter.head).get(url("detail", quarter.assessment))

    assert "Lewat batas" in words(response)
    assert "sudah lewat. Mintalah perpanjangan" in words(response)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({}, ["I1", "I2", "I3"]),
        ({"q": "LAMAN"}, ["I3"]),
        ({"q": "2"}, ["I2"]),
        ({"status": "DRAFT"}, ["I1"]),
        ({"status": "DRAFT", "q": "laman"}, []),
        ({"status": "nonsense"}, ["I1", "I2", "I3"]),
    ],
)
def test_detail_is_narrowed_by_status_and_words(quarter, client_for, query, codes):
    quarter.save("I1")

    response = client_for(quarter.member).get(url("detail", quarter.assessment), query)

    shown = [
        row.indicator.code
        for _, aspects in response.context["domains"]
        for _, rows in aspects
        for row in rows
    ]
    assert shown == codes
    assert ("Tidak ada indikator yang cocok" in words(response)) is (codes == [])


def test_detail_fragment_is_a_part_of_the_page(quarter, client_for):
    client, page = client_for(quarter.member), url("detail", quarter.assessment)

    whole = client.get(page, {"q": "laman"}).content.decode()
    fragment = client.get(page, {"q": "laman"}, headers=HTMX).content.decode()

    assert fragment.strip() in whole
    assert "<html" not in fragment


def test_detail_of_another_agency_is_not_found(quarter, client_for):
    stranger = client_for(Role.OPD_HEAD)

    assert stranger.get(url("detail", quarter.assessment)).status_code == 404
    assert stranger.get(url("results", quarter.assessment)).status_code == 404
    assert stranger.post(url("submit", quarter.assessment)).status_code == 404
    assert stranger.post(url("accept", quarter.assessment)).status_code == 404


def test_detail_costs_eleven_queries(quarter, client_for, django_assert_num_queries):
    client, page = client_for(quarter.member), url("detail", quarter.assessment)
    client.get(page)

    with django_assert_num_queries(11):
        client.get(page)


# Submission


def test_submit_by_the_head_locks_the_assessment(quarter, client_for):
    quarter.fill()

    response = client_for(quarter.head).post(url("submit", quarter.assessment))

    assert response.url == url("detail", quarter.assessment)
    assert said(response) == ["Penilaian terkirim ke pendamping."]
    assert quarter.fresh().state is Status.SUBMITTED


def test_submit_says_what_is_not_ready(quarter, client_for):
    quarter.save("I1")

    response = client_for(quarter.head).post(url("submit", quarter.assessment))

    assert said(response) == [
        "Belum dapat dikirim. Indikator yang belum siap: 1, 2, 3."
    ]
    assert quarter.fresh().state is Status.FILLING


def test_accept_closes_the_window_and_a_second_time_is_refused(quarter, client_for):
    quarter.fill().submit().review().close()
    client = client_for(quarter.head)

    first = client.post(url("accept", quarter.assessment))
    second = client.post(url("accept", quarter.assessment))

    assert first.url == url("results", quarter.assessment)
    assert quarter.fresh().is_objection_open is False
    assert said(second)[-1] == "Masa sanggah sudah berakhir."


# Extension


def test_extend_gives_a_later_deadline_with_its_reason(quarter, client_for):
    until = timezone.now() + timedelta(days=12)
    client, page = client_for(quarter.secretary), url("extend", quarter.assessment)

    shown = client.get(page)
    response = client.post(page, {"until": in_time(until), "reason": "Listrik padam."})

    assert "Pengisian tersisa 9 hari 23 jam, sampai" in words(shown)
    assert response.url == url("detail", quarter.assessment)
    extension = Extension.objects.get()
    assert (extension.reason, extension.granted_by) == (
        "Listrik padam.",
        quarter.secretary,
    )
    assert in_time(quarter.fresh().due_at) == in_time(until)


@pytest.mark.parametrize(
    ("days", "reason", "sentence"),
    [
        (12, "", "Tulis alasan perpanjangan."),
        (1, "Listrik padam.", "Batas baru harus sesudah sekarang"),
    ],
)
def test_extend_refused_keeps_what_was_typed(
    quarter, client_for, days, reason, sentence
):
    until = in_time(timezone.now() + timedelta(days=days))

    response = client_for(quarter.secretary).post(
        url("extend", quarter.assessment), {"until": until, "reason": reason}
    )

    assert response.status_code == 422
    assert sentence in words(response)
    assert until in response.content.decode()
    assert not Extension.objects.exists()


def test_extend_outside_the_agencys_turn_says_so(quarter, client_for):
    quarter.fill().submit()

    response = client_for(quarter.secretary).get(url("extend", quarter.assessment))

    assert "bukan giliran perangkat daerah" in words(response)


# Results


def test_results_without_every_level_have_no_index(quarter, client_for):
    quarter.save("I1", level=4)

    response = client_for(quarter.member).get(url("results", quarter.assessment))

    assert response.context["results"].explanation is None
    assert "2 dari 3 indikator belum bertingkat" in words(response)
    assert "Jawaban yang kosong tidak pernah dianggap 0 atau 1." in words(response)


def test_results_explain_the_number_step_by_step(quarter, client_for):
    quarter.fill().submit().review(I1=LOWERED).close()

    response = client_for(quarter.head).get(url("results", quarter.assessment))

    text = words(response)
    assert "dikalikan tingkatnya (terverifikasi). Jumlahnya 320 ." in text
    assert "Dibagi jumlah bobot, 100: nilai tepatnya 3,20 ." in text
    assert "setengah ke atas, dua angka di belakang koma: 3,20 ." in text
    assert "Predikat Baik : mulai 2,60, di bawah 3,50" in text
    assert "“Baru sebagian bidang.”" in text
    assert "Terima hasil verifikasi" in text
    found = response.context["results"]
    assert [
        (line.self_level, line.verified_level, line.change) for line in found.lines
    ] == [
        (3, 2, -1),
        (2, 2, 0),
        (5, 5, 0),
    ]
    assert [line.points_text for line in found.lines] == ["80", "40", "200"]
    assert str(found.domains[0].change) == "-0.67"


def test_results_of_a_determined_quarter_are_the_frozen_ones(quarter, client_for):
    quarter.verify(I1=LOWERED).finalise().determine()

    response = client_for(quarter.head).get(url("results", quarter.assessment))

    text = words(response)
    frozen = Result.objects.get()
    assert "Berita Acara nomor 700/1/BA/2026" in text
    assert frozen.inputs_sha256 in text
    assert "Instrumen rujukan, belum ditetapkan" in text
    assert "nilai tepatnya 3,20" in text
    found = response.context["results"]
    assert found.final_index == frozen.index
    assert [line.final_level for line in found.lines] == [2, 2, 5]
    assert str(found.domains[0].final_index) == "2.00"
    assert "Belum ditetapkan" not in text


def test_results_of_a_determined_quarter_do_not_follow_a_later_engine(
    quarter, client_for, monkeypatch
):
    quarter.verify().finalise().determine()
    monkeypatch.setattr(
        "assessments.results._from_levels", lambda overview: pytest.fail("computed")
    )

    response = client_for(quarter.member).get(url("results", quarter.assessment))

    assert str(response.context["results"].final_index) == "3.60"


def test_results_cost_the_same_whatever_the_stage(
    quarter, client_for, django_assert_num_queries
):
    client, page = client_for(quarter.member), url("results", quarter.assessment)
    client.get(page)
    with django_assert_num_queries(4):
        client.get(page)
    quarter.verify().finalise().determine()

    with django_assert_num_queries(5):
        client.get(page)


def test_the_line_of_an_overview_is_that_of_the_results(quarter, client_for):
    quarter.fill()

    response = client_for(quarter.member).get(url("results", quarter.assessment))

    overview = overview_of(Assessment.objects.with_context().get())
    assert response.context["results"].self_index == overview.scores.self.index
