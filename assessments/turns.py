"""Whose turn it is in an assessment, until when, and where the work is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from assessments.enums import Status

if TYPE_CHECKING:
    from datetime import datetime

    from assessments.models import Assessment


def due_of(assessment: Assessment) -> datetime | None:
    """The deadline of the stage that the assessment is in; none when it is over."""
    if assessment.is_open:
        return assessment.due_at
    if assessment.state is Status.SUBMITTED:
        return assessment.period.review_until
    if assessment.is_objection_open:
        return assessment.objection_due_at
    if assessment.is_verified:
        return assessment.period.plenary_until
    return None


def is_overdue(assessment: Assessment) -> bool:
    due = due_of(assessment)
    return due is not None and timezone.now() > due


def page_of(assessment: Assessment) -> str:
    """The page for those whose turn it is."""
    if assessment.state is Status.SUBMITTED:
        return f"{reverse('assessments:reviews')}?agency={assessment.agency_code}"
    if assessment.is_objection_open:
        return reverse("assessments:results", args=[assessment.pk])
    if assessment.is_verified:
        return reverse("assessments:plenary_detail", args=[assessment.pk])
    return reverse("assessments:detail", args=[assessment.pk])
