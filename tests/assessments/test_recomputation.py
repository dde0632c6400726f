"""Every figure of a determination, worked out again from what it froze."""

import logging
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import actions, tasks
from assessments.freezing import draft_of
from assessments.models import Determination, Result
from assessments.recomputation import last_recomputation, recompute
from lib import canonical
from tests.assessments.conftest import Quarter
from tests.factories import AgencyFactory, AssessmentFactory, PeriodFactory

pytestmark = pytest.mark.django_db

LEVELS = st.integers(min_value=1, max_value=5)


def tamper(**changes):
    """What nobody can do while the trigger stands."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE assessments_result DISABLE TRIGGER immutable")
        Result.objects.update(**changes)
        cursor.execute("ALTER TABLE assessments_result ENABLE TRIGGER immutable")


@pytest.fixture
def made(quarter):
    return quarter.verify().finalise().determine()


def test_a_determination_holds(made):
    found = recompute(made)

    assert found.holds
    assert (found.agencies, found.indicators) == (1, 3)


def test_what_is_frozen_defends_each_number(made, quarter):
    inputs = made.results.get().inputs

    assert inputs["schema"] == 2
    assert inputs["instrument_sha256"] == made.instrument_sha256
    level = inputs["levels"][0]
    assert [
        level["decided"][side]["role"] for side in ("self", "verified", "final")
    ] == [
        "OPD_MEMBER",
        "MENTOR",
        "ASSESSOR",
    ]
    assert level["objection"] is None
    assert [c["sha256"] for c in level["citations"]] == [
        quarter.document.current.sha256
    ]
    answer = quarter.answer("I1")
    assert level["texts_sha256"] == canonical.sha256(
        [answer.facts, answer.analysis, answer.checked]
    )
    assert quarter.member.name not in canonical.dumps(inputs)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"index": "4.99"}, "indeks tersimpan 4.99, dihitung ulang 3.60"),
        ({"exact": "1.00"}, "indeks eksak tersimpan 1.00"),
        ({"predicate": "Baik"}, "predikat tersimpan Baik"),
        ({"inputs_sha256": "0" * 64}, "sidik masukan tidak sesuai"),
    ],
)
def test_a_changed_figure_is_found(made, changes, fault):
    tamper(**changes)

    assert any(fault in said for said in recompute(made).faults)


def test_changed_inputs_are_found_even_with_their_own_hash(made):
    inputs = made.results.get().inputs
    inputs["levels"][0]["final"] = 5
    tamper(inputs=inputs, inputs_sha256=canonical.sha256(inputs))

    faults = " ".join(recompute(made).faults)

    assert "dihitung ulang 4.40" in faults
    assert "tingkat akhir indikator 1 berbeda dari isiannya" in faults
    assert "Sidik penetapan tidak sesuai" in faults


def test_changed_weights_and_broken_inputs_are_found(made):
    inputs = made.results.get().inputs
    inputs["levels"][0]["weight"] = "10"
    tamper(inputs=inputs)
    assert any("bobot" in said for said in recompute(made).faults)

    inputs["levels"] = inputs["levels"][1:]
    tamper(inputs=inputs)
    assert any("tidak lengkap" in said for said in recompute(made).faults)


def test_rows_of_the_first_schema_stay_readable(made):
    inputs = made.results.get().inputs
    first = {key: inputs[key] for key in ("agency", "instrument", "status", "nodes")}
    kept = [
        "code",
        "name",
        "weight",
        "self",
        "verified",
        "final",
        "verified_reason",
        "reason",
    ]
    first["levels"] = [{key: row[key] for key in kept} for row in inputs["levels"]]
    tamper(inputs=first, inputs_sha256=canonical.sha256(first))

    faults = recompute(made).faults

    assert faults == ("Sidik penetapan tidak sesuai dengan hasil-hasilnya.",)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.tuples(LEVELS, LEVELS, LEVELS))
def test_the_index_from_frozen_inputs_is_the_stored_one(db, levels):
    period = PeriodFactory(year=2000 + Determination.objects.count() % 4000, quarter=1)
    quarter = Quarter(AssessmentFactory(period=period, agency=AgencyFactory()))
    chosen = dict(zip(("I1", "I2", "I3"), levels, strict=True))
    quarter.fill(**chosen).submit().review().close()
    actions.accept_verification(quarter.assessment, by=quarter.head)

    made = quarter.finalise().determine(number=f"{period.year}")

    assert recompute(made).faults == ()
    stored = made.results.get().index
    assert stored * 100 == 40 * levels[0] + 20 * levels[1] + 40 * levels[2]


def test_the_preview_is_what_is_frozen(quarter):
    quarter.verify().finalise()
    seen = draft_of(quarter.assessment.period).sha256

    assert quarter.determine(seen=seen).inputs_sha256 == seen


@pytest.mark.parametrize("count", [1, 3])
def test_recomputing_takes_the_same_queries_for_any_number(
    count, django_assert_num_queries
):
    period = PeriodFactory()
    for _ in range(count):
        quarter = Quarter(AssessmentFactory(period=period, agency=AgencyFactory()))
        quarter.verify().finalise()
    quarter.determine()
    made = Determination.objects.select_related("period__version").get()
    recompute(made)

    with django_assert_num_queries(3):  # results, levels, corrected ones
        recompute(made)


def test_the_command_and_the_night_say_what_they_found(made, caplog):
    out = StringIO()
    call_command("verify_results", stdout=out)
    assert "1 determinations hold" in out.getvalue()
    assert tasks.verify_results() == 0
    assert last_recomputation(made).holds

    tamper(index="4.99")

    with pytest.raises(CommandError, match=r"4\.99"):
        call_command("verify_results")
    with caplog.at_level(logging.CRITICAL):
        assert tasks.verify_results() == 1
    assert "700/1/BA/2026" in caplog.text
    assert not last_recomputation(made).holds
