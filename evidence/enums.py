"""Kinds of documents, and states of what the worker does with them."""

from django.db import models


class DocumentKind(models.TextChoices):
    DECREE = "DECREE", "Surat keputusan atau kebijakan"
    PROCEDURE = "PROCEDURE", "SOP atau pedoman"
    MINUTES = "MINUTES", "Notulen atau daftar hadir"
    PHOTO = "PHOTO", "Foto kegiatan"
    SCREENSHOT = "SCREENSHOT", "Tangkapan layar"
    REPORT = "REPORT", "Laporan"
    REVIEW = "REVIEW", "Hasil reviu"
    AUDIT = "AUDIT", "Laporan audit"
    CERTIFICATE = "CERTIFICATE", "Sertifikat"
    LINK = "LINK", "Tautan"
    FORMAT = "FORMAT", "Format dokumen"
    OTHER = "OTHER", "Lainnya"


class DocumentState(models.TextChoices):
    """Whether a document can still be relied on; derived, never stored."""

    IN_USE = "IN_USE", "Berlaku"
    EXPIRED = "EXPIRED", "Lewat masa berlaku"
    WITHDRAWN = "WITHDRAWN", "Ditarik"

    @property
    def tone(self) -> str:
        return {"IN_USE": "ok", "EXPIRED": "warn", "WITHDRAWN": "mute"}[self.value]

    @property
    def icon(self) -> str:
        return {
            "IN_USE": "check-lg",
            "EXPIRED": "calendar-x",
            "WITHDRAWN": "slash-circle",
        }[self.value]


class WorkState(models.TextChoices):
    """Where the worker is with a file."""

    WAITING = "WAITING", "Menunggu"
    DONE = "DONE", "Selesai"
    FAILED = "FAILED", "Gagal"


class ScanState(models.TextChoices):
    """What the virus scanner says of a file."""

    PENDING = "PENDING", "Menunggu pindai"
    CLEAN = "CLEAN", "Bersih"
    INFECTED = "INFECTED", "Terinfeksi (dikarantina)"
    UNAVAILABLE = "UNAVAILABLE", "Pemindai tidak tersedia"

    @property
    def tone(self) -> str:
        return _SCAN_LOOK[self][0]

    @property
    def icon(self) -> str:
        return _SCAN_LOOK[self][1]


_SCAN_LOOK = {
    ScanState.PENDING: ("info", "hourglass-split"),
    ScanState.CLEAN: ("ok", "check-lg"),
    ScanState.INFECTED: ("bad", "exclamation-triangle"),
    ScanState.UNAVAILABLE: ("mute", "dash-circle"),
}


class Finding(models.TextChoices):
    """What is active or private in a file: said to the reader, not a refusal."""

    MACRO = "MACRO", "Memuat makro"
    SCRIPT = "SCRIPT", "Memuat skrip"
    LAUNCH = "LAUNCH", "Menjalankan program atau membuka alamat saat dibuka"
    EMBEDDED = "EMBEDDED", "Memuat berkas lain di dalamnya"
    EXTERNAL = "EXTERNAL", "Mengambil isi dari alamat luar"
    POSITION = "POSITION", "Memuat posisi pengambilan gambar"
    ENCRYPTED = "ENCRYPTED", "Terkunci kata sandi"
    DAMAGED = "DAMAGED", "Tidak dapat dibaca seluruhnya"


class LinkState(models.TextChoices):
    """What a linked address answered when the worker asked."""

    ANSWERED = "ANSWERED", "Dapat dibuka"
    MISSING = "MISSING", "Tidak ditemukan"
    SILENT = "SILENT", "Tidak menjawab"
    REFUSED = "REFUSED", "Alamat tidak diizinkan"

    @property
    def tone(self) -> str:
        return "ok" if self is LinkState.ANSWERED else "warn"

    @property
    def icon(self) -> str:
        return "check-lg" if self is LinkState.ANSWERED else "exclamation-triangle"


class Showing(models.TextChoices):
    """What a page can show of a version; derived, never stored."""

    PDF = "PDF", "Dokumen"
    IMAGE = "IMAGE", "Gambar"
    VIDEO = "VIDEO", "Video"
    LINK = "LINK", "Tautan"
    PREPARING = "PREPARING", "Sedang disiapkan"
    CARD = "CARD", "Hanya dapat diunduh"
    REFUSED = "REFUSED", "Tidak dapat dibuka"
