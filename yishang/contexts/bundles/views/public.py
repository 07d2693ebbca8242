"""一件事一次办 for everybody: choose a trade, answer a few questions, read what it takes. Works without script."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from yishang.contexts.bundles import queries, rules
from yishang.contexts.bundles.views.access import FILERS
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of

Q_LONGEST = 20


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Every bundle by trade, narrowed by a word."""
    today, q = localdate(now_of(request)), request.GET.get("q", "").strip()[:Q_LONGEST]
    offers = [one for one in queries.offers(today) if q in one.bundle.title]
    shelves = [(trade, [one for one in offers if one.bundle.trade == trade]) for trade in rules.TRADES]
    words = {"shelves": [(trade, found) for trade, found in shelves if found], "q": q, "total": len(offers)}
    return render(request, "bundles/public/home.html", words)


@require_safe
def bundle(request: HttpRequest, code: str) -> HttpResponse:
    """One bundle: what it usually comes to, and the way to one's own answer. Raises BundleNotFound."""
    today = localdate(now_of(request))
    found = queries.offer(queries.bundle(code), on=today)
    usual = rules.usual_answers(found.bundle, queries.subjects()[code])
    words = {
        "offer": found,
        "bundle": found.bundle,
        "steps": _steps(found.plan) if found.plan else (),
        "usual": [(one.text, one.label_of(usual[one.code])) for one in found.bundle.questions if one.code in usual],
        "result_url": f"{reverse('bundles:result', args=[code])}?{urlencode(usual)}",
    }
    return render(request, "bundles/public/bundle.html", words)


@require_safe
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """The next question; its answers are links. Raises BundleNotFound, BundleSuspended, InvalidInput."""
    today, found = localdate(now_of(request)), queries.bundle(code)
    queries.check_offered(found, queries.elements_on(today))
    answers = rules.check_answers(found, request.GET.dict())
    question = rules.next_question(found, answers)
    if question is None:
        return redirect(f"{reverse('bundles:result', args=[code])}?{urlencode(answers)}")
    earlier = list(answers.items())
    words = {
        "bundle": found,
        "question": question,
        "options": [(label, f"?{urlencode({**answers, question.code: word})}") for word, label in question.options],
        "place": len(answers) + 1,
        "most": len(found.questions),
        "told": _told(found, answers),
        "back": f"?{urlencode(earlier[:-1])}" if earlier else "",
    }
    return render(request, "bundles/public/ask.html", words)


@require_safe
def result(request: HttpRequest, code: str) -> HttpResponse:
    """What the answers come to, to be printed as 一次性告知单. Raises as ask, NothingToDo."""
    found, answers = queries.bundle(code), request.GET.dict()
    queries.check_offered(found, queries.elements_on(localdate(now_of(request))))
    if rules.next_question(found, rules.check_answers(found, answers)) is not None:
        return redirect(f"{reverse('bundles:ask', args=[code])}?{urlencode(rules.check_answers(found, answers))}")
    return render(request, "bundles/public/result.html", result_words(request, code, answers))


def result_words(request: HttpRequest, code: str, answers: rules.Answers) -> dict[str, Any]:
    """What the result page and the intake page show of a plan. Raises as queries.plan."""
    found, plan = queries.plan(code, answers, on=localdate(now_of(request)))
    kept = rules.check_answers(found, answers)
    actor: Actor | None = request.actor or None  # type: ignore[attr-defined]
    return {
        "bundle": found,
        "plan": plan,
        "told": _told(found, kept),
        "steps": _steps(plan),
        "bars": _bars(plan),
        "slow": [plan.items[one].name for part in plan.parts if part.key in plan.path for one in part.items[:1]],
        "papers": [_paper(plan, paper) for paper in plan.to_hand_in],
        "spared": [_paper(plan, paper) for paper in plan.not_needed],
        "fees": [(plan.items[item].name, fee) for item, fee in plan.fees],
        "query": urlencode(kept),
        "may_apply": actor is None or actor.role in FILERS,
        "is_staff": actor is not None and actor.role != Role.ENT,
    }


def _told(bundle: rules.Bundle, answers: rules.Answers) -> list[tuple[str, str]]:
    return [(one.text, one.label_of(answers[one.code])) for one in bundle.questions if one.code in answers]


def _steps(plan: rules.Plan) -> list[tuple[str, list[tuple[str, Any]]]]:
    """The six agency steps that occur, each with its items."""
    of_step: dict[str, list[tuple[str, Any]]] = {step: [] for step in rules.STEPS}
    for entry in plan.entries:
        of_step[entry.step].append((entry.item, plan.items[entry.item]))
    return [(step, found) for step, found in of_step.items() if found]


def _bars(plan: rules.Plan) -> list[dict[str, Any]]:
    """Each part as a bar on the common time line, in hundredths."""
    scale = 100 / plan.half_days
    return [
        {
            "department": part.department,
            "items": "、".join(plan.items[one].name for one in part.items),
            "x": round(part.begins * scale, 1),
            "width": round(part.half_days * scale, 1),
            "half_days": part.half_days,
            "is_slow": part.key in plan.path,
        }
        for part in plan.parts
    ]


def _paper(plan: rules.Plan, paper: rules.PaperOnce) -> dict[str, Any]:
    return {
        "paper": paper,
        "material": paper.material,
        "users": [plan.items[one].name for one in paper.items],
        "from_item": plan.items[paper.from_item].name if paper.from_item else "",
    }
