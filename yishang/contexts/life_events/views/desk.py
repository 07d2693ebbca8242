"""关联分析 for staff: what each event could save, down to its items, and what is to be put right on the trees."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from yishang.contexts.life_events import queries, rules
from yishang.kernel.catalog.rules import days_text
from yishang.kernel.context import check_known
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.views import send_list, turned

MOST = 50
HEAD = (
    "树", "事件", "事项", "部门", "一件接一件（半个工作日）", "并联最快（半个工作日）", "少等（半个工作日）",
    "少走环节", "少交材料", "少跑次数",
)  # fmt: skip
FINDINGS_HEAD = ("问题", "事件", "事项", "说明")
SORTS = {"": "按树", "days": "时限压缩最多", "papers": "材料减少最多", "steps": "环节减少最多"}


@require_safe
@open_to(rules.READERS)
def gains(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """Every event with what it could save; `tree`, `q`, `sort`, `form` (csv, xlsx). Raises InvalidInput."""
    asked = {name: request.GET.get(name, "").strip() for name in ("tree", "q", "sort")}
    check_known("tree", asked["tree"], ("", *rules.TITLES))
    check_known("sort", asked["sort"], SORTS)
    now = now_of(request)
    everything, q = queries.gains(localdate(now)), asked["q"].casefold()
    found = [one for one in everything if asked["tree"] in ("", one.tree) and q in one.event.name.casefold()]
    _sort(found, asked["sort"])
    if form := request.GET.get("form", ""):
        return send_list(
            actor=actor, name=f"关联分析-{localdate(now)}", head=HEAD, rows=map(_row, found), count=len(found), at=now,
            form="xlsx" if form == "xlsx" else "csv", asked=asked,
        )  # fmt: skip
    words = asked | {"page": turned(request, found, most=MOST, counted="个事件"), "sums": _sums(found), "now": now}
    words |= {"trees": rules.TITLES, "sorts": SORTS, "faults": len(queries.findings(localdate(now)))}
    words["keeps"] = actor.role in rules.KEEPERS
    words |= {"asked": "&".join(f"{name}={value}" for name, value in asked.items() if value)}
    return render(request, "life_events/desk/gains.html", words)


@require_safe
@open_to(rules.READERS)
def gain(request: HttpRequest, *, actor: Actor, code: str) -> HttpResponse:  # noqa: ARG001
    """One event: each proposal with the items from which it follows. Raises TreeNotFound."""
    now = now_of(request)
    held = queries.items_in_force(localdate(now))
    found = queries.gain(code, on=localdate(now))
    rows = [(one, [(item, held[item]) for item in one.items]) for one in found.proposals]
    words = {"gain": found, "rows": rows, "now": now, "title": rules.TITLES[found.tree]}
    words |= {
        "path": [held[item].name for item in found.found.path],
        "loop": [held[one].name for one in found.found.loop],
    }
    return render(request, "life_events/desk/gain.html", words)


@require_safe
@open_to(rules.READERS)
def findings(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """What on the trees is to be put right; `kind`, `form` (csv, xlsx). Raises InvalidInput."""
    kind, now = request.GET.get("kind", ""), now_of(request)
    check_known("kind", kind, ("", *rules.FINDINGS))
    everything = queries.findings(localdate(now))
    found = [one for one in everything if kind in ("", one.kind)]
    if form := request.GET.get("form", ""):
        rows = [(one.kind, one.event, one.item, one.words) for one in found]
        return send_list(
            actor=actor, name=f"生命树问题-{localdate(now)}", head=FINDINGS_HEAD, rows=rows, count=len(rows), at=now,
            form="xlsx" if form == "xlsx" else "csv", asked={"kind": kind},
        )  # fmt: skip
    kinds = [(one, sum(each.kind == one for each in everything)) for one in rules.FINDINGS]
    words = {"page": turned(request, found, most=MOST, counted="条"), "kind": kind, "kinds": kinds, "now": now}
    return render(request, "life_events/desk/findings.html", words | {"many": len(everything)})


def _sort(found: list[rules.Gain], by: str) -> None:
    keys = {"days": lambda one: -one.half_days, "papers": lambda one: -one.papers, "steps": lambda one: -one.steps}
    if by:
        found.sort(key=keys[by])


def _sums(found: list[rules.Gain]) -> list[tuple[str, str]]:
    """The four savings of all events that are shown, in words."""
    return [
        ("并联少等", days_text(sum(one.half_days for one in found)) if found else "0"),
        ("少走环节", f"{sum(one.steps for one in found)} 个"),
        ("少交材料", f"{sum(one.papers for one in found)} 份"),
        ("少跑", f"{sum(one.visits for one in found)} 次"),
    ]


def _row(one: rules.Gain) -> tuple[Any, ...]:
    found = one.found
    return (
        rules.TITLES[one.tree], one.event.name, found.items, len(found.departments), found.one_by_one, found.parallel,
        one.half_days, one.steps, one.papers, one.visits,
    )  # fmt: skip
