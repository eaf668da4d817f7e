"""Settings shared by every stage."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlparse

from config.env import ROOT, environment

env = environment()

SRC = ROOT / "src" / "thidua"
DATA_DIR: Path = env.data_dir
SECRET_KEY = env.secret_key.get_secret_value()
DEBUG = False
ALLOWED_HOSTS = [host.strip() for host in env.hosts.split(",") if host.strip()]
BASE_URL = env.base_url
IS_DEMO = env.stage == "demo"
DEMO_PASSWORD = "thi-dua-yeu-nuoc" if IS_DEMO else ""
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "thidua.web.shell.errors.forged"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "thidua.domain.audit",
    "thidua.domain.organizations",
    "thidua.domain.people",
    "thidua.domain.accounts",
    "thidua.domain.catalogue",
    "thidua.domain.register",
    "thidua.domain.movements",
    "thidua.domain.nominations",
    "thidua.domain.councils",
    "thidua.domain.decisions",
    "thidua.domain.archive",
    "thidua.domain.capture",
    "thidua.domain.communications",
    "thidua.domain.reporting",
    "thidua.domain.reports",
    "thidua.ui",
    "thidua.web",
    "thidua.portal",
    "thidua.operations",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "thidua.web.shell.compression.Brotli",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "thidua.web.shell.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "thidua.web.shell.middleware.SecurityHeaders",
    "thidua.web.shell.middleware.CurrentActor",
    "thidua.web.shell.middleware.Refusals",
]
if IS_DEMO:
    MIDDLEWARE.insert(0, "thidua.web.shell.timing.ServerTiming")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "DIRS": [SRC / "ui" / "templates", SRC / "web" / "templates", SRC / "portal" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "thidua.ui.jinja.environment",
            "context_processors": ["thidua.web.shell.context.shell"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "django",
        "DIRS": [SRC / "ui" / "dtl"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


def database(url: str) -> dict[str, Any]:
    """Django's description of the PostgreSQL database at ``url`` (a libpq URL; ``?host=`` may name a socket)."""
    parts = urlparse(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": query.get("port", str(parts.port or "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c timezone=Asia/Ho_Chi_Minh"},
    }


DATABASES = {"default": database(env.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["thidua.web.accounts.backend.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "thidua.web.accounts.adapter.ClosedSignup"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_FORMS = {
    "login": "thidua.web.accounts.forms.SignInForm",
    "reset_password": "thidua.web.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "thidua.web.accounts.forms.NewPasswordForm",
    "change_password": "thidua.web.accounts.forms.ChangePasswordForm",
    "reauthenticate": "thidua.web.accounts.forms.ConfirmPasswordForm",
}
MFA_FORMS = {
    "authenticate": "thidua.web.accounts.forms.CodeForm",
    "reauthenticate": "thidua.web.accounts.forms.ConfirmCodeForm",
    "activate_totp": "thidua.web.accounts.forms.ActivateCodesForm",
}
# Addresses are given by officers, so nobody can lock another out of an address that is not theirs.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "thidua"
MFA_ADAPTER = "thidua.web.accounts.adapter.EncryptedSecrets"
USERSESSIONS_TRACK_ACTIVITY = False  # a write on every request is not worth the last-seen time

SESSION_ENGINE = "thidua.web.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"


def object_store(url: str) -> dict[str, Any]:
    """Django's description of the bucket at ``url`` (``s3://key:secret@host:port/bucket``, plain with ``s3+http``)."""
    parts = urlparse(url)
    scheme = "http" if parts.scheme == "s3+http" else "https"
    port = f":{parts.port}" if parts.port else ""
    options = {
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "endpoint_url": f"{scheme}://{parts.hostname}{port}",
        "bucket_name": parts.path.strip("/"),
        "region_name": dict(parse_qsl(parts.query)).get("region", "us-east-1"),
        "addressing_style": "path",
        "signature_version": "s3v4",
        "default_acl": None,
        "querystring_auth": True,
        "file_overwrite": True,  # a name is the hash of its content, so nothing else is ever written over it
        "max_memory_size": 8 * 1024 * 1024,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CONTENT_ROOT = DATA_DIR / "files"
CONTENT_OBJECTS = ""
if (
    env.files_url
):  # contents of CONTENT_ROOT go to a bucket; the directory holds only what is on its way there
    CONTENT_OBJECTS = "originals"
    STORAGES["originals"] = object_store(env.files_url)
CLAMD_URL = env.clamd_url
UPLOAD_ROOT = DATA_DIR / "uploads"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_PERMISSIONS = 0o600

FIELD_KEYS = env.field_keys.get_secret_value()
INDEX_KEY = env.index_key.get_secret_value()
KEYS_FILE = env.keys_file
LOG_KEYS = env.log_keys.get_secret_value()
LAW_DIR = ROOT / "law"
CLOCK_FILE = DATA_DIR / "clock.json" if IS_DEMO else None

DEFAULT_FROM_EMAIL = env.email_from
_email = urlparse(env.email_url)
EMAIL_BACKEND = {
    "console": "django.core.mail.backends.console.EmailBackend",
    "memory": "django.core.mail.backends.locmem.EmailBackend",
}.get(_email.scheme, "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = _email.hostname or ""
EMAIL_PORT = _email.port or 25
EMAIL_HOST_USER = unquote(_email.username or "")
EMAIL_HOST_PASSWORD = unquote(_email.password or "")
EMAIL_USE_SSL = _email.scheme == "smtps"

MENU_COUNT_SECONDS = 3  # how old the small numbers of the menu may be for who has done nothing meanwhile
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.log_level},
    "loggers": {"procrastinate": {"level": "WARNING"}, "django.server": {"level": "WARNING"}},
}
