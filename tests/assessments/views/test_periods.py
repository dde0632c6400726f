from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import AgencyKind, Role
from assessments.enums import AnswerStatus, Status
from assessments.models import Answer, Assessment, Determination, Objection, Period
from assessments.period_proposal import closing, following, working_day
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    PeriodFactory,
    UserFactory,
    small_version,
)

pytestmark = pytest.mark.django_db

OPEN = reverse("assessments:open")
CONTROL = reverse("assessments:control")
SIGNED = {
    "signatory-TOTAL_FORMS": "2",
    "signatory-INITIAL_FORMS": "2",
    "signatory-0-title": "Ketua",
    "signatory-0-name": "Andi",
    "signatory-0-rank": "Pembina Utama",
    "signatory-0-nip": "19641215 199003 1 009",
    "signatory-1-title": "Anggota",
    "signatory-1-name": "",
}
DETERMINED = {
    "number": "000.8/1/BA/2026",
    "decided_on": "2026-04-20",
    "place": "Mamuju",
    "attended_by": "Tim penilai",
    "confirm": "on",
    **SIGNED,
}


def room_url(period):
    return reverse("assessments:period", args=[period.year, period.quarter])


def determine_url(period):
    return reverse("assessments:determine", args=[period.year, period.quarter])


def final(period, *, levels=(3, 3, 3), status=Status.FINAL, **agency):
    """A final assessment; levels in the order of the indicators."""
    now, person = timezone.now(), UserFactory()
    more = {"determined_at": now} if status is Status.DETERMINED else {}
    assessment = AssessmentFactory(
        period=period,
        agency=AgencyFactory(**agency),
        status=status,
        submitted_at=now,
        submitted_by=person,
        verified_at=now,
        verified_by=person,
        finalised_at=now,
        finalised_by=person,
        **more,
    )
    for answer, level in zip(assessment.answers.in_order(), levels, strict=True):
        answer.status = AnswerStatus.ACCEPTED
        answer.self_level = answer.verified_level = answer.final_level = level
        answer.verified_at = answer.final_at = now
        answer.verified_by = answer.final_by = person
        answer.save()
    return assessment


def many(period, count):
    """Final assessments without the cost of a factory each."""
    person, now = UserFactory(), timezone.now()
    agencies = AgencyFactory.create_batch(count)
    done = Assessment.objects.bulk_create(
        Assessment(
            period=period,
            agency=agency,
            version=period.version,
            agency_code=agency.code,
            agency_name=agency.name,
        )
        for agency in agencies
    )
    indicators = list(period.version.indicators.order_by("position"))
    Answer.objects.bulk_create(
        Answer(
            assessment=assessment,
            indicator=indicator,
            status=AnswerStatus.READY,
            self_level=2,
            saved_at=now,
            saved_by=person,
        )
        for assessment in done
        for indicator in indicators
    )


def opening(**changes):
    """What the form of a new quarter sends."""
    return {
        "year": "2026",
        "quarter": "1",
        "version": small_version().pk,
        "start": "now",
        "filling_until": "2099-01-13T16:00",
        "review_until": "2099-01-20T16:00",
        "plenary_until": "2099-01-30T16:00",
        "revision_days": "3",
        "objection_days": "3",
        "objections_max": "5",
    } | changes


@pytest.fixture
def client(client_for):
    return client_for(Role.SECRETARIAT)


# Opening


def test_open_proposes_the_next_quarter_and_every_unit(client):
    unit = AgencyFactory()
    AgencyFactory(kind=AgencyKind.PEMDA)
    AgencyFactory(closed_on=date(2026, 1, 2))
    period = PeriodFactory(year=2026, quarter=4)

    initial = client.get(OPEN).context["form"].initial

    assert (initial["year"], initial["quarter"]) == (2027, 1)
    assert initial["version"] == period.version_id
    assert list(initial["agencies"]) == [unit]


def test_open_labels_a_reference_instrument(client):
    small_version()

    text = client.get(OPEN).content.decode()

    assert "Instrumen rujukan, belum ditetapkan: Instrumen kecil" in text


def test_open_makes_the_period_with_deadlines_in_local_time(client):
    agency = AgencyFactory()

    response = client.post(OPEN, opening(agencies=[agency.pk]))

    period = Period.objects.get()
    assert response.url == room_url(period)
    assert period.filling_until.isoformat() == "2099-01-13T08:00:00+00:00"
    assert period.assessments.get().agency == agency


def test_open_without_participants_is_refused(client):
    response = client.post(OPEN, opening())

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "agencies": ["Pilih sekurangnya satu perangkat daerah."]
    }


def test_open_a_quarter_twice_is_refused_and_kept(client):
    PeriodFactory(year=2026, quarter=1)
    agency = AgencyFactory()

    response = client.post(OPEN, opening(agencies=[agency.pk], revision_days="7"))

    form = response.context["form"]
    assert form.non_field_errors() == ["Triwulan I 2026 sudah dibuka."]
    assert form["revision_days"].value() == "7"


