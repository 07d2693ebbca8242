"""The desk's pages: visits in queues with filters and a sheet, one visit with its reasons, and deciding about it."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.visits import queries, rules
from yishang.contexts.visits.views import moves, shown
from yishang.contexts.visits.views.access import DESK, now_of, open_to
from yishang.kernel.cases.views import new_key
from yishang.kernel.cases.views.shown import list_address
from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.views import send_list

ROWS = 50
HEAD = (
    "走访编号", "主体", "企业", "县市区", "走访人", "包抓类型", "方式", "状态", "计划日期", "签到", "签退",
    "围栏内停留（分钟）", "核验结果", "印证", "企业确认", "带回诉求", "送达政策", "计入率",
)  # fmt: skip
OFFERED = frozenset({"uphold_visit", "void_visit", "reschedule_visit", "merge_visit", "cancel_visit"})
EMPTY = {
    "abnormal": ("circle-check", "没有待认定的走访", "核验不符、印证不符或企业说没有来过的走访会出现在这里。"),
    "planned": ("calendar-event", "没有待走访的计划", "每期开始前一周自动生成。"),
    "all": ("map-pin", "还没有走访", "包抓人签到以后会出现在这里。"),
}


@require_safe
@open_to(DESK)
def queue(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The visits of one queue, newest first. Raises InvalidInput."""
    wanted, now = _wanted(request, actor), now_of(request)
    request.queue = wanted.queue  # type: ignore[attr-defined]  # for the navigation
    page = queries.page_of(queries.matching(actor, wanted, now=now), cursor=request.GET.get("cursor", ""), limit=ROWS)
    words = {
        "wanted": wanted,
        "queues": [(code, label, _url(replace(wanted, queue=code))) for code, (label, _) in queries.QUEUES.items()],
        "rows": [queries.row_of(case, now=now) for case in page.items],
        "page": page,
        "next_url": f"{_url(wanted)}&cursor={page.next}" if page.next else "",
        "export_url": _url(wanted, page="visits:export"),
        "clear_url": _url(queries.Wanted(queue=wanted.queue)),
        "verdicts": list(rules.VERDICTS.items()),
        "corroborations": list(rules.CORROBORATIONS.items()),
        "sponsors": [*rules.SPONSOR_TYPES.items(), (rules.NO_SPONSOR, "非包抓走访")],
        "counties": counties_of(actor, now),
        "periods": periods_of(now),
        "is_narrowed": wanted != queries.Wanted(queue=wanted.queue),
        "empty": EMPTY.get(wanted.queue, EMPTY["all"]),
    }
    return render(request, "visits/desk/queue.html", words)


@require_safe
@open_to(DESK)
def export(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The rows of a list as a sheet: `?form=xlsx` a workbook, else CSV. Raises InvalidInput, TooManyRows."""
    wanted, now = _wanted(request, actor), now_of(request)
    rows = queries.matching(actor, wanted, now=now)
    name = f"走访清单-{queries.QUEUES[wanted.queue][0]}-{localtime(now):%Y%m%d}"
    lines = (_line(queries.row_of(case, now=now), case.visit) for case in queries.export_rows(rows))
    form = "xlsx" if request.GET.get("form") == "xlsx" else "csv"
    return send_list(
        actor=actor, name=name, head=HEAD, rows=lines, count=rows.count(), at=now, form=form, asked=asdict(wanted)
    )


@require_safe
@open_to(DESK)
def visit(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One visit with what speaks for it and against. Raises CaseNotVisible."""
    return _page(request, actor, number)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(DESK)
def move(request: HttpRequest, *, actor: Actor, number: str, move: str) -> HttpResponse:
    """Uphold, void, reschedule, merge, cancel: the form, and carrying it out once."""
    return moves.taken(request, actor, number, move, offered=OFFERED, show=_page, page="visits:desk_visit")


def _page(
    request: HttpRequest,
    actor: Actor,
    number: str,
    *,
    move: str = "",
    form: Any = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    words = shown.words_of(actor, number, now=now_of(request))
    request.queue = "abnormal" if words["case"].state == "ABNORMAL" else "all"  # type: ignore[attr-defined]
    offered = [one for one in words["found"].moves if one.name in OFFERED]
    extra = {
        "move": rules.VISIT.move(move) if move else None,
        "form": form,
        "refusal": refusal,
        "key": request.POST.get("idempotency_key") or new_key(),
        "done": shown.DONE.get(request.GET.get("done", ""), ""),
        "offered": offered,
    }
    return render(request, "visits/desk/visit.html", {**words, **extra}, status=status)


def _wanted(request: HttpRequest, actor: Actor) -> queries.Wanted:
    given = {name: request.GET.get(name, "").strip()[:60] for name in asdict(queries.Wanted())}
    opens = "abnormal" if actor.role in (Role.CBO, Role.MBO) else "all"
    return queries.Wanted(**{**given, "queue": given["queue"] or opens})


def _url(wanted: queries.Wanted, *, page: str = "visits:desk") -> str:
    return list_address(page, asdict(wanted))


def counties_of(actor: Actor, now: datetime) -> list[tuple[str, str]]:
    """The counties to choose from: none for a county's own office."""
    if actor.region_level == "COUNTY":
        return []
    return [(one.code, one.short_name) for one in geo.counties_of(actor.city_code, on=localdate(now))]


def periods_of(now: datetime) -> list[tuple[str, str]]:
    """This month and quarter, and the eleven months before."""
    today = localdate(now)
    quarter = rules.period_of("QUARTER", today).name
    found = [(quarter, f"{quarter[:4]} 年第 {quarter[-1]} 季度")]
    year, month = today.year, today.month
    for _ in range(12):
        found.append((f"{year}-{month:02}", f"{year} 年 {month} 月"))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found


def _line(row: dict[str, Any], visit: Any) -> tuple[object, ...]:
    return (
        row["number"], row["subject"], row["company"], row["county_name"], row["visitor"], row["sponsor_name"],
        row["mode_name"], row["state_label"], row["planned_on"].isoformat() if row["planned_on"] else "",
        _moment(row["checkin_at"]), _moment(row["checkout_at"]), row["dwell_minutes"] if row["verdict"] else "",
        row["verdict_name"], row["corroboration_name"], row["company_word_name"], "、".join(row["appeals"]),
        "、".join(visit.policies), "是" if row["in_rate"] else "否",
    )  # fmt: skip


def _moment(moment: datetime | None) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
