"""The fields of which every process makes its forms, with their words, and where a refusal's words go."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms

from yishang.kernel.context import InvalidInput
from yishang.kernel.intake.rules import is_keepable, whole_number

NO_NULL = {"null_characters_not_allowed": "不能含有空字符。"}
REQUIRED = {"required": "请填写这一项。", **NO_NULL}
CHOOSE = {"required": "请选择一项。", "invalid_choice": "请从列表中选择。", **NO_NULL}


class Several(forms.Widget):
    """Repeated inputs of one name, drawn by the page itself; a list from JSON."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name)


class PictureIds(forms.Field):
    """Numbers of pictures already uploaded; a list from JSON or repeated hidden inputs."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        given = value or []
        found = [whole_number(one) for one in given] if isinstance(given, list) else [None]
        if None in found:
            raise forms.ValidationError("照片编号不对，请重新上传。")
        return [one for one in found if one is not None]

    @staticmethod
    def json_fault(value: Any) -> str:
        """What a machine must send instead."""
        sound = isinstance(value, list) and all(type(one) is int for one in value)
        return "" if sound else "应为整数的列表。"


def keepable(text: str) -> None:
    """JSON can hold half a character, which no database keeps (null characters are Django's own refusal)."""
    if not is_keepable(text.replace("\x00", "")):
        raise forms.ValidationError("含有无法保存的字符，请删去后再提交。")


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A day, chosen from the browser's calendar or written 2019-12-20."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={**REQUIRED, "invalid": "请选择日期。"},
    )


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
