import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from assessments import actions
from assessments.enums import Decision
from assessments.models import Period
from teams.models import Seat
from tests.assessments.conftest import Quarter
from tests.factories import AgencyFactory, AssessmentFactory, UserFactory
from tests.teams.builders import seated

HOME = reverse("home")
RETURNED = (Decision.RETURNED, None, "Lampirkan SK.")


@pytest.fixture
def quarter(db):
    return Quarter(AssessmentFactory(agency=AgencyFactory(code="3.01")))


def words(response):
    """What a person reads: no tags, single spaces."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def set_deadline(quarter, left):
    until = timezone.now() + left
    Period.objects.filter(pk=quarter.assessment.period_id).update(filling_until=until)


@pytest.mark.parametrize(
    ("role", "view"),
    [
        (Role.SECRETARIAT, "assessments:control"),
        (Role.AUDITOR, "assessments:control"),
        (Role.ASSESSOR, "assessments:control"),
        (Role.MENTOR, "assessments:reviews"),
        (Role.ADMIN, "accounts:people"),
    ],
)
def test_home_of_other_roles_is_their_work_place(db, client_for, role, view):
    assert client_for(role).get(HOME).url == reverse(view)


def test_home_before_the_first_quarter_says_what_to_do_meanwhile(db, client_for):
    response = client_for(Role.OPD_MEMBER).get(HOME)

    assert "Belum ada triwulan yang dibuka" in words(response)
    assert "0 dari 8 kursi terisi." in words(response)


def test_home_labels_the_estimate_and_lists_what_is_to_be_filled(quarter, client_for):
    quarter.save("I1", level=4)

    response = client_for(quarter.member).get(HOME)

    text = words(response)
    assert "Perkiraan indeks, belum lengkap 2,20" in text
    assert "Indikator yang belum diisi dihitung tingkat 1." in text
    assert "Isi 2 indikator yang masih kosong" in text
    assert "Lengkapi dan tandai siap 1 draf" in text
    assert "Instrumen rujukan, belum ditetapkan" in text


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (timedelta(days=5, hours=6, minutes=30), "5 hari 6 jam"),
        (timedelta(hours=2, minutes=30, seconds=30), "2 jam 30 menit"),
        (timedelta(hours=-1), "Lewat batas"),
    ],
)
def test_home_counts_down_to_the_deadline(quarter, client_for, left, shown):
    set_deadline(quarter, left)

    response = client_for(quarter.member).get(HOME)

    assert f"Sisa waktu pengiriman {shown} Batas" in words(response)


def test_home_puts_returned_indicators_first_with_the_mentors_words(
    quarter, client_for
):
    quarter.fill().submit().review(I2=RETURNED).close()

    response = client_for(quarter.member).get(HOME)

    text = words(response)
    assert "“Lampirkan SK.”" in text
    assert text.index("Dikembalikan pendamping") < text.index("Langkah berikutnya")
    assert "Sisa waktu perbaikan" in text


def test_home_asks_the_head_to_submit_what_is_ready(quarter, client_for):
    quarter.fill()

    head, member = (
        words(client_for(user).get(HOME)) for user in (quarter.head, quarter.member)
    )

    assert "Semua indikator siap. Periksa sekali lagi, lalu kirim." in head
    assert "Semua indikator siap. Yang mengirim adalah kepala" in member
    assert "Indeks mandiri 3,60" in head


def test_home_tells_the_head_of_the_window_to_object(quarter, client_for):
    quarter.fill().submit().review().close()

    head, member = (
        words(client_for(user).get(HOME)) for user in (quarter.head, quarter.member)
    )

    assert "Terima atau sanggah hasil verifikasi" in head
    assert "Terima atau sanggah" not in member
    assert "Masa sanggah tersisa 2 hari 23 jam, sampai" in member


def test_home_shows_earlier_results_and_the_change_since(quarter, client_for):
    quarter.verify().finalise().determine()
    later = AssessmentFactory(agency=quarter.assessment.agency, period__year=2027)
    for answer in later.answers.all():
        actions.save_answer(
            answer, version=0, self_level=3, facts="x", analysis="y", by=quarter.member
        )

    response = client_for(quarter.member).get(HOME)

    page = response.context["page"]
    assert (page.index, page.index_label) == (3, "Mandiri")
    assert str(page.change) == "-0.60"
    assert "700/1/BA/2026" in words(response)
    assert [point.provisional for point in page.points] == [False, True]


def test_home_of_a_determined_quarter_has_nothing_to_do(quarter, client_for):
    quarter.verify().finalise().determine()
    for seat in Seat.objects.all():
        seated(quarter.assessment.agency, quarter.head, seat.number, name="Andi")

    response = client_for(quarter.member).get(HOME)

    assert "Tidak ada yang perlu dikerjakan saat ini." in words(response)
    assert response.context["page"].index_label == "Akhir"
    assert {stage.state for stage in response.context["page"].stages} == {"done"}


def test_home_shows_who_holds_which_seat_and_which_is_free(quarter, client_for):
    seated(quarter.assessment.agency, quarter.head, name="Siti Aminah")
    seated(AgencyFactory(code="3.02"), quarter.head, name="Orang lain")

    response = client_for(quarter.member).get(HOME)

    assert "1 dari 8 kursi terisi." in words(response)
    assert "Siti Aminah" in words(response)
    assert "Orang lain" not in words(response)
    assert len(response.context["page"].free_seats) == 7


def test_home_costs_the_same_for_one_and_three_quarters(
    quarter, client_for, django_assert_num_queries
):
    client = client_for(quarter.member)
    client.get(HOME)
    with django_assert_num_queries(15):
        client.get(HOME)
    for number in (2, 3):
        AssessmentFactory(
            agency=quarter.assessment.agency, period__year=2027, period__quarter=number
        )

    with django_assert_num_queries(15):
        client.get(HOME)


def test_home_of_an_agency_shows_no_events_of_others(quarter, client_for):
    quarter.fill().submit()
    other = UserFactory(role=Role.OPD_MEMBER, agency=AgencyFactory(code="3.09"))

    own, others = (words(client_for(u).get(HOME)) for u in (quarter.member, other))

    assert "Ditelaah Triwulan" in own
    assert "Ditelaah Triwulan" not in others
