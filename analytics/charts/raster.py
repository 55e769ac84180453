"""SVG to PNG without a browser, with the fonts of a package and never those of the machine."""

from __future__ import annotations

from analytics import fonts
from analytics.charts.theme import stylesheet

FACE = fonts.HOUSE


def standalone(svg: str, theme: str = "light") -> str:
    """The same drawing with its colours inside and a background, for download and mail."""
    end = svg.index(">") + 1
    back = '<rect class="c-back" width="100%" height="100%"/>'
    face = f".c-chart text{{font-family:'{FACE}',system-ui,sans-serif}}"
    return f"{svg[:end]}<style>{stylesheet(theme)}{face}</style>{back}{svg[end:]}"


def png(svg: str, *, scale: int = 2, theme: str = "light") -> bytes:
    """The drawing as PNG, ``scale`` pixels for each of its units."""
    import resvg_py

    made = resvg_py.svg_to_bytes(
        svg_string=standalone(svg, theme), zoom=scale, font_files=fonts.files_for(svg), skip_system_fonts=True,
        font_family=FACE, sans_serif_family=FACE,
    )  # fmt: skip
    return bytes(made)
