"""The form of a scheduled report."""

from __future__ import annotations

import zoneinfo
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core.models import Dashboard, ScheduledReport

MAX_RECIPIENTS = 1000
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class ReportForm(forms.ModelForm):
    """Which dashboard, to whom, when."""

    recipients = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), help_text="E-mail addresses, one on each line or separated by commas."
    )
    weekday = forms.TypedChoiceField(
        choices=list(enumerate(WEEKDAYS)), coerce=int, required=False, help_text="For weekly reports.", empty_value=0
    )
    at = forms.TimeField(
        label="At",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        initial="08:00",
        help_text="Local time.",
    )
    time_zone = forms.ChoiceField(choices=[], label="Time zone")

    class Meta:
        model = ScheduledReport
        fields = ("name", "dashboard", "recipients", "frequency", "weekday", "at", "time_zone", "enabled")
        labels = {"enabled": "Send on schedule"}

    field_order = ("name", "dashboard", "recipients", "frequency", "weekday", "at", "time_zone", "enabled")

    def __init__(self, *args: Any, workspace: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dashboard"].queryset = Dashboard.objects.filter(workspace=workspace)  # type: ignore[attr-defined]
        zones = sorted(zoneinfo.available_timezones())
        self.fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in zones]  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["recipients"] = "\n".join(self.instance.recipients)
            self.initial["at"] = f"{self.instance.hour:02}:{self.instance.minute:02}"
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", "Save the report", css_class="button primary"))

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_recipients(self) -> list[str]:
        """Addresses as a list; a line break or comma separates, nothing in between is taken as a header."""
        parts = [
            part.strip() for part in self.cleaned_data["recipients"].replace(";", ",").replace("\n", ",").split(",")
        ]
        addresses = list(dict.fromkeys(part for part in parts if part))
        for address in addresses:
            try:
                validate_email(address)
            except ValidationError:
                raise ValidationError(f"“{address[:80]}” is not an e-mail address.") from None
        if len(addresses) > MAX_RECIPIENTS:
            raise ValidationError(f"{len(addresses)} addresses are too many; at most {MAX_RECIPIENTS} get one report.")
        return addresses

    def save(self, commit: bool = True) -> ScheduledReport:
        self.instance.hour = self.cleaned_data["at"].hour
        self.instance.minute = self.cleaned_data["at"].minute
        return super().save(commit)
