"""How this site is set up. One file, driven by the environment; a fresh clone needs no variable at all.

SITE_MODE is `demo` (default: own error pages, invented people, mail as files), `development` (debugger on)
or `production` (refuses weak settings and demo data).
"""

import contextlib
import os
import secrets
import sqlite3
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

from config import locales


def env(name):
    """The variable, or a sentence that says what to do where it is missing."""
    if not os.environ.get(name):
        raise ImproperlyConfigured(f"Set {name} in the environment. deploy/environment says what it is for.")
    return os.environ[name]


def env_choice(name, default, choices):
    value = os.environ.get(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value} is not understood. Use one of: {', '.join(choices)}.")
    return value


def env_number(name, default):
    """The variable as a whole number that is not negative."""
    value = os.environ.get(name, default)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name}={value} is not understood. Write a whole number, such as {name}=1.")
    return int(value)


# MODE

SITE_MODE = env_choice("SITE_MODE", "demo", ["demo", "development", "production"])
PRODUCTION = SITE_MODE == "production"
DEBUG = SITE_MODE == "development"

# What production needs is told at once, not one by one. A name with nothing behind it is missing too.
NEEDED = ["SECRET_KEY", "SITE_ADDRESS", "ALLOWED_HOSTS", "EMAIL_HOST", "MAIL_FROM", "TRUSTED_PROXIES"]
missing = [name for name in NEEDED if PRODUCTION and not os.environ.get(name)]
if missing:
    raise ImproperlyConfigured(
        f"Set {', '.join(missing)} in the environment. deploy/environment says of each setting what it is for."
    )

# PATHS: what the site writes is for its own account on the machine, from the first byte

os.umask(0o077)


def set_mode(path, mode):
    if path.exists() and path.stat().st_mode & 0o777 != mode:
        path.chmod(mode)


BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / "var"))
PRIVATE_DIR = DATA_DIR / "private"  # PDFs and keys: never under a web address
MAIL_DIR = DATA_DIR / "mail"
for folder in (DATA_DIR, PRIVATE_DIR, DATA_DIR / "media", DATA_DIR / "static", DATA_DIR / "log"):
    folder.mkdir(parents=True, exist_ok=True)
    set_mode(folder, 0o700)
for path in (*DATA_DIR.glob("*.sqlite3*"), *PRIVATE_DIR.glob("*_key")):  # of a site that was set up before this
    set_mode(path, 0o600)
if PRODUCTION:
    # The proxy serves the pictures: others may pass through to them, and list nothing.
    PICTURES_DIR = DATA_DIR / "media" / "images"
    PICTURES_DIR.mkdir(exist_ok=True)
    for folder, mode in ((DATA_DIR, 0o711), (DATA_DIR / "media", 0o711), (PICTURES_DIR, 0o755)):
        set_mode(folder, mode)
    for folder in (MAIL_DIR, DATA_DIR / "media" / "documents", DATA_DIR / "media" / "original_images"):
        set_mode(folder, 0o700)

# SECRETS, ADDRESS

SITE_NOW = os.environ.get("SITE_NOW", "")  # where the site's clock starts; a system check refuses it in production


def kept_secret(name):
    """A secret made once and kept in the private folder, so that a fresh clone starts without any set-up.

    The file is whole or not there. An empty one is no key: what is sealed with it could be made by anybody.
    """
    path = PRIVATE_DIR / name
    if not path.exists():
        unfinished = path.with_name(f"{name}.{secrets.token_hex(8)}")
        try:
            with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(64))
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):  # another process was first: its secret is kept
                os.link(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
    secret = path.read_text()
    if not secret.strip():
        raise ImproperlyConfigured(
            f"{path} is empty. Put it back from a backup. Remove it only where the site is new: what was written with "
            "the lost one cannot be read or checked with another."
        )
    return secret


SECRET_KEY = os.environ.get("SECRET_KEY") or kept_secret("secret_key")
if PRODUCTION and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5):
    raise ImproperlyConfigured("SECRET_KEY is too easy to guess. Make one with `openssl rand -base64 48`.")
