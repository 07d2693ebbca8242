"""热点: what many companies write about, where and since when; from here a 共性问题 is proposed."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.outreach import queries, rules, services
from yishang.contexts.outreach.forms import add_faults
from yishang.contexts.outreach.forms.topics import CommonProblemForm
from yishang.contexts.outreach.views import filters
from yishang.contexts.outreach.views.access import DESK, now_of, open_to
from yishang.contexts.outreach.views.sheet import sheet
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import OFFICES, Actor, Role
from yishang.kernel.directory.services import NotForThisPost
from yishang.kernel.intake.rules import whole_number

PAGE = 30
SHEET_HEAD = (
    "热点",
    "地点",
    "县市区",
    "热度",
    "诉求（件）",
    "在办（件）",
    "企业（家）",
    "最早",
    "最近",
    "建议列为共性问题",
)
DONE = "已提级，等市政府专题会议；其余同类诉求照常办理，都留了经过。"


@require_safe
@open_to(DESK)
def topics(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The topics by heat, or as a sheet (`?form=csv`). Raises InvalidInput for words that mean nothing."""
    now, wanted = now_of(request), _wanted(request, actor)
    found = queries.topics_seen(actor, now=now, county=wanted["county"], proposed=bool(wanted["proposed"]))
    if request.GET.get("form"):
        rows = [_sheet_row(one) for one in found]
        return sheet(request, actor=actor, name=f"热点-{localtime(now):%Y%m%d}", head=SHEET_HEAD, rows=rows)
    page = max(1, whole_number(request.GET.get("page", "1")) or 1)
    asked: dict[str, str] = {name: word for name, word in wanted.items() if word}
    words = {
        "rows": found[(page - 1) * PAGE : page * PAGE],
        "total_text": f"{len(found)} 个热点",
        "wanted": wanted,
        "is_narrowed": bool(asked),
        "counties": filters.counties(actor) if actor.role in (Role.MBO, Role.VML, Role.MON) else [],
        "previous_url": f"?{urlencode({**asked, 'page': str(page - 1)})}" if page > 1 else "",
        "next_url": f"?{urlencode({**asked, 'page': str(page + 1)})}" if len(found) > page * PAGE else "",
        "export_url": f"?{urlencode({**asked, 'form': 'xlsx'})}",
        "as_of": max((one.topic.made_at for one in found), default=None),
        "warned_url": filters.url_of(queries.Wanted(queue="warned", county=wanted["county"])),
        "proposed_from": rules.PROPOSED_FROM,
    }
    return render(request, "outreach/topics/topics.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(DESK)
def topic(request: HttpRequest, *, actor: Actor, key: int) -> HttpResponse:
    """One topic with its matters; an office may take it up. Raises TopicGone, and NotForThisPost for others."""
    now = now_of(request)
    if request.method == "POST" and actor.role not in OFFICES:
        raise NotForThisPost("共性问题由营商办提出。", next_step="请联系市或县区营商办。")
    seen = queries.topic_seen(actor, key, now=now)
    if request.method != "POST":
        return _page(request, actor, seen, _form(seen), now=now)
    form = _form(seen, request.POST)
    try:
        if form.is_valid():
            services.raise_common_problem(actor=actor, topic=key, at=now, **form.cleaned_data)
            return redirect(f"{request.path}?done=raised")
    except InvalidInput as refusal:
        add_faults(form, refusal)
    except Refusal as refusal:
        return _page(request, actor, seen, form, now=now, refusal=refusal, status=refusal.status)
    return _page(request, actor, seen, form, now=now, status=422)


def _form(seen: queries.TopicSeen, *given: Any) -> CommonProblemForm:
    leads = [(case.number, f"{case.number} {case.title}") for case in seen.leads]
    return CommonProblemForm(*given, leads=leads)


def _page(
    request: HttpRequest,
    actor: Actor,
    seen: queries.TopicSeen,
    form: CommonProblemForm,
    *,
    now: datetime,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    key = str(seen.topic.pk)
    words = {
        "seen": seen,
        "rows": [queries.row_of(case, now=now) for case in reversed(seen.matters)],
        "form": form,
        "refusal": refusal,
        "may_raise": actor.role in OFFICES and seen.is_proposed,
        "list_url": filters.url_of(queries.Wanted(topic=key)),
        "warned_url": filters.url_of(queries.Wanted(warning="any", topic=key)),
        "export_url": f"{reverse('outreach:export_workbook')}?{urlencode({'queue': 'all', 'topic': key})}",
        "done": DONE if request.GET.get("done") == "raised" else "",
    }
    return render(request, "outreach/topics/topic.html", words, status=status)


def _wanted(request: HttpRequest, actor: Actor) -> dict[str, str]:
    county = request.GET.get("county", "")
    if county and county not in dict(filters.counties(actor)):
        raise InvalidInput({"county": "没有这个县市区。"}, next_step="请从列表中选择。")
    return {"county": county, "proposed": "1" if request.GET.get("proposed") else ""}


def _sheet_row(one: queries.TopicSeen) -> tuple[object, ...]:
    return (
        one.topic.title,
        "、".join(one.counties),
        one.heat,
        len(one.matters),
        len(one.open_matters),
        one.companies,
        f"{localtime(one.began):%Y-%m-%d}",
        f"{localtime(one.ended):%Y-%m-%d}",
        f"已提级 {one.raised}" if one.raised else "是" if one.is_proposed else "",
    )
