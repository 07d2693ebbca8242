"""Colours of stages, and days in words, for the pages of the trees."""

from django import template

from yishang.contexts.life_events import rules
from yishang.kernel.catalog import rules as items

register = template.Library()
SHADE = 0.74


@register.simple_tag
def stage_colour(place: int, tree: rules.Tree) -> str:
    """The colour of a tree's stage, counted from the root; white letters on it are readable (4.5:1)."""
    return rules.COLOURS[tree.name][place]


@register.filter
def shaded(colour: str) -> str:
    """What a leaf of that colour has at its tip: darker, so that white letters stay readable on all of it."""
    parts = (colour[1:3], colour[3:5], colour[5:7])
    return "#" + "".join(f"{round(int(part, 16) * SHADE):02x}" for part in parts)


@register.simple_tag
def colour_of(node: rules.Node, tree: rules.Tree) -> str:
    """The colour of the stage to which a stage or theme belongs."""
    stage = node.parent or node.code
    return rules.COLOURS[tree.name][[one.code for one in tree.stages].index(stage)]


@register.filter
def days(half_days: int | None) -> str:
    """Half working days in words."""
    return "时限未定" if half_days is None else items.days_text(half_days)


@register.filter
def in_words(one: rules.Proposal) -> str:
    """A proposal as a sentence."""
    many = len(one.items)
    return {
        rules.SIDE_BY_SIDE: f"{many} 个事项并联办理",
        rules.ONE_WINDOW: f"{one.what}一次受理 {many} 个事项",
        rules.SHARE: f"“{one.what}”{many} 个事项都要，只交 1 份",
        rules.FETCH: f"“{one.what}”由前一步产生，不用再交",
        rules.CERTIFICATE: f"“{one.what}”用电子证照，不用交",
    }[one.kind]
