"""Every address is closed to visitors unless it stands on a short list; every answer carries its guards."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = pytest.mark.django_db

OPEN = {
    "home": 200,
    "healthz": 200,
    "readyz": 200,
    "plotly_js": 200,
    "api": 200,
    "openapi-json": 200,
    "api-root": 200,
    "login": 200,
    "signup": 200,
    "logout": 405,
    "password_reset": 200,
    "password_reset_done": 200,
    "password_reset_confirm": 200,
    "password_reset_complete": 200,
    "invitation": 404,
    "share": 404,
    "tus_uploads": None,  # OPTIONS tells what the server can do; everything else asks who it is
}
CLOSED = {301, 302, 401, 403, 404, 405}


def routes(resolver, prefix=""):
    for each in resolver.url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each, route)
        elif isinstance(each, URLPattern):
            yield route, each.name


def example(route: str) -> str:
    route = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", route)
    route = re.sub(r"<int:\w+>", "1", route)
    route = re.sub(r"<(?:\w+:)?fmt>", "csv", route)
    route = re.sub(r"<(?:\w+:)?\w+>", "x", route)
    return "/" + re.sub(r"\(\?P<\w+>.*?\)|[\^$\\?]", "", route)


def every_address():
    return [(example(route), name) for route, name in routes(get_resolver()) if not route.startswith("admin/")]


def test_a_visitor_gets_in_nowhere_but_at_the_open_doors(people):
    found = []
    for url, name in every_address():
        if name in OPEN:
            continue
        for method in ("get", "post"):
            answer = getattr(Client(), method)(url)
            to_login = answer.headers.get("Location", "").startswith("/accounts/login/")
            if answer.status_code not in CLOSED or (answer.status_code in (301, 302) and not to_login):
                found.append((method, url, answer.status_code))
    assert not found


def test_the_open_doors_are_open():
    answers = {name: Client().get(url).status_code for url, name in every_address() if OPEN.get(name)}
    assert answers == {name: OPEN[name] for name in answers}
    assert {"home", "healthz", "login", "signup", "api"} <= set(answers)


def test_the_admin_site_is_closed_to_members(people):
    client = Client()
    client.force_login(people.owner)
    assert client.get("/admin/", follow=True).status_code == 404


def test_the_admin_site_has_no_sign_in_page_of_its_own(people):
    client = Client()
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"
    assert client.post("/admin/login/", {"username": "owner", "password": "x"}).status_code == 405
    people.owner.is_staff = people.owner.is_superuser = True
    people.owner.save()
    client.force_login(people.owner)
    assert client.get("/admin/").status_code == 200


def test_every_answer_carries_the_security_headers(people):
    client = Client()
    for url, _ in [*every_address(), ("/nothing/", ""), ("/static/css/base.css", "")]:
        headers = client.get(url).headers
        assert headers["X-Content-Type-Options"] == "nosniff", url
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy, url
        assert "unsafe" not in policy, url
        assert headers.get("X-Frame-Options") == "DENY" or "frame-ancestors" in policy, url
        assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, url
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", url


def test_a_nonce_is_used_once_and_stands_on_every_script(client):
    first, second = client.get("/"), client.get("/")
    nonces = [
        re.search(r"'nonce-([^']+)'", each.headers["Content-Security-Policy"]).group(1) for each in (first, second)
    ]
    assert nonces[0] != nonces[1]
    scripts = re.findall(r"<script[^>]*>", first.content.decode())
    assert scripts
    assert all(f'nonce="{nonces[0]}"' in each for each in scripts)


@pytest.mark.parametrize(
    "url", ["/", "/accounts/login/", "/accounts/signup/", "/accounts/profile/", "/api/", "/nothing/"]
)
def test_pages_have_no_inline_styles_or_handlers(people, url):
    client = Client()
    if url == "/accounts/profile/":
        client.force_login(people.owner)
    page = client.get(url).content.decode()
    assert not re.search(r"<[^>]+\s(style|on\w+)=", page)
    assert "<style" not in page


def test_a_form_without_its_token_is_refused_kindly(people):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {"username": "owner", "password": "x"})
    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()
    htmx = client.post("/accounts/login/", {}, headers={"HX-Request": "true"})
    assert htmx.headers["HX-Refresh"] == "true"


def test_pages_of_signed_in_people_are_not_kept_by_caches(people):
    client = Client()
    client.force_login(people.owner)
    assert "no-store" in client.get("/").headers["Cache-Control"]


def test_what_is_not_there_says_what_to_do_and_shows_no_map(client, settings):
    for debug in (True, False):
        settings.DEBUG = debug
        answer = client.get("/nothing/of/the/kind/")
        assert answer.status_code == 404
        assert "There is nothing here" in answer.content.decode()
        assert "accounts/login/<" not in answer.content.decode()


def test_something_broken_is_said_in_plain_words(rf):
    from ui.views.errors import server_error

    answer = server_error(rf.get("/"))  # a request on which no middleware ran
    assert answer.status_code == 500
    assert "on our side" in answer.content.decode()
