"""What every page knows: the nonce for its scripts, the person's theme, and the workspace in use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from core.alerting import notices


def page(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "theme": user.theme if signed_in else "auto",  # type: ignore[union-attr]
        "workspace": getattr(request, "workspace", None),
        "role": getattr(request, "role", None),
        "workspaces": getattr(request, "workspaces", ()),
        "my_notices": lambda: notices.summary(user) if signed_in else None,  # type: ignore[arg-type]
        "mail_is_console": settings.EMAIL_BACKEND.endswith("console.EmailBackend"),
    }
