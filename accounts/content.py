"""The audit trail in words: one sentence a verb, and what is known of the chain."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
    "agency.changed": "mengubah data perangkat daerah: {fields}",
    "agency.closed": "menutup perangkat daerah sejak {on}",
    "agency.registered": "mendaftarkan perangkat daerah {name}",
    "agency.renamed": "mengganti nama {before} menjadi {after}",
    "reorganisation.begun": "menyusun penataan perangkat daerah: {kind}",
    "reorganisation.cancelled": "membatalkan penataan perangkat daerah: {reason}",
    "reorganisation.chosen": "mengisi rancangan penataan perangkat daerah: {step}",
    "reorganisation.done": "menjalankan penataan perangkat daerah: {summary}",
    "reorganisation.failed": "tidak dapat menjalankan penataan perangkat daerah: {problem}",
    "reorganisation.planned": "menjadwalkan penataan perangkat daerah: {summary}",
    "answer.assigned": "menugaskan {indicator} kepada {assignee}, batas {due_on}",
    "answer.confirmed": "memeriksa {indicator} yang dibawa dari triwulan lalu",
    "answer.final_set": "menetapkan tingkat akhir {final_level} untuk {indicator}",
    "answer.flagged": "menandai {indicator} untuk pleno: {reason}",
    "answer.obstacle_noted": "mencatat kendala {indicator}: {obstacle}",
    "answer.ready": "menandai {indicator} siap ditelaah",
    "answer.reviewed": "menelaah {indicator}, putaran {round}: {decision}",
    "answer.saved": "menyimpan {indicator} dengan tingkat {self_level}",
    "assessment.carried": "membawa {answers} isian dari {source}",
    "assessment.ended": "menghentikan penilaian: {reason}",
    "assessment.handed_on": "menyerahkan penyelesaian penilaian kepada {agency}",
    "assessment.joined": "mengikutsertakan perangkat daerah penerus pada {period}",
    "assessment.extended": "memperpanjang batas waktu sampai {until}: {reason}",
    "assessment.filling_missed": "mencatat penilaian belum dikirim sampai {due}",
    "assessment.finalised": "menyelesaikan pleno penilaian",
    "assessment.retracted": "menarik kembali pengajuan putaran {round}: {reason}",
    "assessment.handed_over": (
        "menyerahkan penilaian ke telaah putaran {round}, batas perbaikan {due} lewat; "
        "belum diperbaiki: {unmended}"
    ),
    "assessment.objecting_ended": "mencatat masa sanggah berakhir {due}",
    "assessment.round_closed": "mengakhiri putaran telaah {round}",
    "assessment.submitted": "mengajukan penilaian, putaran {round}",
    "assessment.targets_set": "mengatur target dari {before} menjadi {after}",
    "assessment.verification_accepted": "menerima hasil verifikasi",
    "assessment.evidence_downloaded": "mengunduh semua bukti penilaian, {files} berkas",
    "citation.judged": "menilai bukti {indicator}, putaran {round}, tingkat {level}: {outcome}",
    "citation.made": "mengutip bukti dukung untuk {indicator}",
    "citation.amended": "mengubah kutipan bukti dukung untuk {indicator}",
    "citation.withdrawn": "menarik kutipan bukti dukung dari {indicator}",
    "correction.approved": "menyetujui pembetulan hasil {quarter}",
    "correction.dropped": "membatalkan pembetulan hasil {quarter}: {reason}",
    "correction.level_added": (
        "menyusun pembetulan {indicator}, tingkat {old_level} menjadi {level}: {reason}"
    ),
    "correction.level_removed": "melepas {indicator} dari pembetulan",
    "correction.prepared": "menyusun pembetulan hasil {quarter}: {reason}",
    "correction.requested": "meminta data pribadinya diperbaiki",
    "correction.settled": "menjawab permintaan perbaikan data",
    "batch.cancelled": "membatalkan pembuatan laporan massal, {dropped} belum dibuat",
    "batch.continued": "melanjutkan pembuatan laporan massal",
    "batch.downloaded": "mengunduh laporan massal, {files} berkas",
    "batch.finished": "menyelesaikan pembuatan laporan massal, {failed} gagal",
    "batch.paused": "menjeda pembuatan laporan massal",
    "batch.retried": "mencoba lagi {reports} laporan yang gagal",
    "batch.started": "memulai pembuatan laporan {agencies} perangkat daerah",
    "certificate.added": "mencatat sertifikat {competence}",
    "certificate.filed": "mengaitkan berkas bukti dengan sertifikat {competence}",
    "certificate.removed": "menghapus sertifikat {competence}",
    "decree.issued": "mencatat SK tim {number} untuk {agencies}",
    "decree.read": "mengunduh berkas SK {number}",
    "document.accepted": "menerima dokumen provinsi ke pustaka, versi {version}",
    "document.described": "mengubah keterangan dokumen: {fields}",
    "document.downloaded": "membuka dokumen, versi {version}",
    "document.issued": "menerbitkan dokumen",
    "mapping.recorded": (
        "mencatat padanan instrumen {old} ke {new}, revisi {revision}, {pairs} pasangan: "
        "{source}"
    ),
    "past.applied": "menerapkan impor {results} hasil lampau",
    "past.dropped": "membatalkan impor hasil lampau",
    "past.recorded": "mencatat hasil lampau {year}, indeks {index}, revisi {revision}: {source}",
    "past.uploaded": "mengunggah lembar hasil lampau, {rows} baris",
    "letterhead.set": "mencatat kop surat {office} mulai {valid_from}",
    "signatory.set": (
        "mencatat penanda tangan {document}, urutan {position}: {title}, mulai {valid_from}"
    ),
    "signatory.dropped": (
        "melepas penanda tangan {document}, urutan {position}, mulai {valid_from}"
    ),
    "template.uploaded": "mengunggah templat DOCX {kind} versi {version}",
    "copy.requested": "meminta salinan DOCX",
    "copy.made": "menyusun salinan DOCX",
    "copy.downloaded": "mengunduh salinan DOCX",
    "phrase.added": "menambah kalimat siap pakai: {text}",
    "phrase.changed": "mengubah kalimat siap pakai dari {before} menjadi {after}",
    "phrase.retired": "tidak lagi memakai kalimat siap pakai: {text}",
    "release.published": (
        "mempublikasikan hasil {quarter}, revisi {revision}, dari Berita Acara {determination}"
    ),
    "release.withdrawn": "mencabut publikasi {quarter}, revisi {revision}: {reason}",
    "token.created": "membuat token API untuk {name}, cakupan {scopes}, sampai {until}",
    "token.revoked": "mencabut token API milik {name}",
    "policy.decided": (
        "mencatat kebijakan hasil tahunan {year}, revisi {revision}, {method}: {basis}"
    ),
    "report.downloaded": "mengunduh dokumen terbit, revisi {revision}",
    "report.revoked": "mencabut dokumen terbit: {reason}",
    "report.signed": "menyimpan tanda tangan {number} dokumen terbit, {source}",
    "document.linked": "menambah tautan",
    "document.quarantined": "mengarantina versi {version}: {signature}",
    "document.replaced": "mengganti dokumen dengan versi {version}: {reason}",
    "document.requested": "meminta dokumen, revisi {revision}",
    "document.restored": "memulihkan dokumen: {reason}",
    "document.retried": "meminta dokumen disusun ulang",
    "document.updated": "mengambil versi {version} dari dokumen provinsi",
    "document.uploaded": "mengunggah dokumen",
    "document.withdrawn": "menarik dokumen: {reason}",
    "factor.added": "mengaktifkan {factor} untuk masuk",
    "factor.failed": "gagal pada langkah kedua masuk dari {address}",
    "factor.removed": "menghapus {factor} untuk masuk",
    "factor.renewed": "membuat kode pemulihan baru",
    "factor.reset": "mengatur ulang verifikasi dua langkah sebuah akun",
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
    "login.linked": "menghubungkan akun dengan penyedia akun pemerintah",
    "login.refused": "ditolak masuk lewat penyedia akun dari {address}",
    "login.succeeded": "masuk dari {address}",
    "invitation.accepted": "menerima undangan dengan peran {role}",
    "invitation.made": "mengundang dengan peran {role}",
    "invitation.revoked": "mencabut sebuah undangan",
    "login.new_device": "masuk dari perangkat baru: {device}, {address}",
    "session.ended": "mengakhiri sesi di {device}",
    "session.others_ended": "mengakhiri {count} sesi lain",
    "trail.exported": "mengunduh jejak audit, {rows} peristiwa",
    "user.viewed": "membuka data seorang pengguna",
    "user.exported": "mengunduh salinan data pribadinya",
    "user.role_changed": "mengubah peran sebuah akun dari {before} menjadi {after}",
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
    "mentor.assigned": "menugaskan pendamping di {agencies}, {period}",
    "mentor.ended": "mengakhiri tugas pendamping di {agencies}",
    "mentor.led": "menjadikan ketua pendamping di {agencies}, {period}",
    "mentor.substituted": "menunjuk pengganti {absent} di {agencies}, "
    "{starts_on} sampai {ends_on}: {reason}",
    "objection.evidence_added": "menyertakan bukti pada sanggahan atas {indicator}",
    "objection.evidence_withdrawn": "melepas bukti dari sanggahan atas {indicator}",
    "objection.raised": "menyanggah {indicator}: {reason}",
    "objection.withdrawn": "menarik sanggahan atas {indicator}: {reason}",
    "answer.owner_set": (
        "mengubah penanggung jawab {indicator} dari {was} menjadi {owner}: {reason}"
    ),
    "owners.reminded": "mengingatkan penanggung jawab indikator {agencies}",
    "period.determined": "menetapkan hasil triwulan dengan Berita Acara {number}",
    "period.opened": "membuka triwulan {quarter} tahun {year}",
    "period.reminded": "mengingatkan perangkat daerah {agencies}: {text}",
    "password.changed": "mengganti kata sandinya",
    "password.reset": "membuat kata sandi baru lewat tautan di surel",
    "password.set": "membuat kata sandi untuk akunnya",
    "placement.added": "menempatkan {user} juga di {agency} sebagai {role}, "
    "{starts_on} sampai {ends_on}: {reason}",
    "placement.ended": "mengakhiri penempatan {user} di {agency}: {reason}",
    "placement.lapsed": "mencatat penempatan {user} di {agency} berakhir",
    "placement.switched": "beralih dari {before} ke {after} sebagai {role}",
    "plenary.amended": "memperbaiki data sidang pleno, {participants} peserta",
    "plenary.closed": "menutup sidang pleno dengan {decided} putusan",
    "plenary.opened": "membuka sidang pleno, {participants} peserta",
    "period.deadline_passed": (
        "mencatat batas {window} {due} lewat, {remaining} perangkat daerah belum selesai"
    ),
    "period.deadlines_moved": "mengundur batas {moved}, semula {was}: {reason}",
    "plan.cancelled": "membatalkan jadwal triwulan {quarter} tahun {year}: {reason}",
    "plan.changed": "mengubah jadwal triwulan {quarter} tahun {year}, dibuka {opens}",
    "plan.failed": "tidak dapat membuka triwulan {quarter} tahun {year}: {problem}",
    "plan.made": "menjadwalkan triwulan {quarter} tahun {year}, dibuka {opens}",
    "plan.regrouped": (
        "menyesuaikan peserta triwulan {quarter} tahun {year}: keluar {leaving}, masuk {coming}"
    ),
    "plan.opened": (
        "menjalankan jadwal triwulan {quarter} tahun {year}; tidak ikut lagi: {left_out}"
    ),
    "rule_set.approved": "menyetujui aturan TPP {name}, revisi {revision}",
    "rule_set.changed": "mengubah rancangan aturan TPP {name}, revisi {revision}",
    "rule_set.created": "membuat aturan TPP {name}, revisi {revision}",
    "rule_set.dropped": "membatalkan aturan TPP {name}, revisi {revision}: {reason}",
    "scores.applied": "menerapkan nilai {component}, revisi {revision}",
    "scores.dropped": "membatalkan impor nilai {component}",
    "scores.uploaded": "mengunggah nilai {component}, {rows} baris",
    "review.withdrawn": "membatalkan keputusan {indicator}, putaran {round}: {decision}",
    "team.appointed": "mencatat SK tim {decree_number}",
    "person.added": "memasukkan seorang pegawai ke registri tim",
    "person.corrected": "memperbaiki data pegawai: {fields}",
    "person.moved": "memindahkan pegawai dari {before} ke {after}",
    "person.read": "membuka data pribadi seorang pegawai",
    "registry.applied": "menerapkan registri tim dari berkas, {people} pegawai",
    "registry.dropped": "membatalkan impor registri tim",
    "registry.uploaded": "mengunggah registri tim, {rows} baris terbaca",
    "team.seated": "mengisi kursi {seat} tim pengelola",
    "team.vacated": "mengosongkan kursi {seat} tim pengelola",
    "tpp.exported": "mengekspor TPP dari Berita Acara {determination}",
    "tpp.read": "mengunduh angka TPP revisi {revision} sebagai {form}",
    "training.attended": "mencatat pelatihan yang diikuti: {title}",
    "training.planned": "merencanakan pelatihan: {title}",
    "user.activated": "mengaktifkan kembali sebuah akun",
    "user.added": "menambah akun dengan peran {role}",
    "user.email_changed": "mengubah surel sebuah akun",
    "user.moved": "memindahkan sebuah akun dari {before} ke {after} sebagai {role}",
    "user.deactivated": "menonaktifkan sebuah akun",
    "user.left": "menonaktifkan akun pegawai yang meninggalkan tim",
    "workbook.applied": "menerapkan lembar kerja: {indicators}",
    "workbook.dropped": "membatalkan impor lembar kerja",
    "workbook.uploaded": "mengunggah lembar kerja, {rows} baris terbaca",
}
DAYS = frozenset({"due_on", "starts_on", "ends_on", "on"})
STALE_AFTER = timedelta(hours=36)
CHAIN_KEY = "accounts.chain"


def sentence(event: AuditEvent) -> str:
    """What was done, in words; the verb itself where no sentence is known."""
    words: dict[str, str] = defaultdict(lambda: "tidak disebut")
    words |= {name: _word(name, value) for name, value in event.data.items()}
    text = SENTENCES.get(event.verb, event.verb).format_map(words)
    acting = event.data.get("acting_for")
    return f"{text} (bekerja untuk {acting})" if acting else text


def _word(name: str, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value) or "tidak ada"
    if isinstance(value, dict):
        return ", ".join(f"{k} {v}" for k, v in value.items()) or "tidak ada"
    if name == "indicator" and value:
        return f"indikator {str(value).removeprefix('I')}"
    if name == "until" and value:
        return formats.moment(datetime.fromisoformat(str(value)))
    if name in DAYS and value:
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

    @property
    def is_stale(self) -> bool:
        """Whether last night's check did not come."""
        return timezone.now() - self.checked_at > STALE_AFTER


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
