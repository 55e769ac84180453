"""People: signing up, who administers, sessions and how they end, keys to the API, links that reset a password."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from core import mail, throttle
from core.models import ApiToken, Installation, Membership, Role, User, UserSession, Workspace, new_token, token_hash
from core.reporting import tongues

log = logging.getLogger(__name__)


# Signing up


@transaction.atomic
def sign_up(username: str, email: str, password: str, *, with_workspace: bool = True) -> User:
    """A new person, in a workspace of their own; the first one of the installation administers it."""
    user = User.objects.create_user(username, email, password)
    if with_workspace:
        workspace = Workspace.objects.create(name=f"{username}’s workspace"[:120], created_by=user)
        Membership.objects.create(workspace=workspace, user=user, role=Role.OWNER)
    if claim_installation(user):
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])
    log.info("user %s signed up%s", user.pk, " and administers" if user.is_superuser else "")
    return user


def claim_installation(user: User) -> bool:
    """True for exactly one person ever. A conditional UPDATE: two who sign up at once make one administrator."""
    if User.objects.filter(is_superuser=True).exclude(pk=user.pk).exists():
        return False
    Installation.objects.get_or_create(pk=1)
    unclaimed = Installation.objects.filter(pk=1, claimed_at__isnull=True)
    return unclaimed.update(administrator=user, claimed_at=timezone.now()) == 1


# Sessions


@receiver(user_logged_in)
def remember_session(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    note_session(request, user)
    if not user.language and (language := tongues.best_of(request.headers.get("Accept-Language", ""))):
        User.objects.filter(pk=user.pk, language="").update(language=language)
        user.language = language
    log.info("user %s signed in from %s", user.pk, throttle.address(request))


def note_session(request: HttpRequest, user: User) -> None:
    if not request.session.session_key:
        request.session.save()
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "user_agent": request.headers.get("User-Agent", "")[:200],
            "address": throttle.address(request)[:64],
        },
    )


@receiver(user_logged_out)
def forget_session(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is None:
        return
    UserSession.objects.filter(session_key=request.session.session_key or "").delete()
    Session.objects.filter(session_key=request.session.session_key or "").delete()
    log.info("user %s signed out", user.pk)
    transaction.on_commit(lambda: close_sockets(user))


@receiver(user_login_failed)
def note_failure(sender: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    log.warning("sign-in failed from %s", throttle.address(request) if request else "?")


def close_sockets(user: User) -> None:
    """Ask every open socket of the person to prove itself again; those without a session close."""
    try:
        from core import live
    except ImportError:
        return
    recheck_user = getattr(live, "recheck_user", None)
    if recheck_user is not None:
        recheck_user(user.pk)
    elif hasattr(live, "recheck"):
        live.recheck(f"user:{user.pk}")


def open_sessions(user: User) -> list[UserSession]:
    """The person's sessions that still let somebody in, newest first; rows of dead ones are dropped."""
    rows = list(user.sessions.order_by("-created_at"))
    keys = [row.session_key for row in rows]
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    living = set(alive.values_list("session_key", flat=True))
    user.sessions.filter(pk__in=[row.pk for row in rows if row.session_key not in living]).delete()
    return [row for row in rows if row.session_key in living]


def end_session(user: User, pk: int) -> bool:
    """End one of the person's own sessions, wherever it is open."""
    row = user.sessions.filter(pk=pk).first()
    if row is None:
        return False
    Session.objects.filter(session_key=row.session_key).delete()
    row.delete()
    log.info("user %s ended a session", user.pk)
    transaction.on_commit(lambda: close_sockets(user))
    return True


def end_other_sessions(user: User, keep: str | None = None) -> None:
    """After a new password: everybody who came in with the old one is out, sockets too."""
    keys = list(user.sessions.exclude(session_key=keep or "").values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    user.sessions.filter(session_key__in=keys).delete()
    transaction.on_commit(lambda: close_sockets(user))


# Keys to the API


def create_api_token(user: User, name: str) -> tuple[ApiToken, str]:
    """A key and its row. The key is shown this once; only its hash is kept."""
    key = new_token()
    token = ApiToken.objects.create(user=user, name=name[:80], prefix=key[:8], token_hash=token_hash(key))
    log.info("API token %s made by user %s", token.pk, user.pk)
    return token, key


def revoke_api_token(user: User, pk: int) -> bool:
    done = user.api_tokens.filter(pk=pk, revoked_at__isnull=True).update(revoked_at=timezone.now()) == 1
    if done:
        log.info("API token %s revoked by user %s", pk, user.pk)
    return done


def user_of_key(key: str) -> tuple[User, ApiToken] | None:
    """Who holds this key, if it is good."""
    found = ApiToken.objects.filter(
        token_hash=token_hash(key[:200]), revoked_at__isnull=True, user__is_active=True
    ).select_related("user")
    token = found.first()
    if token is None:
        return None
    now = timezone.now()
    if token.last_used_at is None or (now - token.last_used_at).total_seconds() > 60:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.user, token


# A new password


def mail_reset_link(email: str) -> None:
    """Mail a link to the stored address of the account, if there is one.

    The same work is done for an address without an account (the mail is composed and thrown away), and sending happens
    in another thread, so neither the answer nor its time tells the two apart.
    """
    found = User.objects.filter(email__iexact=email, is_active=True).exclude(email="").first()
    person = found or User(pk=0, username="nobody", email="nobody@example.invalid", password="!")  # noqa: S106
    path = reverse(
        "password_reset_confirm",
        args=[urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)],
    )
    tongue = tongues.of(person.language)
    words = tongue.letter("reset") | {"hello": tongue.say("hello", name=person.username)}
    context = {"person": person, "link": settings.SITE_URL + path, "language": tongue.code, "t": words}
    message = mail.compose("password_reset", context, person.email, words["subject"])
    mail.later(_send_reset_link, found.pk if found else None, message)


def _send_reset_link(user_id: int | None, message: EmailMultiAlternatives) -> None:
    time.sleep(0.05)  # the answer leaves first: even the start of sending took a measurable millisecond from it
    if user_id is None:
        return
    try:
        throttle.take(throttle.RESET_MAIL, str(user_id))
    except throttle.TooOften:
        return
    mail.deliver(message)
    log.info("password reset link mailed to user %s", user_id)
