"""One appeal in full: its words, its clocks, its trail, and what this person may do with it now."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localdate

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.models import Appeal, AppealWarning
from yishang.contexts.outreach.queries import hotline
from yishang.contexts.outreach.queries.appeals import appeal_of_number, category
from yishang.contexts.outreach.queries.tasks import tasks_under
from yishang.contexts.outreach.queries.warnings import open_warnings
from yishang.contexts.outreach.rules import hotline as hotline_rules
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import Move, duties_of, is_own_judge
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import SPONSORS, Actor, Role
from yishang.kernel.evidence import queries as evidence
from yishang.kernel.journal import queries as journal
from yishang.kernel.parties.rules import mask_name, mask_phone
from yishang.kernel.ratings import queries as ratings
from yishang.kernel.ratings.rules import OUTCOME_LABELS

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case, CoUnit
    from yishang.kernel.clocks.models import Clock
    from yishang.kernel.evidence.models import Picture
    from yishang.kernel.journal.models import Fact
    from yishang.kernel.ratings.models import CallBack, Rating

ANSWERS = frozenset({"progressed", "assistance_noted", "closed"})
OUTSIDE_STAFF = frozenset({Role.ENT, *SPONSORS})
FACT_TITLES = {
    "cases.deadline.recomputed": "期限重新推算",
    "submitted": "提交",
    "imported": "导入",
    "panorama_reported": "航拍研判转入",
    "panorama_judged": "航拍研判",
    "warned": "预警",
    "sponsor_changed": "包抓交接",
    "duplicate_merged": "收到重复诉求，合并办理",
    "hotline_said": "12345 热线来文",
    "hotline_replied": "12345 热线答复",
    "hotline_unanswered": "12345 热线没有回执，转人工",
    "hotline_settled": "处理热线未回执",
    "common_raised": "列为共性问题",
    "contact_revealed": "查看完整联系方式",
    **{move.fact: move.label for move in rules.APPEAL.moves},
}


@dataclass(frozen=True)
class Entry:
    """One line of the trail, as both sides read it."""

    fact: str
    title: str
    who: str
    at: datetime
    note: str
    details: list[str]
    pictures: "list[Picture]"
    internal: bool
    by: int | None = None  # the account that left it


@dataclass(frozen=True)
class Detail:
    """Everything a screen or the API shows of one appeal; clocks, warnings and calls are read when a screen asks."""

    appeal: Appeal
    case: "Case"
    inside: bool  # whether the reader is staff
    moves: list[Move]
    timeline: list[Entry]
    pictures: "list[Picture]"
    rating: "Rating | None"
    contact_name: str
    contact_phone: str
    state_label: str
    category_name: str
    merged: list[str]  # numbers of the duplicates that ended in this matter
    merged_into: str  # the number of the matter in which this duplicate ended
    co_units: "list[CoUnit]"
    tasks: "list[Case]"  # what meetings gave to units, for those inside
    meetings: list[str]  # numbers of the meetings that dealt with it
    supervision: Entry | None  # a call for action that nothing was heard of since

    @cached_property
    def clocks(self) -> "list[Clock]":
        return clock_queries.running_clocks(self.case.number)

    @cached_property
    def warnings(self) -> list[AppealWarning]:
        """Those that stand open; for the staff."""
        return open_warnings(self.case.pk) if self.inside else []

    @cached_property
    def calls(self) -> "list[CallBack]":
        return ratings.call_backs_of(self.case.pk) if self.inside else []


def detail(actor: Actor, number: str, *, now: datetime) -> Detail:
    """One appeal as this person may see it. Raises CaseNotVisible."""
    return detail_of(actor, appeal_of_number(actor, number, on=localdate(now)), now=now)


def detail_of(actor: Actor, appeal: Appeal, *, now: datetime) -> Detail:
    """The same for an appeal in hand, which this person has been found to see."""
    case = appeal.case
    if not type(case).unit.is_cached(case):  # a claim leaves it out
        case.unit = directory.unit_of_id(case.unit_id)
    inside = is_staff(actor)
    facts = journal.timeline(case.number, include_internal=inside)
    pictures = evidence.pictures_of(case.number) if any(fact.data.get("pictures") for fact in facts) else []
    kind = category(case.category)
    name, phone = _contact(actor, appeal)
    timeline = _entries(facts, pictures)
    meetings = [str(fact.data["meeting"]) for fact in facts if "meeting" in fact.data]
    co_units = _co_units(case, facts)
    moves = _without_late_undo(open_moves(actor, case, now=now), facts, actor, now)
    return Detail(
        appeal=appeal,
        case=case,
        inside=inside,
        moves=[move for move in moves if co_units or move.name != "release_co_unit"],
        timeline=timeline,
        pictures=pictures,
        rating=ratings.rating_of(case.pk) if case.closed_at else None,
        contact_name=name,
        contact_phone=phone,
        state_label=rules.APPEAL.state(case.state).label,
        category_name=kind.name if kind else "尚未分类",
        merged=[str(fact.data["merged"]) for fact in facts if "merged" in fact.data],
        merged_into=next((str(fact.data["into"]) for fact in facts if "into" in fact.data), ""),
        co_units=co_units,
        tasks=list(tasks_under(case.pk)) if meetings and inside else [],
        meetings=meetings,
        supervision=_unanswered(timeline),
    )


def _co_units(case: "Case", facts: "list[Fact]") -> "list[CoUnit]":
    """Who works along. The trail says whether anybody was ever asked to: of most matters nothing more is read."""
    asked = any("co_units" in fact.data or "meeting" in fact.data for fact in facts)
    return list(cases.co_units_of(case.pk)) if asked else []


def is_staff(actor: Actor) -> bool:
    """Whether somebody may read what the staff tell each other: no company, no sponsor, no key that only submits."""
    works_on_it = actor.role != Role.API or "appeals:operate" in actor.scopes
    return actor.role not in OUTSIDE_STAFF and works_on_it


def open_moves(actor: Actor, case: "Case", *, now: datetime) -> list[Move]:
    """The moves that this person may make now, in the order of the table."""
    moves = rules.APPEAL.moves_from(case.state, duties_of(actor, unit_id=case.unit_id))
    closed = _closed_by_history(case.appeal, now)
    if not rules.decides_extension(actor.role, star=case.grade or 1):
        closed |= {"grant_extension", "refuse_extension"}
    if case.closed_at is not None and now > rules.rating_deadline(case.closed_at):
        closed.add("rate_appeal")
    if case.appeal.channel == hotline_rules.CHANNEL or not hotline.is_connected():
        closed.add("transfer_appeal")
    if case.appeal.line != "COUNTY":
        closed.add("switch_line")
    return [move for move in moves if move.name not in closed and not is_own_judge(move, actor, unit_id=case.unit_id)]


def _closed_by_history(appeal: Appeal, now: datetime) -> set[str]:
    """What the table would allow, but not what went before: a second return, an urging today, a third putting off."""
    ruled = rules.is_for_ruling(appeal.returned_count)
    closed = {"grant_return", "refuse_return", "request_return"} if ruled else {"arbitrate_return"}
    if appeal.shelving_extended_count >= rules.SHELVING_EXTENSIONS_MAX:
        closed.add("extend_shelving")
    calendar = clock_queries.calendar()
    if appeal.urged_at is not None and localdate(now) < rules.next_urging(calendar, appeal.urged_at):
        closed.add("urge_appeal")
    return closed


def _unanswered(timeline: list[Entry]) -> Entry | None:
    """The last call for action, unless the unit has noted progress or closed the matter since."""
    for entry in reversed(timeline):
        if entry.fact in ANSWERS:
            return None
        if entry.fact == "supervised":
            return entry
    return None


def _without_late_undo(moves: list[Move], facts: "list[Fact]", actor: Actor, now: datetime) -> list[Move]:
    """A classification is taken back by who made it, at once; later the move is not open."""
    made = next((fact for fact in reversed(facts) if fact.verb == f"{rules.KIND}.triaged"), None)
    if made and rules.may_undo_triage(by=actor.id, triaged_by=made.actor_id, triaged_at=made.at, now=now):
        return moves
    return [move for move in moves if move.name != "undo_triage"]


def _contact(actor: Actor, appeal: Appeal) -> tuple[str, str]:
    """In full for the company itself, whoever submitted it, and a key that works on matters; masked for everybody else.

    The office and the responsible unit open it when they need it, with a reason (reveal_contact).
    """
    works_on_it = actor.role == Role.API and "appeals:operate" in actor.scopes
    if works_on_it or actor.role == Role.ENT or (actor.id is not None and appeal.submitter_id == actor.id):
        return appeal.contact_name, appeal.contact_phone
    return mask_name(appeal.contact_name), mask_phone(appeal.contact_phone)


def _entries(facts: "Iterable[Fact]", pictures: "list[Picture]") -> list[Entry]:
    by_id = {picture.pk: picture for picture in pictures}
    return [
        Entry(
            fact=(name := fact.verb.removeprefix(f"{rules.KIND}.")),
            title=FACT_TITLES.get(name, name),
            who=f"{fact.unit_name} {fact.actor_name}".strip(),
            at=fact.at,
            note=str(fact.data.get("note", "")),
            details=_details(fact.data),
            pictures=[by_id[key] for key in fact.data.get("pictures", ()) if key in by_id],
            internal=fact.internal,
            by=fact.actor_id,
        )
        for fact in facts
    ]


def _day_said(day: str) -> str:
    """A day of a fact (2020-01-15) as people read it."""
    found = date.fromisoformat(day)
    return f"{found.year}年{found.month}月{found.day}日"


def _details(data: dict[str, Any]) -> list[str]:
    """The values of a fact in words, in the order of the table below."""
    return [words for key, say in SAID.items() if data.get(key) and (words := say(data[key]))]


def _task(decided: dict[str, str]) -> str:
    return f"{decided['unit']}（{_day(decided['due_on'])}前）"


def _day(written: str) -> str:
    day = date.fromisoformat(written)
    return f"{day.month}月{day.day}日"


WANTED = {"INDIVIDUAL": "提请联席会议", "COMMON": "提请市政府专题会议"}
SAID: dict[str, Callable[[Any], str]] = {
    "sponsors": lambda two: f"包抓由{two[0]}交给{two[1]}",
    "into": lambda number: f"并入 {number}",
    "common": lambda number: f"以 {number} 提级协调，本件照常办理",
    "merged": lambda number: f"并入的是 {number}",
    "channel": lambda code: rules.CHANNELS.get(code, code),
    "external_id": lambda text: f"原编号：{text}",
    "source_category": lambda text: f"原类别：{text}",
    "order_no": lambda text: f"热线单号：{text}",
    "line_status": lambda text: f"热线状态：{text}",
    "is_late": lambda _: "迟到的一条，以较新的为准",
    "star": lambda star: f"难度 {'★' * star}",
    "unit": lambda name: f"第一责任单位：{name}",
    "limit": lambda half_days: f"限 {half_days / 2:g} 个工作日",
    "half_days": lambda half_days: f"延长 {half_days / 2:g} 个工作日",
    "result": lambda code: f"结果：{rules.RESULTS.get(code, code)}",
    "stars": lambda star: f"评价 {star} 星",
    "from_line": lambda _: "A 线转 B 线，办理时限不重置",
    "from_unit": lambda name: f"原由{name}办理",
    "reveal_why": lambda code: f"原因：{rules.REVEAL_REASONS.get(code, code)}",
    "co_units": lambda names: f"协办：{'、'.join(names)}",
    "co_units_released": lambda names: f"不再协办：{'、'.join(names)}",
    "wanted_route": lambda code: WANTED.get(code, code),
    "limit_kept": lambda _: "已给的时限不追溯缩短",
    "meeting_kind": lambda code: rules.MEETINGS.get(code, code),
    "held_on": lambda day: f"{_day(day)}召开",
    "meeting": lambda number: f"会议编号 {number}",
    "decisions": lambda found: f"议定任务：{'、'.join(_task(one) for one in found)}",
    "outcome": lambda code: f"回访：{OUTCOME_LABELS.get(code, code)}",
    "suggestion": lambda text: f"建议：{text}",
    "uncontacted": lambda _: "企业称办理期间没有人联系过",
    "basis": lambda text: f"权责依据：{text}",
    "returns_asked": lambda times: f"第 {times} 次申请退回，由市营商办裁定" if rules.is_for_ruling(times) else "",
    "review_on": lambda day: f"复查日期：{_day_said(day)}",
    "times": lambda times: f"第 {times} 次催办",
    "answer_by": lambda day: f"要求 {_day_said(day)}前答复",
    "warning": lambda code: f"{code} {rules.WARNINGS.get(code, '')}",
}
