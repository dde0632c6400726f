"""Levels tried without saving, and targets."""

import html
import re

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEvent
from assessments import actions
from assessments.models import Answer, Target
from tests.factories import AssessmentFactory, DocumentFactory, PeriodFactory

HTMX = {"HX-Request": "true"}


def url(name, assessment):
    return reverse(f"assessments:{name}", args=[assessment.pk])


def words(response):
    """What a person reads: no tags, single spaces."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


# Trying levels


def test_simulate_shows_index_predicate_and_domains_of_the_levels_tried(
    quarter, client_for
):
    quarter.fill()  # 3, 2, 5: 3,60 Sangat Baik

    response = client_for(quarter.member).get(
        url("simulate", quarter.assessment), {"I1": 5, "I2": 5}
    )

    trial = response.context["trial"]
    assert str(trial.score.index) == "5.00"
    text = words(response)
    assert "Indeks simulasi 5,00 Memuaskan naik +1,40" in text
    assert "Tata Kelola 2,67 5,00 naik +2,33" in text
    assert "Simulasi, tidak disimpan" in text
    assert "perkiraan" not in text.lower()


def test_simulate_stores_nothing(quarter, client_for):
    quarter.save("I1", 2)
    before = AuditEvent.objects.count()

    client_for(quarter.member).get(url("simulate", quarter.assessment), {"I1": 5})

    assert quarter.answer("I1").self_level == 2
    assert AuditEvent.objects.count() == before


def test_simulate_labels_an_estimate_while_levels_are_missing(quarter, client_for):
    quarter.save("I1", 4)

    response = client_for(quarter.member).get(url("simulate", quarter.assessment))

    text = words(response)
    assert "Perkiraan simulasi 2,20" in text
    assert "Perkiraan: 2 indikator tanpa tingkat dihitung tingkat 1." in text


def test_what_stands_stays_an_estimate_when_every_level_is_tried(quarter, client_for):
    response = client_for(quarter.member).get(
        url("simulate", quarter.assessment), {"I1": 2, "I2": 2, "I3": 2}
    )

    text = words(response)
    assert "Indeks simulasi 2,00" in text
    assert "Perkiraan sekarang 1,00" in text
    assert "Kini (perkiraan)" in text


def test_simulate_lists_steps_by_gain_with_an_address_that_tries_them(
    quarter, client_for
):
    quarter.fill()

    response = client_for(quarter.member).get(url("simulate", quarter.assessment))

    trial = response.context["trial"]
    steps = [(s.rise.indicator.code, s.rise.to) for s in trial.first_steps]
    assert steps == [("I1", 4), ("I2", 3)]
    page = url("simulate", quarter.assessment)
    assert trial.first_steps[0].address == f"{page}?I1=4"
    assert f'href="{page}?I1=4"' in response.content.decode()
    assert reverse("assessments:answer", args=[quarter.answer("I1").pk]) in (
        response.content.decode()
    )


def test_simulate_offers_the_smallest_set_to_the_next_predicate(quarter, client_for):
    quarter.fill(I1=1, I2=1, I3=1)

    response = client_for(quarter.member).get(url("simulate", quarter.assessment))

    trial = response.context["trial"]
    assert "Menuju Cukup (1,80)" in words(response)
    followed = client_for(quarter.member).get(trial.route_address)
    assert followed.context["trial"].score.predicate == "Cukup"


def test_simulate_starts_from_the_latest_complete_level(quarter, client_for):
    lowered = ("ADJUSTED", 1, "Belum ada SK.")
    quarter.fill().submit()
    from assessments.enums import Decision

    quarter.review(I1=(Decision(lowered[0]), *lowered[1:])).close()

    trial = (
        client_for(quarter.member)
        .get(url("simulate", quarter.assessment))
        .context["trial"]
    )

    assert (trial.side.label, trial.now_levels["I1"]) == ("Terverifikasi", 1)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"I1": "6"}, "Tingkat indikator 1 harus 1 sampai 5."),
        ({"I1": "0"}, "Tingkat indikator 1 harus 1 sampai 5."),
        ({"I1": "9" * 5000}, "Tingkat indikator 1 harus 1 sampai 5."),
        ({"I3": "<b>"}, "Tingkat indikator 3 harus 1 sampai 5."),
        ({"I99": "2"}, "Alamat ini menyebut indikator yang tidak ada"),
        ({"q\x00": "2"}, "Alamat ini menyebut indikator yang tidak ada"),
    ],
)
def test_simulate_refuses_what_is_no_level_in_a_sentence(
    quarter, client_for, query, sentence
):
    client, page = client_for(quarter.member), url("simulate", quarter.assessment)

    response = client.get(page, query | {"I3": query.get("I3", "4")})

    assert response.status_code == 422
    assert sentence in words(response)
    assert client.get(page, query, headers=HTMX).status_code == 422


def test_what_holds_is_tried_beside_what_is_refused(quarter, client_for):
    response = client_for(quarter.member).get(
        url("simulate", quarter.assessment), {"I1": "x", "I2": "5"}
    )

    assert response.context["trial"].levels == {"I2": 5}


def test_simulate_fragment_is_a_part_of_the_page(quarter, client_for):
    client, page = client_for(quarter.member), url("simulate", quarter.assessment)

    whole = client.get(page, {"I1": 3}).content.decode()
    fragment = client.get(page, {"I1": 3}, headers=HTMX).content.decode()

    for part in ('id="simulation-bar"', 'id="simulation"'):
        assert part in fragment
        assert part in whole
    assert "<html" not in fragment
    assert 'type="radio"' not in fragment


def test_pages_cost_the_same_for_twelve_quarters_and_many_documents(
    quarter, client_for, django_assert_num_queries
):
    quarter.fill()
    agency = quarter.assessment.agency
    AssessmentFactory(period=PeriodFactory(year=2025, quarter=4), agency=agency)
    client = client_for(quarter.member)
    costs = {"simulate": 5, "detail": 13}
    pages = {url(name, quarter.assessment): cost for name, cost in costs.items()}
    for page in pages:
        client.get(page)
    for page, cost in pages.items():
        with django_assert_num_queries(cost):
            client.get(page)
    for year in range(2022, 2025):
        for number in range(1, 5):
            period = PeriodFactory(year=year, quarter=number)
            AssessmentFactory(period=period, agency=agency)
    for code in ("I1", "I2", "I3"):
        document = DocumentFactory(agency=agency)
        actions.cite(quarter.answer(code), document, by=quarter.member)

    for page, cost in pages.items():
        with django_assert_num_queries(cost):
            client.get(page)


# Targets


@pytest.mark.parametrize("typed", ["3,75", "3.75"])
def test_targets_are_set_with_comma_or_point(quarter, client_for, typed):
    response = client_for(quarter.head).post(
        url("targets", quarter.assessment), {"index": typed, "D1": "", "D2": "4"}
    )

    assert response.status_code == 302
    kept = dict(Target.objects.values_list("node_code", "value"))
    assert {code: str(value) for code, value in kept.items()} == {
        "": "3.75",
        "D2": "4.00",
    }


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("5,01", "Target harus 1,00 sampai 5,00."),
        ("0,99", "Target harus 1,00 sampai 5,00."),
        ("3,755", "Target paling banyak dua angka di belakang koma."),
        ("tinggi", "bukan bilangan"),
        ("1.250", "dapat dibaca dua cara"),
        ("9" * 13, "12"),
        ("1e400", "bukan bilangan"),
        ("NaN", "bukan bilangan"),
        ("3\x00", "kosong"),
    ],
)
def test_targets_are_refused_in_a_sentence_and_stay_typed(
    quarter, client_for, typed, sentence
):
    response = client_for(quarter.head).post(
        url("targets", quarter.assessment), {"index": typed, "D1": "2,64"}
    )

    assert response.status_code == 422
    assert 'value="2,64"' in response.content.decode()
    if "\x00" not in typed:
        assert sentence in words(response)
    assert not Target.objects.exists()


def test_targets_show_what_stands_and_an_empty_one_is_removed(quarter, client_for):
    client, page = client_for(quarter.head), url("targets", quarter.assessment)
    client.post(page, {"index": "3,75"})
    assert 'value="3,75"' in client.get(page).content.decode()

    client.post(page, {"index": ""})

    assert not Target.objects.exists()


def test_the_distance_is_shown_on_overview_simulation_and_home(quarter, client_for):
    quarter.fill()  # 3,60; Tata Kelola 2,67
    client = client_for(quarter.head)
    client.post(url("targets", quarter.assessment), {"index": "4", "D1": "2,5"})

    overview = words(client.get(url("detail", quarter.assessment)))
    tried = words(client.get(url("simulate", quarter.assessment), {"I1": 4}))
    home = words(client.get(reverse("home")))

    assert "Indeks 4,00 Kini 3,60 kurang 0,40" in overview
    assert "Tata Kelola 2,50 Kini 2,67 tercapai" in overview
    assert "Target Indeks 4,00 belum tercapai" in overview
    assert "Indeks 4,00 Simulasi 4,00 tercapai" in tried
    assert "Target 4,00, kurang 0,40" in home


def test_members_see_targets_and_cannot_set_them(quarter, client_for):
    response = client_for(quarter.member).get(url("detail", quarter.assessment))

    assert "Belum ada target untuk triwulan ini." in words(response)
    assert "Atur target" not in words(response)
    assert "Atur target" in words(
        client_for(Role.SECRETARIAT).get(url("detail", quarter.assessment))
    )


def test_targets_of_a_determined_quarter_stay(quarter, client_for):
    quarter.verify().finalise().determine()

    response = client_for(quarter.head).post(
        url("targets", quarter.assessment), {"index": "4"}
    )

    assert response.status_code == 422
    assert "sudah ditetapkan" in words(response)


# Progress and the last quarter on the overview


def test_detail_counts_by_state_and_domain(quarter, client_for):
    quarter.save("I1")

    response = client_for(quarter.member).get(url("detail", quarter.assessment))

    first, second = response.context["domain_progress"]
    assert (first.total, second.total) == (2, 1)
    assert ("Draf", 1, "mute") in first.segments
    assert "0 dari 3 siap" in words(response)


@pytest.fixture
def carried(quarter):
    """I1 as a draft carried from the last quarter; the source is not of any quarter."""
    source = AssessmentFactory(
        agency=quarter.assessment.agency, period=PeriodFactory(year=2025, quarter=3)
    ).answers.get(indicator__code="I1")
    quarter.save("I1")
    Answer.objects.filter(pk=quarter.answer("I1").pk).update(carried_from=source)
    return quarter


def test_detail_marks_and_filters_what_was_carried(carried, client_for):
    client, page = client_for(carried.head), url("detail", carried.assessment)

    text = words(client.get(page))
    narrowed = client.get(page, {"check": "1"})

    assert "Dari Triwulan III 2025, perlu diperiksa" in text
    assert "1 indikator dari triwulan lalu, belum diperiksa" in text
    rows = [
        r for _, aspects in narrowed.context["domains"] for _, rs in aspects for r in rs
    ]
    assert [row.indicator.code for row in rows] == ["I1"]


def test_answer_shows_where_it_comes_from_until_it_is_confirmed(carried, client_for):
    client = client_for(carried.member)
    page = reverse("assessments:answer", args=[carried.answer("I1").pk])
    confirm = reverse("assessments:answer_confirm", args=[carried.answer("I1").pk])

    assert "Dari Triwulan III 2025, perlu diperiksa" in words(client.get(page))
    fragment = client.post(confirm, headers=HTMX)

    assert f"diperiksa {carried.member.name} pada" in words(fragment)
    assert "perlu diperiksa" not in words(client.get(page))
    assert carried.answer("I1").confirmed_by == carried.member


def test_confirm_without_htmx_comes_back_to_the_page(carried, client_for):
    answer = carried.answer("I1")
    confirm = reverse("assessments:answer_confirm", args=[answer.pk])

    response = client_for(carried.member).post(confirm)

    assert response.headers["Location"] == reverse(
        "assessments:answer", args=[answer.pk]
    )


def test_confirm_of_what_a_colleague_changed_since_is_refused(carried, client_for):
    answer = carried.answer("I1")
    confirm = reverse("assessments:answer_confirm", args=[answer.pk])
    client = client_for(carried.head)
    assert (
        f'name="version" value="{answer.version}"'
        in client.get(reverse("assessments:answer", args=[answer.pk])).content.decode()
    )
    carried.save("I1", 4)

    response = client.post(confirm, {"version": answer.version}, follow=True)

    assert "mengubah indikator ini setelah halaman Anda dibuka" in words(response)
    assert carried.answer("I1").confirmed_by is None


def test_confirm_of_what_one_changed_oneself_is_taken(carried, client_for):
    answer = carried.answer("I1")
    carried.save("I1", 4)
    confirm = reverse("assessments:answer_confirm", args=[answer.pk])

    client_for(carried.member).post(confirm, {"version": answer.version})

    assert carried.answer("I1").confirmed_by == carried.member


@pytest.mark.parametrize("version", ["-1", "9" * 5000, "x"])
def test_confirm_of_a_version_that_is_none_is_refused(carried, client_for, version):
    confirm = reverse("assessments:answer_confirm", args=[carried.answer("I1").pk])

    response = client_for(carried.head).post(confirm, {"version": version}, follow=True)

    assert "mengubah indikator ini" in words(response)
    assert carried.answer("I1").confirmed_by is None


def test_confirm_of_what_was_not_carried_is_said(quarter, client_for):
    confirm = reverse("assessments:answer_confirm", args=[quarter.answer("I2").pk])

    response = client_for(quarter.member).post(confirm, follow=True)

    assert "Isian ini tidak dibawa dari triwulan lalu." in words(response)


def test_the_mentor_reads_that_it_was_carried_and_who_confirmed(carried, client_for):
    answer = carried.answer("I1")
    carried.fill().submit()

    response = client_for(carried.mentor).get(
        reverse("assessments:review", args=[answer.pk])
    )

    assert "dibawa dari Triwulan III 2025, diperiksa" in words(response)


def test_set_targets_records_before_and_after(quarter):
    actions.set_targets(quarter.assessment, {"": None}, by=quarter.head)
    assert not AuditEvent.objects.filter(verb="assessment.targets_set").exists()
