"""Wordings and kinds of messages: tables of each kernel and context that has them, read once."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from django.apps import apps

from yishang.kernel.notify import rules
from yishang.kernel.packaged import packaged_rows

Made = TypeVar("Made")


@dataclass(frozen=True)
class Wording:
    """A wording as the office reads it over: the text with sample values, its kind and its channels."""

    template: rules.Template
    topic: rules.Topic
    text: str
    length: int


@lru_cache(maxsize=1)
def templates() -> tuple[rules.Template, ...]:
    """Every wording, old and new: `data/templates.csv` of each kernel and context that has one."""
    return _rows("templates.csv", rules.template_row)


@lru_cache(maxsize=1)
def topics() -> tuple[rules.Topic, ...]:
    """Every kind of message: `data/topics.csv` of each kernel and context that has one."""
    return _rows("topics.csv", rules.topic_row)


@lru_cache(maxsize=1)
def samples() -> dict[str, str]:
    """A sample for each value that wordings want: `data/placeholders.csv`, by name."""
    return dict(_rows("placeholders.csv", lambda row: (row["name"], row["sample"])))


def template(code: str, *, on: date) -> rules.Template:
    """The wording in force that day. Raises LookupError when there is none: a caller's mistake."""
    in_force = [row for row in templates() if row.code == code and row.effective_from <= on]
    if not in_force:
        raise LookupError(f"no template {code} on {on}")
    return max(in_force, key=lambda row: row.effective_from)


def topic(code: str) -> rules.Topic:
    """The kind of that code; an unknown one is 其他."""
    known = {one.code: one for one in topics()}
    return known.get(code) or known[rules.OTHER]


def topics_for(roles: Collection[str]) -> list[rules.Topic]:
    """The kinds that these posts can get today: those that some wording belongs to."""
    used = {row.topic for row in templates()}
    return [one for one in topics() if one.code in used and one.is_for(roles)]


def wordings(*, on: date) -> list[Wording]:
    """Every wording in force that day with sample values, by kind in the order of the kinds."""
    order = {one.code: place for place, one in enumerate(topics())}
    codes = sorted({row.code for row in templates() if row.effective_from <= on})
    found = [_wording(template(code, on=on)) for code in codes]
    return sorted(found, key=lambda one: (order[one.topic.code], one.template.code))


def _wording(row: rules.Template) -> Wording:
    values = {name: samples().get(name, f"〔{name}〕") for name in rules.placeholders(row.text)}
    text = rules.render(row.text, values)
    return Wording(template=row, topic=topic(row.topic), text=text, length=len(text))


def _rows(name: str, make: Callable[[Mapping[str, str]], Made]) -> tuple[Made, ...]:
    files = (Path(config.path) / "data" / name for config in apps.get_app_configs())
    return tuple(make(row) for file in files if file.exists() for row in packaged_rows(file))
