"""Signing up, in and out; a new password by mail."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as auth_login
from django.contrib.auth import logout as auth_logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.core import signing
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import accounts, mail, throttle
from core.models import User
from core.reporting import tongues
from ui.forms.accounts import LoginForm, NewPasswordForm, ResetForm, SignUpForm
from ui.http import form_page, next_path, see_other

log = logging.getLogger(__name__)

DEVICE_COOKIE = "device"
DEVICE_SECONDS = 365 * 24 * 3600


def known_device(request: HttpRequest, username: str) -> str:
    """The mark of a browser that has signed in to this account before; empty for any other."""
    try:
        account, mark = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt="device", max_age=DEVICE_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return mark if account == username.lower() else ""


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    mark = known_device(request, user.username) or accounts.new_token()[:16]
    value = signing.dumps([user.username.lower(), mark], salt="device")
    response.set_cookie(
        DEVICE_COOKIE,
        value,
        max_age=DEVICE_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Sign in. Failures are counted for this account from this address or known device, and for the address."""
    if request.user.is_authenticated:
        return redirect(next_path(request))
    form = LoginForm(request, request.POST if request.method == "POST" else None)
    context = {"form": form, "next": next_path(request, "")}
    if request.method != "POST":
        return render(request, "accounts/login.html", context)
    try:
        user = _try_to_sign_in(request, form)
    except throttle.TooOften as refusal:
        context["too_often"] = str(refusal)
        response = render(request, "accounts/login.html", context, status=429)
        response.headers["Retry-After"] = str(refusal.wait)
        return response
    if user is None:
        return form_page(request, "accounts/login.html", context)
    auth_login(request, user)
    response = see_other(next_path(request))
    remember_device(request, response, user)
    return response


def _try_to_sign_in(request: HttpRequest, form: LoginForm) -> User | None:
    """The person, or None with errors in the form; raises TooOften. A good try does not count."""
    username = request.POST.get("username", "")[:254].strip().lower()
    address = throttle.address(request)
    device = known_device(request, username)
    who = f"{username}|{device or address}"
    if not device:
        throttle.take(throttle.LOGIN_ADDRESS, address)
    throttle.take(throttle.LOGIN, who)
    with throttle.one_of_few():
        if not form.is_valid():
            return None
    throttle.clear(throttle.LOGIN, who)
    if not device:
        throttle.give_back(throttle.LOGIN_ADDRESS, address)
    return form.get_user()  # type: ignore[return-value]


@require_GET
def admin_login(request: HttpRequest) -> HttpResponse:
    """The admin site has no door of its own: one sign-in page, one throttle."""
    if request.user.is_authenticated:
        raise Http404
    return redirect(f"{reverse('login')}?{urlencode({'next': next_path(request, '/admin/')})}")


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    auth_logout(request)
    messages.success(request, "You are signed out.")
    return see_other("login")


@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(["GET", "POST"])
def signup(request: HttpRequest) -> HttpResponse:
    """A new account with a workspace of its own, signed in at once."""
    if request.user.is_authenticated:
        return redirect(next_path(request))
    form = SignUpForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "next": next_path(request, "")}
    if request.method != "POST":
        return render(request, "accounts/signup.html", context)
    throttle.take(throttle.SIGNUP, throttle.address(request))
    user = _try_to_sign_up(form)
    if user is None:
        return form_page(request, "accounts/signup.html", context)
    auth_login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    response = see_other(next_path(request))
    remember_device(request, response, user)
    return response


def _try_to_sign_up(form: SignUpForm) -> User | None:
    if not form.is_valid():
        return None
    try:
        with throttle.one_of_few():
            data = form.cleaned_data
            return accounts.sign_up(data["username"], data["email"], data["password1"])
    except IntegrityError:  # two people chose the same name in the same moment
        form.add_error("username", "Somebody took this name or address just now. Choose another one.")
        return None


@require_http_methods(["GET", "POST"])
def password_reset(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail. The answer is the same whether or not there is such an account."""
    form = ResetForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        throttle.take(throttle.RESET_ADDRESS, throttle.address(request))
        if form.is_valid():
            accounts.mail_reset_link(form.cleaned_data["email"])
            return see_other("password_reset_done")
    return form_page(request, "accounts/password_reset.html", {"form": form})


@throttle.limited(throttle.OPEN_PAGE)
@require_GET
def password_reset_done(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/password_reset_done.html")


class ResetConfirm(PasswordResetConfirmView):
    """Choose the new password. The token moves from the address into the session first, out of sight of logs."""

    template_name = "accounts/password_reset_confirm.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("password_reset_complete")

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponse:
        throttle.take(throttle.RESET_CONFIRM, throttle.address(self.request))
        return super().dispatch(*args, **kwargs)

    def form_invalid(self, form: NewPasswordForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        with throttle.one_of_few():
            response = super().form_valid(form)
        accounts.end_other_sessions(self.user)
        log.info("user %s chose a new password by mail", self.user.pk)
        return response


password_reset_confirm = sensitive_post_parameters()(login_not_required(ResetConfirm.as_view()))


@throttle.limited(throttle.OPEN_PAGE)
@require_GET
def password_reset_complete(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/password_reset_complete.html")


def tell_of_change(user: User, to: str, what: str) -> None:
    """Mail the account's holder about a change that a thief of a session would make: "email" or "password"."""
    if not to:
        return
    tongue = tongues.of(user.language)
    words = tongue.letter("changed", what=tongue.say(f"changed.{what}"))
    words |= {"hello": tongue.say("hello", name=user.username), "button": tongue.say("reset_button")}
    link = settings.SITE_URL + str(reverse_lazy("password_reset"))
    context = {"link": link, "language": tongue.code, "t": words}
    mail.send_later(mail.compose("account_changed", context, to, words["subject"]))
