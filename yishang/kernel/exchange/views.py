"""The door for another platform's messages, and the page on which staff see what waits."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime

from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of
from yishang.kernel.exchange import queries, rules, services
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.views import send_list, turned

ROWS = 50
HEAD = ("时间", "对接", "方向", "种类", "办件或结果", "状态", "已送次数", "下次送出", "回执", "说明", "报文编号")


def signed_message(request: HttpRequest, *, secret: str) -> rules.Said:
    """What came in, signed with `X-Exchange-Timestamp` and `X-Exchange-Signature`. Raises Forged, InvalidInput."""
    body = _body(request)
    rules.check_signature(
        secret, timestamp=request.headers.get("X-Exchange-Timestamp", ""),
        signed=request.headers.get("X-Exchange-Signature", ""), body=body, now=now_of(request),
    )  # fmt: skip
    try:
        return rules.said(json.loads(body, parse_constant=_refuse_constant))
    except (ValueError, RecursionError):
        raise InvalidInput({"body": "不是有效的 JSON。"}) from None


def answer(heard: services.Heard) -> JsonResponse:
    """The receipt for a message."""
    return JsonResponse({"accepted": True, "receipt": heard.outcome, **vars(heard)})


def refusal(fault: Refusal) -> JsonResponse:
    """What stands against a message, for its sender."""
    fields = {"fields": fault.fields} if isinstance(fault, InvalidInput) else {}
    words = {"accepted": False, "message": fault.message, "next_step": fault.next_step, **fields}
    return JsonResponse(words, status=fault.status, json_dumps_params={"ensure_ascii": False})


def messages(
    request: HttpRequest, *, actor: Actor, channels: Mapping[str, str], kinds: Mapping[str, str],
    connected: Collection[str], may_settle: bool,
) -> HttpResponseBase:  # fmt: skip
    """What passes over these channels (code → title), by heap; a POST settles one message. Raises InvalidInput."""
    fault: Refusal | None = None
    if request.method == "POST":
        try:
            _settled(request, actor)
            return redirect(f"{request.path}?heap={request.POST.get('heap', 'waiting')[:10]}&done=1")
        except (InvalidInput, rules.AlreadySettled) as refused:
            fault = refused
    heap = request.GET.get("heap") or request.POST.get("heap") or queries.WAITING
    rows: Any = queries.incoming(actor, channels, heap=heap)
    rows = [*rows, *queries.outgoing(actor, channels, heap=heap)] if heap == "by_hand" else (
        rows if heap == "in" else queries.outgoing(actor, channels, heap=heap)
    )  # fmt: skip
    if form := request.GET.get("form", ""):
        lines = [_cells(_row(one, channels, kinds)) for one in rows]
        return send_list(
            actor=actor, name=f"系统对接-{localdate(now_of(request)):%Y%m%d}", head=HEAD, rows=lines, count=len(lines),
            at=now_of(request), form="xlsx" if form == "xlsx" else "csv", asked={"heap": heap},
        )  # fmt: skip
    counts, page = queries.heap_counts(actor, channels), turned(request, rows, most=ROWS)
    page["rows"] = [_row(one, channels, kinds) for one in page["rows"]]
    words = {
        **page,
        "heap": heap,
        "heaps": [(code, label, counts.get(code)) for code, label in queries.HEAPS.items()],
        "places": [{"one": one, "title": channels[one.channel], "kind": kinds.get(one.kind, one.kind)}
                   for one in queries.places(channels)],
        "unconnected": [title for code, title in channels.items() if code not in connected],
        "may_settle": may_settle,
        "refusal": fault,
        "done": "已处理。" if request.GET.get("done") else "",
    }  # fmt: skip
    return render(request, "exchange/messages.html", words, status=fault.status if fault else 200)


def _settled(request: HttpRequest, actor: Actor) -> None:
    services.settle(
        actor=actor, outgoing_id=whole_number(request.POST.get("outgoing", "")) or 0,
        incoming_id=whole_number(request.POST.get("incoming", "")) or 0, again="again" in request.POST,
        note=request.POST.get("note", ""), at=now_of(request),
    )  # fmt: skip


def _row(one: Any, channels: Mapping[str, str], kinds: Mapping[str, str]) -> dict[str, Any]:
    is_out = hasattr(one, "queued_at")
    return {
        "one": one,
        "is_out": is_out,
        "way": "发出" if is_out else "收到",
        "at": one.queued_at if is_out else one.at,
        "channel": channels[one.channel],
        "kind": kinds.get(one.kind, one.kind),
        "about": one.subject if is_out else one.outcome,
        "state": one.get_state_display(),
        "tone": {rules.SENT: "green", rules.TAKEN: "green", rules.REFUSED: "red", rules.PENDING: "yellow"}.get(
            one.state, "secondary"
        ),
        "tries": one.tries if is_out else "",
        "next_at": one.next_try_at if is_out else None,
        "receipt": one.receipt if is_out else "",
        "is_open": one.state in (rules.PENDING, rules.REFUSED),
    }


def _cells(row: dict[str, Any]) -> tuple[object, ...]:
    following = f"{localtime(row['next_at']):%Y-%m-%d %H:%M}" if row["next_at"] else ""
    return (
        f"{localtime(row['at']):%Y-%m-%d %H:%M}", row["channel"], row["way"], row["kind"], row["about"], row["state"],
        row["tries"], following, row["receipt"], row["one"].last_error, row["one"].message_id,
    )  # fmt: skip


def _body(request: HttpRequest) -> bytes:
    """What was sent; nothing when it came as a form, which has been read as one by now and is signed by nobody."""
    try:
        return request.body
    except RawPostDataException:
        return b""


def _refuse_constant(name: str) -> None:
    """NaN and Infinity are no JSON, whatever Python says, and no database keeps them as such."""
    raise ValueError(name)
