"""What an export freezes besides results: components, objections, its own hash."""

from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent
from assessments import actions as assessments
from assessments.models import Objection, Result
from reports import actions, content
from reports.actions import ReportError
from reports.content.comparison import compare
from reports.content.ledger import ledger_of
from reports.content.recheck import recheck
from reports.enums import NotFinal, OpenObjections
from reports.models import Export, ExportLine, ScoreList
from tests.factories import AgencyFactory, AssessmentFactory, PeriodFactory, UserFactory
from tests.reports.builders import (
    determine,
    fill,
    final_assessment,
    finalise,
    sheet_of,
)

pytestmark = pytest.mark.django_db

D = Decimal
SAKIP = actions.Part("SAKIP", D(40), D(100), "LHE SAKIP")
INNOVATION = actions.Part("Inovasi", D(30), D(120), "Indeks inovasi")


@pytest.fixture(autouse=True)
def _nothing_runs(monkeypatch):
    monkeypatch.setattr("reports.actions.base._send", lambda pk: None)


@pytest.fixture
def make_export(determined, make_rule_set, by):
    """Of the quarter's determination in force, unless another is given."""

    def make(rule_set=None, of=None, months="April 2026"):
        of = of or determined[0].period.determinations.in_force().get()
        return actions.export_tpp(
            of, rule_set=rule_set or make_rule_set(), paid_months=months, by=by
        )

    return make


@pytest.fixture
def import_scores(determined, by):
    def apply(name="SAKIP", value="82.50", code="1.26", **values):
        kept = actions.keep_scores(
            determined[0].period,
            component=name,
            scale_max=values.get("scale_max", D(100)),
            source="LHE 2026",
            file_name="nilai.xlsx",
            file_sha256="a" * 64,
            rows=[{"number": 2, "code": code, "value": value, "fault": ""}],
            by=by,
        )
        return actions.apply_scores(kept, by=by)

    return apply


def object_to(assessment):
    return Objection.objects.create(
        answer=assessment.answers.first(),
        reason="Bukti belum dilihat.",
        raised_by=UserFactory(role=Role.OPD_HEAD, agency=assessment.agency),
    )


@pytest.fixture
def partly(agency):
    """A determination of Triwulan II with a final agency and one that is not."""
    period = PeriodFactory(year=2026, quarter=2)
    final_assessment(period, agency)
    late = AssessmentFactory(period=period, agency=AgencyFactory(code="1.50"))
    return determine(period), late


# Objections: what is determined can't be objected to, so these are not final


def test_export_is_marked_while_an_objection_waits(partly, make_export):
    determination, late = partly
    object_to(late)

    made = make_export(of=determination)

    assert [*made.lines.values_list("agency_code", "objections")] == [
        ("1.26", 0),
        ("1.50", 1),
    ]
    row = sheet_of(made)[1][1].row
    assert row.note.endswith("Sanggahan belum diputus: 1 indikator.")


def test_export_is_refused_while_an_objection_waits(partly, make_export, make_rule_set):
    determination, late = partly
    object_to(late)

    with pytest.raises(ReportError, match="1 sanggahan dari 1 perangkat daerah"):
        make_export(make_rule_set(open_objections=OpenObjections.STOP), determination)

    assert not Export.objects.exists()


@pytest.mark.parametrize("end", ["decided", "withdrawn"])
def test_export_goes_on_once_the_objection_is_over(
    partly, make_export, make_rule_set, end
):
    objection, now = object_to(partly[1]), timezone.now()
    values = {"decided": {"outcome": "KEPT", "decision_reason": "Tetap."}}.get(
        end, {"withdrawn_reason": "Cukup."}
    )
    values |= {f"{end}_at": now, f"{end}_by": objection.raised_by}
    Objection.objects.filter(pk=objection.pk).update(**values)

    rule_set = make_rule_set(open_objections=OpenObjections.STOP)

    made = make_export(rule_set, partly[0])

    assert not made.lines.filter(objections__gt=0).exists()


# Components


def test_export_weighs_the_scores_of_others(make_export, make_rule_set, import_scores):
    import_scores()
    import_scores("Inovasi", "90.00")

    line = make_export(make_rule_set(parts=[SAKIP, INNOVATION])).lines.get()

    # 64 x 30%, 82,5 x 40%, 90 of 120 is 75 x 30%
    assert (line.weighted, line.total) == (D("19.20"), D("74.70"))
    assert line.parts == [
        {"name": "SAKIP", "value": "82.50", "score": "82.50", "weighted": "33.00"},
        {"name": "Inovasi", "value": "90.00", "score": "75.00", "weighted": "22.50"},
    ]


