"""The form of an alert: what is looked at, when it fires, who is told."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError

from core.alerting import webhooks
from core.boards import filters
from core.models import Alert, Dataset
from core.reporting import recipients
from ui.forms.reports import AGGREGATIONS, filter_lines

Kind = Alert.Kind
OPERATORS = {">": "above, or rises by more", "<": "below, or falls by more", "either": "either way"}
GRAINS = {"day": "Day", "week": "Week", "month": "Month", "quarter": "Quarter", "year": "Year"}
DATASET_INPUT = {
    "hx-get": "/alerts/columns/",
    "hx-trigger": "change",
    "hx-target": "#div_id_column",
    "hx-swap": "outerHTML",
    "hx-include": "[name=column]",
}
"""Another dataset has other columns."""
KIND_INPUT = {
    "hx-get": "/alerts/limit/",
    "hx-trigger": "change",
    "hx-target": "#div_id_value",
    "hx-swap": "outerHTML",
    "hx-include": "[name=value]",
}
"""Another kind has another limit."""
NEEDS_VALUE = {Kind.THRESHOLD, Kind.CHANGE, Kind.MISSING, Kind.QUALITY}
LIMITS = {
    Kind.THRESHOLD: ("Limit", "The number that is not to be passed."),
    Kind.CHANGE: ("Limit in percent", "How much more or less than in the period before is still fine."),
    Kind.ANOMALY: ("How unusual", "In robust standard deviations; 3.5 if empty."),
    Kind.MISSING: ("Limit", "With a column: percent of it that may be missing. Without: days without newer data."),
    Kind.DRIFT: ("Limit", "Nothing to write here: any difference between versions counts."),
    Kind.QUALITY: ("Lowest quality", "0 to 100."),
    Kind.FAILED: ("Limit", "Nothing to write here: any run that fails counts."),
}
ANY_LIMIT = (
    "A number for a threshold, percent for a change or for missing values, days for late data, 0 to 100 for quality. "
    "May stay empty for unusual periods; is not asked for where versions differ or a run fails."
)


class LimitInput(forms.NumberInput):
    """Left to the form to insist on: without JavaScript the kind can change under the field."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class AlertForm(forms.ModelForm):
    """Fields that the kind does not use are ignored; the help texts say which count."""

    column = forms.ChoiceField(
        required=False,
        help_text="For numbers: what is summed up. For missing data: the column to watch; without one, the age of the "
        "newest data in days counts.",
    )
    agg = forms.ChoiceField(label="Taken as", required=False, choices=list(AGGREGATIONS.items()))
    op = forms.ChoiceField(label="Fires when it is", required=False, choices=list(OPERATORS.items()))
    value = forms.FloatField(
        label="Limit",
        help_text=ANY_LIMIT,
        widget=LimitInput(attrs={"step": "any"}),
        error_messages={"required": "Write the limit as a number."},
    )
    grain = forms.ChoiceField(label="Period", required=False, choices=list(GRAINS.items()), initial="month")
    where_text = forms.CharField(
        label="Only rows where",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For numbers; one on each line, like “region = North, South” or “price >= 100”.",
    )
    recipients_text = forms.CharField(
        label="Mail to",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Addresses, @everyone, @owners, @editors, @viewers, or a group of your own; "
        "a language behind one: ada@example.org [de]. Empty: only in the page.",
    )

    class Meta:
        model = Alert
        fields = ("name", "dataset", "kind", "webhook", "remind_hours", "enabled")
        labels = {"kind": "Fires when", "enabled": "Look at it", "remind_hours": "Remind after hours"}
        help_texts = {
            "webhook": "Is sent a signed JSON document. Addresses in private networks are refused.",
            "remind_hours": "While it goes on firing; 0 says it once.",
        }

    def __init__(self, *args: Any, workspace: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sets = Dataset.objects.filter(workspace=workspace).select_related("current")
        self.fields["dataset"].queryset = sets  # type: ignore[attr-defined]
        self.fields["dataset"].widget.attrs |= DATASET_INPUT
        self.fields["column"].choices = [("", "Rows"), *self._columns(sets)]  # type: ignore[attr-defined]
        self.fields["webhook"].required = False
        self.fields["kind"].widget.attrs |= KIND_INPUT
        self._limit(str(self["kind"].value() or ""))
        if self.instance.pk:
            self.initial |= {key: value for key, value in self.instance.spec.items() if value is not None}
            spoken = self.instance.languages
            lines = [f"{name} [{spoken[name]}]" if name in spoken else name for name in self.instance.recipients]
            self.initial["recipients_text"] = "\n".join(lines)
            self.initial["where_text"] = filter_lines(self.instance.spec.get("where", ""))
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "name", "dataset", "kind", "column", "agg", "op", "value", "grain", "where_text",
            Fieldset("Who is told", "recipients_text", "webhook", "remind_hours", "enabled"),
        )  # fmt: skip
        self.helper.add_input(Submit("save", "Save the alert", css_class="button primary"))

    def _limit(self, kind: str) -> None:
        """Call the limit what it is for the kind, and ask for it only where there is one."""
        field = self.fields["value"]
        if kind in LIMITS:
            field.label, field.help_text = LIMITS[Kind(kind)]
            field.required = kind in NEEDS_VALUE

    def _columns(self, sets: Any) -> list[tuple[str, Any]]:
        """Those of the dataset that is chosen; by dataset where none is, and where what was sent may name another."""
        chosen = "" if self.is_bound else str(self.instance.dataset_id or self.initial.get("dataset") or "")
        groups: list[tuple[str, Any]] = []
        for each in sets.order_by("name"):
            names: list[tuple[str, Any]] = [(one.name, one.name) for one in filters.profile_of(each.current).columns]
            if str(each.pk) == chosen:
                return names
            groups.append((each.name, names))
        return groups

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_webhook(self) -> str:
        url = self.cleaned_data.get("webhook") or ""
        if url:
            try:
                _, host, port, _ = webhooks.check(url)
                webhooks.resolve(host, port)
            except (webhooks.Refused, webhooks.NotTaken) as problem:
                raise ValidationError(str(problem)) from None
        return url

    def clean_recipients_text(self) -> list[str]:
        text = self.cleaned_data["recipients_text"]
        self.instance.languages = {}
        if not text.strip():
            return []
        try:
            found = recipients.from_text(text, recipients.group_names(self.instance.workspace))
        except recipients.Unclear as problem:
            raise ValidationError(str(problem)) from None
        self.instance.languages = found.languages
        return found.names

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, dataset, column = data.get("kind"), data.get("dataset"), data.get("column")
        if column and dataset and kind not in {Kind.DRIFT, Kind.QUALITY, Kind.FAILED}:
            known = {each.name: each for each in filters.profile_of(dataset.current).columns}
            if column not in known:
                self.add_error("column", f"“{dataset.name}” has no column “{column}”.")
            elif kind != Kind.MISSING and known[column].type not in {"integer", "decimal", "currency", "percent"}:
                self.add_error("column", f"“{column}” holds no numbers.")
        if dataset and data.get("where_text"):
            try:
                data["where_text"] = recipients.named(data["where_text"], recipients.columns_of(dataset))
            except recipients.Unclear as problem:
                self.add_error("where_text", str(problem))
        return data

    def clean_where_text(self) -> str:
        try:
            return recipients.view_from_text(self.cleaned_data["where_text"])
        except recipients.Unclear as problem:
            raise ValidationError(str(problem)) from None

    def save(self, commit: bool = True) -> Alert:
        data = self.cleaned_data
        spec = {
            "column": data["column"] or None,
            "agg": data["agg"] or "sum",
            "op": data["op"] or ">",
            "value": data["value"],
            "grain": data["grain"] or "month",
            "where": data["where_text"],
        }
        if self.instance.spec != spec:
            self.instance.state = Alert.State.UNKNOWN  # what was found before is about something else
        self.instance.spec, self.instance.recipients = spec, data["recipients_text"]
        self.instance.looked_at = None
        return super().save(commit)
