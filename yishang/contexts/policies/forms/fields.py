"""The fields of which the forms are made, with their words."""

from decimal import Decimal
from typing import Any

from django import forms

from yishang.contexts.policies import rules
from yishang.kernel.cases.forms import NO_NULL, REQUIRED, keepable


def line_field(label: str, *, longest: int, required: bool = True, help_text: str = "") -> forms.CharField:
    """One line of text."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        help_text=help_text,
        validators=[keepable],
        error_messages={**REQUIRED, "max_length": f"最多 {longest} 个字。"},
    )


def text_field(
    label: str, *, longest: int = 1000, required: bool = True, rows: int = 3, help_text: str = ""
) -> forms.CharField:
    """Some lines of text."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        help_text=help_text,
        validators=[keepable],
        widget=forms.Textarea(attrs={"rows": rows, "maxlength": longest}),
        error_messages={**REQUIRED, "max_length": f"最多 {longest} 个字。"},
    )


def several_field(label: str, choices: Any, *, help_text: str = "") -> forms.MultipleChoiceField:
    """Any of several; none asks nothing."""
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "没有“%(value)s”这个选项，请从列表中选择。",
            "invalid_list": "请从列表中选择。",
        },
    )


class AmountField(forms.CharField):
    """An amount in 万元 as people type it; refused in words (rules.amount_in)."""

    def __init__(self, label: str, *, help_text: str = "") -> None:
        super().__init__(label=label, required=False, max_length=20, help_text=help_text, error_messages=NO_NULL)
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> Decimal | None:
        """The amount, None where nothing was typed."""
        try:
            return rules.amount_in(super().clean(value))
        except rules.AmountFaults as fault:
            raise forms.ValidationError(str(fault)) from None
