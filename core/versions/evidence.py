"""A finding as a card: its strength in a word, and “how we know” in rows that a person can read and check."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.schema import AnalyticsError, ChartSpec
from core.models import DatasetVersion, Insight

log = logging.getLogger(__name__)
WIDTH, HEIGHT = 560, 260
LARGE = (1120, 380)
KINDS = {
    "trend": "Trend",
    "change_point": "Break",
    "seasonality": "Rhythm",
    "anomaly": "Odd days",
    "correlation": "Together",
    "simpson": "Reversal",
    "outlier": "Outliers",
    "dominance": "Weight",
    "driver": "Driver",
    "ranking": "Ranking",
}
CAVEATS = {
    "common_time": "Both move with time, so part of what they share may be nothing but the calendar.",
}
LABELS = {
    "test": "Test",
    "sampling": "Looked at",
    "interval": "95 % interval",
    "rho": "Rank correlation",
    "rho_as_it_stands": "… with the time in it",
    "rho_within": "… inside the groups",
    "rho_others": "… among the others",
    "effective_rows": "Rows that count as independent",
    "time_taken_out": "Time taken out",
    "before": "Before",
    "after": "After",
    "actual": "Measured",
    "usual": "Usual there",
    "widths": "Deviation, in usual widths",
    "slope_per_point": "Slope per point",
    "variance_explained": "Share of the ups and downs explained",
    "share": "Share",
    "share_of_change": "Share of the change",
    "part": "That part",
    "whole": "The whole",
    "step_in_noise_widths": "Step, in widths of the noise",
    "clear_of_the_next_p": "p against the next one",
    "rest_low": "The rest begins at",
    "rest_high": "The rest ends at",
    "rest_median": "Middle of the rest",
    "farthest": "Farthest",
    "points": "Points in time",
    "grain": "Time in steps of a",
    "time": "Time column",
    "left_out": "Left out",
    "values_left_out": "Single values left out",
    "from": "First day",
    "to": "Last day",
    "means": "Averages",
    "rows": "Rows of each",
    "values": "The values",
    "levels": "Inside each group",
}
SHARES = {"variance_explained", "share", "share_of_change"}
DATES = {"from", "to"}
MACHINE = ("start", "end", "length", "direction")
"""Parts of the evidence for recomputing a number; a person reads the dates and counts beside them."""
STRENGTHS = ((0.75, "Very strong"), (0.5, "Strong"), (0.25, "Clear"), (0.0, "Slight"))


@dataclass(frozen=True)
class Bar:
    """One of the five rising bars of a strength, in a box of 34 × 12."""

    x: int
    y: float
    height: float
    on: bool


@dataclass(frozen=True)
class Card:
    """One finding on the page. ``svg`` is its chart where it was drawn along; ``has_chart`` says that it can be."""

    insight: Insight
    kind: str
    strength: str
    bars: tuple[Bar, ...]
    facts: tuple[tuple[str, str], ...]
    caveats: tuple[str, ...]
    has_chart: bool
    settled: bool = True
    svg: str = ""
    explains: tuple[str, ...] = ()
    """Findings that follow from this one and are not told by themselves."""
    comments: int = 0


def card(
    insight: Insight, version: DatasetVersion | None, *, settled: bool = True, draw: bool = False, comments: int = 0
) -> Card:
    document = insight.document or {}
    has_chart = bool(settled and document.get("chart"))
    return Card(
        insight=insight,
        kind=KINDS.get(insight.kind, insight.kind.replace("_", " ").capitalize()),
        strength=next(word for least, word in STRENGTHS if insight.strength >= least),
        bars=bars(insight.strength),
        facts=tuple(facts(document)),
        caveats=tuple(
            CAVEATS.get(each, str(each).replace("_", " ").capitalize()) for each in document.get("caveats") or ()
        ),
        has_chart=has_chart,
        settled=settled,
        svg=drawing_of(insight, version) if draw and has_chart and version else "",
        explains=tuple(map(str, (document.get("evidence") or {}).get("explains") or ())),
        comments=comments,
    )


def bars(strength: float) -> tuple[Bar, ...]:
    lit = max(1, min(5, round(5 * strength + 0.3)))
    heights = (4, 6, 8, 10, 12)
    return tuple(Bar(7 * place, 12 - height, height, place < lit) for place, height in enumerate(heights))


def drawing_of(
    insight: Insight, version: DatasetVersion, size: tuple[int, int] = (WIDTH, HEIGHT), *, phones: bool = True
) -> str:
    """The SVG of a finding's chart, with the narrow one unless ``phones`` is False; empty where it cannot be drawn."""
    from core import drawing

    document = (insight.document or {}).get("chart")
    if not document:
        return ""
    try:
        drawn = drawing.chart(version, ChartSpec.from_json(document), width=size[0], height=size[1])
        return drawn.page if phones else drawn.svg
    except AnalyticsError:
        return ""
    except Exception:
        log.exception("The chart of insight %s could not be drawn", insight.pk)
        return ""


