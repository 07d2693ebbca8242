"""包抓: who answers for whom, who has nobody, and handing over when somebody leaves."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.forms import add_faults
from yishang.contexts.outreach.forms import sponsors as forms
from yishang.contexts.outreach.views import filters
from yishang.contexts.outreach.views.access import now_of, open_to
from yishang.contexts.outreach.views.sheet import sheet
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory import services as directory_services
from yishang.kernel.directory.rules import OFFICES, Actor, Role, SponsorshipEntry
from yishang.kernel.geo import queries as geo

READERS = frozenset({*OFFICES, Role.MON, Role.VML})
KINDS = {"KEY_PROJECT": "重点项目", "ABOVE_SCALE_ENT": "规上企业"}
SHEET_HEAD = ("主体", "类型", "企业", "统一社会信用代码", "县市区", "包抓", "联络员", "缺少", "在办诉求")
DONE = {
    "handed": "已交接：包抓主体和未办结的诉求都已转给接任的人。",
    "appointed": "已登记包抓关系。",
    "ended": "已终止。",
}


@require_safe
@open_to(READERS)
def sponsors(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The library's subjects with who answers for them; `?missing=any` lists 无人包抓. Raises InvalidInput."""
    now, wanted = now_of(request), _wanted(request)
    if request.GET.get("form"):
        name = f"包抓关系-{localtime(now):%Y%m%d}"
        return sheet(request, actor=actor, name=name, head=SHEET_HEAD, rows=_sheet_rows(actor, wanted, now))
    page = queries.subject_page(actor, wanted, after=request.GET.get("after", ""), now=now)
    asked = {name: value for name, value in vars(wanted).items() if value}
    words = {
        "page": page,
        "total_text": f"{page.total} 个主体",
        "wanted": wanted,
        "kinds": KINDS,
        "missing": {code: label for code, (label, _) in queries.MISSING.items()},
        "counties": filters.counties(actor) if actor.role != Role.CBO else [],
        "may_keep": actor.role in OFFICES,
        "done": DONE.get(request.GET.get("done", ""), ""),
        "next_url": f"?{urlencode({**asked, 'after': page.next})}" if page.next else "",
        "export_url": f"?{urlencode({**asked, 'form': 'xlsx'})}",
    }
    return render(request, "outreach/sponsors/sponsors.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(READERS)
def subject(request: HttpRequest, *, actor: Actor, key: int) -> HttpResponse:
    """One subject: every period of its sponsors, and (for offices) appointing and ending.

    Raises CaseNotVisible, and NotForThisPost when somebody else sends something.
    """
    if request.method == "POST" and actor.role not in OFFICES:
        raise directory_services.NotForThisPost("包抓关系由营商办维护。", next_step="请联系市或县区营商办。")
    found = queries.subject(actor, key, now=now_of(request))
    today = localdate(now_of(request))
    appoint, end = forms.AppointForm(initial={"valid_from": today}), forms.EndForm(initial={"last_day": today})
    if request.method != "POST":
        return _subject_page(request, actor, found, appoint, end)
    is_end = "sponsorship_id" in request.POST
    form: django_forms.Form = forms.EndForm(request.POST) if is_end else forms.AppointForm(request.POST)
    shown = (appoint, form) if is_end else (form, end)
    try:
        if form.is_valid():
            carry_out = _end if is_end else _appoint
            carry_out(actor, found.pk, form.cleaned_data, at=now_of(request))
            return redirect(f"{request.path}?done={'ended' if is_end else 'appointed'}")
    except InvalidInput as refusal:
        add_faults(form, refusal, forms.FIELD_OF_SERVICE)
    except Refusal as refusal:
        return _subject_page(request, actor, found, *shown, refusal=refusal, status=refusal.status)
    return _subject_page(request, actor, found, *shown, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(OFFICES)
def hand_over(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Pass a leader's or liaison's subjects to a successor: what goes along is shown before it is done."""
    if request.method != "POST":
        initial = {**request.GET.dict(), "effective_on": localdate(now_of(request))}
        return _hand_over_page(request, actor, forms.HandOverForm(initial=initial))
    form = forms.HandOverForm(request.POST)
    try:
        if form.is_valid():
            directory_services.hand_over(actor=actor, at=now_of(request), **form.cleaned_data)
            return redirect(f"{reverse('outreach:sponsors')}?done=handed")
    except InvalidInput as refusal:
        add_faults(form, refusal, forms.FIELD_OF_SERVICE)
    return _hand_over_page(request, actor, form, status=422)


def _wanted(request: HttpRequest) -> queries.SubjectsWanted:
    asked = request.GET
    return queries.SubjectsWanted(
        county=asked.get("county", ""),
        kind=asked.get("kind", ""),
        missing=asked.get("missing", ""),
        person=asked.get("person", ""),
        q=asked.get("q", "")[:60].replace("\x00", ""),
    )


def _appoint(actor: Actor, subject_id: int, given: dict[str, Any], *, at: datetime) -> None:
    directory_services.appoint_sponsor(actor=actor, entry=SponsorshipEntry(subject_id=subject_id, **given), at=at)


def _end(actor: Actor, _: int, given: dict[str, Any], *, at: datetime) -> None:
    directory_services.end_sponsorship(actor=actor, at=at, **given)


def _subject_page(
    request: HttpRequest,
    actor: Actor,
    found: Any,
    appoint: django_forms.Form,
    end: django_forms.Form,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    now = now_of(request)
    on = localdate(now)
    periods = list(directory.sponsorships_ever(found.pk))
    row = queries.subject_rows(actor, [found], now=now)[0]
    words = {
        "subject": found,
        "row": row,
        "lacks": "、".join(row.lacks),
        "kind": KINDS[found.subject_type],
        "county": geo.short_name_of(found.region_id),
        "periods": periods,
        "running": [one for one in periods if one.valid_from <= on and (one.valid_to is None or one.valid_to >= on)],
        "appoint": appoint,
        "end": end,
        "people": queries.who_may_follow(actor, now=now) if actor.role in OFFICES else [],
        "units": directory.sponsoring_units(actor.city_code) if actor.role in OFFICES else [],
        "may_keep": actor.role in OFFICES,
        "done": DONE.get(request.GET.get("done", ""), ""),
        "refusal": refusal,
        "matters_url": f"{reverse('outreach:desk')}?{urlencode({'queue': 'all', 'q': found.entity.uscc})}",
    }
    return render(request, "outreach/sponsors/subject.html", words, status=status)


def _hand_over_page(request: HttpRequest, actor: Actor, form: django_forms.Form, *, status: int = 200) -> HttpResponse:
    now = now_of(request)
    leaving = list(queries.who_may_leave(actor, now=now))
    chosen = next((one for one in leaving if one.login == form["leaving"].value()), None)
    words = {
        "form": form,
        "leaving": leaving,
        "chosen": chosen,
        "following": [one for one in queries.who_may_follow(actor, now=now) if chosen is None or one.pk != chosen.pk],
        "along": queries.going_along(actor, chosen.pk, now=now) if chosen else None,
    }
    return render(request, "outreach/sponsors/hand_over.html", words, status=status)


def _sheet_rows(actor: Actor, wanted: queries.SubjectsWanted, now: datetime) -> Iterator[tuple[Any, ...]]:
    after = ""
    while True:
        page = queries.subject_page(actor, wanted, after=after, now=now)
        for row in page.rows:
            entity = row.subject.entity
            yield (
                row.subject.name, KINDS[row.subject.subject_type], entity.name, entity.uscc,
                geo.short_name_of(row.subject.region_id), "、".join(row.sponsors), "、".join(row.liaisons),
                "、".join(row.lacks), row.open_matters,
            )  # fmt: skip
        if page.next is None:
            return
        after = str(page.next)
