"""The 12345 line: its door for messages, what waits for an answer, and the days compared."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from yishang.contexts.outreach import services
from yishang.contexts.outreach.models import HotlineDay, HotlineDayOrder, HotlineMessage
from yishang.contexts.outreach.queries import hotline as reading
from yishang.contexts.outreach.rules import hotline
from yishang.contexts.outreach.views.access import LINE_KEEPERS, LINE_READERS, now_of, open_to
from yishang.contexts.outreach.views.sheet import sheet
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.intake.rules import is_keepable

ROWS = 50
HEAD = ("时间", "方向", "种类", "热线单号", "诉求编号", "状态", "已推次数", "下次推送", "回执时间", "说明", "报文编号")
DAY_HEAD = ("日期", "热线单号", "诉求编号", "我方", "对方", "结论")
SIDE = {None: "没有", True: "已办结", False: "未办结"}


@csrf_exempt
@require_POST
def take_message(request: HttpRequest) -> JsonResponse:
    """The line says something, signed: `X-Hotline-Timestamp` and `X-Hotline-Signature` over the body."""
    try:
        hotline.check_signature(
            settings.HOTLINE_SECRET,
            timestamp=request.headers.get("X-Hotline-Timestamp", ""),
            signed=request.headers.get("X-Hotline-Signature", ""),
            body=_body(request),
            now=now_of(request),
        )
        receipt = services.take_message(told=_told(_body(request)), at=now_of(request))
    except Refusal as refusal:
        fields = {"fields": refusal.fields} if isinstance(refusal, InvalidInput) else {}
        words = {"accepted": False, "message": refusal.message, **fields}
        return JsonResponse(words, status=refusal.status, json_dumps_params={"ensure_ascii": False})
    return JsonResponse({"accepted": True, **vars(receipt)})


@require_safe
@open_to(LINE_READERS)
def line(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """What passed over the line, by heap: first what a person has to deal with."""
    return _page(request, actor)


def _page(request: HttpRequest, actor: Actor, refusal: Refusal | None = None) -> HttpResponse:
    heap = _heap(request)
    page = Paginator(reading.messages(actor, heap), ROWS).get_page(request.GET.get("page", "1"))
    counts = reading.heap_counts(actor)
    words = {
        "connected": reading.is_connected(),
        "heap": heap,
        "heaps": [(code, label, counts.get(code)) for code, (label, _) in reading.HEAPS.items()],
        "rows": [_row(one) for one in page],
        "total": page.paginator.count,
        "previous_url": _url(heap, page.previous_page_number()) if page.has_previous() else "",
        "next_url": _url(heap, page.next_page_number()) if page.has_next() else "",
        "export_url": f"{reverse('outreach:export_hotline')}?{urlencode({'heap': heap})}",
        "may_settle": actor.role == Role.MBO,
        "refusal": refusal,
        "done": "已处理。" if request.GET.get("done") else "",
    }
    return render(request, "outreach/hotline/line.html", words, status=refusal.status if refusal else 200)


@require_safe
@open_to(LINE_READERS)
def export(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The heap as a table."""
    heap, now = _heap(request), now_of(request)
    rows = [_cells(one) for one in reading.messages(actor, heap)]
    return sheet(request, actor=actor, name=f"12345热线往来-{localtime(now):%Y%m%d}", head=HEAD, rows=rows)


@require_POST
@open_to(LINE_KEEPERS)
def settle(request: HttpRequest, *, actor: Actor, message_id: int) -> HttpResponse:
    """Push again what stayed unanswered, or note how it was dealt with. Raises HotlineNotYours."""
    try:
        services.settle_message(
            actor=actor,
            message_id=message_id,
            again="again" in request.POST,
            note=request.POST.get("note", ""),
            at=now_of(request),
        )
    except (InvalidInput, hotline.HotlineMessageSettled) as refusal:
        return _page(request, actor, refusal)
    return redirect(f"{reverse('outreach:hotline')}?done=1")


