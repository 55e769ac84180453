"""The profile: address, time zone, colours, password, open sessions, keys to the API."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core import accounts, throttle
from core.models import User
from ui.forms.accounts import OwnPasswordForm, ProfileForm, TokenForm
from ui.http import see_other
from ui.views.accounts import tell_of_change

log = logging.getLogger(__name__)


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """One page, several small forms; ``action`` names the one that was sent."""
    if request.method == "GET":
        return page(request)
    action = ACTIONS.get(request.POST.get("action", "save"))
    return action(request) if action else see_other("profile")


BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def in_words(user_agent: str) -> str:
    """``Firefox on Linux`` for what browsers send; whatever it says itself for a script."""
    browser = next((word for mark, word in BROWSERS if mark in user_agent), "")
    system = next((word for mark, word in SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if browser and system else user_agent[:60] or "Unknown browser"


def page(request: HttpRequest, status: int = 200, **forms: object) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    context = {
        "form": ProfileForm(instance=User.objects.get(pk=user.pk)),
        "password_form": OwnPasswordForm(user),
        "token_form": TokenForm(),
        "tokens": user.api_tokens.filter(revoked_at__isnull=True).order_by("-created_at"),
        "sessions": [(each, in_words(each.user_agent)) for each in accounts.open_sessions(user)],
        "this_session": request.session.session_key,
        **forms,
    }
    return render(request, "accounts/profile.html", context, status=status)


def save(request: HttpRequest) -> HttpResponse:
    user = User.objects.get(pk=request.user.pk)
    old_address = user.email
    form = ProfileForm(request.POST, instance=user)
    if not form.is_valid():
        return page(request, 422, form=form)
    form.save()
    if old_address.lower() != user.email.lower():
        tell_of_change(user, old_address, "email")
        log.info("user %s changed their address", user.pk)
    messages.success(request, "Saved.")
    return see_other("profile")


def change_password(request: HttpRequest) -> HttpResponse:
    """A new password ends every other session; this one goes on under a new key."""
    user: User = request.user  # type: ignore[assignment]
    throttle.take(throttle.LOGIN, f"change|{user.pk}|{throttle.address(request)}")
    form = OwnPasswordForm(user, request.POST)
    with throttle.one_of_few():
        good = form.is_valid()
    if not good:
        return page(request, 422, password_form=form)
    form.save()
    update_session_auth_hash(request, user)
    accounts.end_other_sessions(user, keep=request.session.session_key)
    accounts.note_session(request, user)
    tell_of_change(user, user.email, "password")
    log.info("user %s changed their password", user.pk)
    messages.success(request, "Your password is changed. Every other session was ended.")
    return see_other("profile")


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 12 else 0


def end_session(request: HttpRequest) -> HttpResponse:
    if accounts.end_session(request.user, _number(request.POST.get("session"))):  # type: ignore[arg-type]
        messages.success(request, "That session was ended.")
    return see_other("profile")


def end_others(request: HttpRequest) -> HttpResponse:
    accounts.end_other_sessions(request.user, keep=request.session.session_key)  # type: ignore[arg-type]
    messages.success(request, "Every other session was ended.")
    return see_other("profile")


def new_token(request: HttpRequest) -> HttpResponse:
    """The answer holds the key, so it is a page and no redirect: the key is nowhere else."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return page(request, 422, token_form=form)
    token, key = accounts.create_api_token(request.user, form.cleaned_data["name"])  # type: ignore[arg-type]
    return page(request, new_key=key, new_token=token)


def revoke_token(request: HttpRequest) -> HttpResponse:
    if accounts.revoke_api_token(request.user, _number(request.POST.get("token"))):  # type: ignore[arg-type]
        messages.success(request, "The token was revoked; scripts that use it are refused from now on.")
    return see_other("profile")


ACTIONS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "save": save,
    "password": change_password,
    "end-session": end_session,
    "end-others": end_others,
    "new-token": new_token,
    "revoke-token": revoke_token,
}
