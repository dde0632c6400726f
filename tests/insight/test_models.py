"""What the database refuses, whoever asks."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from insight.models import AnnualPolicy, Concordance, PastImport, PastResult
from tests.factories import AgencyFactory, UserFactory, small_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    by = UserFactory(role=Role.SECRETARIAT)
    imported = PastImport.objects.create(
        file_name="x", file_sha256="0", uploaded_by=by, applied_at=timezone.now()
    )
    return {
        AnnualPolicy: AnnualPolicy.objects.create(
            year=2026,
            method="MEAN",
            missing="WAIT",
            legal_basis="Pergub",
            decided_on=date(2026, 1, 1),
            decided_by=by,
        ),
        Concordance: Concordance.objects.create(
            old=small_version("a"), new=small_version("b"), source="x", made_by=by
        ),
        PastResult: PastResult.objects.create(
            agency=AgencyFactory(),
            year=2025,
            index=Decimal("2.50"),
            instrument="Kepgub",
            source="Laporan 2025",
            imported=imported,
            imported_by=by,
        ),
        PastImport: imported,
    }


CHANGES = [
    (AnnualPolicy, {"legal_basis": "Lain"}),
    (Concordance, {"source": "Lain"}),
    (PastResult, {"index": Decimal("5.00")}),
    (PastImport, {"file_name": "Lain"}),
]


@pytest.mark.parametrize(("model", "changes"), CHANGES)
def test_what_was_recorded_stays(rows, model, changes):
    found = model.objects.filter(pk=rows[model].pk)

    for attempt in (lambda: found.update(**changes), found.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


WRONG = [
    (AnnualPolicy, {"method": "WEIGHTED"}),
    (AnnualPolicy, {"weight_1": 1}),
    (AnnualPolicy, {"legal_basis": ""}),
    (AnnualPolicy, {"revision": 2}),
    (Concordance, {"source": ""}),
    (Concordance, {"revision": 2}),
    (PastResult, {"index": Decimal("5.01")}),
    (PastResult, {"source": ""}),
    (PastResult, {"levels": {"I1": 3}}),
    (PastResult, {"revision": 2}),
]


@pytest.mark.parametrize(("model", "changes"), WRONG)
def test_what_says_nothing_is_refused(rows, model, changes):
    row = rows[model]
    row.pk, row._state.adding = None, True
    row.uuid = None
    values = {"year": 2024} if hasattr(row, "year") else {"new": small_version("c")}
    for name, value in (values | changes).items():
        setattr(row, name, value)
    row.uuid = type(row)._meta.get_field("uuid").default()

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
