"""What is checked before a quarter is determined: what blocks it, and what to look at.

The action refuses what blocks; the page shows every condition with the place where it
is settled. A further condition is one more function of CONDITIONS.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.urls import reverse

from assessments.enums import (
    SETTLED,
    AnswerStatus,
    CorrectionState,
    Gate,
    Status,
)
from assessments.models import (
    Answer,
    Assessment,
    Correction,
    Objection,
    Period,
    PlenaryItem,
)
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from assessments.control_room import Line, Room

NAMED_MAX = 3  # agencies that a condition names

READY = Q(status=AnswerStatus.READY)
INCOMPLETE = (
    Q(self_level__isnull=True)
    | Q(verified_level__isnull=True)
    | Q(final_level__isnull=True)
)
LOWERED = Q(verified_level__lt=F("self_level"), verified_reason="") | Q(
    final_level__lt=F("self_level"), final_reason=""
)


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is asked of the quarter, with its answer and the way to settle it."""

    gate: Gate
    title: str
    detail: str
    url: str = ""
    link: str = ""

    @property
    def blocks(self) -> bool:
        return self.gate is Gate.BLOCKED


@dataclass(frozen=True)
class Quarter:
    """What the conditions look at: agencies with counts of their answers."""

    period: Period
    assessments: Sequence[Assessment]
    correction: Correction | None
    waiting: dict[UUID, int] = field(default_factory=dict)
    incomplete: dict[UUID, int] = field(default_factory=dict)
    unexplained: dict[UUID, int] = field(default_factory=dict)
    objections: dict[UUID, int] = field(default_factory=dict)
    flagged: dict[UUID, int] = field(default_factory=dict)

    def those(self, *states: Status) -> list[Assessment]:
        return [a for a in self.assessments if a.state in states]

    @property
    def fresh(self) -> list[Assessment]:
        """Final, in no determination yet: what is frozen anew."""
        return self.those(Status.FINAL)

    @property
    def governments(self) -> list[Assessment]:
        return [a for a in self.assessments if a.agency.is_government]

    @property
    def is_corrected(self) -> bool:
        return self.correction is not None and self.correction.is_approved


def quarter_of(
    period: Period,
    assessments: Sequence[Assessment],
    correction: Correction | None = None,
) -> Quarter:
    """Three queries over the quarter; `correction` is the one that is open."""
    rows = (
        Answer.objects.filter(assessment__period=period)
        .exclude(assessment__status__in=SETTLED)
        .values_list("assessment_id")
        .annotate(
            waiting=Count("pk", filter=READY),
            incomplete=Count("pk", filter=INCOMPLETE),
            unexplained=Count("pk", filter=LOWERED),
        )
    )
    counts = {pk: numbers for pk, *numbers in rows}
    objections = (
        Objection.objects.open()
        .filter(answer__assessment__period=period)
        .values_list("answer__assessment_id")
        .annotate(Count("pk"))
    )
    flagged = (
        PlenaryItem.objects.waiting()
        .filter(answer__assessment__period=period)
        .values_list("answer__assessment_id")
        .annotate(Count("answer", distinct=True))
    )
    return Quarter(
        period,
        [a for a in assessments if not a.is_ended],
        correction,
        waiting={pk: numbers[0] for pk, numbers in counts.items()},
        incomplete={pk: numbers[1] for pk, numbers in counts.items()},
        unexplained={pk: numbers[2] for pk, numbers in counts.items()},
        objections=dict(objections),
        flagged=dict(flagged),
    )


# The conditions


def conditions_of(quarter: Quarter) -> list[Condition]:
    """Every condition, what blocks first."""
    order = list(Gate)
    found = [condition(quarter) for condition in CONDITIONS]
    return sorted(found, key=lambda condition: order.index(condition.gate))


def blocks_of(quarter: Quarter) -> list[str]:
    return [c.detail for c in conditions_of(quarter) if c.blocks]


def _something_new(quarter: Quarter) -> Condition:
    title = "Ada hasil yang ditetapkan"
    count = len(quarter.fresh)
    if count:
        said = f"{count} perangkat daerah final belum ditetapkan."
        return Condition(Gate.PASSED, title, said)
    if quarter.is_corrected:
        return Condition(Gate.PASSED, title, "Pembetulan yang disetujui ditetapkan.")
    said = (
        "Belum ada perangkat daerah yang final dan belum ditetapkan. Selesaikan pleno "
        "sekurangnya untuk satu perangkat daerah."
    )
    return Condition(Gate.BLOCKED, title, said)


