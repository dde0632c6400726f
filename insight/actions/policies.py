"""The policy of a year: each one a new revision, the older ones stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from insight.actions.base import InsightError
from insight.annual import QUARTERS, Method, Missing, Policy, PolicyError
from insight.models import AnnualPolicy
from insight.models.policies import WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from accounts.models import User

MEANWHILE = "Kebijakan tahun ini baru saja diubah. Muat ulang halaman, lalu periksa."


@transaction.atomic
def decide_policy(
    year: int,
    *,
    method: str,
    missing: str,
    weights: Mapping[int, Decimal] | None,
    legal_basis: str,
    decided_on: date,
    reason: str,
    seen: int,
    by: User,
) -> AnnualPolicy:
    """Record how a year is reckoned; `seen` is the revision that `by` saw, 0 for none.

    `weights` {quarter: weight} with the weighted method alone. Raises InsightError for a
    policy that says nothing, a change without reason, or one that was changed meanwhile.
    """
    try:
        Policy(Method(method), Missing(missing), weights)
    except (PolicyError, ValueError) as error:
        raise InsightError(str(error)) from error
    last = AnnualPolicy.objects.of_year(year).first()
    if (last.revision if last else 0) != seen:
        raise InsightError(MEANWHILE)
    if last and not reason.strip():
        msg = "Tulis alasan perubahan kebijakan."
        raise InsightError(msg)
    if decided_on > timezone.localdate():
        msg = "Tanggal kebijakan belum tiba."
        raise InsightError(msg)
    policy = _create(
        year=year,
        revision=seen + 1,
        method=method,
        missing=missing,
        legal_basis=legal_basis,
        decided_on=decided_on,
        reason=reason.strip() if last else "",
        decided_by=by,
        **dict(zip(WEIGHTS, [(weights or {}).get(q) for q in QUARTERS], strict=True)),
    )
    audit.record(
        "policy.decided",
        policy,
        by=by,
        year=year,
        revision=policy.revision,
        method=policy.get_method_display(),
        basis=legal_basis,
    )
    return policy


def _create(**fields: object) -> AnnualPolicy:
    try:
        with transaction.atomic():
            return AnnualPolicy.objects.create(**fields)
    except IntegrityError as error:  # two people at once: the second revision is taken
        raise InsightError(MEANWHILE) from error
