"""The fields of which only this process makes its forms."""

from typing import Any

from django import forms

from yishang.contexts.public_supervision import rules
from yishang.kernel.cases.forms import REQUIRED, choice_field

FIELD_CHOICES = list(rules.FIELDS.items())


def choice(label: str, choices: Any, *, help_text: str = "", radio: bool = False) -> forms.ChoiceField:
    """One of several; as tiles for a few, else from a list that begins with nothing."""
    given = list(choices) if radio else [("", "请选择"), *choices]
    return choice_field(label, given, help_text=help_text, widget=forms.RadioSelect() if radio else forms.Select())


def tick(label: str, *, help_text: str = "") -> forms.BooleanField:
    """Yes, or nothing."""
    return forms.BooleanField(label=label, required=False, help_text=help_text)


def days(label: str = "征集期（工作日）") -> forms.IntegerField:
    """A number of working days."""
    return forms.IntegerField(
        label=label, initial=rules.COLLECT_LEAST, help_text=f"{rules.COLLECT_LEAST} 到 {rules.COLLECT_MOST} 个工作日。",
        error_messages={**REQUIRED, "invalid": "请填写整数。"},
    )  # fmt: skip
