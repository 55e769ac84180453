"""Guessing stops; nobody can lock out somebody else."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from django.test import Client, RequestFactory

from core import throttle
from tests.ui_base.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def guess(client, times, name="owner", **extra):
    for _ in range(times):
        answer = client.post("/accounts/login/", {"username": name, "password": "a-guess-again"}, **extra)
    return answer


def test_guessing_is_refused_for_a_while_with_the_time_to_wait(client, people):
    answer = guess(client, throttle.LOGIN.times + 1)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= throttle.LOGIN.seconds
    assert "Try again in" in answer.content.decode()
    right = client.post("/accounts/login/", {"username": "owner", "password": PASSWORD})
    assert right.status_code == 429, "a lucky guess must not be told apart"


def test_the_owner_gets_in_from_elsewhere_while_somebody_guesses(client, people):
    guess(client, throttle.LOGIN.times + 5)
    answer = Client(REMOTE_ADDR="198.51.100.7").post("/accounts/login/", {"username": "owner", "password": PASSWORD})
    assert answer.status_code == 303


def test_the_owner_gets_in_at_the_same_address_with_a_browser_that_was_in_before(people):
    own, neighbour = Client(), Client()
    own.post("/accounts/login/", {"username": "owner", "password": PASSWORD})
    own.post("/accounts/logout/")
    assert guess(neighbour, throttle.LOGIN.times + 5).status_code == 429
    assert own.post("/accounts/login/", {"username": "owner", "password": PASSWORD}).status_code == 303


def test_a_known_browser_of_one_account_is_no_key_to_another(people):
    own = Client()
    own.post("/accounts/login/", {"username": "viewer", "password": PASSWORD})
    own.post("/accounts/logout/")
    assert guess(own, throttle.LOGIN.times + 1, "owner").status_code == 429


def test_another_account_at_the_same_address_is_not_affected(client, people):
    guess(client, throttle.LOGIN.times + 5)
    assert client.post("/accounts/login/", {"username": "viewer", "password": PASSWORD}).status_code == 303


def test_one_address_cannot_try_every_account(client, people):
    for _ in range(throttle.LOGIN_ADDRESS.times):
        throttle.take(throttle.LOGIN_ADDRESS, "127.0.0.1")
    assert guess(client, 1, "one-more").status_code == 429


def test_good_sign_ins_use_nothing_up(client, people):
    for _ in range(throttle.LOGIN.times + 3):
        assert client.post("/accounts/login/", {"username": "owner", "password": PASSWORD}).status_code == 303
        client.post("/accounts/logout/")


@pytest.mark.parametrize(
    ("limit", "url", "form"),
    [
        (throttle.SIGNUP, "/accounts/signup/", {"username": "x"}),
        (throttle.RESET_ADDRESS, "/accounts/password-reset/", {"email": "x@example.org"}),
    ],
)
def test_sign_up_and_reset_are_limited_by_address(client, limit, url, form):
    for _ in range(limit.times):
        throttle.take(limit, "127.0.0.1")
    refused = client.post(url, form)
    assert refused.status_code == 429
    assert "Retry-After" in refused.headers
    assert Client(REMOTE_ADDR="198.51.100.8").post(url, form).status_code != 429


def test_no_more_than_a_few_password_checks_run_at_once():
    with ExitStack() as places:
        for _ in range(throttle.AT_ONCE):
            places.enter_context(throttle.one_of_few(seconds=0.01))
        with pytest.raises(throttle.TooOften):
            places.enter_context(throttle.one_of_few(seconds=0.01))
    with throttle.one_of_few(seconds=0.01):
        pass


def test_addresses_are_what_our_own_proxy_says_and_nobody_else(settings):
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR="1.2.3.4, 198.51.100.1")
    settings.USE_X_FORWARDED_HOST = False
    assert throttle.address(request) == "203.0.113.9"
    settings.USE_X_FORWARDED_HOST = True
    assert throttle.address(request) == "198.51.100.1"


def test_an_ipv6_customer_is_one_network():
    addresses = {
        throttle.address(RequestFactory().get("/", REMOTE_ADDR=text)) for text in ("2001:db8::1", "2001:db8::ffff:2")
    }
    assert addresses == {"2001:db8::/64"}
