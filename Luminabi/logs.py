"""Where log lines go: the console, `logs/django.log` and `logs/scheduler.log`, in UTC, one line per event."""

import logging
import re
import time
from pathlib import Path
from typing import Any

# Whoever has such an address is let in, so it never reaches a log: share links, invitations, password resets.
SECRET_PATHS = re.compile(r"(/s/|/invitations/|/password-reset/[^/\s\"']+/)[\w-]{8,}|((?:share|token)=)[\w.-]{8,}")


def masked(text: str) -> str:
    return SECRET_PATHS.sub(lambda found: f"{found[1] or found[2]}…", text)


class MaskAddresses(logging.Filter):
    """For loggers with a formatter of their own (uvicorn's access log): the arguments are masked."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(masked(each) if isinstance(each, str) else each for each in record.args)
        return True


class OneLineFormatter(logging.Formatter):
    """UTC, and line breaks in messages escaped, so that text from outside cannot forge a log line."""

    converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        record.message = record.getMessage().replace("\r", "\\r").replace("\n", "\\n")
        record.asctime = self.formatTime(record, self.datefmt)
        line = self.formatMessage(record)
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return masked(line)


def logging_settings(folder: Path, debug: bool) -> dict[str, Any]:
    def rotating(name: str) -> dict[str, Any]:
        return {
            "class": "logging.handlers.RotatingFileHandler",
            "filename": str(folder / name),
            "maxBytes": 5 * 1024 * 1024,
            "backupCount": 5,
            "delay": True,
            "formatter": "line",
        }

    logging.getLogger("uvicorn.access").addFilter(MaskAddresses())
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "Luminabi.logs.OneLineFormatter",
                "format": "{asctime}Z {levelname} {name}: {message}",
                "style": "{",
                "datefmt": "%Y-%m-%dT%H:%M:%S",
            }
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line"},
            "django_file": rotating("django.log"),
            "scheduler_file": rotating("scheduler.log"),
        },
        "root": {"handlers": ["console", "django_file"], "level": "INFO"},
        "loggers": {
            "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
            "core.scheduler": {"handlers": ["scheduler_file"], "level": "INFO", "propagate": True},
            "core.tasks": {"handlers": ["scheduler_file"], "level": "INFO", "propagate": True},
            "apscheduler": {"handlers": ["scheduler_file"], "level": "WARNING", "propagate": True},
        },
    }
