"""The fields of which the forms are made, with their words."""

from typing import Any

from django import forms

from yishang.contexts.public_supervision import rules
from yishang.kernel.cases.forms import CHOOSE, NO_NULL, REQUIRED, keepable

FIELD_CHOICES = list(rules.FIELDS.items())


def line(label: str, longest: int, *, required: bool = True, help_text: str = "", **attrs: Any) -> forms.CharField:
    """One line of text."""
    errors = {**(REQUIRED if required else NO_NULL), "max_length": f"最多 {longest} 个字。"}
    return forms.CharField(
        label=label, max_length=longest, required=required, help_text=help_text, validators=[keepable],
        error_messages=errors, widget=forms.TextInput(attrs=attrs),
    )  # fmt: skip


def text(label: str, longest: int, *, required: bool = True, help_text: str = "", rows: int = 4) -> forms.CharField:
    """Some lines of text."""
    errors = {**(REQUIRED if required else NO_NULL), "max_length": f"最多 {longest} 个字。"}
    return forms.CharField(
        label=label, max_length=longest, required=required, help_text=help_text, validators=[keepable],
        error_messages=errors, widget=forms.Textarea(attrs={"rows": rows, "maxlength": longest}),
    )  # fmt: skip


def choice(label: str, choices: Any, *, help_text: str = "", radio: bool = False) -> forms.ChoiceField:
    """One of several; as tiles for a few."""
    given = list(choices) if radio else [("", "请选择"), *choices]
    widget = forms.RadioSelect() if radio else forms.Select()
    return forms.ChoiceField(label=label, choices=given, help_text=help_text, widget=widget, error_messages=CHOOSE)


def tick(label: str, *, help_text: str = "") -> forms.BooleanField:
    """Yes, or nothing."""
    return forms.BooleanField(label=label, required=False, help_text=help_text)


def days(label: str = "征集期（工作日）") -> forms.IntegerField:
    """A number of working days."""
    return forms.IntegerField(
        label=label, initial=rules.COLLECT_LEAST, help_text=f"{rules.COLLECT_LEAST} 到 {rules.COLLECT_MOST} 个工作日。",
        error_messages={**REQUIRED, "invalid": "请填写整数。"},
    )  # fmt: skip
