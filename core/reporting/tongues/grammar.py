"""Sentences about the data in other languages, read back from the English ones that the search wrote.

Findings are kept as one English sentence each. Its form is one of a few dozen; what stands in it (names, numbers,
dates) is taken out, written as the language writes it and put into the same form there. A sentence of another form
stays as it is, and says that it is English.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from core.reporting.tongues.english import SHORT_MONTHS

if TYPE_CHECKING:
    from core.reporting.tongues import Tongue

_MONTH = "|".join(SHORT_MONTHS)
_DATE = rf"\d{{1,2}} (?:{_MONTH}) \d{{4}}"
_SPAN = rf"(?:{_DATE}|\d{{4}})(?: – (?:{_DATE}|\d{{4}}))?"
_SUBJECT = (
    r"(?:The number of rows|(?:The total of |The average of |The share of )?“[^”]+”)"
    r"(?: per \w+)?(?: where “[^”]+” is .+?)?"
)
_SHARE = r"[\d.,]+ %"
_SLOTS = {"s": _SUBJECT, "n": r"[^()]+?", "d": _SPAN, "p": _SHARE, "q": r"[^”]+", "x": r".+?", "r": r"−?[\d.,-]+"}
"""By the first letter: a subject, a number, dates, a share, a name in quotes, any text, a bare number."""

FORMS: dict[str, str] = {
    "opening": r"The table has {n1} rows and {n2} columns\.",
    "opening_day": r"The table has {n1} rows and {n2} columns, all from {d1}\.",
    "opening_time": r"The table has {n1} rows and {n2} columns, from {d1} to {d2}\.",
    "chance": (
        r"Nothing in it stands out from chance: no trend, no rhythm, no odd day and no relation between columns is "
        r"sure enough to tell\."
    ),
    "gaps": r"Mind the gaps: “{q1}” is empty in {p1} of the rows\.",
    "unsure": r"“{q1}” can be read in more than one way; check that it was read as you mean it\.",
    "more_data": r"More rows or a longer time may show more\.",
    "passed": r"{r1} findings? in all passed a test that allows for having looked at everything\.",
    "rose": r"{s1} rose(?: by {p1})?: from {n1} \({d1}\) to {n2} \({d2}\)\.",
    "fell": r"{s1} fell(?: by {p1})?: from {n1} \({d1}\) to {n2} \({d2}\)\.",
    "jumped": r"{s1} jumped (?:around|in) {d1}(?: by {p1})?: {n1} before \({d2}\), {n2} after \({d3}\)\.",
    "dropped": r"{s1} dropped (?:around|in) {d1}(?: by {p1})?: {n1} before \({d2}\), {n2} after \({d3}\)\.",
    "high": r"{s1} was unusually high (?P<t1>[^:]+): {n1}, against {n2} on comparable \w+ around it(?: \({x1}\))?\.",
    "low": r"{s1} was unusually low (?P<t1>[^:]+): {n1}, against {n2} on comparable \w+ around it(?: \({x1}\))?\.",
    "together": (
        r"“{q1}” and “{q2}” (?P<w1>\w+) go together: where one is higher, the other tends to be higher "
        r"\(rank correlation {r1}, {r2} rows(?P<o1>, movement with time taken out)?\)\."
    ),
    "opposite": (
        r"“{q1}” and “{q2}” (?P<w1>\w+) go in opposite directions: where one is higher, the other tends to be lower "
        r"\(rank correlation {r1}, {r2} rows(?P<o1>, movement with time taken out)?\)\."
    ),
    "curve": (
        r"“{q1}” follows “{q2}” along a curve, neither only up nor only down: the curve explains {p1} of its variation "
        r"in rank, a straight line {p2} \({r1} rows\)\."
    ),
    "together_where": (
        r"“{q1}” and “{q2}” (?P<w1>\w+) go together where {x1} \(rank correlation {r1}, {r2} rows\); among the others "
        r"it is {r3}\."
    ),
    "opposite_where": (
        r"“{q1}” and “{q2}” (?P<w1>\w+) go in opposite directions where {x1} \(rank correlation {r1}, {r2} rows\); "
        r"among the others it is {r3}\."
    ),
    "most_rows": (
        r"{p1} of all rows with a “{q1}” are {x1} \({r1} of {r2}\); the next, {x2}, has {p2}, of {r3} values in all\."
    ),
    "most_total": (r"{x1} makes up {p1} of the total of “{q1}” by “{q2}” \({n1} of {n2}\); the next, {x2}, has {p2}\."),
    "driver_up": (
        r"{s1} rose from {n1} \({d1}\) to {n2} \({d2}\), and (?:{p1}|more than all) of that comes from {x1} in “{q1}”: "
        r"{n3} before, {n4} after\."
    ),
    "driver_down": (
        r"{s1} fell from {n1} \({d1}\) to {n2} \({d2}\), and (?:{p1}|more than all) of that comes from {x1} in “{q1}”: "
        r"{n3} before, {n4} after\."
    ),
    "outliers": (
        r"{r1} values? of “{q1}” lies? far from all the others: the farthest is {n1} \(data row {r2}\), while the rest "
        r"runs from {n2} to {n3} with a median of {n4}\."
    ),
    "rhythm": (
        r"{s1} has an? (?P<w1>\w+) rhythm: highest (?P<h1>[^()]+) \({n1}(?: on average| in all)?\), lowest "
        r"(?P<h2>[^()]+) \({n2}\)\."
    ),
    "simpson": (
        r"Over all rows “{q1}” and “{q2}” (?P<w1>rise together|go in opposite directions) \(rank correlation {r1}\), "
        r"but within “{q3}” it is the other way round \({r2} to {r3} over {r4} groups\): the overall figure misleads\."
    ),
    "highest": r"{s1} is highest where “{q1}” is {x1}: {n1}, {x2} against {x3}, the next \({n2}\)\.",
    "pulled": (
        r"Where “{q1}” is {x1}, (?:the average|the share) of “{q2}” is pulled down: {n1} against {n2} over the other "
        r"frequent values\."
    ),
    "rows_instead": r"{r1} rows instead of {r2}(?: \({x1}\))?\.",
    "reaches": r"“{q1}” now reaches to {d1}, before to {d2}\.",
    "average_moved": r"The average of “{q1}” is {n1}, before {n2}(?: \({x1}\))?\.",
    "new_columns": r"New columns?: {x1}\.",
    "missing_columns": r"Missing columns?: {x1}\.",
    "same": r"The same findings hold as before\.",
    "none": r"There are no findings, as before\.",
    "no_values": r"{r1} columns? (?:has|have) missing values; most of all “{q1}”, where (?P<p1>[\d.,]+%) are missing\.",
    "repeats": r"{r1} rows? repeats? another\.",
    "suggestions": r"Suggestions wait for {r1} columns?, first “{q1}”\.",
    "two_ways": r"“{q1}” can be read in two ways; answer its question\.",
}
PREFIXED = {"new": "New: ", "gone": "No longer found: "}


def _compiled(form: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{([sndpqxr])(\d)\}", lambda slot: f"(?P<{slot[0][1:-1]}>{_SLOTS[slot[1]]})", form))


_FORMS = {key: _compiled(form) for key, form in FORMS.items()}


def translated(text: str, tongue: Tongue) -> str | None:
    """The sentence in the language; None where it is of no known form there."""
    sentences: dict[str, str] = tongue.words.SENTENCES
    for key, prefix in PREFIXED.items():
        if text.startswith(prefix):
            rest = translated(text[len(prefix) :], tongue)
            return sentences[key].format(rest=rest) if rest else None
    for key, pattern in _FORMS.items():
        if key in sentences and (found := pattern.fullmatch(text)):
            return _filled(sentences[key], found, tongue)
    return None


def is_found(text: str) -> bool:
    """Whether it is a sentence about the data as it was found, of whichever version."""
    for prefix in PREFIXED.values():
        text = text.removeprefix(prefix)
    return any(pattern.fullmatch(text) for pattern in _FORMS.values())


def _filled(template: str, found: re.Match[str], tongue: Tongue) -> str | None:
    """The template with what was found; a part in double brackets stays only where all of its values are there."""
    values: dict[str, str | None] = {}
    for name, text in found.groupdict().items():
        values[name] = None if text is None else WRITERS[name[0]](text, tongue)
        if text is not None and values[name] is None:
            return None

    def part(piece: re.Match[str]) -> str:
        names = re.findall(r"{(\w+)}", piece[1])
        return piece[1] if all(values.get(name) for name in names) else ""

    shape = re.sub(r"\[\[(.*?)\]\]", part, template)
    return shape.format(**{name: value or "" for name, value in values.items()})


def _dates(text: str, tongue: Tongue) -> str:
    return re.sub(_DATE, lambda date: tongue.period(date[0]), text)


def subject(text: str, tongue: Tongue) -> str | None:
    found = re.fullmatch(
        r"(The number of rows|(?:The (total|average|share) of )?“([^”]+)”)(?: per (\w+))?(?: where (.+))?", text
    )
    if found is None:
        return None
    words = tongue.words.SUBJECTS
    name = words["rows" if found[3] is None else found[2] or "column"].format(q=found[3])
    if found[4]:
        if found[4] not in words:
            return None
        name += words["per"].format(grain=words[found[4]])
    return name + words["where"].format(x=_segment(found[5], tongue)) if found[5] else name


def _segment(text: str, tongue: Tongue) -> str:
    """“region” is North and “shop” is S1."""
    quote, is_ = tongue.words.SUBJECTS["column"], tongue.words.SUBJECTS["is"]
    parts = re.findall(r"“([^”]+)” is (.+?)(?= and “[^”]+” is |$)", text)
    return f" {tongue.say('and')} ".join(f"{quote.format(q=name)} {is_} {value}" for name, value in parts) or text


def _when(text: str, tongue: Tongue) -> str | None:
    """“on 3 Mar 2024”, “from … to …”, “on 12 days between … and …”, “in 1950”."""
    for key, pattern in _WHENS.items():
        if found := pattern.fullmatch(text):
            values = {name: _dates(value, tongue) for name, value in found.groupdict().items()}
            listed = re.split(r", | and ", values.pop("list")) if "list" in values else []
            shape: str = tongue.words.WHENS[key]
            return shape.format(list=tongue.listed(listed), **values)
    return None


_WHENS = {
    "on": re.compile(rf"on (?P<a>{_DATE})"),
    "on_several": re.compile(rf"on (?P<list>{_DATE}(?:, {_DATE})* and {_DATE})"),
    "from_to": re.compile(rf"from (?P<a>{_DATE}|\d{{4}}) to (?P<b>{_DATE}|\d{{4}})"),
    "days_between": re.compile(rf"on (?P<n>[\d,]+) days between (?P<a>{_DATE}) and (?P<b>{_DATE})"),
    "year": re.compile(r"in (?P<a>\d{4})"),
}


def _phase(text: str, tongue: Tongue) -> str | None:
    """Where a rhythm is high: “on Mondays”, “in Mar”, “at 14:00”, “in the hour from 9:00”."""
    from core.reporting.tongues.english import EACH_WEEKDAY

    phases: dict[str, str] = tongue.words.PHASES
    kind, _, rest = text.partition(" ")
    if kind == "on" and rest in EACH_WEEKDAY:
        day = tongue.words.EACH_WEEKDAY[EACH_WEEKDAY.index(rest)]
        return phases["weekday"].format(x=day)
    if kind == "in" and rest in SHORT_MONTHS:
        return phases["month"].format(x=tongue.words.MONTHS[SHORT_MONTHS.index(rest)])
    if part := re.fullmatch(r"on the (.+) of the month", text):
        days = re.fullmatch(r"days (\d+) to (\d+)", part[1])
        return phases["days"].format(a=days[1], b=days[2]) if days else phases.get(part[1])
    if hour := re.fullmatch(r"(?:at|in the hour from) (\d+:00)", text):
        return phases["hour"].format(x=hour[1])
    return None


def _word(text: str, tongue: Tongue) -> str | None:
    found: str | None = tongue.words.WORDS.get(text)
    return found


def _figures(text: str, tongue: Tongue) -> str:
    return tongue.figures(text)


def _as_it_is(text: str, tongue: Tongue) -> str:
    return text


def _any(text: str, tongue: Tongue) -> str:
    """A value of the data, a segment, or by how much something moved."""
    if text.startswith("“") and " is " in text:
        return _segment(text, tongue)
    return tongue.figures(text) if re.fullmatch(r"[+−]?[\d.,]+ %", text) else text


WRITERS: dict[str, Callable[[str, Tongue], str | None]] = {
    "s": subject, "n": _figures, "d": _dates, "p": _figures, "q": _as_it_is, "x": _any, "r": _figures, "t": _when,
    "w": _word, "o": _word, "h": _phase,
}  # fmt: skip
