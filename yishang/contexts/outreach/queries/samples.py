"""The call-back samples of a city: what was frozen, what was drawn, and whom to call."""

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from yishang.contexts.outreach.models import CallBackChoice, CallBackDraw
from yishang.kernel.directory.rules import Actor, Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

SHOWN = 50


def samples_of(city_code: str) -> list[CallBackDraw]:
    """The newest samples, each with `pool_size`, `selected` and `called`, in one statement."""
    drawn = Q(choices__is_selected=True)
    rows = CallBackDraw.objects.filter(city_id=city_code).annotate(
        pool_size=Count("choices"),
        selected=Count("choices", filter=drawn),
        called=Count("choices", filter=drawn & Q(choices__appeal__case__state__in=("CALLED_BACK", "ARCHIVED"))),
    )
    return list(rows.order_by("-made_at", "-pk")[:SHOWN])


def chosen_in(sample: CallBackDraw, actor: Actor) -> "QuerySet[CallBackChoice]":
    """The drawn matters that this person's post covers, by number: a county's office sees its own."""
    rows = sample.choices.filter(is_selected=True).select_related(
        "appeal__case__applicant", "appeal__case__unit", "appeal__case__region"
    )
    if actor.role == Role.CBO:
        rows = rows.filter(appeal__case__region_id=actor.region_code)
    return rows.order_by("appeal__case__number")
