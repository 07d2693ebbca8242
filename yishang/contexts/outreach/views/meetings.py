"""Meetings: the book of them, one with its minutes, and writing down a new one about one or several matters."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.outreach import forms, queries, rules, services
from yishang.contexts.outreach.views import coordination
from yishang.contexts.outreach.views.access import MEETING_READERS, MEETING_RECORDERS, now_of, open_to
from yishang.contexts.outreach.views.sheet import sheet
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.cases.views.shown import list_address
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.intake.rules import whole_number

ROWS = 50
FIRST_YEAR = 2019
HEAD = (
    "会议编号", "种类", "召开日期", "议题", "召集人", "参加单位", "上会诉求", "诉求标题", "议定意见", "任务编号",
    "承担单位", "任务", "完成期限", "任务状态", "完成情况", "登记人",
)  # fmt: skip


@require_safe
@open_to(MEETING_READERS)
def meetings(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The meetings of the city, the newest first; a county's office sees those about its own matters."""
    wanted, now = _wanted(request), now_of(request)
    page = queries.meeting_page(
        queries.meetings_matching(actor, wanted), cursor=request.GET.get("cursor", ""), limit=ROWS
    )
    years = [str(year) for year in range(localdate(now).year, FIRST_YEAR - 1, -1)]
    words = {
        "wanted": wanted,
        "kinds": [("", "全部", _url(wanted, kind=""))]
        + [(kind, name, _url(wanted, kind=kind)) for kind, name in rules.MEETINGS.items()],
        "years": years if not wanted.year or wanted.year in years else [wanted.year, *years],
        "page": page,
        "rows": [(one, rules.MEETINGS[one.kind]) for one in page.items],
        "next_url": f"{_url(wanted)}&cursor={page.next}" if page.next else "",
        "first_url": _url(wanted) if request.GET.get("cursor") else "",
        "export_url": _url(wanted, page="outreach:export_meetings"),
        "is_narrowed": bool(wanted.kind or wanted.year or wanted.q),
        "may_record": actor.role in MEETING_RECORDERS,
        "waiting": _waiting(actor, now) if actor.role in MEETING_RECORDERS else 0,
    }
    return render(request, "outreach/meetings/meetings.html", words)


