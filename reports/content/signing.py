"""What the page of a document says of its signatures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from accounts.permissions import Permission, can
from reports import signing
from reports.enums import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from reports.models import IssuedDocument, Signature, SignedFile


@dataclass(frozen=True, slots=True)
class Signing:
    """`refusal` says why no signature can be added; empty when one can."""

    signed: SignedFile | None
    signatures: Sequence[Signature]
    refusal: str
    may_sign: bool
    may_revoke: bool
    has_certificate: bool
    has_authority: bool
    has_roots: bool


def signing_of(document: IssuedDocument, user: User) -> Signing | None:
    """None for what is never signed: a draft, a workbook, what is not made yet."""
    if not document.is_done or document.is_draft or Kind(document.kind).suffix != "pdf":
        return None
    signed = document.signed()
    return Signing(
        signed=signed,
        signatures=list(signed.signatures.order_by("position")) if signed else [],
        refusal=document.why_unsignable(),
        may_sign=can(user, Permission.REPORT_SIGN),
        may_revoke=can(user, Permission.REPORT_REVOKE) and not document.is_revoked,
        has_certificate=signing.is_configured(),
        has_authority=bool(settings.TIMESTAMP_URL),
        has_roots=bool(settings.SIGNATURE_ROOTS),
    )
