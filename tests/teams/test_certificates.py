import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.enums import AgencyKind, NoticeKind, Role
from accounts.models import AuditEvent, Notice
from teams import actions
from teams.competences import matrix_of
from teams.models import Certificate, Competence, Training
from tests.factories import AgencyFactory, DocumentFactory, UserFactory
from tests.teams.builders import person, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    agency = AgencyFactory(code="1.06", name="Dinas Sosial", kind=AgencyKind.DINAS)
    return UserFactory(role=Role.OPD_COORDINATOR, agency=agency)


def certified(who, by, competence, *, days=None, number="1"):
    today = timezone.localdate()
    return actions.add_certificate(
        who,
        competence=competence,
        issuer="BSSN",
        number=number,
        issued_on=today - timedelta(days=900),
        valid_until=None if days is None else today + timedelta(days=days),
        by=by,
    )


def needed(number):
    return Competence.objects.get(seats__number=number)


def test_a_certificate_is_entered_once(coordinator):
    who = person(coordinator.agency, coordinator)
    certified(who, coordinator, needed(4))

    with pytest.raises(actions.TeamError, match="sudah tercatat"):
        certified(who, coordinator, needed(4))
    with pytest.raises(IntegrityError, match="once"), transaction.atomic():
        Certificate.objects.create(
            person=who,
            competence=needed(4),
            issuer="?",
            number="1",
            issued_on=date(2026, 1, 1),
            added_by=coordinator,
        )


@pytest.mark.parametrize(
    ("days", "tone"),
    [(None, "ok"), (91, "ok"), (90, "warn"), (0, "warn"), (-1, "bad")],
)
def test_a_certificate_says_how_long_it_holds(coordinator, days, tone):
    who = person(coordinator.agency, coordinator)

    made = certified(who, coordinator, needed(4), days=days)

    assert made.tone == tone
    assert made.is_valid == (tone != "bad")
    assert Certificate.objects.valid().exists() == made.is_valid


def test_what_ends_soon_is_told_once_to_the_managers(coordinator):
    held = seated(coordinator.agency, coordinator, 4)
    other = person(coordinator.agency, coordinator, name="Tanpa kursi")
    certified(held.person, coordinator, needed(4), days=30)
    certified(held.person, coordinator, needed(3), days=200)
    certified(other, coordinator, needed(4), days=30)

    assert [actions.remind_of_certificates() for _ in range(2)] == [1, 1]

    told = Notice.objects.get(kind=NoticeKind.TEAM)
    assert told.user == coordinator
    assert told.text.startswith("Sertifikat Jaringan dan keamanan informasi berakhir")


def test_who_holds_what_ends_soon_is_told_too(coordinator):
    member = UserFactory(agency=coordinator.agency)
    held = seated(coordinator.agency, coordinator, 4, user=member)
    certified(held.person, coordinator, needed(4), days=90)

    actions.remind_of_certificates()

    told = Notice.objects.filter(kind=NoticeKind.TEAM).values_list("user", flat=True)
    assert set(told) == {coordinator.pk, member.pk}


def test_a_renewed_certificate_is_not_announced(coordinator):
    held = seated(coordinator.agency, coordinator, 4)
    certified(held.person, coordinator, needed(4), days=30)
    certified(held.person, coordinator, needed(4), days=900, number="2")

    assert actions.remind_of_certificates() == 0


def test_training_is_planned_and_attended_once(coordinator):
    who = person(coordinator.agency, coordinator)
    today = timezone.localdate()
    training = actions.plan_training(
        who,
        title="Bimtek arsitektur",
        organiser="",
        planned_on=today,
        competence=needed(2),
        by=coordinator,
    )
    with pytest.raises(actions.TeamError, match="belum tiba"):
        actions.attend_training(training, on=today + timedelta(1), by=coordinator)

    actions.attend_training(training, on=today, by=coordinator)

    assert Training.objects.get().attended_on == today
    with pytest.raises(actions.TeamError, match="sudah tercatat"):
        actions.attend_training(training, on=today, by=coordinator)


