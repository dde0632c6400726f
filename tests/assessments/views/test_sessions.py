from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from assessments.models import Objection, PlenaryItem, PlenarySession
from tests.assessments.views.test_plenary import object_to, verified
from tests.factories import AgencyFactory, PlenarySessionFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = reverse("assessments:sessions")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(client_for):
    return client_for(Role.ASSESSOR)


def url(name, session):
    return reverse(f"assessments:{name}", args=[session.pk])


def sent(*answers, **rows):
    """`I1={"level": "3", …}` for the answers that stand on the page."""
    data = {"item": [str(answer.pk) for answer in answers]}
    for answer in answers:
        for name, value in rows.get(answer.indicator.code, {}).items():
            data[f"{answer.pk}-{name}"] = value
    return data


def sitting_with(count):
    """A sitting with that many open objections of one agency."""
    assessment = verified()
    codes = ("I1", "I2", "I3")[:count]
    answers = [object_to(assessment, code).answer for code in codes]
    return PlenarySessionFactory(period=assessment.period), answers


def form_data(**changes):
    return {
        "number": "005/1",
        "held_on": "2026-11-18",
        "place": "Mamuju",
        "chair": "Ketua Tim",
        "participant-TOTAL_FORMS": "2",
        "participant-INITIAL_FORMS": "2",
        "participant-0-role": "Anggota",
        "participant-0-name": "Unsur A",
        "participant-0-agency_code": "1.07",
        "participant-1-role": "Notulis",
        "signatory-TOTAL_FORMS": "1",
        "signatory-INITIAL_FORMS": "1",
        "signatory-0-title": "Ketua",
        "signatory-0-name": "Ketua Tim",
    } | changes


def test_sessions_lists_the_newest_first(client):
    old = PlenarySessionFactory()
    new = PlenarySessionFactory(
        period__quarter=4, period__year=2025, held_on=old.held_on + timedelta(days=1)
    )

    response = client.get(LIST)

    assert list(response.context["page"]) == [new, old]


def test_session_open_keeps_what_was_entered(client):
    period = verified(agency=AgencyFactory(code="1.07", name="Badan Tujuh")).period
    address = reverse("assessments:session_open", args=[period.year, period.quarter])

    response = client.post(address, form_data())

    session = PlenarySession.objects.get()
    assert response.url == url("session", session)
    assert session.participants == [
        {"role": "Anggota", "name": "Unsur A", "agency_code": "1.07"}
    ]
    assert session.signatories[0]["name"] == "Ketua Tim"
    page = client.get(url("session", session)).content.decode()
    assert "Tidak ikut memutus Badan Tujuh" in page


def test_session_open_refuses_an_incomplete_form_and_a_second_sitting(client):
    session = PlenarySessionFactory()
    period = session.period
    AgencyFactory(code="1.07")
    address = reverse("assessments:session_open", args=[period.year, period.quarter])

    empty = client.post(
        address,
        form_data(**{"participant-0-name": "", "participant-0-agency_code": ""}),
    )
    second = client.post(address, form_data(**{"participant-0-agency_code": ""}))

    assert (empty.status_code, second.status_code) == (422, 422)
    assert "Isi sekurangnya satu peserta." in empty.content.decode()
    assert "masih terbuka" in second.content.decode()
    assert 'value="Unsur A"' in second.content.decode()


def test_session_amend_shows_and_changes_what_was_entered(client):
    session = PlenarySessionFactory(
        participants=[{"role": "Anggota", "name": "Unsur B", "agency_code": ""}]
    )

    shown = client.get(url("session_amend", session)).content.decode()
    data = form_data(**{"participant-0-agency_code": "", "place": "Majene"})
    response = client.post(url("session_amend", session), data)

    session.refresh_from_db()
    assert 'value="Unsur B"' in shown
    assert response.url == url("session", session)
    assert session.place == "Majene"


def test_session_shows_what_waits_and_what_is_too_early(client):
    session, _ = sitting_with(1)
    object_to(verified(period=session.period, window=timedelta(days=1)))

    response = client.get(url("session", session))

    text = response.content.decode()
    assert "“Sudah direviu”" in text
    assert "“Belum direviu”" in text
    assert "1 sanggahan lagi masih dalam masa sanggah" in text
    assert len(response.context["agenda"].rows) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_session_runs_the_same_queries_for_any_number(
    client, count, django_assert_num_queries
):
    session, _ = sitting_with(count)
    address = url("session", session)
    client.get(address)

    with django_assert_num_queries(11):
        client.get(address)


