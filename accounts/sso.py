"""Single sign-on: what the claims of the government's identity provider give here.

A claim gives only what the configuration names. An unknown role or agency gives no
account and no log-in, nobody becomes or is an administrator by a claim, and a role that
differs from the account's is changed on record.
"""

from __future__ import annotations

import logging
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import render
from django.utils import timezone

from accounts import audit, security
from accounts.actions import AccountError, add_user
from accounts.adapter import address_of
from accounts.enums import AGENCY_ROLES, Role
from accounts.models import Agency, User

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest

logger = logging.getLogger(__name__)

PROVIDER = "sso"


@dataclass(frozen=True)
class Person:
    """Whom the provider named, in the portal's terms."""

    sub: str
    name: str
    username: str
    email: str
    role: Role
    agency: Agency | None


class PortalSocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The whole policy: afterwards the log-in has an account, or is refused."""
        if request.user.is_authenticated:
            raise _refusal(request, "Keluarlah lebih dahulu dari akun yang sekarang.")
        data = sociallogin.account.extra_data
        known = sociallogin.user if sociallogin.is_existing else None
        try:
            account = admit(data.get("userinfo") or data.get("id_token") or {}, known)
        except (AccountError, ValidationError) as error:
            reason = " ".join(getattr(error, "messages", [str(error)]))
            audit.record(
                "login.refused", User(pk=0), by=None, address=address_of(request)
            )
            raise _refusal(request, reason) from error
        if known is None:
            sociallogin.connect(request, account)
        else:
            sociallogin.user = account

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, **kwargs: Any
    ) -> None:
        logger.warning("Single sign-on failed: %s", kwargs.get("error"))
        raise _refusal(request, "Penyedia akun tidak menyelesaikan proses masuk.")

    def is_open_for_signup(
        self, request: HttpRequest, sociallogin: SocialLogin
    ) -> bool:
        return False


@transaction.atomic
def admit(claims: dict[str, Any], known: User | None) -> User:
    """The account of the claims: the known one, one of the same address, or a new one.

    Raises AccountError where the claims give no account.
    """
    person = read(claims)
    account = known or User.objects.filter(email__iexact=person.email).first()
    if account is None:
        return _make(person)
    if account.role == Role.ADMIN:
        msg = "Administrator masuk dengan kata sandi dan verifikasi dua langkah."
        raise AccountError(msg)
    if not account.is_active:
        msg = "Akun ini nonaktif. Hubungi sekretariat."
        raise AccountError(msg)
    if account.placement_id is not None:
        _refuse_strange(person, account)
    if known is None:
        audit.record("login.linked", account, by=None)
    if account.placement_id is not None:
        return account
    agency = person.agency if person.role in AGENCY_ROLES else account.agency
    if (account.role, account.agency) != (person.role, agency):
        security.apply_role(account, person.role, agency, by=None)
    return account


def _refuse_strange(person: Person, account: User) -> None:
    """Claims neither give nor take a placement: they name one of those on record."""
    current = account.placements.current().filter(role=person.role)
    if person.role in AGENCY_ROLES:
        current = current.filter(agency=person.agency)
    if not current.exists():
        msg = (
            "Penyedia akun menyebut peran atau perangkat daerah yang bukan penempatan "
            "Anda di portal. Hubungi sekretariat."
        )
        raise AccountError(msg)


def read(claims: dict[str, Any]) -> Person:
    """The claims as the configuration maps them; AccountError for what it does not."""
    role = _role(claims.get(settings.OIDC_ROLE_CLAIM))
    code = str(claims.get(settings.OIDC_AGENCY_CLAIM) or "")
    agency = Agency.objects.open_on(timezone.localdate()).filter(code=code).first()
    if role in AGENCY_ROLES and agency is None:
        msg = "Penyedia akun tidak menyebut perangkat daerah yang dikenal portal."
        raise AccountError(msg)
    email = str(claims.get("email") or "")
    if not email or claims.get("email_verified") is not True:
        msg = "Penyedia akun belum memastikan alamat surel Anda."
        raise AccountError(msg)
    username = str(claims.get("preferred_username") or email).split("@")[0]
    return Person(
        sub=str(claims.get("sub") or ""),
        name=str(claims.get("name") or username),
        username=re.sub(r"[^\w.+-]", "", username)[:150],
        email=email,
        role=role,
        agency=agency if role in AGENCY_ROLES else None,
    )


def _role(claimed: Any) -> Role:
    """Exactly one role of the configuration; a list may hold others that mean nothing."""
    values = claimed if isinstance(claimed, list) else [claimed]
    roles = {settings.OIDC_ROLES[v] for v in values if v in settings.OIDC_ROLES}
    roles &= set(Role.values) - {Role.ADMIN}
    if len(roles) != 1:
        msg = "Penyedia akun tidak menyebut peran yang dikenal portal."
        raise AccountError(msg)
    return Role(roles.pop())


def _make(person: Person) -> User:
    username = person.username
    if User.objects.filter(username__iexact=username).exists():
        username = f"{username[:140]}.{secrets.token_hex(3)}"
    account = add_user(
        username=username,
        name=person.name,
        email=person.email,
        role=person.role,
        agency=person.agency,
        password=secrets.token_urlsafe(32),
        by=None,
    )
    account.set_unusable_password()
    account.save(update_fields=["password"])
    return account


def _refusal(request: HttpRequest, reason: str) -> ImmediateHttpResponse:
    page = render(request, "account/sso_refused.html", {"reason": reason}, status=403)
    return ImmediateHttpResponse(page)
