"""Settings of LuminaBI. What an administrator changes comes from the environment; `.env.example` explains each."""

from datetime import timedelta
from pathlib import Path

from Luminabi import env
from Luminabi.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = env.boolean("DEBUG", True)
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "data"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
LOG_DIR = Path(env.text("LOG_DIR", str(BASE_DIR / "logs"))).resolve()
LOG_DIR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = env.secret_key(DEBUG, DATA_DIR)
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEBUG else "")
# Where links in mails point to, and which page origins may open sockets: scheme, host and port.
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "channels",
    "django_htmx",
    "crispy_forms",
    "core.apps.CoreConfig",
    "ui.apps.UiConfig",
]

MIDDLEWARE = [
    "ui.middleware.SecurityHeadersMiddleware",  # outermost: static files and redirects carry the headers as well
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ui.middleware.PersonMiddleware",
]

ROOT_URLCONF = "Luminabi.urls"
ASGI_APPLICATION = "Luminabi.asgi.application"
WSGI_APPLICATION = "Luminabi.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ui.context.page",
            ],
        },
    },
]

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'luminabi.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE and WAL: with DEFERRED transactions four writers gave 1,186 "database is locked", with these none.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_HASHERS = [
    "core.hashers.ModestArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(weeks=2).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "ui.views.errors.csrf_failure"
# Secure cookies and HTTPS unless an administrator says that the site is served without TLS on a private network.
HTTPS = env.boolean("HTTPS", not DEBUG)
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.boolean("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True

REDIS_URL = env.text("REDIS_URL")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
    }
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    # Room for the throttle's counters: the default of 300 entries would let a flood of keys push them out.
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}
    }

# name → dotted function and how often; an administrator edits this dict. See core/scheduler.py.
SCHEDULER = env.choice("SCHEDULER", "inline", ("inline", "off"))
SCHEDULED_TASKS = {
    "data-cleaning": {"task": "core.tasks.clean_pending_datasets", "schedule": timedelta(hours=1)},
    "insights-generation": {"task": "core.tasks.generate_insights", "schedule": timedelta(hours=2)},
    "report-generation": {"task": "core.tasks.generate_reports", "schedule": timedelta(days=1)},
    # Reports are due at an hour of a person's choice, so rows are looked at every minute.
    "due-reports": {"task": "core.tasks.send_due_reports", "schedule": timedelta(minutes=1)},
    "query-datasets": {"task": "core.questions.saved.refresh_waiting", "schedule": timedelta(minutes=1)},
    "query-tidying": {"task": "core.questions.asking.tidy", "schedule": timedelta(hours=6)},
    "alert-checks": {"task": "core.tasks.check_alerts", "schedule": timedelta(minutes=1)},
    "housekeeping": {"task": "core.tasks.tidy_up", "schedule": timedelta(hours=6)},
}

# Uploads and job processes.
MAX_UPLOAD_MB = env.integer("MAX_UPLOAD_MB", 2048, 1)
MAX_FORM_UPLOAD_MB = env.integer("MAX_FORM_UPLOAD_MB", 50, 1)
MAX_ROWS = env.integer("MAX_ROWS", 50_000_000, 1)
MAX_COLUMNS = env.integer("MAX_COLUMNS", 2_000, 1)
UPLOAD_FORMATS = env.names(
    "UPLOAD_FORMATS",
    "csv,tsv,tab,psv,txt,log,dat,xlsx,xlsm,xls,xlsb,ods,json,ndjson,jsonl,geojson,parquet,pq,zip,gz",
)
JOB_PROCESSES = env.integer("JOB_PROCESSES", 1)
JOB_MEMORY_MB = env.integer("JOB_MEMORY_MB", 2048, 256)
JOB_SECONDS = env.integer("JOB_SECONDS", 1800, 10)
INSIGHT_SECONDS = env.integer("INSIGHT_SECONDS", 60, 1)
SQL_PROCESSES = env.integer("SQL_PROCESSES", 2, 1)
SQL_MEMORY_MB = env.integer("SQL_MEMORY_MB", 1024, 256)
SQL_SECONDS = env.integer("SQL_SECONDS", 60, 1)
SQL_ROWS = env.integer("SQL_ROWS", 1_000_000, 1_000)
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024  # one tus chunk
FILE_UPLOAD_TEMP_DIR = str(DATA_DIR / "tmp")
Path(FILE_UPLOAD_TEMP_DIR).mkdir(parents=True, exist_ok=True)

globals().update(env.email("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "LuminaBI <luminabi@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.text("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

CRISPY_ALLOWED_TEMPLATE_PACKS = "lumina"
CRISPY_TEMPLATE_PACK = "lumina"

LOGGING = logging_settings(LOG_DIR, DEBUG)
