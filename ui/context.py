"""What every page knows: the nonce for its few inline scripts, and the person's theme."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "theme": getattr(user, "theme", "auto") if user and user.is_authenticated else "auto",
    }
