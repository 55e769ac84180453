"""``python manage.py serve``: migrate, make the demo workspace on the very first start, then serve pages and sockets.

This is what ``make run`` calls. The server replaces this process, so nothing of the set-up stays in memory.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Set up what is missing, then serve on http://127.0.0.1:$PORT."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--server", choices=("uvicorn", "daphne"), default=os.environ.get("SERVER") or "uvicorn")

    def handle(self, *args: Any, port: int, host: str, server: str, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if not settings.DEBUG:
            call_command("collectstatic", verbosity=0, interactive=False)
        else:
            call_command("demo", "--first-start", stdout=self.stdout)
        self.stdout.write(self.style.SUCCESS(f"LuminaBI is on http://{host}:{port} (stop with Ctrl-C)"))
        self.stdout.flush()
        os.environ.setdefault("SITE_URL", f"http://{host}:{port}")
        # Compression of socket frames costs 33 KB a connection and gains nothing on fragments of one kilobyte.
        uvicorn = f"uvicorn Luminabi.asgi:application --host {host} --port {port} --ws-per-message-deflate false"
        quiet = "--no-access-log --log-level warning --lifespan off"
        daphne = f"daphne -b {host} -p {port} Luminabi.asgi:application"
        command = f"-m {uvicorn} {quiet}" if server == "uvicorn" else f"-m {daphne}"
        os.execv(sys.executable, [sys.executable, *command.split()])  # noqa: S606 - our own fixed command
