"""Mails about accounts and workspaces come in the language of who gets them."""

from __future__ import annotations

import pytest
from django.core import mail as outbox

from core import accounts, mail, workspaces
from core.models import Role, User
from core.reporting import tongues

pytestmark = pytest.mark.django_db(transaction=True)


def sent():
    mail._postman.submit(lambda: None).result(timeout=20)
    return outbox.outbox[-1]


@pytest.mark.parametrize(
    ("code", "subject", "line"),
    [
        ("", "Choose a new LuminaBI password", "The link works once, for an hour."),
        ("de", "Ein neues Passwort für LuminaBI wählen", "Der Link gilt einmal, eine Stunde lang."),
        ("fr", "Choisir un nouveau mot de passe LuminaBI", "Le lien sert une fois, pendant une heure."),
        ("es", "Elija una nueva contraseña de LuminaBI", "El enlace sirve una vez, durante una hora."),
    ],
)
def test_a_new_password_is_offered_in_the_persons_language(people, code, subject, line):
    User.objects.filter(pk=people.viewer.pk).update(language=code)
    accounts.mail_reset_link("viewer@example.org")
    letter = sent()
    assert letter.subject == subject
    assert line in letter.body
    assert line in letter.alternatives[0][0]
    assert f'<html lang="{code or "en"}">' in letter.alternatives[0][0]


def test_an_invitation_speaks_the_guests_language_if_it_is_known_and_else_the_hosts(people):
    User.objects.filter(pk=people.stranger.pk).update(language="es")
    User.objects.filter(pk=people.owner.pk).update(language="fr")
    owner = User.objects.get(pk=people.owner.pk)
    workspaces.invite(people.workspace, "stranger@example.org", Role.VIEWER, owner)
    assert sent().subject == "owner le invita a «Team» en LuminaBI"
    workspaces.invite(people.workspace, "new@example.org", Role.EDITOR, owner)
    assert sent().subject == "owner vous invite dans « Team » sur LuminaBI"
    assert tongues.of("fr").say("role.editor") in sent().body


def test_a_changed_password_is_told_in_the_language(client, people):
    User.objects.filter(pk=people.viewer.pk).update(language="de")
    client.force_login(people.viewer)
    new = "another-horse-battery-9"
    client.post("/accounts/profile/", {"action": "password", "old_password": "correct-horse-battery",
                                       "new_password1": new, "new_password2": new})  # fmt: skip
    assert "Das Passwort ist ein anderes." in sent().body
