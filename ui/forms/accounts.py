"""Forms about oneself: signing up and in, a new password, the profile, keys to the API."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, BaseUserCreationForm, PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError

from core.models import User
from core.reporting import tongues


class LoginForm(AuthenticationForm):
    """Name or e-mail address, in any case, and password."""

    error_messages = {
        "invalid_login": "That name and password do not belong together. Mind upper and lower case in the password.",
        "inactive": "That name and password do not belong together. Mind upper and lower case in the password.",
    }

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = "Name or e-mail address"
        self.fields["username"].max_length = 254
        self.fields["username"].widget.attrs["maxlength"] = 254

    def clean_username(self) -> str:
        typed = self.cleaned_data["username"].strip()
        people = User.objects.filter(username__iexact=typed)
        if "@" in typed and not people.exists():
            people = User.objects.filter(email__iexact=typed)
        return people.values_list("username", flat=True).first() or typed


class SignUpForm(BaseUserCreationForm):
    """A new account."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="For a forgotten password and for invitations; shown to members of your workspaces only.",
    )

    class Meta(BaseUserCreationForm.Meta):
        model = User
        fields = ("username", "email")
        labels = {"username": "Name"}
        help_texts = {"username": "Letters, digits and @ . + - _ only."}

    field_order = ("username", "email", "password1", "password2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["autocomplete"] = "username"
        self.fields["password1"].help_text = "At least eight characters; not a common one, not only digits."
        self.fields["password2"].label = "Password once more"
        self.fields["password2"].help_text = ""

    def clean_username(self) -> str:
        name = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError("Somebody has this name already. Choose another one.")
        return name

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError("There is an account with this address already. Sign in, or ask for a new password.")
        return email


class ResetForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class NewPasswordForm(SetPasswordForm):
    """The password after a reset."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = "At least eight characters; not a common one, not only digits."
        self.fields["new_password2"].label = "New password once more"
        self.fields["new_password2"].help_text = ""


class OwnPasswordForm(PasswordChangeForm):
    """Changing one's password, which asks for the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Present password"
        self.fields["old_password"].widget.attrs.pop("autofocus", None)
        self.fields["new_password1"].help_text = "At least eight characters; not a common one, not only digits."
        self.fields["new_password2"].label = "New password once more"
        self.fields["new_password2"].help_text = ""


class ProfileForm(forms.ModelForm):
    """Address, time zone, look."""

    time_zone = forms.ChoiceField(label="Time zone", help_text="Times on pages and in your reports are in it.")
    language = forms.ChoiceField(
        label="Language of reports",
        required=False,
        choices=[("", "As each report is set"), *tongues.NAMES.items()],
        help_text="Of the mails that reports send you. Pages are in English.",
    )

    class Meta:
        model = User
        fields = ("email", "time_zone", "language", "theme")
        labels = {"email": "E-mail address", "theme": "Colours"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})
        self.fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in zones]
        self.fields["email"].required = True

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Another account has this address.")
        return email


class TokenForm(forms.Form):
    """A new key to the API."""

    name = forms.CharField(
        label="What is it for?", max_length=80, widget=forms.TextInput(attrs={"placeholder": "nightly import"})
    )
