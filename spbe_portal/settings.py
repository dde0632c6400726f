"""The only settings module: every difference between machines is in the environment."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF

from spbe_portal import env


def origin_of(address: str) -> str:
    """Scheme, host and port, as the policy of content names them."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
DEBUG = env.flag("DEBUG", default=False)
DEMO = env.flag("DEMO", default=False)
HTTPS = env.flag("HTTPS", default=True)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
BASE_URL = env.text("BASE_URL")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

VERSION = re.findall(
    r"^## v(\S+)", (BASE_DIR / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
)[0]

# Identity of the deployment: the province that runs this portal.
PROVINCE = env.text("PROVINCE", "Provinsi Sulawesi Barat")
OFFICE = env.text("OFFICE", "Dinas Komunikasi, Informatika, Persandian dan Statistik")
OFFICE_ADDRESS = env.text("OFFICE_ADDRESS", "Mamuju, Sulawesi Barat")

INSTALLED_APPS = [
    "spbe_portal",
    "accounts",
    "instruments",
    "assessments",
    "teams",
    "evidence",
    "insight",
    "reports",
    "opendata",
    "reorganisations",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "template_partials",
    "django.contrib.admin.apps.SimpleAdminConfig",  # registers nothing by itself
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "spbe_portal.middleware.security_headers",
    "spbe_portal.middleware.readable_requests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.sessions.SessionLimitsMiddleware",
    "accounts.context_middleware.WorkingContextMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.second_factor.SecondFactorMiddleware",
    "accounts.passwords.PasswordAgeMiddleware",
]

ROOT_URLCONF = "spbe_portal.urls"
WSGI_APPLICATION = "spbe_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "template_partials.templatetags.partials",
                "accounts.templatetags.permissions",
                "accounts.templatetags.context",
                "spbe_portal.templatetags.components",
                "spbe_portal.templatetags.charts",
                "spbe_portal.templatetags.formats",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "spbe_portal.context.portal",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Data

DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL"), conn_max_age=0, conn_health_checks=False
    )
}
if env.flag("DATABASE_POOL", default=True):
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": env.number("DATABASE_POOL_SIZE", 10)}
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "spbe",
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None  # results are rows of the portal, not of the broker
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Makassar"
CELERY_BEAT_SCHEDULE = {
    "tick": {
        "task": "assessments.tasks.tick",
        "schedule": crontab(),
        "options": {"expires": 55},  # of those that waited for a worker one is enough
    },
    "carry-out-reorganisations": {
        "task": "reorganisations.tasks.carry_out_due",
        "schedule": 300,
    },
    "resume-documents": {"task": "reports.tasks.resume", "schedule": 60},
    "resume-batches": {"task": "reports.tasks.resume_batches", "schedule": 60},
    "inspect-evidence": {"task": "evidence.tasks.inspect_due", "schedule": 60},
    "rescan-evidence": {"task": "evidence.tasks.rescan_due", "schedule": 60},
    "check-new-links": {"task": "evidence.tasks.check_links_lost", "schedule": 300},
    "check-links": {
        "task": "evidence.tasks.check_links_due",
        "schedule": crontab(hour=3, minute=0),
    },
    "sweep-uploads": {"task": "evidence.tasks.sweep_uploads", "schedule": 3600},
    "verify-audit": {
        "task": "accounts.tasks.verify_audit",
        "schedule": crontab(hour=1, minute=30),
    },
    "send-due-mail": {"task": "accounts.tasks.send_due_mail", "schedule": 60},
    "write-digests": {
        "task": "accounts.tasks.write_digests",  # from 07.00 on; one a day is written
        "schedule": crontab(minute="*/10"),
    },
    "verify-results": {
        "task": "assessments.tasks.verify_results",
        "schedule": crontab(hour=1, minute=45),
    },
    "close-terms": {
        "task": "teams.tasks.close_terms",
        "schedule": crontab(hour=0, minute=15),
    },
    "remind-certificates": {
        "task": "teams.tasks.remind_of_certificates",
        "schedule": crontab(hour=6, minute=0),
    },
    "end-placements": {
        "task": "accounts.tasks.end_placements",
        "schedule": crontab(hour=0, minute=5),
    },
    "forget-registries": {"task": "teams.tasks.forget_registries", "schedule": 3600},
    "clear-sessions": {
        "task": "accounts.tasks.clear_sessions",
        "schedule": crontab(hour=2, minute=0),
    },
}

# Files: evidence and issued reports, never in the static path

MEDIA_ROOT = VAR_DIR / "media"
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
if S3_BUCKET := env.text("S3_BUCKET", ""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.text("S3_ENDPOINT_URL"),
            "access_key": env.text("S3_ACCESS_KEY"),
            "secret_key": env.text("S3_SECRET_KEY"),
            "default_acl": "private",
            "file_overwrite": False,
            "use_threads": False,  # one part at a time: constant memory
            "max_memory_size": 1024 * 1024,  # a larger file is read by way of the disk
        },
    }
