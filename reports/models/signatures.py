"""Signed files of a document, what was verified of each signature, and revocations.

The bytes that were issued stay beside them, untouched: a signature is an addition.
"""

from __future__ import annotations

import re
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from reports.enums import Coverage, SignatureSource, Stamp, Trust
from reports.models.documents import IssuedDocument, random_name

_LONG_NUMBER = re.compile(r"\d{6,}")


def without_numbers(name: str) -> str:
    return _LONG_NUMBER.sub("…", name)


class SignedFile(models.Model):
    """A document with one signature more: these bytes, and no others, are served.

    `base_sha256` is the hash of what was signed: the issued bytes, or the file before.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(
        IssuedDocument, on_delete=models.PROTECT, related_name="signed_files"
    )
    number = models.PositiveSmallIntegerField("nomor")
    source = models.CharField("asal", max_length=8, choices=SignatureSource)
    file = models.FileField(upload_to=random_name, max_length=100)
    sha256 = models.CharField("SHA-256 berkas", max_length=64, unique=True)
    base_sha256 = models.CharField("SHA-256 sebelum ditandatangani", max_length=64)
    size = models.PositiveBigIntegerField("ukuran")
    archive_stamps = models.PositiveSmallIntegerField("stempel waktu arsip", default=0)
    added_at = models.DateTimeField("ditambahkan", default=timezone.now)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "berkas bertanda tangan"
        verbose_name_plural = "berkas bertanda tangan"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"],
                name="%(app_label)s_%(class)s_number_unique",
                violation_error_message="Nomor tanda tangan ini sudah ada.",
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0) & ~Q(file="") & ~Q(sha256=F("base_sha256")),
                name="%(app_label)s_%(class)s_is_another_file",
                violation_error_message="Berkas bertanda tangan berbeda dari asalnya.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, tanda tangan {self.number}"


class Signature(models.Model):
    """One signature in a signed file, and what was found when it was looked at.

    That it holds is the condition of its row; nothing else is claimed than what the
    columns say. `signed_at` is the signer's own clock.
    """

    signed_file = models.ForeignKey(
        SignedFile, on_delete=models.PROTECT, related_name="signatures"
    )
    position = models.PositiveSmallIntegerField("urutan")
    field = models.CharField("kolom", max_length=300)
    name = models.CharField("nama dalam sertifikat", max_length=300, blank=True)
    subject = models.CharField("pemilik sertifikat", max_length=300)
    issuer = models.CharField("penerbit sertifikat", max_length=300)
    serial = models.CharField("nomor seri sertifikat", max_length=80)
    signed_at = models.DateTimeField("waktu menurut penanda tangan", null=True)
    coverage = models.CharField("cakupan", max_length=8, choices=Coverage)
    trust = models.CharField("penerbit", max_length=9, choices=Trust)
    stamp = models.CharField("stempel waktu", max_length=9, choices=Stamp)
    stamped_at = models.DateTimeField("waktu stempel", null=True)
    long_term = models.BooleanField("bukti jangka panjang", default=False)
    checked_at = models.DateTimeField("diperiksa", default=timezone.now)

    class Meta:
        verbose_name = "tanda tangan"
        verbose_name_plural = "tanda tangan"
        constraints = [
            models.UniqueConstraint(
                fields=["signed_file", "position"],
                name="%(app_label)s_%(class)s_position_unique",
                violation_error_message="Urutan tanda tangan ini sudah ada.",
            ),
            models.CheckConstraint(
                condition=~Q(coverage=Coverage.PART),
                name="%(app_label)s_%(class)s_covers_content",
                violation_error_message="Tanda tangan harus mencakup seluruh isi.",
            ),
            models.CheckConstraint(
                condition=Q(stamp=Stamp.NONE, stamped_at__isnull=True)
                | (~Q(stamp=Stamp.NONE) & Q(stamped_at__isnull=False)),
                name="%(app_label)s_%(class)s_time_of_stamp",
                violation_error_message="Stempel waktu dicatat bersama waktunya.",
            ),
            models.CheckConstraint(
                condition=Q(long_term=False)
                | Q(trust=Trust.TRUSTED, stamp=Stamp.TRUSTED),
                name="%(app_label)s_%(class)s_lasting_is_trusted",
                violation_error_message=(
                    "Bukti jangka panjang memerlukan penerbit dan stempel waktu tepercaya."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.subject}, {self.signed_file}"

    @property
    def shown_name(self) -> str:
        """The name without numbers that identify a person."""
        return without_numbers(self.name or self.subject)

    @property
    def trust_state(self) -> Trust:
        return Trust(self.trust)


class Revocation(models.Model):
    """A document that counts no more, without another in its place."""

    document = models.OneToOneField(
        IssuedDocument,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="revocation",
    )
    reason = models.TextField("alasan")
    revoked_at = models.DateTimeField("dicabut", default=timezone.now)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "pencabutan"
        verbose_name_plural = "pencabutan"
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="%(app_label)s_%(class)s_reason_given",
                violation_error_message="Pencabutan memerlukan alasan.",
            )
        ]

    def __str__(self) -> str:
        return f"Pencabutan {self.document}"
