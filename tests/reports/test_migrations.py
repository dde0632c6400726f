"""Rule sets and exports of before two people. In one transaction, which is taken back."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from reports import actions
from reports.content.recheck import recheck
from reports.enums import RuleSetState
from reports.models import Export, RuleSet
from tests.reports.builders import secretary

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def migrated(name):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    MigrationExecutor(connection).migrate([("reports", name)])
    loader = MigrationExecutor(connection).loader
    return loader.project_state([("reports", name)]).apps


def old_rule(apps, name, by):
    return apps.get_model("reports", "RuleSet").objects.create(
        name=name,
        legal_basis="Pergub",
        method="LINEAR_MAX",
        weight=30,
        not_final="EMPTY",
        valid_from=date(2026, 1, 1),
        created_by_id=by.pk,
    )


def old_export(apps, template, line, rule_set):
    """As exports were before there were lines: results and figures in two values."""
    inputs = {k: v for k, v in template.inputs.items() if k not in {"lines", "schema"}}
    figure = {"code": line.agency_code, "predicate": line.predicate, "source": ""}
    figure |= {n: str(getattr(line, n)) for n in ("index", "score", "weighted")}
    apps.get_model("reports", "Export").objects.create(
        document_id=template.pk,
        period_id=template.period_id,
        determination_id=template.determination_id,
        rule_set_id=rule_set.pk,
        revision=1,
        paid_months="April 2026",
        figures=[figure],
        inputs=inputs | {"results": [line.inputs]},
        inputs_sha256="0" * 64,
        created_by_id=template.created_by_id,
    )


def test_rules_of_before_say_so_and_old_exports_get_lines(
    determined, make_rule_set, by, monkeypatch
):
    monkeypatch.setattr("reports.actions.base._send", lambda pk: None)
    template = actions.export_tpp(
        determined[1], rule_set=make_rule_set(), paid_months="April 2026", by=by
    )
    line, cursor = template.lines.get(), connection.cursor()
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in ("exportline", "export", "ruleset"):
        cursor.execute(f"ALTER TABLE reports_{table} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE reports_{table} CASCADE")
        cursor.execute(f"ALTER TABLE reports_{table} ENABLE TRIGGER USER")
    old = migrated("0005_mentoring_minutes")
    used, unused = old_rule(old, "Dipakai", by), old_rule(old, "Belum dipakai", by)
    old_export(old, template, line, used)

    migrated("0007_rule_set_kept")

    states = {found.name: found.state for found in RuleSet.objects.all()}
    assert states == {
        "Dipakai": RuleSetState.BEFORE,
        "Belum dipakai": RuleSetState.DRAFT,
    }
    made = Export.objects.get()
    again = made.lines.get()
    assert (again.weighted, again.total) == (line.weighted, line.weighted)
    assert (again.inputs, again.inputs_sha256) == (line.inputs, line.inputs_sha256)
    steps = recheck(made).steps
    assert [step.holds for step in steps[1:]] == [True] * 4
    waiting = RuleSet.objects.get(pk=unused.pk)
    actions.approve_rule_set(waiting, mark=actions.mark_of(waiting), by=secretary())
