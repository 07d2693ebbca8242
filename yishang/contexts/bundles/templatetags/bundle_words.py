"""How lengths of time are told."""

from django import template

from yishang.kernel.catalog.rules import days_text

register = template.Library()


@register.filter
def half_days(value: int) -> str:
    """Half working days as working days: 3 is 1.5 个工作日."""
    return days_text(value)
