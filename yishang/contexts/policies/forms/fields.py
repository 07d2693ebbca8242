"""The fields of which the forms are made, with their words."""

from decimal import Decimal
from typing import Any

from django import forms

from yishang.contexts.policies import rules
from yishang.kernel.context import InvalidInput
from yishang.kernel.intake.rules import is_keepable

NO_NULL = {"null_characters_not_allowed": "不能含有空字符。"}
REQUIRED = {"required": "请填写这一项。", **NO_NULL}
CHOOSE = {"required": "请选择一项。", "invalid_choice": "请从列表中选择。", **NO_NULL}


def keepable(text: str) -> None:
    """Half a character is kept by no database."""
    if not is_keepable(text):
        raise forms.ValidationError("含有无法保存的字符，请删去后再提交。")


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


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A day, chosen from the browser's calendar or written 2019-12-20."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={**REQUIRED, "invalid": "请选择日期。"},
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


def add_faults(form: forms.Form, refusal: InvalidInput) -> None:
    """Put a refusal's words at the fields they speak of, above the form where it has no such field."""
    for name, fault in refusal.fields.items():
        if name not in form.errors:
            form.add_error(name if name in form.fields else None, fault)


def faults_of(form: forms.Form) -> dict[str, str]:
    """Field → first message of a form that is not valid."""
    return {name: str(messages[0]) for name, messages in form.errors.items()}
