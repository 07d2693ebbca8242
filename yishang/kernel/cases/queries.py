"""Reads over matters of every process. Who may see is a parameter of each."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from yishang.kernel.cases.models import Case, CoUnit, SavedFilter
from yishang.kernel.cases.rules import Workflow
from yishang.kernel.context import InvalidInput, modules_named
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor, Role, Scope, scope_of
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.journal.models import Fact
from yishang.kernel.statements import Given, Prepared

TOTAL_EXACT_UP_TO = 1000
CURSOR_LONGEST = 18


@dataclass(frozen=True)
class Page:
    """One page of a list, newest first; `next` is where the one after it begins. `total` is exact up to 1,000 and
    counted in `counter` (件, 次).
    """

    items: list[Case]
    next: str
    total: int
    counter: str

    @property
    def total_text(self) -> str:
        number = f"{self.total}" if self.total <= TOTAL_EXACT_UP_TO else f"至少 {TOTAL_EXACT_UP_TO}"
        return f"{number} {self.counter}"


@dataclass(frozen=True)
class StatesVerdict:
    """How many matters were found sound, and the first whose state is not what its facts say (number, why)."""

    count: int
    number: str = ""
    why: str = ""


def visible_to(actor: Actor, *, kind: str, on: date | Given, region: str = "") -> QuerySet[Case]:
    """The matters of one process that the actor may see on that day; none for posts without business rights.

    `region` narrows them to one county.
    """
    scope = _scope_in(actor, kind)
    if scope.kind == "none" or _is_closed(actor, kind):
        return Case.objects.none()
    rows = Case.objects.filter(kind=kind, region_id=region) if region else Case.objects.filter(kind=kind)
    if scope.kind == "city" and region and geo.city_of(region) == scope.key:
        return rows  # the county implies the city, and its index alone then finds the rows
    return _within(rows, scope, kind=kind, on=on)


def visible_one(actor: Actor, *, workflow: Workflow, number: str, on: date, locked: bool = False) -> Case | None:
    """The matter of that number if the actor may see it, with its company, unit and the process's own row.

    `locked` keeps others from changing it until the transaction ends; Django raises outside of one.
    """
    scope = _scope_in(actor, workflow.kind)
    if scope.kind == "none" or _is_closed(actor, workflow.kind):
        return None
    if isinstance(scope.key, tuple):  # a list of companies has no fixed length, so it is worded anew
        return _whole(visible_to(actor, kind=workflow.kind, on=on), workflow.own, locked).filter(number=number).first()
    return _one(workflow.kind, workflow.own, scope.kind, locked).first(number=number, key=scope.key, on=on)


def visible_number(actor: Actor, number: str, *, on: date) -> Case | None:
    """The matter of that number, of whichever process, if the actor may see it; with its company."""
    kind = Case.objects.filter(number=number).values_list("kind", flat=True).first()
    if kind is None:
        return None
    return visible_to(actor, kind=kind, on=on).filter(number=number).select_related("applicant").order_by().first()


@cache
def _one(kind: str, own: str, scope: str, locked: bool) -> Prepared[Case]:
    """Asked at every look at a matter and every move: worded once for each kind of post."""
    key: Any = Given("key")
    on: Any = Given("on")

    def say() -> QuerySet[Case]:
        rows = _within(Case.objects.filter(kind=kind, number=Given("number")), Scope(scope, key), kind=kind, on=on)
        return _whole(rows, own, locked).order_by()

    return Prepared(say)


def _whole(rows: QuerySet[Case], own: str, locked: bool) -> QuerySet[Case]:
    """With the rows beside it. PostgreSQL, having waited for a lock, reads anew only what it locks: so the process's
    own row is locked too, and the unit, which may have changed meanwhile, is not fetched along.
    """
    beside = [own] if own else []
    if not locked:
        return rows.select_related("applicant", "unit", *beside)
    rows = rows.filter(**{f"{own}__isnull": False}) if own else rows
    return rows.select_related("applicant", *beside).select_for_update(of=("self", *beside))


def _within(rows: QuerySet[Case], scope: Scope, *, kind: str, on: date | Given) -> QuerySet[Case]:
    """The rows that a scope leaves; its key may still be to be given."""
    if scope.kind == "filed":
        lookup = _filed_by(kind)
        return rows.filter(**{lookup: scope.key}) if lookup and scope.key else rows.none()
    if scope.kind == "assigned":
        lookup = _assigned_to(kind)
        return rows.filter(**{lookup: scope.key}) if lookup and scope.key else rows.none()
    if scope.kind == "sponsored" and (lookup := _seen_by(kind)):
        return rows.filter(_inside(scope, on) | Q(**{lookup: scope.key}))
    return rows.filter(_inside(scope, on))


def _scope_in(actor: Actor, kind: str) -> Scope:
    """What a post sees of one process: an overseer the city's matters of the processes that name it, else nothing."""
    scope = scope_of(actor)
    if scope.kind != "overseen":
        return scope
    return Scope("city", scope.key) if actor.role in _overseers(kind) else Scope("none")