def test_export_freezes_where_scores_come_from(
    make_export, make_rule_set, import_scores
):
    import_scores()

    made = make_export(make_rule_set(parts=[SAKIP]))

    assert made.inputs["scores"] == [
        {
            "component": "SAKIP",
            "revision": 1,
            "source": "LHE 2026",
            "file_sha256": "a" * 64,
        }
    ]
    assert made.lines.get().inputs["scores"] == {"SAKIP": "82.50"}


def test_export_without_a_score_leaves_the_sum_empty(
    make_export, make_rule_set, import_scores
):
    import_scores(code="9.99")

    made = make_export(make_rule_set(parts=[SAKIP]))

    line = made.lines.get()
    assert (line.weighted, line.total) == (D("19.20"), None)
    assert "Nilai komponen belum ada: SAKIP." in sheet_of(made)[1][0].row.note


def test_export_refuses_a_component_that_nobody_imported(make_export, make_rule_set):
    with pytest.raises(ReportError, match="Nilai SAKIP untuk Triwulan I 2026 belum"):
        make_export(make_rule_set(parts=[SAKIP]))

    assert (Export.objects.count(), ExportLine.objects.count()) == (0, 0)


def test_export_refuses_a_score_beyond_the_scale_of_the_rule(
    make_export, make_rule_set, import_scores
):
    import_scores(value="110.00", scale_max=D(120))

    with pytest.raises(ReportError, match="SAKIP: nilai 110 di luar 0 sampai 100"):
        make_export(make_rule_set(parts=[SAKIP]))

    assert ExportLine.objects.count() == 0


def test_the_newest_applied_list_counts(make_export, make_rule_set, import_scores, by):
    import_scores()
    second = import_scores(value="90.00")
    dropped = ScoreList.objects.create(
        period=second.period,
        component="SAKIP",
        scale_max=100,
        source="x",
        file_name="x",
        file_sha256="b" * 64,
        rows=[],
        uploaded_by=by,
    )
    actions.drop_scores(dropped, by=by)

    made = make_export(make_rule_set(parts=[SAKIP]))

    assert made.lines.get().parts[0]["value"] == "90.00"
    assert made.inputs["scores"][0]["revision"] == 2


def test_scores_with_a_fault_are_not_applied(determined, by):
    kept = actions.keep_scores(
        determined[0].period,
        component="SAKIP",
        scale_max=D(100),
        source="LHE",
        file_name="x",
        file_sha256="a" * 64,
        rows=[{"number": 2, "code": "1.26", "value": "", "fault": "bukan bilangan"}],
        by=by,
    )

    with pytest.raises(ReportError, match="Perbaiki berkas"):
        actions.apply_scores(kept, by=by)


def test_scores_are_settled_once(import_scores, by):
    applied = import_scores()

    with pytest.raises(ReportError, match="sudah diterapkan"):
        actions.apply_scores(applied, by=by)
    with pytest.raises(ReportError, match="sudah diterapkan"):
        actions.drop_scores(applied, by=by)
    with (
        pytest.raises(IntegrityError, match="tidak dapat diubah"),
        transaction.atomic(),
    ):
        ScoreList.objects.update(rows=[])
    assert AuditEvent.objects.filter(verb="scores.applied").count() == 1


# The hash


def test_the_hash_covers_every_agency(make_export, determined):
    made = make_export()
    other = AgencyFactory(code="1.99")
    final_assessment(determined[0].period, other)
    again = make_export(
        made.rule_set, determine(determined[0].period, "BA/2", reason="Menyusul.")
    )

    assert made.inputs["lines"]["count"] == 1
    assert again.inputs["lines"]["count"] == 2
    assert made.inputs_sha256 != again.inputs_sha256
    assert made.document.inputs == made.inputs


