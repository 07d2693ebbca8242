"""What passed over the 12345 line, what waits for an answer, and how a day compares."""

from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from yishang.contexts.outreach.models import HotlineDay, HotlineDayOrder, HotlineMessage, HotlineOrder
from yishang.contexts.outreach.rules import CLOSED_STATES, hotline
from yishang.kernel.directory.rules import Actor

SIMULATOR = "simulator"
HEAPS = {
    "by_hand": ("转人工", Q(state=hotline.BY_HAND)),
    "pending": ("等回执", Q(state=hotline.PENDING)),
    "kept": ("等工单到", Q(state=hotline.KEPT)),
    "in": ("收到的", Q(direction=hotline.IN)),
    "out": ("发出的", Q(direction=hotline.OUT)),
}
OVER = (*CLOSED_STATES, "ARCHIVED", "REJECTED", "MERGED", "WITHDRAWN")


def is_connected() -> bool:
    """Whether this installation has a 12345 line."""
    return bool(settings.HOTLINE_GATEWAY)


def messages(actor: Actor, heap: str) -> QuerySet[HotlineMessage]:
    """The messages about matters of the actor's city (and those whose order has not come yet), newest first."""
    rows = HotlineMessage.objects.select_related("order__appeal__case").order_by("-pk")
    mine = Q(order__appeal__isnull=True) | Q(order__appeal__case__city_id=actor.city_code)
    return rows.filter(mine, HEAPS[heap][1])


def heap_counts(actor: Actor) -> dict[str, int]:
    """How many messages lie in each heap that asks for somebody."""
    return {heap: messages(actor, heap).count() for heap in ("by_hand", "pending", "kept")}


def due(at: datetime, *, limit: int) -> list[HotlineMessage]:
    """What is to be pushed, or given to a person, by now; the longest waiting first."""
    rows = HotlineMessage.objects.filter(state=hotline.PENDING, next_push_at__lte=at)
    return list(rows.order_by("next_push_at", "pk")[:limit])


def is_over(order: HotlineOrder) -> bool:
    """Whether the order is closed on our side: our matter for what came in, their word for what went out."""
    if order.direction == hotline.OUT or order.appeal is None:
        return order.is_closed
    return order.appeal.case.state in OVER


def orders_of_day(day: date) -> list[HotlineOrder]:
    """The orders that came in or went out that day."""
    rows = HotlineOrder.objects.filter(received_at__date=day).select_related("appeal__case")
    return list(rows.order_by("pk"))


def days() -> QuerySet[HotlineDay]:
    """Days that were compared, newest first."""
    return HotlineDay.objects.all()


def day_orders(day: HotlineDay, verdict: str) -> QuerySet[HotlineDayOrder]:
    """The orders of one day, those of a verdict only when it is named."""
    rows = day.orders.order_by("pk")
    return rows.filter(verdict=verdict) if verdict in hotline.VERDICTS else rows