def _same_instrument(quarter: Quarter) -> Condition:
    """Every agency is judged by the version that the quarter was opened with for it."""
    title = "Satu versi instrumen"
    period = quarter.period
    other = [a for a in quarter.assessments if a.version != period.version_of(a.agency)]
    if other:
        said = f"Instrumen berbeda dari periodenya: {_names(other)}."
        return Condition(Gate.BLOCKED, title, said, *_matrix(quarter))
    version = period.version
    said = f"Semua memakai {version.title} (versi {version.code})."
    if quarter.governments and (own := period.government_version):
        names = _names(quarter.governments)
        said += f" {names} memakai {own.title} (versi {own.code})."
    return Condition(Gate.PASSED, title, said)


def _levels_complete(quarter: Quarter) -> Condition:
    title = "Tingkat lengkap"
    lacking = [a for a in quarter.fresh if quarter.incomplete.get(a.pk)]
    if lacking:
        said = f"Final dengan indikator tanpa tingkat: {_names(lacking)}."
        return Condition(Gate.BLOCKED, title, said, *_page(lacking[0]))
    said = "Setiap indikator yang final bertingkat mandiri, terverifikasi, dan akhir."
    return Condition(Gate.PASSED, title, said)


def _lower_explained(quarter: Quarter) -> Condition:
    title = "Tingkat yang lebih rendah beralasan"
    mute = [a for a in quarter.fresh if quarter.unexplained.get(a.pk)]
    if mute:
        said = f"Tingkat lebih rendah dari mandiri tanpa alasan: {_names(mute)}."
        return Condition(Gate.BLOCKED, title, said, *_page(mute[0]))
    said = "Setiap tingkat di bawah tingkat mandiri disertai alasan."
    return Condition(Gate.PASSED, title, said)


def _objections_decided(quarter: Quarter) -> Condition:
    """An agency whose plenary is over has none; one of another waits for its plenary."""
    title = "Sanggahan diputus"
    open_ = [a for a in quarter.assessments if quarter.objections.get(a.pk)]
    if not open_:
        return Condition(Gate.PASSED, title, "Tidak ada sanggahan yang terbuka.")
    over = [a for a in open_ if a in quarter.fresh]
    count = sum(quarter.objections[a.pk] for a in open_)
    said = f"{count} sanggahan menunggu putusan pleno: {_names(over or open_)}."
    gate = Gate.BLOCKED if over else Gate.WARNED
    return Condition(gate, title, said, *_page((over or open_)[0]))


def _flags_decided(quarter: Quarter) -> Condition:
    """Like objections: what is flagged is decided before an agency is final."""
    title = "Indikator bertanda diputus"
    open_ = [a for a in quarter.assessments if quarter.flagged.get(a.pk)]
    if not open_:
        return Condition(Gate.PASSED, title, "Tidak ada indikator yang ditandai.")
    over = [a for a in open_ if a in quarter.fresh]
    count = sum(quarter.flagged[a.pk] for a in open_)
    said = f"{count} indikator bertanda menunggu pleno: {_names(over or open_)}."
    gate = Gate.BLOCKED if over else Gate.WARNED
    return Condition(gate, title, said, *_page((over or open_)[0]))


def _answers_decided(quarter: Quarter) -> Condition:
    title = "Jawaban diputus pendamping"
    waiting = [a for a in quarter.those(Status.SUBMITTED) if quarter.waiting.get(a.pk)]
    if not waiting:
        said = "Tidak ada jawaban terkirim tanpa keputusan."
        return Condition(Gate.PASSED, title, said)
    count = sum(quarter.waiting[a.pk] for a in waiting)
    said = f"{count} jawaban menunggu keputusan: {_names(waiting)}."
    return Condition(Gate.WARNED, title, said, *_page(waiting[0]))


def _rounds_ended(quarter: Quarter) -> Condition:
    title = "Putaran telaah diakhiri"
    idle = [a for a in quarter.those(Status.SUBMITTED) if not quarter.waiting.get(a.pk)]
    if not idle:
        said = "Tidak ada putaran yang selesai diputus tetapi belum diakhiri."
        return Condition(Gate.PASSED, title, said)
    said = f"Semua diputus, putaran belum diakhiri: {_names(idle)}."
    return Condition(Gate.WARNED, title, said, *_page(idle[0]))


