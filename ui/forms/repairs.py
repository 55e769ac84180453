"""Steps that list single repairs: which spellings survive, which cells are repaired, which row of a pair stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from ui.forms.step_base import MAX_ENTRIES, StepForm, columns

ARROW = "→"


class Spellings(StepForm):
    """Each cluster of spellings with the value that survives; several lines for a step that has none yet."""

    title, help = "Unify spellings", "Choose what each group of spellings becomes."
    column = columns()
    values_as_meant = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=20_000, label="As written → as meant",
        help_text="One pair on each line, with → or => between.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clusters: dict[str, list[str]] = {}
        for old, new in (self.before.get("values") or {}).items():
            self.clusters.setdefault(str(new), []).append(str(old))
        for number, (new, olds) in enumerate(list(self.clusters.items())[:MAX_ENTRIES]):
            shown = ", ".join(f"“{old}”" for old in olds[:6]) + (f" and {len(olds) - 6} more" if len(olds) > 6 else "")
            self.fields[f"cluster_{number}"] = forms.CharField(
                label=f"{shown} and “{new}” become", initial=new, required=False, max_length=500,
                help_text="Empty: leave these as they are.",
            )  # fmt: skip

    def clean_values_as_meant(self) -> dict[str, str]:
        pairs = {}
        for line in self.cleaned_data["values_as_meant"].splitlines():
            old, arrow, new = line.replace("=>", ARROW).partition(ARROW)
            if line.strip() and (not arrow or not old.strip()):
                raise forms.ValidationError(f"“{line[:60]}” has no arrow between two values.")
            if line.strip():
                pairs[old.strip()] = new.strip()
        return pairs

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not self.params()["values"]:
            raise forms.ValidationError("Give at least one pair.")
        return found

    def params(self) -> dict[str, Any]:
        values: dict[str, str] = {}
        for number, (new, olds) in enumerate(self.clusters.items()):
            meant = self.cleaned_data.get(f"cluster_{number}", "") if number < MAX_ENTRIES else new
            if meant:
                values |= {old: meant for old in [*olds, new] if old != meant}
        return {"values": values | (self.cleaned_data.get("values_as_meant") or {})}

    @classmethod
    def values(cls, column: str | None, params: Mapping[str, Any]) -> dict[str, Any]:
        return {"column": column}


class Chosen(StepForm):
    """A list of single repairs of which some may be left out."""

    title = "Choose the repairs"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.repairs = list(self.before.get("repairs") or ())
        choices = [
            (str(n), f"{by} = {key}: “{old if old is not None else ''}” {ARROW} “{new}”")
            for n, (by, key, old, new) in enumerate(self.repairs[:MAX_ENTRIES])
        ]
        self.fields["repairs"] = forms.MultipleChoiceField(
            choices=choices, widget=forms.CheckboxSelectMultiple, initial=[n for n, _ in choices]
        )

    def params(self) -> dict[str, Any]:
        kept = {int(n) for n in self.cleaned_data["repairs"]}
        return {**self.before, "repairs": [r for n, r in enumerate(self.repairs) if n in kept or n >= MAX_ENTRIES]}

    @classmethod
    def values(cls, column: str | None, params: Mapping[str, Any]) -> dict[str, Any]:
        return {}


class Survivors(StepForm):
    """Pairs of rows that say the same: which one stays."""

    title = "Choose which row stays"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = list(self.before.get("pairs") or ())[:MAX_ENTRIES]
        dropped = set(self.before.get("rows") or ())
        for number, pair in enumerate(self.pairs):
            texts = [" · ".join(str(cell) for cell in row if cell) for row in pair["texts"]]
            shown = [f"Row {row + 1}: {text[:200]}" for row, text in zip(pair["rows"], texts, strict=True)]
            stays = "first" if pair["drop"] in dropped else "second" if pair["keep"] in dropped else "both"
            self.fields[f"pair_{number}"] = forms.ChoiceField(
                label=f"Pair {number + 1}, different in “{pair['differs']}”", initial=stays, widget=forms.RadioSelect,
                choices=[("first", shown[0]), ("second", shown[1]), ("both", "Both stay")],
            )  # fmt: skip

    def params(self) -> dict[str, Any]:
        rows = []
        for number, pair in enumerate(self.pairs):
            stays = self.cleaned_data[f"pair_{number}"]
            rows += [pair["drop"]] * (stays == "first") + [pair["keep"]] * (stays == "second")
        return {**self.before, "rows": list(dict.fromkeys(rows))}

    @classmethod
    def values(cls, column: str | None, params: Mapping[str, Any]) -> dict[str, Any]:
        return {}
