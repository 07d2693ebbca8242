"""Call-back samples: frozen by the city's office, revealed by two witnesses, recomputed by whoever looks."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.contexts.outreach import forms, queries, services
from yishang.contexts.outreach.models import CallBackDraw
from yishang.contexts.outreach.views.access import SAMPLERS, now_of, open_to
from yishang.contexts.outreach.views.sheet import sheet
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.draw import queries as draws
from yishang.kernel.draw import views as draw_views
from yishang.kernel.draw.forms import WITNESS_OF


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(SAMPLERS)
def samples(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The samples of the city, with `?form=` as a sheet; the city's office freezes a new one with POST."""
    if request.GET.get("form"):
        return _samples_sheet(request, actor)
    if request.method != "POST":
        return _list(request, actor, _freeze_form(request))
    services.check_freezes(actor=actor)
    form = forms.FreezeSampleForm(request.POST)
    if not form.is_valid():
        return _list(request, actor, form, status=422)
    try:
        made = _freeze(form, actor=actor, at=now_of(request))
    except InvalidInput as refusal:
        form.add_error(None, refusal.message)
        return _list(request, actor, form, status=422)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _list(request, actor, form, refusal=refusal, status=refusal.status)
    return redirect("outreach:sample", draw_id=made.draw_id)


@require_safe
@open_to(SAMPLERS)
def sample(request: HttpRequest, *, actor: Actor, draw_id: str) -> HttpResponseBase:
    """One sample: what was promised, who still reveals, or the proof and whom to call; `?form=` has these as a sheet.

    Raises CaseNotVisible.
    """
    if request.GET.get("form"):
        return _choices_sheet(request, actor, queries.sample(draw_id, city_code=actor.city_code))
    return _page(request, actor, queries.sample(draw_id, city_code=actor.city_code), forms.RevealForm())


@require_POST
@open_to(SAMPLERS)
def reveal(request: HttpRequest, *, actor: Actor, draw_id: str) -> HttpResponse:
    """Take the value of the witness whose post this is. Raises CaseNotVisible and SampleNotYours."""
    found = queries.sample(draw_id, city_code=actor.city_code)
    services.check_reveals(actor=actor)
    form = forms.RevealForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, found, form, status=422)
    try:
        services.reveal_sample(
            actor=actor,
            draw_id=draw_id,
            witness_id=WITNESS_OF.get(Role(actor.role), ""),
            value_hex=form.cleaned_data["value"],
            at=now_of(request),
        )
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _page(request, actor, found, form, refusal=refusal, status=refusal.status)
    return redirect("outreach:sample", draw_id=draw_id)


@require_POST
@open_to(frozenset({Role.MBO}))
def void(request: HttpRequest, *, actor: Actor, draw_id: str) -> HttpResponse:
    """Give up a sample whose witness does not come. Raises CaseNotVisible, InvalidInput, DrawNotOpen."""
    queries.sample(draw_id, city_code=actor.city_code)
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(forms.faults_of(form))
    services.void_sample(actor=actor, draw_id=draw_id, reason=form.cleaned_data["reason"], at=now_of(request))
    return redirect("outreach:sample", draw_id=draw_id)


@require_safe
@open_to(SAMPLERS)
def record_file(_request: HttpRequest, *, actor: Actor, draw_id: str, file: str) -> HttpResponseBase:
    """A file of the draw as it was published. Raises CaseNotVisible, DrawNotFound, DrawNotMade."""
    queries.sample(draw_id, city_code=actor.city_code)
    return draw_views.send_file(draw_id, file)


def _freeze(form: forms.FreezeSampleForm, *, actor: Actor, at: datetime) -> CallBackDraw:
    period = {name: form.cleaned_data[name] for name in ("period_from", "period_to")}
    return services.freeze_sample(actor=actor, witnesses=form.witnesses(), at=at, **period)


def _samples_sheet(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    head = ("抽取编号", "封存时间", "办结起", "办结止", "名单", "抽中", "已回访")
    found: list[Any] = queries.samples_of(actor.city_code)
    rows = [
        (one.draw_id, f"{localtime(one.made_at):%Y-%m-%d %H:%M}", one.period_from, one.period_to, one.pool_size,
         one.selected, one.called)
        for one in found
    ]  # fmt: skip
    return sheet(request, actor=actor, name=f"回访抽样-{localdate(now_of(request)):%Y%m%d}", head=head, rows=rows)


def _choices_sheet(request: HttpRequest, actor: Actor, found: CallBackDraw) -> HttpResponseBase:
    """Whom the lot fell on, as far as the person sees them; nothing before the draw is made."""
    is_made = draws.draw(found.draw_id).state == "DRAWN"
    choices = [_choice(one) for one in queries.chosen_in(found, actor)] if is_made else []
    rows = [
        (one["number"], one["title"], one["applicant"], one["county"], one["unit"], "是" if one["is_called"] else "否")
        for one in choices
    ]
    head = ("诉求编号", "标题", "企业名称", "县市区", "承办单位", "已回访")
    return sheet(request, actor=actor, name=f"抽中名单-{found.draw_id}", head=head, rows=rows)


def _freeze_form(request: HttpRequest) -> forms.FreezeSampleForm:
    today = localdate(now_of(request))
    return forms.FreezeSampleForm(initial={"period_from": today.replace(day=1), "period_to": today})


def _list(
    request: HttpRequest,
    actor: Actor,
    form: forms.FreezeSampleForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    words = {
        "samples": queries.samples_of(actor.city_code),
        "form": form,
        "refusal": refusal,
        "may_freeze": actor.role == Role.MBO,
        "may_witness": actor.role == Role.MON,
    }
    return render(request, "outreach/samples/samples.html", words, status=status)


def _page(
    request: HttpRequest,
    actor: Actor,
    found: CallBackDraw,
    form: forms.RevealForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    def file_url(name: str) -> str:
        return reverse("outreach:sample_file", args=[found.draw_id, name])

    shown = draw_views.page_words(found.draw_id, role=actor.role, file_url=file_url)
    words = shown | {
        "sample": found,
        "drawn_text": f"{shown['pool_size']} 件 → 抽 {shown['take']} 件",
        "void_form": forms.ReasonForm() if shown["is_open"] and actor.role == Role.MBO else None,
        "choices": [_choice(one) for one in queries.chosen_in(found, actor)] if shown["is_made"] else [],
        "form": form,
        "refusal": refusal,
        "can_open": actor.role in (Role.MBO, Role.CBO, Role.MON),
    }
    return render(request, "outreach/samples/sample.html", words, status=status)


def _choice(one: Any) -> dict[str, Any]:
    case = one.appeal.case
    return {
        "number": case.number,
        "title": case.title,
        "applicant": case.applicant.name if case.applicant else one.appeal.submitter_name,
        "is_demo": one.appeal.is_demo,
        "unit": case.unit.short_name if case.unit else "",
        "county": case.region.short_name,
        "is_called": case.state in ("CALLED_BACK", "ARCHIVED"),
    }