def _everybody_final(quarter: Quarter) -> Condition:
    title = "Semua perangkat daerah final"
    done = quarter.those(Status.FINAL, Status.DETERMINED)
    late = len(quarter.assessments) - len(done)
    if not late:
        units = len(done) - len(quarter.governments)
        more = ", pemerintah daerah final" if quarter.governments else ""
        said = f"{units} perangkat daerah final{more}."
        return Condition(Gate.PASSED, title, said)
    said = f"{late} belum final dan disebut tanpa angka."
    return Condition(Gate.WARNED, title, said, *_matrix(quarter))


def _correction_settled(quarter: Quarter) -> Condition:
    title = "Pembetulan disetujui"
    correction = quarter.correction
    if correction is None:
        return Condition(Gate.PASSED, title, "Tidak ada pembetulan yang disusun.")
    page = reverse("assessments:correction", args=[correction.pk]), "Buka pembetulan"
    if correction.state is CorrectionState.APPROVED:
        said = "Pembetulan yang disetujui ikut ditetapkan."
        return Condition(Gate.PASSED, title, said, *page)
    said = "Pembetulan menunggu persetujuan tim penilai, jadi belum ikut ditetapkan."
    return Condition(Gate.WARNED, title, said, *page)


CONDITIONS = (
    _something_new,
    _same_instrument,
    _levels_complete,
    _lower_explained,
    _objections_decided,
    _flags_decided,
    _answers_decided,
    _rounds_ended,
    _everybody_final,
    _correction_settled,
)


def _names(assessments: Iterable[Assessment]) -> str:
    names = [a.agency_name for a in assessments]
    more = len(names) - NAMED_MAX
    shown = ", ".join(names[:NAMED_MAX])
    return f"{shown}, dan {more} lainnya" if more > 0 else shown


def _page(assessment: Assessment) -> tuple[str, str]:
    return reverse("assessments:results", args=[assessment.pk]), "Buka hasilnya"


def _matrix(quarter: Quarter) -> tuple[str, str]:
    place = [quarter.period.year, quarter.period.quarter]
    return reverse("assessments:period", args=place), "Buka ruang kendali"


# Agency by agency


@dataclass(frozen=True, slots=True)
class Check:
    """One agency before the determination: why it is not final, or empty."""

    line: Line
    reason: str

    @property
    def url(self) -> str:
        """Where the secretariat moves it on: a later deadline, else its page."""
        assessment = self.line.assessment
        name = "extend" if assessment.is_late else "detail"
        if self.line.state in {Status.VERIFIED, *_OVER}:
            name = "results"
        return reverse(f"assessments:{name}", args=[assessment.pk])

    @property
    def link(self) -> str:
        if self.line.state in {Status.VERIFIED, *_OVER}:
            return "Hasil"
        return "Perpanjang batas" if self.line.assessment.is_late else "Penilaian"


_OVER = (Status.FINAL, Status.DETERMINED)


def checks_of(room: Room, quarter: Quarter) -> list[Check]:
    """No query: what is known of the quarter already."""
    return [Check(line, _why_not_final(line, quarter)) for line in room.all_lines]


def _why_not_final(line: Line, quarter: Quarter) -> str:
    assessment, standing = line.assessment, line.standing
    if line.is_final:
        return ""
    if line.state is Status.FILLING:
        return f"Belum dikirim: {standing.done} dari {standing.total} indikator siap."
    if line.state is Status.SUBMITTED:
        waiting = quarter.waiting.get(assessment.pk, 0)
        if not waiting:
            return "Semua indikator diputus, pendamping belum mengakhiri putaran."
        return f"{waiting} indikator menunggu keputusan pendamping."
    if line.state is Status.RETURNED:
        due = formats.moment(assessment.due_at) if assessment.due_at else formats.DASH
        return f"Diperbaiki perangkat daerah sampai {due}."
    if assessment.is_objection_open and assessment.objection_due_at:
        return f"Masa sanggah sampai {formats.moment(assessment.objection_due_at)}."
    if objections := quarter.objections.get(assessment.pk, 0):
        return f"{objections} sanggahan menunggu putusan pleno."
    if flagged := quarter.flagged.get(assessment.pk, 0):
        return f"{flagged} indikator bertanda menunggu putusan pleno."
    return "Menunggu pleno memfinalkan."
