"""The page about mail says in words what is wrong, and sends a test mail where nothing is."""

from __future__ import annotations

import email
import email.policy
import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from core import mail_check
from tests.serving import free_port

pytestmark = pytest.mark.django_db


class Taker:
    def __init__(self) -> None:
        self.taken: list[str] = []
        self.sender_answer = "250 OK"
        self.letters = []

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.sender_answer.startswith("250"):
            envelope.mail_from = address
        return self.sender_answer

    async def handle_DATA(self, server, session, envelope):
        self.taken += envelope.rcpt_tos
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 taken"


@pytest.fixture
def server(settings):
    taker = Taker()
    controller = Controller(
        taker, hostname="127.0.0.1", port=free_port(), auth_require_tls=False,
        authenticator=lambda *_: AuthResult(success=_[-1].password == b"right", handled=False),
    )  # fmt: skip
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield taker
    controller.stop()


@pytest.fixture
def administrator(client, people):
    people.owner.is_superuser = True
    people.owner.save()
    client.force_login(people.owner)
    return client


def test_a_test_mail_goes_to_the_administrator(server, administrator, people):
    page = administrator.post("/mail-setup/").content.decode()
    assert "took a test mail" in page
    assert server.taken == [people.owner.email]


def test_the_test_mail_is_written_in_the_administrators_language(server, administrator, people):
    people.owner.language = "fr"
    people.owner.save()
    administrator.post("/mail-setup/")
    [letter] = server.letters
    assert letter["Subject"] == "Courriel d’essai de LuminaBI"
    assert letter["Content-Language"] == "fr"
    assert "arrivent" in letter.get_content()


def test_a_wrong_password_is_told_from_a_closed_port_and_a_refused_sender(server, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "ada", "wrong"
    step = mail_check.diagnose("ada@example.org")[-1]
    assert (step.ok, "Check user and password" in step.advice) == (False, True), step
    settings.EMAIL_HOST_PASSWORD = "right"
    server.sender_answer = "553 5.7.1 Sender address rejected"
    step = mail_check.diagnose("ada@example.org")[-1]
    assert (step.ok, "DEFAULT_FROM_EMAIL" in step.advice) == (False, True)
    assert "Sender address rejected" in step.said
    settings.EMAIL_USE_TLS = True
    assert "STARTTLS" in mail_check.diagnose("ada@example.org")[-1].advice
    settings.EMAIL_PORT = 9
    assert "Nothing listens there" in mail_check.diagnose("ada@example.org")[-1].advice
    settings.EMAIL_HOST = "no-such-host.invalid"
    assert "Check the host" in mail_check.diagnose("ada@example.org")[-1].advice
    assert server.taken == []


def test_a_server_that_says_nothing_is_given_up(settings, server, monkeypatch):
    monkeypatch.setattr(mail_check, "SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the connection and never greets
        settings.EMAIL_PORT = silent.getsockname()[1]
        step = mail_check.diagnose("ada@example.org")[-1]
    assert (step.name, step.ok) == ("Connection", False)
    assert "firewall" in step.advice


def test_without_a_mail_server_the_page_says_that_nobody_gets_anything(administrator, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    page = administrator.get("/mail-setup/").content.decode()
    assert "reaches nobody" in page
    assert "EMAIL_URL" in page


def test_the_page_is_for_administrators(client, people):
    client.force_login(people.editor)
    assert client.get("/mail-setup/").status_code == 404
    assert client.post("/mail-setup/").status_code == 404
