"""The desk: inspections in queues with filters and a sheet, one inspection, reviewing and publishing it."""

from dataclasses import asdict, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import onsite as rules
from yishang.contexts.random_inspection.views.onsite import moves, shown
from yishang.kernel.cases.views import new_key
from yishang.kernel.cases.views.shown import list_address
from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.views import send_list

ROWS = 50
DESK = frozenset({Role.DRL, Role.DEP, Role.MON, Role.VML})
HEAD = (
    "检查编号", "企业", "统一社会信用代码", "县市区", "检查单位", "任务", "事项", "状态", "检查日期", "入企", "结束",
    "结果", "公示日期", "公示逾期（工作日）", "企业意见",
)  # fmt: skip
OFFERED = frozenset({
    "reschedule_inspection", "decide_recusal", "merge_inspection", "ask_inspection_cancelling",
    "refuse_inspection_cancelling",
    "cancel_inspection", "void_inspection",
    "return_result", "approve_result", "publicize_result", "withhold_result", "correct_result", "order_correction",
    "extend_correction", "follow_up", "archive_inspection",
})  # fmt: skip
EMPTY = {
    "review": ("circle-check", "没有待审核的检查结果", "检查人员提交结果后，由没有参加检查的人审核。"),
    "publish": ("circle-check", "没有待公示的结果", "审核通过的结果，在检查结束之日起 20 个工作日内公示。"),
    "planned": ("calendar-event", "没有待检查的企业", "抽取并派员以后会出现在这里。"),
    "all": ("clipboard-check", "还没有检查", "抽取并派员以后会出现在这里。"),
}


@require_safe
@open_to(DESK)
def inspections(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The inspections of one queue, newest first. Raises InvalidInput."""
    wanted, now = _wanted(request, actor), now_of(request)
    request.queue = wanted.queue  # type: ignore[attr-defined]  # for the navigation
    page = queries.page_of(queries.matching(actor, wanted, now=now), cursor=request.GET.get("cursor", ""), limit=ROWS)
    gaps = rules.gaps(queries.result_codes(on=localdate(now)), system="GSXT")
    words = {
        "wanted": wanted,
        "queues": [(code, label, _url(replace(wanted, queue=code))) for code, (label, _) in queries.QUEUES.items()],
        "rows": [queries.row_of(case, now=now) for case in page.items],
        "page": page,
        "next_url": f"{_url(wanted)}&cursor={page.next}" if page.next else "",
        "export_url": _url(wanted, page="random_inspection:inspections_export"),
        "clear_url": _url(queries.Wanted(queue=wanted.queue)),
        "results": list(rules.RESULTS.items()),
        "is_narrowed": wanted != queries.Wanted(queue=wanted.queue),
        "empty": EMPTY.get(wanted.queue, EMPTY["all"]),
        "gaps": gaps.words("国家企业信用信息公示系统") if wanted.queue == "publish" else "",
    }
    return render(request, "random_inspection/onsite/queue.html", words)


@require_safe
@open_to(DESK)
def export(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The rows of a list as a sheet: `?form=xlsx` a workbook, else CSV. Raises InvalidInput, TooManyRows."""
    wanted, now = _wanted(request, actor), now_of(request)
    rows = queries.matching(actor, wanted, now=now)
    lines = (_line(queries.row_of(case, now=now)) for case in queries.export_rows(rows))
    form = "xlsx" if request.GET.get("form") == "xlsx" else "csv"
    name = f"检查清单-{queries.QUEUES[wanted.queue][0]}-{localtime(now):%Y%m%d}"
    return send_list(
        actor=actor, name=name, head=HEAD, rows=lines, count=rows.count(), at=now, form=form, asked=asdict(wanted)
    )


@require_safe
@open_to(DESK)
def inspection(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One inspection with its form, results, orders and course. Raises CaseNotVisible."""
    return _page(request, actor, number)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(DESK)
def move(request: HttpRequest, *, actor: Actor, number: str, move: str) -> HttpResponse:
    """A step of the desk: the form, and carrying it out once."""
    return moves.taken(request, actor, number, move, offered=OFFERED, show=_page, page="random_inspection:inspection")


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
    extra = {
        "move": rules.INSPECTION.move(move) if move else None,
        "form": form,
        "refusal": refusal,
        "key": request.POST.get("idempotency_key") or new_key(),
        "done": shown.DONE.get(request.GET.get("done", ""), ""),
        "offered": [one for one in words["found"].moves if one.name in OFFERED],
        "cap": queries.CAP_A_YEAR,
    }
    return render(request, "random_inspection/onsite/inspection.html", {**words, **extra}, status=status)


def _wanted(request: HttpRequest, actor: Actor) -> queries.Wanted:
    given = {name: request.GET.get(name, "").strip()[:60] for name in asdict(queries.Wanted())}
    opens = "review" if actor.role == Role.DEP else "all"
    return queries.Wanted(**{**given, "queue": given["queue"] or opens})


def _url(wanted: queries.Wanted, *, page: str = "random_inspection:inspections") -> str:
    return list_address(page, asdict(wanted))


def _line(row: dict[str, Any]) -> tuple[object, ...]:
    days = [row[name].isoformat() if row[name] else "" for name in ("planned_on", "ended_on", "published_on")]
    entered = f"{localtime(row['entered_at']):%Y-%m-%d %H:%M}" if row["entered_at"] else ""
    return (
        row["number"], row["company"], row["uscc"], row["county_name"], row["unit"], row["task"],
        "、".join(row["items"]), row["state_label"], days[0], entered, days[1], row["result_words"], days[2],
        row["days_late"] if row["published_on"] else "", {"CONFIRMED": "认可", "DISPUTED": "有异议"}.get(
            row["company_word"], ""),
    )  # fmt: skip