def facts(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """“How we know”: rows, effect, p-value, then what this kind of finding adds, in plain labels."""
    found = dict(document.get("evidence") or {})
    rows: list[tuple[str, str]] = []
    if "test" in found:
        rows.append((LABELS["test"], str(found.pop("test"))))
    if document.get("n") is not None:
        rows.append(("Rows behind it", f"{document['n']:,}"))
    if document.get("p_value") is not None:
        rows.append(("p-value, corrected for every test that was run", p_words(document["p_value"])))
    if document.get("effect") is not None:
        rows.append(("Effect", number(document["effect"])))
    for name in ("n", "effect", "explains", *MACHINE):
        found.pop(name, None)
    of = found.pop("interval_of", "")
    if of and "interval" in found:
        rows.append((f"{LABELS['interval']} of {of}", words("interval", found.pop("interval"), of == "the share")))
    rows.extend((label(name), words(name, value)) for name, value in found.items() if value not in (None, "", [], {}))
    return rows


def label(name: str) -> str:
    return LABELS.get(name) or name.replace("_", " ").capitalize()


def p_words(p: float) -> str:
    return "below 0.0001" if p < 0.0001 else f"{p:.2g}"


def number(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:,.4g}"
    return str(value)


def words(name: str, value: Any, share: bool = False) -> str:
    """A value of the evidence as text: shares in percent, lists with commas, the first entries of long ones."""
    if (share or name in SHARES) and isinstance(value, int | float) and not isinstance(value, bool):
        return f"{100 * value:.1f} %"
    if isinstance(value, Mapping) and "average" in value:
        return _window(value)
    if isinstance(value, Mapping):
        return _listed([f"{key}: {words('', each)}" for key, each in value.items()])
    if name in DATES:
        return day(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        joint = " to " if name == "interval" and len(value) == 2 else ", "
        return (
            joint.join(words("", each, share) for each in value)
            if len(value) <= 8
            else _listed([words("", each) for each in value])
        )
    return number(value)


def _window(piece: Mapping[str, Any]) -> str:
    """A stretch of time, or the moments that something was compared with: “12.4 on average, 26 Mar – 29 Oct 2023”."""
    text = f"{number(piece['average'])} on average"
    days = [day(piece[end]) for end in ("from", "to") if piece.get(end)]
    if days:
        text += f", {' – '.join(dict.fromkeys(days))}"
    if piece.get("moments"):
        text += f", on {_listed([day(moment) for moment in piece['moments']], 4)}"
    return text + (f" ({piece['rows']:,} rows)" if piece.get("rows") else "")


def day(text: Any) -> str:
    """An ISO date or moment as “26 Mar 2023”, with the hour where there is one."""
    try:
        moment = dt.datetime.fromisoformat(str(text))
    except ValueError:
        return str(text)
    hour = f" {moment:%H:%M}" if moment.hour or moment.minute else ""
    return f"{moment.day} {moment:%b} {moment.year}{hour}"


def _listed(parts: Sequence[str], limit: int = 8) -> str:
    more = f" and {len(parts) - limit:,} more" if len(parts) > limit else ""
    return ", ".join(parts[:limit]) + more
