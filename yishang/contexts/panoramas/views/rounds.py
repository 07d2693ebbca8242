"""Rounds: opened by the city's office over all projects or by lot, their coverage, and the proof of the lot."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.contexts.panoramas import forms, queries, rules, services
from yishang.contexts.panoramas.models import Round
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.draw import views as draw_views
from yishang.kernel.draw.forms import WITNESS_OF
from yishang.kernel.intake.views import send_list, turned

SHOWN = 50
SHEET_HEAD = ("项目", "企业", "县市区", "已拍", "全景", "研判", "诉求编号")
LIST_HEAD = ("编号", "月份", "方式", "应拍", "已拍", "覆盖率", "状态")


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.READERS)
def rounds(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The rounds of the city; its office opens one with POST (`kind` MONTH or SAMPLE). Raises PanoramaNotYours."""
    if request.method != "POST":
        return _list_sheet(request, actor) if request.GET.get("form") else _list(request, actor)
    rules.check_opens_rounds(actor)
    is_sample = request.POST.get("kind") == "SAMPLE"
    form = forms.SampleForm(request.POST) if is_sample else forms.MonthForm(request.POST)
    refused: Refusal | None = None
    try:
        if form.is_valid():
            return redirect("panoramas:round", number=_open(actor, form, request).number)
    except InvalidInput as refusal:
        form.add_error(None, refusal.message)
    except Refusal as refusal:
        refused = refusal
    status = refused.status if refused else 422
    return _list(request, actor, form=form, refusal=refused, status=status)


