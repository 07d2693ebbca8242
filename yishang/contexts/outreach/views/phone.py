"""The company's pages: its matters, submitting one, and one matter with what the company may do about it.

For companies, their liaisons, and sponsoring leaders and departments. Everybody else has the desk.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.outreach import forms, queries, rules, services
from yishang.contexts.outreach.views.access import PHONE, is_fragment, now_of, open_to
from yishang.contexts.outreach.views.panel import APART
from yishang.kernel.cases.services import KeyUsedForOtherContent
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.cases.views.shown import picture_of
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import SPONSORS, Actor, Role
from yishang.kernel.intake.rules import whole_number

MOVES = ("rate_appeal", "supplement_appeal", "urge_appeal", "withdraw_appeal")
DONE = {
    "rate_appeal": "评价已收到，谢谢您。",
    "supplement_appeal": "补充的内容已送到，承办人能看到。",
    "urge_appeal": "已催办，办理的人马上会收到。",
    "withdraw_appeal": "已撤回，需要时可以重新提交。",
}
CARDS = 20
COMPANIES = 8
TILES = 7  # the rest of the categories opens with one more tap
FIELD_OF_SERVICE = {"contact.phone": "contact_phone"}


class NoSuchStep(Refusal):
    """The address names no step that is taken on these pages."""

    status = 404


@require_safe
@open_to(PHONE, door="sign_in")
def mine(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The matters of my company, or of those I answer for, in three heaps."""
    now = now_of(request)
    heap = request.GET.get("heap", "open")
    heap = heap if heap in queries.HEAPS else "open"
    rows = queries.own_matters(actor, heap, now=now)
    page = queries.page_of(rows, by_due=False, cursor=request.GET.get("cursor", ""), limit=CARDS)
    counts = queries.own_counts(actor, now=now)
    words = {
        "heap": heap,
        "heaps": [(code, label, counts[code]) for code, (label, _) in queries.HEAPS.items()],
        "cards": queries.own_cards(page.items, now=now),
        "page": page,
        "to_rate": counts["rating"] if actor.role == Role.ENT and heap == "open" else 0,
        "several": actor.role != Role.ENT or len(actor.entity_ids) > 1,
        "is_new": not any(counts.values()),
        "is_sponsor": actor.role in SPONSORS,
    }
    return render(request, "outreach/phone/mine.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(PHONE, door="sign_in")
def submit_appeal(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The form; its two live parts (companies found, what to expect); and taking it in, once."""
    if request.method == "POST":
        return _take(request, actor)
    if is_fragment(request) and request.GET.get("part") == "expectation":
        found = queries.expectation(request.GET.get("category", ""), city_code=actor.city_code)
        return render(request, "outreach/phone/expectation.html", {"expected": found})
    if is_fragment(request):
        return render(request, "outreach/phone/companies.html", _companies(request, actor, request.GET))
    given = QueryDict(mutable=True)
    given.update({"contact_name": request.user.name, "contact_phone": request.user.phone})  # type: ignore[union-attr]
    return _form_page(request, actor, given)


@require_safe
@open_to(PHONE, door="sign_in")
def matter(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One matter; right after submitting it, first a calm word about what happens next."""
    if request.GET.get("submitted"):
        return _matter_page(request, actor, number, template="outreach/phone/submitted.html")
    return _matter_page(request, actor, number)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(PHONE, door="sign_in")
def move(request: HttpRequest, *, actor: Actor, number: str, move: str) -> HttpResponse:
    """Rate, supplement or withdraw: the form, and carrying it out. What is too late is said on the matter's page."""
    if move not in MOVES:
        raise NoSuchStep("没有这一步。", next_step="请从诉求页面的按钮进入。")
    try:
        if request.method == "POST":
            return _carry_out(request, actor, number, move)
        return _move_page(request, actor, number, move, forms.INTENTIONS[move].form(initial=request.GET.dict()))
    except InvalidInput as refusal:
        return _move_page(request, actor, number, move, _with_faults(move, request.POST, refusal), refusal=refusal)
    except Refusal as refusal:
        if refusal.status != 409:
            raise
        return _matter_page(request, actor, number, refusal=refusal)


# ---- submitting ---------------------------------------------------------------------------------------------------


def _take(request: HttpRequest, actor: Actor) -> HttpResponse:
    now, given = now_of(request), request.POST
    try:
        answer = _once(request, actor, lambda: _submit(actor, given, now))
    except InvalidInput as refusal:
        faults = {FIELD_OF_SERVICE.get(name, name): fault for name, fault in refusal.fields.items()}
        return _form_page(request, actor, given, faults=faults, status=refusal.status)
    except KeyUsedForOtherContent:
        words = Refusal(
            "刚才那一份已经提交成功，现在的内容有改动。",
            next_step="如果是另一件事，请再点一次“提交”；如果是补充，请到那件诉求里点“补充材料”。",
        )
        return _form_page(request, actor, given, refusal=words, fresh_key=True, status=409)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _form_page(request, actor, given, refusal=refusal, status=refusal.status)
    return redirect(reverse("outreach:matter", args=[answer["number"]]) + "?submitted=1")


def _submit(actor: Actor, given: QueryDict, now: datetime) -> dict[str, str]:
    appeal = services.submit_appeal(actor=actor, at=now, **forms.submission_of(given))
    return {"number": appeal.case.number}


def _once(request: HttpRequest, actor: Actor, act: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Carry out `act` once for the page's key; misuse is noted. Raises what `act` raises."""
    try:
        return once(request, actor=actor, act=act)
    except rules.SubjectOfOthers:
        services.record_misuse(actor=actor, uscc=request.POST.get("uscc", ""), at=now_of(request))
        raise


def _form_page(
    request: HttpRequest,
    actor: Actor,
    given: QueryDict,
    *,
    faults: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
    fresh_key: bool = False,
    status: int = 200,
) -> HttpResponse:
    category = given.get("category", "")
    words = {
        "given": given,
        "faults": faults or {},
        "refusal": refusal,
        "kinds": _tiles(category, on=localdate(now_of(request))),
        "expected": queries.expectation(category, city_code=actor.city_code) if category else None,
        "pictures": _uploaded(given.getlist("images")),
        "key": "" if fresh_key else given.get("idempotency_key", ""),
        "limits": {"title": rules.TITLE_MAX, "content": rules.CONTENT_MAX, "pictures": rules.PICTURES_MAX},
        **_companies(request, actor, given),
    }
    words["key"] = words["key"] or new_key()
    return render(request, "outreach/phone/submit_appeal.html", words, status=status)


def _tiles(chosen: str, *, on: date) -> list[dict[str, Any]]:
    return [
        {
            "value": one.code,
            "label": one.short_name,
            "name": one.name,
            "icon": one.icon or "dots",
            "checked": one.code == chosen,
            "rest": place >= TILES,
        }
        for place, one in enumerate(queries.categories_in_use(on=on))
    ]


def _companies(request: HttpRequest, actor: Actor, given: QueryDict) -> dict[str, Any]:
    """The companies to choose from: the one already chosen, and the first that fit the words searched for."""
    text, chosen = request.GET.get("company", "").strip()[:60], given.get("uscc", "")
    found = list(queries.companies_of(actor, now=now_of(request), text=text)[: COMPANIES + 1])
    if chosen and chosen not in {company.uscc for company in found}:
        found = [*queries.companies_of(actor, now=now_of(request), uscc=chosen), *found]
    return {
        "companies": found[:COMPANIES],
        "chosen": found[0].uscc if len(found) == 1 and not text else chosen,
        "more": len(found) > COMPANIES,
        "company_text": text,
    }


def _uploaded(ids: list[str]) -> list[dict[str, str]]:
    """Pictures sent before, shown again when the form comes back."""
    return [{"id": one, "thumbnail": reverse("thumbnail", args=[one])} for one in ids if whole_number(one)]


# ---- one matter ---------------------------------------------------------------------------------------------------


def _matter_page(
    request: HttpRequest,
    actor: Actor,
    number: str,
    *,
    template: str = "outreach/phone/matter.html",
    refusal: Refusal | None = None,
) -> HttpResponse:
    now = now_of(request)
    found = queries.detail(actor, number, now=now)
    colour, text = queries.own_lamp(found.case, now=now)
    turn = queries.turn_of(found.case, now=now)
    words = {
        "found": found,
        "case": found.case,
        "lamp_colour": colour,
        "lamp_text": found.state_label if text == found.state_label else APART.join((found.state_label, text)),
        "turn": turn,
        "entries": [*map(_entry, found.timeline), *_coming(found, turn)],
        "moves": {one.name for one in found.moves},
        "pictures": [picture_of(picture) for picture in found.pictures],
        "urging": _urging(found, now),
        "key": new_key(),
        "refusal": refusal,
        "done": DONE.get(request.GET.get("done", "")) if refusal is None else None,
    }
    return render(request, template, words, status=refusal.status if refusal else 200)


def _urging(found: queries.Detail, now: datetime) -> dict[str, Any]:
    """What the page says of urging: whether one may now, how often one has, and from when on again."""
    appeal, calendar = found.appeal, clock_queries.calendar()
    again = rules.next_urging(calendar, appeal.urged_at) if appeal.urged_at else None
    is_waiting = again is not None and localdate(now) < again
    return {
        "is_open": any(move.name == "urge_appeal" for move in found.moves),
        "count": appeal.urged_count,
        "at": appeal.urged_at,
        "again": again if is_waiting else None,
    }


def _entry(entry: queries.Entry) -> dict[str, Any]:
    return {
        "title": entry.title,
        "at": entry.at,
        "meta": APART.join(filter(None, (entry.who, *entry.details))),
        "body": entry.note,
        "pictures": [picture_of(picture) for picture in entry.pictures],
    }


def _coming(found: queries.Detail, turn: queries.Turn) -> list[dict[str, Any]]:
    """What has not happened yet, as the last line of the course."""
    if rules.APPEAL.state(found.case.state).ended:
        return []
    return [{"title": "接下来", "body": f"{turn.unit.name if turn.unit else ''}{turn.words}", "tone": "next"}]


def _carry_out(request: HttpRequest, actor: Actor, number: str, move: str) -> HttpResponse:
    def act() -> dict[str, str]:
        forms.carry_out(actor=actor, number=number, move=move, values=request.POST, at=now_of(request))
        return {"number": number}

    _once(request, actor, act)
    return redirect(reverse("outreach:matter", args=[number]) + f"?done={move}")


def _move_page(
    request: HttpRequest, actor: Actor, number: str, move: str, form: Any, *, refusal: InvalidInput | None = None
) -> HttpResponse:
    """The form of one move. Raises what stands against the move when it is not open to this person now."""
    found = queries.detail(actor, number, now=now_of(request))
    if move not in {one.name for one in found.moves}:
        forms.refuse_move_first(actor=actor, number=number, move=move, at=now_of(request), version=None)
    words = {
        "found": found,
        "case": found.case,
        "form": form,
        "pictures": _uploaded(request.POST.getlist("images")),
        "limits": {"pictures": rules.PICTURES_MAX},
        "key": request.POST.get("idempotency_key", "") or new_key(),
        "star": whole_number(form["star"].value()) or 0 if "star" in form.fields else 0,
    }
    return render(request, f"outreach/phone/{move}.html", words, status=refusal.status if refusal else 200)


def _with_faults(move: str, given: QueryDict, refusal: InvalidInput) -> Any:
    """The form as it was filled in, each fault at its field."""
    form = forms.INTENTIONS[move].form(given)
    forms.add_faults(form, refusal)
    return form