def test_periods_count_who_is_final(client):
    period = PeriodFactory()
    final(period)
    AssessmentFactory(period=period)

    found = client.get(reverse("assessments:periods")).context["periods"]

    assert [(p, p.taking_part, p.finished, p.determined) for p in found] == [
        (period, 2, 1, 0)
    ]


@pytest.mark.parametrize(
    ("year", "quarter", "expected"), [(2026, 1, (2026, 2)), (2026, 4, (2027, 1))]
)
def test_following_quarter(year, quarter, expected):
    assert following(year, quarter) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 9), date(2026, 1, 9)),
        (date(2026, 1, 10), date(2026, 1, 12)),
        (date(2026, 1, 11), date(2026, 1, 12)),
    ],
)
def test_working_day_is_never_in_a_weekend(day, expected):
    assert working_day(day) == expected


def test_closing_is_the_end_of_the_local_working_day():
    assert closing(date(2026, 1, 9)).isoformat() == "2026-01-09T16:00:00+08:00"


# Control room


def test_control_without_period_shows_the_way_to_open_one(client, client_for):
    assert OPEN in client.get(CONTROL).content.decode()
    assert OPEN not in client_for(Role.AUDITOR).get(CONTROL).content.decode()


def test_control_goes_to_the_newest_period(client):
    PeriodFactory(year=2025, quarter=4)
    newest = PeriodFactory(year=2026, quarter=2)

    assert client.get(CONTROL).url == room_url(newest)


def test_period_counts_states_and_means_final_indices_only(client):
    period = PeriodFactory()
    final(period, levels=(2, 2, 2))
    final(period, levels=(3, 3, 4))
    AssessmentFactory(period=period)

    room = client.get(room_url(period)).context["room"]

    assert room.mean == Decimal("2.70")
    assert [(label, count) for label, count, _ in room.segments] == [
        ("Final", 2),
        ("Ditelaah", 0),
        ("Perbaikan, sanggah, atau pleno", 0),
        ("Pengisian", 1),
    ]
    assert room.unfinished == [(Status.FILLING, 1)]


def test_period_without_final_has_no_mean(client):
    period = AssessmentFactory().period

    assert client.get(room_url(period)).context["room"].mean is None


def test_period_shows_domains_of_the_latest_side(client):
    period = PeriodFactory()
    final(period, levels=(2, 5, 4))

    line = client.get(room_url(period)).context["room"].lines[0]

    assert line.domains == (
        ("Tata Kelola", Decimal("3.00")),
        ("Layanan", Decimal("4.00")),
    )


def test_period_sorts_unknown_values_last_in_both_directions(client):
    period = PeriodFactory()
    low = final(period, levels=(2, 2, 2))
    high = final(period, levels=(4, 4, 4))
    unknown = AssessmentFactory(period=period)

    def order(sort):
        page = client.get(room_url(period), {"sort": sort}).context["matrix"].page
        return [line.assessment for line in page]

    assert order("final") == [low, high, unknown]
    assert order("-final") == [high, low, unknown]
    assert order("-D1") == [high, low, unknown]
    assert order("nonsense") == [low, high, unknown]


def test_period_filters_by_name_and_status(client):
    period = PeriodFactory()
    done = final(period, name="Dinas Kesehatan")
    open_ = AssessmentFactory(period=period, agency__name="Dinas Sosial")

    def found(**query):
        page = client.get(room_url(period), query).context["matrix"].page
        return [line.assessment for line in page]

    assert found(q="KESE") == [done]
    assert found(status="FINAL") == [done]
    assert found(status="UNFINISHED") == [open_]
    assert found(status="LATE") == []


def test_period_names_who_is_late(client, client_for):
    period = PeriodFactory(filling_until=timezone.now() - timedelta(hours=1))
    late = AssessmentFactory(period=period)

    response = client.get(room_url(period), {"status": "LATE"})

    assert [line.assessment for line in response.context["room"].late] == [late]
    extend = reverse("assessments:extend", args=[late.pk])
    assert extend in response.content.decode()
    auditor = client_for(Role.AUDITOR).get(room_url(period))
    assert extend not in auditor.content.decode()


def test_period_answers_htmx_with_the_matrix_alone(client_for):
    period = final(PeriodFactory()).period
    client = client_for(Role.AUDITOR)  # no form, so no token that changes

    page = client.get(room_url(period)).content.decode()
    part = client.get(room_url(period), headers={"HX-Request": "true"}).content.decode()

    assert part.strip().startswith("<section")
    assert " ".join(part.split()) in " ".join(page.split())


def test_period_of_another_quarter_is_not_found(client):
    assert client.get(reverse("assessments:period", args=[2020, 1])).status_code == 404


@pytest.mark.parametrize("count", [3, 300])
def test_period_runs_the_same_queries_for_any_number(
    client, count, django_assert_num_queries
):
    period = PeriodFactory()
    many(period, count)
    client.get(room_url(period))

    with django_assert_num_queries(8):  # user, period, five of the room, other periods
        response = client.get(room_url(period))

    assert len(response.context["matrix"].page) == min(count, 50)


# Determination


