"""The desk: a queue beside the matter, moves without leaving the list, and the list as a sheet."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.outreach import forms, queries, rules
from yishang.contexts.outreach.views import filters, move_forms, panel, saved
from yishang.contexts.outreach.views.access import DESK, is_fragment, now_of, open_to
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import LOOKS, OFFICES, Actor
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.measures.rules import badge
from yishang.kernel.search import rules as search

EMPTY = {
    "triage": ("inbox", "没有待分类的诉求", "新诉求会出现在这里，0.5 个工作日内分类派单。"),
    "dispatch": ("arrow-fork", "没有待派单的诉求", "分好类的诉求在这里选承办单位。"),
    "accept": ("signature", "没有待签收的诉求", "派出的诉求，承办单位 1 个工作日内签收。"),
    "handling": ("progress", "没有正在办理的诉求", "签收以后的诉求会出现在这里。"),
    "requests": ("arrow-back-up", "没有待审批的申请", "承办单位申请退回、延期、提级、挂账时会出现在这里。"),
    "meeting": ("users-group", "没有待上会的诉求", "提级协调的诉求会出现在这里，开会以后登记议定意见。"),
    "assist": ("users-plus", "没有请本单位协办的诉求", "别的单位主办、请您单位配合的诉求会出现在这里。"),
    "warned": ("circle-check", "没有预警", "超时接收、逾期办理、推诿、停滞、虚假办结的诉求会按规则列在这里。"),
    "shelved": ("calendar-pause", "没有挂账的诉求", "眼下不具备条件、市营商办同意挂账的会出现在这里，写明复查日期。"),
    "due": ("clock-exclamation", "没有临期的诉求", "时限用去八成的诉求会出现在这里。"),
    "overdue": ("circle-check", "没有超期的诉求", "都在时限之内。"),
    "rating": ("star", "没有待评价的诉求", "办结后等企业评价的诉求会出现在这里。"),
    "call_back": ("phone-call", "没有待回访的诉求", "逾期未评价、评价 1–2 星和抽中的诉求会出现在这里。"),
    "all": ("list", "还没有诉求", "企业提交以后会出现在这里。"),
}


@require_safe
@open_to(DESK)
def queue(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """One queue as a list; the matter chosen in it opens at the side. Without a word, what the person begins with."""
    if not request.GET and (first := cases.first_filter(actor, rules.KIND)):
        return redirect(f"{reverse('outreach:desk')}?{first.query}")
    wanted = filters.wanted_of(request, actor)
    request.queue = wanted.queue  # type: ignore[attr-defined]  # for the navigation, when the address does not say
    response = render(request, "outreach/desk/queue.html", _queue_words(request, actor, wanted))
    response["Vary"] = "HX-Request"
    if is_fragment(request):
        response["HX-Push-Url"] = filters.url_of(wanted)  # without the empty filters that a form sends along
    return response


def _queue_words(request: HttpRequest, actor: Actor, wanted: queries.Wanted) -> dict[str, Any]:
    now, limit = now_of(request), filters.rows_of(request)
    by_due = wanted.queue in filters.BY_DUE
    found = queries.matching(actor, wanted, now=now)
    page = queries.page_of(
        found, by_due=by_due, cursor=request.GET.get("cursor", ""), limit=limit, is_search=bool(wanted.q)
    )
    rare = filters.rare_selects_of(wanted, now=now)
    narrowed = filters.removable_chips(wanted, rare)
    selects = filters.selects_of(actor, wanted)
    here = filters.url_of(wanted)
    return {
        "wanted": wanted,
        "title": queries.QUEUE_LABELS[wanted.queue],
        "by_due": by_due,
        "order": "按剩余时限" if by_due else "按提交时间",
        "rows": _rows(page.items, now=now, q=wanted.q),
        "page": page,
        "page_sizes": LOOKS["rows"],
        "page_size": str(limit),
        "chips": filters.channel_chips(wanted),
        "narrowed": narrowed,
        "hidden_words": [(name, word) for name in filters.WITHOUT_CONTROL if (word := getattr(wanted, name))],
        "selects": selects,
        "rare": rare,
        "is_narrowed": bool(narrowed or wanted.channel or any(one.chosen for one in selects)),
        "here_url": here,
        "clear_url": filters.url_of(queries.Wanted(queue=wanted.queue)),
        "first_url": here if request.GET.get("cursor") and not page.items else "",
        "previous_url": f"{here}&cursor={page.previous}" if page.previous else "",
        "next_url": f"{here}&cursor={page.next}" if page.next else "",
        "list_query": filters.query_of(wanted),
        "across_counties": actor.region_level != "COUNTY",
        "is_mixed": wanted.queue in ("all", "due", "overdue", "warned"),
        "by_review": wanted.queue == "shelved",
        "may_batch": wanted.queue == "dispatch" and actor.role in OFFICES,
        "empty": EMPTY[wanted.queue],
        **saved.words_for(request, actor, here=filters.query_of(wanted), counted=False),
    }


@require_safe
@open_to(DESK)
def matter(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One matter: a page, or the panel at the side. Raises CaseNotVisible."""
    return _matter(request, actor, number, done=panel.DONE.get(request.GET.get("done", ""), ""))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(DESK)
