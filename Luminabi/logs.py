"""Where log lines go: the console, `logs/django.log` and `logs/scheduler.log`, in UTC, one line per event."""

import logging
import time
from pathlib import Path
from typing import Any


class OneLineFormatter(logging.Formatter):
    """UTC, and line breaks in messages escaped, so that text from outside cannot forge a log line."""

    converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        record.message = record.getMessage().replace("\r", "\\r").replace("\n", "\\n")
        record.asctime = self.formatTime(record, self.datefmt)
        line = self.formatMessage(record)
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


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
