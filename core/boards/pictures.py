"""Pictures on dashboards: taken by what they are, copied along, and drawn into files as what they show."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from analytics.schema import AnalyticsError
from core.boards.picture_sizes import size_of
from core.models import Dashboard, DashboardImage, Widget

MAX_IMAGE = 2 * 1024 * 1024
MOST_IMAGES = 40
MOST_POINTS = 25_000_000
MAGIC = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


def mime_of(data: bytes) -> str:
    """The kind of picture that the bytes are; AnalyticsError for anything else, or where there are too many."""
    mime = next((mime for start, mime in MAGIC.items() if data.startswith(start)), "")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        mime = "image/webp"
    if not mime:
        raise AnalyticsError("That is not a picture we can show; use PNG, JPEG, GIF or WebP.")
    if len(data) > MAX_IMAGE:
        raise AnalyticsError(f"The picture is larger than {MAX_IMAGE // 1024 // 1024} MB; make it smaller.")
    size = size_of(data, mime)
    if size is None:
        raise AnalyticsError("The picture is damaged or cut off; save it again.")
    if size[0] * size[1] > MOST_POINTS:
        raise AnalyticsError(f"The picture has {size[0]:,} × {size[1]:,} points; make it smaller, to 5,000 × 5,000.")
    return mime


def keep(dashboard: Dashboard, data: bytes, user: Any) -> DashboardImage:
    """A picture by what it is, not by what it says it is."""
    return DashboardImage.objects.create(dashboard=dashboard, mime=mime_of(data), data=data, created_by=user)


def copy(source: Dashboard, target: Dashboard) -> dict[int, int]:
    """The pictures of one dashboard for another, too; gives the new number of each."""
    found = {}
    for image in source.images.all():
        old = image.pk
        image.pk, image.dashboard = None, target
        image.save(force_insert=True)
        found[old] = image.pk
    return found


def of(widget: Widget) -> DashboardImage | None:
    return widget.dashboard.images.filter(pk=widget.options.get("image")).first()


# In documents


def as_document(image: DashboardImage) -> dict[str, str]:
    return {"mime": image.mime, "data": base64.b64encode(bytes(image.data)).decode()}


def bytes_of(document: Any) -> bytes:
    """The bytes of a picture in a document from outside; AnalyticsError where it holds none that we can show."""
    text = document.get("data") if isinstance(document, Mapping) else None
    try:
        data = base64.b64decode(str(text or ""), validate=True)
    except (ValueError, binascii.Error):
        data = b""
    mime_of(data)
    return data


# In drawings


def address(image: DashboardImage) -> str:
    """The picture as a ``data:`` URL, for files that stand alone."""
    return f"data:{image.mime};base64,{base64.b64encode(bytes(image.data)).decode()}"


def drawn(image: DashboardImage, width: int, height: int) -> str:
    """An SVG that shows the whole picture within that size, in pixels."""
    size = f'width="{width}" height="{height}"'
    shown = f'<image href="{address(image)}" x="0" y="0" {size} preserveAspectRatio="xMidYMid meet"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}">{shown}</svg>'


def report_item(widget: Widget, width: int, height: int) -> dict[str, Any]:
    """The picture as reports show their charts; AnalyticsError where it is gone."""
    image = of(widget)
    if image is None:
        raise AnalyticsError("The picture is gone.")
    title = widget.title or str(widget.options.get("alt") or "Picture")
    return {"title": title, "svg": drawn(image, width, height), "pairs": [], "more": 0, "is_time": False}