def test_lines_of_an_export_stay_as_made(make_export):
    made = make_export()
    line = made.lines.get()

    for change in (
        lambda: made.lines.update(weighted=D("20.00")),
        lambda: made.lines.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="Baris ekspor"), transaction.atomic():
            change()
    actions.finish(actions.begin(made.document.pk), b"xlsx")
    line.pk, line.position, line.agency_code = None, 2, "9.99"
    with pytest.raises(IntegrityError, match="Baris ekspor"), transaction.atomic():
        line.save(force_insert=True)


# Reconciliation


def test_ledger_counts_who_is_missing_and_adds_up(
    determined, make_rule_set, by, agency
):
    period = PeriodFactory(year=2026, quarter=2, version=determined[0].version)
    AssessmentFactory(period=period, agency=agency)
    final_assessment(period, AgencyFactory(code="1.30"), "555", "555")
    absent = AgencyFactory(code="1.77", name="Dinas Absen")
    AgencyFactory(code="1.78", closed_on=date(2026, 1, 1))
    made = actions.export_tpp(
        determine(period), rule_set=make_rule_set(), paid_months="Juli 2026", by=by
    )

    ledger = ledger_of(made, None)

    sums = ledger.sums
    assert (sums.agencies, sums.counted, sums.missing, sums.final) == (2, 1, 1, 1)
    assert (sums.weighted, sums.lowest, sums.highest) == (D("30.00"),) * 3
    assert [line.agency_code for line in ledger.missing] == ["1.26"]
    assert ledger.absent == [absent]
    assert [(w.name, w.weight) for w in ledger.weights] == [("SPBE", D("30.00"))]
    assert ledger.changed is None


def test_ledger_of_borrowed_results(determined, make_rule_set, by, agency):
    period = PeriodFactory(year=2026, quarter=2, version=determined[0].version)
    AssessmentFactory(period=period, agency=agency)
    final_assessment(period, AgencyFactory(code="1.30"))
    made = actions.export_tpp(
        determine(period),
        rule_set=make_rule_set(not_final=NotFinal.LAST_FINAL),
        paid_months="Juli 2026",
        by=by,
    )

    sums = ledger_of(made, None).sums

    assert (sums.counted, sums.borrowed) == (2, 1)


# Comparison


def corrected(assessment, by):
    """A determination that corrects the first level from 3 to 4."""
    answer = assessment.answers.order_by("indicator__position").first()
    correction = assessments.prepare_correction(
        assessment.period, reason="Salah salin.", source="LHP Inspektorat 1", by=by
    )
    assessments.add_corrected_level(
        correction, answer=answer, level=4, reason="Salah salin.", source="LHP 1", by=by
    )
    lines = list(correction.levels.with_context())
    assessor = UserFactory(role=Role.ASSESSOR)
    assessments.approve_correction(
        correction, mark=assessments.mark_of(lines), by=assessor
    )
    return determine(assessment.period, "BA/2", correction=correction)


def test_comparison_names_the_determination_that_corrected(determined, make_export, by):
    first = make_export()
    corrected(determined[0], by)
    second = make_export(first.rule_set)

    found = compare(first, second)

    assert [what for what, _, _ in found.heads] == [
        "Berita Acara",
        "Alasan penggantian",
    ]
    change = found.changes[0]
    assert (change.before["index"], change.after["index"]) == (D("3.20"), D("3.60"))
    assert change.difference == D("2.40")
    assert change.reasons == (
        "Berita Acara BA/2: indikator 1 dibetulkan dari 3 menjadi 4, Salah salin. (LHP 1)",
    )
    assert ledger_of(second, None).changed.changes == found.changes


def test_comparison_of_a_rule(make_export, make_rule_set):
    first, second = make_export(), make_export(make_rule_set(weight=D(40)))

    found = compare(first, second)

    assert [what for what, _, _ in found.heads] == ["Aturan TPP", "Rumus"]
    assert found.changes[0].reasons == (
        "Aturan Aturan 2026, revisi 1 menjadi Aturan 2026, revisi 2.",
    )
    assert found.changes[0].difference == D("6.40")


def test_comparison_of_scores(make_export, make_rule_set, import_scores):
    import_scores()
    first = make_export(make_rule_set(parts=[SAKIP]))
    import_scores(value="90.00")

    found = compare(first, make_export(first.rule_set))

    assert found.heads == (("Nilai komponen", "SAKIP revisi 1", "SAKIP revisi 2"),)
    assert found.changes[0].reasons == ("Nilai SAKIP: 82,50 menjadi 90,00.",)


