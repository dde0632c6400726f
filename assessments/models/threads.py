"""What an agency and its mentors write to each other about one indicator."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from assessments.models.answers import Answer
from evidence.models import Document, DocumentVersion

if TYPE_CHECKING:
    from typing import Self

MESSAGE_MAX = 2000
WITHDRAWAL = timedelta(minutes=15)


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(answer__in=Answer.objects.visible_to(user))

    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def unread_by(self, user: User) -> Self:
        """What others wrote since the user last looked, and did not withdraw."""
        seen = ThreadRead.objects.filter(
            answer=models.OuterRef("answer"),
            user=user,
            read_until__gte=models.OuterRef("sent_at"),
        )
        return self.standing().exclude(author=user).filter(~models.Exists(seen))


class Message(models.Model):
    """One message of the thread at an answer; a trigger keeps its words.

    Its author may withdraw it for WITHDRAWAL: the row stays, readers are told that it
    was withdrawn, and who reads the trail reads it still.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(
        Answer, on_delete=models.PROTECT, related_name="messages"
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField("pesan", max_length=MESSAGE_MAX)
    sent_at = models.DateTimeField("dikirim", default=timezone.now)
    withdrawn_at = models.DateTimeField("ditarik", null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "pesan"
        verbose_name_plural = "pesan"
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="%(app_label)s_%(class)s_not_empty",
                violation_error_message="Tulis pesan.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True)
                | Q(withdrawn_at__range=(F("sent_at"), F("sent_at") + WITHDRAWAL)),
                name="%(app_label)s_%(class)s_withdrawn_in_time",
                violation_error_message="Pesan hanya dapat ditarik 15 menit pertama.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer", "sent_at"], name="assessments_message_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"Pesan pada {self.answer}"

    @property
    def audit_agency_code(self) -> str:
        return self.answer.assessment.agency_code

    @property
    def is_fresh(self) -> bool:
        """Whether its author may still withdraw it, were the thread open."""
        return self.withdrawn_at is None and timezone.now() - self.sent_at <= WITHDRAWAL


class MessageAttachment(models.Model):
    """A document sent along, in the version that it had; a trigger keeps it.

    Of the province, of the agency that the thread is about, or of the owner of its
    indicator.
    """

    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, related_name="attachments"
    )
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(
        DocumentVersion, on_delete=models.PROTECT, related_name="attachments"
    )

    class Meta:
        verbose_name = "lampiran pesan"
        verbose_name_plural = "lampiran pesan"
        constraints = [
            models.UniqueConstraint(
                fields=["message", "document"],
                name="%(app_label)s_%(class)s_once_a_message",
            )
        ]

    def __str__(self) -> str:
        return str(self.document)


class Mention(models.Model):
    """Somebody whom a message calls by name; a trigger keeps it."""

    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, related_name="mentions"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "sebutan"
        verbose_name_plural = "sebutan"
        constraints = [
            models.UniqueConstraint(
                fields=["message", "user"],
                name="%(app_label)s_%(class)s_once_a_message",
            )
        ]

    def __str__(self) -> str:
        return f"@{self.user}"


class ThreadRead(models.Model):
    """Until which message one person has read a thread."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_until = models.DateTimeField()

    class Meta:
        verbose_name = "batas baca"
        verbose_name_plural = "batas baca"
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "user"],
                name="%(app_label)s_%(class)s_one_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} sampai {self.read_until:%d-%m-%Y %H.%M}"