def test_decide_one_row_keeps_what_was_typed_in_the_others(client):
    session, (first, second) = sitting_with(2)
    data = sent(
        first,
        second,
        I1={"level": "4", "reason": "Sah"},
        I2={"level": "3", "reason": "Masih ditulis"},
    )

    response = client.post(url("session_decide", session), data | {"only": first.pk})

    first.refresh_from_db(), second.refresh_from_db()
    assert response.status_code == 200
    assert (first.final_level, second.final_level) == (4, None)
    assert "Masih ditulis" in response.content.decode()
    assert [row.answer for row in response.context["agenda"].rows] == [second]


def test_decide_all_that_are_filled(client):
    session, (first, second, third) = sitting_with(3)
    data = sent(
        first,
        second,
        third,
        I1={"level": "4", "reason": "Sah"},
        I2={"level": "3", "reason": "Tetap"},
    )

    response = client.post(url("session_decide", session), data)

    assert response.url == url("session", session)
    assert session.items.count() == 2
    assert Objection.objects.open().get().answer == third


def test_decide_by_htmx_gives_the_page_and_a_toast(client):
    session, (first,) = sitting_with(1)
    data = sent(first, I1={"level": "4", "reason": "Sah"})

    response = client.post(url("session_decide", session), data, headers=HTMX)

    assert response.status_code == 200
    assert "1 putusan tersimpan." in response.headers["HX-Trigger"]
    assert "Tidak ada yang menunggu putusan." in response.content.decode()


def test_decide_saves_nothing_and_loses_nothing_when_a_row_is_wrong(client):
    session, (first, second) = sitting_with(2)
    data = sent(
        first,
        second,
        I1={"level": "4", "reason": "Sah sekali"},
        I2={"level": "4", "reason": ""},
    )

    response = client.post(url("session_decide", session), data)

    text = response.content.decode()
    assert response.status_code == 422
    assert "Tulis alasan putusan pleno untuk indikator ini." in text
    assert "Sah sekali" in text
    assert not PlenaryItem.objects.exists()


def test_decide_with_a_row_half_filled_or_none_is_refused(client):
    session, (first,) = sitting_with(1)

    half = client.post(
        url("session_decide", session), sent(first, I1={"reason": "Sah"})
    )
    none = client.post(url("session_decide", session), sent(first))
    odd = client.post(url("session_decide", session), {"item": "x", "only": "y"})

    assert [r.status_code for r in (half, none, odd)] == [422, 422, 422]
    assert "Pilih tingkat akhir." in half.content.decode()
    assert "Belum ada putusan yang diisi." in none.content.decode()


def test_decide_keeps_what_was_typed_when_a_colleague_was_first(client, client_for):
    session, (first,) = sitting_with(1)
    seen = f"/{first.objections.get().pk}"
    row = {"level": "4", "reason": "Sah", "seen": seen}
    client.post(url("session_decide", session), sent(first, I1=row))

    other = client_for(UserFactory(role=Role.ASSESSOR))
    late = {"level": "3", "reason": "Tetap menurut saya", "seen": seen}
    response = other.post(url("session_decide", session), sent(first, I1=late))

    text = response.content.decode()
    assert response.status_code == 422
    assert "memutus indikator ini saat Anda menulis" in text
    assert "Tetap menurut saya" in text


def test_session_of_the_own_agency_offers_no_decision(client_for):
    agency = AgencyFactory()
    assessment = verified(agency=agency)
    object_to(assessment)
    session = PlenarySessionFactory(period=assessment.period)
    own = client_for(UserFactory(role=Role.ASSESSOR, agency=agency))

    text = own.get(url("session", session)).content.decode()

    assert "Perangkat daerah Anda sendiri: diputus anggota lain." in text
    assert "Simpan putusan ini" not in text


def test_session_close_ends_it(client):
    session = PlenarySessionFactory(
        closed_at=None, opened_at=timezone.now() - timedelta(hours=1)
    )

    response = client.post(url("session_close", session))
    again = client.post(url("session_close", session), follow=True)

    session.refresh_from_db()
    assert response.url == url("session", session)
    assert not session.is_open
    assert "sudah ditutup" in again.content.decode()
    assert "Terbitkan risalah" in again.content.decode()
