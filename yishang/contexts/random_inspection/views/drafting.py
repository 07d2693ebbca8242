"""A plan or a task written down, and a draft changed; two who change one draft do not overwrite each other."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from yishang.contexts.random_inspection import forms, queries, rules, services
from yishang.contexts.random_inspection.models import Plan, Task
from yishang.contexts.random_inspection.queries import leads
from yishang.kernel.cases.forms import add_faults
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.rules import whole_number


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.PLANNERS)
def new_plan(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Write a plan down. Raises NotYours."""
    return _write(request, actor, kind="plan")


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.PLANNERS)
def new_task(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Set a batch up. Raises NotYours."""
    return _write(request, actor, kind="task")


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.PLANNERS)
def edit_plan(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """Change a draft; whoever saves second hears that it was changed meanwhile. Raises NothingThere, MoveNotOpen."""
    found = queries.plan(actor, number, now=now_of(request))
    if request.method != "POST":
        forms.refuse_editing(actor=actor, number=number, at=now_of(request))
    return _write(request, actor, kind="plan", draft=found)


def _write(request: HttpRequest, actor: Actor, *, kind: str, draft: Plan | None = None) -> HttpResponse:
    form, refusal = _blank(request, actor, kind=kind, draft=draft), None
    if request.method == "POST":
        try:
            if form.is_valid():
                made = once(request, actor=actor, act=lambda: _made(request, actor, form, kind=kind, draft=draft))
                return redirect(f"random_inspection:{kind}", number=made["number"])
        except InvalidInput as fault:
            add_faults(form, fault)
        except Refusal as fault:
            refusal = fault
    words = {
        "form": form,
        "refusal": refusal,
        "key": request.POST.get("idempotency_key", "") or new_key(),
        "title": "修改计划" if draft else "拟一份计划" if kind == "plan" else "建一个任务",
        "back": reverse(f"random_inspection:{kind}s"),
    }
    if draft:
        words["back"] = reverse("random_inspection:plan", args=[draft.case.number])
        words["version"] = request.POST.get("version", "") or draft.case.version
    status = refusal.status if refusal else 422 if request.method == "POST" else 200
    return render(request, "random_inspection/write.html", words, status=status)


def _made(request: HttpRequest, actor: Actor, form: Any, *, kind: str, draft: Plan | None) -> dict[str, Any]:
    if draft:
        version = whole_number(request.POST.get("version", "")) or 0  # a page without it saw nothing
        number = draft.case.number
        services.edit_plan(actor=actor, number=number, entry=form.entry(), at=now_of(request), version=version)
        return {"number": number}
    entry, at = form.entry(), now_of(request)
    made: Plan | Task
    if kind == "plan":
        made = services.draft_plan(actor=actor, entry=entry, at=at)
    elif entry.source.startswith(f"{rules.LEAD_PREFIX}-"):
        made = services.open_lead_task(actor=actor, number=entry.source, entry=entry, at=at)
    else:
        made = services.draft_task(actor=actor, entry=entry, at=at)
    return {"number": made.case.number}


def _drafted(found: Plan) -> dict[str, Any]:
    """What a draft says, for its form."""
    told = {name: getattr(found, name) for name in ("year", "kind", "way", "scope", "amount", "first_day", "last_day")}
    chosen = {"items": [one.code for one in found.items.all()], "units": [one.code for one in found.units.all()]}
    return {"title": found.case.title, **told, **chosen}


def _blank(request: HttpRequest, actor: Actor, *, kind: str, draft: Plan | None = None) -> Any:
    """The form with what may be chosen today, filled in with what was sent."""
    on, data = localdate(now_of(request)), request.POST if request.method == "POST" else None
    items = [(one.code, f"{one.code} {one.name}") for one in queries.items_in_force(on=on)]
    units = [(one.unit.code, one.unit.short_name) for one in queries.departments(on=on)]
    if kind == "plan":
        return forms.PlanForm(data, items=items, units=units, initial=_drafted(draft) if draft else {"year": on.year})
    running = queries.plans(actor, queries.Wanted(), on=on).filter(case__state__in=("PUBLISHED", "ADJUSTED"))
    plans_open = [(one.case.number, one.case.title) for one in running]
    tags = [(one.code, one.name) for one in queries.libraries()]
    chosen = {name: request.GET.get(name, "") for name in ("plan", "source")}
    chosen |= {"kind": "SPECIAL"} if chosen["source"] else {}
    chosen |= _of_lead(actor, chosen["source"], request) if chosen["source"].startswith(f"{rules.LEAD_PREFIX}-") else {}
    return forms.TaskForm(data, items=items, units=units, plans=plans_open, tags=tags, initial=chosen)


def _of_lead(actor: Actor, number: str, request: HttpRequest) -> dict[str, Any]:
    """What a task that follows a lead begins with. Raises NothingThere."""
    found = leads.lead(actor, number, now=now_of(request))
    return {
        "title": found.case.title,
        "reason": f"{found.get_source_display()} {found.ref}：{found.content}"[: rules.REASON_LONGEST],
        "uscc": found.entity.uscc if found.entity else "",
        "due_on": found.due_on,
    }
