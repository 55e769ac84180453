"""Cleaning steps that people write or change: one form for each kind, each of which gives a step's parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from analytics.recipe import naming
from analytics.recipe.ops.leave_rows import TESTS
from ui.forms.repairs import Chosen, Spellings, Survivors
from ui.forms.step_base import MAX_ENTRIES, StepForm, columns, new_name


class ReplaceText(StepForm):
    title, help = "Find and replace", "In one column, wherever a text stands."
    column = columns()
    find = forms.CharField(max_length=500)
    replace = forms.CharField(max_length=500, required=False, label="Replace by", help_text="Empty: it is taken out.")
    mode = forms.ChoiceField(
        choices=[("part", "Part of a cell"), ("whole", "The whole cell"), ("pattern", "A regular expression (RE2)")],
        label="What to find",
    )
    ignore_case = forms.BooleanField(required=False, label="Capital and small letters are the same")


class Derive(StepForm):
    title, help = "Compute a column", 'A formula such as [unit price] * quantity, or if(region = "North", 1, 0).'
    to = new_name()
    formula = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "class": "mono"}),
        max_length=2000,
        help_text="Columns in [brackets]; + - * / % ^ &, = <> < >, and or not; if, round, abs, min, max, coalesce, "
        "number, text, upper, lower, trim, left, mid, length, contains, replace, year, month, weekday, days, date …",
    )


class Extract(StepForm):
    title, help = "Take a part out", "What a regular expression finds, as a column of its own."
    column = columns()
    pattern = forms.CharField(
        max_length=500, help_text="RE2; the first group in brackets is taken. (\\d{4}) is a year."
    )
    to = new_name()


class Split(StepForm):
    title, help = "Split a column", "At a text that stands between the parts."
    column = columns()
    by = forms.CharField(max_length=50, label="Split at", help_text="A comma, a dash, a word …")
    into = forms.CharField(max_length=500, label="Names of the parts", help_text="With commas between them.")
    drop = forms.BooleanField(required=False, label="Leave the whole out afterwards")

    def clean_into(self) -> list[str]:
        names = [name.strip() for name in self.cleaned_data["into"].split(",") if name.strip()]
        if len(names) < 2:
            raise forms.ValidationError("Give at least two names.")
        return names

    @classmethod
    def values(cls, column: str | None, params: Mapping[str, Any]) -> dict[str, Any]:
        return {"column": column, **params, "into": ", ".join(params.get("into", ()))}


class Merge(StepForm):
    title, help = "Merge columns", "Their texts, one after the other."
    columns = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    between = forms.CharField(max_length=20, required=False, initial=" ", label="Between them")
    to = new_name()
    drop = forms.BooleanField(required=False, label="Leave the parts out afterwards")

    def params(self) -> dict[str, Any]:
        found = super().params()
        return {**found, "with": found.pop("between")}

    @classmethod
    def values(cls, column: str | None, params: Mapping[str, Any]) -> dict[str, Any]:
        return {**params, "between": params.get("with", " ")}


class RenameColumns(StepForm):
    title, help = "Rename columns", "Change what you want to; the rest stays."
    style = forms.ChoiceField(
        choices=[("", "As written below"), ("snake", "All in snake_case"), ("title", "All in Title Case")],
        required=False,
        label="Way of writing",
        help_text="Names that you change below stay as you write them.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.before.get("names") or {}
        for number, name in enumerate(self.names[:MAX_ENTRIES]):
            self.fields[f"name_{number}"] = forms.CharField(
                label=name, initial=known.get(name, name), max_length=200, required=False
            )

    def params(self) -> dict[str, Any]:
        written = {name: self.cleaned_data.get(f"name_{number}", "").strip() for number, name in enumerate(self.names)}
        changed = {old: new for old, new in written.items() if new and new != old}
        style = self.cleaned_data["style"]
        return {"names": {**(naming.styled(self.names, style) or {} if style else {}), **changed}}

    def clean_style(self) -> str:
        style = str(self.cleaned_data["style"])
        if style and naming.styled(self.names, style) is None:
            raise forms.ValidationError("Two of the names would be the same; write them below.")
        return style


class FillMissing(StepForm):
    title, help = "Fill missing values", "Beside the column, marked; or in the column itself, if you say so."
    column = columns()
    method = forms.ChoiceField(label="With")
    by = columns("Groups, or order", required=False, help_text="For the median of each group, or the order in time.")
    place = forms.ChoiceField(
        choices=[("new", "In a new column, with a mark"), ("same", "In the column itself")], label="Where"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from analytics.recipe.filling import METHODS

        self.base_fields["method"].choices = [(name, words) for name, words in METHODS.items()]  # type: ignore[attr-defined]
        super().__init__(*args, **kwargs)


class FlagOutliers(StepForm):
    title, help = "Mark unusual values", "In a new column; the values stay."
    column = columns()
    low = forms.FloatField(required=False, label="Unusual below")
    high = forms.FloatField(required=False, label="Unusual above")
    to = new_name()


class Words(StepForm):
    title, help = "Read words as missing", "Cells that say nothing else become empty."
    column = columns()
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=5000, help_text="One on each line.")

    def clean_words(self) -> list[str]:
        return [word.strip() for word in self.cleaned_data["words"].splitlines() if word.strip()]

    def params(self) -> dict[str, Any]:
        return {**{k: v for k, v in self.before.items() if k == "empty"}, **super().params()}

    @classmethod
    def values(cls, column: str | None, params: Mapping[str, Any]) -> dict[str, Any]:
        return {"column": column, "words": "\n".join(params.get("words", ()))}


class DropTotals(Words):
    title, help = "Remove totals rows", "Rows whose cell says nothing but such a word."


class LeaveRows(StepForm):
    title, help = "Leave rows out", "By what stands in one column; switched off, they are back."
    column = columns()
    test = forms.ChoiceField(label="Leave out where it", choices=list(TESTS.items()))
    value = forms.CharField(
        max_length=500,
        required=False,
        help_text="A text, a number (12.5), or a date (2024-12-31). Empty for “is empty”.",
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("test") not in ("empty", "filled") and not str(found.get("value") or "").strip():
            self.add_error("value", "Say what it is compared with.")
        return found


class OneColumn(StepForm):
    column = columns()


class InnerSpaces(OneColumn):
    title, help = "Single spaces inside text", "Runs of spaces and line breaks inside a cell become one space."


class Trim(OneColumn):
    title, help = "Trim outer spaces", "White space before and after the text of a cell goes."


class DropColumn(OneColumn):
    title, help = "Leave a column out", "The clean table has it no more; the original keeps it."


class DropDuplicates(StepForm):
    title, help = "Remove repeated rows", "The first of the rows that agree stays."
    columns = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label="Columns that must agree",
        help_text="None: all of them.",
    )


NEW: dict[str, type[StepForm]] = {
    "replace_text": ReplaceText, "derive": Derive, "map_values": Spellings, "null_words": Words, "split": Split,
    "merge": Merge, "extract": Extract, "rename_columns": RenameColumns, "fill_missing": FillMissing,
    "flag_outliers": FlagOutliers, "trim": Trim, "inner_spaces": InnerSpaces, "drop_duplicates": DropDuplicates,
    "drop_totals": DropTotals, "leave_rows": LeaveRows, "drop_column": DropColumn,
}  # fmt: skip
"""The kinds that people may write, in the order in which they are offered."""
EDITED: dict[str, type[StepForm]] = {
    **{op: form for op, form in NEW.items() if op not in {"fill_missing", "trim", "inner_spaces", "drop_column"}},
    "vote": Chosen,
    "drop_rows": Survivors,
}
"""The kinds whose parameters people may change."""
