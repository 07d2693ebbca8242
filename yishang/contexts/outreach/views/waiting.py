"""A leader's page: what waits for them, heap by heap, and who to ring about it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.views.access import now_of, open_to
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SPONSORS, Actor, Role

LEADERS = frozenset({*SPONSORS, Role.VML})


@require_safe
@open_to(LEADERS, door="sign_in")
def waiting(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The heaps with their counts; the matters of the one asked for (`?heap=`), else of the first that has any.

    Raises InvalidInput for a heap that there is none of.
    """
    now = now_of(request)
    heaps = queries.waiting_heaps(actor, now=now)
    asked = request.GET.get("heap", "")
    if asked and asked not in {heap.code for heap in heaps}:
        raise InvalidInput({"heap": f"没有“{asked}”这一类。"}, next_step="请从页面上的分类选择。")
    shown = next((heap for heap in heaps if (heap.code == asked if asked else heap.count)), None)
    found = queries.waiting_matters(actor, shown.code, now=now) if shown else []
    at_the_desk = actor.role == Role.VML
    words = {
        "base": "base_desk.html" if at_the_desk else "base_phone.html",
        "heaps": heaps,
        "shown": shown,
        "cards": queries.own_cards(found, now=now),
        "matter_url": "outreach:desk_matter" if at_the_desk else "outreach:matter",
        "rest": shown.count - len(found) if shown else 0,
    }
    return render(request, "outreach/waiting.html", words)
