"""The core app; ``start_server`` is what a server start means beyond answering requests."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "LuminaBI"


def start_server() -> None:
    """Called once from Luminabi/asgi.py, so that migrate, check and shells start nothing."""
