"""One multipart mail to exactly the people named."""

from __future__ import annotations

import pytest

from core import mail

CONTEXT = {"t": {"head": "Nothing <b>at all</b>."}, "link": "http://127.0.0.1:8000/"}


def test_a_mail_has_text_and_html_and_escapes_the_latter(mailbox):
    outcome = mail.send_mail("account_changed", CONTEXT, to="a@example.org", subject="Changed")
    [message] = mailbox()
    assert outcome.sent
    assert "<b>at all" in message.body
    assert "&lt;b&gt;at all" in message.alternatives[0][0]


@pytest.mark.parametrize(
    ("to", "subject"),
    [("a@example.org\nBcc: b@example.org", "x"), ("a@example.org", "x\r\nBcc: b@example.org"), ("nobody", "x")],
)
def test_header_injection_and_bad_addresses_are_refused(to, subject, mailbox):
    with pytest.raises(mail.BadMail):
        mail.send_mail("account_changed", CONTEXT, to=to, subject=subject)
    assert mailbox() == []


def test_a_mail_server_that_is_away_is_an_outcome(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nothing listens there
    outcome = mail.send_mail("account_changed", CONTEXT, to="a@example.org", subject="x")
    assert not outcome.sent
    assert outcome.error
