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
