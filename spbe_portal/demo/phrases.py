"""Sentences for reasons that all mentors share."""

from assessments.enums import Decision
from assessments.models import ReasonPhrase

SHARED = {
    "": ("Halaman yang dirujuk tidak memuat hal yang dimaksud.",),
    Decision.ACCEPTED: (
        "Bukti lengkap dan sesuai kriteria tingkat ini.",
        "Diterima dengan saran: lampirkan bukti pelaksanaan triwulan berikutnya.",
    ),
    Decision.RETURNED: (
        "Dokumen tidak terbaca. Unggah salinan yang lebih jelas.",
        "Dokumen belum ditandatangani pejabat yang berwenang.",
        "Periode dokumen tidak sesuai dengan triwulan yang dinilai.",
        "Sebutkan halaman dan pasal yang memuat kriteria ini.",
        "Tangkapan layar menampilkan halaman masuk, bukan fungsi yang dinilai.",
    ),
    Decision.ADJUSTED: (
        "Bukti hanya memenuhi kriteria tingkat di bawahnya.",
        "Kegiatan sudah berjalan, tetapi belum ada bukti evaluasi berkala.",
    ),
}


def make() -> None:
    ReasonPhrase.objects.bulk_create(
        ReasonPhrase(text=text, decision=decision)
        for decision, texts in SHARED.items()
        for text in texts
    )