MEGABYTE = 1024 * 1024
MAX_UPLOAD_BYTES = env.number("MAX_UPLOAD_MB", 500) * MEGABYTE
QUOTA_AGENCY_BYTES = env.number("QUOTA_AGENCY_MB", 20_000) * MEGABYTE
QUOTA_QUARTER_BYTES = env.number("QUOTA_QUARTER_MB", 5_000) * MEGABYTE
UPLOAD_DIR = Path(env.text("UPLOAD_DIR", str(VAR_DIR / "uploads")))
UPLOAD_HOURS = env.number("UPLOAD_HOURS", 24)
CLAMD = env.text("CLAMD", "")  # HOST:PORT or the path of a socket
UNSCANNED_FILES = env.text("UNSCANNED_FILES", "allow")  # or "hold"
OFFICE_CONVERTER = env.text("OFFICE_CONVERTER", "")  # path of soffice

# Signatures: a certificate in a PKCS#12 file, or one that a PKCS#11 module keeps

SIGNING_CERTIFICATE = env.text("SIGNING_CERTIFICATE", "")  # path of the PKCS#12 file
SIGNING_MODULE = env.text("SIGNING_MODULE", "")  # path of the PKCS#11 library
SIGNING_TOKEN = env.text("SIGNING_TOKEN", "")  # label of its token
SIGNING_LABEL = env.text("SIGNING_LABEL", "")  # label of key and certificate in it
SIGNING_PASSPHRASE = env.text("SIGNING_PASSPHRASE", "")  # of the file, or PIN
SIGNING_LONG_TERM = env.flag("SIGNING_LONG_TERM", default=False)
TIMESTAMP_URL = env.text("TIMESTAMP_URL", "")
SIGNATURE_ROOTS = env.text("SIGNATURE_ROOTS", "")  # PEM: who is trusted

FILE_UPLOAD_HANDLERS = ["evidence.uploads.StreamingUploadHandler"]
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "tmp"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", VAR_DIR / "frontend"]

# Accounts

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "accounts.adapter.PortalAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "change_password": "5/m/user",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = env.number("CONFIRM_MINUTES", 15) * 60
INVITATION_DAYS = env.number("INVITATION_DAYS", 7)
MFA_REQUIRED = env.flag("MFA_REQUIRED", default=not DEMO)
MFA_ADAPTER = "accounts.second_factor.PortalMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the secretariat gives the addresses
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)

# Single sign-on, where the government has a provider of OpenID Connect

SOCIALACCOUNT_ADAPTER = "accounts.sso.PortalSocialAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, object]] = {}
OIDC_ISSUER = env.text("OIDC_ISSUER", "")
OIDC_NAME = env.text("OIDC_NAME", "akun pemerintah")
OIDC_ROLE_CLAIM = env.text("OIDC_ROLE_CLAIM", "role")
OIDC_ROLES = dict(pair.split("=", 1) for pair in env.words("OIDC_ROLES"))
OIDC_AGENCY_CLAIM = env.text("OIDC_AGENCY_CLAIM", "opd")
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": OIDC_NAME,
                "client_id": env.text("OIDC_CLIENT_ID"),
                "secret": env.text("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_ISSUER.rstrip("/")},
            }
        ],
    }
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_MAX_AGE_DAYS = env.number("PASSWORD_MAX_AGE_DAYS", 0)
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": env.number("PASSWORD_MIN_LENGTH", 12)},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": (
            "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"
        )
    },
    {"NAME": "accounts.passwords.AnotherPasswordValidator"},
]
SESSION_ENGINE = "spbe_portal.sessions"
SESSION_COOKIE_AGE = env.number("SESSION_HOURS", 10) * 3600
SESSION_IDLE_SECONDS = env.number("SESSION_IDLE_MINUTES", 30) * 60
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "spbe_portal.views.csrf_failure"

# Headers

SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # the portal shows its own PDF in a frame
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF, *([origin_of(OIDC_ISSUER)] if OIDC_ISSUER else [])],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}

# Mail

EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = 10
EMAIL_FILE_PATH = VAR_DIR / "mail"  # read by the file-based backend of the demo
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "portal-spbe@localhost")
EMAIL_REPLY_TO = env.words("EMAIL_REPLY_TO")

# Open data

PUBLIC_INDEXED = env.flag("PUBLIC_INDEXED", default=True)  # by search engines
OPEN_DATA_CORS = env.flag("OPEN_DATA_CORS", default=True)  # readable by other sites

# Language and time: one language, Sulawesi Barat is WITA (UTC+8)

LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Makassar"
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    # they tell each step of each document
    "loggers": {"weasyprint": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
}
