"""The grammar of dates and times: strptime formats, guarded by patterns made from them. RE2 patterns and DuckDB SQL."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

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
    "%f": "[0-9]{1,9}",
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
    text = _english(value, months) if months else value
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


def _english(value: str, months: Sequence[Sequence[str]]) -> str:
    """SQL that puts English three-letter names in the place of month names of another language."""
    sql = f"lower({value})"
    for names, english in zip(months, ENGLISH, strict=True):
        listed = "|".join(sorted(names, key=len, reverse=True))
        word = rf"(?:^|([^\pL]))(?:{listed})[.]?(?:$|([^\pL]))"
        sql = f"regexp_replace({sql}, {literal(word)}, '\\1{english}\\2')"
    return sql


ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _names(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(month.split("/")) for month in text.split())


MONTHS = {
    "de": _names(
        "januar/jänner/jan februar/feb märz/mär/mrz april/apr mai juni/jun juli/jul august/aug"
        " september/sept/sep oktober/okt november/nov dezember/dez"
    ),
    "fr": _names(
        "janvier/janv/jan février/févr/fév/fevrier/fevr mars/mar avril/avr mai juin juillet/juil août/aout"
        " septembre/sept/sep octobre/oct novembre/nov décembre/déc/decembre/dec"
    ),
    "es": _names(
        "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago"
        " septiembre/setiembre/sept/sep/set octubre/oct noviembre/nov diciembre/dic"
    ),
    "it": _names(
        "gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug agosto/ago"
        " settembre/set/sett ottobre/ott novembre/nov dicembre/dic"
    ),
    "pt": _names(
        "janeiro/jan fevereiro/fev março/marco/mar abril/abr maio/mai junho/jun julho/jul agosto/ago"
        " setembro/set outubro/out novembro/nov dezembro/dez"
    ),
    "nl": _names(
        "januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug"
        " september/sept/sep oktober/okt november/nov december/dec"
    ),
}
"""Month names by language, each with its short forms, in lower case."""
