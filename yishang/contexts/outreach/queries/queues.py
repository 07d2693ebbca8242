"""How many matters wait in each queue: the badges of the desk's navigation, asked for with every page."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.timezone import localdate

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.queries.lists import QUEUES, TIMED_QUEUES, share_of, to_call
from yishang.contexts.outreach.queries.tasks import tasks_waiting
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.measures.rules import BADGE_EXACT_UP_TO
from yishang.kernel.statements import Counted, Given

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yishang.kernel.cases.models import Case, CoUnit

OPEN = Q(state__in=rules.APPEAL.open_states)
NOT_PLAIN = ("all", "warned", "assist")
OF_ACTOR = ("id", "unit_id", "region_code", "city_code")  # what narrows the rows; the post decides the rest


def queue_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """How many matters wait in each queue, counted up to one more than a badge shows; one statement along indexes."""
    given = {name: getattr(actor, name) for name in OF_ACTOR}
    worded = _worded(actor.role, *(bool(value) for value in given.values()))
    moments = {"now": now, "on": localdate(now), "silent_since": now - rules.RATING_WINDOW}
    return worded.counts(**given, **moments)


@cache
def _worded(role: str, *present: bool) -> Counted:
    """One wording for each kind of post: everything of the person and the moment is given later."""
    later: dict[str, Any] = {name: Given(name) for name, is_there in zip(OF_ACTOR, present, strict=True) if is_there}
    anybody = replace(Actor(id=None, name="", role=role), **later)
    return Counted(lambda: _heaps(anybody), most=BADGE_EXACT_UP_TO + 1)


def _heaps(actor: Actor) -> "dict[str, QuerySet[Any]]":
    now = Given("now")
    plain = {code: _own(actor, code).filter(wanted) for code, (_, wanted) in QUEUES.items() if code not in NOT_PLAIN}
    warned = _own(actor, "warned").filter(OPEN, QUEUES["warned"][1])
    timed = {
        code: cases.with_lamp(_own(actor, code), lamp, now=now).filter(OPEN) for code, (_, lamp) in TIMED_QUEUES.items()
    }
    calls = _own(actor, "call_back").filter(to_call(silent_since=Given("silent_since")))
    tasks = tasks_waiting(actor, now=now, on=Given("on"))
    return {**plain, **timed, "warned": warned, "assist": _assisted(actor), "call_back": calls, "tasks": tasks}


def _own(actor: Actor, code: str) -> "QuerySet[Case]":
    """The matters among which a queue counts: a unit's are those that it answers for."""
    if actor.role == Role.DEP:
        return cases.answered_for_by(actor.unit_id, rules.APPEAL).filter(share_of(actor, code))
    return cases.visible_to(actor, kind=rules.KIND, on=Given("on")).filter(share_of(actor, code))


def _assisted(actor: Actor) -> "QuerySet[CoUnit]":
    rows = cases.assisted_by(actor.unit_id if actor.role == Role.DEP else None)
    open_rows = rows.filter(case__kind=rules.KIND, case__state__in=rules.APPEAL.open_states)
    return open_rows.exclude(case__unit_id=actor.unit_id) if actor.unit_id else open_rows
