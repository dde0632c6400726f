"""The rows of a plan: of each thing that is touched what becomes of it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.enums import Role
from lib import formats
from reorganisations.enums import Rule, Section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from accounts.models import Agency
    from reorganisations.decisions import Decision, Decisions, Joining
    from reorganisations.situation import Situation


@dataclass(frozen=True, slots=True)
class Row:
    """`tone` is info, ok, warn or mute."""

    section: Section
    subject: str
    effect: str
    tone: str = "info"

    def to_json(self) -> dict[str, str]:
        return {
            "section": self.section.value,
            "subject": self.subject,
            "effect": self.effect,
            "tone": self.tone,
        }

    @classmethod
    def from_json(cls, data: dict[str, str]) -> Row:
        section = Section(data["section"])
        return cls(section, data["subject"], data["effect"], data["tone"])


def _names(situation: Situation) -> str:
    keys = situation.choices.keys
    return " dan ".join(situation.name_of(key) for key in keys)


# Agencies


def _renamed(decisions: Decisions) -> Iterator[Row]:
    situation = decisions.situation
    (agency,) = situation.closing
    day = formats.day(situation.reorganisation.effective_on)
    yield Row(
        Section.AGENCIES,
        agency.name,
        f"Bernama {situation.choices.name} sejak {day}. Kode {agency.code} tetap; nama "
        "lama tercatat di riwayatnya.",
    )
    yield _determined(situation, agency)
    yield Row(
        Section.ASSESSMENTS,
        "Penilaian yang sudah dibuka",
        "Tetap memakai nama saat triwulannya dibuka. Nama baru dipakai mulai triwulan "
        "berikutnya.",
    )
    yield Row(
        Section.OTHERS,
        "Akun, tim, bukti dukung, dan pendamping",
        "Tidak berubah.",
        "mute",
    )


def _agencies(decisions: Decisions) -> Iterator[Row]:
    situation = decisions.situation
    day = formats.day(situation.reorganisation.effective_on)
    for agency in situation.closing:
        after = f" dan diteruskan {_names(situation)}" if decisions.heir else ""
        effect = f"Ditutup per {day}{after}. Halaman dan riwayatnya tetap ada."
        yield Row(Section.AGENCIES, agency.name, effect, "warn")
    for key in situation.choices.keys:
        yield Row(Section.AGENCIES, situation.name_of(key), _successor(decisions, key))
    for child in situation.children:
        heir = situation.name_of(decisions.heir) if decisions.heir else ""
        yield Row(Section.AGENCIES, child.name, f"Menjadi bawahan {heir}.")


def _successor(decisions: Decisions, key: str) -> str:
    situation = decisions.situation
    if key in situation.standing:
        return "Tetap ada, dan meneruskan yang ditutup."
    new = situation.choices.new[int(key[1:])]
    day = formats.day(situation.reorganisation.effective_on)
    leads = next(a for a in situation.closing if a.pk == decisions.leading)
    return (
        f"Dibentuk {day} dengan kode {new.code}. Triwulan pertamanya dimulai dari hasil "
        f"terakhir {leads.name}."
    )


# History


def _determined(situation: Situation, agency: Agency) -> Row:
    count = situation.determined.get(agency.pk, 0)
    if not count:
        return Row(Section.HISTORY, agency.name, "Belum ada hasil yang ditetapkan.")
    return Row(
        Section.HISTORY,
        agency.name,
        f"{count} triwulan yang sudah ditetapkan tetap atas nama {agency.name}.",
        "ok",
    )


def _history(decisions: Decisions) -> Iterator[Row]:
    situation = decisions.situation
    for agency in situation.closing:
        yield _determined(situation, agency)
    if decisions.heir:
        yield Row(
            Section.HISTORY,
            _names(situation),
            "Membaca hasil itu dan melihatnya di tren, dengan nama lama.",
        )
    yield Row(
        Section.HISTORY,
        "Angka triwulan yang lalu",
        "Indeks, predikat, dan rata-rata yang sudah ditetapkan tidak berubah.",
        "ok",
    )
    newest = situation.newest
    if newest and situation.reorganisation.effective_on <= newest.last_day:
        yield Row(
            Section.HISTORY,
            str(newest),
            "Tanggal berlaku mendahului akhir triwulan yang sudah ditetapkan ini. "
            "Hasilnya tidak ditulis ulang; penataan berlaku untuk yang sesudahnya.",
            "warn",
        )


# Assessments


def _assessments(decisions: Decisions) -> Iterator[Row]:
    for decision in decisions.assessments:
        yield _assessment(decisions, decision)
    for joining in decisions.joinings:
        yield _joining(decisions, joining)
    if not decisions.assessments:
        yield Row(
            Section.ASSESSMENTS,
            "Triwulan yang terbuka",
            "Tidak ada penilaian yang masih berjalan.",
            "mute",
        )


def _assessment(decisions: Decisions, decision: Decision) -> Row:
    assessment, situation = decision.assessment, decisions.situation
    subject = (
        f"{assessment.agency_name}, {assessment.period} ({assessment.state.label})"
    )
    heir = situation.name_of(decisions.heir) if decisions.heir else ""
    if decision.rule is Rule.FINISH:
        who = f"oleh {heir} " if heir else "tanpa perangkat daerahnya "
        effect = f"Diselesaikan {who}dan ditetapkan atas nama {assessment.agency_name}."
        if count := situation.objections.get(assessment.pk):
            effect += f" {count} sanggahan tetap diputus pleno."
        return Row(Section.ASSESSMENTS, subject, effect)
    if decision.rule is Rule.CARRY:
        effect = (
            f"Dihentikan; isian, kutipan, dan langkahnya menjadi draf {heir}, yang harus "
            "diperiksa. Diskusi lama tetap dapat dibaca."
        )
        if assessment.extended_until:
            until = formats.moment(assessment.extended_until)
            effect += f" Perpanjangan sampai {until} ikut."
        return Row(Section.ASSESSMENTS, subject, effect, "warn")
    effect = (
        "Dihentikan. Tidak dihitung, diingatkan, atau ditetapkan; isian dan diskusinya "
        "tetap dapat dibaca."
    )
    return Row(Section.ASSESSMENTS, subject, effect, "warn")


def _joining(decisions: Decisions, joining: Joining) -> Row:
    period, name = joining.period, decisions.situation.name_of(joining.key)
    begins = "dari hasil terakhir yang ditetapkan"
    if joining.source:
        begins = f"dari isian {joining.source.agency_name}"
    effect = f"Ikut {period}, mulai {begins}."
    until = period.filling_until
    if joining.source and joining.source.extended_until:
        until = max(until, joining.source.extended_until)
    if until + period.grace < timezone.now():
        effect += " Batas pengisian sudah lewat: beri perpanjangan sesudahnya."
        return Row(Section.ASSESSMENTS, name, effect, "warn")
    return Row(Section.ASSESSMENTS, name, effect, "ok")


# Evidence


def _evidence(decisions: Decisions) -> Iterator[Row]:
    situation = decisions.situation
    for agency in situation.closing:
        count = situation.documents.get(agency.pk, 0)
        after = "Tetap tersimpan; tidak ada penerus yang membacanya."
        if decisions.heir:
            after = (
                f"Tetap milik pustaka lama. {_names(situation)} dapat membaca dan "
                "mengutipnya, tidak mengubahnya."
            )
        yield Row(Section.EVIDENCE, f"{agency.name}, {count} dokumen", after)


# People


def _accounts(decisions: Decisions) -> Iterator[Row]:
    situation = decisions.situation
    off = {user.pk for user in decisions.switched_off}
    for user in situation.users:
        role = Role(user.role).label
        subject = f"{user.name}, {role}"
        if user.pk in off:
            yield Row(Section.ACCOUNTS, subject, "Akunnya dinonaktifkan.", "warn")
            continue
        if not decisions.heir:
            continue
        effect = f"Pindah ke {situation.name_of(decisions.home_of(user))}."
        tone = "info"
        if user.pk in decisions.demoted:
            effect += f" Perannya menjadi {Role.OPD_MEMBER.label}."
            tone = "warn"
        yield Row(Section.ACCOUNTS, subject, effect, tone)
    if decisions.heir:
        yield from _headless(decisions)


def _headless(decisions: Decisions) -> Iterator[Row]:
    """Founded successors to which no head comes: somebody must be named."""
    heads = {
        decisions.home_of(user)
        for user in decisions.situation.users
        if user.role == Role.OPD_HEAD and user.pk not in decisions.demoted
    }
    for key in decisions.founded:
        if key not in heads:
            yield Row(
                Section.ACCOUNTS,
                decisions.situation.name_of(key),
                "Belum punya akun kepala. Atur perannya atau undang sesudahnya.",
                "warn",
            )


def _team(decisions: Decisions) -> Iterator[Row]:
    situation = decisions.situation
    day = formats.day(situation.reorganisation.effective_on)
    for agency in situation.closing:
        seats = sum(m.team.agency_id == agency.pk for m in situation.memberships)
        people = sum(p.agency_id == agency.pk for p in situation.people)
        running = sum(n.agency_id == agency.pk for n in situation.nominations)
        if seats:
            yield Row(
                Section.TEAM,
                f"{agency.name}, {seats} kursi terisi",
                f"Masa tugasnya berakhir {day}. Riwayatnya tetap.",
                "warn",
            )
        if running:
            effect = "Yang berjalan dibatalkan, yang sudah ditetapkan berakhir."
            yield Row(Section.TEAM, f"{agency.name}, usulan tim", effect, "warn")
        if people and decisions.heir:
            yield Row(
                Section.TEAM,
                f"{agency.name}, {people} pegawai",
                "Pindah bersama sertifikatnya, dan dapat diusulkan penerusnya.",
            )


def _mentors(decisions: Decisions) -> Iterator[Row]:
    released = {a.pk for a in decisions.released}
    for assignment in decisions.situation.assignments:
        subject = f"{assignment.mentor.name} di {assignment.agency.name}"
        if assignment.year and assignment.quarter:
            subject += f", {formats.quarter(assignment.quarter, assignment.year)}"
        if assignment.pk in released:
            yield Row(Section.MENTORS, subject, "Tugasnya berakhir.", "warn")
        else:
            effect = "Tetap, sampai penilaian atas nama lama selesai ditelaah."
            yield Row(Section.MENTORS, subject, effect)
    for key in decisions.founded:
        names = sorted({a.mentor.name for a in decisions.brought})
        if names:
            effect = f"Didampingi {', '.join(names)}."
            yield Row(Section.MENTORS, decisions.situation.name_of(key), effect, "ok")


def _others(decisions: Decisions) -> Iterator[Row]:
    situation = decisions.situation
    for invitation in situation.invitations:
        subject = f"Undangan {invitation.get_role_display()}"
        if invitation.agency:
            subject += f" di {invitation.agency.name}"
        yield Row(
            Section.OTHERS, subject, "Dicabut; undang lagi di penerusnya.", "warn"
        )
    for plan in situation.plans:
        effect = "Yang ditutup keluar dari peserta"
        effect += f"; {_names(situation)} masuk." if decisions.heir else "."
        yield Row(Section.OTHERS, f"Jadwal {plan}", effect)


OF_RENAMING: tuple[Callable[[Decisions], Iterable[Row]], ...] = (_renamed,)
OF_CLOSING: tuple[Callable[[Decisions], Iterable[Row]], ...] = (
    _agencies,
    _history,
    _assessments,
    _evidence,
    _accounts,
    _team,
    _mentors,
    _others,
)
