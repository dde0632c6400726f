"""The demo province, seeded once for this file."""

import io
import re
from collections import Counter
from datetime import timedelta
from fractions import Fraction
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings as portal
from django.core.management import call_command
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.test import Client, override_settings
from django.utils import timezone
from PIL import Image

from accounts import audit
from accounts.enums import AgencyKind, NoticeKind, Role
from accounts.models import (
    Agency,
    AuditEvent,
    Mailing,
    MentorAssignment,
    Notice,
    User,
)
from assessments.enums import AnswerStatus, Status
from assessments.models import (
    Answer,
    Assessment,
    Assignment,
    Citation,
    Determination,
    Example,
    FollowUp,
    IndicatorFormat,
    IndicatorOwner,
    Mentoring,
    MentoringFollowUp,
    Message,
    Objection,
    Period,
    PlannedPeriod,
    PlenaryItem,
    PlenarySession,
    Result,
    Review,
    Transition,
)
from evidence.enums import DocumentKind, WorkState
from evidence.models import Document, DocumentVersion, Inspection
from lib.formats import moment, rounded
from reports.models import RuleSet
from spbe_portal.demo.teams import DECREED
from teams.models import Membership, Nomination, Person, Seat, Team

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

AGENCIES, INDICATORS = 29, 25
PASSWORD = "Demo-SPBE-2026!"
HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
NIP = re.compile(r"(?<!\d)\d{18}(?!\d)|(?<!\d)\d{8} \d{6} \d \d{3}(?!\d)")


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker, tmp_path_factory):
    """In one transaction that is taken back after the last test of the file."""
    media = tmp_path_factory.mktemp("media")
    changes = {"DEMO": True, "MEDIA_ROOT": media, "PASSWORD_HASHERS": HASHERS}
    with django_db_blocker.unblock(), transaction.atomic():
        if not Seat.objects.exists():  # a test with real transactions emptied it
            import_module("teams.migrations.0002_seats").create(apps, None)
        with override_settings(**changes):
            for name in ("opd-rujukan-2026", "permenpanrb-59-2020"):
                path = portal.BASE_DIR / f"fixtures/instruments/{name}.yaml"
                call_command("load_instrument", str(path), stdout=io.StringIO())
            call_command("seed_demo", stdout=io.StringIO())
        yield SimpleNamespace(media=media)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _demo(settings, province):
    settings.DEMO = True
    settings.MEDIA_ROOT = province.media


def said(**options):
    out = io.StringIO()
    call_command("seed_demo", stdout=out, **options)
    return out.getvalue()


def current():
    return Period.objects.get(year=2026, quarter=4)


def test_the_province_has_its_agencies_and_people():
    pemda = Agency.objects.get(kind=AgencyKind.PEMDA)
    offices = Agency.objects.exclude(pk=pemda.pk)

    assert offices.filter(parent=pemda).count() == AGENCIES
    assert User.objects.count() == AGENCIES * 3 + 9 + 2
    for role in (Role.OPD_HEAD, Role.OPD_COORDINATOR, Role.OPD_MEMBER):
        assert User.objects.filter(role=role, agency__in=offices).count() == AGENCIES
    own = User.objects.filter(agency=pemda).values_list("role", flat=True)
    assert set(own) == {Role.OPD_HEAD, Role.OPD_COORDINATOR}
    assert User.objects.filter(role=Role.MENTOR).count() == 4


@pytest.mark.parametrize("quarter", [3, 4])
def test_every_agency_has_a_lead_and_another_mentor_who_do_not_work_there(quarter):
    standing = MentorAssignment.objects.current().filter(
        year=2026, quarter=quarter, agency__parent__isnull=False
    )
    leading = standing.leading()

    assert leading.count() == leading.values("agency").distinct().count() == AGENCIES
    assert standing.count() == 2 * AGENCIES
    assert not standing.filter(mentor__agency=F("agency")).exists()
    assert User.objects.filter(role=Role.MENTOR, agency__isnull=False).count() == 1


def test_teams_have_eight_seats_some_of_them_free():
    held = Membership.objects.filter(ends_on__isnull=True).count()

    assert Team.objects.count() == AGENCIES
    assert AGENCIES * 8 - 20 <= held < AGENCIES * 8
    assert Team.objects.filter(decree_number__isnull=True).count() == 2


