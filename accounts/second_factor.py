"""TOTP, passkeys and recovery codes: how django-allauth keeps them here.

Secrets rest in the database encrypted, under a key made from SECRET_KEY; a key of
SECRET_KEY_FALLBACKS still opens what it closed.
"""

from __future__ import annotations

import base64
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import segno
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.shortcuts import redirect
from django.utils.encoding import force_bytes
from django.utils.safestring import SafeString
from django_htmx.http import HttpResponseClientRedirect

from accounts.permissions import needs_second_factor, obliges

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from accounts.models import User

ISSUER = "Portal SPBE"
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# Which of their values rest encrypted.
ENCRYPTED = {
    Authenticator.Type.TOTP: ("secret",),
    Authenticator.Type.RECOVERY_CODES: ("seed",),
}
NAMES = {
    Authenticator.Type.TOTP: "aplikasi autentikator",
    Authenticator.Type.WEBAUTHN: "kunci sandi",
    Authenticator.Type.RECOVERY_CODES: "kode pemulihan",
}
# What somebody who must still set up a second step can open all the same.
OPEN = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "accessibility",
        "accounts:bell",
        "health",
        "help",
        "offline",
        "privacy",
        "service_worker",
        "theme",
    }
)


class PortalMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": (
            "Peran Anda wajib memakai verifikasi dua langkah. "
            "Tambahkan cara lain lebih dahulu."
        ),
        "cannot_generate_recovery_codes": (
            "Kode pemulihan dibuat setelah verifikasi dua langkah aktif."
        ),
        "incorrect_code": "Kode tidak cocok atau sudah dipakai.",
    }

    def get_totp_issuer(self) -> str:
        return ISSUER

    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def build_totp_svg(self, url: str) -> SafeString:
        """Black on white in every theme, for cameras; segno writes nothing of `url`."""
        code = segno.make(url, error="m", micro=False)
        return SafeString(code.svg_inline(scale=5, light="#fff", dark="#000"))

    def encrypt(self, text: str) -> str:
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _vault().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whose role needs a second step keeps one; codes alone are none."""
        if not is_obligatory(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=KINDS)
        return bool(others.exclude(pk=authenticator.pk).exists())

    def generate_authenticator_name(
        self,
        user: User,
        type: str,  # noqa: A002 allauth names it so
    ) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Kunci sandi {count + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.BASE_URL).hostname or "", "name": ISSUER}


def _vault() -> MultiFernet:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str | bytes) -> bytes:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"accounts.second_factor")
    return base64.urlsafe_b64encode(derived.derive(force_bytes(secret)))


@transaction.atomic
def reencrypt() -> int:
    """Close every secret under the newest key; gives how many second steps that were."""
    found = Authenticator.objects.select_for_update().filter(type__in=ENCRYPTED)
    for factor in found:
        for name in ENCRYPTED[factor.type]:
            if factor.data.get(name):
                rotated = _vault().rotate(factor.data[name].encode())
                factor.data[name] = rotated.decode()
        factor.save(update_fields=["data"])
    return len(found)


def is_obligatory(user: User) -> bool:
    """Whether this person works only with a second step, in any placement."""
    if not settings.MFA_REQUIRED:
        return False
    if needs_second_factor(user) or user.placement_id is None:
        return needs_second_factor(user)
    return any(map(obliges, user.placements.current().values_list("role", flat=True)))


def has_second_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=KINDS).exists())


def factors_of(user: User) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=user).order_by("created_at"))


def forget_factors(user: User) -> int:
    """Take all of them away; called by the action that resets them."""
    found = Authenticator.objects.filter(user=user)
    count: int = found.exclude(type=Authenticator.Type.RECOVERY_CODES).count()
    found.delete()
    return count


class SecondFactorMiddleware:
    """Sends who must have a second step, and has none, to set it up first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        user = request.user
        if not user.is_authenticated or not is_obligatory(user):
            return None
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in OPEN or name.startswith("mfa_") or has_second_factor(user):
            return None
        target = redirect("mfa_index")
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(target.url)
        return target


class RemovePasskeyView(RemoveWebAuthnView):  # type: ignore[misc]
    """allauth's, which does not ask whether the passkey may go."""

    def form_valid(self, form: Form) -> HttpResponse:
        adapter = get_adapter()
        if adapter.can_delete_authenticator(self.get_object()):
            done: HttpResponse = super().form_valid(form)
            return done
        form.add_error(None, adapter.error_messages["cannot_delete_authenticator"])
        form.is_bound = True
        refused: HttpResponse = self.form_invalid(form)
        return refused


remove_passkey = RemovePasskeyView.as_view()


def says_422(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of allauth whose page with an invalid form says so in its status."""

    @wraps(view)
    def honest(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        shown = getattr(response, "context_data", None) or {}
        forms = (shown.get("form"), shown.get("webauthn_form"))
        if any(form is not None and form.is_bound and form.errors for form in forms):
            response.status_code = 422
        return response

    return honest
