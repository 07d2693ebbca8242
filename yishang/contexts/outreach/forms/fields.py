"""The fields of which forms are made, with their words: one way to ask for a text, a choice, a day, pictures."""

from typing import Any

from django import forms
from django.utils.timezone import localdate

from yishang.contexts.outreach import queries
from yishang.kernel.cases.forms import NO_NULL, Several, keepable
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.ratings.rules import Outcome

STARS = [(str(star), f"{star} 星") for star in range(1, 6)]
UNIT_LONGEST = 60  # characters of a unit's code or name
UNITS_MOST = 60
NOT_CHOSEN = ("", "请选择")  # a word of praise is never filled in beforehand
OUTCOMES = [(one.value, one.label) for one in Outcome if one != Outcome.UNREACHABLE]  # that is note_missed_call


def plain(text: str) -> None:
    """What the field of a text would refuse: half characters and null characters."""
    keepable(text)
    if "\x00" in text:
        raise forms.ValidationError(NO_NULL["null_characters_not_allowed"])


class UnitCodes(forms.Field):
    """Units by code (or by name): checkboxes of a page, a list of texts from JSON."""

    widget = Several

    def to_python(self, value: Any) -> list[str]:
        given = [one.strip() for one in value or [] if one.strip()]
        if len(given) > UNITS_MOST or any(len(one) > UNIT_LONGEST for one in given):
            raise forms.ValidationError("请从列表中选择单位。")
        for one in given:
            plain(one)
        return list(dict.fromkeys(given))

    @staticmethod
    def json_fault(value: Any) -> str:
        """What a machine must send instead."""
        sound = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return "" if sound else "应为单位代码的列表。"


def category_choices() -> list[tuple[str, str]]:
    """The categories that may be chosen today."""
    today = localdate(clock_queries.present())
    return [(one.code, one.name) for one in queries.categories_in_use(on=today)]


def told_field(label: str, longest: int, *, required: str = "") -> forms.CharField:
    """A field of the submission; what must be in it is the service's to say, unless `required` has the words."""
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=longest,
        validators=[keepable],
        error_messages={**NO_NULL, **({"required": required} if required else {})},
    )
