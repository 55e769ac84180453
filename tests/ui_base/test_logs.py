"""Logs hold no address that lets somebody in, and one event is one line."""

from __future__ import annotations

import logging

import pytest

from Luminabi.logs import MaskAddresses, OneLineFormatter

TOKEN = "Zk3v9QpLz7TtWm2RbYc8NfHs5Gd1JeUa6ViOo4Kx0Zq"


def line(message: str, *args: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)
    return OneLineFormatter("{levelname} {message}", style="{").format(record)


@pytest.mark.parametrize(
    "path",
    [
        f"/s/{TOKEN}/",
        f"/invitations/{TOKEN}/",
        f"/accounts/password-reset/MQ/{TOKEN}/",
        f"/ws/dashboard/7/?share={TOKEN}",
    ],
)
def test_an_address_that_lets_somebody_in_is_masked(path):
    assert TOKEN not in line("Not Found: %s", path)
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 0, "%s %s", ("GET", path), None)
    MaskAddresses().filter(record)
    assert TOKEN not in record.getMessage()


def test_other_addresses_stay_readable():
    assert line("Not Found: %s", "/datasets/7/cleaning/") == "WARNING Not Found: /datasets/7/cleaning/"


def test_text_from_outside_cannot_forge_a_line():
    assert "\n" not in line("Not Found: %s", "/x\n2026-01-01 INFO user 1 signed in")
