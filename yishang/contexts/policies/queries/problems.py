"""The strike-off list (销号清单): problems as each post sees them, one in full, and the rate of completion."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from yishang.contexts.policies import rules
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import CaseNotVisible, Move, duties_of, is_own_judge
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import OFFICES, Actor, Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.journal import queries as journal
from yishang.kernel.measures.rules import Figure

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case
    from yishang.kernel.journal.models import Fact

BESIDE = ("applicant", "unit", "problem__type", "problem__sheet__survey", "problem__sheet__subject")
HEAPS = {
    "waiting": "等我办",
    "open": "待交办",
    "doing": "办理中",
    "clearing": "申请销号",
    "overdue": "超期",
    "cleared": "已销号",
    "all": "全部",
}
FACTS = {"opened": "提交", **{move.fact: move.label for move in rules.PROBLEM.moves}}
AT_WORK = ("ASSIGNED", "DOING", "RETURNED")


@dataclass(frozen=True)
class ProblemsWanted:
    """What the list is asked for; empty means any."""

    heap: str = "all"
    type: str = ""
    county: str = ""
    survey: str = ""
    q: str = ""


@dataclass(frozen=True)
class ProblemDetail:
    """A problem as its page shows it."""

    case: "Case"
    moves: list[Move]
    facts: "list[Fact]"


def problems_matching(actor: Actor, wanted: ProblemsWanted, *, now: datetime) -> "QuerySet[Case]":
    """The problems of a list that the actor may see. Raises InvalidInput for words that mean nothing."""
    if wanted.heap not in HEAPS:
        raise InvalidInput({"heap": f"没有“{wanted.heap}”这个选项。"})
    rows = cases.visible_to(actor, kind=rules.PROBLEM_KIND, on=localdate(now)).filter(_in_heap(wanted.heap, actor, now))
    if wanted.county:
        rows = rows.filter(region_id=wanted.county)
    if wanted.type:
        rows = rows.filter(category=wanted.type)
    if wanted.survey:
        rows = rows.filter(problem__sheet__survey__number=wanted.survey)
    words = wanted.q.strip()
    if words:
        rows = rows.filter(
            Q(number__icontains=words) | Q(applicant__name__icontains=words) | Q(problem__detail__icontains=words)
        )
    return rows


def _in_heap(heap: str, actor: Actor, now: datetime) -> Q:
    late = Q(due_at__lt=now, state__in=("OPEN", *AT_WORK))
    return {
        "waiting": _waits_for(actor, now),
        "open": Q(state="OPEN"),
        "doing": Q(state__in=AT_WORK),
        "clearing": Q(state__in=("APPLY_CLEAR", "VERIFIED")),
        "overdue": late,
        "cleared": Q(state="CLEARED"),
        "all": Q(),
    }[heap]


def _waits_for(actor: Actor, now: datetime) -> Q:
    """The unit works, the office gives out and strikes off (once the company has spoken or its days are over)."""
    if actor.role in OFFICES:
        company_silent = Q(state="APPLY_CLEAR", due_at__lt=now)
        own = Q(state__in=AT_WORK, unit_id=actor.unit_id) if actor.unit_id else Q(pk__in=())
        return Q(state__in=("OPEN", "VERIFIED")) | company_silent | own
    if actor.role == Role.DEP:
        return Q(state__in=AT_WORK)
    if actor.role == Role.ENT:
        return Q(state="APPLY_CLEAR")
    return Q(due_at__lt=now, state__in=("OPEN", *AT_WORK))


def problem(actor: Actor, number: str, *, now: datetime) -> ProblemDetail:
    """One problem. Raises CaseNotVisible."""
    rows = cases.visible_to(actor, kind=rules.PROBLEM_KIND, on=localdate(now)).select_related(*BESIDE)
    case = rows.filter(number=number).order_by().first()
    if case is None:
        raise CaseNotVisible(number)
    inside = actor.role != Role.ENT
    return ProblemDetail(case, open_moves(actor, case), list(journal.timeline(number, include_internal=inside)))


def open_moves(actor: Actor, case: "Case") -> list[Move]:
    """The moves that this person may make now."""
    found = rules.PROBLEM.moves_from(case.state, duties_of(actor, unit_id=case.unit_id))
    return [move for move in found if not is_own_judge(move, actor, unit_id=case.unit_id)]


def problem_row(case: "Case", *, now: datetime) -> dict[str, Any]:
    """One line of the list; `case` brings BESIDE along."""
    state, own = rules.PROBLEM.state(case.state), case.problem
    lamp, words = _lamp(case, now)
    return {
        "number": case.number,
        "title": own.type.name,
        "detail": own.detail,
        "type": own.type_id,
        "state": case.state,
        "state_label": state.label,
        "tone": state.tone,
        "lamp": lamp,
        "lamp_text": words,
        "is_running": case.due_at is not None,
        "company": case.applicant.name if case.applicant else "",
        "uscc": case.applicant.uscc if case.applicant else "",
        "is_demo": bool(case.applicant and case.applicant.is_demo),
        "subject": own.sheet.subject.name,
        "subject_type": own.sheet.subject.get_subject_type_display(),
        "county": case.region_id,
        "county_name": geo.short_name_of(case.region_id),
        "unit": case.unit.code if case.unit else "",
        "unit_name": case.unit.short_name if case.unit else "",
        "survey": own.sheet.survey.number,
        "survey_title": own.sheet.survey.title,
        "result": own.result,
        "is_confirmed": own.is_confirmed,
        "opened_at": case.opened_at,
        "due_at": case.due_at,
        "closed_at": case.closed_at,
        "version": case.version,
    }


def _lamp(case: "Case", now: datetime) -> tuple[str, str]:
    """Colour and words of the current clock."""
    if case.due_at is None or case.warn_at is None:
        return "done", rules.PROBLEM.state(case.state).label
    colour = clock_rules.lamp(now=now, warn_at=case.warn_at, due_at=case.due_at, paused=case.is_paused)
    return colour, _left_words(case.due_at, case.limit_half_days, now)


def _left_words(due_at: datetime, limit_half_days: int | None, now: datetime) -> str:
    """What is left, never more than was promised: the day of the start is not counted, so more lies between."""
    calendar = clock_queries.calendar()
    words = clock_rules.remaining_text(calendar, now=now, due_at=due_at)
    if limit_half_days is None or not words.startswith("还剩"):
        return words
    if clock_rules.half_days_between(calendar, now, due_at) <= limit_half_days:
        return words
    return f"还剩 {clock_rules.working_days_text(limit_half_days)}{'（推定）' if words.endswith('（推定）') else ''}"


def completion(actor: Actor, wanted: ProblemsWanted, *, now: datetime, url: str = "") -> Figure:
    """完成率: struck off ÷ brought up, over the rows of this list without its heap (handbook 1.8)."""
    rows = problems_matching(actor, ProblemsWanted(**{**vars(wanted), "heap": "all"}), now=now)
    counted = rows.order_by().aggregate(all=Count("pk"), cleared=Count("pk", filter=Q(state="CLEARED")))
    return Figure("problem_completion", "完成率", counted["cleared"], counted["all"], now, url)


def problem_page(rows: "QuerySet[Case]", *, cursor: str, limit: int) -> tuple[list[Any], int, str]:
    """One page, the newest first: rows with BESIDE, how many in all, where the next begins. Raises InvalidInput."""
    total = rows.count()
    key = whole_number(cursor) if cursor else None
    if cursor and key is None:
        raise InvalidInput({"cursor": "翻页位置已失效。"}, next_step="请从第一页重新查看。")
    keys = list((rows.filter(pk__lt=key) if key else rows).order_by("-id").values_list("pk", flat=True)[: limit + 1])
    items = list(cases.among(keys[:limit], *BESIDE).order_by("-id"))
    return items, total, str(keys[limit - 1]) if len(keys) > limit else ""
