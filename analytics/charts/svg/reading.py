"""A Plotly figure's JSON as the drawer takes it: arrays as lists, text as text, axes by name."""

from __future__ import annotations

import array
import base64
import html
import re
import sys
from collections.abc import Mapping
from typing import Any

from analytics.charts.scales import number as written

_TAG = re.compile(r"</?(?:b|i|u|s|em|strong|sub|sup|span|a)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TYPES = {"i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "f4": "f", "f8": "d", "i8": "q", "u8": "Q"}


def clean(value: Any) -> str:
    """The words of a label: Plotly's markup taken off, entities read."""
    if value is None:
        return ""
    text = str(value)
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", text))
    return html.unescape(text) if "&" in text else text


def listed(value: Any) -> list[Any]:
    """An array of a figure as a list; plotly.py writes numbers as base64."""
    if isinstance(value, Mapping) and "bdata" in value:
        code = _TYPES.get(str(value.get("dtype", "")).lstrip("<|=>"))
        if code is None:
            return []
        found = array.array(code, base64.b64decode(value["bdata"]))
        if sys.byteorder == "big":
            found.byteswap()
        flat: list[Any] = [None if item != item else item for item in found]
        shape = [int(part) for part in str(value.get("shape", "")).split(",") if part.strip()]
        if len(shape) == 2:
            return [flat[i : i + shape[1]] for i in range(0, len(flat), shape[1])]
        return flat
    if value is None:
        return []
    if hasattr(value, "tolist"):
        value = value.tolist()
    return list(value) if isinstance(value, list | tuple) else [value]


def traces(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The visible traces with their arrays as lists; each has ``type``, ``name`` and its ``place`` in the palette."""
    found = []
    for place, raw in enumerate(document.get("data") or ()):
        if raw.get("visible") in (False, "legendonly"):
            continue
        trace = dict(raw)
        trace["type"] = trace.get("type") or "scatter"
        trace["place"] = (
            int(trace.get("meta", {}).get("place", place)) if isinstance(trace.get("meta"), Mapping) else place
        )
        trace["label"] = clean(trace.get("name"))
        for key in ("x", "y", "z", "labels", "values", "parents", "ids", "lat", "lon", "open", "close", "measure",
                    "base", "width", "q1", "median", "q3", "lowerfence", "upperfence", "mean"):  # fmt: skip
            if key in trace and (key not in ("width", "base") or not isinstance(trace[key], int | float)):
                trace[key] = listed(trace[key])
        found.append(trace)
    return found


def title_of(part: Any) -> str:
    """``title`` is a string or ``{"text": …}``."""
    title = part.get("title") if isinstance(part, Mapping) else None
    return clean(title.get("text") if isinstance(title, Mapping) else title)


def at(values: Any, place: int, default: Any = None) -> Any:
    """One item of an array, or the value itself where a figure gives one for all."""
    if isinstance(values, list | tuple):
        return values[place] if place < len(values) else default
    return default if values is None else values


def number(value: Any) -> float | None:
    """A finite number, or None."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if found - found == 0 else None


def behind(trace: Mapping[str, Any], place: int) -> str:
    """`` (12 rows)``: of how many values an average is, or that a period is not complete, where the figure knows."""
    meta = trace.get("meta")
    if not isinstance(meta, Mapping):
        return ""
    begin, end = meta.get("partial") or (False, False)
    if (begin and place == 0) or (end and place == len(trace.get("x") or ()) - 1):
        return " (not complete)"
    if not meta.get("counted"):
        return ""
    count = number(at(listed(trace.get("customdata")), place))
    if count is None:
        return ""
    return f" ({written(count)} {'row' if count == 1 else 'rows'})"
