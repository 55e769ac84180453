"""The form of a group of recipients."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError

from core.models import RecipientGroup
from core.reporting import recipients


class GroupForm(forms.ModelForm):
    """A name, and who is in it."""

    members_text = forms.CharField(
        label="Members",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Addresses, one on each line, or @everyone, @owners, @editors, @viewers.",
    )

    class Meta:
        model = RecipientGroup
        fields = ("name",)
        help_texts = {"name": "Letters, digits and dashes; it is written @name among the recipients."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["members_text"] = "\n".join(self.instance.members)
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", "Save the group", css_class="button primary"))

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].lower().lstrip("@")
        if f"@{name}" in recipients.GROUPS:
            raise ValidationError(f"@{name} is there already: the members of the workspace.")
        others = RecipientGroup.objects.filter(workspace=self.instance.workspace, name=name)
        if others.exclude(pk=self.instance.pk).exists():
            raise ValidationError(f"There is a group @{name} already.")
        return name

    def clean_members_text(self) -> list[str]:
        try:
            return recipients.from_text(self.cleaned_data["members_text"]).names
        except recipients.Unclear as problem:
            raise ValidationError(str(problem)) from None

    def save(self, commit: bool = True) -> RecipientGroup:
        self.instance.members = self.cleaned_data["members_text"]
        return super().save(commit)
