"""A nomination's way: drafted, proposed, checked seat by seat, verified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.enums import NoticeKind
from accounts.notices import notify
from teams.actions.base import TeamError
from teams.enums import TRANSITIONS, NominationStatus, Verdict
from teams.models import Nomination, NominationSeat
from teams.queries import checkers_of, gaps_of, managers_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from accounts.models import Agency, User
    from teams.models import Person, Seat


class Step(Protocol):
    """An action that takes a nomination one step on."""

    def __call__(self, nomination: Nomination, *, by: User) -> Nomination: ...


@dataclass(frozen=True, slots=True)
class Letter:
    """The head's letter as it was written; its number is entered, never made up."""

    number: str
    on: date
    signer_title: str
    signer_name: str
    signer_rank: str = ""
    signer_nip: str = ""


@transaction.atomic
def start_nomination(agency: Agency, *, by: User) -> Nomination:
    """An empty draft. Raises TeamError while another one of the agency is open."""
    agency = type(agency).objects.select_for_update().get(pk=agency.pk)
    if Nomination.objects.open().filter(agency=agency).exists():
        msg = "Masih ada usulan yang berjalan. Selesaikan atau batalkan dahulu."
        raise TeamError(msg)
    nomination = Nomination.objects.create(agency=agency, drafted_by=by)
    audit.record("nomination.started", nomination, by=by)
    return nomination


@transaction.atomic
def nominate(
    nomination: Nomination, seat: Seat, *, person: Person | None, by: User
) -> None:
    """Put a person of the agency in the seat; None takes the seat out of the draft."""
    nomination = lock(nomination)
    _refuse_unless_draft(nomination)
    if person and person.agency_id != nomination.agency_id:
        msg = "Pegawai itu bukan pegawai perangkat daerah ini."
        raise TeamError(msg)
    others = nomination.places.exclude(seat=seat)
    if person and others.filter(person=person).exists():
        msg = "Pegawai itu sudah diusulkan untuk kursi lain."
        raise TeamError(msg)
    nomination.places.filter(seat=seat).delete()
    if person:
        NominationSeat.objects.create(
            nomination=nomination,
            seat=seat,
            person=person,
            position=person.position,
            rank=person.rank,
        )
    audit.record("nomination.filled", nomination, by=by, seat=seat.number)


@transaction.atomic
def cancel_nomination(nomination: Nomination, *, by: User) -> Nomination:
    """A draft that is not wanted; the row stays."""
    nomination = lock(nomination)
    _move(nomination, NominationStatus.CANCELLED)
    nomination.save(update_fields=["status"])
    audit.record("nomination.cancelled", nomination, by=by)
    return nomination


@transaction.atomic
def propose(nomination: Nomination, letter: Letter, *, by: User) -> Nomination:
    """The head sends the draft to be checked. What was found suitable stays so."""
    nomination = lock(nomination)
    _move(nomination, NominationStatus.PROPOSED)
    places = list(nomination.places.select_related("person", "seat"))
    if not places:
        msg = "Usulan belum memuat satu kursi pun."
        raise TeamError(msg)
    if any(place.verdict == Verdict.RETURNED for place in places):
        msg = "Ganti atau keluarkan dahulu pegawai yang dikembalikan."
        raise TeamError(msg)
    if any(place.person.agency_id != nomination.agency_id for place in places):
        msg = "Ada pegawai yang sudah pindah. Perbaiki usulan dahulu."
        raise TeamError(msg)
    nomination.letter_number, nomination.letter_on = letter.number, letter.on
    nomination.signer_title, nomination.signer_name = (
        letter.signer_title,
        letter.signer_name,
    )
    nomination.signer_rank, nomination.signer_nip = (
        letter.signer_rank,
        letter.signer_nip,
    )
    nomination.proposed_by, nomination.proposed_at = by, timezone.now()
    nomination.save()
    tell(
        nomination,
        checkers_of(nomination.agency_id),
        f"{nomination.agency.short_name} mengusulkan tim pengelola untuk diperiksa.",
        step=f"proposed:{nomination.proposed_at.isoformat()}",
        by=by,
    )
    audit.record("nomination.proposed", nomination, by=by, seats=len(places))
    return nomination


@transaction.atomic
def recall(nomination: Nomination, *, by: User) -> Nomination:
    """The head takes the proposal back before the check is finished."""
    nomination = lock(nomination)
    _move(nomination, NominationStatus.DRAFT)
    nomination.save(update_fields=["status"])
    audit.record("nomination.recalled", nomination, by=by)
    return nomination