def move(request: HttpRequest, *, actor: Actor, number: str, move: str) -> HttpResponse:
    """The form of a move, and carrying it out once. Raises CaseNotVisible and, for a form, what stands against it."""
    if not rules.APPEAL.has_move(move):
        raise CaseNotVisible(f"{number} 的动作 {move}")
    if request.method == "POST":
        return _carry_out(request, actor, number, move)
    words = panel.words_of(actor, number, now=now_of(request))
    if move not in {one.name for one in words["found"].moves}:
        forms.refuse_move_first(actor=actor, number=number, move=move, at=now_of(request), version=None)
    return _form(request, actor, words, move, move_forms.form_for(move, words["found"]))


def _carry_out(request: HttpRequest, actor: Actor, number: str, move: str) -> HttpResponse:
    now = now_of(request)
    try:
        version = _version(request)
        if faults := move_forms.page_faults(move, request.POST):
            forms.refuse_move_first(actor=actor, number=number, move=move, at=now, version=version)
            raise InvalidInput(faults)
        forms.carry_out(actor=actor, number=number, move=move, values=request.POST, at=now, version=version)
    except InvalidInput as refusal:
        words = panel.words_of(actor, number, now=now)
        form = move_forms.with_faults(move_forms.form_for(move, words["found"], request.POST), refusal)
        return _form(request, actor, words, move, form, status=refusal.status)
    except CaseNotVisible:
        raise
    except Refusal as refusal:
        return _matter(request, actor, number, refusal=refusal)
    return _done(request, actor, number, move)


def _done(request: HttpRequest, actor: Actor, number: str, move: str) -> HttpResponse:
    """The panel as it is now, its row in the list, the numbers of the queues, and a word in passing."""
    now = now_of(request)
    try:
        words = panel.words_of(actor, number, now=now)
    except CaseNotVisible:  # a unit that gave a matter back sees it no longer
        return _gone(request, actor, number, move, now=now)
    following = panel.next_of(words["found"], move)
    if not is_fragment(request):
        step = f"/{following}/" if following else "/"
        return redirect(reverse("outreach:desk_matter", args=[number]).rstrip("/") + f"{step}?done={move}")
    if following:
        form = move_forms.form_for(following, words["found"])
        words |= move_forms.words_for(rules.APPEAL.move(following), form, words["found"], actor=actor, now=now)
    words |= {"in_list": _beside_list(request), **_list_words(request, actor)}
    words |= _row_words(actor, words["case"], words["list_query"], now=now) if words["in_list"] else {}
    response = render(request, "outreach/desk/done.html", words)
    return _with_news(response, actor, move, now=now, undo=panel.way_back(words["found"], move))


def _gone(request: HttpRequest, actor: Actor, number: str, move: str, *, now: datetime) -> HttpResponse:
    if not is_fragment(request):
        return redirect("outreach:desk")
    words = {"done": panel.DONE[move], "leaves": number}
    return _with_news(render(request, "outreach/desk/gone.html", words), actor, move, now=now)


