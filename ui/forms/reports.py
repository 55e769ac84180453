"""The form of a scheduled report."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError

from core import when
from core.boards import filters
from core.models import Dashboard, Dataset, ScheduledReport
from core.reporting import recipients, tongues

ATTACHMENTS = {"pdf": "The report as PDF", "csv": "The data as CSV", "xlsx": "The data as Excel workbook",
               "png": "The charts as pictures"}  # fmt: skip
AGGREGATIONS = {"sum": "Sum", "mean": "Average", "min": "Lowest", "max": "Highest", "median": "Median"}
OPERATORS = {">": "is above", "<": "is below"}
TIME_INPUT = {
    "list": "schedule-examples",
    "autocomplete": "off",
    "hx-get": "/reports/next/",
    "hx-trigger": "load, input delay:400ms, change from:#id_time_zone, change from:#id_starts_on, "
    "change from:#id_ends_on",
    "hx-target": "#schedule-next",
    "hx-include": "closest form",
}


class ReportForm(forms.ModelForm):
    """Which dashboard, to whom, when, and on what condition."""

    recipients = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One on each line: an e-mail address, @everyone, @owners, @editors, @viewers of the workspace, or a "
        "group of your own. "
        "A view of their own goes behind it: ada@example.org | region = North",
    )
    schedule = forms.CharField(
        label="When",
        max_length=200,
        widget=forms.TextInput(attrs=TIME_INPUT),
        help_text="In words, like “weekdays 08:00”, “1st of the month 07:00”, “every 2 hours”, or cron: 0 8 * * 1-5.",
    )
    time_zone = forms.ChoiceField(choices=[], label="Time zone")
    language = forms.ChoiceField(
        choices=list(tongues.NAMES.items()),
        help_text="Of those who have none of their own: members choose theirs in their profile, and one can be written "
        "behind a name: ada@example.org [de]",
    )
    keep_days = forms.IntegerField(
        label="Days that an issue stays in the archive",
        min_value=1,
        max_value=3650,
        required=False,
        help_text="Text and numbers of an issue stay after that; its mail and files go. At most 500 MB of a report are "
        "kept.",
    )
    filters_text = forms.CharField(
        label="Filters",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One on each line, like “region = North, South”. Empty: as the dashboard is set.",
    )
    threshold_column = forms.ChoiceField(
        label="Number",
        required=False,
        help_text="This and the next three count only where it is sent if a number passes a threshold.",
    )
    threshold_agg = forms.ChoiceField(label="Taken as", required=False, choices=list(AGGREGATIONS.items()))
    threshold_op = forms.ChoiceField(label="Condition", required=False, choices=list(OPERATORS.items()))
    threshold_value = forms.FloatField(label="Threshold", required=False)
    attachments = forms.MultipleChoiceField(
        choices=list(ATTACHMENTS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ScheduledReport
        fields = (
            "name",
            "dashboard",
            "dataset",
            "recipients",
            "language",
            "schedule",
            "time_zone",
            "starts_on",
            "ends_on",
            "condition",
            "skip_empty",
            "attachments",
            "keep_days",
            "enabled",
        )
        labels = {
            "enabled": "Send on schedule",
            "condition": "Send",
            "skip_empty": "Skip it when its filters leave no rows",
            "starts_on": "First day",
            "ends_on": "Last day",
            "dataset": "Or a dataset without a dashboard",
        }
        help_texts = {
            "dataset": "Its numbers, charts, quality, findings and what changed.",
        }
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("starts_on", "ends_on")
        }

    def __init__(self, *args: Any, workspace: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dashboard"].queryset = Dashboard.objects.filter(workspace=workspace)  # type: ignore[attr-defined]
        self.fields["dataset"].queryset = Dataset.objects.filter(workspace=workspace)  # type: ignore[attr-defined]
        self.fields["language"].required = False
        zones = sorted(zoneinfo.available_timezones())
        self.fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in zones]  # type: ignore[attr-defined]
        self.fields["threshold_column"].choices = [("", "—"), ("*", "Rows"), *_measures(workspace)]  # type: ignore[attr-defined]
        report = self.instance
        if report.pk:
            self.initial["recipients"] = recipients.as_text(report)
            self.initial["filters_text"] = filter_lines(report.filters)
            for key, value in (report.threshold or {}).items():
                self.initial[f"threshold_{key}"] = "*" if value is None else value
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "name", Fieldset("What it tells about: one of the two", "dashboard", "dataset"), "recipients", "language",
            "schedule", Div(css_id="schedule-next"), "time_zone",
            Fieldset("Filters and attachments", "filters_text", "attachments"),
            Fieldset("Conditions", "condition", "threshold_column", "threshold_agg", "threshold_op", "threshold_value",
                     "skip_empty", "starts_on", "ends_on", "keep_days", "enabled"),
        )  # fmt: skip
        self.helper.add_input(Submit("save", "Save the report", css_class="button primary"))

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_schedule(self) -> str:
        try:
            when.parse(self.cleaned_data["schedule"])
        except when.Unclear as problem:
            raise ValidationError(str(problem)) from None
        return " ".join(self.cleaned_data["schedule"].split())

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or self.instance.language

    def clean_keep_days(self) -> int:
        return self.cleaned_data["keep_days"] or self.instance.keep_days

    def clean_recipients(self) -> list[str]:
        try:
            groups = recipients.group_names(self.instance.workspace)
            found = recipients.from_text(self.cleaned_data["recipients"], groups)
        except recipients.Unclear as problem:
            raise ValidationError(str(problem)) from None
        self.instance.views, self.instance.languages = found.views, found.languages
        return found.names

    def clean_filters_text(self) -> str:
        try:
            return recipients.view_from_text(self.cleaned_data["filters_text"])
        except recipients.Unclear as problem:
            raise ValidationError(str(problem)) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day lies before the first.")
        board, dataset = data.get("dashboard"), data.get("dataset")
        if (board is None) == (dataset is None) and not {"dashboard", "dataset"} & set(self.errors):
            self.add_error("dashboard", "Choose a dashboard or a dataset, one of the two.")
        elif source := board or dataset:
            self._name_columns(data, recipients.columns_of(source))
        if data.get("condition") == ScheduledReport.Condition.THRESHOLD:
            if not data.get("threshold_column"):
                self.add_error("threshold_column", "Choose the number that the condition is about.")
            if data.get("threshold_value") is None:
                self.add_error("threshold_value", "Write the threshold as a number.")
        return data

    def _name_columns(self, data: dict[str, Any], names: set[str]) -> None:
        """Views and filters ask for columns that the dashboard's data has."""
        try:
            if "recipients" in data:
                views = self.instance.views
                self.instance.views = {who: recipients.named(view, names) for who, view in views.items()}
        except recipients.Unclear as problem:
            self.add_error("recipients", str(problem))
        try:
            data["filters_text"] = recipients.named(data.get("filters_text", ""), names)
        except recipients.Unclear as problem:
            self.add_error("filters_text", str(problem))

    def save(self, commit: bool = True) -> ScheduledReport:
        data = self.cleaned_data
        self.instance.filters = data["filters_text"]
        column = data.get("threshold_column")
        self.instance.threshold = (
            {
                "column": None if column == "*" else column,
                "agg": data["threshold_agg"] or "sum",
                "op": data["threshold_op"] or ">",
                "value": data["threshold_value"],
            }
            if column and data.get("threshold_value") is not None
            else {}
        )
        return super().save(commit)


def _measures(workspace: Any) -> list[tuple[str, str]]:
    """The numbers in the workspace's data."""
    names: dict[str, None] = {}
    for dataset in Dataset.objects.filter(workspace=workspace).select_related("current")[:100]:
        for column in filters.profile_of(dataset.current).columns:
            if column.role == "measure":
                names[column.name] = None
    return [(name, name) for name in sorted(names)]


def filter_lines(query: str) -> str:
    """A view as lines for the form; the reverse of ``recipients.view_from_text``."""
    values: Mapping[str, Any] = filters.from_query(query) or {}
    return "\n".join(recipients.condition_text(column, value) for column, value in values.items())
