"""The reading panel: what a person may decide about how a file is read; an empty field means: detect it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

DETECT = "Detect"
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254",
    "cp1257", "iso-8859-1", "iso-8859-2", "iso-8859-15", "mac-roman", "shift_jis", "euc-jp", "gb18030", "big5",
    "euc-kr", "koi8-r",
)  # fmt: skip
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


class ReadingForm(forms.Form):
    """Becomes ``ReadOptions`` through ``options``."""

    sheet = forms.ChoiceField(required=False, help_text="Which sheet of the workbook.")
    table = forms.IntegerField(required=False, min_value=1, max_value=999, help_text="Which of the tables in the file.")
    items = forms.ChoiceField(
        required=False, label="One row for each item of", help_text="What stands beside the list is repeated."
    )
    long = forms.BooleanField(required=False, label="One row for each period")
    format = forms.ChoiceField(required=False, help_text="What the file was recognised as, or a plainer way.")
    encoding = forms.ChoiceField(required=False)
    delimiter = forms.ChoiceField(required=False)
    quote = forms.ChoiceField(required=False)
    skip_lines = forms.IntegerField(
        required=False, min_value=0, max_value=10_000, label="Lines to skip", help_text="Before the header."
    )
    header_rows = forms.IntegerField(
        required=False, min_value=0, max_value=20, label="Header rows", help_text="0 if the table has none."
    )

    def __init__(self, *args: Any, detected: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("encoding", {name: name for name in ENCODINGS}, detected.get("encoding"))
        self.choose("delimiter", DELIMITERS, detected.get("delimiter"))
        self.choose("quote", QUOTES, detected.get("quote"))
        self.offer_formats(str(detected.get("format")), self.initial.get("format") or self.data.get("format"))
        self.offer_lists(detected, self.initial.get("items") or self.data.get("items"))
        if periods := detected.get("periods"):
            words = (
                f"The {len(periods)} columns {periods[0]} to {periods[-1]} become rows; what stands beside is repeated."
            )
            self.fields["long"].help_text = words
        elif not (self.initial.get("long") or self.data.get("long")):
            del self.fields["long"]
        sheets = detected.get("sheets") or ()
        if sheets:
            self.choose("sheet", {name: name for name in sheets}, detected.get("sheet"))
            for name in ("encoding", "delimiter", "quote"):
                del self.fields[name]
        else:
            del self.fields["sheet"]
        several = (detected.get("tables") or 1) > 1
        if not several and not any((offer.get("table") or 1) > 1 for offer in detected.get("offers") or ()):
            del self.fields["table"]
        for name, found in (("skip_lines", "preamble_lines"), ("header_rows", "header_rows")):
            self.fields[name].widget.attrs["placeholder"] = f"{DETECT}: {detected.get(found, 0)}"

    def offer_formats(self, found: str, chosen: Any) -> None:
        """The plainer format beside the one that was recognised, and the way back from it."""
        known = next((each for each in FORMATS.values() if found in each or chosen in each), None)
        if known is None or (found not in FORMATS and not chosen):
            del self.fields["format"]
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
            del self.fields["items"]

    def choose(self, name: str, known: Mapping[str, str], found: Any) -> None:
        words = known.get(str(found), repr(found).strip("'")) if found else ""
        choices = dict(known)
        if found and str(found) not in choices:
            choices[str(found)] = words
        first = f"{DETECT}: {words}" if words else DETECT
        self.fields[name].choices = [("", first), *choices.items()]  # type: ignore[attr-defined]
        self.fields[name].strip = False  # type: ignore[attr-defined]

    @classmethod
    def of(cls, reader: Mapping[str, Any], *, detected: Mapping[str, Any]) -> ReadingForm:
        return cls(initial={name: reader.get(name) for name in cls.base_fields}, detected=detected)

    def options(self) -> dict[str, Any]:
        found = {name: self.cleaned_data.get(name) for name in self.base_fields}
        return {name: None if value == "" or value is False else value for name, value in found.items()}
