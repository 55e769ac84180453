"""A new password by mail: to the stored address only, once, within the hour, without telling who has an account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.utils import timezone

from core import throttle
from tests.ui_base.conftest import PASSWORD

pytestmark = pytest.mark.django_db
NEW = {"new_password1": "quite-another-one", "new_password2": "quite-another-one"}


def ask(client, email="owner@example.org", **extra):
    return client.post("/accounts/password-reset/", {"email": email}, **extra)


def link_in(message) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/\S+/)", message.body).group(1)


def test_the_link_opens_a_form_that_sets_the_password_once(client, people, mailbox):
    ask(client)
    [message] = mailbox()
    assert message.to == ["owner@example.org"]
    form = client.get(link_in(message), follow=True)
    assert "set-password" in form.redirect_chain[-1][0]
    assert client.post(form.redirect_chain[-1][0], NEW).status_code == 302
    fresh = Client()
    assert fresh.post("/accounts/login/", {"username": "owner", "password": "quite-another-one"}).status_code == 303
    again = Client().get(link_in(message), follow=True)
    assert "does not work any more" in again.content.decode()


def test_the_answer_is_the_same_for_an_unknown_address(client, people, mailbox):
    known, unknown = ask(client), ask(client, "nobody@example.com")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert len(mailbox()) == 1


def test_the_mail_goes_to_the_stored_address_whatever_was_typed(client, people, mailbox):
    ask(client, "OWNER@EXAMPLE.ORG")
    assert mailbox()[0].to == ["owner@example.org"]


def test_the_link_does_not_trust_the_host_header(client, people, mailbox, settings):
    settings.ALLOWED_HOSTS = ["*"]
    ask(client, headers={"host": "evil.example"})
    message = mailbox()[0]
    assert "evil.example" not in message.body + str(message.alternatives)
    assert "http://127.0.0.1:8000/accounts/password-reset/" in message.body


def test_after_an_hour_the_link_is_old(client, people, mailbox, monkeypatch):
    ask(client)
    later = (timezone.now() + timedelta(minutes=61)).replace(tzinfo=None)
    monkeypatch.setattr(default_token_generator, "_now", lambda: later)
    assert "does not work any more" in client.get(link_in(mailbox()[0]), follow=True).content.decode()


def test_a_new_password_ends_every_session(client, people, mailbox):
    inside = Client()
    inside.post("/accounts/login/", {"username": "owner", "password": PASSWORD})
    ask(client)
    form = client.get(link_in(mailbox()[0]), follow=True)
    client.post(form.redirect_chain[-1][0], NEW)
    assert inside.get("/accounts/profile/").status_code == 302


def test_one_mailbox_is_not_flooded_and_the_answer_does_not_tell(people, mailbox):
    for number in range(throttle.RESET_MAIL.times + 3):
        answer = ask(Client(REMOTE_ADDR=f"198.51.100.{number}"))
        assert answer.status_code == 303
    assert len(mailbox()) == throttle.RESET_MAIL.times


def test_where_no_mail_server_is_set_up_the_page_says_so(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "No mail server is set up" in client.get("/accounts/password-reset/").content.decode()
