"""Workspaces: make one, switch, who is in it, invitations, leaving."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core import access, throttle, workspaces
from core.access import CAN_OWN, CAN_SEE
from core.mail import BadMail
from core.models import Role, Workspace
from ui.forms.workspaces import InviteForm, WorkspaceForm
from ui.http import form_page, next_path, see_other


@login_required
@require_http_methods(["GET", "POST"])
def workspace_new(request: HttpRequest) -> HttpResponse:
    form = WorkspaceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = workspaces.create(form.cleaned_data["name"], request.user)  # type: ignore[arg-type]
        request.session["workspace"] = made.pk
        return see_other("workspace", made.pk)
    return form_page(request, "workspaces/new.html", {"form": form})


@login_required
@require_POST
def workspace_use(request: HttpRequest) -> HttpResponse:
    """Switch to another workspace; pages list what is in it from then on."""
    chosen = access.workspace(request.user, request.POST.get("workspace"))
    request.session["workspace"] = chosen.pk
    return see_other(next_path(request))


@login_required
@require_http_methods(["GET", "POST"])
def workspace(request: HttpRequest, pk: int) -> HttpResponse:
    """Members and settings. Everybody in it may look and leave; owners decide."""
    action = ACTIONS.get(request.POST.get("action", "")) if request.method == "POST" else None
    shown = access.workspace(request.user, pk, CAN_SEE if action in (None, leave) else CAN_OWN)
    if action is None:
        return page(request, shown)
    try:
        return action(request, shown)
    except (workspaces.Refused, BadMail) as refusal:
        messages.error(request, str(refusal))
        return page(request, shown, status=422)


def page(request: HttpRequest, shown: Workspace, status: int = 200, **more: object) -> HttpResponse:
    owner = access.role_in(request.user, shown.pk) == Role.OWNER
    waiting = shown.invitations.filter(accepted_at__isnull=True, expires_at__gt=timezone.now())
    context = {
        "shown": shown,
        "members": shown.memberships.select_related("user").order_by("user__username"),
        "invitations": waiting.order_by("-created_at") if owner else [],
        "may_own": owner,
        "roles": Role.choices,
        "form": WorkspaceForm(instance=shown),
        "invite_form": InviteForm(),
        **more,
    }
    return render(request, "workspaces/detail.html", context, status=status)


def rename(request: HttpRequest, shown: Workspace) -> HttpResponse:
    form = WorkspaceForm(request.POST, instance=shown)
    if not form.is_valid():
        return page(request, Workspace.objects.get(pk=shown.pk), 422, form=form)
    form.save()
    messages.success(request, "Renamed.")
    return see_other("workspace", shown.pk)


def change_role(request: HttpRequest, shown: Workspace) -> HttpResponse:
    changed = workspaces.change_role(
        shown,
        request.POST.get("membership"),
        request.POST.get("role", ""),
        request.user,  # type: ignore[arg-type]
    )
    messages.success(request, f"{changed.user} is now {changed.get_role_display().lower()}.")
    return see_other("workspace", shown.pk)


def remove(request: HttpRequest, shown: Workspace) -> HttpResponse:
    gone = workspaces.remove(shown, request.POST.get("membership"), request.user)  # type: ignore[arg-type]
    messages.success(request, f"{gone.user} is no member any more.")
    return see_other("workspace", shown.pk)


def leave(request: HttpRequest, shown: Workspace) -> HttpResponse:
    workspaces.leave(shown, request.user)  # type: ignore[arg-type]
    request.session.pop("workspace", None)
    messages.success(request, f"You left “{shown.name}”.")
    return see_other("home")


def invite(request: HttpRequest, shown: Workspace) -> HttpResponse:
    form = InviteForm(request.POST)
    if not form.is_valid():
        return page(request, shown, 422, invite_form=form)
    throttle.take(throttle.INVITE, str(request.user.pk))
    email = form.cleaned_data["email"]
    _, outcome, link = workspaces.invite(shown, email, form.cleaned_data["role"], request.user)  # type: ignore[arg-type]
    # The link is shown as well: where no mail server is set up, the owner hands it on, under the address in use here.
    here = request.build_absolute_uri(urlsplit(link).path)
    return page(request, shown, invited=email, invited_link=here, outcome=outcome)


def withdraw(request: HttpRequest, shown: Workspace) -> HttpResponse:
    number = request.POST.get("invitation", "")
    if number.isdigit():
        shown.invitations.filter(pk=number, accepted_at__isnull=True).delete()
    messages.success(request, "The invitation was withdrawn; its link does not work any more.")
    return see_other("workspace", shown.pk)


ACTIONS: dict[str, Callable[[HttpRequest, Workspace], HttpResponse]] = {
    "rename": rename,
    "role": change_role,
    "remove": remove,
    "leave": leave,
    "invite": invite,
    "withdraw": withdraw,
}


@throttle.limited(throttle.INVITATION)
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the mailed link opens: who invites into what, and a button to join (after signing in or up)."""
    found = workspaces.find_invitation(token)
    if found is None:
        raise Http404
    problem = workspaces.problem_with(found)
    if request.method == "POST" and request.user.is_authenticated and not problem:
        try:
            joined = workspaces.accept(found, request.user)
        except workspaces.Refused as refusal:
            problem = str(refusal)
        else:
            request.session["workspace"] = joined.pk
            messages.success(request, f"Welcome to “{joined.name}”.")
            return see_other("home")
    context = {"invitation": found, "problem": problem, "path": request.path}
    return render(request, "workspaces/invitation.html", context, status=410 if problem else 200)
