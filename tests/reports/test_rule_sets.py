"""One person writes a rule set, another approves it, and then it stays."""

from copy import copy
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent, Notice
from reports import actions
from reports.actions import ReportError
from reports.enums import Method, NotFinal, OpenObjections, RuleSetState
from reports.models import Component, Export, RuleBand, RuleSet
from reports.tpp import Band
from tests.factories import UserFactory
from tests.reports.builders import approve, secretary

pytestmark = pytest.mark.django_db

D = Decimal
HALVES = (Band(D(1), D(3), D(50), "Rendah"), Band(D(3), D(5), D(100)))
SAKIP = actions.Part("SAKIP", D(40), D(100), "LHE SAKIP")
INNOVATION = actions.Part("Inovasi", D(30), D(120), "Indeks inovasi daerah")


def draft(**values):
    given = {
        "legal_basis": "Peraturan Gubernur",
        "method": Method.LINEAR_MAX,
        "weight": D(30),
        "places": 2,
        "not_final": NotFinal.EMPTY,
        "valid_from": date(2026, 1, 1),
    }
    return actions.Draft(**given | values)


def last_event():
    return AuditEvent.objects.order_by("-position").first()


# Writing


def test_create_rule_set_is_a_draft_that_others_hear_of(by):
    other = secretary()

    made = actions.create_rule_set(" Aturan ", draft(), by=by)

    assert (made.state, made.is_usable, str(made)) == (
        RuleSetState.DRAFT,
        False,
        "Aturan, revisi 1",
    )
    notice = Notice.objects.get()
    assert (notice.user, notice.url) == (other, f"/reports/rule-sets/{made.pk}/")
    assert last_event().verb == "rule_set.created"
    assert "indeks dibagi 5" in last_event().data["rule"]


def test_create_rule_set_counts_revisions_by_name(make_rule_set):
    first, second, other = make_rule_set(), make_rule_set(), make_rule_set(name="Lain")

    assert [r.revision for r in (first, second, other)] == [1, 2, 1]


def test_create_rule_set_waits_for_the_draft_before(make_rule_set):
    make_rule_set(approved=False)

    with pytest.raises(ReportError, match="masih menunggu persetujuan"):
        make_rule_set()


def test_create_rule_set_says_when_another_saved_it_meanwhile(
    make_rule_set, monkeypatch
):
    def meanwhile(mine):
        theirs = copy(mine)
        theirs.pk = uuid4()
        theirs.save(force_insert=True)

    monkeypatch.setattr(RuleSet, "full_clean", meanwhile)

    with pytest.raises(ReportError, match="baru saja disimpan"):
        make_rule_set()


def test_create_rule_set_with_bands_in_any_order(make_rule_set):
    rule_set = make_rule_set(method=Method.BANDS, bands=HALVES[::-1])

    rows = rule_set.bands.order_by("start").values_list("label", "start", "percent")
    assert list(rows) == [("Rendah", D(1), D(50)), ("", D(3), D(100))]


def test_create_rule_set_with_components(make_rule_set):
    rule = make_rule_set(parts=[SAKIP, INNOVATION]).as_rule()

    assert [(p.name, p.weight, p.scale_max) for p in rule.components] == [
        ("SAKIP", D(40), D(100)),
        ("Inovasi", D(30), D(120)),
    ]
    assert (rule.total_weight, rule.is_whole) == (D(100), True)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"weight": D(0)}, "Bobot"),
        ({"method": Method.BANDS}, "belum diisi"),
        ({"method": Method.BANDS, "bands": HALVES[:1]}, "Tabel berakhir pada 3,00"),
        (
            {"method": Method.BANDS, "bands": (HALVES[0], Band(D(4), D(5), D(9)))},
            "tabel berjarak",
        ),
        (
            {"method": Method.BANDS, "bands": (HALVES[0], Band(D(2), D(5), D(9)))},
            "tabel tumpang tindih",
        ),
        ({"method": Method.TARGET}, "Target"),
        ({"name": "x" * 121}, "120"),
        ({"valid_until": date(2025, 1, 1)}, "Akhir masa berlaku"),
        ({"weight": D(31), "parts": [SAKIP, INNOVATION]}, "Jumlah bobot 101 persen"),
        ({"parts": [SAKIP, SAKIP]}, "bernama sama"),
    ],
)
def test_create_rule_set_refuses_what_is_no_rule(make_rule_set, values, message):
    with pytest.raises(ReportError, match=message):
        make_rule_set(**values)

    assert not RuleSet.objects.exists()


# Changing


