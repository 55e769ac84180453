"""What the forms of cleaning steps share: the columns of the table, and the parameters that a step keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms

MAX_ENTRIES = 200


class StepForm(forms.Form):
    """``names``: the table's columns. ``params`` gives what the step keeps; ``column`` is the one it is about."""

    do_not_call_in_templates = True  # a page shows the title of the class
    title: ClassVar[str] = ""
    help: ClassVar[str] = ""

    def __init__(
        self, *args: Any, names: Sequence[str], params: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names, self.before = list(names), dict(params or {})
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField) and not field.choices:
                blank = [] if field.required or isinstance(field, forms.MultipleChoiceField) else [("", "–")]
                field.choices = [*blank, *((name, name) for name in self.names)]
            if isinstance(field, forms.CharField):
                field.strip = False

    def column(self) -> str | None:
        return self.cleaned_data.get("column") or None

    def params(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "column"}

    @classmethod
    def values(cls, column: str | None, params: Mapping[str, Any]) -> dict[str, Any]:
        """What the fields show of a step that exists."""
        return {"column": column, **params}


def columns(label: str = "Column", **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, **kwargs)


def new_name(label: str = "Name of the new column") -> forms.CharField:
    return forms.CharField(label=label, max_length=120)
