"""The profile: address, time zone, colours, password, sessions, tokens."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from core.models import ApiToken
from tests.ui_base.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(client, people, sign_in):
    sign_in("owner")
    return client


def test_address_time_zone_and_colours_are_kept(inside, people):
    form = {"action": "save", "email": "o@example.org", "time_zone": "Asia/Kathmandu", "theme": "dark"}
    assert inside.post("/accounts/profile/", form).status_code == 303
    people.owner.refresh_from_db()
    assert (people.owner.email, people.owner.time_zone) == ("o@example.org", "Asia/Kathmandu")
    assert 'data-theme="dark"' in inside.get("/accounts/profile/").content.decode()


def test_the_old_address_hears_of_a_new_one(inside, mailbox):
    inside.post("/accounts/profile/", {"email": "thief@example.com", "time_zone": "UTC", "theme": "auto"})
    assert mailbox()[0].to == ["owner@example.org"]


def test_an_address_of_somebody_else_is_refused(inside):
    answer = inside.post("/accounts/profile/", {"email": "EDITOR@example.org", "time_zone": "UTC", "theme": "auto"})
    assert answer.status_code == 422
    assert "Another account has this address" in answer.content.decode()


def test_a_new_password_keeps_this_session_and_ends_the_others(inside, people):
    other = Client()
    other.post("/accounts/login/", {"username": "owner", "password": PASSWORD})
    before = inside.session.session_key
    form = {
        "action": "password",
        "old_password": PASSWORD,
        "new_password1": "quite-another",
        "new_password2": "quite-another",
    }
    assert inside.post("/accounts/profile/", form).status_code == 303
    assert inside.get("/accounts/profile/").status_code == 200
    assert inside.session.session_key != before
    assert other.get("/accounts/profile/").status_code == 302
    assert people.owner.sessions.count() == 1


def test_a_wrong_old_password_changes_nothing(inside, people):
    form = {
        "action": "password",
        "old_password": "no",
        "new_password1": "quite-another",
        "new_password2": "quite-another",
    }
    assert inside.post("/accounts/profile/", form).status_code == 422
    people.owner.refresh_from_db()
    assert people.owner.check_password(PASSWORD)


def test_sessions_are_listed_and_can_be_ended(inside, people):
    other = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})
    other.post("/accounts/login/", {"username": "owner", "password": PASSWORD})
    assert "Firefox on Linux" in inside.get("/accounts/profile/").content.decode()
    row = people.owner.sessions.get(session_key=other.session.session_key)
    inside.post("/accounts/profile/", {"action": "end-session", "session": row.pk})
    assert other.get("/accounts/profile/").status_code == 302
    assert inside.get("/accounts/profile/").status_code == 200


def test_nobody_ends_a_session_of_somebody_else(inside, people):
    stranger = Client()
    stranger.post("/accounts/login/", {"username": "stranger", "password": PASSWORD})
    inside.post("/accounts/profile/", {"action": "end-session", "session": people.stranger.sessions.get().pk})
    assert stranger.get("/accounts/profile/").status_code == 200


def test_a_token_is_shown_once_and_only_its_hash_is_kept(inside):
    page = inside.post("/accounts/profile/", {"action": "new-token", "name": "import"}).content.decode()
    key = re.search(r'class="secret"[^>]*>([^<]+)<', page).group(1)
    row = ApiToken.objects.get()
    assert len(key) >= 32
    assert key not in (row.token_hash, row.prefix, row.name)
    assert key not in inside.get("/accounts/profile/").content.decode()


def test_a_revoked_token_opens_nothing(inside):
    page = inside.post("/accounts/profile/", {"action": "new-token", "name": "import"}).content.decode()
    bearer = {"authorization": "Bearer " + re.search(r'class="secret"[^>]*>([^<]+)<', page).group(1)}
    assert Client().get("/api/datasets/", headers=bearer).status_code == 200
    inside.post("/accounts/profile/", {"action": "revoke-token", "token": ApiToken.objects.get().pk})
    assert Client().get("/api/datasets/", headers=bearer).status_code == 401
