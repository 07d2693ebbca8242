"""Colours of stages, and days in words, for the pages of the trees."""

from django import template

from yishang.contexts.life_events import rules
from yishang.kernel.catalog import rules as items

register = template.Library()


@register.simple_tag
def stage_colour(place: int, tree: rules.Tree) -> str:
    """The colour of a tree's stage, counted from the root; white letters on it are readable (4.5:1)."""
    return rules.COLOURS[tree.name][place]


@register.filter
def shaded(colour: str) -> str:
    """What a leaf of that colour has at its tip."""
    return rules.shaded(colour)


@register.simple_tag
def colour_of(node: rules.Node, tree: rules.Tree) -> str:
    """The colour of the stage to which a stage or theme belongs."""
    stage = node.parent or node.code
    return rules.COLOURS[tree.name][[one.code for one in tree.stages].index(stage)]


@register.filter
def days(half_days: int | None) -> str:
    """Half working days in words."""
    return "时限未定" if half_days is None else items.days_text(half_days)