@pytest.mark.parametrize("count", [1, 3])
def test_the_matrix_takes_the_same_queries(count, django_assert_num_queries):
    secretary = UserFactory(role=Role.SECRETARIAT)
    for _ in range(count):
        agency = AgencyFactory(kind=AgencyKind.DINAS)
        for number in (1, 4):
            held = seated(agency, secretary, number)
            certified(held.person, secretary, needed(4))

    with django_assert_num_queries(5):
        matrix = matrix_of(secretary)
        words = [cell.word for row in matrix.rows for cell in row.cells]

    assert len(matrix.rows) == count
    assert words[:4] == ["Ada", "Kosong", "Kosong", "Ada"]
    assert (matrix.gaps, matrix.free) == (0, 6 * count)


def test_a_technical_seat_without_certificate_is_a_gap(client_for, coordinator):
    seated(coordinator.agency, coordinator, 4)
    expired = seated(coordinator.agency, coordinator, 5, name="Desainer")
    certified(expired.person, coordinator, needed(5), days=-3)
    client = client_for(coordinator)

    page = client.get(reverse("teams:competences"))
    sheet = client.get(reverse("teams:competences_xlsx"))

    assert page.context["matrix"].gaps == 2
    assert "2 kursi teknis tanpa sertifikat" in page.content.decode()
    row = next(load_workbook(io.BytesIO(sheet.content)).active.iter_rows(min_row=5))
    values = [cell.value for cell in row]
    assert values[1:3] == ["1.06", "Dinas Sosial"]
    assert values[6] == "Kurang: Jaringan dan keamanan informasi"
    assert values[-2:] == [6, 2]


def test_the_page_of_a_person_shows_and_records(client_for, coordinator):
    held = seated(coordinator.agency, coordinator, 4, nip="196412151990031009")
    certified(held.person, coordinator, needed(4), days=30)
    client, address = (
        client_for(coordinator),
        reverse("teams:person", args=[held.person_id]),
    )

    page = client.get(address).content.decode()
    team = client.get(reverse("teams:detail", args=["1.06"])).content.decode()

    assert "19641215 199003 1 009" in page
    assert "19641215" not in team
    assert "1964•••• •••••• • 009" in team
    assert AuditEvent.objects.filter(verb="person.read").count() == 1


def test_forms_enter_certificates_and_training(client_for, coordinator):
    who = person(coordinator.agency, coordinator)
    client = client_for(coordinator)
    entered = {
        "competence": needed(4).pk,
        "issuer": "BSSN",
        "number": "7",
        "issued_on": "2026-01-02",
        "valid_until": "2025-01-02",
    }
    add = reverse("teams:certificate_add", args=[who.pk])

    refused = client.post(add, entered)
    client.post(add, entered | {"valid_until": ""})
    again = client.post(add, entered | {"valid_until": ""})
    plan = reverse("teams:training_plan", args=[who.pk])
    client.post(plan, {"title": "Bimtek", "planned_on": "2026-12-01"})
    training = Training.objects.get()
    client.post(
        reverse("teams:training_attend", args=[training.pk]), {"on": "2026-11-02"}
    )

    assert refused.status_code == again.status_code == 422
    assert "mendahului" in refused.content.decode()
    assert Certificate.objects.get().number == "7"
    training.refresh_from_db()
    assert training.attended_on == date(2026, 11, 2)
    client.post(
        reverse("teams:certificate_remove", args=[Certificate.objects.get().pk])
    )
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("whose", ["own", "other"])
def test_a_file_of_the_own_library_is_attached(client_for, coordinator, whose):
    who = person(coordinator.agency, coordinator)
    certificate = certified(who, coordinator, needed(4))
    agency = coordinator.agency if whose == "own" else AgencyFactory()
    document = DocumentFactory(agency=agency, created_by=coordinator)
    address = reverse("assessments:certificate_file", args=[certificate.pk])

    response = client_for(coordinator).post(address, {"document": document.pk})

    certificate.refresh_from_db()
    if whose == "own":
        assert response.url == reverse("teams:person", args=[who.pk])
        assert certificate.document == document.pk
    else:
        assert response.status_code == 422
        assert certificate.document is None
