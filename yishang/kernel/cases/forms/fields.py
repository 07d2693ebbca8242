"""The fields of which every process makes its forms, with their words."""

from math import isfinite
from typing import Any

from django import forms

from yishang.kernel.intake.rules import is_keepable, visible, whole_number

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


def has_words(text: str) -> None:
    """What takes no room on the screen tells nobody anything."""
    if not visible(text):
        raise forms.ValidationError(REQUIRED["required"])


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A day, chosen from the browser's calendar or written 2019-12-20."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={**REQUIRED, "invalid": "请选择日期。"},
    )


class _Line(forms.CharField):
    """A text; a machine that sends a list or an object hears it, instead of having it written out."""

    def to_python(self, value: Any) -> str:
        if isinstance(value, list | dict | bool):
            raise forms.ValidationError("应为文字。")
        return super().to_python(value) or ""


def line_field(label: str, *, longest: int, required: bool = True, help_text: str = "") -> forms.CharField:
    """One line of text."""
    return _Line(
        label=label,
        max_length=longest,
        required=required,
        help_text=help_text,
        validators=[keepable, has_words] if required else [keepable],
        error_messages={**REQUIRED, "max_length": f"最多 {longest} 个字。"},
    )


def text_field(
    label: str, *, longest: int = 1000, required: bool = True, rows: int = 3, help_text: str = ""
) -> forms.CharField:
    """Some lines of text."""
    field = line_field(label, longest=longest, required=required, help_text=help_text)
    field.widget = forms.Textarea(attrs={"rows": rows, "maxlength": longest})
    return field


def choice_field(label: str, choices: Any, **extra: Any) -> forms.ChoiceField:
    """One of several, refused in Chinese words."""
    return forms.ChoiceField(label=label, choices=choices, error_messages=CHOOSE, **extra)


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


class NumberField(forms.Field):
    """A finite number, from a page as text or from a machine; `whole` when it has no fraction."""

    widget = forms.NumberInput

    def __init__(self, *, whole: bool = False, **named: Any) -> None:
        super().__init__(**named, error_messages=REQUIRED)
        self.whole = whole

    def to_python(self, value: Any) -> float | int | None:
        if value in (None, ""):
            return None
        if self.whole:
            found = whole_number(value)
            if found is None:
                raise forms.ValidationError("应为整数。")
            return found
        try:
            number = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
        except (ValueError, OverflowError):
            number = None
        if number is None or not isfinite(number):
            raise forms.ValidationError("应为数字。")
        return number