def test_one_quarter_is_determined_for_all():
    determination = Determination.objects.get()

    assert (determination.period.year, determination.period.quarter) == (2026, 3)
    assert determination.results.count() == AGENCIES
    assert not determination.results.filter(is_final=False).exists()
    assert determination.period.plenary_until < timezone.now()
    assert len(set(determination.results.values_list("index", flat=True))) > 20
    assert set(determination.results.values_list("predicate", flat=True)) >= {
        "Kurang",
        "Cukup",
        "Baik",
        "Sangat Baik",
    }


def test_every_result_is_the_weighted_mean_of_its_levels():
    for result in Result.objects.all():
        levels = result.inputs["levels"]
        weights = [Fraction(level["weight"]) for level in levels]
        points = sum(
            w * level["final"] for w, level in zip(weights, levels, strict=True)
        )
        exact = points / sum(weights)

        assert len(levels) == INDICATORS
        assert result.index == half_up(exact), result


def half_up(exact):
    hundredths = (exact * 100 + Fraction(1, 2)).__floor__()
    return rounded(hundredths) / 100


def test_the_quarter_under_way_is_in_mixed_states():
    units = Assessment.objects.filter(period=current()).of_units()
    states = units.values_list("status", flat=True)
    counts = {status: list(states).count(status) for status in Status}

    assert counts == {
        Status.FILLING: 13,
        Status.SUBMITTED: 6,
        Status.RETURNED: 3,
        Status.VERIFIED: 4,
        Status.FINAL: 3,
        Status.DETERMINED: 0,
        Status.ENDED: 0,
    }
    assert current().filling_until > timezone.now()


def test_the_province_is_assessed_as_a_whole_by_its_units():
    assessment = Assessment.objects.of_governments().get()
    answers = assessment.answers.all()

    assert assessment.period == current()
    assert (assessment.version.code, answers.count()) == ("permenpanrb-59-2020", 47)
    owned = answers.filter(owner__isnull=False)
    assert owned.values("owner").distinct().count() == 9
    assert IndicatorOwner.objects.count() == owned.count() == 39
    ready = answers.filter(status=AnswerStatus.READY)
    assert ready.count() == 10
    assert not ready.exclude(saved_by__agency=F("owner")).exists()
    assert not ready.filter(citations__isnull=True).exists()


def test_the_next_quarter_is_planned():
    plan = PlannedPeriod.objects.get()

    assert (plan.year, plan.quarter, plan.is_waiting) == (2027, 1, True)
    assert plan.opens_at > timezone.now()
    assert plan.agencies.units().count() == AGENCIES
    assert plan.government_version.code == "permenpanrb-59-2020"


def test_every_answer_status_and_decision_is_there():
    answers = Answer.objects.filter(assessment__period=current())

    assert set(answers.values_list("status", flat=True)) == set(AnswerStatus.values)
    assert Review.objects.filter(decision="RETURNED", answer__in=answers).exists()
    assert Objection.objects.filter(answer__in=answers, decided_at=None).exists()
    assert Objection.objects.filter(outcome="KEPT").exists()
    assert Objection.objects.filter(outcome="CHANGED").exists()
    assert Objection.objects.filter(withdrawn_at__isnull=False).exists()


def test_sittings_are_closed_but_for_the_one_of_today():
    closed = PlenarySession.objects.filter(closed_at__isnull=False)
    sitting = PlenarySession.objects.open().get()

    assert {session.period for session in closed} == {current(), sitting.period} | set(
        Period.objects.filter(determinations__isnull=False)
    )
    assert all(session.items.exists() for session in closed)
    assert PlenaryItem.objects.waiting().get().answer.assessment.period == current()


def test_work_is_spread_planned_and_sometimes_stuck():
    today = timezone.localdate()
    duties = Assignment.objects.filter(answer__assessment__period=current())
    steps = FollowUp.objects.filter(answer__assessment__period=current())

    assert AGENCIES * INDICATORS * 0.8 < duties.count() < AGENCIES * INDICATORS
    foreign = duties.exclude(assignee__agency=F("answer__assessment__agency"))
    assert not foreign.exists()
    assert duties.filter(due_on__lt=today).exists()
    assert duties.filter(due_on__gt=today).exists()
    assert duties.exclude(obstacle="").count() > AGENCIES // 2
    assert steps.count() > AGENCIES * 3
    assert not steps.exclude(person__agency=F("answer__assessment__agency")).exists()
    assert not steps.filter(level__lte=F("answer__self_level")).filter(
        answer__assessment__status=Status.FILLING
    )


