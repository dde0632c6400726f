"""Teams of the demo: people, their certificates, a decree, nominations on their way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile

from accounts.enums import NoticeKind
from accounts.models import Notice
from spbe_portal.demo import dice
from teams import actions
from teams.actions import Letter, Provision, Terms
from teams.enums import NominationStatus, Verdict
from teams.models import (
    Certificate,
    Competence,
    Nomination,
    NominationSeat,
    Person,
    Seat,
    Training,
)

if TYPE_CHECKING:
    from accounts.models import Agency, User
    from spbe_portal.demo.people import People
    from spbe_portal.demo.province import Office, Province

DECREED = date(2026, 1, 14)
NOON = time(4)  # in Wita
AGO = 9  # days since the nominations under way were sent
PROPOSED = datetime(2025, 11, 4, 2, 0, tzinfo=UTC)
VERIFIED = datetime(2025, 11, 18, 5, 30, tzinfo=UTC)
RANKS = (
    "Pembina (IV/a)",
    "Penata Tingkat I (III/d)",
    "Penata (III/c)",
    "Penata Muda Tingkat I (III/b)",
    "Penata Muda (III/a)",
    "Pengatur Tingkat I (II/d)",
)
PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
ACCOUNTS = {1: "koordinator", 2: "anggota"}


@dataclass(frozen=True)
class Bench:
    """What the steps share."""

    province: Province
    people: People
    seats: tuple[Seat, ...]
    today: date

    def settings(self) -> dict[str, Any]:
        return dict(self.province.people)


def make(province: Province, people: People, today: date) -> None:
    seats = tuple(Seat.objects.prefetch_related("requires").order_by("number"))
    bench = Bench(province, people, seats, today)
    staff = {office.key: _staff(bench, office) for office in province.offices}
    without = bench.settings()["decree"]["without"]
    decided = [office for office in province.offices if office.key not in without]
    _decree(bench, decided, staff)
    for office in province.offices:
        if office.key in without:
            for seat, person in staff[office.key].items():
                agency = people.agencies[office.key]
                by = people.of("koordinator", office)
                actions.seat_person(
                    agency, seat, person=person, by=by, starts_on=DECREED
                )
    _certificates(bench, staff)
    _trainings(bench, staff)
    _facilitation(bench)
    _nominations(bench, {office.key: office for office in province.offices})
    _date_notices(bench)


def _date_notices(bench: Bench) -> None:
    """The actions tell of today what the demo lets happen months and days ago."""
    told = Notice.objects.filter(kind=NoticeKind.TEAM)
    lately = datetime.combine(bench.today, NOON, UTC) - timedelta(days=AGO)
    told.update(created_at=lately)
    decided = datetime.combine(DECREED, NOON, UTC)
    told.filter(key__startswith="nomination.decided:").update(created_at=decided)


def nip(key: str, number: int, serial: int) -> str:
    """Plausible, but with the serial number 000, which nobody bears."""
    born = date(1970, 1, 1) + timedelta(days=(serial * 29 + number) * 491 % 1201 * 7)
    since = born.year + 23 + dice.number(8, key, number)
    month, sex = 1 + dice.number(12, key, serial), 1 + dice.number(2, key, number)
    return f"{born:%Y%m%d}{since}{month:02}{sex}000"


def _staff(bench: Bench, office: Office) -> dict[Seat, Person]:
    settings = bench.settings()
    agency = bench.people.agencies[office.key]
    free = settings["free"].get(office.key, [])
    made = {}
    for seat in bench.seats:
        if seat.number in free:
            continue
        account = ACCOUNTS.get(seat.number)
        made[seat] = Person(
            agency=agency,
            name=dice.pick(settings["seats"][seat.number], office.key, seat.pk),
            nip=nip(office.key, seat.number, agency.pk),
            rank=RANKS[0]
            if seat.number == 1
            else dice.pick(RANKS, office.key, seat.pk),
            position=dice.pick(settings["seats"][seat.number], office.key, seat.pk),
            email=f"{office.key}.{seat.number}@spbe.example",
            user=bench.people.of(account, office) if account else None,
        )
    Person.objects.bulk_create(made.values())
    return made


def _decree(
    bench: Bench, offices: list[Office], staff: dict[str, dict[Seat, Person]]
) -> None:
    """Months ago, for most agencies at once."""
    verifier = bench.people.users["sekretariat"]
    nominations = [_old(bench, office, verifier) for office in offices]
    Nomination.objects.bulk_create(nominations)
    NominationSeat.objects.bulk_create(
        NominationSeat(
            nomination=nomination,
            seat=seat,
            person=person,
            position=person.position,
            rank=person.rank,
            verdict=Verdict.SUITABLE,
            checked_by=verifier,
            checked_at=VERIFIED,
        )
        for nomination, office in zip(nominations, offices, strict=True)
        for seat, person in staff[office.key].items()
    )
    number = bench.settings()["decree"]["number"].format(serial=101)
    terms = Terms(
        number=number,
        decreed_on=DECREED,
        starts_on=DECREED,
        ends_on=date(bench.today.year + 1, 12, 31),
        signed_by="Gubernur Sulawesi Barat",
    )
    file = ContentFile(PAPER, name="sk.pdf")
    actions.decide(nominations, terms, file=file, by=verifier)


def _old(bench: Bench, office: Office, verifier: User) -> Nomination:
    return Nomination(
        agency=bench.people.agencies[office.key],
        status=NominationStatus.VERIFIED,
        letter_number=f"000.8/{dice.number(400, office.key, 'letter') + 1}/2025",
        letter_on=date(2025, 11, 4),
        signer_title=office.fill("{head}"),
        drafted_by=bench.people.of("koordinator", office),
        drafted_at=PROPOSED,
        proposed_by=bench.people.of("kepala", office),
        proposed_at=PROPOSED,
        verified_by=verifier,
        verified_at=VERIFIED,
    )


def _certificates(bench: Bench, staff: dict[str, dict[Seat, Person]]) -> None:
    """Most have what their seat asks for; some ended, some end soon."""
    basics = Competence.objects.get(name="Dasar-dasar SPBE")
    made = []
    for key, people in staff.items():
        for seat, person in people.items():
            wanted = [*seat.requires.all()] or ([basics] if seat.number == 1 else [])
            luck = dice.number(10, key, seat.number, "certificate")
            if luck < 2:
                continue
            until = bench.today + timedelta(
                days=(-40, 35, 80)[luck - 2] if luck < 5 else 400
            )
            made += [
                Certificate(
                    person=person,
                    competence=competence,
                    issuer=dice.pick(
                        ("BPSDM Kominfo", "BSSN", "LSP TIK"), key, seat.pk
                    ),
                    number=f"SERT-{seat.number}{luck}{dice.number(9000, key, seat.pk)}",
                    issued_on=until - timedelta(days=1095),
                    valid_until=until,
                    added_by=bench.people.users[f"koordinator.{key}"],
                )
                for competence in wanted
            ]
    Certificate.objects.bulk_create(made)


def _trainings(bench: Bench, staff: dict[str, dict[Seat, Person]]) -> None:
    Training.objects.bulk_create(
        Training(
            person=person,
            competence=seat.requires.all()[0],
            title=f"Bimtek {seat.requires.all()[0].name}",
            organiser="Diskominfo Provinsi",
            planned_on=bench.today + timedelta(days=30),
            attended_on=None,
            added_by=bench.people.users[f"koordinator.{key}"],
        )
        for key, people in staff.items()
        for seat, person in people.items()
        if seat.is_technical and dice.number(3, key, seat.pk, "training") == 0
    )


def _facilitation(bench: Bench) -> None:
    quarter = (bench.today.month - 1) // 3 + 1
    held_on = date(bench.today.year, quarter * 3 - 2, 1)
    for office in bench.province.offices:
        luck = dice.number(4, office.key, "facilitation")
        if luck == 0:
            continue
        agency, by = (
            bench.people.agencies[office.key],
            bench.people.of("koordinator", office),
        )
        has_incentive = luck > 1
        provision = Provision(
            has_incentive=has_incentive,
            incentive_basis="Keputusan kepala perangkat daerah tentang insentif tim"
            if has_incentive
            else "",
            has_budget=luck == 3,
            budget_basis=f"DPA {bench.today.year}" if luck == 3 else "",
            has_laptop=True,
            has_camera=luck > 1,
            has_network=True,
        )
        actions.provide(agency, bench.today.year, quarter, provision, by=by)
        actions.add_meeting(
            agency,
            bench.today.year,
            quarter,
            held_on=held_on,
            subject="Rapat tim pengelola SPBE",
            minutes="Notulen rapat tim" if luck > 1 else "",
            by=by,
        )


def _nominations(bench: Bench, offices: dict[str, Office]) -> None:
    """One in every state before the decree."""
    _open(bench, offices["dishut"], (2, 3))
    _propose(bench, _open(bench, offices["dispar"], (1, 2, 5, 6)), offices["dispar"])
    returned = _open(bench, offices["disbun"], (5, 6))
    _propose(bench, returned, offices["disbun"])
    _check(bench, returned, {5: "Lampirkan sertifikat desain grafis yang berlaku."})
    verified = _open(bench, offices["setwan"], (5,))
    _propose(bench, verified, offices["setwan"])
    _check(bench, verified, {})


def _open(bench: Bench, office: Office, numbers: tuple[int, ...]) -> Nomination:
    agency: Agency = bench.people.agencies[office.key]
    by = bench.people.of("koordinator", office)
    nomination = actions.start_nomination(agency, by=by)
    texts = bench.settings()["seats"]
    for seat in bench.seats:
        if seat.number in numbers:
            position = dice.pick(texts[seat.number], office.key, "calon", seat.pk)
            person = Person.objects.create(
                agency=agency,
                name=f"Calon {position}",
                nip=nip(office.key, seat.number + 20, agency.pk),
                rank=RANKS[3],
                position=position,
            )
            actions.nominate(nomination, seat, person=person, by=by)
    return nomination


def _propose(bench: Bench, nomination: Nomination, office: Office) -> None:
    letter = Letter(
        number=f"000.8/{nomination.agency_id}/2026",
        on=bench.today - timedelta(days=AGO),
        signer_title=office.fill("{head}"),
        signer_name="",
    )
    actions.propose(nomination, letter, by=bench.people.of("kepala", office))


def _check(bench: Bench, nomination: Nomination, reasons: dict[int, str]) -> None:
    by = bench.people.users["sekretariat"]
    for place in nomination.places.select_related("seat", "nomination"):
        reason = reasons.get(place.seat.number, "")
        verdict = Verdict.RETURNED if reason else Verdict.SUITABLE
        note = reason or "Pengalaman kerja sesuai dengan tugas kursi."
        actions.check_seat(place, verdict, reason=note, by=by)
    actions.finish_check(nomination, by=by)
