"""The matters of one kind as each post sees them: heaps, one page, one line; and one matter in full."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from yishang.contexts.credit import rules
from yishang.contexts.credit.models import Decision
from yishang.contexts.credit.queries.companies import papers_of
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import CaseNotVisible, Move, Workflow, duties_of
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.evidence import queries as evidence
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.journal import queries as journal

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case
    from yishang.kernel.evidence.models import Picture
    from yishang.kernel.journal.models import Fact

HEAPS = {"waiting": "等我办", "open": "办理中", "overdue": "超期", "ended": "已了结", "all": "全部"}
PREFIXES = {
    "SG": rules.PUSH, "YJ": rules.WARNING, "YC": rules.LISTING, "YW": rules.SERIOUS_LIST, "LC": rules.SANCTION,
    "XF": rules.CREDIT_REPAIR,
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for; empty means any. `state` narrows to one state, for figures that open their rows."""

    heap: str = "all"
    state: str = ""
    category: str = ""
    county: str = ""
    q: str = ""


@dataclass(frozen=True)
class Detail:
    """A matter as its page shows it."""

    case: "Case"
    workflow: Workflow
    own: Any
    moves: list[Move]
    facts: "list[Fact]"
    papers: list[Decision]
    pictures: "list[Picture]"


def workflow_of(number: str) -> Workflow:
    """The process of a number, by how it begins. Raises CaseNotVisible for any other."""
    found = PREFIXES.get(number.partition("-")[0])
    if found is None:
        raise CaseNotVisible(number)
    return found


def matching(actor: Actor, workflow: Workflow, wanted: Wanted, *, now: datetime) -> "QuerySet[Case]":
    """The matters of a list that the actor may see. Raises InvalidInput for words that mean nothing."""
    if wanted.heap not in HEAPS:
        raise InvalidInput({"heap": f"没有“{wanted.heap}”这个选项。"})
    rows = cases.visible_to(actor, kind=workflow.kind, on=localdate(now)).filter(
        _heap(workflow, wanted.heap, actor, now)
    )
    named = {"state": wanted.state, "category": wanted.category, "region_id": wanted.county}
    rows = rows.filter(**{column: value for column, value in named.items() if value})
    if words := wanted.q.strip():
        party = f"{workflow.own}__entity"
        rows = rows.filter(
            Q(number__icontains=words) | Q(title__icontains=words) | Q(**{f"{party}__uscc": words.upper()})
        )
    return rows


def page(rows: "QuerySet[Case]", workflow: Workflow, *, cursor: str, limit: int) -> "tuple[list[Case], int, str]":
    """One page, the newest first, how many in all, where the next begins. Raises InvalidInput (cursor)."""
    total, key = rows.count(), whole_number(cursor) if cursor else None
    if cursor and key is None:
        raise InvalidInput({"cursor": "翻页位置已失效。"}, next_step="请从第一页重新查看。")
    found = rows.filter(pk__lt=key) if key else rows
    keys = list(found.order_by("-id").values_list("pk", flat=True)[: limit + 1])
    items = list(cases.among(keys[:limit], *beside(workflow)).order_by("-id"))
    return items, total, str(keys[limit - 1]) if len(keys) > limit else ""


def beside(workflow: Workflow) -> tuple[str, ...]:
    """The rows that a line of a list shows beside its case."""
    return ("unit", workflow.own, f"{workflow.own}__entity")


def row(case: "Case", workflow: Workflow, *, now: datetime) -> dict[str, Any]:
    """One line of a list; `case` brings `beside` along."""
    state, own = workflow.state(case.state), getattr(case, workflow.own)
    lamp, words = _lamp(case, state.label, now)
    return {
        "number": case.number,
        "title": case.title,
        "company": own.entity.name,
        "uscc": own.entity.uscc,
        "is_demo": own.entity.is_demo,
        "state": case.state,
        "state_label": state.label,
        "tone": state.tone,
        "lamp": lamp,
        "lamp_text": words,
        "is_running": case.due_at is not None,
        "category": case.category,
        "county_name": geo.short_name_of(case.region_id),
        "unit_name": case.unit.short_name if case.unit else "",
        "opened_at": case.opened_at,
        "due_at": case.due_at,
        "closed_at": case.closed_at,
        "version": case.version,
    }


def detail(actor: Actor, number: str, *, now: datetime) -> Detail:
    """One matter. Raises CaseNotVisible."""
    workflow = workflow_of(number)
    case = cases.visible_one(actor, workflow=workflow, number=number, on=localdate(now))
    if case is None:
        raise CaseNotVisible(number)
    inside = actor.role != Role.ENT
    return Detail(
        case=case, workflow=workflow, own=getattr(case, workflow.own),
        moves=list(workflow.moves_from(case.state, duties_of(actor, unit_id=case.unit_id))),
        facts=list(journal.timeline(number, include_internal=inside)), papers=papers_of(number),
        pictures=evidence.pictures_of(number),
    )  # fmt: skip


def own_matters(actor: Actor, *, now: datetime) -> "list[tuple[Case, Workflow]]":
    """What concerns the actor's companies: listings told to them, serious listings, repairs; the newest first."""
    found: list[tuple[Case, Workflow]] = []
    for workflow in (rules.LISTING, rules.SERIOUS_LIST, rules.CREDIT_REPAIR):
        rows = cases.visible_to(actor, kind=workflow.kind, on=localdate(now)).select_related(*beside(workflow))
        found += [(case, workflow) for case in rows.order_by("-id")[:50]]
    return sorted(found, key=lambda one: one[0].opened_at, reverse=True)


def _heap(workflow: Workflow, heap: str, actor: Actor, now: datetime) -> Q:
    open_states = workflow.open_states
    waiting = [
        state for state in open_states if any(workflow.moves_from(state, duties_of(actor, unit_id=actor.unit_id)))
    ]
    return {
        "waiting": Q(state__in=[state for state in waiting if state not in RESTING]),
        "open": Q(state__in=open_states),
        "overdue": Q(state__in=open_states, due_at__lt=now),
        "ended": ~Q(state__in=open_states),
        "all": Q(),
    }[heap]


RESTING = frozenset({"LISTED", "REJECTED", "IN_FORCE"})  # something can be done, but nobody waits for it


def _lamp(case: "Case", ended: str, now: datetime) -> tuple[str, str]:
    """Colour and words of the current clock."""
    if case.due_at is None or case.warn_at is None:
        return "done", ended
    colour = clock_rules.lamp(now=now, warn_at=case.warn_at, due_at=case.due_at, paused=case.is_paused)
    return colour, clock_rules.remaining_text(clock_queries.calendar(), now=now, due_at=case.due_at)
