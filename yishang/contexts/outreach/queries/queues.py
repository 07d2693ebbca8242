"""How many matters wait in each queue: the badges of the desk's navigation, asked for with every page."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, Subquery
from django.utils.timezone import localdate

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.queries.lists import QUEUES, TIMED_QUEUES, share_of, silent_before, told_to_call
from yishang.contexts.outreach.queries.tasks import tasks_waiting
from yishang.contexts.outreach.queries.warnings import warnings_open
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.measures.rules import BADGE_EXACT_UP_TO
from yishang.kernel.statements import Counted, Given

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yishang.kernel.cases.models import Case, CoUnit

# Told by what has ended, so that no index is entered once for every open state.
OPEN = ~Q(state__in=[state.code for state in rules.APPEAL.states if state.ended])
NOT_PLAIN = ("all", "warned", "assist")
SILENT, TOLD = "silent", "told to call"  # whom to ring, found by two indexes
OF_ACTOR = ("id", "unit_id", "region_code", "city_code")  # what narrows the rows; the post decides the rest


def queue_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """How many matters wait in each queue, counted up to one more than a badge shows; one statement along indexes."""
    given = {name: getattr(actor, name) for name in OF_ACTOR}
    worded = _worded(actor.role, *(bool(value) for value in given.values()))
    moments = {"now": now, "on": localdate(now), "silent_since": now - rules.RATING_WINDOW}
    counts = worded.counts(**given, **moments)
    calls = min(counts.pop(SILENT) + counts.pop(TOLD), BADGE_EXACT_UP_TO + 1)
    return {**counts, "call_back": calls}


@cache
def _worded(role: str, *present: bool) -> Counted:
    """One wording for each kind of post: everything of the person and the moment is given later."""
    later: dict[str, Any] = {name: Given(name) for name, is_there in zip(OF_ACTOR, present, strict=True) if is_there}
    anybody = replace(Actor(id=None, name="", role=role), **later)
    return Counted(lambda: _heaps(anybody), most=BADGE_EXACT_UP_TO + 1)


def _heaps(actor: Actor) -> "dict[str, QuerySet[Any]]":
    now = Given("now")
    plain = {code: _own(actor, code).filter(wanted) for code, (_, wanted) in QUEUES.items() if code not in NOT_PLAIN}
    timed = {
        code: cases.with_lamp(_own(actor, code), lamp, now=now).filter(OPEN) for code, (_, lamp) in TIMED_QUEUES.items()
    }
    calls = _own(actor, "call_back")
    silent, told = calls.filter(silent_before(Given("silent_since"))), calls.filter(told_to_call())
    tasks = tasks_waiting(actor, now=now, on=Given("on"))
    every = {**plain, **timed, "assist": _assisted(actor), SILENT: silent, TOLD: told, "tasks": tasks}
    return {**{code: rows.values("pk") for code, rows in every.items()}, "warned": _warned(actor)}


def _own(actor: Actor, code: str) -> "QuerySet[Case]":
    """The matters among which a queue counts: a unit's are those that it answers for."""
    if actor.role == Role.DEP:
        return cases.answered_for_by(actor.unit_id, rules.APPEAL).filter(share_of(actor, code))
    return cases.visible_to(actor, kind=rules.KIND, on=Given("on")).filter(share_of(actor, code))


def _assisted(actor: Actor) -> "QuerySet[CoUnit]":
    rows = cases.assisted_by(actor.unit_id)
    if actor.role != Role.DEP:  # SQLite would look through all matters to find that nobody assists
        return rows.none()
    open_rows = rows.filter(case__kind=rules.KIND, case__state__in=rules.APPEAL.open_states)
    return open_rows.exclude(case__unit_id=actor.unit_id) if actor.unit_id else open_rows


def _warned(actor: Actor) -> "QuerySet[Any]":
    """Matters with an open warning, found from the warnings: of all that is open they are few."""
    # As a value, not as a condition: PostgreSQL would rather join all matters than look these few up.
    case = Subquery(_own(actor, "warned").filter(OPEN, pk=OuterRef("appeal_id")).order_by().values("pk")[:1])
    return warnings_open().filter(appeal_id=case).order_by().values("appeal_id").distinct()
