"""Figures of kinds that the drawer does not know, as files: by kaleido, an optional extra, and a browser.

``pip install -r requirements-kaleido.txt`` installs it. Pages never need it: there such a figure is explored.
"""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Mapping
from typing import Any

from analytics.schema import AnalyticsError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def available() -> bool:
    """Whether kaleido is installed; it is not imported for that."""
    return importlib.util.find_spec("kaleido") is not None


def drawn(document: Mapping[str, Any], fmt: str, *, width: int, height: int) -> bytes:
    """The figure as ``svg`` or ``png``. AnalyticsError says what to do where kaleido or its browser is missing."""
    if not available():
        raise AnalyticsError(
            "This kind of chart has no drawing here; explore it in the browser, or install kaleido for a file of it."
        )
    import kaleido

    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    options = {"format": fmt, "width": width, "height": height, "scale": 2 if fmt == "png" else 1}
    layout = {key: value for key, value in (document.get("layout") or {}).items() if key != "meta"}
    try:
        made = kaleido.calc_fig_sync(
            {"data": document.get("data") or [], "layout": layout}, opts=options,
            kopts={"mathjax": False, **({"path": path} if path else {})},
        )  # fmt: skip
    except Exception as error:  # whatever its browser says
        raise AnalyticsError("kaleido could not draw this chart; it needs Chrome or Chromium.") from error
    return bytes(made)
