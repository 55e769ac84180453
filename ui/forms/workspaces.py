"""Forms about a workspace and who is in it."""

from __future__ import annotations

from django import forms

from core.models import Role, Workspace

ROLE_WORDS = [
    (Role.VIEWER, "Viewer – looks at everything"),
    (Role.EDITOR, "Editor – uploads and changes"),
    (Role.OWNER, "Owner – also decides who is in"),
]


class WorkspaceForm(forms.ModelForm):
    class Meta:
        model = Workspace
        fields = ("name",)
        help_texts = {"name": "Your team, project or client."}

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class InviteForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label="As", choices=ROLE_WORDS, initial=Role.VIEWER)
