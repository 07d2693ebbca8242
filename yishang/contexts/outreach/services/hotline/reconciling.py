"""Ours beside theirs: every order of a day on both sides of the 12345 line."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from yishang.contexts.outreach import gateways
from yishang.contexts.outreach.models import HotlineDay, HotlineDayOrder
from yishang.contexts.outreach.queries import hotline as reading
from yishang.contexts.outreach.rules import hotline


def reconcile_day(*, gateway: gateways.HotlineGateway, day: date, at: datetime) -> HotlineDay:
    """Compare one day with the line's list and keep the outcome; done again it replaces the former.

    Raises HotlineDown.
    """
    theirs = gateway.orders_of(day, at=at)
    rows = _compared(day, theirs)
    verdicts = Counter(row.verdict for row in rows)
    with transaction.atomic():
        found, _ = HotlineDay.objects.update_or_create(
            day=day,
            defaults={
                "ours": sum(row.here is not None for row in rows),
                "theirs": sum(row.there is not None for row in rows),
                "missing_here": verdicts[hotline.MISSING_HERE],
                "missing_there": verdicts[hotline.MISSING_THERE],
                "differing": verdicts[hotline.DIFFERING],
                "made_at": at,
            },
        )
        found.orders.all().delete()
        for row in rows:
            row.day = found
        HotlineDayOrder.objects.bulk_create(rows, batch_size=500)
    return found


def _compared(day: date, theirs: Sequence[hotline.Listed]) -> list[HotlineDayOrder]:
    """A row for each order: ours with their word, then those that only they know."""
    listed = list(dict.fromkeys(theirs))
    by_number = {one.order_no: one for one in listed if one.order_no}
    by_reference = {one.reference: one for one in listed if one.reference}
    rows, met = [], set()
    for order in reading.orders_of_day(day):
        number = order.appeal.case.number if order.appeal else ""
        other = by_number.get(order.order_no) or by_reference.get(number)
        met.add(other)
        here, there = reading.is_over(order), other.is_closed if other else None
        rows.append(_row(order.order_no or (other.order_no if other else ""), number, here, there))
    return rows + [_row(one.order_no, one.reference, None, one.is_closed) for one in listed if one not in met]


def _row(order_no: str, number: str, here: bool | None, there: bool | None) -> HotlineDayOrder:
    verdict = hotline.verdict(here=here, there=there)
    return HotlineDayOrder(order_no=order_no, appeal_number=number, here=here, there=there, verdict=verdict)
