"""Django's settings, made from the checked configuration."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from liaison import config

CONFIG = config.read()
BASE_DIR = Path(__file__).resolve().parent

SECRET_KEY = CONFIG.secret_key
DEBUG = CONFIG.debug
ALLOWED_HOSTS = ["*"] if CONFIG.bind != "127.0.0.1" else ["127.0.0.1", "localhost", "[::1]"]
_public_host = config.in_url(urlsplit(CONFIG.public_url).hostname or "")
if _public_host not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append(_public_host)
CSRF_TRUSTED_ORIGINS = [CONFIG.public_url]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "liaison.web",  # before allauth: its templates come first
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "django_prose_editor",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "liaison.files",
    "liaison.jobs",
    "liaison.accounts",
    "liaison.contacts",
    "liaison.campaigns",
    "liaison.letters",
    "liaison.interactions",
    "liaison.mail",
    "liaison.delivery",
    "liaison.segments",
    "liaison.api",
    "liaison.ops",
]

MIDDLEWARE = [
    "liaison.ops.lines.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "liaison.web.shell.middleware.SignInRequired",  # before the next, which reads what a form holds
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "liaison.web.shell.middleware.Frame",
]

ROOT_URLCONF = "liaison.urls"
WSGI_APPLICATION = "liaison.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"


# What is prepared has one plan, or the server would weigh it against a new one each time. And a server that
# compiles statements would take longer for that than for all of their rows.
_ASKED = "-c plan_cache_mode=force_generic_plan -c jit=off"


def _database(url: str) -> dict[str, object]:
    """Django's dictionary for a PostgreSQL address; a socket folder may stand in `?host=`."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "liaison",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": False,
        # The threshold lets `kit.sql.rows_often` prepare what it asks; everything else is never prepared.
        "OPTIONS": {
            "prepare_threshold": 5,
            **options,
            "options": f"{_ASKED} {options.get('options', '')}".strip(),
            "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
        },
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }


# Without DATABASE_URL the supervisor starts the private server and writes its address here.
_address = CONFIG.home / "postgres" / "address"
DATABASES = {
    "default": _database(
        CONFIG.database_url
        or (_address.read_text(encoding="utf-8").strip() if _address.is_file() else "postgres:///liaison")
    )
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Above all failed sign-ins: with few of them anybody could push out those of others.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "liaison.web.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
# Over HTTPS a proxy stands in front, and tells whose request it is.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if CONFIG.secure else 0
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.secure
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "liaison.web.shell.errors.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.secure else None
SECURE_HSTS_SECONDS = 31536000 if CONFIG.secure else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "liaison.web.shell.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "liaison.web.templatetags.ui",
            ],
        },
    }
]

LANGUAGE_CODE = CONFIG.language
LANGUAGES = [("fr", _("French")), ("de", _("German")), ("it", _("Italian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = CONFIG.time_zone
USE_TZ = True
USE_I18N = True
CURRENCY = CONFIG.currency
FORMAT_MODULE_PATH = ["liaison.locale"]

STATIC_URL = "static/"
STATIC_ROOT = CONFIG.home / "static"
STORAGES = {"staticfiles": {"BACKEND": "liaison.ops.static_files.LeanFiles"}}
WHITENOISE_USE_FINDERS = DEBUG
# A form besides its files, and JSON where no file belongs: in memory it takes up to eighty times as much.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "liaison.files.uploads.NoFlood",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILES_FOLDER = CONFIG.files
FILE_SIZE_LIMIT = 50 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20000

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 3,
    "fetch_job_polling_interval": 1,
    "listen_notify": True,
    "update_heartbeat_interval": 5,
    "stalled_worker_timeout": 30,
}
LOGGING_CONFIG = "liaison.ops.logs.configure"
LOGGING = {"version": 1}