@require_safe
@open_to(rules.READERS)
def round_page(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponseBase:
    """One round: its coverage with the projects behind it, or what the lot still waits for. Raises PanoramaNotVisible.

    `?show=covered` or `missing` lists those; `?form=` has the list as a sheet.
    """
    found = queries.round_of(actor, number)
    return _sheet(request, actor, found) if request.GET.get("form") else _page(request, actor, found)


@require_POST
@open_to(rules.READERS)
def reveal(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """Take the value of the witness whose post this is. Raises PanoramaNotVisible, PanoramaNotYours."""
    found = queries.round_of(actor, number)
    rules.check_reveals(actor)
    form = forms.RevealForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, found, form=form, status=422)
    try:
        services.reveal_round(
            actor=actor,
            number=number,
            witness_id=WITNESS_OF.get(Role(actor.role), ""),
            value_hex=form.cleaned_data["value"],
            at=now_of(request),
        )
    except Refusal as refusal:
        return _page(request, actor, found, form=form, refusal=refusal, status=refusal.status)
    return redirect("panoramas:round", number=number)


@require_POST
@open_to(frozenset({Role.MBO}))
def void(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """Give up a random round whose witness does not come. Raises PanoramaNotVisible, InvalidInput, DrawNotOpen."""
    queries.round_of(actor, number)
    form = forms.VoidForm(request.POST)
    if not form.is_valid():
        raise InvalidInput({"reason": "请写明作废的理由，最多 200 个字。"})
    services.void_round(actor=actor, number=number, reason=form.cleaned_data["reason"], at=now_of(request))
    return redirect("panoramas:round", number=number)


@require_safe
@open_to(rules.READERS)
def record_file(_request: HttpRequest, *, actor: Actor, number: str, file: str) -> HttpResponseBase:
    """A file of the draw as it was published. Raises PanoramaNotVisible, DrawNotFound, DrawNotMade."""
    queries.round_of(actor, number)
    return draw_views.send_file(number, file)


def _open(actor: Actor, form: Any, request: HttpRequest) -> Round:
    month, at = form.first_day().date(), now_of(request)
    if isinstance(form, forms.SampleForm):
        return services.freeze_round(actor=actor, month=month, witnesses=form.witnesses(), at=at)
    return services.open_round(actor=actor, month=month, at=at)


def _list(
    request: HttpRequest, actor: Actor, *, form: Any = None, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    month = {"month": f"{localtime(now_of(request)):%Y-%m}"}
    is_sample = isinstance(form, forms.SampleForm)
    pages = turned(request, queries.rounds_of(actor), most=SHOWN, counted="轮")
    words = {
        **pages,
        "rounds": _with_coverage(request, actor, pages["rows"]),
        "month_form": form if form and not is_sample else forms.MonthForm(initial=month),
        "sample_form": form if is_sample else forms.SampleForm(initial=month, auto_id="sample_%s"),
        "sample_is_open": is_sample,
        "refusal": refusal,
        "may_open": actor.role == Role.MBO,
        "may_witness": actor.role == Role.MON,
    }
    return render(request, "panoramas/rounds.html", words, status=status)


def _with_coverage(request: HttpRequest, actor: Actor, found: list[Round]) -> list[dict[str, Any]]:
    now = now_of(request)
    tallies = queries.tallies_of(actor, found)
    rows = [(one, tallies.get(one.pk, queries.Tally())) for one in found]
    return [
        {"round": one, "tally": tally, "figure": queries.coverage_of(one, tally, now=now), "state": _state(one, tally)}
        for one, tally in rows
    ]


def _state(one: Round, tally: queries.Tally) -> str:
    if one.is_void:
        return "已作废"
    return "已定" if tally.selected or one.kind == "MONTH" else "已封存，待公布"


def _list_sheet(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    found = _with_coverage(request, actor, list(queries.rounds_of(actor)))
    rows = [
        (row["round"].number, f"{row['round'].month:%Y-%m}", row["round"].get_kind_display(),
         row["figure"].denominator, row["figure"].numerator, row["figure"].value, row["state"])
        for row in found
    ]  # fmt: skip
    return send_list(
        actor=actor, name=f"抽查轮次-{localdate(now_of(request)):%Y%m%d}", head=LIST_HEAD, rows=rows,
        count=len(rows), at=now_of(request), form=request.GET["form"],
    )  # fmt: skip


def _page(
    request: HttpRequest,
    actor: Actor,
    found: Round,
    *,
    form: forms.RevealForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    rows, show = queries.round_rows(actor, found), request.GET.get("show", "")
    covered = sum(row.is_covered for row in rows)
    tally = queries.Tally(selected=len(rows), covered=covered)
    words: dict[str, Any] = {
        "round": found,
        "figure": queries.coverage_of(found, tally, now=now_of(request)),
        "rows": [row for row in rows if show not in ("covered", "missing") or row.is_covered == (show == "covered")],
        "all": len(rows),
        "covered": covered,
        "missing": len(rows) - covered,
        "show": show,
        "form": form or forms.RevealForm(),
        "refusal": refusal,
        "may_keep": actor.role in rules.OFFICES,
        "is_made": found.kind == "MONTH",
    }
    if found.kind == "SAMPLE":
        words |= draw_views.page_words(found.number, role=actor.role, file_url=lambda name: _file_url(found, name))
        words["round"] = found  # the draw's own word of that name is a round of the public beacon
        words["drawn_text"] = f"{words['pool_size']} 个项目 → 抽 {words['take']} 个"
        words["void_form"] = forms.VoidForm() if words["is_open"] and actor.role == Role.MBO else None
    return render(request, "panoramas/round.html", words, status=status)


def _file_url(found: Round, name: str) -> str:
    return reverse("panoramas:round_file", args=[found.number, name])


def _sheet(request: HttpRequest, actor: Actor, found: Round) -> HttpResponseBase:
    rows = [
        (row.project.name, row.project.entity.name, row.project.region.short_name, "是" if row.is_covered else "否",
         "、".join(one.number for one in row.panoramas),
         "、".join(one.get_verdict_display() for one in row.panoramas if one.verdict),
         "、".join(one.appeal_number for one in row.panoramas if one.appeal_number))
        for row in queries.round_rows(actor, found)
    ]  # fmt: skip
    return send_list(
        actor=actor, name=f"轮次覆盖-{found.number}", head=SHEET_HEAD, rows=rows, count=len(rows), at=now_of(request),
        form=request.GET["form"],
    )  # fmt: skip
