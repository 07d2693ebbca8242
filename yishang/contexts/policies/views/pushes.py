"""Pushing policies: choose, look at whom it would reach, push once, watch the receipts."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.policies import queries, rules, services
from yishang.contexts.policies.views.access import OVERVIEW, WRITERS
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.cases.views.shown import moment_text
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.views import send_list

ROWS = 50
MOST = 200
HEAD = ("主体", "类型", "企业", "统一社会信用代码", "县市区", "送达时间", "送达方式", "阅读时间", "阅读人")
EMPTY = {
    "undelivered": "没有登录账号的企业收不到，请联络员帮企业开通。",
    "unread": "送达以后都读过了。",
}


@require_safe
@open_to(OVERVIEW)
def pushes(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The pushes, the newest first, each with how far it has come. Raises InvalidInput."""
    page = queries.newest(queries.visible_pushes(actor), cursor=request.GET.get("cursor", ""), limit=ROWS)
    progress = queries.progress_of_all(actor, page.items)
    now = now_of(request)
    words = {
        "rows": [(one, progress[one.pk], progress[one.pk].figures(as_of=now)) for one in page.items],
        "total_text": f"{page.total} 次",
        "next_url": f"{reverse('policies:pushes')}?cursor={page.next}" if page.next else "",
        "may_write": actor.role in WRITERS,
    }
    return render(request, "policies/pushes.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(WRITERS)
def new_push(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Choose documents, look whom they would reach, push. Asking for the preview pushes nothing."""
    asked = request.POST if request.method == "POST" else request.GET
    chosen = list(dict.fromkeys(asked.getlist("n")))[:MOST]
    title = asked.get("title", "").strip()[:120]
    if request.method != "POST" or "preview" in asked:
        return _choose(request, actor, chosen, title)
    try:
        answer = once(request, actor=actor, act=lambda: _push(request, actor, chosen, title))
    except InvalidInput as refusal:
        return _choose(request, actor, chosen, title, faults=refusal.fields, status=refusal.status)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _choose(request, actor, chosen, title, refusal=refusal, status=refusal.status)
    return redirect(f"{reverse('policies:push', args=[answer['number']])}?done=1")


@require_safe
@open_to(OVERVIEW)
def push(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One push: its two rates, and the subjects behind each. Raises PolicyNotFound, InvalidInput."""
    found, now = queries.push(actor, number), now_of(request)
    heap, q = request.GET.get("heap", "all"), request.GET.get("q", "").strip()[:60]
    page = queries.newest(
        queries.receipts_of(found, actor, heap=heap, q=q), cursor=request.GET.get("cursor", ""), limit=ROWS
    )
    progress, here = queries.progress_of(found, actor), reverse("policies:push", args=[number])
    asked = urlencode({"heap": heap, **({"q": q} if q else {})})
    words = {
        "push": found,
        "progress": progress,
        "figures": progress.figures(as_of=now, url=here),
        "heap": heap,
        "heaps": [(code, label, f"{here}?heap={code}") for code, label in queries.RECEIPT_HEAPS.items()],
        "q": q,
        "rows": [queries.receipt_row(one) for one in page.items],
        "total_text": f"{page.total} 家",
        "next_url": f"{here}?{asked}&cursor={page.next}" if page.next else "",
        "export_url": f"{reverse('policies:export_receipts', args=[number])}?{asked}",
        "documents": found.documents.all(),
        "empty_text": EMPTY.get(heap, "换个条件再看。"),
        "done": "已推送，正在逐家送达；送达和阅读会在这里更新。" if request.GET.get("done") else "",
    }
    return render(request, "policies/push.html", words)


@require_safe
@open_to(OVERVIEW)
def export(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponseBase:
    """The receipts of a heap as a sheet (csv, or xlsx with ?form=xlsx)."""
    found, now = queries.push(actor, number), now_of(request)
    heap, q = request.GET.get("heap", "all"), request.GET.get("q", "").strip()[:60]
    rows = queries.receipts_of(found, actor, heap=heap, q=q).order_by("pk")
    return send_list(
        actor=actor, name=f"推送回执-{queries.RECEIPT_HEAPS[heap]}-{localtime(now):%Y%m%d}", head=HEAD,
        rows=_lines(rows), count=rows.count(), at=now, form="xlsx" if request.GET.get("form") == "xlsx" else "csv",
        asked={"push": number, "heap": heap, "q": q},
    )  # fmt: skip


def _push(request: HttpRequest, actor: Actor, chosen: list[str], title: str) -> dict[str, str]:
    made = services.push_policies(actor=actor, numbers=chosen, title=title, at=now_of(request))
    return {"number": made.number}


def _choose(
    request: HttpRequest,
    actor: Actor,
    chosen: list[str],
    title: str,
    *,
    faults: dict[str, str] | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    on, q = localdate(now_of(request)), request.GET.get("q", "").strip()[:60]
    rows = list(queries.pushable(actor, on=on, q=q)[:MOST])
    ticked = [one for one in rows if one.number in chosen]
    audiences = [rules.audience_in(one.audience) for one in ticked]
    region = queries.region_of(actor)
    words: dict[str, Any] = {
        "rows": [(one, one.number in chosen) for one in rows],
        "title": title,
        "q": q,
        "many": len(ticked),
        "reach": queries.reach_of(audiences, region_code=region, on=on) if ticked else None,
        "faults": faults or {},
        "refusal": refusal,
        "key": request.POST.get("idempotency_key", "") or new_key(),
    }
    return render(request, "policies/new_push.html", words, status=status)


def _lines(rows: Any) -> Iterator[tuple[object, ...]]:
    for one in rows:
        row = queries.receipt_row(one)
        yield (
            row["name"], row["type"], row["company"], row["uscc"], row["county"], moment_text(row["delivered_at"]),
            row["delivered_by"], moment_text(row["read_at"]), row["read_by"],
        )  # fmt: skip
