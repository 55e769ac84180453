"""The form of a question in SQL."""

from __future__ import annotations

from django import forms

from analytics.sql.checking import LONGEST


class QuestionForm(forms.Form):
    sql = forms.CharField(
        max_length=LONGEST,
        strip=False,
        error_messages={
            "required": "Write a SELECT first.",
            "max_length": f"At most {LONGEST:,} characters of SQL are read.",
        },
    )
    saved = forms.IntegerField(required=False, min_value=1)