# Outside the database on purpose: whoever can write rows must not be able to seal them (portal/events.py).
EVENT_KEY_IS_SET = bool(os.environ.get("EVENT_KEY"))
EVENT_KEY = os.environ.get("EVENT_KEY") or kept_secret("event_key")
# Who gets the head of the event log by mail each night (operations/audit/event_heads.py); nobody where it is empty.
EVENT_HEADS_TO = os.environ.get("EVENT_HEADS_TO", "")
# Who is told of what is wrong with the running site (portal/operations/health/faults.py); empty: its administrators.
FAULTS_TO = os.environ.get("FAULTS_TO", "")
# What a collector of figures says to read /metrics (operations/health/metrics.py); without it there is no such page.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
# Where error reports go (portal/error_reports.py); nowhere without it.
ERROR_REPORTS_DSN = os.environ.get("ERROR_REPORTS_DSN", "")
# The key that PDFs are sealed with (portal/seal.py). Empty: the site makes its own in the private folder.
SEAL_KEY_FILE = os.environ.get("SEAL_KEY_FILE", "")  # PEM: the key, its certificate, and those above it
SEAL_KEY = os.environ.get("SEAL_KEY", "")  # the same as text, where several machines get their keys by the environment
SEAL_TIME_SERVICE = os.environ.get("SEAL_TIME_SERVICE", "")  # the address of a time-stamp service (RFC 3161)
SEAL_TIME_CERTIFICATE_FILE = env("SEAL_TIME_CERTIFICATE_FILE") if SEAL_TIME_SERVICE else ""  # PEM: whom to trust there
# Where the worker puts a backup each night, and what each backup is encrypted with (portal/operations/backups).
BACKUP_DIR = os.environ.get("BACKUP_DIR", "")
BACKUP_KEY = os.environ.get("BACKUP_KEY", "")
PORT = os.environ.get("PORT", "8000")
SITE_ADDRESS = os.environ.get("SITE_ADDRESS", f"http://localhost:{PORT}").rstrip("/")
# An OpenID Connect provider, such as a broker of BankID, that is asked who signs (portal/identity.py).
# All of it or nothing: a name that is missing or written wrongly must not make the code alone enough.
_identity = {
    name: os.environ.get(f"IDENTITY_{name}", "").strip()
    for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME", "HIGH", "SUBSTANTIAL")
}
if any(_identity.values()):
    for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME"):
        if not _identity[name]:
            raise ImproperlyConfigured(f"Set IDENTITY_{name} in the environment, or no variable that begins so.")
    if not (_identity["HIGH"] or _identity["SUBSTANTIAL"]):
        raise ImproperlyConfigured(
            "Set IDENTITY_HIGH or IDENTITY_SUBSTANTIAL: what the provider calls that level (acr)."
        )
    if not _identity["ISSUER"].startswith("https://" if PRODUCTION else ("https://", "http://localhost:")):
        raise ImproperlyConfigured(f"IDENTITY_ISSUER={_identity['ISSUER']} is not understood. Write https://….")
IDENTITY_ISSUER, IDENTITY_CLIENT_ID = _identity["ISSUER"], _identity["CLIENT_ID"]
IDENTITY_CLIENT_SECRET = _identity["CLIENT_SECRET"]
IDENTITY_NAME = _identity["NAME"]  # what people know it as: BankID
IDENTITY_HIGH, IDENTITY_SUBSTANTIAL = _identity["HIGH"], _identity["SUBSTANTIAL"]  # what the provider calls them
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "").split(",") if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"]

# APPS: ours first, in the order in which they may know of each other

ROOMS = [
    "accounts", "chapters", "knowledge", "declarations", "supporters", "onboarding", "activities", "calls",
    "reports", "experts", "desk", "operations", "demo",
]  # fmt: skip
INSTALLED_APPS = [
    "home",
    "portal",
    *(f"portal.{room}" for room in ROOMS),
    "forms",
    "wagtail_localize",  # this and the next come before Wagtail's own apps and replace wagtail.locales
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "formtools",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",
]
AUTH_USER_MODEL = "accounts.User"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "portal.reading_pages.ReadingPages",  # before all that asks for a session; what it keeps has the headers of these
    "portal.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.large_requests.LargeRequests",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.middleware.SignedIn",
    "home.editing.requests.UnreadableRequests",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

# TEMPLATES

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["config.templates.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.page_frame",
            ],
        },
    }
]
FORM_RENDERER = "forms.renderer.SiteRenderer"
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"

