"""Reorganisations as the wizard makes them, without its pages."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.enums import AgencyKind, Role
from assessments.enums import Status
from assessments.models import Answer, Assessment
from reorganisations import actions
from reorganisations.choices import Choices, NewAgency
from reorganisations.enums import Kind
from reorganisations.plan import plan_of
from tests.factories import UserFactory

BASIS = {
    "basis_number": "Peraturan Daerah Nomor 7 Tahun 2025",
    "basis_title": "Susunan Perangkat Daerah",
    "basis_on": date(2025, 11, 3),
    "reason": "Penyederhanaan birokrasi.",
}


def secretary():
    return UserFactory(role=Role.SECRETARIAT)


def new(code="2.90", name="Dinas Baru", kind=AgencyKind.DINAS):
    return NewAgency(code, name, name, kind)


def yesterday():
    return timezone.localdate() - timedelta(days=1)


def draft(kind, predecessors, *, on=None, by=None, **choices):
    by = by or secretary()
    basis = actions.Basis(effective_on=on or yesterday(), **BASIS)
    made = actions.begin(Kind(kind), basis, by=by)
    chosen = Choices(predecessors=tuple(a.pk for a in predecessors), **choices)
    return actions.choose(made, chosen, version=0, step="uji", by=by)


def confirm(made, *, by=None):
    return actions.confirm(made, seen=plan_of(made).sha256, by=by or secretary())


def carry_out(kind, predecessors, **choices):
    return confirm(draft(kind, predecessors, **choices))


def merge(*predecessors, **choices):
    if "successors" not in choices:
        choices.setdefault("new", (new(),))
    return carry_out(Kind.MERGE, predecessors, **choices)


def rule_of(assessment, rule):
    return {"rules": {str(assessment.pk): rule}}


def write(assessment, levels="321"):
    """A draft of the agency: a level and texts for each indicator."""
    answers = assessment.answers.order_by("indicator__position")
    for answer, level in zip(answers, levels, strict=True):
        Answer.objects.filter(pk=answer.pk).update(
            self_level=int(level),
            status="DRAFT",
            facts=f"Fakta {assessment.agency_code}.",
            analysis="Analisis.",
            version=1,
            saved_at=timezone.now(),
            saved_by=UserFactory(role=Role.OPD_MEMBER, agency=assessment.agency),
        )
    return assessment


def put_in(assessment, status):
    """The state alone with the times that it needs."""
    by, now = secretary(), timezone.now()
    Assessment.objects.filter(pk=assessment.pk).update(
        status=status,
        submitted_at=now,
        submitted_by=by,
        **({"revision_due_at": now} if status == Status.RETURNED else {}),
        **(
            {"verified_at": now, "verified_by": by}
            if status in {Status.VERIFIED, Status.FINAL}
            else {}
        ),
        **({"finalised_at": now, "finalised_by": by} if status == Status.FINAL else {}),
    )
    assessment.refresh_from_db()
    return assessment
