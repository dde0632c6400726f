from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import audit, content
from accounts.enums import Role
from accounts.models import AuditEvent, User
from tests.factories import AgencyFactory, MentorAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return UserFactory(
        username="sekretariat", name="Sekretariat", role=Role.SECRETARIAT
    )


@pytest.fixture
def office(client_for, secretary):
    return client_for(secretary)


def shown(response):
    return [user.username for user in response.context["page"].object_list]


def test_people_are_found_by_name_role_and_agency(office):
    dinsos = AgencyFactory(name="Dinas Sosial")
    UserFactory(username="kepala.dinsos", role=Role.OPD_HEAD, agency=dinsos)
    UserFactory(username="anggota.dinsos", role=Role.OPD_MEMBER, agency=dinsos)
    UserFactory(username="anggota.dinkes", role=Role.OPD_MEMBER)

    def people(**query):
        return sorted(shown(office.get(reverse("accounts:people"), query)))

    assert people(q="DINSOS") == ["anggota.dinsos", "kepala.dinsos"]
    assert people(role="OPD_HEAD") == ["kepala.dinsos"]
    assert people(agency=dinsos.pk, role="OPD_MEMBER") == ["anggota.dinsos"]
    assert len(people(agency="nonsense")) == 4


def test_people_are_paged_and_the_links_keep_the_search(office):
    for number in range(26):
        UserFactory(username=f"anggota{number}", role=Role.AUDITOR)

    first = office.get(reverse("accounts:people"), {"q": "anggota"})
    second = office.get(reverse("accounts:people"), {"q": "anggota", "page": 2})

    assert (len(shown(first)), len(shown(second))) == (25, 1)
    assert 'href="?q=anggota&amp;page=2"' in first.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_people_take_the_same_queries_for_one_and_for_three(
    office, count, django_assert_num_queries
):
    UserFactory.create_batch(count)

    with django_assert_num_queries(4):
        office.get(reverse("accounts:people"))


def test_people_answers_htmx_with_the_list_alone(office):
    page = office.get(reverse("accounts:people")).content.decode()
    part = office.get(reverse("accounts:people"), headers={"hx-request": "true"})

    assert "<html" not in part.content.decode()
    assert part.content.decode().strip() in page


def new_person(**changes):
    return {
        "name": "Anggota Tim",
        "username": "anggota.dinsos",
        "email": "anggota@example.invalid",
        "role": "AUDITOR",
        "agency": "",
        "password": "Sandi-uji-2026!",
    } | changes


def test_add_makes_the_account_and_shows_it(office):
    response = office.post(reverse("accounts:add"), new_person())

    user = User.objects.get(username="anggota.dinsos")
    assert response.url == reverse("accounts:person", args=[user.uuid])
    assert user.check_password("Sandi-uji-2026!")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"role": "OPD_HEAD"}, "agency"),
        ({"role": "ADMIN"}, "role"),
        ({"username": "sekretariat"}, "username"),
        ({"username": "dua kata"}, "username"),
        ({"email": "x"}, "email"),
        ({"password": "pendek"}, "__all__"),
    ],
)
def test_add_says_what_does_not_hold(office, changes, field):
    response = office.post(reverse("accounts:add"), new_person(**changes))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not User.objects.filter(username="anggota.dinsos").exists()


def test_the_secretariat_is_not_offered_administrators(office):
    form = office.get(reverse("accounts:add")).context["form"]

    assert "ADMIN" not in dict(form.fields["role"].choices)


def test_person_is_switched_off_and_on(office):
    user = UserFactory()

    office.post(reverse("accounts:deactivate", args=[user.uuid]))
    user.refresh_from_db()
    assert not user.is_active

    office.post(reverse("accounts:activate", args=[user.uuid]))
    user.refresh_from_db()
    assert user.is_active


def test_a_refused_switch_is_said_on_the_page(office, secretary):
    address = reverse("accounts:deactivate", args=[secretary.uuid])

    response = office.post(address, follow=True)

    assert (
        "Anda tidak dapat menonaktifkan akun Anda sendiri." in response.content.decode()
    )
    refused = office.post(
        reverse("accounts:activate", args=[secretary.uuid]), follow=True
    )
    assert "Akun ini sudah aktif." in refused.content.decode()


def test_administrators_are_out_of_reach_of_the_secretariat(office):
    admin = UserFactory(role=Role.ADMIN)

    page = office.get(reverse("accounts:person", args=[admin.uuid])).content.decode()

    assert "Nonaktifkan akun" not in page


def test_person_lists_the_assignments_of_a_mentor(office):
    mentor = UserFactory(role=Role.MENTOR)
    led = MentorAssignmentFactory(mentor=mentor, year=2026, quarter=4, is_lead=True)
    over = MentorAssignmentFactory(mentor=mentor, ends_on="2026-01-02")

    page = office.get(reverse("accounts:person", args=[mentor.uuid])).content.decode()

    assert f"{led.agency.name}, ketua" in page
    assert "Triwulan IV 2026" in page
    assert over.agency.name not in page


def test_person_shows_the_trail_to_auditors_only(office, client_for):
    user = UserFactory()
    audit.record("user.added", user, by=None, role="OPD_MEMBER")
    address = reverse("accounts:person", args=[user.uuid])

    seen = client_for(Role.AUDITOR).get(address).content.decode()

    assert "menambah akun dengan peran Anggota tim pengelola" in seen
    assert "Jejak terbaru" not in office.get(address).content.decode()


def test_trail_is_filtered(client_for):
    dinsos, user = AgencyFactory(code="1.06"), UserFactory(username="anggota")
    audit.record("answer.ready", dinsos, by=user, indicator="I7")
    audit.record("team.vacated", AgencyFactory(), by=None, seat=3)
    client, today = client_for(Role.AUDITOR), timezone.localdate()

    def lines(**query):
        response = client.get(reverse("accounts:trail"), query)
        return [sentence for _, sentence in response.context["lines"]]

    ready, vacated = (
        "menandai indikator 7 siap ditelaah",
        "mengosongkan kursi 3 tim pengelola",
    )
    assert lines() == [vacated, ready]
    assert lines(agency="1.06") == lines(verb="answer.ready") == [ready]
    assert lines(actor="SISTEM") == [vacated]
    assert lines(since=today, until=today) == [vacated, ready]
    assert lines(since=today + timedelta(days=1)) == []
    assert lines(until=today - timedelta(days=1)) == []
    assert lines(until=date.max) == [vacated, ready]


def test_trail_is_paged(client_for):
    agency = AgencyFactory()
    audit.record_all(
        audit.event_of("answer.ready", agency, by=None, indicator=n) for n in range(51)
    )

    response = client_for(Role.AUDITOR).get(reverse("accounts:trail"), {"page": 2})

    assert len(response.context["lines"]) == 1


def test_trail_says_what_is_known_of_the_chain(client_for):
    audit.record("team.vacated", AgencyFactory(), by=None, seat=3)
    client, address = client_for(Role.AUDITOR), reverse("accounts:trail")
    unknown = client.get(address).content.decode()

    content.check_chain()

    assert "Rangkaian belum diperiksa" in unknown
    assert "Rangkaian utuh" in client.get(address).content.decode()
    assert AuditEvent.objects.get().hash[:4] in client.get(address).content.decode()