def test_change_rule_set_writes_a_draft_anew(by):
    made = actions.create_rule_set("A", draft(parts=(SAKIP,)), by=by)

    changed = actions.change_rule_set(
        made,
        draft(method=Method.BANDS, bands=HALVES, parts=(INNOVATION,), weight=D(20)),
        by=by,
    )

    assert (changed.revision, changed.weight, changed.method) == (1, D(20), "BANDS")
    assert [band.percent for band in changed.as_rule().bands] == [D(50), D(100)]
    assert [part.name for part in changed.ordered_components()] == ["Inovasi"]
    assert last_event().verb == "rule_set.changed"


def test_change_rule_set_of_nothing_leaves_no_event(by):
    made = actions.create_rule_set("A", draft(), by=by)

    actions.change_rule_set(made, draft(), by=by)

    assert last_event().verb == "rule_set.created"


def test_change_rule_set_is_its_writers_alone(by):
    made = actions.create_rule_set("A", draft(), by=by)

    with pytest.raises(ReportError, match="Hanya penyusun"):
        actions.change_rule_set(made, draft(weight=D(40)), by=secretary())


def test_change_rule_set_refuses_what_is_approved(make_rule_set, by):
    with pytest.raises(ReportError, match="bukan rancangan lagi: disetujui"):
        actions.change_rule_set(make_rule_set(), draft(weight=D(40)), by=by)


# Approving


def test_approve_rule_set_by_another_person(make_rule_set, by):
    other = secretary()

    approved = approve(make_rule_set(approved=False), by=other)

    approved.refresh_from_db()
    assert (approved.state, approved.approved_by) == (RuleSetState.APPROVED, other)
    event = last_event()
    assert (event.verb, event.actor, event.data["mark"]) == (
        "rule_set.approved",
        other.username,
        AuditEvent.objects.get(verb="rule_set.approved").data["mark"],
    )
    assert Notice.objects.filter(user=by, text__contains="dapat dipakai").exists()


def test_approve_rule_set_is_refused_to_its_writer(make_rule_set, by):
    with pytest.raises(ReportError, match="tidak dapat menyetujuinya"):
        approve(make_rule_set(approved=False), by=by)


def test_approve_rule_set_refuses_what_changed_since_it_was_shown(by):
    made = actions.create_rule_set("A", draft(), by=by)
    shown = actions.mark_of(made)
    actions.change_rule_set(made, draft(weight=D("30.01")), by=by)

    with pytest.raises(ReportError, match="berubah sejak halaman dibuka"):
        actions.approve_rule_set(made, mark=shown, by=secretary())


@pytest.mark.parametrize(
    "values",
    [
        {"legal_basis": "Lain"},
        {"places": 3},
        {"not_final": NotFinal.STOP},
        {"open_objections": OpenObjections.STOP},
        {"valid_until": date(2026, 12, 31)},
        {"parts": (SAKIP,)},
        {"method": Method.BANDS, "bands": HALVES},
    ],
)
def test_mark_is_another_one_for_every_change(by, values):
    made = actions.create_rule_set("A", draft(), by=by)
    before = actions.mark_of(made)

    assert (
        actions.mark_of(actions.change_rule_set(made, draft(**values), by=by)) != before
    )


def test_approve_rule_set_twice_is_refused(make_rule_set):
    with pytest.raises(ReportError, match="bukan rancangan lagi"):
        approve(make_rule_set())


# Dropping


def test_drop_rule_set_stays_on_record(make_rule_set):
    made, other = make_rule_set(approved=False), secretary()

    actions.drop_rule_set(made, reason=" Pasal keliru. ", by=other)

    made.refresh_from_db()
    assert (made.state, made.dropped_reason) == (RuleSetState.DROPPED, "Pasal keliru.")
    assert make_rule_set().revision == 2


def test_drop_rule_set_needs_a_reason(make_rule_set, by):
    with pytest.raises(ReportError, match="alasan"):
        actions.drop_rule_set(make_rule_set(approved=False), reason=" ", by=by)


def test_drop_rule_set_refuses_what_is_approved(make_rule_set, by):
    with pytest.raises(ReportError, match="bukan rancangan"):
        actions.drop_rule_set(make_rule_set(), reason="Keliru.", by=by)


# Using


@pytest.mark.parametrize(
    ("state", "message"),
    [("draft", "belum disetujui"), ("dropped", "sudah dibatalkan")],
)
def test_export_refuses_what_nobody_approved(
    determined, make_rule_set, by, state, message
):
    rule_set = make_rule_set(approved=False)
    if state == "dropped":
        actions.drop_rule_set(rule_set, reason="Keliru.", by=by)

    with pytest.raises(ReportError, match=message):
        actions.export_tpp(
            determined[1], rule_set=rule_set, paid_months="April 2026", by=by
        )

    assert not Export.objects.exists()


