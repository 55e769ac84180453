"""The grammar of dates and times: strptime formats, guarded by patterns made from them. RE2 patterns and DuckDB SQL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from analytics.calendar_words import MONTHS, english_sql, plain_sql
from analytics.sqltext import literal, matches

DIRECTIVES = {
    "%Y": "[0-9]{4}",
    "%y": "[0-9]{2}",
    "%m": "[0-9]{1,2}",
    "%d": "[0-9]{1,2}",
    "%b": "(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    "%B": "(?i:january|february|march|april|may|june|july|august|september|october|november|december)",
    "%a": "(?i:mon|tue|wed|thu|fri|sat|sun)",
    "%A": "(?i:monday|tuesday|wednesday|thursday|friday|saturday|sunday)",
    "%H": "[0-9]{1,2}",
    "%I": "[0-9]{1,2}",
    "%M": "[0-9]{2}",
    "%S": "[0-9]{2}",
    "%f": "[0-9]{1,6}",
    "%n": "[0-9]{7,9}",
    "%p": "(?i:am|pm)",
    "%z": "(?:Z|z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)",
}
OFFSET = r"([+-])([0-9]{2}):?([0-9]{2})?$"


def moment_pattern(form: str) -> str:
    """The pattern of the texts that a format reads. Packed formats (``%Y%m%d``) take exactly two digits a part."""
    pattern, packed = "", re.search(r"%[a-zA-Z]%[mdHMS]", form) is not None
    for part in re.findall(r"%[a-zA-Z]|.", form):
        found = DIRECTIVES.get(part, re.escape(part))
        pattern += "[0-9]{2}" if packed and found == "[0-9]{1,2}" else found
    return pattern


def moment_sql(value: str, kind: str, parse: Mapping[str, Any]) -> tuple[str, str]:
    """SQL that says whether the text ``value`` (SQL) looks like one of ``parse["formats"]``, and SQL for that moment.

    A date that no calendar has (31.02.) looks right and is NULL. Formats that look the same are tried in order.
    """
    storage = {"date": "DATE", "datetime": "TIMESTAMP", "time": "TIME"}[kind]
    months = MONTHS.get(str(parse.get("months") or ""))
    text = plain_sql(value) if parse.get("loose") else value
    text = english_sql(text, months) if months else text
    by_pattern: dict[str, list[str]] = {}
    for form in parse.get("formats") or ():
        by_pattern.setdefault(moment_pattern(form), []).append(_one(text, form, utc=parse.get("zone") == "utc"))
    if not by_pattern:
        return "false", f"NULL::{storage}"
    values = [several[0] if len(several) == 1 else f"coalesce({', '.join(several)})" for several in by_pattern.values()]
    if len(values) == 1:
        return matches(text, next(iter(by_pattern))), f"CAST({values[0]} AS {storage})"
    whens = (f"WHEN {matches(text, pattern)} THEN {moment}" for pattern, moment in zip(by_pattern, values, strict=True))
    return matches(text, "|".join(by_pattern)), f"CAST(CASE {' '.join(whens)} END AS {storage})"


def _one(text: str, form: str, *, utc: bool) -> str:
    if "%n" in form:  # a moment is kept to the microsecond
        text, form = f"regexp_replace({text}, '([.,][0-9]{{6}})[0-9]{{1,3}}', '\\1')", form.replace("%n", "%f")
    if not form.endswith("%z"):
        return f"try_strptime({text}, {literal(form)})"
    bare = form.removesuffix("%z").rstrip()
    clock = f"regexp_replace({text}, {literal(' ?' + DIRECTIVES['%z'] + '$')}, '')"
    moment = f"try_strptime({clock}, {literal(bare)})"
    if not utc:
        return moment
    sign, hours, minutes = (f"regexp_extract({text}, {literal(OFFSET)}, {group})" for group in (1, 2, 3))
    hours, minutes = (f"coalesce(try_cast({digits} AS INTEGER), 0)" for digits in (hours, minutes))
    sign = f"CASE WHEN {sign} = '-' THEN -1 ELSE 1 END"
    return f"({moment} - to_minutes(({sign}) * ({hours} * 60 + {minutes})))"
