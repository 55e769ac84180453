"""Workspaces, their members, and invitations by mailed link."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.models import Invitation, Membership, User, Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(people):
    return f"/workspaces/{people.workspace.pk}/"


def as_person(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def role_of(person, workspace) -> str | None:
    return Membership.objects.filter(user=person, workspace=workspace).values_list("role", flat=True).first()


def member(people, name) -> int:
    return Membership.objects.get(user=getattr(people, name), workspace=people.workspace).pk


def test_a_new_workspace_is_owned_and_in_use(people):
    client = as_person(people.stranger)
    client.post("/workspaces/new/", {"name": "  Second   one "})
    made = Workspace.objects.get(name="Second one")
    assert role_of(people.stranger, made) == "owner"
    assert client.get("/").wsgi_request.workspace == made


def test_one_switches_only_to_ones_own_workspaces(people):
    client = as_person(people.viewer)
    assert client.post("/workspaces/use/", {"workspace": people.elsewhere.pk}).status_code == 404
    assert client.post("/workspaces/use/", {"workspace": "nonsense"}).status_code == 404
    assert client.post("/workspaces/use/", {"workspace": people.workspace.pk}).status_code == 303


def test_a_stranger_sees_nothing_and_a_viewer_decides_nothing(people, url):
    assert as_person(people.stranger).get(url).status_code == 404
    assert as_person(people.stranger).post(url, {"action": "rename", "name": "x"}).status_code == 404
    viewer = as_person(people.viewer)
    assert viewer.get(url).status_code == 200
    for action in ("rename", "role", "remove", "invite", "withdraw"):
        form = {"action": action, "name": "x", "membership": member(people, "editor"), "role": "owner"}
        assert viewer.post(url, form).status_code == 403
    assert role_of(people.editor, people.workspace) == "editor"


def test_an_owner_changes_roles_and_removes_members(people, url):
    owner = as_person(people.owner)
    owner.post(url, {"action": "role", "membership": member(people, "viewer"), "role": "editor"})
    assert role_of(people.viewer, people.workspace) == "editor"
    owner.post(url, {"action": "remove", "membership": member(people, "viewer")})
    assert role_of(people.viewer, people.workspace) is None
    assert as_person(people.viewer).get(url).status_code == 404


def test_the_last_owner_stays(people, url):
    owner = as_person(people.owner)
    for form in ({"action": "leave"}, {"action": "role", "membership": member(people, "owner"), "role": "viewer"}):
        answer = owner.post(url, form)
        assert answer.status_code == 422
        assert "needs an owner" in answer.content.decode()
    assert role_of(people.owner, people.workspace) == "owner"


def test_a_member_of_another_workspace_is_out_of_reach(people, url):
    other = Membership.objects.get(user=people.stranger)
    as_person(people.owner).post(url, {"action": "remove", "membership": other.pk})
    assert Membership.objects.filter(pk=other.pk).exists()


def test_anybody_may_leave(people, url):
    as_person(people.viewer).post(url, {"action": "leave"})
    assert role_of(people.viewer, people.workspace) is None


def invite(people, url, mailbox, email="new@example.org", role="editor") -> str:
    as_person(people.owner).post(url, {"action": "invite", "email": email, "role": role})
    return re.search(r"http://127\.0\.0\.1:8000(/invitations/\S+/)", mailbox()[-1].body).group(1)


def test_the_link_to_hand_on_is_of_the_address_that_the_owner_uses(people, url, mailbox, settings):
    settings.ALLOWED_HOSTS = ["bi.example.org"]
    answer = as_person(people.owner).post(
        url, {"action": "invite", "email": "new@example.org", "role": "editor"}, headers={"host": "bi.example.org"}
    )
    shown = re.search(r'data-copy><code class="secret" tabindex="0">([^<]+)<', answer.content.decode()).group(1)
    assert shown.startswith("http://bi.example.org/invitations/")
    assert "http://127.0.0.1:8000/invitations/" in mailbox()[-1].body, "a mail trusts no Host header"


def test_an_existing_account_joins_by_the_link_once(people, url, mailbox):
    link = invite(people, url, mailbox)
    stranger = as_person(people.stranger)
    assert "Team" in stranger.get(link).content.decode()
    assert role_of(people.stranger, people.workspace) is None, "looking joins nobody"
    stranger.post(link)
    assert role_of(people.stranger, people.workspace) == "editor"
    assert stranger.get("/").wsgi_request.workspace == people.workspace
    late = User.objects.create_user("late", "late@example.org", "x")
    answer = as_person(late).post(link)
    assert answer.status_code == 410
    assert "used already" in answer.content.decode()
    assert role_of(late, people.workspace) is None


def test_a_new_person_signs_up_and_comes_back_to_the_invitation(people, url, mailbox):
    link = invite(people, url, mailbox)
    newcomer = Client()
    assert newcomer.post(link).status_code == 200, "nobody joins without an account"
    form = {"username": "new", "email": "new@example.org", "password1": "engine-of-1843", "password2": "engine-of-1843"}
    answer = newcomer.post("/accounts/signup/", {**form, "next": link})
    assert answer.headers["Location"] == link
    newcomer.post(link)
    assert role_of(User.objects.get(username="new"), people.workspace) == "editor"


def test_after_a_week_the_link_says_kindly_that_it_expired(people, url, mailbox):
    link = invite(people, url, mailbox)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = as_person(people.stranger).post(link)
    assert answer.status_code == 410
    assert "has expired" in answer.content.decode()
    assert role_of(people.stranger, people.workspace) is None


def test_a_withdrawn_or_invented_link_is_not_there(people, url, mailbox):
    link = invite(people, url, mailbox)
    as_person(people.owner).post(url, {"action": "withdraw", "invitation": Invitation.objects.get().pk})
    assert Client().get(link).status_code == 404
    assert Client().get("/invitations/" + "x" * 43 + "/").status_code == 404


def test_only_the_hash_of_an_invitation_is_kept(people, url, mailbox):
    token = invite(people, url, mailbox).split("/")[2]
    assert token not in str(Invitation.objects.values().get())


def test_an_accepted_invitation_takes_no_role_away(people, url, mailbox):
    link = invite(people, url, mailbox, role="viewer")
    as_person(people.owner).post(link)
    assert role_of(people.owner, people.workspace) == "owner"


def test_a_workspace_name_cannot_forge_a_mail_header(people, url, mailbox):
    people.workspace.name = "Team\r\nBcc: all@example.org"
    people.workspace.save()
    invite(people, url, mailbox)
    message = mailbox()[-1]
    assert "\n" not in message.subject
    assert message.recipients() == ["new@example.org"]
