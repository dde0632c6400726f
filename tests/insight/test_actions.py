"""Policies and mappings: each change a new revision with its reason, nothing lost."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent
from insight import actions
from insight.enums import AnnualMethod, AnnualMissing, MappingKind
from insight.models import AnnualPolicy, Concordance
from insight.pairs import recorded
from tests.factories import UserFactory, small_version

pytestmark = pytest.mark.django_db

D = Decimal


@pytest.fixture
def secretary():
    return UserFactory(role=Role.SECRETARIAT)


def decide(by, **values):
    given = {
        "method": AnnualMethod.MEAN,
        "missing": AnnualMissing.WAIT,
        "weights": None,
        "legal_basis": "Pergub 1/2026 pasal 2",
        "decided_on": date(2026, 1, 5),
        "reason": "",
        "seen": 0,
    }
    return actions.decide_policy(2026, **given | values, by=by)


def test_policy_is_recorded_with_its_basis(secretary):
    weights = {1: D(10), 2: D(20), 3: D(30), 4: D(40)}

    made = decide(secretary, method=AnnualMethod.WEIGHTED, weights=weights)

    made.refresh_from_db()
    assert (made.year, made.revision, made.legal_basis) == (
        2026,
        1,
        "Pergub 1/2026 pasal 2",
    )
    assert made.as_policy().weights == weights
    event = AuditEvent.objects.get(verb="policy.decided")
    assert (event.data["year"], event.data["revision"]) == (2026, 1)


def test_changed_policy_is_a_revision_and_the_old_one_stays(secretary):
    first = decide(secretary)

    second = decide(secretary, method=AnnualMethod.LAST, seen=1, reason="Pergub baru.")

    assert list(AnnualPolicy.objects.of_year(2026)) == [second, first]
    assert AnnualPolicy.objects.in_force().get() == second
    assert (second.revision, second.reason) == (2, "Pergub baru.")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"seen": 1}, "alasan"),
        ({"seen": 0, "reason": "Lain."}, "baru saja diubah"),
        ({"seen": 1, "reason": "x", "method": "WEIGHTED"}, "Bobot"),
        (
            {
                "seen": 1,
                "reason": "x",
                "decided_on": timezone.localdate() + timedelta(days=1),
            },
            "belum tiba",
        ),
    ],
)
def test_policy_is_refused(secretary, values, message):
    decide(secretary)

    with pytest.raises(actions.InsightError, match=message):
        decide(secretary, **values)

    assert AnnualPolicy.objects.count() == 1


def map_small(by, pairs, **values):
    old, new = small_version("lama"), small_version("baru")
    given = {"source": "Lampiran II", "reason": "", "seen": 0} | values
    return actions.map_versions(old, new, pairs=pairs, **given, by=by)


def test_mapping_says_how_each_pair_relates(secretary):
    pairs = [("I1", "I1"), ("I2", "I2"), ("I2", "I3"), ("I3", "I3")]

    made = map_small(secretary, pairs)

    kinds = made.lines.values_list("old__code", "new__code", "kind")
    assert {(old, new): MappingKind(kind) for old, new, kind in kinds} == {
        ("I1", "I1"): MappingKind.SAME,
        ("I2", "I2"): MappingKind.SPLIT,
        ("I2", "I3"): MappingKind.CROSSED,
        ("I3", "I3"): MappingKind.MERGED,
    }
    event = AuditEvent.objects.get(verb="mapping.recorded")
    assert (event.data["pairs"], event.data["source"]) == (4, "Lampiran II")


def test_mapping_in_force_is_read_either_way(secretary):
    map_small(secretary, [("I1", "I3")])
    newest = map_small(secretary, [("I1", "I2")], seen=1, reason="Salah baca.")
    old, new = newest.old, newest.new

    assert recorded(old, new) == (newest, [("I1", "I2")])
    assert recorded(new, old) == (newest, [("I2", "I1")])
    assert recorded(old, small_version("lain")) is None


@pytest.mark.parametrize(
    ("pairs", "values", "message"),
    [
        ([("I1", "I1")], {"seen": 1}, "alasan"),
        ([("I1", "I1")], {"seen": 0}, "baru saja diubah"),
        ([("I1", "I9")], {"seen": 1, "reason": "x"}, "tidak ada pada kedua"),
    ],
)
def test_mapping_is_refused(secretary, pairs, values, message):
    map_small(secretary, [("I1", "I1")])

    with pytest.raises(actions.InsightError, match=message):
        map_small(secretary, pairs, **values)

    assert Concordance.objects.count() == 1


def test_one_version_needs_no_mapping(secretary):
    version = small_version()

    with pytest.raises(actions.InsightError, match="berbeda"):
        actions.map_versions(
            version, version, pairs=[], source="x", reason="", seen=0, by=secretary
        )
