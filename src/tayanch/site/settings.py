"""All settings, flat and typed. Tayanch runs with none of them set; docs/reference/settings.md tells each."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from tayanch.store.files import write_atomically
from tayanch.store.state import data_folder


def env_bool(name: str, default: bool) -> bool:
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def env_list(name: str, default: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def secret_key() -> str:
    """Random, made once per data folder; it signs nothing that outlives a lock."""
    path = data_folder() / "secret_key"
    if not path.exists():
        write_atomically(path, secrets.token_urlsafe(48).encode())
    return path.read_text("ascii")


def database(url: str) -> dict[str, Any]:
    """The one database: the encrypted file, or PostgreSQL by ``postgresql://user:password@host:port/name``."""
    if not url:
        return {
            "ENGINE": "tayanch.store.sqlcipher",
            "NAME": data_folder() / "tayanch.db",
            "CONN_MAX_AGE": None,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
            "TEST": {"NAME": data_folder() / "test.db"},
        }
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or options.pop("host", ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": options,
    }


PACKAGE = Path(__file__).resolve().parent
DATA_FOLDER: Path = data_folder()

# --- who and where -------------------------------------------------------------------------------
DEBUG: bool = False
SECRET_KEY: str = secret_key()
ALLOWED_HOSTS: list[str] = env_list("TAYANCH_HOSTS", "localhost,127.0.0.1,[::1]")
ADDRESS: str = os.environ.get("TAYANCH_ADDRESS", "")
BEHIND_HTTPS: bool = env_bool("TAYANCH_HTTPS", False)
DATABASES: dict[str, dict[str, Any]] = {"default": database(os.environ.get("TAYANCH_DATABASE_URL", ""))}
LOCK_AFTER_MINUTES: float = float(os.environ.get("TAYANCH_LOCK_AFTER_MINUTES", "15"))
REQUIRE_SECOND_FACTOR: bool = env_bool("TAYANCH_REQUIRE_SECOND_FACTOR", bool(os.environ.get("TAYANCH_DATABASE_URL")))

# --- what is installed -----------------------------------------------------------------------------
INSTALLED_APPS: list[str] = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "tayanch.audit",
    "tayanch.accounts",
    "tayanch.vault",
    "tayanch.directory.keeping",
    "tayanch.desk",
    "tayanch.guide.editing",
    "tayanch.evidence",
    "tayanch.evidence.interviews",
    "tayanch.evidence.figures",
    "tayanch.evidence.indicators",
    "tayanch.evidence.policy",
    "tayanch.evidence.reports",
    "tayanch.evidence.releases",
    "tayanch.evidence.topics",
    "tayanch.site",
]
MIDDLEWARE: list[str] = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tayanch.site.middleware.SafeHeaders",
    "csp.middleware.CSPMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "tayanch.site.middleware.Unlocked",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tayanch.site.middleware.SignedIn",
    "tayanch.site.middleware.OfOneOrganisation",
    "tayanch.site.own_key.OwnKey",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "tayanch.site.urls"
WSGI_APPLICATION = "tayanch.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tayanch.site.context.navigation",
            ],
            "builtins": ["tayanch.site.templatetags.tayanch"],
        },
    }
]

# --- languages -------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES: list[tuple[str, Any]] = [("ky", _("Kyrgyz")), ("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS: list[Path] = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE: str = os.environ.get("TAYANCH_TIME_ZONE", "Asia/Bishkek")

# --- static files: ours only, nothing from another host ----------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS: list[Path] = [PACKAGE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# --- signing in --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS: list[str] = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS: list[str] = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:tonight"
ACCOUNT_ADAPTER = "tayanch.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS: set[str] = {"username"}
ACCOUNT_SIGNUP_FIELDS: list[str] = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "tayanch.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES: list[str] = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tayanch"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_HTTPS  # localhost has no certificate

# --- nothing leaves, nothing stays --------------------------------------------------------------------
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_NAME = "s"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_NAME = "c"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SECURE_SSL_REDIRECT = BEHIND_HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if BEHIND_HTTPS else 0
# "no-referrer" would make browsers send "Origin: null" with our own forms, and the CSRF check refuses that.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
# An upload is sealed before it touches the disk, so it must fit into memory.
FILE_UPLOAD_HANDLERS: list[str] = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CACHES: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_values": {"()": "tayanch.site.logs.NoValues"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["no_values"]}},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
