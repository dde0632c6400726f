"""The fields of a document, filled from its dataclass: all text, as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib import formats
from lib.formats import decimal
from reports import content
from reports.enums import WordKind

if TYPE_CHECKING:
    from datetime import date

    from reports.content import MentoringMinutes, Minutes, PlenaryMinutes, Recap, Report
    from reports.content.narrative import Judgement
    from reports.content.report import Step
    from reports.content.shared import JSON, Identity, Signatory, Stamp, Triple, Value
    from reports.content.teams import NominationLetter
    from reports.word.fields import Fields

NONE = "\N{EN DASH}"  # what does not exist, as in the printed tables


def of_inputs(kind: WordKind, inputs: JSON, stamp: Stamp) -> Fields:
    """Of an issued document: from its frozen inputs alone."""
    if kind is WordKind.OPD_REPORT:
        return of_report(content.read_report(inputs), stamp)
    if kind is WordKind.BERITA_ACARA:
        return of_minutes(content.read_minutes(inputs), stamp)
    if kind is WordKind.RECAP:
        return of_recap(content.read_recap(inputs), stamp)
    if kind is WordKind.PLENARY:
        return of_plenary(content.read_plenary(inputs), stamp)
    return of_mentoring(content.read_mentoring(inputs), stamp)


def of_report(said: Report, stamp: Stamp) -> Fields:
    decision = said.decision
    return _common(said.identity, said.quarter.title, stamp, said.signers) | {
        **_instrument(stamp, said.instrument.title, said.instrument.label),
        "opd": {"kode": said.agency_code, "nama": said.agency_name},
        "indeks": {
            **_sides(said.index),
            "predikat": said.predicate,
            "perubahan": _signed(said.change),
            "eksak": said.exact,
        },
        "berita_acara": _decision(decision.number, decision.decided_on)
        if decision
        else _decision("", None),
        "ringkasan": " ".join(said.summary),
        "nilai": [
            {"kode": b.code, "nama": b.name, "bobot": f"{decimal(b.weight)}%"}
            | _sides(b.values)
            for b in said.branches
        ],
        "indikator": [
            {"nomor": leaf.number, "nama": leaf.name}
            | _sides(leaf.levels, 0)
            | {"alasan": leaf.reason}
            for leaf in said.leaves
        ],
        "aspek": [_aspect(judgement) for judgement in said.judgements],
        "rekomendasi": [_step(step, said.next_due) for step in said.steps],
        "bukti": [
            {
                "indikator": item.number_of_indicator,
                "judul": item.title,
                "nomor": item.number or NONE,
                "halaman": item.page or NONE,
                "sha256": item.sha256,
            }
            for item in said.evidence
        ],
    }


def _aspect(said: Judgement) -> Fields:
    weak = [": ".join((leaf.name, *leaf.words[:1])) for leaf in said.weaknesses]
    return {
        "nama": said.branch.name,
        "nilai": _figure(said.branch.values.best),
        "kekuatan": "; ".join(leaf.name for leaf in said.strengths) or NONE,
        "kelemahan": "; ".join(weak) or NONE,
    }


def _step(step: Step, next_due: date | None) -> Fields:
    leaf = step.leaf
    return {
        "nomor": leaf.number,
        "nama": leaf.name,
        "tingkat": _figure(leaf.levels.best, 0),
        "menuju": str(leaf.next),
        "catatan": leaf.advice,
        "tahapan": leaf.next_text or leaf.next_name,
        "ada": "; ".join(step.cited) or NONE,
        "belum": "; ".join(leaf.needs) or NONE,
        "pic": ", ".join(step.owners),
        "tenggat": _day(step.due_on or next_due),
    }


def of_minutes(said: Minutes, stamp: Stamp) -> Fields:
    return _common(said.identity, said.quarter.title, stamp, said.blocks) | {
        **_instrument(stamp, said.instrument.title, said.instrument.label),
        "nomor": said.number,
        **_dated(said.decided_on),
        "tempat": said.place,
        "hadir": [{"nama": name} for name in said.attended_by],
        "menggantikan": {"nomor": said.replaces, "alasan": said.reason},
        "jumlah": {
            "dinilai": str(len(said.lines)),
            "ditetapkan": str(len(said.final)),
            "belum": str(len(said.not_final)),
        },
        "rata_rata": _figure(said.mean),
        "predikat_rata_rata": said.mean_predicate,
        "sanggahan": {
            "diajukan": str(said.raised),
            "dikabulkan": str(said.accepted),
            "ditolak": str(said.refused),
        },
        "matriks": [
            {"kode": line.code, "nama": line.name}
            | _sides(line.index)
            | {
                "predikat": line.predicate or NONE,
                "status": "Ditetapkan" if line.is_final else "Belum final",
            }
            for line in said.lines
        ],
        "koreksi": [
            {"opd": c.agency, "nomor": c.number, "nama": c.name}
            | _sides(c.levels, 0)
            | {"alasan": c.reason or NONE}
            for c in said.corrections
        ],
    }


def of_recap(said: Recap, stamp: Stamp) -> Fields:
    return _common(said.identity, said.quarter.title, stamp, said.blocks) | {
        **_instrument(stamp, said.instrument.title, said.instrument.label),
        "berita_acara": _decision(said.number, said.decided_on),
        "urutan": said.ranking.label,
        "jumlah": {"dinilai": str(len(said.lines)), "bernilai": str(len(said.known))},
        "rata_rata": _figure(said.mean),
        "predikat_rata_rata": said.mean_predicate,
        "pembanding": str(said.previous) if said.previous else NONE,
        "opd": [
            {
                "peringkat": str(line.place or NONE),
                "kode": line.code,
                "nama": line.name,
                "jenis": line.kind.label,
                "indeks": _figure(line.index),
                "predikat": line.predicate or NONE,
                "nilai": line.side or NONE,
                "lalu": _figure(line.before),
                "perubahan": _signed(line.change),
                "peringkat_lalu": str(line.was or NONE),
            }
            for line in said.lines
        ],
        "domain": [
            {"kode": column.code, "nama": column.name, "rata_rata": _figure(mean)}
            for column, mean in said.means
        ],
    }


def of_plenary(said: PlenaryMinutes, stamp: Stamp) -> Fields:
    return _common(said.identity, said.quarter.title, stamp, said.blocks) | {
        **_instrument(stamp, said.instrument, said.label),
        "nomor": said.number or NONE,
        **_dated(said.held_on),
        "tempat": said.place,
        "pimpinan": said.chair,
        "peserta": [
            {"nama": person.name, "kedudukan": person.role, "asal": person.own}
            for person in said.people
        ],
        "jumlah": {
            "putusan": str(len(said.rulings)),
            "diubah": str(said.changed),
            "tetap": str(said.kept),
        },
        "putusan": [
            {"opd": r.agency, "nomor": r.number, "nama": r.name}
            | _sides(r.levels, 0)
            | {
                "sanggahan": r.objection or r.flag or r.origin.label,
                "putusan": r.outcome.label,
                "alasan": r.reason or NONE,
            }
            for r in said.rulings
        ],
    }


def of_mentoring(said: MentoringMinutes, stamp: Stamp) -> Fields:
    return _common(said.identity, said.quarter.title, stamp, ()) | {
        **_instrument(stamp, "", ""),
        "opd": said.agency,
        "hari": formats.weekday(said.held_on),
        "tanggal": _day(said.held_on),
        "waktu": said.hours or NONE,
        "tempat": said.place,
        "bahasan": said.subjects,
        "hasil": said.outcome or NONE,
        "hadir": [{"peran": role, "jumlah": str(n)} for role, n in said.attendance],
        "indikator": [{"nomor": n, "nama": name} for n, name in said.indicators],
        "tindak_lanjut": [
            {
                "teks": row.text,
                "penanggung_jawab": row.owner,
                "batas": _day(row.due_on),
            }
            for row in said.follow_ups
        ],
        "disetujui": {
            "pendamping": _day(said.mentor_agreed),
            "opd": _day(said.agency_agreed),
        },
    }


def of_nomination(said: NominationLetter, stamp: Stamp) -> Fields:
    return _common(said.identity, "", stamp, (said.signer,)) | {
        **_instrument(stamp, "", ""),
        "opd": said.agency,
        "nomor": said.number,
        "tanggal": _day(said.on),
        "tempat": said.place,
        "tujuan": said.addressee,
        "jumlah": said.count,
        "anggota": [
            {
                "nomor": str(member.number),
                "kedudukan": member.seat,
                "nama": member.name,
                "nip": member.nip,
                "pangkat": member.rank or NONE,
                "jabatan": member.position or NONE,
                "sertifikat": member.certificates or NONE,
            }
            for member in said.members
        ],
    }


# What all have


def _common(
    identity: Identity, quarter: str, stamp: Stamp, signers: tuple[Signatory, ...]
) -> Fields:
    return {
        "kop": {
            "pemerintah": identity.government,
            "perangkat_daerah": identity.office,
            "alamat": identity.address,
            "kontak": identity.contact,
            "tempat": identity.place,
        },
        "triwulan": quarter,
        "penanda_tangan": [
            {
                "atas_nama": f"a.n. {signer.above}" if signer.above else "",
                "jabatan": signer.title,
                "nama": signer.name,
                "pangkat": signer.rank,
                "nip": formats.nip(signer.nip) if signer.nip else "",
            }
            for signer in signers
        ],
    }


def _instrument(stamp: Stamp, title: str, label: str) -> Fields:
    return {
        "dokumen": {
            "konsep": "KONSEP" if stamp.is_draft else "",
            "kode": stamp.code,
            "revisi": str(stamp.revision),
            "disusun": formats.moment(stamp.requested_at),
            "sha256_masukan": stamp.inputs_sha256,
            "instrumen": title,
            "label_instrumen": label,
        }
    }


def _decision(number: str, on: date | None) -> Fields:
    return {"nomor": number or NONE, "tanggal": _day(on)}


def _dated(on: date) -> Fields:
    return {
        "hari": formats.weekday(on),
        "tanggal": formats.day(on),
        "tanggal_huruf": formats.day_in_words(on),
    }


def _sides(values: Triple, places: int = 2) -> Fields:
    return {
        "mandiri": _figure(values.claimed, places),
        "terverifikasi": _figure(values.verified, places),
        "akhir": _figure(values.final, places),
    }


def _figure(value: Value, places: int = 2) -> str:
    return NONE if value is None else decimal(value, places)


def _signed(value: Value) -> str:
    return NONE if value is None else formats.signed(value)


def _day(on: date | None) -> str:
    return formats.day(on) if on else NONE
