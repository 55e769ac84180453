"""Whether mail can go out, step by step, in words that say what to change."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from typing import Any

from django.conf import settings

from core import mail
from core.reporting import tongues
from core.reporting.outbox import words

SECONDS = 10


@dataclass(frozen=True)
class Step:
    """One step of the diagnosis; ``advice`` is what to do where it failed."""

    name: str
    ok: bool
    said: str
    advice: str = ""


def setup() -> dict[str, Any]:
    """How mail is set up, without the password."""
    return {
        "is_console": mail.is_console(),
        "host": getattr(settings, "EMAIL_HOST", ""),
        "port": getattr(settings, "EMAIL_PORT", 0),
        "user": getattr(settings, "EMAIL_HOST_USER", ""),
        "security": "TLS from the start"
        if settings.EMAIL_USE_SSL
        else "STARTTLS"
        if settings.EMAIL_USE_TLS
        else "none: passwords and mails travel in the clear",
        "sender": settings.DEFAULT_FROM_EMAIL,
    }


def diagnose(to: str, language: str = "") -> list[Step]:
    """Try everything that sending a mail needs, up to a test mail; the last step is the one that failed, if any.

    The test mail is written in the language.
    """
    if mail.is_console():
        said = "No mail server is set up; mails are printed on the server’s console."
        return [
            Step("Set-up", False, said, "Set EMAIL_URL, for example smtp+tls://user:password@mail.example.org:587.")
        ]
    found: list[Step] = []
    for step in _steps(to, tongues.of(language)):
        found.append(step)
        if not step.ok:
            break
    return found


def _steps(to: str, tongue: tongues.Tongue) -> Iterator[Step]:
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    try:
        addresses = sorted({str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})
    except (OSError, UnicodeError) as problem:
        yield Step("Name", False, f"{host} cannot be resolved: {problem}", "Check the host in EMAIL_URL.")
        return
    yield Step("Name", True, f"{host} is {', '.join(addresses)}.")
    try:
        line = _connect(host, port)
    except (OSError, smtplib.SMTPException) as problem:
        yield Step("Connection", False, words(problem), _advice(problem))
        return
    with line:
        yield Step("Connection", True, f"{host}:{port} answers.")
        yield from _session(line, to, tongue)


def _connect(host: str, port: int) -> smtplib.SMTP:
    if settings.EMAIL_USE_SSL:
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=SECONDS)


def _session(line: smtplib.SMTP, to: str, tongue: tongues.Tongue) -> Iterator[Step]:
    try:
        if settings.EMAIL_USE_TLS:
            line.starttls(context=ssl.create_default_context())
            yield Step("Encryption", True, "STARTTLS is accepted and the certificate is good.")
        if settings.EMAIL_HOST_USER:
            line.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            yield Step("Sign-in", True, f"Signed in as {settings.EMAIL_HOST_USER}.")
    except (OSError, smtplib.SMTPException) as problem:
        name = "Sign-in" if isinstance(problem, smtplib.SMTPAuthenticationError) else "Encryption and sign-in"
        yield Step(name, False, words(problem), _advice(problem))
        return
    if not to:
        yield Step("Test mail", False, "Your profile has no e-mail address.", "Add one and try again.")
        return
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = tongue.say("mail_test_subject"), settings.DEFAULT_FROM_EMAIL, to
    letter["Date"], letter["Message-ID"] = formatdate(), make_msgid("test")
    letter.set_content(tongue.say("mail_test_body", site=settings.SITE_URL) + "\n")
    letter["Content-Language"] = tongue.code
    try:
        line.send_message(letter, from_addr=parseaddr(settings.DEFAULT_FROM_EMAIL)[1], to_addrs=[to])
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        yield Step("Test mail", False, words(problem), _advice(problem))
        return
    yield Step(
        "Test mail", True, f"The mail server took a test mail to {to}. Look into that mailbox, and into its spam."
    )


def _advice(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        return "Check user and password in EMAIL_URL (special characters as %XX); some providers want an app password."
    if isinstance(problem, smtplib.SMTPSenderRefused):
        return "The server does not let this user send as DEFAULT_FROM_EMAIL; use an address that it knows."
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return "The server offers no STARTTLS on this port; use smtp:// or smtp+ssl://, or another port."
    if isinstance(problem, ssl.SSLError):
        return (
            "The certificate or the kind of encryption does not fit: smtp+ssl:// is for port 465, smtp+tls:// for 587."
        )
    if isinstance(problem, ConnectionRefusedError):
        return "Nothing listens there; check the port in EMAIL_URL."
    if isinstance(problem, TimeoutError) or isinstance(problem.__context__, TimeoutError):
        return "No answer; a firewall may block the port. Many networks block 25: try 587."
    return "Check EMAIL_URL, and what the mail server’s log says."
