"""我在树上哪里: for a signed-in company its stage, what comes next and why, and where its projects stand."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from yishang.contexts.life_events import queries, rules
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.parties import queries as parties


@require_safe
@open_to(frozenset({Role.ENT}), door="sign_in")
def mine(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Where the person's company stands; `company` chooses among several of one's own. Raises TreeNotFound."""
    today = localdate(now_of(request))
    companies = list(parties.entities(actor.entity_ids))
    if not companies:
        raise rules.TreeNotFound("您的账号还没有关联企业。", next_step="请联系营商办核对企业名录。")
    asked = whole_number(request.GET.get("company", ""))
    chosen = next((one for one in companies if one.pk == asked), companies[0])
    tree = queries.tree(rules.LEGAL, on=today)
    company = rules.Company(chosen.name, chosen.registered_on, chosen.scope)
    found = rules.position(company, queries.hints(), today=today)
    stage = tree.stages[found.place]
    words = {
        "tree": tree, "drawing": queries.drawing(tree, "tall"), "company": chosen, "companies": companies,
        "found": found, "stage": stage, "today": today,
        "heaps": _heaps(tree, found), "lit": _themes(tree, found), "projects": _projects(chosen.pk, today),
    }  # fmt: skip
    return render(request, "life_events/mine.html", words)


def _heaps(tree: rules.Tree, found: rules.Position) -> list[tuple[str, list[tuple[rules.Node, rules.Next]]]]:
    """What comes now, regularly, in the end; an event that the tree no longer has is passed over."""
    heaps = (("现在", found.now), ("经常要办", found.regular), ("不再经营时", found.at_the_end))
    return [
        (title, [(tree.nodes[one.event], one) for one in steps if one.event in tree.nodes]) for title, steps in heaps
    ]


def _themes(tree: rules.Tree, found: rules.Position) -> set[str]:
    """The leaves on which something comes now or regularly."""
    steps: Iterable[rules.Next] = (*found.now, *found.regular)
    return {tree.nodes[one.event].parent for one in steps if one.event in tree.nodes}


def _projects(entity_id: int, today: Any) -> list[tuple[str, str, rules.Node]]:
    """Each project of the library with its state and the stage of building that it is in."""
    stages = queries.tree(rules.PROJECT, on=today).stages
    projects = [one.project for one in parties.subjects_of(entity_id, on=today) if one.project]
    return [
        (one.name, one.get_build_status_display(), stages[rules.PROJECT_STAGES[one.build_status]])
        for one in projects
        if one.build_status in rules.PROJECT_STAGES
    ]
