"""The demo city's 12345 line: one matter handed over that nobody acknowledged, one word without its order, one day."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from yishang.contexts.outreach import gateways, queries, services
from yishang.contexts.outreach.queries import hotline as reading
from yishang.contexts.outreach.rules import hotline
from yishang.kernel.directory.rules import Actor

CONSULTATION = "08"
HOURS_AGO = 80  # so that three pushes and three days of silence have passed
BEFORE = ("TRIAGED", "ASSIGNED", "ACCEPTED", "HANDLING")


def live_through(*, office: Actor, until: datetime) -> None:
    """Let the line behave badly with one matter, and well on the day that is compared."""
    number = _consultation(office, until)
    if not number or not reading.is_connected():
        return
    began = until - timedelta(hours=HOURS_AGO)
    services.transfer_appeal(actor=office, number=number, at=began, note="属政策咨询，请热线直接答复企业。")
    for days in range(hotline.PUSHES_MOST + 1):
        silent = gateways.HotlineSimulator("never")
        services.push_due(gateway=silent, at=began + days * hotline.RECEIPT_WITHIN)
    services.take_message(told=_word_without_order(until), at=until - timedelta(hours=2))
    services.reconcile_day(gateway=gateways.HotlineSimulator("forgetful"), day=localdate(began), at=until)


def _consultation(office: Actor, now: datetime) -> str:
    wanted = queries.Wanted(category=CONSULTATION)
    found = queries.matching(office, wanted, now=now).filter(
        state__in=BEFORE, opened_at__lt=now - timedelta(hours=HOURS_AGO)
    )
    case = found.order_by("-pk").first()
    return case.number if case else ""


def _word_without_order(now: datetime) -> dict[str, object]:
    return {
        "source": hotline.LINE,
        "message_id": "YS-0001",
        "kind": hotline.UPDATE,
        "order_no": "YS2019123000001",
        "sequence": 2,
        "said_at": (now - timedelta(hours=3)).isoformat(),
        "note": "演示数据：企业再次来电，询问办理进度。",
    }
