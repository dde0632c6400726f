"""The rights of a person over the own data: to see, to take along, to correct."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit, sessions
from accounts.actions import AccountError
from accounts.enums import NoticeKind
from accounts.models import AuditEvent, Correction, Device, Invitation, Notice, User
from accounts.notices import notify
from accounts.permissions import Permission, people_with
from accounts.second_factor import NAMES, factors_of


def data_of(user: User) -> dict[str, Any]:
    """All that the portal keeps about the person, as plain values."""
    deeds = AuditEvent.objects.filter(actor=user.username).order_by("position")
    return {
        "akun": {
            "nama pengguna": user.username,
            "nama": user.name,
            "surel": user.email,
            "peran": user.get_role_display(),
            "perangkat daerah": user.agency.name if user.agency else None,
            "aktif": user.is_active,
            "terdaftar": user.date_joined,
            "terakhir masuk": user.last_login,
        },
        "verifikasi dua langkah": [
            {"cara": NAMES[factor.type], "sejak": factor.created_at}
            for factor in factors_of(user)
        ],
        "sesi": [
            {"perangkat": x.device, "alamat": x.address, "masuk": x.started_at}
            for x in sessions.log_ins(user, None)
        ],
        "perangkat": _rows(Device.objects.filter(user=user), "name", "first_seen_at"),
        "undangan": _rows(
            Invitation.objects.filter(account=user), "invited_at", "accepted_at"
        ),
        "penempatan": _rows(
            user.placements.all(),
            "agency__name",
            "role",
            "starts_on",
            "ends_on",
            "ended_at",
        ),
        "pendampingan": _rows(
            user.mentor_assignments.all(), "agency__name", "starts_on", "ends_on"
        ),
        "pemberitahuan": _rows(
            Notice.objects.filter(user=user), "kind", "text", "created_at", "read_at"
        ),
        "permintaan perbaikan": _rows(
            user.corrections.all(), "text", "made_at", "answer", "settled_at"
        ),
        "jejak": _rows(deeds, "happened_at", "verb", "subject_type", "data"),
    }


def _rows(found: Any, *fields: str) -> list[dict[str, Any]]:
    return list(found.values(*fields))


@transaction.atomic
def export(user: User) -> dict[str, Any]:
    """The person takes the own data along; that it left is on record."""
    data = data_of(user)
    audit.record("user.exported", user, by=user)
    return data


@transaction.atomic
def request_correction(text: str, *, by: User) -> Correction:
    """Raises AccountError while an earlier request waits."""
    try:
        with transaction.atomic():
            made = Correction.objects.create(user=by, text=text)
    except IntegrityError as error:
        msg = "Permintaan Anda yang lalu belum dijawab."
        raise AccountError(msg) from error
    notify(
        NoticeKind.ASSIGNED,
        to=User.objects.filter(role__in=people_with(Permission.CORRECTION_SETTLE)),
        text="Seseorang meminta data pribadinya diperbaiki.",
        url=reverse("accounts:corrections"),
        key=f"correction:{made.pk}",
        by=by,
    )
    audit.record("correction.requested", made, by=by)
    return made


@transaction.atomic
def settle_correction(made: Correction, answer: str, *, by: User) -> Correction:
    made = Correction.objects.select_for_update(of=("self",)).get(pk=made.pk)
    if made.settled_at:
        msg = "Permintaan ini sudah dijawab."
        raise AccountError(msg)
    if made.user_id == by.pk:
        msg = "Permintaan Anda sendiri dijawab oleh orang lain."
        raise AccountError(msg)
    made.answer, made.settled_at, made.settled_by = answer, timezone.now(), by
    made.save(update_fields=["answer", "settled_at", "settled_by"])
    notify(
        NoticeKind.DECIDED,
        to=[made.user],
        text="Permintaan perbaikan data Anda dijawab.",
        url=reverse("accounts:profile"),
        key=f"correction.settled:{made.pk}",
        by=by,
    )
    audit.record("correction.settled", made, by=by)
    return made


@transaction.atomic
def note_reading(user: User, *, by: User) -> None:
    """On record: who looked at another person's data."""
    if user.pk != by.pk:
        audit.record("user.viewed", user, by=by)


@transaction.atomic
def note_export_of_trail(rows: int, *, by: User) -> None:
    audit.record("trail.exported", by, by=by, rows=rows)
