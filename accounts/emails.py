"""What a mail of the portal says: text and page, with headers that machines read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.enums import NoticeKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import Invitation, Mailing, Notice

NOTICE = ("emails/notice.txt", "emails/notice.html")
SECURITY = ("emails/security.txt", "emails/security.html")
DIGEST = ("emails/digest.txt", "emails/digest.html")
LISTED = 50  # of a digest; the rest is counted


def compose(mailing: Mailing, notices: Sequence[Notice]) -> EmailMultiAlternatives:
    """The mail that tells of `notices`, to the address that its person has now.

    The subject says only what kind of news it is. A mail has the Message-ID of its row
    however often it is composed.
    """
    text, page = templates_of(mailing)
    preferences = address_of(reverse("accounts:preferences"))
    context: dict[str, Any] = {
        "person": mailing.user,
        "lines": [(notice, address_of(notice.url)) for notice in notices[:LISTED]],
        "count": len(notices),
        "rest": max(0, len(notices) - LISTED),
        "notices_url": address_of(reverse("accounts:notices")),
        "preferences_url": preferences,
        "sessions_url": address_of(reverse("accounts:sessions")),
        "reset_url": address_of(reverse("account_reset_password")),
        "province": settings.PROVINCE,
        "office": settings.OFFICE,
    }
    message = EmailMultiAlternatives(
        subject=subject_of(mailing, len(notices)),
        body=render_to_string(text, context),
        to=[mailing.address or mailing.user.email],
        reply_to=settings.EMAIL_REPLY_TO,
        headers={
            "Message-ID": message_id(mailing),
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{preferences}>",
        },
    )
    message.attach_alternative(render_to_string(page, context), "text/html")
    return message


def templates_of(mailing: Mailing) -> tuple[str, str]:
    if mailing.kind == NoticeKind.SECURITY:
        return SECURITY
    return DIGEST if mailing.is_digest else NOTICE


def invitation(offer: Invitation, token: str) -> EmailMultiAlternatives:
    """The mail with the link that takes the offer."""
    context = {
        "invitation": offer,
        "link": address_of(reverse("accounts:invitation_accept", args=[token])),
        "province": settings.PROVINCE,
        "office": settings.OFFICE,
    }
    message = EmailMultiAlternatives(
        subject="Portal SPBE: Undangan",
        body=render_to_string("emails/invitation.txt", context),
        to=[offer.email],
        reply_to=settings.EMAIL_REPLY_TO,
        headers={"Auto-Submitted": "auto-generated"},
    )
    page = render_to_string("emails/invitation.html", context)
    message.attach_alternative(page, "text/html")
    return message


def subject_of(mailing: Mailing, count: int) -> str:
    words = (
        f"{count} pemberitahuan baru"
        if mailing.is_digest
        else mailing.get_kind_display()
    )
    return f"Portal SPBE: {words}"


def message_id(mailing: Mailing) -> str:
    return f"<{mailing.pk}@{urlsplit(settings.BASE_URL).hostname}>"


def address_of(path: str) -> str:
    """The whole address of a path of the portal; of anything else, the portal's."""
    whole = urljoin(settings.BASE_URL, path)
    same = urlsplit(whole)[:2] == urlsplit(settings.BASE_URL)[:2]
    return whole if same else settings.BASE_URL
