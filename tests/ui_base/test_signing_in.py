"""Signing in and out: new session key, own paths only, the same words for every failure."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from core.models import UserSession
from tests.ui_base.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_name_or_address_in_any_case_opens_the_door(client, people, sign_in):
    for name in ("owner", "OWNER", "Owner@example.org"):
        assert sign_in(name).status_code == 303
        client.post("/accounts/logout/")


def test_a_wrong_password_and_an_unknown_name_get_the_same_words(people, sign_in):
    def words(answer):
        return answer.content.decode().split('role="alert"')[1].split("</div>")[0]

    wrong, unknown = sign_in("owner", "not-the-password"), sign_in("nobody", "not-the-password")
    assert wrong.status_code == unknown.status_code == 422
    assert words(wrong) == words(unknown)


def test_the_session_key_is_new_after_signing_in(client, people, sign_in):
    session = client.session
    session["kept"] = 1
    session.save()
    before = session.session_key
    sign_in("owner")
    assert client.session.session_key != before


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil.example"],
)
def test_next_leads_to_own_paths_only(client, people, target):
    answer = client.post("/accounts/login/", {"username": "owner", "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == "/"


def test_next_leads_back_to_where_one_was_going(client, people):
    page = client.get("/accounts/profile/")
    assert page.headers["Location"] == "/accounts/login/?next=/accounts/profile/"
    answer = client.post("/accounts/login/?next=/accounts/profile/", {"username": "owner", "password": PASSWORD})
    assert answer.headers["Location"] == "/accounts/profile/"


def test_signing_out_takes_a_post_and_ends_the_session(client, people, sign_in):
    sign_in("owner")
    stolen = Client()
    stolen.cookies = client.cookies.copy()
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/").status_code == 303
    assert stolen.get("/accounts/profile/").status_code == 302
    assert not UserSession.objects.exists()


def test_a_disabled_person_is_out_at_once(client, people, sign_in):
    sign_in("editor")
    people.editor.is_active = False
    people.editor.save()
    assert client.get("/accounts/profile/").status_code == 302


def test_htmx_is_sent_to_sign_in_as_a_whole_page(client, people):
    answer = client.get("/accounts/profile/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/accounts/login/")


def test_the_log_says_who_came_in_and_who_failed_but_no_secret(people, sign_in, caplog):
    with caplog.at_level(logging.INFO):
        sign_in("owner", "a-wrong-secret")
        sign_in("owner")
    assert "sign-in failed from 127.0.0.1" in caplog.text
    assert f"user {people.owner.pk} signed in" in caplog.text
    assert "a-wrong-secret" not in caplog.text
    assert PASSWORD not in caplog.text