# What the database refuses


def refused(words):
    return pytest.raises(IntegrityError, match=words)


def approved_by_update(rule_set):
    return RuleSet.objects.filter(pk=rule_set.pk).update(
        approved_by=secretary(), approved_at=timezone.now()
    )


def test_the_database_keeps_what_is_approved(make_rule_set):
    made = make_rule_set(method=Method.BANDS, bands=HALVES, parts=[SAKIP])

    for change in (
        lambda: RuleSet.objects.update(weight=D(20)),
        lambda: RuleSet.objects.update(approved_at=None, approved_by=None),
        lambda: RuleBand.objects.update(percent=1),
        lambda: RuleBand.objects.all().delete(),
        lambda: Component.objects.update(weight=1),
        lambda: Component.objects.all().delete(),
        lambda: Component.objects.create(
            rule_set=made, position=9, name="x", weight=1, scale_max=1, legal_basis="x"
        ),
    ):
        with refused("sudah disetujui"), transaction.atomic():
            change()


def test_the_database_keeps_what_is_dropped(make_rule_set, by):
    made = make_rule_set(approved=False)
    actions.drop_rule_set(made, reason="Keliru.", by=by)

    with refused("dibatalkan tidak dapat diubah"), transaction.atomic():
        RuleSet.objects.update(dropped_at=None, dropped_by=None, dropped_reason="")


def test_the_database_refuses_one_person_in_both_places(make_rule_set, by):
    made = make_rule_set(approved=False)

    with refused("two_people"), transaction.atomic():
        RuleSet.objects.filter(pk=made.pk).update(
            approved_by=by, approved_at=timezone.now()
        )


@pytest.mark.parametrize("values", [{"predates_approval": True}, {"approved": True}])
def test_the_database_refuses_a_rule_set_that_begins_approved(
    make_rule_set, by, values
):
    if values.pop("approved", False):
        values = {"approved_by": secretary(), "approved_at": timezone.now()}
    made = make_rule_set(approved=False)
    made.pk, made.revision = uuid4(), 2

    with refused("dimulai sebagai rancangan"), transaction.atomic():
        for name, value in values.items():
            setattr(made, name, value)
        made.save(force_insert=True)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(D("1.10"), D(5))],
        [(D(1), D(4))],
        [(D(1), D(3)), (D("3.01"), D(5))],
        [(D(1), D(3)), (D("2.99"), D(5))],
        # a gap and an overlap of the same length
        [(D(1), D(2)), (D("2.50"), D(4)), (D("3.50"), D(5))],
    ],
)
def test_the_database_approves_no_table_with_a_gap_or_an_overlap(make_rule_set, rows):
    made = make_rule_set(method=Method.BANDS, bands=HALVES, approved=False)
    made.bands.all().delete()
    for start, end in rows:
        RuleBand.objects.create(rule_set=made, start=start, end=end, percent=50)

    with refused("tidak menyambung"), transaction.atomic():
        approved_by_update(made)


def test_the_database_approves_no_weights_above_100(make_rule_set):
    made = make_rule_set(parts=[SAKIP], approved=False)
    Component.objects.update(weight=D("70.01"))

    with refused("lebih dari 100"), transaction.atomic():
        approved_by_update(made)


def test_the_database_refuses_an_export_of_a_draft(determined, make_rule_set, by):
    export = actions.export_tpp(
        determined[1], rule_set=make_rule_set(), paid_months="April 2026", by=by
    )
    export.rule_set = make_rule_set(name="Rancangan", approved=False)
    export.document_id = uuid4()
    export.revision = 9

    with refused("belum disetujui"), transaction.atomic():
        export.save(force_insert=True)


def test_drafts_and_usable_ones_are_told_apart(make_rule_set, by):
    usable, waiting = make_rule_set(), make_rule_set(name="B", approved=False)
    gone = make_rule_set(name="C", approved=False)
    actions.drop_rule_set(gone, reason="Keliru.", by=by)

    assert list(RuleSet.objects.usable()) == [usable]
    assert list(RuleSet.objects.drafts()) == [waiting]
    assert not RuleSet.objects.visible_to(UserFactory(role=Role.OPD_HEAD)).exists()


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
)
def test_rule_set_holds_on_its_days(make_rule_set, day, holds):
    assert make_rule_set(valid_until=date(2026, 6, 30)).holds_on(day) is holds
