"""Django's admin shows; what changes there goes through actions, and never a score."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.enums import NoticeKind, Role
from accounts.models import (
    AuditEvent,
    Invitation,
    Mailing,
    Notice,
    Placement,
    User,
)
from assessments.enums import Window
from assessments.models import Determination, Passage
from spbe_portal.urls import site
from tests.factories import (
    AssessmentFactory,
    MentorAssignmentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

BOTH = (Role.SECRETARIAT, Role.ADMIN)
both = pytest.mark.parametrize("role", BOTH)
OTHERS = sorted(set(Role) - set(BOTH))
SHOWN = {
    "accounts.Agency",
    "accounts.AuditEvent",
    "accounts.Invitation",
    "accounts.Mailing",
    "accounts.MentorAssignment",
    "accounts.Placement",
    "accounts.User",
    "assessments.Passage",
    "assessments.Period",
    "instruments.Version",
}


@pytest.fixture
def rows():
    """One row of every model that is shown, and an assessment with a result beside."""
    assessment = AssessmentFactory()
    person = UserFactory(role=Role.OPD_MEMBER, agency=assessment.agency)
    by = UserFactory(role=Role.SECRETARIAT)
    notice = Notice.objects.create(
        user=person, kind=NoticeKind.SECURITY, key="satu", text="Kabar.", url="/"
    )
    made = [
        assessment.agency,
        person,
        assessment.period,
        assessment.version,
        MentorAssignmentFactory(agency=assessment.agency),
        Mailing.objects.create(user=person, kind=NoticeKind.SECURITY, notice=notice),
        Invitation.objects.create(
            email="baru@example.invalid",
            role=Role.OPD_MEMBER,
            agency=assessment.agency,
            invited_by=by,
            expires_at=timezone.now(),
        ),
        Placement.objects.create(
            user=person,
            role=person.role,
            agency=person.agency,
            is_main=True,
            starts_on=timezone.localdate(),
            given_by=by,
        ),
        Passage.objects.create(
            period=assessment.period, window=Window.FILLING, due_at=timezone.now()
        ),
    ]
    Determination.objects.create(
        period=assessment.period,
        number="1/BA/2026",
        decided_on=date(2026, 10, 1),
        place="Mamuju",
        instrument_code="kecil",
        instrument_sha256="0" * 64,
        inputs_sha256="0" * 64,
        determined_by=by,
    )
    AuditEvent.objects.create(
        verb="user.added", subject_type="accounts.User", actor="sistem"
    )
    found = {row._meta.label: row for row in made}
    return found | {"accounts.AuditEvent": AuditEvent.objects.latest("position")}


def address(model, view, row=None):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}"
    return reverse(name, args=[row.pk] if row else [])


def everything():
    """All rows of all tables but sessions and the trail, to see that nothing changed."""
    kept = {}
    tables = {model._meta.db_table for model in apps.get_models()}
    with connection.cursor() as cursor:
        for table in sorted(tables - {"django_session", "accounts_auditevent"}):
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')  # noqa: S608
            kept[table] = cursor.fetchall()
    return kept


def test_only_these_are_shown_and_no_score_among_them():
    assert {model._meta.label for model in site._registry} == SHOWN


@pytest.mark.parametrize("role", OTHERS)
def test_others_are_refused_on_every_page(client_for, role, rows):
    client = client_for(role)
    assert client.get(reverse("admin:index")).status_code == 403
    for model in site._registry:
        row = rows[model._meta.label]
        assert client.get(address(model, "changelist")).status_code == 403
        assert client.get(address(model, "change", row)).status_code == 403


def test_log_in_is_the_portals_own(client):
    response = client.get(reverse("admin:index"))

    assert response.url == "/accounts/login/?next=/admin/"
    assert client.get("/admin/login/").status_code == 404
    for name in ("login", "logout", "password_change"):
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:{name}")


@both
def test_without_a_second_step_there_is_no_way_in(client_for, settings, role):
    settings.MFA_REQUIRED = True

    assert client_for(role).get(reverse("admin:index")).url == reverse("mfa_index")


@both
def test_what_one_may_see_is_shown_without_inline_code(client_for, role, rows):
    client = client_for(role)
    refused = {Role.ADMIN: {"accounts.Mailing"}}.get(role, set())
    pages = {reverse("admin:index"), reverse("admin:app_list", args=["accounts"])}
    for model in site._registry:
        row = rows[model._meta.label]
        ways = {address(model, "changelist"), address(model, "change", row)}
        if model._meta.label in refused:
            assert {client.get(way).status_code for way in ways} == {403}
        else:
            pages |= ways

    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>\s*\S", response.text), page
        assert not re.search(r"\s(?:style|on[a-z]+)=\"", response.text), page


@both
def test_no_post_changes_anything_but_by_an_action(client_for, role, rows):
    """Every registered model: add, change and delete, with the fields that it has."""
    client = client_for(role)
    before = everything()

    for model in site._registry:
        row, start = rows[model._meta.label], address(model, "changelist")
        fields = {
            field.name: getattr(row, field.attname)
            for field in model._meta.concrete_fields
        }
        data = {name: "5" if v is None else str(v) for name, v in fields.items()}
        data |= {"post": "yes", "_save": "Simpan", "role": "ADMIN", "name": "Lain"}
        for path in (
            f"{start}add/",
            f"{start}{row.pk}/",
            f"{start}{row.pk}/change/",
            f"{start}{row.pk}/delete/",
            f"{start}{row.pk}/history/",
        ):
            assert client.post(path, data).status_code in {403, 404, 405}, path
        for chosen in ("delete_selected", "", "save"):
            sent = {"action": chosen, "_selected_action": [row.pk], "post": "yes"}
            assert client.post(start, data | sent).status_code in {200, 302, 403, 405}

    assert everything() == before


@both
def test_accounts_are_switched_off_and_on_by_the_actions(client_for, role, rows):
    client, person = client_for(role), rows["accounts.User"]
    lists = address(User, "changelist")

    for chosen, verb in (("deactivate", "deactivated"), ("activate", "activated")):
        client.post(lists, {"action": chosen, "_selected_action": [person.pk]})
        person.refresh_from_db()
        assert person.is_active == (chosen == "activate")
        assert AuditEvent.objects.filter(verb=f"user.{verb}").count() == 1


def test_the_secretariat_does_not_reach_an_administrator(client_for):
    admin = UserFactory(role=Role.ADMIN)
    sent = {"action": "deactivate", "_selected_action": [admin.pk]}

    response = client_for(Role.SECRETARIAT).post(
        address(User, "changelist"), sent, follow=True
    )

    admin.refresh_from_db()
    assert admin.is_active
    assert "Administrator sistem" in response.text


def test_an_invitation_is_withdrawn_by_the_action(client_for, rows):
    offered = rows["accounts.Invitation"]
    sent = {"action": "revoke", "_selected_action": [offered.pk]}

    client_for(Role.ADMIN).post(address(Invitation, "changelist"), sent)

    offered.refresh_from_db()
    assert offered.revoked_at
    assert AuditEvent.objects.filter(verb="invitation.revoked").exists()


def test_reading_a_person_is_on_record(client_for, rows):
    client_for(Role.ADMIN).get(address(User, "change", rows["accounts.User"]))

    event = AuditEvent.objects.get(verb="user.viewed")
    assert event.subject_id == str(rows["accounts.User"].pk)


def test_hashes_are_not_guessed_by_their_beginning(client_for, rows):
    client = client_for(Role.ADMIN)
    for model, query in (
        (User, "password__startswith=argon2"),
        (Invitation, "token_hash__startswith=a"),
        (User, "agency__assessments__answers__self_level=5"),
    ):
        assert client.get(f"{address(model, 'changelist')}?{query}").status_code == 400
    person = rows["accounts.User"]
    person.set_password("Sandi-Panjang-Sekali-1")
    person.save()
    assert person.password not in client.get(address(User, "change", person)).text


def test_the_trail_shown_is_of_accounts_alone(client_for, rows):
    AuditEvent.objects.create(
        verb="answer.saved", subject_type="assessments.Answer", actor="rahasia"
    )
    assert (
        "rahasia"
        not in client_for(Role.ADMIN).get(address(AuditEvent, "changelist")).text
    )


def test_a_list_has_the_same_number_of_queries_however_long(
    client_for, rows, django_assert_num_queries
):
    client, lists = client_for(Role.ADMIN), address(User, "changelist")
    client.get(lists)
    with connection.execute_wrapper(counting := Counting()):
        client.get(lists)
    UserFactory.create_batch(5)

    with django_assert_num_queries(counting.number):
        client.get(lists)


class Counting:
    number = 0

    def __call__(self, execute, sql, params, many, context):
        self.number += 1
        return execute(sql, params, many, context)
