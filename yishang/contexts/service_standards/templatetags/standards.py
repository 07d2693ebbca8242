"""Half days in words, for the pages of the lists."""

from django import template

from yishang.kernel.catalog import rules as items

register = template.Library()


@register.filter
def days(half_days: int | None) -> str:
    """Half working days in words."""
    return "时限未定" if half_days is None else items.days_text(half_days)
