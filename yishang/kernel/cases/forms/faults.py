"""Where a refusal's words go: to the fields they speak of."""

from collections.abc import Mapping
from types import MappingProxyType

from django import forms

from yishang.kernel.context import InvalidInput


def faults_of(form: forms.Form) -> dict[str, str]:
    """Field → first message of a form that is not valid."""
    return {name: str(messages[0]) for name, messages in form.errors.items()}


def add_faults(form: forms.Form, refusal: InvalidInput, renamed: Mapping[str, str] = MappingProxyType({})) -> None:
    """Put a refusal's words at the fields they speak of, above the form where it has no such field.

    `renamed` maps the service's name of a value to the form's; a field that has a fault already keeps its own.
    """
    for name, fault in refusal.fields.items():
        field = renamed.get(name, name)
        if field not in form.errors:
            form.add_error(field if field in form.fields else None, fault)
