from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import Agency, AuditEvent, Notice
from reorganisations import actions
from reorganisations.enums import Kind, State
from reorganisations.models import Reorganisation
from reorganisations.plan import plan_of
from reorganisations.tasks import carry_out_due
from tests.factories import AgencyFactory, UserFactory
from tests.reorganisations.builders import carry_out, merge, new, secretary

pytestmark = pytest.mark.django_db
WITA = ZoneInfo("Asia/Makassar")


@pytest.fixture
def planned():
    pair = AgencyFactory(code="1.01"), AgencyFactory(code="1.02")
    return merge(*pair, on=timezone.localdate() + timedelta(days=3))


def at(monkeypatch, moment):
    monkeypatch.setattr(timezone, "now", lambda: moment)


def midnight(day):
    return datetime(day.year, day.month, day.day, tzinfo=WITA)


def fresh(made):
    return Reorganisation.objects.get(pk=made.pk)


def test_the_clock_carries_out_what_has_come_at_midnight_in_wita(planned, monkeypatch):
    begins = midnight(planned.effective_on)
    at(monkeypatch, begins - timedelta(seconds=1))
    assert carry_out_due() == 0
    assert fresh(planned).state == State.PLANNED

    at(monkeypatch, begins)
    assert carry_out_due() == 1

    closed = Agency.objects.filter(closed_on=planned.effective_on)
    assert fresh(planned).state == State.DONE
    assert closed.count() == 2


def test_the_clock_may_look_twice(planned, monkeypatch):
    at(monkeypatch, midnight(planned.effective_on))

    assert [carry_out_due(), carry_out_due()] == [1, 0]
    assert Agency.objects.filter(code="2.90").count() == 1


def test_the_plan_is_the_one_of_that_day(planned, monkeypatch):
    late = UserFactory(agency=Agency.objects.get(code="1.01"))
    at(monkeypatch, midnight(planned.effective_on))
    carry_out_due()

    late.refresh_from_db()
    assert late.agency.code == "2.90"
    assert any(late.name in row["subject"] for row in fresh(planned).outcome)


def test_what_stands_against_it_is_kept_told_and_settled_later(planned, monkeypatch):
    secretaries = [secretary(), planned.confirmed_by]
    AgencyFactory(code="2.90", name="Kode terpakai")
    at(monkeypatch, midnight(planned.effective_on))

    assert [carry_out_due(), carry_out_due()] == [1, 0]
    made = fresh(planned)
    told = Notice.objects.filter(text__contains="tidak dapat dijalankan otomatis")
    assert (made.state, made.problem[:17]) == (State.PLANNED, "Kode 2.90 sudah d")
    assert {n.user for n in told} >= set(secretaries)
    assert AuditEvent.objects.filter(verb="reorganisation.failed").count() == 1
    assert not Agency.objects.filter(closed_on__isnull=False).exists()

    Agency.objects.filter(code="2.90").update(code="9.99")
    done = actions.confirm(made, seen=plan_of(made).sha256, by=secretaries[0])
    assert (done.state, done.problem) == (State.DONE, "")


def test_a_cancelled_one_is_left_alone(planned, monkeypatch):
    actions.cancel(planned, reason="Ditunda.", by=secretary())
    at(monkeypatch, midnight(planned.effective_on))

    assert carry_out_due() == 0


def test_two_plans_of_one_agency_are_refused(planned):
    agency = Agency.objects.get(code="1.01")

    with pytest.raises(actions.ReorganisationError, match="sudah dijadwalkan"):
        carry_out(Kind.RENAME, [agency], on=date(2026, 2, 1), name="X", short_name="X")


def test_one_that_fails_unforeseen_does_not_stop_the_next(planned, monkeypatch, caplog):
    pair = AgencyFactory(), AgencyFactory()
    second = merge(*pair, on=planned.effective_on, new=(new("2.95", "Dinas Lain"),))
    at(monkeypatch, midnight(planned.effective_on))
    real = actions.carry_out

    def fail_first(made):
        if made.pk == planned.pk:
            raise RuntimeError
        return real(made)

    monkeypatch.setattr(actions, "carry_out", fail_first)

    assert carry_out_due() == 1
    assert fresh(second).state == State.DONE
    assert "Could not carry out" in caplog.text
