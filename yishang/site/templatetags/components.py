"""Small pieces of every screen as template tags: they run fifty times a list, so each is one format call.

A template builtin: no {% load %} needed. Longer pieces are includes under templates/components/.
"""

import json
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template import Variable, VariableDoesNotExist
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from yishang.kernel.parties import queries as parties

register = template.Library()

ICON_FILE = Path(__file__).resolve().parents[1] / "static" / "vendor" / "icons.json"
LAMP_WORDS = {"green": "正常", "yellow": "临期", "red": "超期", "blue": "挂起", "done": "已办结"}
RATING_WORDS = ("", "非常不满意", "不满意", "基本满意", "满意", "非常满意")
MOST_STARS = 5
_NOW = Variable("frame.now")


@lru_cache(maxsize=1)
def _drawings() -> dict[str, str]:
    """Icon name → the inside of its <svg>. Empty before `bin/copy_frontend.py` has run: pages work without pictures."""
    drawings: dict[str, str] = json.loads(ICON_FILE.read_text()) if ICON_FILE.exists() else {}
    return drawings


@lru_cache(maxsize=512)
def _icon(name: str, extra_class: str) -> SafeString:
    paint = 'fill="currentColor" stroke="none"' if name.endswith("-filled") else 'fill="none" stroke="currentColor"'
    return mark_safe(
        f'<svg class="icon {extra_class}" aria-hidden="true" width="24" height="24" viewBox="0 0 24 24" {paint}'
        f' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">{_drawings().get(name, "")}</svg>'
    )


@register.inclusion_tag("components/company_notes.html", takes_context=True)
def company_notes(context: Context, entity_id: int | None) -> dict[str, Any]:
    """What other processes have to say about a company to whoever looks (信用限制): one line each, often none."""
    request = context.get("request")
    actor = getattr(request, "actor", None)
    if request is None or actor is None:
        return {"notes": []}
    return {"notes": parties.notes_about(entity_id, role=actor.role, at=request.now)}


@register.simple_tag
def icon(name: str, extra_class: str = "") -> SafeString:
    """A decorative Tabler icon, inline. Write words beside it: it is hidden from screen readers."""
    return _icon(name, extra_class)


@register.simple_tag
def lamp(colour: str, text: str = "") -> SafeString:
    """The state of a clock: shape and word first, colour last. `colour` is clocks' green|yellow|red|blue, or `done`.

    With a text such as 「还剩 3.5 个工作日」 the word is kept in front of it, for green only for screen readers.
    """
    word = LAMP_WORDS.get(colour, "未计时")
    shown = colour if colour in LAMP_WORDS else "none"
    if not text or word in text:
        return format_html('<span class="lamp lamp-{}">{}</span>', shown, text or word)
    spoken = ' class="visually-hidden"' if shown in {"green", "none"} else ""
    return format_html('<span class="lamp lamp-{}"><span{}>{} · </span>{}</span>', shown, mark_safe(spoken), word, text)


@register.simple_tag
def stars(count: int | None, kind: str = "difficulty") -> SafeString:
    """`difficulty`: 难度, small solid stars in ink. `rating`: 评价, five large stars, given in gold, and the word."""
    given = min(max(int(count or 0), 0), MOST_STARS)
    if kind == "difficulty":
        if not given:
            return mark_safe('<span class="difficulty-none">未定难度</span>')
        return format_html(
            '<span class="difficulty" title="难度 {0} 星"><span class="visually-hidden">难度 {0} 星</span>'
            '<span aria-hidden="true">{1}</span></span>',
            given,
            "★" * given,
        )
    if not given:
        return mark_safe('<span class="rating-none">尚未评价</span>')
    return format_html(
        '<span class="rating"><span class="rating-stars" aria-hidden="true">{}<i>{}</i></span>'
        '<span class="visually-hidden">评价 {} 星，</span><span class="rating-word">{}</span></span>',
        "★" * given,
        "☆" * (MOST_STARS - given),
        given,
        RATING_WORDS[given],
    )


@register.simple_tag(takes_context=True)
def when(context: Context, moment: datetime | date | None, form: str = "") -> SafeString:
    """12月9日 10:26, with the year in front when it is not this year. `form="day"` drops the time of day."""
    if moment is None:
        return mark_safe('<span class="muted">—</span>')
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), _spoken(local, _year(context), form))


def _spoken(moment: datetime | date, this_year: int, form: str) -> str:
    year = "" if moment.year == this_year else f"{moment.year}年"
    clock = f" {moment:%H:%M}" if isinstance(moment, datetime) and form != "day" else ""
    return f"{year}{moment.month}月{moment.day}日{clock}"


def _year(context: Context) -> int:
    """The year of the page's own clock; a demonstration may stand in another year than the machine."""
    try:
        now = _NOW.resolve(context)
    except VariableDoesNotExist:
        now = None
    return timezone.localtime(now).year if isinstance(now, datetime) else timezone.localdate().year


@register.simple_tag(takes_context=True)
def figure(context: Context, value: Any) -> SafeString:
    """A rate that can be checked: value, numerator / denominator, as-of time, and a link to the rows behind it.

    `value` has .name .value .numerator .denominator .as_of .rows_url; denominator None means a plain count.
    """
    base = SafeString("")
    if value.denominator is not None:
        base = format_html('<span class="figure-base">{} / {}</span>', value.numerator, value.denominator)
    shown = format_html('<span class="figure-value">{}</span>', value.value)
    if value.rows_url:
        shown = format_html(
            '<a class="figure-link" href="{}">{}<span class="visually-hidden">，查看{}的明细</span></a>',
            value.rows_url,
            shown,
            value.name,
        )
    return format_html(
        '<span class="figure-rate">{}{}<span class="figure-asof">截至 {}</span></span>',
        shown,
        base,
        when(context, value.as_of),
    )


@register.simple_tag
def demo_mark() -> SafeString:
    """Stands beside every invented name, so that no one takes the demonstration for a real enterprise."""
    return mark_safe('<span class="demo-mark" title="演示数据，不是真实单位或个人">演示</span>')


CONTROL_CLASSES = (
    (forms.CheckboxInput, "form-check-input"),
    (forms.RadioSelect, ""),
    (forms.CheckboxSelectMultiple, ""),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)


@register.simple_tag
def control(field: BoundField, **attributes: str) -> SafeString:
    """A form field's widget in Tabler's class; keywords become attributes (`_` → `-`). Django ties errors and help."""
    style = next(css for kind, css in CONTROL_CLASSES if isinstance(field.field.widget, kind))
    given: dict[str, str | bool] = {name.replace("_", "-"): value for name, value in attributes.items()}
    own = field.field.widget.attrs.get("class")
    classes = " ".join(filter(None, (own, style, "is-invalid" if field.errors else "")))
    if classes:
        given["class"] = classes
    return field.as_widget(attrs=given)


@register.filter
def is_choice(field: BoundField) -> bool:
    """Whether the field is a group of radios or checkboxes, which needs a <fieldset> instead of a <label>."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the field is a single checkbox: its label follows the box."""
    return isinstance(field.field.widget, forms.CheckboxInput)
