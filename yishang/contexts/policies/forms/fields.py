"""The fields of which the forms are made, with their words."""

from decimal import Decimal
from typing import Any

from django import forms

from yishang.contexts.policies import rules
from yishang.kernel.cases.forms import NO_NULL


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
