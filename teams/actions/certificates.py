"""Certificates, training, and the reminder of what ends soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.enums import NoticeKind
from accounts.notices import notify
from lib import formats
from teams.actions.base import TeamError
from teams.models import Certificate, Membership, Training
from teams.queries import managers_by_agency

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from accounts.models import User
    from teams.models import Competence, Person


@transaction.atomic
def add_certificate(
    person: Person,
    *,
    competence: Competence,
    issuer: str,
    number: str,
    issued_on: date,
    valid_until: date | None,
    by: User,
) -> Certificate:
    """Enter what an issuer attested. Raises TeamError when it stands there already."""
    type(person).objects.select_for_update().get(pk=person.pk)
    if person.certificates.filter(competence=competence, number=number).exists():
        msg = "Sertifikat ini sudah tercatat."
        raise TeamError(msg)
    certificate = Certificate.objects.create(
        person=person,
        competence=competence,
        issuer=issuer,
        number=number,
        issued_on=issued_on,
        valid_until=valid_until,
        added_by=by,
    )
    audit.record("certificate.added", certificate, by=by, competence=competence.name)
    return certificate


@transaction.atomic
def remove_certificate(certificate: Certificate, *, by: User) -> None:
    """One that was entered by mistake; the trail keeps that it stood there."""
    certificate = Certificate.objects.select_for_update(of=("self",)).get(
        pk=certificate.pk
    )
    audit.record(
        "certificate.removed",
        certificate,
        by=by,
        competence=certificate.competence.name,
    )
    certificate.delete()


@transaction.atomic
def attach_file(
    certificate: Certificate, document: UUID | None, *, by: User
) -> Certificate:
    """Name the document of the library that shows the certificate; None names none.

    Whether there is such a document, and of this agency, is for the caller to see.
    """
    certificate = Certificate.objects.select_for_update(of=("self",)).get(
        pk=certificate.pk
    )
    certificate.document = document
    certificate.save(update_fields=["document"])
    audit.record(
        "certificate.filed",
        certificate,
        by=by,
        competence=certificate.competence.name,
        document=str(document or ""),
    )
    return certificate


@transaction.atomic
def plan_training(
    person: Person,
    *,
    title: str,
    organiser: str,
    planned_on: date,
    competence: Competence | None,
    by: User,
) -> Training:
    training = Training.objects.create(
        person=person,
        title=title,
        organiser=organiser,
        planned_on=planned_on,
        competence=competence,
        added_by=by,
    )
    audit.record("training.planned", training, by=by, title=title)
    return training


@transaction.atomic
def attend_training(training: Training, *, on: date, by: User) -> Training:
    training = Training.objects.select_for_update(of=("self",)).get(pk=training.pk)
    if training.attended_on:
        msg = "Pelatihan ini sudah tercatat diikuti."
        raise TeamError(msg)
    if on > timezone.localdate():
        msg = "Tanggal diikuti belum tiba."
        raise TeamError(msg)
    training.attended_on = on
    training.save(update_fields=["attended_on"])
    audit.record("training.attended", training, by=by, title=training.title)
    return training


@transaction.atomic
def remind_of_certificates(today: date | None = None) -> int:
    """Tell once of each certificate of a seated person that ends soon: the managers,
    and the person who has an account."""
    today = today or timezone.localdate()
    seated = Membership.objects.filter(ends_on__isnull=True)
    expiring = list(
        Certificate.objects.expiring(today)
        .filter(person__in=seated.values("person"))
        .select_related("person__agency", "person__user", "competence")
        .order_by("pk")
    )
    managers = managers_by_agency({c.person.agency_id for c in expiring})
    for certificate in expiring:
        until, holder = certificate.valid_until or today, certificate.person.user
        told = managers.get(certificate.person.agency_id, [])
        notify(
            NoticeKind.TEAM,
            to=[*told, holder] if holder else told,
            text=f"Sertifikat {certificate.competence} berakhir {formats.day(until)}.",
            url=reverse("teams:detail", args=[certificate.person.agency.code]),
            key=f"certificate.expiring:{certificate.pk}",
            agency=certificate.person.agency,
        )
    return len(expiring)