@cache
def _overseers(kind: str) -> frozenset[str]:
    """The posts that a process lets see all its matters of their city."""
    return next((workflow.overseen_by for workflow in workflows() if workflow.kind == kind), frozenset())


@cache
def _assigned_to(kind: str) -> str:
    """How a process says who was put on a matter."""
    return next((workflow.assigned_to for workflow in workflows() if workflow.kind == kind), "")


@cache
def _filed_by(kind: str) -> str:
    """How a process says who filed a matter; read once, for processes are code."""
    return next((workflow.filed_by for workflow in workflows() if workflow.kind == kind), "")


def _is_closed(actor: Actor, kind: str) -> bool:
    return actor.role == Role.API and _closed_to_keys(kind)


@cache
def _closed_to_keys(kind: str) -> bool:
    return any(workflow.closed_to_keys for workflow in workflows() if workflow.kind == kind)


@cache
def _seen_by(kind: str) -> str:
    """How a process says who else of the sponsors' side sees a matter."""
    return next((workflow.seen_by for workflow in workflows() if workflow.kind == kind), "")


def _inside(scope: Scope, on: date | Given) -> Q:
    """The condition that a scope puts on a case."""
    match scope.kind:
        case "all":
            return Q()
        case "city":
            return Q(city_id=scope.key)
        case "region":
            return Q(region_id=scope.key)
        case "unit":
            return _of_unit(scope.key)
        case "entities":
            return Q(applicant_id__in=scope.key)
        case "sponsored":
            return Q(applicant_id__in=directory.sponsored_entities(scope.key, on=on))
    raise ValueError(f"no such scope: {scope.kind}")


def _of_unit(unit_id: Any) -> Q:
    """Matters that a unit answers for or assists with. The few assisted ones are named, so that indexes serve both."""
    if isinstance(unit_id, Given):  # for one matter the index of its own few assistants is enough
        assists = CoUnit.objects.filter(unit_id=unit_id, ended_at=None, case=OuterRef("pk"))
        return Q(unit_id=unit_id) | Q(Exists(assists))
    assisted = list(CoUnit.objects.filter(unit_id=unit_id, ended_at=None).values_list("case_id", flat=True))
    return Q(unit_id=unit_id) | Q(pk__in=assisted) if assisted else Q(unit_id=unit_id)


def answered_for_by(unit_id: int | Given | None, workflow: Workflow) -> QuerySet[Case]:
    """A unit's own matters of a process, known by the process's row and not by their kind.

    Where the kind is named, SQLite may look through all matters of that kind instead of the few of the unit.
    """
    return Case.objects.filter(Q(**{"unit_id": unit_id, f"{workflow.own}__isnull": False}))


def page_of(rows: QuerySet[Case], *, cursor: str, limit: int, beside: Collection[str], counter: str) -> Page:
    """A keyset page, newest first, with the rows `beside` each. Raises InvalidInput for a cursor that is not ours."""
    if cursor and (len(cursor) > CURSOR_LONGEST or whole_number(cursor) is None):
        raise InvalidInput({"cursor": "翻页位置已失效。"}, next_step="请从第一页重新查看。")
    total = rows.order_by()[: TOTAL_EXACT_UP_TO + 1].count()
    following = rows.filter(pk__lt=int(cursor)) if cursor else rows
    keys = list(following.order_by("-id").values_list("pk", flat=True)[: limit + 1])
    items = list(among(keys[:limit], *beside).order_by("-id"))
    return Page(items, str(keys[limit - 1]) if len(keys) > limit else "", total, counter)