def test_nothing_is_said_to_have_happened_later_than_now():
    now = timezone.now()

    assert not Answer.objects.filter(saved_at__gt=now).exists()
    assert not Review.objects.filter(decided_at__gt=now).exists()
    assert not Citation.objects.filter(cited_at__gt=now).exists()
    assert not Assessment.objects.filter(submitted_at__gt=now).exists()


def test_each_step_follows_the_one_before():
    for assessment in Assessment.objects.prefetch_related("transitions"):
        moves = sorted(assessment.transitions.all(), key=lambda move: move.pk)

        assert [m.moved_at for m in moves] == sorted(m.moved_at for m in moves)
    assert not Citation.objects.filter(cited_at__lt=F("version__uploaded_at")).exists()
    assert (
        not Review.objects.filter(decided_at__lt=F("answer__saved_at"))
        .exclude(decision="RETURNED")
        .exists()
    )


def test_an_answer_above_the_floor_cites_documents_of_its_agency():
    ready = Answer.objects.filter(self_level__gt=1, status=AnswerStatus.READY)

    assert not ready.filter(citations__isnull=True).exists()
    side = Coalesce("answer__owner", "answer__assessment__agency")
    foreign = Citation.objects.exclude(document__agency=side)
    assert not foreign.exists()
    assert Citation.objects.exclude(page="").exists()


def test_texts_are_composed_for_their_indicator():
    answer = Answer.objects.filter(
        assessment__agency_code="1.02", assessment__period__quarter=3
    ).get(indicator__code="I9")

    assert (
        "Petikan Keputusan Gubernur tentang Tim Pengelola SPBE Dinkes" in answer.facts
    )
    assert answer.analysis.startswith(f"Kriteria tingkat {answer.self_level} (")


def test_files_are_real_and_hold_what_their_rows_say(province):
    kinds = {
        "application/pdf": b"%PDF-1.7",
        "image/png": b"\x89PNG",
        "image/jpeg": b"\xff\xd8",
    }
    for content_type, start in kinds.items():
        versions = DocumentVersion.objects.filter(content_type=content_type)
        version = versions.order_by("pk").first()
        with version.file.open() as file:
            content = file.read()

        assert content.startswith(start)
        assert len(content) == version.size
        if content_type.startswith("image/"):
            Image.open(io.BytesIO(content)).verify()
    assert Document.objects.filter(valid_until__isnull=False).exists()
    assert not Document.objects.filter(current=None).exists()


def test_the_province_offers_documents_that_some_agencies_hold():
    shared = Document.objects.of_province()
    held = Document.objects.filter(origin__isnull=False).select_related("current")
    formats = IndicatorFormat.objects.values_list("document__kind", flat=True)

    assert shared.count() == 5
    assert held.filter(agency__short_name="Dinkes").count() == 2
    assert held.exclude(current__sha256=F("origin__current__sha256")).exists()
    assert set(formats) == {DocumentKind.FORMAT}
    assert Document.objects.filter(kind=DocumentKind.LINK).count() == AGENCIES


def test_the_trail_holds_and_says_that_this_is_a_demo():
    assert list(audit.broken_links()) == []
    saved = AuditEvent.objects.filter(verb="answer.saved")
    assert {event.data.get("demo") for event in saved} == {True}
    assert saved.count() >= AGENCIES * INDICATORS * 1.5


def test_nothing_looks_like_the_number_of_a_civil_servant():
    texts = [
        *User.objects.values_list("name", "username", "email"),
        *Answer.objects.values_list("facts", "analysis", "verified_reason"),
        *Document.objects.values_list("title", "number"),
        *Person.objects.values_list("name", "position"),
        *Determination.objects.values_list("attended_by", "place"),
    ]
    signatories = Determination.objects.get().signatories

    assert [text for row in texts for text in row if NIP.search(text)] == []
    assert {block["nip"] for block in signatories} == {""}


def test_people_can_log_in_with_the_password_of_the_list():
    listing = said(accounts=True)

    assert PASSWORD in listing
    assert all(f"  {name} " in listing for name in ("sekretariat", "pendamping3"))
    offices = listing.split("OPD being\n")[1].replace(",", " ").split()
    assert len(offices) == AGENCIES + 1
    for username in ("sekretariat", f"koordinator.{offices[0]}", "pendamping3"):
        assert Client().login(username=username, password=PASSWORD)


def test_rule_sets_are_labelled_as_examples():
    names = RuleSet.objects.usable().values_list("name", "method")

    assert sorted(names) == [
        ("Contoh, menurut predikat", "BANDS"),
        ("Contoh, sebanding dengan indeks tertinggi", "LINEAR_MAX"),
    ]


