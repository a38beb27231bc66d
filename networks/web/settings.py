"""Settings. Everything has a default that works on one machine; environment variables change it (docs/administrator.md)."""

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from networks.web.secrets import secret_key

BASE = Path(__file__).resolve().parent.parent
ROOT = BASE.parent
env = environ.Env()

# ---- where things are ----
DATA = Path(env("NETWORKS_DATA", default=str(ROOT / "var")))
DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
SECRET_KEY = env("SECRET_KEY", default="") or secret_key(DATA)
DEBUG = env.bool("DEBUG", default=False)
STYLEGUIDE = env.bool("STYLEGUIDE", default=DEBUG)

# The one address people sign in at, without a slash at the end, such as https://net.example.org
SITE_ADDRESS = env("SITE_ADDRESS", default="http://localhost:8000")
SECURE = SITE_ADDRESS.startswith("https://")
# Running on one's own machine, for oneself and for phones in the room (bin/run); never behind a proxy.
EMBEDDED = env.bool("NETWORKS_EMBEDDED", default=False)
# The address that other machines in the room reach (bin/run --lan), or empty.
LAN_ADDRESS = env("NETWORKS_LAN_ADDRESS", default="")
# Whoever has this key (printed by bin/run) may use the local outbox and demonstration sign-in.
LOCAL_KEY = env("NETWORKS_LOCAL_KEY", default="")
# Who may found networks here: anyone ("open"), or only who runs the installation ("operator").
FOUNDING = env("FOUNDING", default="open" if EMBEDDED else "operator")
ALLOWED_HOSTS = [
    *env.list("ALLOWED_HOSTS", default=[]),
    "localhost",
    "127.0.0.1",
    "[::1]",
    SITE_ADDRESS.split("//")[1].split(":")[0],
]
if LAN_ADDRESS:
    ALLOWED_HOSTS.append(LAN_ADDRESS.split("//")[1].rsplit(":", 1)[0])
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS, *([LAN_ADDRESS] if LAN_ADDRESS else [])]
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1 if env.bool("BEHIND_PROXY", default=False) else 0)

# ---- what is installed. This is the only list of rooms ----
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "networks.base",
    "networks.people",
    "networks.record",
    "networks.notices",
    "networks.participation.occasions",
    "networks.participation.feedback",
    "networks.participation.documents",
    "networks.participation.referrals",
    "networks.participation.eligibility",
    "networks.participation.mandates",
    "networks.participation.deadlines",
    "networks.participation.money",
    "networks.meet.sessions",
    "networks.meet.meetings",
    "networks.network.membership",
    "networks.network.charter",
    "networks.network.twinning",
    "networks.web",
    "allauth",  # after ours: pages of people come before its own
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
WITHOUT_ROOM = env("NETWORKS_WITHOUT_ROOM", default="")  # the test that takes rooms away one by one
INSTALLED_APPS = [app for app in INSTALLED_APPS if app != WITHOUT_ROOM]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "networks.web.middleware.Readable",
    "networks.web.middleware.LocalOnly",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "networks.web.middleware.ReaderLocale",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "networks.people.middleware.Devices",
    "networks.people.middleware.WhoAndWhere",
]
ROOT_URLCONF = "networks.web.urls"
ASGI_APPLICATION = "networks.web.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "networks.web.context.page",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]
FORM_RENDERER = "networks.base.forms.FormRenderer"

