"""The company's side: its own matters in three heaps, whose turn it is, and for whom a person may submit."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.timezone import localdate, localtime

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.queries.lists import Wanted, matching
from yishang.contexts.outreach.queries.rows import lamp_of
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import OFFICES, Actor, Role
from yishang.kernel.parties import queries as parties

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yishang.kernel.cases.models import Case
    from yishang.kernel.directory.models import Unit
    from yishang.kernel.parties.models import MarketEntity

OVER = ("EVALUATED", "CALLED_BACK", "ARCHIVED", "REJECTED", "MERGED", "WITHDRAWN")
HEAPS: dict[str, tuple[str, Q]] = {
    "open": ("办理中", ~Q(state__in=("CLOSED", *OVER))),
    "rating": ("待评价", Q(state="CLOSED")),
    "over": ("已完结", Q(state__in=OVER)),
}
OFFICE_TURN = frozenset(
    {"SUBMITTED", "TRIAGED", "RETURN_REQ", "EXT_REQ", "ESC_REQ", "ESCALATED", "SHELVE_REQ", "PENDING"}
)
NEXT_WORDS = {
    "SUBMITTED": "正在核对，{due}派给承办单位。",
    "TRIAGED": "正在选定承办单位，{due}派单。",
    "ASSIGNED": "将在收到后签收，{due}给您答复是否接办。",
    "ACCEPTED": "已签收，{due}办结并告诉您结果。",
    "HANDLING": "正在办理，{due}办结并告诉您结果。",
    "REOPENED": "正在重新办理，{due}办结并告诉您结果。",
    "RETURN_REQ": "正在决定由谁办（承办单位认为不归它办），{due}答复。",
    "EXT_REQ": "正在决定是否延长（承办单位申请延长时间），{due}答复。",
    "ESC_REQ": "正在决定是否提级协调（承办单位认为一家办不了），{due}答复。",
    "ESCALATED": "正在准备开会协调，{due}办结并告诉您结果。",
    "SHELVE_REQ": "正在等市营商办决定是否挂账（承办单位认为眼下不具备办理条件），{due}答复。",
    "PENDING": "会在 {review}复查：眼下不具备办理条件，已挂账；条件具备就继续办，期限接着算。",
    "EVALUATED": "评价已收到，营商办核对后销号。",
    "CALLED_BACK": "已电话回访，营商办核对后销号。",
    "ARCHIVED": "这件诉求已经销号，不用再做什么。",
    "REJECTED": "这件诉求没有受理，原因和可以去的渠道写在办理过程里。",
    "MERGED": "这件与您先前提交的是同一个问题，已合并到先前那一件办理，进展和结果都在那里看。",
    "WITHDRAWN": "这件诉求已撤回，需要时可以重新提交。",
}


@dataclass(frozen=True)
class Turn:
    """Whose turn it is and what happens next; `unit` is None when nobody has to act for the company any more."""

    unit: "Unit | None"
    words: str

    @property
    def phone(self) -> str:
        return self.unit.phone if self.unit else ""


def own_matters(actor: Actor, heap: str, *, now: datetime) -> "QuerySet[Case]":
    """The actor's matters of one heap: open | rating | over; an unknown word means open."""
    _, condition = HEAPS.get(heap, HEAPS["open"])
    return matching(actor, Wanted(), now=now).filter(condition)


def own_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """How many matters lie in each heap, in one statement."""
    counted = {code: Count("pk", filter=condition) for code, (_, condition) in HEAPS.items()}
    answer: dict[str, int] = matching(actor, Wanted(), now=now).aggregate(**counted)
    return answer


def own_cards(found: "list[Case]", *, now: datetime) -> list[dict[str, Any]]:
    """How each matter reads as a card: lamp, what happens next, who answers; one statement for all offices."""
    offices = _offices({case.region_id for case in found}, now)
    return [_card(case, offices.get(case.region_id), now) for case in found]


def own_lamp(case: "Case", *, now: datetime) -> tuple[str, str]:
    """The lamp as the company reads it: what was withdrawn or not taken is over, but nobody solved it."""
    colour, text = lamp_of(case, now=now)
    return ("none" if case.state in ("WITHDRAWN", "REJECTED", "MERGED") else colour), text


def turn_of(case: "Case", *, now: datetime) -> Turn:
    """Whose turn it is in one matter."""
    return _turn(case, _offices({case.region_id}, now).get(case.region_id), now)


def _card(case: "Case", office: "Unit | None", now: datetime) -> dict[str, Any]:
    colour, text = own_lamp(case, now=now)
    return {
        "number": case.number,
        "title": case.title,
        "applicant": case.applicant.name if case.applicant else "",
        "is_demo": case.appeal.is_demo,
        "state_label": rules.APPEAL.state(case.state).label,
        "lamp": colour,
        "lamp_text": text,
        "submitted_at": case.opened_at,
        "turn": _turn(case, office, now),
    }


def _turn(case: "Case", office: "Unit | None", now: datetime) -> Turn:
    if case.state == "CLOSED" and case.closed_at is not None:
        return Turn(None, _rating_words(case.closed_at, now))
    review_on = case.appeal.review_on
    review = f"{review_on.year}年{review_on.month}月{review_on.day}日" if review_on else "到时"
    words = NEXT_WORDS.get(case.state, "").format(due=_due_words(case.due_at, now), review=review)
    if case.state in OVER:
        return Turn(None, words)
    return Turn(office if case.state in OFFICE_TURN else case.unit, words)


def _due_words(due_at: datetime | None, now: datetime) -> str:
    if due_at is None:
        return "尽快"
    said = f"{_day(due_at, now)} {localtime(due_at):%H:%M}"
    return f"本应在 {said} 前（现已超期）" if now > due_at else f"最迟 {said} "


def _rating_words(closed_at: datetime, now: datetime) -> str:
    last = rules.rating_deadline(closed_at)
    if now > last:
        return "评价期已过，营商办会给您打电话回访。"
    return f"已办结，请您评价；{_day(last, now)}前没有评价的，我们会电话回访。"


def _day(moment: datetime, now: datetime) -> str:
    day, today = localdate(moment), localdate(now)
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def _offices(region_codes: set[str], now: datetime) -> "dict[str, Unit]":
    """The business-environment office of each region: the unit in which somebody holds that post today."""
    held = directory.in_force(localdate(now), "postings__")
    found = directory.units().filter(held, postings__role__in=OFFICES, region_id__in=region_codes)
    return {unit.region_id: unit for unit in found.order_by("-code")}


def companies_of(actor: Actor, *, now: datetime, text: str = "", uscc: str = "") -> "QuerySet[MarketEntity]":
    """The companies that the actor may submit for, by name; `text` narrows by part of a name or a credit code.

    `uscc` is one company's whole code, as a form sent it: of any length, so it is never made a pattern.
    """
    on = localdate(now)
    ids: Any = actor.entity_ids if actor.role == Role.ENT else directory.sponsored_entities(actor.id, on=on)
    found = parties.entities(ids)
    if uscc:
        return found.filter(uscc=uscc)
    return found.filter(Q(name__icontains=text) | Q(uscc__icontains=text)) if text else found
