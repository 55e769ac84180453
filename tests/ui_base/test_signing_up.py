"""A new person is signed in at once, in a workspace of their own; the first one administers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.models import Installation, Membership, User, Workspace

ROOT = Path(__file__).resolve().parents[2]
FORM = {
    "username": "ada",
    "email": "ada@example.org",
    "password1": "engine-of-1843",
    "password2": "engine-of-1843",
}


@pytest.mark.django_db
def test_a_new_person_is_signed_in_and_owns_a_workspace(client):
    answer = client.post("/accounts/signup/", FORM)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    ada = User.objects.get(username="ada")
    assert client.get("/").wsgi_request.user == ada
    assert Membership.objects.get(user=ada).role == "owner"
    assert client.get("/").wsgi_request.workspace == Workspace.objects.get()
    assert ada.password.startswith("argon2$argon2id$")


@pytest.mark.django_db
def test_the_first_person_administers_and_the_second_does_not(client):
    User.objects.create_user("demo", "demo@example.org", "whatever-it-is")  # the demo user doesn't count
    client.post("/accounts/signup/", FORM)
    client.post("/accounts/logout/")
    client.post("/accounts/signup/", {**FORM, "username": "bo", "email": "bo@example.org"})
    assert list(User.objects.filter(is_superuser=True).values_list("username", flat=True)) == ["ada"]
    assert Installation.objects.get().administrator.username == "ada"


@pytest.mark.django_db
def test_nobody_becomes_administrator_after_the_first_one_is_gone(client):
    client.post("/accounts/signup/", FORM)
    client.post("/accounts/logout/")
    User.objects.all().delete()
    client.post("/accounts/signup/", {**FORM, "username": "eve", "email": "eve@example.org"})
    assert not User.objects.get(username="eve").is_superuser


@pytest.mark.django_db
def test_where_an_administrator_was_made_by_hand_nobody_else_becomes_one(client):
    User.objects.create_superuser("root", "root@example.org", "whatever-it-is")
    client.post("/accounts/signup/", FORM)
    assert not User.objects.get(username="ada").is_superuser


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password2": "another-of-1843"}, "match"),
        ({"password1": "12345678", "password2": "12345678"}, "numeric"),
        ({"email": "nonsense"}, "valid email"),
        ({"email": ""}, "required"),
        ({"username": "OWNER"}, "this name already"),
        ({"email": "Owner@Example.org"}, "account with this address"),
        ({"username": "a\r\nb"}, "valid username"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(client, people, change, words):
    answer = client.post("/accounts/signup/", {**FORM, **change})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'aria-invalid="true"' in page
    assert 'class="errors" id="id_' in page
    assert User.objects.count() == 4


TWO_AT_ONCE = """
import threading, django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
from core.models import Installation, User
gate, answers = threading.Barrier(4), []
def sign_up(name):
    gate.wait()
    form = dict(username=name, email=name + "@example.org", password1="engine-of-1843", password2="engine-of-1843")
    answers.append(Client().post("/accounts/signup/", form, SERVER_NAME="localhost").status_code)
threads = [threading.Thread(target=sign_up, args=(f"person{n}",)) for n in range(4)]
[each.start() for each in threads]; [each.join() for each in threads]
print(sorted(answers), User.objects.filter(is_superuser=True).count(), Installation.objects.count())
"""


def test_four_who_sign_up_at_once_make_one_administrator(tmp_path):
    """In a process of its own, on a database file, since threads share no test transaction."""
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "Luminabi.settings",
        "DATA_DIR": str(tmp_path),
        "LOG_DIR": str(tmp_path / "logs"),
        "DEBUG": "True",
    }
    done = subprocess.run(
        [sys.executable, "-c", TWO_AT_ONCE], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.strip().endswith("[303, 303, 303, 303] 1 1"), done.stderr[-2000:]