def test_comparison_of_objections(partly, make_export):
    first = make_export(of=partly[0])
    object_to(partly[1])

    found = compare(first, make_export(first.rule_set, partly[0]))

    assert [(c.code, c.reasons) for c in found.changes] == [
        ("1.50", ("Sanggahan belum diputus: 0 menjadi 1.",))
    ]


def test_comparison_of_who_became_final_and_who_is_new(partly, make_export):
    determination, late = partly
    first = make_export(of=determination)
    finalise(fill(late, "444", "444", "444"))
    final_assessment(late.period, AgencyFactory(code="1.60"))
    after = determine(late.period, "BA/2", reason="Menyusul.")

    found = compare(first, make_export(first.rule_set, after))

    assert {c.code: c.reasons for c in found.changes} == {
        "1.50": ("Menjadi final pada Berita Acara BA/2.",),
        "1.60": ("Perangkat daerah ini belum ada pada revisi sebelumnya.",),
    }
    assert compare(first, first).is_same


def test_comparison_has_as_many_queries_for_many(
    determined, make_export, django_assert_num_queries
):
    first = make_export()
    for number in range(4):
        final_assessment(determined[0].period, AgencyFactory(code=f"2.0{number}"))
    second = make_export(
        first.rule_set, determine(determined[0].period, "BA/2", reason="Menyusul.")
    )

    with django_assert_num_queries(4):
        compare(first, second)


# Working it out again


def test_recheck_finds_every_figure_the_same(make_export, make_rule_set, import_scores):
    import_scores()
    made = make_export(make_rule_set(parts=[SAKIP]))

    found = recheck(made)

    assert found.holds
    assert [(step.name[:12], step.checked) for step in found.steps] == [
        ("Sidik masuka", 3),
        ("Masukan sama", 1),
        ("Indeks dihit", 1),
        ("Skor dan nil", 1),
        ("Berkas lemba", 0),
    ]


@contextmanager
def past_the_trigger():
    """As somebody with the database in hand would do it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reports_exportline DISABLE TRIGGER immutable")
        yield
        cursor.execute("ALTER TABLE reports_exportline ENABLE TRIGGER immutable")


def forged(export, **values):
    with past_the_trigger():
        export.lines.update(**values)
    return Export.objects.get(pk=export.pk)


def faults(export):
    return [fault for step in recheck(export).steps for fault in step.faults]


def test_recheck_names_a_figure_that_was_forged(make_export):
    made = forged(make_export(), weighted=D("19.21"))

    name = "Dinas Kelautan dan Perikanan"
    said = "nilai tertimbang tersimpan 19.21, dihitung ulang 19.20"
    assert faults(made) == [f"{name}: {said}."]


def test_recheck_names_an_input_that_was_forged(make_export):
    made = make_export()
    inputs = made.lines.get().inputs
    inputs["final"] = "3.21"

    found = faults(forged(made, inputs=inputs))

    assert (
        "Dinas Kelautan dan Perikanan: masukan tidak sesuai dengan sidiknya." in found
    )
    assert (
        "Dinas Kelautan dan Perikanan: berbeda dari hasil pada Berita Acara." in found
    )
    assert "Dinas Kelautan dan Perikanan: dibekukan 3.21, dihitung ulang 3.20." in found


def test_recheck_names_a_line_that_is_missing(make_export, determined):
    final_assessment(determined[0].period, AgencyFactory(code="1.99"))
    made = make_export(of=determine(determined[0].period, "BA/2", reason="Menyusul."))
    with past_the_trigger():
        made.lines.filter(position=2).delete()

    assert "Baris perangkat daerah tidak lengkap atau tidak berurutan." in faults(made)


def test_recheck_compares_the_file(make_export):
    made = make_export()
    document = actions.finish(actions.begin(made.document.pk), b"xlsx")
    assert recheck(Export.objects.get(pk=made.pk)).steps[-1].checked == 1

    with open(document.file.path, "ab") as file:
        file.write(b"!")

    assert faults(Export.objects.get(pk=made.pk)) == [
        "Isi berkas berbeda dari sidiknya."
    ]


def test_results_are_untouched_by_an_export(make_export):
    before = list(Result.objects.values())

    make_export()

    assert list(Result.objects.values()) == before
    assert content.read_facts(Export.objects.get().inputs).rule.weight == 30
