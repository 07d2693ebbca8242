"""常用筛选: a person's own ways of narrowing the desk's list, with what waits in each; made, named, ordered, shared."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.views import filters
from yishang.contexts.outreach.views.access import DESK, is_fragment, now_of, open_to
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases import services as case_services
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor

COUNTED_TO = 100  # further than that a number on a chip says nothing more
OUTWORN = "条件已失效"


@dataclass(frozen=True)
class Entry:
    """One saved filter as it is shown: how many matters wait in it, or that its words mean nothing any more."""

    id: int
    name: str
    query: str
    url: str
    is_own: bool
    owner: str
    is_shared: bool
    is_first: bool
    is_current: bool
    count_text: str = ""
    is_broken: bool = False
    words: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(DESK)
def saved_filters(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The filters with their numbers, above a list or on a page of their own; POST keeps one more."""
    if request.method != "POST":
        return _answer(request, actor)
    query = request.POST.get("query", "")
    try:
        wanted = filters.wanted_in(query)
        queries.fits(actor, wanted, 0, now=now_of(request))
    except InvalidInput:
        return _answer(request, actor, fault="这个条件保存不了，请重新选择后再存。", status=422)
    name = " ".join(request.POST.get("name", "").split())
    try:
        case_services.keep_filter(actor=actor, kind=rules.KIND, name=name, query=filters.query_of(wanted))
    except InvalidInput as refusal:
        return _answer(request, actor, fault=refusal.message, status=refusal.status)
    return _done(request, actor, f"已存为常用筛选“{name}”。")


@require_POST
@open_to(DESK)
def saved_filter(request: HttpRequest, *, actor: Actor, filter_id: int) -> HttpResponse:
    """One change of one's own filter. Raises FilterNotFound."""
    change = CHANGES.get(request.POST.get("change", ""))
    if change is None:
        return _answer(request, actor, fault="没有这个操作，请刷新页面。", status=422)
    try:
        said, undo = change(request, actor, filter_id)
    except InvalidInput as refusal:
        return _answer(request, actor, fault=refusal.message, status=refusal.status)
    return _done(request, actor, said, undo=undo)


def entries_of(request: HttpRequest, actor: Actor, *, here: str, counted: bool) -> list[Entry]:
    """The person's filters and the unit's; `here` is the list that is open. With numbers each costs a statement."""
    return [
        _entry(actor, row, here=here, now=now_of(request), counted=counted)
        for row in cases.saved_filters(actor, rules.KIND)
    ]


def _entry(actor: Actor, row: Any, *, here: str, now: datetime, counted: bool) -> Entry:
    count_text, words, is_broken = "", "", False
    try:
        wanted = filters.wanted_in(row.query)
        if counted:
            count_text = _up_to(queries.count_up_to(actor, wanted, now=now, most=COUNTED_TO))
            words = filters.in_words(actor, wanted, now=now)
    except InvalidInput:  # kept in other times: a category, a filter that is no more
        is_broken, words = True, OUTWORN
    return Entry(
        id=row.pk,
        name=row.name,
        query=row.query,
        url=f"{reverse('outreach:desk')}?{row.query}",
        is_own=row.owner_id == actor.id,
        owner=row.owner.name,
        is_shared=row.unit_id is not None,
        is_first=row.is_first,
        is_current=row.query == here,
        count_text=count_text,
        is_broken=is_broken,
        words=words,
    )


def _up_to(count: int) -> str:
    return str(count) if count < COUNTED_TO else f"{COUNTED_TO - 1}+"


def words_for(request: HttpRequest, actor: Actor, *, here: str, counted: bool) -> dict[str, Any]:
    """What the bar above a list is given."""
    entries = entries_of(request, actor, here=here, counted=counted)
    return {"saved": entries, "list_query": here, "is_kept": any(one.is_current for one in entries)}


def _answer(request: HttpRequest, actor: Actor, *, fault: str = "", status: int = 200) -> HttpResponse:
    """The bar, or the page (and its list alone) where they are put in order."""
    here = request.POST.get("query") or request.GET.get("list", "")
    words = {**words_for(request, actor, here=here, counted=True), "fault": fault}
    in_order = request.headers.get("HX-Target") == "saved-list"
    template = "saved_bar" if is_fragment(request) and not in_order else "saved_list" if in_order else "saved_page"
    response = render(request, f"outreach/desk/{template}.html", words, status=status)
    response["Vary"] = "HX-Request, HX-Target"
    return response


def _done(request: HttpRequest, actor: Actor, said: str, *, undo: dict[str, Any] | None = None) -> HttpResponse:
    if not is_fragment(request):
        return redirect("outreach:saved_filters")
    response = _answer(request, actor)
    toast = {"text": said, "tone": "success", **({"undo": undo} if undo else {})}
    response["HX-Trigger-After-Settle"] = json.dumps({"toast": toast, "saved": {}})
    return response


# ---- the changes: what is done, what is said, and the way back ------------------------------------------------------

Change = Callable[[HttpRequest, Actor, int], tuple[str, dict[str, Any] | None]]


def _rename(request: HttpRequest, actor: Actor, filter_id: int) -> tuple[str, None]:
    name = " ".join(request.POST.get("name", "").split())
    case_services.rename_filter(actor=actor, filter_id=filter_id, name=name)
    return f"已改名为“{name}”。", None


def _drop(_request: HttpRequest, actor: Actor, filter_id: int) -> tuple[str, dict[str, Any]]:
    gone = case_services.drop_filter(actor=actor, filter_id=filter_id)
    again = {"name": gone.name, "query": gone.query}
    back = {"url": reverse("outreach:saved_filters"), "target": "#saved-list", "swap": "outerHTML", "values": again}
    return f"已删除“{gone.name}”。", back


def _shifted(by: int) -> Change:
    def shift(_request: HttpRequest, actor: Actor, filter_id: int) -> tuple[str, None]:
        case_services.shift_filter(actor=actor, filter_id=filter_id, by=by)
        return "次序已调整。", None

    return shift


def _shared(shared: bool) -> Change:
    def share(_request: HttpRequest, actor: Actor, filter_id: int) -> tuple[str, None]:
        row = case_services.share_filter(actor=actor, filter_id=filter_id, shared=shared)
        return (f"“{row.name}”本单位的人都能用了。" if shared else f"“{row.name}”只有自己能用了。"), None

    return share


def _first(first: bool) -> Change:
    def begin(_request: HttpRequest, actor: Actor, filter_id: int) -> tuple[str, None]:
        row = case_services.begin_with_filter(actor=actor, filter_id=filter_id, first=first)
        return (f"以后打开工作台先看“{row.name}”。" if first else "以后打开工作台先看自己的待办。"), None

    return begin


CHANGES: dict[str, Change] = {
    "rename": _rename,
    "drop": _drop,
    "up": _shifted(-1),
    "down": _shifted(1),
    "share": _shared(True),
    "unshare": _shared(False),
    "first": _first(True),
    "not_first": _first(False),
}
