"""Counters of earlier tests are forgotten, and what is mailed lands in ``mail.outbox``."""

from __future__ import annotations

import pytest
from django.core.cache import cache

PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def _no_counters():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def sign_in(client):
    """A client signed in through the real form."""

    def enter(name: str, password: str = PASSWORD, **extra):
        return client.post("/accounts/login/", {"username": name, "password": password}, **extra)

    return enter


@pytest.fixture
def mailbox():
    """The mails so far; waits for those that are sent from another thread."""
    from django.core import mail as django_mail

    from core import mail

    def read():
        mail._postman.submit(lambda: None).result(10)
        return django_mail.outbox

    return read
