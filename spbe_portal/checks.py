"""Settings that must not stand together; `manage.py check` and start-up refuse them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution

from accounts.enums import Role


def combinations(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    return [
        *of_the_demo(),
        *of_the_address(),
        *of_the_scanner(),
        *of_the_mail(),
        *of_the_log_in(),
        *of_the_signing(),
    ]


def of_the_demo() -> Iterator[CheckMessage]:
    if settings.DEBUG and settings.HTTPS:
        yield Error(
            "DEBUG shows the inside of the portal to whoever finds an error.",
            hint="Set DEBUG=False where HTTPS=True.",
            id="spbe_portal.E001",
        )
    if settings.DEMO and settings.HTTPS:
        yield Error(
            "DEMO offers accounts whose passwords everyone knows.",
            hint="Set DEMO=False where HTTPS=True.",
            id="spbe_portal.E002",
        )
    if settings.HTTPS and settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        yield Error(
            "Mail is written to files, where nobody reads it.",
            hint="Leave EMAIL_BACKEND out and set EMAIL_HOST.",
            id="spbe_portal.E003",
        )


def of_the_address() -> Iterator[CheckMessage]:
    address = urlsplit(settings.BASE_URL)
    if address.scheme != ("https" if settings.HTTPS else "http"):
        yield Error(
            f"BASE_URL={settings.BASE_URL} does not agree with HTTPS={settings.HTTPS}.",
            id="spbe_portal.E004",
        )
    if address.hostname not in settings.ALLOWED_HOSTS:
        yield Error(
            f"Links lead to {address.hostname}, which ALLOWED_HOSTS does not name.",
            id="spbe_portal.E005",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS=* lets a visitor choose the address in our mail.",
            id="spbe_portal.E006",
        )
    if settings.HTTPS and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        yield Caution(
            "Behind a proxy that ends TLS every page would redirect to itself.",
            hint="Set TRUSTED_PROXY_COUNT to the number of proxies before the portal.",
            id="spbe_portal.W001",
        )


def of_the_scanner() -> Iterator[CheckMessage]:
    if settings.UNSCANNED_FILES not in {"allow", "hold"}:
        yield Error(
            f"UNSCANNED_FILES={settings.UNSCANNED_FILES} is neither allow nor hold.",
            id="spbe_portal.E007",
        )
    if settings.UNSCANNED_FILES == "hold" and not settings.CLAMD:
        yield Error(
            "UNSCANNED_FILES=hold without a scanner: no file could ever be opened.",
            hint="Set CLAMD, or UNSCANNED_FILES=allow.",
            id="spbe_portal.E008",
        )


def of_the_mail() -> Iterator[CheckMessage]:
    if settings.EMAIL_USE_TLS and settings.EMAIL_USE_SSL:
        yield Error(
            "EMAIL_USE_TLS and EMAIL_USE_SSL exclude one another: no mail would be sent.",
            hint="STARTTLS (port 587) is EMAIL_USE_TLS, TLS alone (465) EMAIL_USE_SSL.",
            id="spbe_portal.E009",
        )


def of_the_log_in() -> Iterator[CheckMessage]:
    if settings.HTTPS and not settings.MFA_REQUIRED:
        yield Caution(
            "A stolen password alone opens the accounts that reach every number.",
            hint="Leave MFA_REQUIRED out.",
            id="spbe_portal.W002",
        )
    if settings.HTTPS and settings.OIDC_ISSUER.startswith("http:"):
        yield Error(
            "The provider of single sign-on is asked without encryption.",
            hint="Set OIDC_ISSUER to its https address.",
            id="spbe_portal.E010",
        )
    grantable = set(Role.values) - {Role.ADMIN}
    if odd := set(settings.OIDC_ROLES.values()) - grantable:
        yield Error(
            f"OIDC_ROLES names {', '.join(sorted(odd))}, which no claim can give.",
            id="spbe_portal.E011",
        )


def of_the_signing() -> Iterator[CheckMessage]:
    if settings.SIGNING_CERTIFICATE and settings.SIGNING_MODULE:
        yield Error(
            "SIGNING_CERTIFICATE and SIGNING_MODULE both say what signs.",
            hint="Leave one of them out.",
            id="spbe_portal.E012",
        )
    if settings.SIGNING_MODULE and not settings.SIGNING_LABEL:
        yield Error(
            "SIGNING_MODULE without SIGNING_LABEL: nobody knows which key signs.",
            id="spbe_portal.E013",
        )
    for name in ("SIGNING_CERTIFICATE", "SIGNING_MODULE", "SIGNATURE_ROOTS"):
        path = getattr(settings, name)
        if path and not Path(path).is_file():
            yield Error(f"{name}={path}: there is no such file.", id="spbe_portal.E014")
    if settings.SIGNING_LONG_TERM and not (
        settings.TIMESTAMP_URL and settings.SIGNATURE_ROOTS
    ):
        yield Error(
            "SIGNING_LONG_TERM needs a time stamp and roots to prove the chain to.",
            hint="Set TIMESTAMP_URL and SIGNATURE_ROOTS.",
            id="spbe_portal.E015",
        )
