"""plotly.js out of the installed plotly package: exactly the version that the figures were made for, no CDN."""

from __future__ import annotations

import gzip
import importlib.metadata
import importlib.util
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from core import throttle

PLOTLY_VERSION = importlib.metadata.version("plotly")


def plotly_source() -> Path:
    """Where the script lies. Finding the package does not import it (that costs the server 30 MB)."""
    spec = importlib.util.find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        raise Http404
    return Path(spec.submodule_search_locations[0]) / "package_data" / "plotly.min.js"


def compressed() -> bytes:
    """The script gzipped, made once and kept in the data folder."""
    kept = settings.DATA_DIR / "cache" / f"plotly-{PLOTLY_VERSION}.min.js.gz"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as file:
            file.write(gzip.compress(plotly_source().read_bytes(), compresslevel=9, mtime=0))
        os.replace(file.name, kept)  # two requests at once write the same bytes
    return kept.read_bytes()


@throttle.limited(throttle.OPEN_PAGE)
@require_safe
def plotly_js(request: HttpRequest) -> HttpResponse:
    """Cached for ever under its version; a new plotly package has a new address."""
    content = compressed()
    response = HttpResponse(content_type="text/javascript; charset=utf-8")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    response.content = content
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