@transaction.atomic
def check_seat(
    place: NominationSeat, verdict: Verdict, *, reason: str, by: User
) -> NominationSeat:
    """Say of one seat whether its person suits.

    A return has a reason; so has a technical seat without the certificates it needs
    that is found suitable all the same.
    """
    nomination = lock(place.nomination)
    _refuse_own(nomination, by)
    if nomination.state is not NominationStatus.PROPOSED:
        msg = f"Usulan ini berstatus {nomination.state.label}, bukan Diusulkan."
        raise TeamError(msg)
    place = nomination.places.select_related("seat", "person").get(pk=place.pk)
    if verdict is Verdict.RETURNED and not reason:
        msg = "Pengembalian memerlukan alasan."
        raise TeamError(msg)
    if verdict is Verdict.SUITABLE and not reason and gaps_of(place.seat, place.person):
        msg = (
            "Sertifikat yang diperlukan kursi ini belum ada atau sudah berakhir. Tulis "
            "catatan mengapa pegawai ini tetap sesuai, atau kembalikan."
        )
        raise TeamError(msg)
    place.verdict, place.reason = verdict, reason
    place.checked_by, place.checked_at = by, timezone.now()
    place.save()
    audit.record(
        "nomination.checked",
        nomination,
        by=by,
        seat=place.seat.number,
        verdict=verdict.label,
        reason=reason,
    )
    return place


@transaction.atomic
def finish_check(nomination: Nomination, *, by: User) -> Nomination:
    """With every seat checked: verified, or back to the agency with the reasons."""
    nomination = lock(nomination)
    _refuse_own(nomination, by)
    verdicts = [*nomination.places.values_list("verdict", flat=True)]
    if None in verdicts:
        msg = f"Masih ada {verdicts.count(None)} kursi yang belum diperiksa."
        raise TeamError(msg)
    returned = verdicts.count(Verdict.RETURNED)
    target = NominationStatus.DRAFT if returned else NominationStatus.VERIFIED
    if nomination.state is not NominationStatus.PROPOSED:
        msg = f"Usulan ini berstatus {nomination.state.label}, bukan Diusulkan."
        raise TeamError(msg)
    _move(nomination, target)
    now = timezone.now()
    if not returned:
        nomination.verified_by, nomination.verified_at = by, now
    nomination.save()
    said = f"{returned} kursi dikembalikan" if returned else "semua kursi sesuai"
    tell(
        nomination,
        managers_of(nomination.agency_id),
        f"Usulan tim pengelola sudah diperiksa: {said}.",
        step=f"checked:{now.isoformat()}",
        by=by,
    )
    if returned:
        audit.record("nomination.returned", nomination, by=by, seats=returned)
    else:
        audit.record("nomination.verified", nomination, by=by, seats=len(verdicts))
    return nomination


# Shared by the actions about nominations and decrees


def lock(nomination: Nomination) -> Nomination:
    return (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("agency")
        .get(pk=nomination.pk)
    )


def tell(
    nomination: Nomination,
    people: Iterable[User],
    text: str,
    *,
    step: str,
    by: User | None,
) -> None:
    notify(
        NoticeKind.TEAM,
        to=people,
        text=text,
        url=reverse("teams:nomination", args=[nomination.pk]),
        key=f"nomination.{step}:{nomination.pk}",
        agency=nomination.agency,
        by=by,
    )


def _move(nomination: Nomination, target: NominationStatus) -> None:
    if target not in TRANSITIONS[nomination.state]:
        msg = f"Usulan berstatus {nomination.state.label} tidak dapat menjadi {target.label}."
        raise TeamError(msg)
    nomination.status = target


def _refuse_unless_draft(nomination: Nomination) -> None:
    if nomination.state is not NominationStatus.DRAFT:
        msg = f"Usulan berstatus {nomination.state.label} tidak dapat disunting."
        raise TeamError(msg)


def _refuse_own(nomination: Nomination, by: User) -> None:
    if nomination.agency_id in by.own_agencies():
        msg = "Usulan perangkat daerah sendiri diperiksa oleh orang lain."
        raise TeamError(msg)


@transaction.atomic
def record_letter_reading(*nominations: Nomination, by: User) -> None:
    """Who took a letter or a list with whole NIP."""
    audit.record_all(
        audit.event_of("nomination.read", nomination, by=by)
        for nomination in nominations
    )
