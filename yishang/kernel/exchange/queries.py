"""What passes between this platform and others, as those see it who answer for it."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, QuerySet

from yishang.kernel.context import check_known
from yishang.kernel.directory.rules import Actor
from yishang.kernel.exchange import rules
from yishang.kernel.exchange.models import Incoming, Outgoing, Place

WAITING, HEAPS = "waiting", {"waiting": "待送达", "by_hand": "要人处理", "out": "发出的", "in": "收到的"}


def due(channel: str, *, at: datetime, limit: int) -> list[Outgoing]:
    """Our messages that may be tried now, the longest waiting first."""
    rows = Outgoing.objects.filter(channel=channel, state=rules.PENDING, next_try_at__lte=at)
    return list(rows.order_by("next_try_at", "pk")[:limit])


def outgoing(actor: Actor, channels: Collection[str], *, heap: str) -> QuerySet[Outgoing]:
    """Our messages of these channels and the actor's city, newest first. Raises InvalidInput."""
    check_known("heap", heap, HEAPS)
    rows = Outgoing.objects.filter(city_id=actor.city_code, channel__in=channels)
    states = {"waiting": (rules.PENDING,), "by_hand": (rules.REFUSED,), "in": ()}.get(heap)
    return (rows if states is None else rows.filter(state__in=states)).order_by("-pk")


def incoming(actor: Actor, channels: Collection[str], *, heap: str) -> QuerySet[Incoming]:
    """Their messages, likewise."""
    check_known("heap", heap, HEAPS)
    rows = Incoming.objects.filter(city_id=actor.city_code, channel__in=channels)
    states = {"waiting": (), "by_hand": (rules.REFUSED,), "out": ()}.get(heap)
    return (rows if states is None else rows.filter(state__in=states)).order_by("-pk")


def heap_counts(actor: Actor, channels: Collection[str]) -> dict[str, int]:
    """How many wait, and how many need a person."""
    rows = Outgoing.objects.filter(city_id=actor.city_code, channel__in=channels)
    told = dict(
        rows.filter(state__in=(rules.PENDING, rules.REFUSED)).order_by().values_list("state").annotate(Count("pk"))
    )
    unfit = incoming(actor, channels, heap="by_hand").count()
    return {"waiting": told.get(rules.PENDING, 0), "by_hand": told.get(rules.REFUSED, 0) + unfit}


def places(channels: Collection[str]) -> list[Place]:
    """How far each list of these partners has been read."""
    return list(Place.objects.filter(channel__in=channels).order_by("channel", "kind"))


def about(subject: str) -> list[Outgoing]:
    """Our messages about one matter, for its page."""
    return list(Outgoing.objects.filter(subject=subject).order_by("pk"))
