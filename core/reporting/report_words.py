"""An edition's content in the language of its readers. What comes from the data stays as it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from analytics.schema import AnalyticsError
from core.boards.filters import FilterView, plain
from core.models import FilterKind
from core.reporting import tongues
from core.reporting.report_tables import is_numeric, table_in
from core.reporting.tongues import Sentence, Tongue, drawings, grammar, telling, titles

FIGURE = re.compile(r"[-−]?[€$£¥₹]?[\d,]+(\.\d+)?[TBMk]?%?( \S+)?")
PLAIN_CHANGE = 0.0005
"""A number that moved by less than this share of itself is called unchanged."""


@dataclass(frozen=True)
class Said:
    """A phrase of ours (``tongues.english``) and its values, not yet in any language."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    n: int | None = None

    def within(self, tongue: Tongue) -> str:
        values = {name: each.within(tongue) if isinstance(each, Said) else each for name, each in self.values.items()}
        return tongue.say(self.key, **values) if self.n is None else tongue.count(self.key, self.n, **values)


class Refusal(AnalyticsError):
    """Why something is not in the report, in any language."""

    def __init__(self, key: str, **values: Any) -> None:
        """``key`` of a phrase with its values, or of a sentence with its facts (``tongues.telling``)."""
        self.said: Text
        english = tongues.of(tongues.FALLBACK)
        self.said = Said(key, values) if key in english.words.PHRASES else telling.tell(key, **values)
        super().__init__(str(within(self.said, english)))


Text = str | Said
"""Plain strings are sentences about the data, which are written in English, or what people wrote themselves."""


def within(text: Text, tongue: Tongue) -> str:
    return text.within(tongue) if isinstance(text, Said) else tongue.told(text) or text


def reason(problem: Exception) -> Text:
    return problem.said if isinstance(problem, Refusal) else str(problem)


RIGHT_TO_LEFT = {"R", "AL"}
_APART = re.compile("\N{FIRST STRONG ISOLATE}[^\N{POP DIRECTIONAL ISOLATE}]*\N{POP DIRECTIONAL ISOLATE}")


def apart(name: str) -> str:
    """A name as part of a sentence: one that is read from right to left does not turn the sentence around."""
    if any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in name):
        return f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"
    return name


def is_rtl(text: str) -> bool:
    """Whether the text begins with a letter that is read from right to left; names that stand apart do not count."""
    ways = (unicodedata.bidirectional(letter) for letter in _APART.sub("", text))
    return next((way in RIGHT_TO_LEFT for way in ways if way in {"L", *RIGHT_TO_LEFT}), False)


# Numbers


def change_words(now: float | None, then: float | None, text: str, tongue: Tongue) -> str:
    """How a number moved: “up 5.2 % from 1,204”; empty where it did not, or one of them is not known."""
    if now is None or then is None or abs(now - then) <= PLAIN_CHANGE * max(abs(now), abs(then)):
        return ""
    way, text = "up" if now > then else "down", tongue.figures(text)
    if then == 0 or now * then < 0 or abs(now / then) > 10:
        return tongue.say(f"{way}_from", text=text)
    share = abs(now - then) / abs(then) * 100
    if share < 0.1:
        return tongue.say(f"{way}_little", text=text)
    return tongue.say(f"{way}_by", share=tongue.percent(share), text=text)


def title_in(text: Text, tongue: Tongue, columns: Collection[str]) -> str:
    """A title of ours in the language; what people wrote stays as it is."""
    if isinstance(text, Said) or tongue.code == tongues.FALLBACK:
        return within(text, tongue)
    return titles.title(text, tongue, columns)


def number_in(item: Mapping[str, Any], tongue: Tongue, columns: Collection[str]) -> dict[str, Any]:
    """A headline number as it is shown: its title, value, detail and change."""
    old = item.get("old")
    change = change_words(item["exact"], old["exact"], old["text"], tongue) if old else ""
    detail = within(item.get("detail", ""), tongue)
    return {
        "title": title_in(item["title"], tongue, columns),
        "value": tongue.figures(item["value"]),
        "detail": tongue.figures(detail),
        "change": change,
    }


def chart_in(item: Mapping[str, Any], tongue: Tongue, columns: Collection[str]) -> dict[str, Any]:
    """The item (``report_blocks.chart``) in the language; numbers in the drawing have the room that they take in it."""
    values = "; ".join(", ".join(_cells(pair, item["is_time"], tongue)) for pair in item["pairs"])
    more = f"; {tongue.say('and_more', n=item['more'])}" if item["more"] else ""
    foreign = tongue.code != tongues.FALLBACK and item["svg"]
    own = (item["svg"], item.get("slim", ""))
    drawn = item["drawn"](tongue.code) if foreign and "drawn" in item else own
    svg, slim = (drawings.within(each, tongue, columns, localised="drawn" in item) for each in drawn)
    return {
        **{key: value for key, value in item.items() if key != "drawn"},
        "title": title_in(item["title"], tongue, columns),
        "note": within(item.get("note", ""), tongue),
        "words": values + more,
        "svg": svg,
        "slim": slim,
    }


def _cells(cells: Sequence[str], is_time: bool, tongue: Tongue) -> list[str]:
    """The first cell says what of; the numbers behind it were written by us."""
    first = tongue.period(cells[0]) if is_time and cells else "".join(cells[:1])
    return [first, *(tongue.figures(cell) if FIGURE.fullmatch(cell) else cell for cell in cells[1:])]


# Filters


def view_words(value: FilterView | Mapping[str, Any], tongue: Tongue) -> str:
    return filter_words(value, tongue) if isinstance(value, FilterView) else own_words(value, tongue)


