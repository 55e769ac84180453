"""``python manage.py demo``: make the demo workspace; ``--reset`` makes it anew."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import demo


class Command(BaseCommand):
    help = "Make the demo workspace (user demo); its password is printed once."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--reset", action="store_true", help="make the demo's data anew, with a new password")
        parser.add_argument("--first-start", action="store_true", help="only where nobody has signed up yet")

    def handle(self, *args: Any, reset: bool, first_start: bool, **options: Any) -> None:
        if not settings.DEBUG and not reset:
            raise CommandError("The demo account is for DEBUG=True only; with DEBUG=False say --reset if you mean it.")
        password = demo.make(reset=reset)
        if password:
            self.stdout.write(f"A demo workspace was made. Sign in as demo with the password {password}")
            self.stdout.write("(it is shown only this once; `python manage.py demo --reset` makes another)")
        elif not first_start:
            self.stdout.write("The demo is there already; say --reset to make it anew.")
