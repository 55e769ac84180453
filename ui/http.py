"""Small answers and questions that many views share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from core.models import User, Workspace


class Request(HttpRequest):
    """What a view of a signed-in person gets after our middleware."""

    user: User
    htmx: HtmxDetails
    workspace: Workspace | None
    role: str | None


def see_other(to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """303 after a POST, so that a reload does not send the form again. Takes a URL name or a path."""
    from django.urls import reverse

    url = reverse(to, args=args, kwargs=kwargs) if isinstance(to, str) and not to.startswith("/") else resolve_url(to)
    return HttpResponse(status=303, headers={"Location": url})


def next_path(request: HttpRequest, default: str = "/") -> str:
    """Where ``next=`` points, if that is a path of our own; else the default."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return default


def form_page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page around a form; 422 when the form came back with errors, so that htmx and scripts can tell."""
    form = context.get("form")
    if status == 200 and request.method == "POST" and form is not None and form.errors:
        status = 422
    return render(request, template, context, status=status)