@pytest.mark.parametrize("count", [3, 300])
def test_determine_runs_the_same_queries_for_any_number(
    client, count, django_assert_num_queries
):
    period = PeriodFactory()
    many(period, count)
    client.get(determine_url(period))

    with django_assert_num_queries(10):  # user, period, five of the room, three checks
        client.get(determine_url(period))


def test_determine_says_who_is_not_final_and_why(client):
    period = PeriodFactory()
    now, person = timezone.now(), UserFactory()
    sent = {"submitted_at": now, "submitted_by": person}
    verified = sent | {"verified_at": now, "verified_by": person}
    AssessmentFactory(period=period)
    waiting = AssessmentFactory(period=period, status=Status.SUBMITTED, **sent)
    waiting.answers.update(status=AnswerStatus.READY, self_level=2)
    decided = AssessmentFactory(period=period, status=Status.SUBMITTED, **sent)
    decided.answers.update(status=AnswerStatus.RETURNED, self_level=2)
    AssessmentFactory(
        period=period, status=Status.RETURNED, revision_due_at=now, **sent
    )
    AssessmentFactory(
        period=period,
        status=Status.VERIFIED,
        objection_due_at=now + timedelta(days=1),
        **verified,
    )
    objected = AssessmentFactory(
        period=period, status=Status.VERIFIED, objection_due_at=now, **verified
    )
    Objection.objects.create(
        answer=objected.answers.first(), reason="Keliru", raised_by=person
    )
    AssessmentFactory(
        period=period, status=Status.VERIFIED, objection_due_at=now, **verified
    )
    final(period)

    checks = client.get(determine_url(period)).context["desk"].checks

    assert [check.reason.split(" sampai ")[0] for check in checks] == [
        "Belum dikirim: 0 dari 3 indikator siap.",
        "3 indikator menunggu keputusan pendamping.",
        "Semua indikator diputus, pendamping belum mengakhiri putaran.",
        "Diperbaiki perangkat daerah",
        "Masa sanggah",
        "1 sanggahan menunggu putusan pleno.",
        "Menunggu pleno memfinalkan.",
        "",
    ]


def test_determine_freezes_and_shows_the_result(client):
    assessment = final(PeriodFactory(), levels=(3, 3, 4))

    response = client.post(determine_url(assessment.period), DETERMINED)

    made = Determination.objects.get()
    assert response.url == reverse("assessments:determination", args=[made.pk])
    assert made.signatories == [
        {
            "title": "Ketua",
            "name": "Andi",
            "rank": "Pembina Utama",
            "nip": "196412151990031009",
        }
    ]
    text = client.get(response.url).content.decode()
    assert "3,40" in text
    assert "19641215 199003 1 009" in text
    assert made.inputs_sha256 in text
    assert "Instrumen rujukan, belum ditetapkan" in text


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"confirm": ""}, {"confirm": ["Beri tanda bahwa hasil ini ditetapkan."]}),
        (
            {"signatory-0-name": "", "signatory-0-rank": "", "signatory-0-nip": ""},
            {"__all__": ["Isi sekurangnya satu penanda tangan."]},
        ),
        (
            {"signatory-0-nip": "1964"},
            {"__all__": ["Perbaiki baris penanda tangan."]},
        ),
        ({"signatory-0-title": ""}, {"__all__": ["Perbaiki baris penanda tangan."]}),
        (
            {"signatory-1-rank": "Penata"},
            {"__all__": ["Perbaiki baris penanda tangan."]},
        ),
    ],
)
def test_determine_refuses_an_incomplete_form(client, changes, errors):
    period = final(PeriodFactory()).period

    response = client.post(determine_url(period), DETERMINED | changes)

    assert response.status_code == 422
    assert response.context["form"].errors == errors
    assert not Determination.objects.exists()


def test_determine_again_needs_a_reason_and_replaces(client):
    period = final(PeriodFactory()).period
    client.post(determine_url(period), DETERMINED)
    final(period)
    again = DETERMINED | {"number": "000.8/2/BA/2026"}

    refused = client.post(determine_url(period), again)
    client.post(determine_url(period), again | {"reason": "Satu menyusul"})

    assert list(refused.context["form"].errors) == ["reason"]
    first, second = Determination.objects.order_by("revision")
    old = client.get(reverse("assessments:determination", args=[first.pk]))
    new = client.get(reverse("assessments:determination", args=[second.pk]))
    assert "Diganti oleh" in old.content.decode()
    assert "Satu menyusul" in new.content.decode()


def test_determine_with_a_number_in_use_is_refused(client):
    earlier = final(PeriodFactory(year=2025)).period
    client.post(determine_url(earlier), DETERMINED)
    period = final(PeriodFactory(year=2026)).period

    response = client.post(determine_url(period), DETERMINED)

    assert response.context["form"].non_field_errors() == [
        "Nomor Berita Acara 000.8/1/BA/2026 sudah dipakai."
    ]


def test_determine_without_final_offers_no_form(client):
    period = AssessmentFactory().period

    text = client.get(determine_url(period)).content.decode()

    assert "Belum ada yang dapat ditetapkan" in text
    assert "Tetapkan hasil" not in text