def test_a_rule_set_with_components_waits_for_a_second_person():
    waiting = RuleSet.objects.drafts().get()

    assert waiting.name == "Contoh, seluruh prestasi kerja"
    assert waiting.as_rule().is_whole
    assert waiting.created_by.username == "sekretariat2"


def test_a_second_run_changes_nothing():
    before = AuditEvent.objects.count()

    assert said() == "The database has periods already: nothing was changed.\n"
    assert AuditEvent.objects.count() == before


def test_there_is_no_demo_where_the_setting_is_off(settings):
    settings.DEMO = False

    assert said() == said(accounts=True) == "DEMO is False: no demo here.\n"


def test_some_answers_are_carried_from_the_last_quarter_and_some_looked_at():
    carried = Answer.objects.filter(carried_from__isnull=False)

    assert carried.filter(confirmed_at__isnull=True).count() > 20
    assert carried.filter(confirmed_at__isnull=False).count() > 10
    assert set(carried.values_list("status", flat=True)) == {AnswerStatus.DRAFT}
    assert not carried.exclude(self_level=F("carried_from__final_level")).exists()
    assert Citation.objects.filter(carried_from__isnull=False).exists()


def test_agencies_and_mentors_write_and_three_examples_are_shown():
    assert Message.objects.count() == 7
    assert not Message.objects.filter(sent_at__gt=timezone.now()).exists()
    assert Message.objects.filter(mentions__isnull=False).exists()
    shown = Example.objects.shown()
    assert sorted(shown.values_list("indicator_code", "is_sufficient")) == [
        ("I1", False),
        ("I1", True),
        ("I11", True),
    ]


def test_every_file_of_the_demo_was_looked_at():
    inspections = Inspection.objects.select_related("version")

    assert inspections.count() == DocumentVersion.objects.exclude(file="").count()
    for inspection in inspections:
        assert inspection.state == WorkState.DONE
        assert "{" not in inspection.text
        assert bool(inspection.preview) == inspection.version.is_image


def test_people_were_told_of_the_steps_when_they_happened():
    steps = Transition.objects.filter(assessment__period=current())
    sent = steps.filter(new=Status.SUBMITTED)
    closed = steps.filter(new__in=(Status.RETURNED, Status.VERIFIED))
    told = Notice.objects.filter(key__startswith="assessment.")

    # each agency has two mentors
    assert told.filter(kind=NoticeKind.SUBMITTED).count() == 2 * sent.count() > 0
    assert told.exclude(kind=NoticeKind.SUBMITTED).count() == 3 * closed.count() > 0
    assert set(told.values_list("created_at", flat=True)) == set(
        (sent | closed).values_list("moved_at", flat=True)
    )
    assert max(Counter(Notice.objects.unread().values_list("user")).values()) == 2
    assert Notice.objects.filter(read_at__isnull=False).exists()


def test_people_were_told_of_teams_when_it_happened():
    told = Notice.objects.filter(kind=NoticeKind.TEAM)
    decided = told.filter(key__startswith="nomination.decided:")

    assert {notice.created_at.date() for notice in decided} == {DECREED}
    assert decided.count() == 2 * Nomination.objects.filter(status="DECIDED").count()
    lately = told.exclude(pk__in=decided)
    assert lately.filter(text__contains="mengusulkan tim").exists()
    assert lately.filter(text__contains="dikembalikan").exists()
    assert all(n.created_at < timezone.now() - timedelta(days=8) for n in lately)


def test_mail_of_past_steps_was_sent_then():
    assert set(Mailing.objects.values_list("state", flat=True)) == {"SENT"}
    assert not Mailing.objects.exclude(sent_at=F("notice__created_at")).exists()


def test_what_was_told_of_an_opening_names_the_deadline_that_holds():
    texts = Notice.objects.filter(kind=NoticeKind.OPENED).values_list("text", flat=True)

    assert len(texts) == AGENCIES * 3 * 2 + 2
    assert {text.partition(" sampai ")[2] for text in texts} == {
        f"{moment(period.filling_until)}." for period in Period.objects.all()
    }


def test_one_session_is_agreed_to_and_one_waits():
    states = {m.assessment.agency.code: m.state for m in Mentoring.objects.all()}

    assert sorted(states.values()) == ["AGREED", "HALF_AGREED"]
    assert MentoringFollowUp.objects.filter(done_at__isnull=False).count() == 1
