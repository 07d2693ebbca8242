"""The fields of which forms are made: from a page as text, from a phone as JSON, refused in Chinese words."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import get_default_timezone

from yishang.kernel.cases.forms import REQUIRED, Several

WORDS_MOST = 50
WORD_LONGEST = 200
YEARS = range(2000, 2101)


class _Flag(forms.BooleanField):
    def to_python(self, value: Any) -> bool:
        if value not in (True, False, None, "", "on", "1", "0"):
            raise forms.ValidationError("应为 true 或 false。")
        return value in (True, "on", "1")


def flag_field(label: str) -> forms.BooleanField:
    """A tick."""
    return _Flag(label=label, required=False)


class CapturedField(forms.Field):
    """A moment: ISO 8601 with its zone from a machine; from a page's own calendar in Asia/Shanghai."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"})

    def __init__(self, **named: Any) -> None:
        super().__init__(**named, error_messages=REQUIRED)

    def to_python(self, value: Any) -> datetime | None:
        if value in (None, ""):
            return None
        try:
            moment = parse_datetime(value) if isinstance(value, str) else None
        except ValueError:
            moment = None
        if moment is None or moment.year not in YEARS:
            raise forms.ValidationError("时间请写成 2019-12-09T10:26:00+08:00 的样子。")
        return moment if moment.utcoffset() is not None else moment.replace(tzinfo=get_default_timezone())


class DayField(forms.Field):
    """A day, 2019-12-20."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **named: Any) -> None:
        super().__init__(**named, error_messages=REQUIRED)

    def to_python(self, value: Any) -> date | None:
        if value in (None, ""):
            return None
        try:
            day = parse_date(value) if isinstance(value, str) else None
        except ValueError:
            day = None
        if day is None or day.year not in YEARS:
            raise forms.ValidationError("请选择日期。")
        return day


class Words(forms.Field):
    """Names or numbers, each a short text."""

    widget = Several

    def to_python(self, value: Any) -> list[str]:
        given = value or []
        if not isinstance(given, list) or len(given) > WORDS_MOST:
            raise forms.ValidationError("应为文字的列表。")
        if any(not isinstance(one, str) or len(one) > WORD_LONGEST or "\x00" in one for one in given):
            raise forms.ValidationError("应为文字的列表。")
        return [one.strip() for one in given if one.strip()]