# DATABASE


def wal_is_safe(version):
    """Whether this SQLite is free of the bug that can corrupt a write-ahead log shared by two processes.

    Fixed in 3.51.3 and in the backports 3.44.6 and 3.50.7 (sqlite.org, WAL-reset bug).
    """
    number = tuple(int(part) for part in version.split("."))
    return number >= (3, 51, 3) or (3, 44, 6) <= number < (3, 45) or (3, 50, 7) <= number < (3, 51)


JOURNAL_MODE = "WAL" if wal_is_safe(sqlite3.sqlite_version) else "TRUNCATE"
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # trusted_schema=OFF cannot be used: Django's JSON columns carry CHECK (JSON_VALID(...)), which it then refuses.
    "init_command": f"PRAGMA journal_mode={JOURNAL_MODE};PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;"
    "PRAGMA journal_size_limit=67108864;",
}
_database_url = os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'db.sqlite3'}"
try:
    DATABASES = {"default": dj_database_url.parse(_database_url, conn_max_age=60, conn_health_checks=True)}
except ValueError:  # its text has the whole address, with the password
    raise ImproperlyConfigured("DATABASE_URL is not understood: write postgres://user:password@host/name.") from None
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # In the database: limits on sign-in must hold over several processes and survive a restart.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # In the process: what every reader is shown and nobody owns. A change is seen everywhere within a minute.
    "fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "fragments",
        "TIMEOUT": 60,  # portal/fragments.py takes them for their own minute alone
        "OPTIONS": {"MAX_ENTRIES": 2_000},  # a card for each supporter in the list, in each language
    },
    # In the process: where the sizes of pictures are. Wagtail writes there for each picture of each page that is made.
    "renditions": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "renditions",
        "TIMEOUT": 60,
    },
}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "home.search.backend"}}

# LANGUAGES AND TIME

LANGUAGE_CODE = "nb"
INTERFACE_LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
# Pages may also be written in Northern Sámi, from the day an editor adds it; menus and buttons are bokmål there.
LANGUAGES = [*INTERFACE_LANGUAGES, ("se", "Davvisámegiella")]
WAGTAIL_CONTENT_LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "Engelsk"), ("se", "Nordsamisk")]  # in the CMS
LANG_INFO["se"] = {"bidi": False, "code": "se", "name": "Northern Sami", "name_local": "davvisámegiella"}
# Ours, then what Wagtail's own bokmål lacks on an editor's daily path.
LOCALE_PATHS, DAMAGED_WORDING = locales.sound(
    [BASE_DIR / "site" / "locale", BASE_DIR / "site" / "locale_cms"], spare=DATA_DIR / "wording"
)
FORMAT_MODULE_PATH = ["config.formats"]
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = [("nb", "Norsk")]
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

# STATIC AND MEDIA

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "site" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
WHITENOISE_USE_FINDERS = not PRODUCTION
# Private files, pictures and documents are in DATA_DIR, or in a bucket that several machines share (portal/files.py).
_bucket = {
    "bucket_name": os.environ.get("FILES_S3_BUCKET", ""),
    "endpoint_url": os.environ.get("FILES_S3_ENDPOINT") or None,  # none: Amazon's own
    "region_name": os.environ.get("FILES_S3_REGION") or None,
    "access_key": os.environ.get("FILES_S3_KEY_ID") or None,
    "secret_key": os.environ.get("FILES_S3_SECRET") or None,
    "addressing_style": "path",
    "default_acl": None,
    "file_overwrite": True,
}
FILES_ARE_SHARED = bool(_bucket["bucket_name"])
_names = [f"FILES_S3_{name}" for name in ("ENDPOINT", "REGION", "KEY_ID", "SECRET")]
FILES_S3_WITHOUT_A_BUCKET = [name for name in _names if os.environ.get(name) and not FILES_ARE_SHARED]
if FILES_ARE_SHARED:
    # A key that one machine makes for itself is unknown to the others: they could neither seal nor check anything.
    for name in ("SECRET_KEY", "EVENT_KEY"):
        env(name)
    if not (SEAL_KEY or SEAL_KEY_FILE):
        raise ImproperlyConfigured("FILES_S3_BUCKET is set, so several machines share the files: set SEAL_KEY too.")
