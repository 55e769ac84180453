"""The colours of charts and the one style sheet of drawings: with variables for pages, with plain colours for files."""

from __future__ import annotations

SERIES = 8
LIGHT = {"ink": "#1b1f24", "ink-soft": "#565d66", "line": "#dedbd3", "line-strong": "#8b8e90", "surface": "#ffffff",
         "bad": "#b3261e", "ok": "#1c7038", "accent": "#0a666c", "series": (
             "#0b7a82", "#cf7a0c", "#6a5acd", "#c23b5f", "#4a8f2f", "#2f74c0", "#8a5a2b", "#6f757c")}  # fmt: skip
DARK = {"ink": "#e9e7e2", "ink-soft": "#a5abb1", "line": "#31373c", "line-strong": "#7a8187", "surface": "#1a1e21",
        "bad": "#f3938a", "ok": "#74c98f", "accent": "#62c6c2",
        "series": ("#4fb9b9", "#eba544", "#a297ee", "#ec7f9a", "#8cc46f", "#79b2ec", "#c99a68", "#a5abb1")}  # fmt: skip
COLOURS = LIGHT["series"]
_RULES = """
.c-chart{font-size:12px;font-variant-numeric:tabular-nums}
.c-t{fill:{ink-soft}}
.c-k,.c-v{fill:{ink}}
.c-v{font-weight:600}
.c-h{fill:{ink};font-size:15px;font-weight:600}
.c-n{fill:{ink};font-weight:600}
.c-on{fill:{surface}}
.c-small{font-size:11px}
.c-up{fill:{ok}}
.c-down{fill:{bad}}
.c-back{fill:{surface}}
.c-grid{stroke:{line};stroke-width:1;fill:none;shape-rendering:crispEdges}
.c-zero{stroke:{line-strong};stroke-width:1;shape-rendering:crispEdges}
.c-land{stroke:{line};stroke-width:1;fill:none}
.c-empty{fill:{line};fill-opacity:.45}
.c-gap{stroke:{surface};stroke-width:1.5}
.c-line{fill:none;stroke-width:2.25;stroke-linejoin:round;stroke-linecap:round}
.c-thin{fill:none;stroke-width:1.5}
.c-ref{stroke:{ink-soft};stroke-width:1.25;stroke-dasharray:5 4;fill:none}
.c-area{fill-opacity:.16;stroke:none}
.c-stack{fill-opacity:.82;stroke:none}
.c-band{fill-opacity:.14;stroke:none}
.c-dot{fill-opacity:.62}
.c-box{fill-opacity:.28;stroke-width:1.5}
.c-hit{fill-opacity:0}
.c-halo{paint-order:stroke;stroke:{surface};stroke-width:3px;stroke-linejoin:round}
.c-mark{stroke:{ink};stroke-width:2.5;fill:none}
.c-error{stroke:{ink-soft};stroke-width:1.25;fill:none}
"""
PAGE_RULES = """
.c-chart a:focus-visible{outline:2px solid var(--focus);outline-offset:1px}
.c-chart a:hover>*:first-child{opacity:.75}
.c-hit:hover{fill-opacity:1}
figure.chart>svg.c-chart.c-narrow{display:none}
@container (max-width: 30rem){
  figure.chart>svg.c-chart.c-wide:not(:last-child){display:none}
  figure.chart>svg.c-chart.c-narrow{display:block}
}
@media (forced-colors: active){.c-chart{forced-color-adjust:none}}
@media print{.c-chart{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""


def _filled(colours: dict[str, str]) -> str:
    text = _RULES.strip()
    for name, colour in colours.items():
        text = text.replace(f"{{{name}}}", colour)
    return text


def stylesheet(theme: str = "light") -> str:
    """The rules with the colours of one theme, for a drawing that stands alone."""
    chosen = DARK if theme == "dark" else LIGHT
    plain = {name: str(colour) for name, colour in chosen.items() if name != "series"}
    series = [f".c-f{n}{{fill:{c}}}.c-s{n}{{stroke:{c}}}" for n, c in enumerate(chosen["series"], 1)]
    return (_filled(plain) + "".join(series)).replace("\n", "")


def page_sheet() -> str:
    """The text of ``static/css/charts.css``: the same rules in the page's own variables."""
    names = [name for name in LIGHT if name != "series"]
    series = [f".c-f{n}{{fill:var(--series-{n})}}\n.c-s{n}{{stroke:var(--series-{n})}}" for n in range(1, SERIES + 1)]
    head = "/* Drawings. Made by analytics.charts.theme.page_sheet(); change it there. */\n"
    body = [
        ".chart{container-type:inline-size}",
        ".c-chart text{font-family:var(--font)}",
        _filled({n: f"var(--{n})" for n in names}),
    ]
    return head + "\n".join([*body, *series]) + "\n" + PAGE_RULES.strip() + "\n"