@require_safe
@open_to(MEETING_READERS)
def export(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """A row for each task, or for each matter without one, with the meeting it comes from."""
    found = queries.meetings_matching(actor, _wanted(request)).prefetch_related("units").order_by("-held_on", "-pk")
    now = now_of(request)
    rows = [line for one in found for line in _lines(one, actor, now)]
    return sheet(request, actor=actor, name=f"会议台账-{localtime(now):%Y%m%d}", head=HEAD, rows=rows)


@require_safe
@open_to(MEETING_READERS)
def meeting(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One meeting: who took part, the minutes, each matter with its conclusion and tasks. Raises CaseNotVisible."""
    held, now = queries.meeting(actor, number), now_of(request)
    agenda = queries.agenda_of(held, actor, on=localdate(now))
    words = {
        "meeting": held,
        "kind": rules.MEETINGS[held.kind],
        "units": list(held.units.all()),
        "agenda": [_item(item, now=now) for item in agenda],
        "hidden": held.agenda.count() - len(agenda),
        "done": "会议已登记，议定意见已告诉企业，任务已交办。" if request.GET.get("done") else "",
    }
    return render(request, "outreach/meetings/meeting.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(MEETING_RECORDERS)
def new_meeting(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Choose the matters of the agenda, then write the meeting down once for all of them."""
    asked = request.POST if request.method == "POST" else request.GET
    matters = queries.matters_on(actor, asked.getlist("n")[: rules.AGENDA_LONGEST], now=now_of(request))
    if "choose" in asked or not matters:
        return _choose(request, actor, [case.number for case in matters])
    if request.method == "POST":
        return _record(request, actor, matters)
    return _form_page(request, actor, matters, *_blank(matters))


def _choose(request: HttpRequest, actor: Actor, chosen: list[str]) -> HttpResponse:
    """Those escalated stand first; the others can be searched for. What was ticked stays ticked."""
    now, q = now_of(request), request.GET.get("q", "").strip()[:60]
    found = queries.to_meet_about(actor, now=now, q=q)
    beside = [case for case in queries.matters_on(actor, chosen, now=now) if case not in found]
    words = {
        "rows": [{**queries.row_of(case, now=now), "checked": case.number in chosen} for case in [*beside, *found]],
        "q": q,
    }
    return render(request, "outreach/meetings/choose.html", words)


def _record(request: HttpRequest, actor: Actor, matters: list[Any]) -> HttpResponse:
    head = forms.MeetingHeadForm(request.POST)
    parts = [forms.AgendaForm(request.POST, prefix=case.number) for case in matters]
    if not all([head.is_valid(), *[part.is_valid() for part in parts]]):
        return _form_page(request, actor, matters, head, parts, status=422)
    try:
        held = services.record_shared_meeting(
            actor=actor,
            meeting=_meeting_of(head),
            agenda=[_agenda_of(request, case, part) for case, part in zip(matters, parts, strict=True)],
            at=now_of(request),
        )
    except InvalidInput as refusal:
        _place_faults(refusal, matters, head, parts)
        return _form_page(request, actor, matters, head, parts, status=refusal.status)
    except CaseNotVisible:
        raise
    except Refusal as refusal:
        return _form_page(request, actor, matters, head, parts, refusal=refusal, status=refusal.status)
    return redirect(f"{reverse('outreach:meeting', args=[held.number])}?done=1")


def _meeting_of(head: django_forms.Form) -> rules.MeetingEntry:
    given = head.cleaned_data
    return rules.MeetingEntry(
        given["kind"], given["title"], given["held_on"], given["convener"], tuple(given["units"]), given["minutes"]
    )


def _agenda_of(request: HttpRequest, case: Any, part: django_forms.Form) -> rules.AgendaEntry:
    given = part.cleaned_data
    version = whole_number(request.POST.get(f"{case.number}-version", ""))
    return rules.AgendaEntry(case.number, given["conclusion"], tuple(given["decisions"]), version)


def _place_faults(
    refusal: InvalidInput, matters: list[Any], head: django_forms.Form, parts: Sequence[django_forms.Form]
) -> None:
    """Each fault at its field, of the meeting or of one matter."""
    by_number = {case.number: part for case, part in zip(matters, parts, strict=True)}
    for name, fault in refusal.fields.items():
        number, _, field = name.partition(".")
        if name == "decisions":
            parts[0].add_error("decisions", fault)
        elif number in by_number:
            by_number[number].add_error(field, fault)
        else:
            head.add_error(name if name in head.fields else None, fault)


def _blank(matters: list[Any]) -> tuple[django_forms.Form, Sequence[django_forms.Form]]:
    units = sorted({case.unit.code for case in matters if case.unit})
    title = matters[0].title if len(matters) == 1 else ""
    head = forms.MeetingHeadForm(initial={"title": title, "units": units})
    return head, [forms.AgendaForm(prefix=case.number) for case in matters]


def _form_page(
    request: HttpRequest,
    actor: Actor,
    matters: list[Any],
    head: django_forms.Form,
    parts: Sequence[django_forms.Form],
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    now = now_of(request)
    kinds = rules.meetings_of(actor.role)
    usual = coordination.MEETING_OF_ROUTE.get(matters[0].appeal.route, "DIRECTORS")
    chosen = head["kind"].value() or (usual if usual in kinds else next(iter(kinds)))
    words = {
        "form": head,
        "matters": [
            {**queries.row_of(case, now=now), "form": part, "name": f"{case.number}-decisions",
             "decisions": coordination.decision_words(part["decisions"], now)}
            for case, part in zip(matters, parts, strict=True)
        ],
        "move_help": {
            "kinds": coordination.meeting_kinds(actor.role, str(chosen)),
            "groups": coordination.unit_groups(actor.city_code, head["units"].value() or ()),
        },
        "choose_url": f"{reverse('outreach:new_meeting')}?{urlencode({'n': [case.number for case in matters]}, True)}",
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "outreach/meetings/new_meeting.html", words, status=status)


def _item(item: Any, *, now: datetime) -> dict[str, Any]:
    case = item.appeal.case
    return {
        "number": case.number,
        "title": case.title,
        "applicant": case.applicant.name if case.applicant else item.appeal.submitter_name,
        "is_demo": item.appeal.is_demo,
        "unit": case.unit.short_name if case.unit else "",
        "state": rules.APPEAL.state(case.state),
        "conclusion": item.conclusion,
        "tasks": [queries.task_row(one.case, now=now) for one in item.decisions.all()],
    }


def _lines(held: Any, actor: Actor, now: datetime) -> Iterator[tuple[object, ...]]:
    head = (
        held.number, rules.MEETINGS[held.kind], held.held_on.isoformat(), held.title, held.convener,
        "、".join(unit.short_name for unit in held.units.all()),
    )  # fmt: skip
    for item in queries.agenda_of(held, actor, on=localdate(now)):
        case = item.appeal.case
        matter = (case.number, case.title, item.conclusion)
        tasks = [queries.task_row(one.case, now=now) for one in item.decisions.all()]
        for one in tasks:
            task = (
                one["number"], one["unit_name"], one["task"], one["due_on"].isoformat(), one["state_label"],
                one["result"],
            )  # fmt: skip
            yield (*head, *matter, *task, held.recorded_by_name)
        if not tasks:
            yield (*head, *matter, "", "", "", "", "", "", held.recorded_by_name)


def _waiting(actor: Actor, now: datetime) -> int:
    """How many matters wait for a meeting that this post convenes."""
    kinds = {rules.ROUTE_OF_MEETING[kind]: kind for kind in rules.meetings_of(actor.role)}
    return sum(queries.awaiting_meeting(actor, kind, now=now).count() for kind in kinds.values())


def _wanted(request: HttpRequest) -> queries.MeetingWanted:
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("kind", "year", "q")}
    return queries.MeetingWanted(**asked)


def _url(wanted: queries.MeetingWanted, *, page: str = "outreach:meetings", **changes: str) -> str:
    return list_address(page, {"kind": wanted.kind, "year": wanted.year, "q": wanted.q}, **changes)
