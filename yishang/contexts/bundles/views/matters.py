"""Bundles under way: the company's own page like a parcel's, the desk's lists, the whole and the part, every move."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.bundles import forms, queries, rules
from yishang.contexts.bundles.views.access import PHONE, READERS
from yishang.contexts.bundles.views.shown import DONE, FIRST, RISKY, course, course_of
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.cases.views.shown import list_address, moment_text, picture_of
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.views import send_list

ROWS = 50
HEAD = (
    "编号",
    "事项",
    "套餐",
    "店名",
    "企业",
    "统一社会信用代码",
    "县市区",
    "单位",
    "状态",
    "期限",
    "帮办",
    "交件时间",
    "办结时间",
)
PAGES = {
    "own": ("bundles:own", "bundles:own_move", "bundles/phone/own.html"),
    "matter": ("bundles:matter", "bundles:matter_move", "bundles/matter.html"),
    "part": ("bundles:part", "bundles:part_move", "bundles/part.html"),
}


@require_safe
@open_to(PHONE, door="sign_in")
def mine(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The company's bundles."""
    now = now_of(request)
    rows = [queries.row(one, now=now) for one in queries.own_matters(actor, now=now)]
    return render(request, "bundles/phone/mine.html", {"rows": rows})


@require_safe
@open_to(PHONE, door="sign_in")
def own(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One bundle on the phone: who has it, what is still to be done. Raises CaseNotVisible."""
    return _show(request, actor, number, "own")


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(PHONE, door="sign_in")
def own_move(request: HttpRequest, *, actor: Actor, number: str, move: str) -> HttpResponse:
    """Supply, withdraw, rate. Raises CaseNotVisible and what stands against it."""
    return _make(request, actor, number, move, "own")


@require_safe
@open_to(READERS)
def desk(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Parts of the unit, or whole matters. Raises InvalidInput."""
    now, wanted = now_of(request), _wanted(request, actor)
    found = queries.page(actor, wanted, now=now, cursor=request.GET.get("cursor", ""), limit=ROWS)
    workflow = queries.VIEWS[wanted.view]
    words = {
        "wanted": wanted,
        "views": [(code, label, _url(wanted, view=code, state="")) for code, label in VIEW_LABELS.items()],
        "heaps": [(code, label, _url(wanted, heap=code, state="")) for code, label in queries.HEAPS.items()],
        "states": [(one.code, one.label) for one in workflow.states],
        "bundles": [(one.code, one.title) for one in queries.bundles()],
        "counties": geo.counties_of(actor.city_code, on=localdate(now)) if actor.region_level != "COUNTY" else (),
        "rows": [queries.row(one, now=now) for one in found.items],
        "total_text": found.total_text,
        "next_url": f"{_url(wanted)}&cursor={found.next}" if found.next else "",
        "export_url": list_address("bundles:export", vars(wanted)),
        "clear_url": _url(queries.Wanted(view=wanted.view, heap="all")),
        "is_narrowed": bool(wanted.state or wanted.bundle or wanted.county or wanted.q),
    }
    return render(request, "bundles/desk.html", words)


VIEW_LABELS = {"parts": "子件", "packages": "总件"}


@require_safe
@open_to(READERS)
def export(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The same list as a sheet (csv, or xlsx with ?form=xlsx). Raises InvalidInput."""
    now, wanted = now_of(request), _wanted(request, actor)
    rows = queries.matching(actor, wanted, now=now)
    whole = rows.order_by("-id").select_related(*queries.BESIDE[queries.VIEWS[wanted.view].kind])
    return send_list(
        actor=actor, name=f"一件事{VIEW_LABELS[wanted.view]}-{queries.HEAPS[wanted.heap]}-{localtime(now):%Y%m%d}",
        head=HEAD, rows=_sheet(whole, now), count=rows.count(), at=now, asked=vars(wanted),
        form="xlsx" if request.GET.get("form") == "xlsx" else "csv",
    )  # fmt: skip


@require_safe
@open_to(READERS)
def matter(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One bundle at the desk. Raises CaseNotVisible."""
    return _show(request, actor, number, "matter")


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(READERS)
def matter_move(request: HttpRequest, *, actor: Actor, number: str, move: str) -> HttpResponse:
    """Help, supply for the company, hand over. Raises CaseNotVisible and what stands against it."""
    return _make(request, actor, number, move, "matter")


@require_safe
@open_to(READERS)
def part(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One department's part. Raises CaseNotVisible."""
    return _show(request, actor, number, "part")


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(READERS)
def part_move(request: HttpRequest, *, actor: Actor, number: str, move: str) -> HttpResponse:
    """Accept, ask to correct, grant, refuse. Raises CaseNotVisible and what stands against it."""
    return _make(request, actor, number, move, "part")


@require_safe
@open_to(READERS)
def figures(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """What bundles save, beside the source's figures; every sum opens its rows."""
    now = now_of(request)
    told = [
        (
            one,
            f"{reverse('bundles:desk')}?view={one.rows_url}&heap=all"
            if one.rows_url in queries.VIEWS
            else one.rows_url,
        )
        for one in queries.beside_the_source(actor, now=now)
    ]
    rows_url = f"{reverse('bundles:desk')}?view=packages&heap=all"
    words = {"told": told, "effects": queries.effects(localdate(now)), "now": now,
             "headline": replace(queries.headline(actor, now=now)["bundles_closed"], rows_url=rows_url)}  # fmt: skip
    return render(request, "bundles/figures.html", words)


def _make(request: HttpRequest, actor: Actor, number: str, move: str, page: str) -> HttpResponse:
    """A move's form, or the move itself; refusals that belong to the page stand on it."""
    workflow = rules.PART if page == "part" else rules.PACKAGE
    if not workflow.has_move(move) or move not in forms.INTENTIONS:
        raise CaseNotVisible(f"{number} 的动作 {move}")
    form_class, now = forms.INTENTIONS[move].form, now_of(request)
    if request.method != "POST":
        forms.refuse_move_first(actor=actor, number=number, move=move, at=now)
        return _show(request, actor, number, page, move=move, form=form_class())
    try:
        once(request, actor=actor, act=lambda: _carry_out(request, actor, number, move))
    except InvalidInput as refusal:
        form = form_class(request.POST)
        forms.add_faults(form, refusal)
        return _show(request, actor, number, page, move=move, form=form, status=refusal.status)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _show(request, actor, number, page, refusal=refusal, status=refusal.status)
    return redirect(f"{reverse(PAGES[page][0], args=[number])}?done={move}")


def _carry_out(request: HttpRequest, actor: Actor, number: str, move: str) -> dict[str, str]:
    version = whole_number(request.POST.get("version", ""))
    forms.carry_out(actor=actor, number=number, move=move, values=request.POST, at=now_of(request), version=version)
    return {"number": number}


def _show(
    request: HttpRequest,
    actor: Actor,
    number: str,
    page: str,
    *,
    move: str = "",
    form: Any = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    now = now_of(request)
    found = queries.part_detail(actor, number, now=now) if page == "part" else queries.detail(actor, number, now=now)
    moves = [one for one in found.moves if one.name in forms.INTENTIONS]
    workflow = rules.PART if page == "part" else rules.PACKAGE
    words = {
        "found": found,
        "row": queries.row(found.case, now=now),
        "package": found.part.package if isinstance(found, queries.PartDetail) else found.package,
        "moves": moves,
        "first": next((one for name in FIRST for one in moves if one.name == name), None),
        "risky": RISKY,
        "move": workflow.move(move) if move else None,
        "form": form,
        "ticked": request.POST.getlist("papers"),
        "action": reverse(PAGES[page][1], args=[number, move]) if move else "",
        "cancel": reverse(PAGES[page][0], args=[number]),
        "move_page": PAGES[page][1],
        "helpers": queries.helpers_of(found.case.unit_id) if move == "assign_helper" else (),
        "entries": course_of(found) if isinstance(found, queries.Detail) else course(reversed(found.facts), {}),
        "pictures": [picture_of(one, "材料照片") for one in found.pictures],
        "refusal": refusal,
        "key": request.POST.get("idempotency_key", "") or new_key(),
        "done": DONE.get(request.GET.get("done", ""), "") if refusal is None else "",
    }
    return render(request, PAGES[page][2], words, status=status)


def _sheet(rows: Any, now: Any) -> Iterator[tuple[object, ...]]:
    for case in rows:
        one = queries.row(case, now=now)
        left = one["lamp_text"] if one["is_running"] else ""
        yield (
            one["number"], one["title"], one["bundle"], one["shop_name"], one["company"], one["uscc"],
            one["county_name"], one["unit_name"], one["state_label"], left, one["helper"],
            moment_text(one["opened_at"]), moment_text(one["closed_at"]),
        )  # fmt: skip


def _wanted(request: HttpRequest, actor: Actor) -> queries.Wanted:
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("state", "bundle", "county", "q")}
    usual = "parts" if actor.role == Role.DEP else "packages"
    return queries.Wanted(view=request.GET.get("view", usual), heap=request.GET.get("heap", "open"), **asked)


def _url(wanted: queries.Wanted, **changes: str) -> str:
    return list_address("bundles:desk", vars(wanted), **changes)
