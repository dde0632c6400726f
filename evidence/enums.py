"""Kinds of documents and states of a scan."""

from django.db import models


class DocumentKind(models.TextChoices):
    DECREE = "DECREE", "Surat keputusan atau kebijakan"
    PROCEDURE = "PROCEDURE", "SOP atau pedoman"
    MINUTES = "MINUTES", "Notulen atau daftar hadir"
    PHOTO = "PHOTO", "Foto kegiatan"
    SCREENSHOT = "SCREENSHOT", "Tangkapan layar"
    REPORT = "REPORT", "Laporan"
    CERTIFICATE = "CERTIFICATE", "Sertifikat"
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
