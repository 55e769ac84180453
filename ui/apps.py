"""The pages."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "ui"

    def ready(self) -> None:
        from core import accounts  # noqa: F401 - its signal receivers note who signs in and out
