"""Charts: a specification and its data become a Plotly figure, an SVG drawn without a browser, a PNG."""

from __future__ import annotations

from analytics.charts.build import document, figure
from analytics.charts.labels import EMPTY, escape
from analytics.charts.raster import png, standalone
from analytics.charts.suggesting import headline, suggest

__all__ = ["EMPTY", "document", "escape", "figure", "headline", "png", "standalone", "suggest"]
