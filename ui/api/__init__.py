"""The JSON API at /api/: personal tokens, the same gates as the pages."""

from __future__ import annotations

from ui.api.endpoints import api

__all__ = ["api"]
