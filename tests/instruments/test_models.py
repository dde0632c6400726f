import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.enums import Role
from instruments.models import PredicateBand, Version
from tests.factories import UserFactory, small_version

pytestmark = pytest.mark.django_db

TABLES = ("node", "indicator", "criterion", "requirement", "predicateband")


def run(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def change_of(version):
    yield "UPDATE instruments_version SET title = 'lain' WHERE id = %s", version.pk
    yield "UPDATE instruments_version SET scale_max = 9 WHERE id = %s", version.pk
    yield "UPDATE instruments_version SET published_at = NULL WHERE id = %s", version.pk
    yield "DELETE FROM instruments_version WHERE id = %s", version.pk


def test_a_published_version_stays_as_it_is():
    version = small_version()

    for sql, pk in change_of(version):
        with pytest.raises(IntegrityError):
            run(sql, pk)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("statement", "rest"), [("UPDATE", " SET id = id"), ("DELETE FROM", "")]
)
def test_the_parts_of_a_published_version_stay_as_they_are(table, statement, rest):
    small_version()
    with pytest.raises(IntegrityError):
        run(f"{statement} instruments_{table}{rest}")


def test_nothing_is_added_to_a_published_version():
    version = small_version()

    with pytest.raises(IntegrityError), transaction.atomic():
        PredicateBand.objects.create(version=version, name="Luar biasa", from_index=5)


def test_a_published_version_may_be_retired():
    version = small_version()
    version.retired_at = timezone.now()
    version.retired_by = UserFactory(role=Role.SECRETARIAT)
    version.save(update_fields=["retired_at", "retired_by"])

    assert list(Version.objects.in_use()) == []


def draft(**changes):
    fields = {
        "code": "konsep",
        "title": "Konsep",
        "applies_to": "pengujian",
        "status": "REFERENCE",
        "scale_min": 1,
        "scale_max": 5,
        "tree_depth": 2,
        "step": "0.01",
        "rounding": "ROUND_HALF_UP",
        "file_sha256": "0" * 64,
    }
    return Version.objects.create(**fields | changes)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"scale_min": 5}, "instruments_version_scale_in_order"),
        ({"retired_at": timezone.now()}, "instruments_version_retired_at_complete"),
    ],
)
def test_a_version_that_cannot_be_is_refused(changes, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        draft(**changes)


@pytest.mark.parametrize(
    ("twice", "name"),
    [
        ({"name": "Baik", "from_index": 3}, "instruments_predicateband_name_unique"),
        ({"name": "Lain", "from_index": 2}, "instruments_predicateband_start_unique"),
    ],
)
def test_bands_are_unique_in_a_version(twice, name):
    version = draft()
    PredicateBand.objects.create(version=version, name="Baik", from_index=2)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PredicateBand.objects.create(version=version, **twice)


def test_what_is_not_official_is_a_reference():
    assert draft().is_reference
    assert not Version(status="OFFICIAL").is_reference