STORAGES = {
    "default": {
        "BACKEND": "portal.shared_files.SharedMedia",
        "OPTIONS": {**_bucket, "location": "media", "file_overwrite": False},
    }
    if FILES_ARE_SHARED
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "portal.shared_files.SharedPrivate", "OPTIONS": {**_bucket, "location": "private"}}
    if FILES_ARE_SHARED
    else {"BACKEND": "portal.files.PrivateFolder"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# MAIL: rooms write outbox rows, the worker sends them (portal/mail.py)

EMAIL_BACKEND = "portal.mail.OutboxBackend"
DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "portal.mail.FileBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "") if PRODUCTION else ""
EMAIL_PORT = env_number("EMAIL_PORT", "587")
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == 465  # the port on which a mail server speaks TLS from the first word on
EMAIL_USE_TLS = not EMAIL_USE_SSL
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "likeperson@eksempel.no")

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own

# SIGN-IN: django-allauth, by e-mailed code only (docs/decisions/0004)

LOGIN_URL = "portal:sign_in"
LOGIN_REDIRECT_URL = "portal:my_page"
ACCOUNT_ADAPTER = "portal.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_REAUTHENTICATION_REQUIRED = False
ACCOUNT_RATE_LIMITS = False  # codes and guesses are counted in one place, portal/code_limits.py
ACCOUNT_USER_DISPLAY = str
# Said aloud in production: with a wrong number all visitors would share one limit, or choose their own address.
ALLAUTH_TRUSTED_PROXY_COUNT = env_number("TRUSTED_PROXIES", "0")
MFA_ADAPTER = "portal.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp"]
MFA_TOTP_ISSUER = "Likeperson"
MFA_TOTP_TOLERANCE = 1  # hands that tremble need longer than half a minute
SESSION_COOKIE_AGE = 30 * 24 * 60 * 60  # members, idle; staff sessions are shortened in portal/middleware.py
CSRF_COOKIE_AGE = 365 * 24 * 60 * 60
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

# WAGTAIL

WAGTAIL_SITE_NAME = "Likeperson"
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_DATE_FORMAT = "%d.%m.%Y"
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
WAGTAILADMIN_BASE_URL = SITE_ADDRESS
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/logg-inn/"
WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False  # would send our host name to a third party
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # would send a digest of each editor's e-mail address
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILIMAGES_IMAGE_FORM_BASE = "home.editing.pictures.PictureForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "odt", "xlsx", "pptx", "txt"]  # nothing that a browser runs
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "home.editing.filling_in.rich_text.RichTextArea",
        "OPTIONS": {"features": ["h2", "h3", "bold", "ol", "ul", "link"]},
    }
}

# SECURITY

_policy = {
    "default-src": [SELF], "script-src": [SELF], "style-src": [SELF], "img-src": [SELF, "data:"],
    "object-src": [NONE], "base-uri": [NONE], "frame-ancestors": [NONE], "form-action": [SELF],
}  # fmt: skip
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _policy}
# Wagtail's own pages carry inline scripts and styles, and show a preview in a frame.
CMS_CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **_policy,
        "script-src": [SELF, "'unsafe-inline'"],
        "style-src": [SELF, "'unsafe-inline'"],
        "frame-ancestors": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "portal.large_requests.ShortNames",
]
LARGEST_REQUEST = 10_100_000  # bytes: a file to be checked, and what is around it
LARGEST_CMS_REQUEST = 100_000_000  # pictures and documents of editors
if PRODUCTION:
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "class": "config.logs.Formatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "filters": {"outages": {"()": "config.logs.OncePerOutage"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["outages"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "portal": {"level": "INFO"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # whoever tries the machine's number, some each minute
        "django.request": {"level": "ERROR"},  # a closed door is no fault: its traceback would hide the real ones
        # They quote the text that they set, which is somebody's answers; portal/pdf.py says what could not be made.
        "xhtml2pdf": {"level": "CRITICAL"},
        "reportlab": {"level": "CRITICAL"},
        "svglib": {"level": "CRITICAL"},
        # They tell at length what is wrong with a file that somebody wanted to check; portal/seal.py says it in a word.
        "pyhanko": {"level": "CRITICAL"},
        "pyhanko_certvalidator": {"level": "CRITICAL"},
    },
}