def assisted_by(unit_id: int | Given | None) -> QuerySet[CoUnit]:
    """The matters, each once, with which a unit assists now."""
    return CoUnit.objects.filter(Q(unit_id=unit_id), ended_at=None)


def co_units_of(case_id: int) -> QuerySet[CoUnit]:
    """Who assists with a matter now, in the order of joining."""
    return CoUnit.objects.filter(case_id=case_id, ended_at=None).select_related("unit").order_by("pk")


def children_of(case_id: int, *, kind: str) -> QuerySet[Case]:
    """The matters of one kind under another: tasks of a meeting, merged duplicates. The parent's viewer sees them."""
    return Case.objects.filter(parent_id=case_id, kind=kind).select_related("unit").order_by("pk")


def among(keys: Collection[int], *related: str) -> QuerySet[Case]:
    """The matters of these keys (of one page, picked by a query of its own), with their related rows.

    So a list finds its page in an index alone; only what it shows is fetched, and nothing wide is sorted.
    """
    return Case.objects.filter(pk__in=keys).select_related(*related)


def with_lamp(rows: QuerySet[Case], lamp: str, *, now: datetime | Given) -> QuerySet[Case]:
    """Only matters whose current clock shows that lamp: green, yellow, red (overdue) or blue (paused)."""
    if lamp == "blue":
        return rows.filter(is_paused=True)
    running = rows.filter(is_paused=False, due_at__isnull=False)
    if lamp == "red":
        return running.filter(due_at__lt=now)
    if lamp == "yellow":
        return running.filter(due_at__gte=now, warn_at__lte=now)
    return running.filter(warn_at__gt=now)


def subjects_of(kind: str) -> QuerySet[Case]:
    """Every matter of a process, for jobs and figures that look at all of them."""
    return Case.objects.filter(kind=kind)


def workflows() -> list[Workflow]:
    """The processes that the installed contexts declare in their rules."""
    found = (value for module in modules_named("rules") for value in vars(module).values())
    return [value for value in found if isinstance(value, Workflow)]


def verify_states(declared: Iterable[Workflow] | None = None) -> StatesVerdict:
    """Compare each matter's state with the last fact that set one, or its process's first state; stop at a difference.

    The journal proves that no fact was changed, this that no state was changed beside the facts. Reads in a stream.
    """
    starts = {workflow.kind: workflow.start for workflow in (workflows() if declared is None else declared)}
    setting = Fact.objects.filter(subject=OuterRef("number"), data__to__isnull=False).order_by("-sequence")
    rows = Case.objects.order_by("pk").annotate(told=Subquery(setting.values("data__to")[:1]))
    count = 0
    for number, kind, state, told in rows.values_list("number", "kind", "state", "told").iterator(chunk_size=2000):
        expected = told or starts.get(kind, "")
        if state != expected:
            return StatesVerdict(count, number, f"状态是 {state}，留痕写明的是 {expected or '（没有留痕）'}")
        count += 1
    return StatesVerdict(count)


def saved_filters(actor: Actor, kind: str) -> list[SavedFilter]:
    """The person's own filters of a process in their order, then those that others share in the same unit."""
    mine = actor.id or 0
    visible = Q(owner_id=mine) | Q(unit_id=actor.unit_id) if actor.unit_id else Q(owner_id=mine)
    rows = SavedFilter.objects.filter(visible, kind=kind).select_related("owner")
    return sorted(rows, key=lambda row: (row.owner_id != mine, row.place if row.owner_id == mine else 0, row.pk))


def first_filter(actor: Actor, kind: str) -> SavedFilter | None:
    """The filter with which this person's list of a process opens."""
    return SavedFilter.objects.filter(owner_id=actor.id or 0, kind=kind, is_first=True).first()