def _rows(found: list[Any], *, now: datetime, q: str = "") -> list[dict[str, Any]]:
    """The rows of a list, searched words marked in what they show; the last column says only what is left."""
    words, warned = search.words_in(q), queries.warnings_of([case.pk for case in found])
    rows = [(case, queries.row_of(case, now=now)) for case in found]
    return [
        {
            **row,
            "shown": {name: _marked(row[name], words) for name in ("title", "number", "applicant")},
            "left": row["lamp_text"].removeprefix("还剩").strip(),
            "warnings": [(code, rules.WARNINGS[code]) for code in warned.get(case.pk, ())],
        }
        for case, row in rows
    ]


def _row_words(actor: Actor, case: Any, list_query: str, *, now: datetime) -> dict[str, Any]:
    """The matter's row as its list shows it now, or that it has left the list; and how many are left there."""
    try:
        wanted = filters.wanted_in(list_query)
        stays = queries.fits(actor, wanted, case.pk, now=now)
        count = queries.count_up_to(actor, wanted, now=now, most=queries.TOTAL_EXACT_UP_TO + 1)
    except InvalidInput:  # not an address that we wrote: the row is shown as it is
        return {"row": _rows([case], now=now)[0]}
    total = queries.Page.total_in_words(count)
    return {"total_text": total, **({"row": _rows([case], now=now)[0]} if stays else {"leaves": case.number})}


def _marked(text: str, words: tuple[str, ...]) -> str:
    pieces = search.marked(text, words) if words else []
    shown = ((format_html("<mark>{}</mark>", piece) if is_found else piece,) for piece, is_found in pieces)
    return format_html_join("", "{}", shown) if words else text


def _with_news(
    response: HttpResponse, actor: Actor, move: str, *, now: datetime, undo: dict[str, Any] | None = None
) -> HttpResponse:
    toast = {"text": panel.DONE[move], "tone": "success", **({"undo": undo} if undo else {})}
    badges = {code: badge(count) for code, count in queries.queue_counts(actor, now=now).items()}
    response["HX-Trigger"] = json.dumps({"toast": toast, "queues": badges})
    return response


def _form(
    request: HttpRequest, actor: Actor, words: dict[str, Any], move: str, form: Any, *, status: int = 200
) -> HttpResponse:
    """A move's form: alone for htmx, else on the matter's page."""
    now, found = now_of(request), words["found"]
    words |= move_forms.words_for(rules.APPEAL.move(move), form, found, actor=actor, now=now)
    words |= {"done": panel.DONE.get(request.GET.get("done", ""), ""), **_list_words(request, actor)}
    if not is_fragment(request):
        return render(request, "outreach/desk/matter.html", words, status=status)
    response = render(request, words["move_template"], words, status=status)
    response["HX-Retarget"], response["HX-Reswap"] = "#move", "innerHTML"
    return response


def _matter(
    request: HttpRequest, actor: Actor, number: str, *, refusal: Refusal | None = None, done: str = ""
) -> HttpResponse:
    words = panel.words_of(actor, number, now=now_of(request))
    words |= {"refusal": refusal, "done": done, **_list_words(request, actor)}
    template = "outreach/desk/panel.html" if is_fragment(request) else "outreach/desk/matter.html"
    response = render(request, template, words, status=refusal.status if refusal else 200)
    response["Vary"] = "HX-Request"
    return response


def _list_words(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """The way back to the list as it was."""
    query = request.GET.get("from", "")
    return {
        "list_query": query,
        "by_due": QueryDict(query).get("queue") in filters.BY_DUE,
        "back_url": reverse("outreach:desk") + (f"?{query}" if query else ""),
        "across_counties": actor.region_level != "COUNTY",
        "is_mixed": True,
    }


def _beside_list(request: HttpRequest) -> bool:
    return request.headers.get("HX-Current-URL", "").partition("?")[0].endswith(reverse("outreach:desk"))


def _version(request: HttpRequest) -> int:
    """What the person saw. Raises InvalidInput when the page did not say."""
    version = whole_number(request.POST.get("version", ""))
    if version is None:
        raise InvalidInput({"version": "页面不完整，请刷新后再提交。"})
    return version
