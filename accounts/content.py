"""The audit trail in words: one sentence a verb, and what is known of the chain."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils import timezone

from accounts import audit
from accounts.enums import Role
from lib import formats

if TYPE_CHECKING:
    from accounts.models import AuditEvent

# {name} is a value of the event's data. Every verb of the code stands here.
SENTENCES = {
    "answer.assigned": "menugaskan {indicator} kepada {assignee}, batas {due_on}",
    "answer.confirmed": "memeriksa {indicator} yang dibawa dari triwulan lalu",
    "answer.final_set": "menetapkan tingkat akhir {final_level} untuk {indicator}",
    "answer.obstacle_noted": "mencatat kendala {indicator}: {obstacle}",
    "answer.ready": "menandai {indicator} siap ditelaah",
    "answer.reviewed": "menelaah {indicator}, putaran {round}: {decision}",
    "answer.saved": "menyimpan {indicator} dengan tingkat {self_level}",
    "assessment.carried": "membawa {answers} isian dari {source}",
    "assessment.extended": "memperpanjang batas waktu sampai {until}: {reason}",
    "assessment.finalised": "menyelesaikan pleno penilaian",
    "assessment.round_closed": "mengakhiri putaran telaah {round}",
    "assessment.submitted": "mengajukan penilaian, putaran {round}",
    "assessment.targets_set": "mengatur target dari {before} menjadi {after}",
    "assessment.verification_accepted": "menerima hasil verifikasi",
    "assessment.evidence_downloaded": "mengunduh semua bukti penilaian, {files} berkas",
    "certificate.added": "mencatat sertifikat {competence}",
    "certificate.filed": "mengaitkan berkas bukti dengan sertifikat {competence}",
    "certificate.removed": "menghapus sertifikat {competence}",
    "citation.made": "mengutip bukti dukung untuk {indicator}",
    "citation.amended": "mengubah kutipan bukti dukung untuk {indicator}",
    "citation.withdrawn": "menarik kutipan bukti dukung dari {indicator}",
    "decree.issued": "mencatat SK tim {number} untuk {agencies}",
    "decree.read": "mengunduh berkas SK {number}",
    "document.accepted": "menerima dokumen provinsi ke pustaka, versi {version}",
    "document.described": "mengubah keterangan dokumen: {fields}",
    "document.downloaded": "membuka dokumen, versi {version}",
    "document.issued": "menerbitkan dokumen",
    "report.downloaded": "mengunduh dokumen terbit, revisi {revision}",
    "document.linked": "menambah tautan",
    "document.quarantined": "mengarantina versi {version}: {signature}",
    "document.replaced": "mengganti dokumen dengan versi {version}: {reason}",
    "document.requested": "meminta dokumen, revisi {revision}",
    "document.restored": "memulihkan dokumen: {reason}",
    "document.retried": "meminta dokumen disusun ulang",
    "document.updated": "mengambil versi {version} dari dokumen provinsi",
    "document.uploaded": "mengunggah dokumen",
    "document.withdrawn": "menarik dokumen: {reason}",
    "follow_up.added": "merencanakan langkah {indicator} menuju tingkat {level}: {step}",
    "follow_up.changed": "mengubah langkah {indicator}, {state}: {step}",
    "example.approved": "menyetujui contoh bukti {indicator}, tingkat {level}",
    "example.proposed": "mengusulkan contoh bukti {indicator}, tingkat {level}",
    "example.retired": "menarik contoh bukti {indicator}, tingkat {level}",
    "example.sent_back": "mengembalikan usulan contoh bukti {indicator}: {reason}",
    "facilitation.met": "mencatat rapat tim: {topic}",
    "facilitation.saved": "mencatat fasilitasi tim {quarter}",
    "format.attached": "menawarkan format pada indikator {indicators}",
    "format.detached": "melepas format dari indikator {indicators}",
    "instrument.published": "menerbitkan instrumen {code}",
    "instrument.retired": "menarik instrumen {code}",
    "login.failed": "gagal masuk sebagai {login} dari {address}",
    "login.succeeded": "masuk dari {address}",
    "mentor.assigned": "menetapkan perangkat daerah dampingan: {agencies}",
    "mentoring.agreed": "menyetujui catatan pendampingan, versi {version}",
    "mentoring.became_evidence": "menyimpan risalah pendampingan ke pustaka",
    "mentoring.changed": "mengubah catatan pendampingan, versi {version}",
    "mentoring.follow_up_done": "menyelesaikan tindak lanjut pendampingan: {text}",
    "mentoring.follow_up_reopened": "membuka lagi tindak lanjut pendampingan: {text}",
    "mentoring.recorded": "mencatat pendampingan di {place}",
    "mentoring.withdrawn": "membatalkan catatan pendampingan: {reason}",
    "message.sent": "menulis pesan pada {indicator}",
    "message.withdrawn": "menarik pesan pada {indicator}",
    "nomination.cancelled": "membatalkan draf usulan tim",
    "nomination.checked": "memeriksa usulan kursi {seat}: {verdict}, {reason}",
    "nomination.ended": "mengakhiri masa tugas tim pengelola",
    "nomination.filled": "menyunting kursi {seat} dalam usulan tim",
    "nomination.proposed": "mengusulkan tim, {seats} kursi",
    "nomination.read": "mengunduh daftar usulan tim dengan data pribadi",
    "nomination.recalled": "menarik kembali usulan tim",
    "nomination.returned": "mengembalikan usulan tim, {seats} kursi",
    "nomination.started": "memulai draf usulan tim",
    "nomination.verified": "memverifikasi usulan tim, {seats} kursi",
    "notices.preferred": "mengatur saluran pemberitahuan: {changes}",
    "objection.raised": "menyanggah {indicator}: {reason}",
    "person.added": "memasukkan seorang pegawai ke registri tim",
    "person.corrected": "memperbaiki data pegawai: {fields}",
    "person.moved": "memindahkan pegawai dari {before} ke {after}",
    "person.read": "membuka data pribadi seorang pegawai",
    "period.determined": "menetapkan hasil triwulan dengan Berita Acara {number}",
    "period.opened": "membuka triwulan {quarter} tahun {year}",
    "period.reminded": "mengingatkan perangkat daerah {agencies}: {text}",
    "registry.applied": "menerapkan registri tim dari berkas, {people} pegawai",
    "registry.dropped": "membatalkan impor registri tim",
    "registry.uploaded": "mengunggah registri tim, {rows} baris terbaca",
    "rule_set.created": "membuat aturan TPP {name}, revisi {revision}",
    "team.seated": "mengisi kursi {seat} tim pengelola",
    "team.vacated": "mengosongkan kursi {seat} tim pengelola",
    "tpp.exported": "mengekspor TPP dari Berita Acara {determination}",
    "training.attended": "mencatat pelatihan yang diikuti: {title}",
    "training.planned": "merencanakan pelatihan: {title}",
    "user.activated": "mengaktifkan kembali sebuah akun",
    "user.added": "menambah akun dengan peran {role}",
    "user.deactivated": "menonaktifkan sebuah akun",
    "workbook.applied": "menerapkan lembar kerja: {indicators}",
    "workbook.dropped": "membatalkan impor lembar kerja",
    "workbook.uploaded": "mengunggah lembar kerja, {rows} baris terbaca",
}
CHAIN_KEY = "accounts.chain"


def sentence(event: AuditEvent) -> str:
    """What was done, in words; the verb itself where no sentence is known."""
    words: dict[str, str] = defaultdict(lambda: "tidak disebut")
    words |= {name: _word(name, value) for name, value in event.data.items()}
    return SENTENCES.get(event.verb, event.verb).format_map(words)


def _word(name: str, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value) or "tidak ada"
    if isinstance(value, dict):
        return ", ".join(f"{k} {v}" for k, v in value.items()) or "tidak ada"
    if name == "indicator" and value:
        return f"indikator {str(value).removeprefix('I')}"
    if name == "until" and value:
        return formats.moment(datetime.fromisoformat(str(value)))
    if name == "due_on" and value:
        return formats.day(date.fromisoformat(str(value)))
    if name == "role" and value in Role.values:
        return Role(value).label
    return "tidak disebut" if value in {None, ""} else str(value)


@dataclass(frozen=True)
class Chain:
    """What the last check of the chain found."""

    checked_at: datetime
    events: int
    hash: str
    broken: tuple[str, ...]


def check_chain() -> Chain:
    """Recompute every hash and remember the outcome for the page of the trail."""
    broken = tuple(audit.broken_links())
    events, newest, _ = audit.head()
    chain = Chain(timezone.now(), events, newest, broken)
    cache.set(CHAIN_KEY, chain, timeout=None)
    return chain


def last_check() -> Chain | None:
    found: Chain | None = cache.get(CHAIN_KEY)
    return found
