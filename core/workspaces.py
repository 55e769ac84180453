"""Workspaces and their members: new ones, roles, invitations by mailed link, leaving. An owner always remains."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core import mail
from core.models import Invitation, Membership, Role, User, Workspace, new_token, token_hash
from core.reporting import tongues

log = logging.getLogger(__name__)


class Refused(Exception):
    """What was asked for cannot be done; the text says why in one sentence."""


@transaction.atomic
def create(name: str, user: User) -> Workspace:
    workspace = Workspace.objects.create(name=name, created_by=user)
    Membership.objects.create(workspace=workspace, user=user, role=Role.OWNER)
    return workspace


def _keep_an_owner(membership: Membership) -> None:
    """Raises Refused if this is the last owner. Owners' rows are locked, so two who go at once don't both go."""
    owners = Membership.objects.select_for_update().filter(workspace_id=membership.workspace_id, role=Role.OWNER)
    if membership.role == Role.OWNER and len(owners) <= 1:
        raise Refused("A workspace needs an owner. Make somebody else an owner first.")


def _locked(workspace: Workspace, membership_id: Any) -> Membership:
    rows = Membership.objects.select_for_update().filter(workspace=workspace)
    try:
        return rows.select_related("user").get(pk=membership_id)
    except (Membership.DoesNotExist, ValueError, TypeError):
        raise Refused("That person is not a member any more.") from None


@transaction.atomic
def change_role(workspace: Workspace, membership_id: Any, role: str, by: User) -> Membership:
    membership = _locked(workspace, membership_id)
    if role not in Role.values:
        raise Refused("Choose owner, editor or viewer.")
    if role != Role.OWNER:
        _keep_an_owner(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    log.info("user %s made user %s %s of workspace %s", by.pk, membership.user_id, role, workspace.pk)
    _recheck(membership.user)
    return membership


@transaction.atomic
def remove(workspace: Workspace, membership_id: Any, by: User) -> Membership:
    membership = _locked(workspace, membership_id)
    _keep_an_owner(membership)
    membership.delete()
    log.info("user %s removed user %s from workspace %s", by.pk, membership.user_id, workspace.pk)
    _recheck(membership.user)
    return membership


def leave(workspace: Workspace, user: User) -> None:
    membership = Membership.objects.filter(workspace=workspace, user=user).first()
    if membership is not None:
        remove(workspace, membership.pk, user)


def _recheck(user: User) -> None:
    from core.accounts import close_sockets

    transaction.on_commit(lambda: close_sockets(user))


# Invitations


def invite(workspace: Workspace, email: str, role: str, by: User) -> tuple[Invitation, mail.Outcome, str]:
    """Mail a link that is good once, for a week. Gives the invitation, what became of the mail, and the link."""
    if Membership.objects.filter(workspace=workspace, user__email__iexact=email).exists():
        raise Refused(f"{email} is a member already.")
    token = new_token()
    with transaction.atomic():
        Invitation.objects.filter(workspace=workspace, email__iexact=email, accepted_at__isnull=True).delete()
        invitation = Invitation.objects.create(
            workspace=workspace, email=email, role=role, token_hash=token_hash(token), invited_by=by
        )
    link = settings.SITE_URL + reverse("invitation", args=[token])
    tongue = tongues.of(_language_of(email) or by.language)
    words = tongue.letter("invite", who=by.username, name=workspace.name, role=tongue.say(f"role.{role}"))
    context = {"invitation": invitation, "link": link, "language": tongue.code, "t": words}
    subject = " ".join(words["subject"].split())
    outcome = mail.send_mail("invitation", context, to=email, subject=subject)
    log.info("user %s invited somebody to workspace %s as %s", by.pk, workspace.pk, role)
    return invitation, outcome, link


def _language_of(email: str) -> str:
    """What somebody with that address reads here already; empty for a stranger."""
    found = User.objects.filter(email__iexact=email, is_active=True).exclude(language="").first()
    return found.language if found else ""


def find_invitation(token: str) -> Invitation | None:
    rows = Invitation.objects.select_related("workspace", "invited_by")
    return rows.filter(token_hash=token_hash(token[:200])).first()


def problem_with(invitation: Invitation) -> str:
    """Why the link does not work any more, in one sentence; empty for a good one."""
    if invitation.accepted_at:
        return "This invitation was used already. If it was you, sign in; else ask for a new one."
    if invitation.expires_at <= timezone.now():
        return "This invitation was good for a week and has expired. Ask for a new one."
    return ""


@transaction.atomic
def accept(invitation: Invitation, user: User) -> Workspace:
    """Join by an invitation. The claim is a conditional UPDATE, so that a link forwarded to two people lets in one."""
    unused = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, expires_at__gt=timezone.now())
    if unused.update(accepted_at=timezone.now()) != 1:
        invitation.refresh_from_db()
        raise Refused(problem_with(invitation) or "This invitation does not work any more.")
    Membership.objects.get_or_create(workspace=invitation.workspace, user=user, defaults={"role": invitation.role})
    log.info("user %s joined workspace %s", user.pk, invitation.workspace_id)
    return invitation.workspace
