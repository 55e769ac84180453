"""The reading panel: what a person may decide about how a file is read; an empty field means: detect it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

ENCODINGS = {
    "utf-8": "UTF-8 (Unicode)",
    "utf-8-sig": "UTF-8 with a mark (Unicode)",
    "utf-16": "UTF-16 (Unicode)",
    "utf-16-le": "UTF-16 LE (Unicode)",
    "utf-16-be": "UTF-16 BE (Unicode)",
    "cp1252": "Windows-1252 (Western)",
    "iso-8859-1": "ISO 8859-1 (Western)",
    "iso-8859-15": "ISO 8859-15 (Western, €)",
    "mac-roman": "Mac Roman (Western)",
    "cp1250": "Windows-1250 (Central Europe)",
    "iso-8859-2": "ISO 8859-2 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "koi8-r": "KOI8-R (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1257": "Windows-1257 (Baltic)",
    "shift_jis": "Shift JIS (Japanese)",
    "euc-jp": "EUC-JP (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "euc-kr": "EUC-KR (Korean)",
}
DELIMITERS = {
    ",": "comma ,",
    ";": "semicolon ;",
    "\t": "tab",
    "|": "bar |",
    ":": "colon :",
    " ": "space",
    "^": "caret ^",
}
QUOTES = {'"': 'double "', "'": "single '"}
FORMATS = {
    "weblog": {"weblog": "log of a web server", "text": "plain text"},
    "geojson": {"geojson": "GeoJSON, a row for each feature", "json": "JSON, field by field"},
}
"""Formats with a plainer one beside them."""
DOCUMENTS = frozenset({"json", "ndjson", "geojson", "parquet"})
"""Formats whose fields have names and places of their own: no lines, delimiters or headers to choose."""
LINES = ("delimiter", "quote", "skip_lines", "header_rows")


class ReadingForm(forms.Form):
    """Becomes ``ReadOptions`` through ``options``. Under each field stands why its value was detected.

    ``detected``: what the last reading found. ``reader``: what people decided for it, which nobody detected.
    """

    sheet = forms.ChoiceField(required=False)
    table = forms.IntegerField(required=False, min_value=1, max_value=999, widget=forms.Select, label="Table")
    items = forms.ChoiceField(
        required=False, label="One row for each item of", help_text="What stands beside the list is repeated."
    )
    long = forms.BooleanField(required=False, label="One row for each period")
    format = forms.ChoiceField(required=False, label="Kind of file")
    encoding = forms.ChoiceField(required=False, help_text="Which letters the bytes of the file stand for.")
    delimiter = forms.ChoiceField(required=False, label="Between the cells")
    quote = forms.ChoiceField(required=False, label="Quotes around cells")
    skip_lines = forms.IntegerField(required=False, min_value=0, max_value=10_000, label="Lines to skip")
    header_rows = forms.IntegerField(required=False, min_value=0, max_value=20, label="Header rows")

    def __init__(
        self, *args: Any, detected: Mapping[str, Any], reader: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.detected, self.reader = detected, reader or {}
        self.choose("encoding", ENCODINGS, detected.get("encoding"))
        self.choose("delimiter", DELIMITERS, detected.get("delimiter"))
        self.choose("quote", QUOTES, detected.get("quote"))
        self.offer_formats(str(detected.get("format")), self.now("format"))
        self.offer_lists(detected, self.now("items"))
        self.offer_periods(detected.get("periods") or ())
        self.offer_sheets(detected.get("sheets") or ())
        self.offer_tables(detected)
        for name, found in (("skip_lines", "preamble_lines"), ("header_rows", "header_rows")):
            self.fields[name].widget.attrs["placeholder"] = self.first(name, str(detected.get(found, 0)))
        if detected.get("format") in DOCUMENTS or (detected.get("format") == "weblog" and self.now("format") != "text"):
            self.drop(*LINES)
        self.tell_why(detected.get("evidence") or {})

    def now(self, name: str) -> Any:
        return self.initial.get(name) or self.data.get(name)

    def drop(self, *names: str) -> None:
        for name in names:
            self.fields.pop(name, None)

    def first(self, name: str, words: str) -> str:
        """What an empty field says: the value that was found, unless a person chose it or nothing was read yet."""
        if self.reader.get(name) is not None or not self.detected:
            return "Detect it"
        return f"Detected: {words}" if words else "Detected"

    def tell_why(self, evidence: Mapping[str, str]) -> None:
        """The reason of a detected value, then what the field means."""
        usual = {
            "skip_lines": "Lines above the header that are no part of the table.",
            "header_rows": "How many rows are names of columns; 0 if there are none.",
        }
        for name, field in self.fields.items():
            why = "" if self.reader.get(name) is not None else evidence.get(name, "")
            means = usual.get(name, "") if name in LINES else str(field.help_text)
            field.help_text = " ".join(filter(None, (why, "" if why and name == "encoding" else means)))

    def offer_sheets(self, sheets: Any) -> None:
        """A workbook has sheets, a JSON document lists; neither has an encoding or cells to part."""
        if not sheets:
            self.drop("sheet")
            return
        self.choose("sheet", {name: name for name in sheets}, self.detected.get("sheet"))
        self.drop("encoding", "delimiter", "quote")
        if self.detected.get("format") in DOCUMENTS:
            self.fields["sheet"].label = "List"

    def offer_tables(self, detected: Mapping[str, Any]) -> None:
        """The tables of the file, or of its sheets, by their place and first columns."""
        places: dict[int, list[str]] = {number + 1: [] for number in range(min(detected.get("tables") or 1, 999))}
        for offer in detected.get("offers") or ():
            names = ", ".join(offer.get("columns") or ())
            words = [offer.get("sheet"), offer.get("title") or offer.get("place"), names]
            text = " · ".join(filter(None, words))
            places.setdefault(offer.get("table") or 1, []).append(text if len(text) <= 60 else f"{text[:59]}…")
        chosen = str(self.now("table") or "")
        if chosen.isascii() and chosen.isdigit():
            places.setdefault(int(chosen[:9]), [])
        if len(places) < 2:
            self.drop("table")
            return
        one_each = all(len(texts) == 1 for texts in places.values())
        known = {n: f"{n}: {texts[0]}" if one_each else f"number {n}" for n, texts in sorted(places.items())}
        first = self.first("table", str(detected.get("table") or 1))
        self.fields["table"].widget.choices = [("", first), *known.items()]  # type: ignore[attr-defined]
        if not one_each and detected.get("sheets"):
            self.fields["table"].help_text = "Which of the tables on the sheet; all of them are listed above."

    def offer_periods(self, periods: Any) -> None:
        if periods:
            words = f"The {len(periods)} columns {periods[0]} to {periods[-1]} become rows"
            self.fields["long"].help_text = f"{words}; what stands beside is repeated."
        elif not self.now("long"):
            self.drop("long")

    def offer_formats(self, found: str, chosen: Any) -> None:
        """The plainer format beside the one that was recognised, and the way back from it."""
        known = next((each for each in FORMATS.values() if found in each or chosen in each), None)
        if known is None or (found not in FORMATS and not chosen):
            self.drop("format")
        else:
            self.choose("format", known, found)

    def offer_lists(self, detected: Mapping[str, Any], chosen: Any) -> None:
        """A choice of the lists that stand in cells, for JSON; other files have none, nor lines and cells to choose."""
        lists = [*detected.get("lists", ())]
        if chosen and chosen not in lists:
            lists.insert(0, str(chosen)[:300])
        if lists:
            self.fields["items"].choices = [("", "Lists stay in their cells"), *((name, name) for name in lists)]  # type: ignore[attr-defined]
        else:
            self.drop("items")

    def choose(self, name: str, known: Mapping[str, str], found: Any) -> None:
        words = known.get(str(found), repr(found).strip("'")) if found else ""
        choices = dict(known)
        if found and str(found) not in choices:
            choices[str(found)] = words
        self.fields[name].choices = [("", self.first(name, words)), *choices.items()]  # type: ignore[attr-defined]
        self.fields[name].strip = False  # type: ignore[attr-defined]

    @classmethod
    def of(cls, shown: Mapping[str, Any], *, detected: Mapping[str, Any], **kwargs: Any) -> ReadingForm:
        """A form that shows these choices."""
        return cls(initial={name: shown.get(name) for name in cls.base_fields}, detected=detected, **kwargs)

    def decided(self) -> list[tuple[str, str]]:
        """What people decided for the last reading: names of fields and the words of their values."""
        found = []
        for name, field in self.fields.items():
            value = self.reader.get(name)
            if value is None or value is False:
                continue
            words = dict(getattr(field, "choices", None) or getattr(field.widget, "choices", ())).get(value, str(value))
            found.append((str(field.label or name.capitalize()), "yes" if value is True else str(words)))
        return found

    def options(self) -> dict[str, Any]:
        found = {name: self.cleaned_data.get(name) for name in self.base_fields}
        return {name: None if value == "" or value is False else value for name, value in found.items()}