@require_safe
@open_to(LINE_READERS)
def days(request: HttpRequest, *, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """Days that were compared with the line's own lists."""
    page = Paginator(reading.days(), ROWS).get_page(request.GET.get("page", "1"))
    base = reverse("outreach:hotline_days")
    words = {
        "days": page,
        "connected": reading.is_connected(),
        "previous_url": f"{base}?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"{base}?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "outreach/hotline/days.html", words)


@require_safe
@open_to(LINE_READERS)
def day(request: HttpRequest, *, actor: Actor, day: str) -> HttpResponse:  # noqa: ARG001
    """One day: each order on both sides, narrowed to a verdict."""
    found, verdict = _day(day), request.GET.get("verdict", "")
    page = Paginator(reading.day_orders(found, verdict), ROWS).get_page(request.GET.get("page", "1"))
    base = reverse("outreach:hotline_day", args=[day])
    counts = {
        hotline.MISSING_HERE: found.missing_here,
        hotline.MISSING_THERE: found.missing_there,
        hotline.DIFFERING: found.differing,
    }
    asked = f"verdict={verdict}&" if verdict in hotline.VERDICTS else ""
    words = {
        "day": found,
        "verdict": verdict if verdict in hotline.VERDICTS else "",
        "verdicts": [(code, label, counts.get(code)) for code, label in hotline.VERDICTS.items()],
        "rows": [(one, SIDE[one.here], SIDE[one.there]) for one in page],
        "previous_url": f"{base}?{asked}page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"{base}?{asked}page={page.next_page_number()}" if page.has_next() else "",
        "export_url": f"{reverse('outreach:export_hotline_day', args=[day])}?{asked.rstrip('&')}",
    }
    return render(request, "outreach/hotline/day.html", words)


@require_safe
@open_to(LINE_READERS)
def export_day(request: HttpRequest, *, actor: Actor, day: str) -> HttpResponseBase:
    """The comparison of a day as a table."""
    found = _day(day)
    orders = reading.day_orders(found, request.GET.get("verdict", ""))
    rows = list(_day_cells(found, orders.iterator()))
    return sheet(request, actor=actor, name=f"12345热线对账-{found.day:%Y%m%d}", head=DAY_HEAD, rows=rows)


def _body(request: HttpRequest) -> bytes:
    """What was sent; nothing when it came as a form, which has been read as one by now and is signed by nobody."""
    try:
        return request.body
    except RawPostDataException:
        return b""


def _told(body: bytes) -> dict[str, Any]:
    """Raises InvalidInput for what is no JSON object that can be kept."""
    try:
        told = json.loads(body, parse_constant=_refuse_constant)
        can_be_kept = isinstance(told, dict) and is_keepable(told)
    except (ValueError, RecursionError):
        raise InvalidInput({"body": "不是有效的 JSON。"}) from None
    if not can_be_kept:
        raise InvalidInput({"body": "应为对象，且不含无法保存的字符。"})
    return told


def _refuse_constant(name: str) -> None:
    """NaN and Infinity are no JSON, whatever Python says, and no database keeps them as such."""
    raise ValueError(name)


def _heap(request: HttpRequest) -> str:
    heap = request.GET.get("heap", "")
    return heap if heap in reading.HEAPS else next(iter(reading.HEAPS))


def _url(heap: str, page: int) -> str:
    return f"{reverse('outreach:hotline')}?{urlencode([('heap', heap), ('page', str(page))])}"


def _row(message: HotlineMessage) -> dict[str, Any]:
    case = message.order.appeal.case if message.order.appeal else None
    return {
        "message": message,
        "kind": hotline.KINDS[message.kind],
        "direction": hotline.DIRECTIONS[message.direction],
        "state": hotline.MESSAGE_STATES[message.state],
        "number": case.number if case else "",
        "title": case.title if case else "工单还没有到",
        "is_by_hand": message.state == hotline.BY_HAND,
    }


def _cells(message: HotlineMessage) -> tuple[object, ...]:
    row = _row(message)
    return (
        _said(message.at), row["direction"], row["kind"], message.order.order_no, row["number"], row["state"],
        message.pushes, _said(message.next_push_at), _said(message.acked_at), message.last_error, message.message_id,
    )  # fmt: skip


def _day_cells(found: HotlineDay, orders: Iterator[HotlineDayOrder]) -> Iterator[tuple[object, ...]]:
    for one in orders:
        yield (found.day, one.order_no, one.appeal_number, SIDE[one.here], SIDE[one.there], one.get_verdict_display())


def _said(moment: datetime | None) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def _day(text: str) -> HotlineDay:
    """The comparison of that day. Raises Http404."""
    try:
        wanted = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    found = reading.days().filter(day=wanted).first()
    if found is None:
        raise Http404
    return found