def filter_words(view: FilterView, tongue: Tongue) -> str:
    """What a filter of the dashboard is set to, as people say it."""
    if view.period:
        return tongue.say(f"period.{view.period}")
    if view.kind == FilterKind.TEXT:
        return tongue.say("contains", text=view.text) if view.text else tongue.say("all")
    return ", ".join(view.chosen) if view.chosen else span_words(view.start, view.end, tongue)


def own_words(value: Mapping[str, Any], tongue: Tongue) -> str:
    """What a filter over a column without one on the dashboard is set to."""
    if value.get("values"):
        return ", ".join(str(each) for each in value["values"])
    if value.get("period"):
        return tongue.say(f"period.{value['period']}")
    if value.get("contains"):
        return tongue.say("contains", text=value["contains"])
    low, high = (next((value[key] for key in keys if key in value), "") for keys in (("from", "low"), ("to", "high")))
    return span_words(plain(low), plain(high), tongue)


def span_words(start: str, end: str, tongue: Tongue) -> str:
    first, last = (_end(text, tongue) for text in (start, end))
    if first and last:
        return f"{first} – {last}"
    return tongue.say("from", start=first) if first else tongue.say("up_to", end=last) if last else tongue.say("all")


def _end(text: str, tongue: Tongue) -> str:
    """A date or a number as it stands in a filter."""
    try:
        return tongue.short_day(date.fromisoformat(text))
    except ValueError:
        return text if tongue.code == "en" else text.replace(".", tongue.words.SEPARATORS[1])


# Sentences


def sentence(text: Text, tongue: Tongue) -> Sentence:
    """Ours in the language; one about the data from its facts, marked as English where that is not the language.

    Findings of earlier days have no facts; their English sentence is read instead (``grammar``).
    """
    if isinstance(text, Said):
        return Sentence(text.within(tongue))
    if tongue.code == tongues.FALLBACK:
        return Sentence(text)
    own = tongue.told(text) or grammar.translated(text, tongue)
    return Sentence(text, "en") if own is None else Sentence(own)


@dataclass(frozen=True)
class Line:
    """A line of a text; ``is_point`` for one of a list."""

    text: Sentence
    is_point: bool


def lines_in(text: Text, is_found: bool, tongue: Tongue, known: Mapping[str, str]) -> list[Line]:
    """What people wrote stays as it is; sentences about the data are marked as what they are.

    ``known``: the sentences about the data with their facts, by their English text.
    """
    if is_found and getattr(text, "said", None):
        return [Line(sentence(text, tongue), False)]
    lines = []
    for line in within(text, tongue).splitlines():
        is_point = line.startswith("• ")
        plain = line.removeprefix("• ")
        told = sentence(known.get(plain.strip(), plain), tongue)
        as_it_is = isinstance(text, Said) or (told.lang and not is_found)  # in the language, or somebody's own words
        lines.append(Line(Sentence(plain) if as_it_is else told, is_point))
    return lines


def lines_of(text: Text) -> list[str]:
    """The lines of a text without the points before them."""
    return [line.removeprefix("• ").strip() for line in str(text).splitlines()] if isinstance(text, str) else []


def without_repeats(blocks: list[Any], headline: list[Any]) -> list[Any]:
    """A text that tells the headline's sentences again is left with the others."""
    kept = []
    for block in blocks:
        if block.kind == "text" and isinstance(block.text, str) and headline:
            lines = [line for line in block.text.splitlines() if line.removeprefix("• ").strip() not in headline]
            if not "".join(lines).strip() and block.text.strip() and not block.note:
                continue
            block.text = "\n".join(lines)
        kept.append(block)
    return kept


def found_title(content: Any, tongue: Tongue) -> str:
    """Findings are about all rows, whatever the view leaves out."""
    return tongue.say("found_whole" if content.views else "found")


def sentences(texts: list[Text], tongue: Tongue) -> list[Sentence]:
    return [sentence(text, tongue) for text in texts]


def written(content: Any, tongue: Tongue) -> Any:
    """The content (``report_blocks.Content``) in one language; the one that is given stays as it is."""
    blocks = []
    for block in content.blocks:
        title, columns = title_in(block.title, tongue, content.columns), content.columns
        fill: dict[str, Any] = {"title": title, "note": within(block.note, tongue)}
        if block.kind == "numbers":
            fill["items"] = [number_in(item, tongue, columns) for item in block.items]
        elif block.kind == "charts":
            fill["items"] = [chart_in(item, tongue, columns) for item in block.items]
        elif block.kind == "table":
            fill |= {
                "rows": table_in(block.rows, tongue),
                "columns": [within(name, tongue) for name in block.columns],
                "numeric": [is_numeric(column) for column in zip(*block.rows, strict=True)],
            }
        elif block.kind == "text":
            lines = lines_in(block.text, block.is_found, tongue, content.known)
            text = "\n".join(f"• {line.text}" if line.is_point else line.text for line in lines)
            fill |= {"lines": lines, "text": text}
        blocks.append(replace(block, **fill))
    moved = []
    for item in (item for block in blocks if block.kind == "numbers" for item in block.items):
        if item["change"] and content.has_before:
            told = tongue.say("number_moved", title=apart(item["title"]), value=item["value"], change=item["change"])
            moved.append(Sentence(told.replace("..", ".")))
    changes = [*moved, *sentences(content.changes, tongue)]
    if content.has_before and not changes:
        changes = [Sentence(tongue.say("nothing"))]
    return replace(
        content,
        blocks=blocks,
        headline=sentences(content.headline, tongue),
        changes=changes,
        findings=sentences(content.findings, tongue),
        filters=[f"{name}: {view_words(value, tongue)}" for name, value in content.views],
    )