# ---- data ----
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA / 'networks.sqlite3'}")}
DATABASE = DATABASES["default"]
CONNECTIONS = env.int("DATABASE_POOL", default=10)  # to PostgreSQL, of each process
# Some connections are left for background jobs and for what is told to streams (web/handling.py).
REQUESTS_AT_ONCE = max(1, CONNECTIONS - 2)
if DATABASE["ENGINE"].endswith("sqlite3"):
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
            "PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;"
        ),
    }
    # Each thread keeps its connection for a while: opening one, with what is set above, takes longer than most queries.
    DATABASE["CONN_MAX_AGE"] = 60
    DATABASE["TEST"] = {
        "NAME": str(DATA / "test.sqlite3")
    }  # a file: several threads and a live server share it
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
else:
    DATABASE["OPTIONS"] = {
        **DATABASE.get("OPTIONS", {}),  # such as ?sslmode=require
        "pool": {"min_size": 1, "max_size": CONNECTIONS, "timeout": 20},
    }
    DATABASE["CONN_MAX_AGE"] = 0
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "base_cache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TENANCY_STRICT = env.bool(
    "TENANCY_STRICT", default=DEBUG
)  # a query that forgets its network raises; in production it finds nothing
JOBS_IN_SERVER = env.bool("JOBS_IN_SERVER", default=True)

MEDIA_ROOT = DATA / "files"
# The keys of persons who were erased: kept beside the backups, so that restoring one erases them again.
ERASURES = Path(env("NETWORKS_ERASURES", default=str(DATA / "erasures.txt")))
MEDIA_URL = "/files/"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE / "static"]
# Read by the web server, which runs as somebody else: NETWORKS_STATIC names a folder that it may enter.
STATIC_ROOT = Path(env("NETWORKS_STATIC", default=str(DATA / "static")))
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = DEBUG or EMBEDDED
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or EMBEDDED
        else "networks.web.static.ReadableStaticFiles",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 3_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# ---- languages ----
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE / "locale"]
FORMAT_MODULE_PATH = ["networks.base.formats"]
USE_TZ = True
# "Today" where no network is named (choosing between networks, cards, work for all of them); what is stored stays UTC.
TIME_ZONE = env("NETWORKS_ZONE", default="Europe/Brussels")

# ---- signing in (django-allauth) ----
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "networks.people.signing_in.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # signing in by code proves the address each time
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"length": 8, "numeric": False, "dashed": True}
ACCOUNT_PREVENT_ENUMERATION = True
# Messages to one address are limited; what an address on the internet may fail at, people.pages.sign_in counts.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "5/m/key,30/h/key",
    "login_failed": "10/5m/key",
    "login": None,
    "signup": None,
}
ACCOUNT_FORMS = {
    "request_login_code": "networks.people.forms.AskForCode",
    "confirm_login_code": "networks.people.forms.TypeCode",
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_RATE_LIMITS = {"webauthn_login": None}  # there is nothing to guess in a passkey
MFA_FORMS = {
    "add_webauthn": "networks.people.passkeys.AddPasskey",
    "login_webauthn": "networks.people.passkeys.SignIn",
    "authenticate_webauthn": "networks.people.passkeys.SecondStep",
    "reauthenticate_webauthn": "networks.people.passkeys.Again",
}
MFA_TOTP_ISSUER = "Net-Works"
MFA_TOTP_TOLERANCE = 1  # the number may change while it is typed (RFC 6238, section 5.2)
USERSESSIONS_TRACK_ACTIVITY = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "start"

# ---- trust ----
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if SECURE else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# ---- mail ----
EMAIL_URL = env("EMAIL_URL", default="")
if EMAIL_URL:
    globals().update(env.email_url("EMAIL_URL"))
    MAIL_IS_SENT = True
else:
    EMAIL_BACKEND = "networks.notices.outbox.LocalOutbox"
    MAIL_IS_SENT = False
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="Net-Works <net-works@localhost>")

# ---- translation service for people's words (LibreTranslate's interface); off unless named ----
TRANSLATION_SERVICE = env("TRANSLATION_SERVICE", default="")
TRANSLATION_SERVICE_KEY = env("TRANSLATION_SERVICE_KEY", default="")
TRANSLATION_SERVICE_PRIVATE = env.bool(
    "TRANSLATION_SERVICE_PRIVATE", default=False
)  # it may stand in a private network; on this machine it may anyway, by the name localhost

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"short": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "short"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}
