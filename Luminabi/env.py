"""Reads the environment (and `.env`); a wrong value stops the start with one clear line that names the variable."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / ".env")

KNOWN_SECRETS = {"change-me", "changeme", "secret", "insecure", "django-insecure", "your-secret-key", "luminabi"}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def boolean(name: str, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write True or False.")


def integer(name: str, default: int, minimum: int = 0) -> int:
    value = text(name)
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number.") from None
    if number < minimum:
        raise ImproperlyConfigured(f"{name} is {number}; it must be at least {minimum}.")
    return number


def choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; choose one of: {', '.join(choices)}.")
    return value


def names(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def database(name: str, default: str) -> dict[str, object]:
    """Django's database settings from a URL (sqlite:///path or postgres://user:password@host:port/name)."""
    url = text(name, default)
    try:
        settings = environ.Env.db_url_config(url)
    except Exception:
        settings = {}
    if settings.get("ENGINE") not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
        raise ImproperlyConfigured(
            f"{name} is not usable; write sqlite:///path/to/file or postgres://user:password@host/name."
        )
    return dict(settings)


def email(name: str) -> dict[str, object]:
    """Django's EMAIL_* settings from a URL: smtp://, smtp+tls://, smtp+ssl://, or nothing for the console."""
    url = text(name)
    if not url or url.startswith("console"):
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtp+tls", "smtp+ssl", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(
            f"{name} is not usable; write smtp://user:password@host:port (or smtp+tls://, smtp+ssl://)."
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port
        or (465 if parts.scheme in {"smtp+ssl", "smtps"} else 587 if parts.scheme == "smtp+tls" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme in {"smtp+ssl", "smtps"},
        "EMAIL_TIMEOUT": 20,
    }


def secret_key(debug: bool, data_dir: Path) -> str:
    """The secret key: from the environment; in DEBUG a random one, kept in the data folder; never a known one."""
    value = text("SECRET_KEY")
    if value and not debug and (len(value) < 32 or any(word in value.lower() for word in KNOWN_SECRETS)):
        raise ImproperlyConfigured("SECRET_KEY is short or well known; write a random one of 50 characters into .env.")
    if value:
        return value
    if not debug:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing; with DEBUG=False write a random one of 50 characters into .env."
        )
    return _kept_secret(data_dir / "secret_key")


def _kept_secret(path: Path) -> str:
    from django.core.management.utils import get_random_secret_key

    path.parent.mkdir(parents=True, exist_ok=True)
    try:  # exclusive create: two processes that start together agree on one key
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(get_random_secret_key())
    except FileExistsError:
        pass
    return path.read_text().strip()
