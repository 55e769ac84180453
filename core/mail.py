"""One way to send a mail: text and HTML from two templates of one name, to exactly the people named."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template.loader import render_to_string

log = logging.getLogger(__name__)
_postman = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


@dataclass(frozen=True)
class Outcome:
    """What became of a mail. ``sent`` means that the mail server took it, or that the console printed it."""

    sent: bool
    error: str = ""


class BadMail(ValueError):
    """A subject or address that would forge a header."""


def is_console() -> bool:
    """No mail server is set up: what is 'sent' is printed on the server's console."""
    return settings.EMAIL_BACKEND.endswith("console.EmailBackend")


def compose(template: str, context: dict[str, Any], to: str | Sequence[str], subject: str) -> EmailMultiAlternatives:
    """The mail of ``templates/mail/<template>.txt`` and ``.html``; raises BadMail for line breaks or bad addresses."""
    recipients = [to] if isinstance(to, str) else list(to)
    for text in (subject, *recipients):
        if re.search(r"[\r\n\x00]", text):
            raise BadMail("A line break stands in the subject or in an address of a mail.")
    for recipient in recipients:
        try:
            validate_email(recipient)
        except ValidationError:
            raise BadMail(f"“{recipient[:80]}” is not an e-mail address.") from None
    context = {"site_url": settings.SITE_URL, "subject": subject, **context}
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"mail/{template}.txt", context),
        to=recipients,
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string(f"mail/{template}.html", context), "text/html")
    return message


def deliver(message: EmailMultiAlternatives) -> Outcome:
    """Hand it to the mail server now; a failure is an outcome, not an exception."""
    try:
        sent = message.send() == 1
    except Exception as problem:  # any error of SMTP, the network or the console
        log.warning("mail “%s” could not be sent: %s", message.subject, type(problem).__name__)
        return Outcome(False, "The mail server did not take the mail.")
    log.info("mail “%s” sent to %d", message.subject, len(message.to))
    return Outcome(sent)


def send_mail(template: str, context: dict[str, Any], *, to: str | Sequence[str], subject: str) -> Outcome:
    """Compose and send; the outcome says whether the mail server took it. Raises BadMail."""
    return deliver(compose(template, context, to, subject))


def send_mail_safely(template: str, context: dict[str, Any], to: str, subject: str) -> None:
    """The same for the mail thread, where nobody hears an exception."""
    try:
        send_mail(template, context, to=to, subject=subject)
    except Exception:
        log.exception("The mail “%s” could not be made", template)


def later(task: Callable[..., Any], *values: Any) -> None:
    """Do it in the one mail thread, so that the time of an answer does not tell whether a mail goes out."""
    _postman.submit(task, *values)


def send_later(message: EmailMultiAlternatives) -> None:
    later(deliver, message)
