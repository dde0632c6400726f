"""What the workspace adds stays on record, whoever asks the database."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import actions
from assessments.models import FollowUp, IndicatorFormat, Target, WorkbookImport
from tests.factories import DocumentFactory

pytestmark = pytest.mark.django_db


def refused(sentence):
    return pytest.raises(IntegrityError, match=sentence)


def test_targets_stay_once_the_result_is_determined(quarter):
    actions.set_targets(quarter.assessment, {"": Decimal("2.6")}, by=quarter.head)
    quarter.verify().finalise().determine()
    target, by = Target.objects.get(), quarter.head

    with refused("sudah ditetapkan"), transaction.atomic():
        Target.objects.update(value=4)
    with refused("sudah ditetapkan"), transaction.atomic():
        target.delete()
    with refused("sudah ditetapkan"), transaction.atomic():
        Target.objects.create(
            assessment=quarter.assessment, node_code="D1", value=4, set_by=by
        )


@pytest.mark.parametrize("settled", ["applied_at", "dropped_at"])
def test_a_settled_import_stays_as_it_was(quarter, settled):
    imported = WorkbookImport.objects.create(
        assessment=quarter.assessment,
        file_name="lembar.xlsx",
        file_sha256="0" * 64,
        rows={"rows": [], "errors": [], "extra": 0},
        uploaded_by=quarter.member,
    )
    WorkbookImport.objects.update(**{settled: timezone.now()})

    with refused("tidak dapat diubah"), transaction.atomic():
        WorkbookImport.objects.update(**{settled: None})
    with refused("tidak dapat diubah"), transaction.atomic():
        WorkbookImport.objects.update(rows={})
    with refused("tidak dapat diubah"), transaction.atomic():
        imported.delete()


def test_a_step_is_dropped_never_deleted(quarter):
    actions.add_step(quarter.answer("I1"), level=2, step="SK", by=quarter.member)

    with refused("dihapus"), transaction.atomic():
        FollowUp.objects.all().delete()


def test_that_a_format_was_offered_stays(quarter):
    IndicatorFormat.objects.create(
        document=DocumentFactory(agency=None, kind="FORMAT"),
        instrument_code="kecil",
        indicator_code="I1",
        added_by=quarter.secretary,
    )

    with refused("dihapus"), transaction.atomic():
        IndicatorFormat.objects.all().delete()
