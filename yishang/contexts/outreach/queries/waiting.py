"""What waits for a leader: of the companies they sponsor, or (分管副市长) of the whole city."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.timezone import localdate

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.queries.lists import Wanted, matching
from yishang.contexts.outreach.queries.meetings import awaiting_meeting
from yishang.contexts.outreach.queries.warnings import warned
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory.rules import SPONSORS, Actor, Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yishang.kernel.cases.models import Case

COUNTED_UP_TO = 200
SHOWN = 20

Rows = Callable[[Actor, datetime], "QuerySet[Case]"]


@dataclass(frozen=True)
class Heap:
    """One kind of matter that waits for a leader: its name, what the leader can do about it, and its matters."""

    code: str
    label: str
    advice: str
    count: int

    @property
    def count_text(self) -> str:
        return str(self.count) if self.count < COUNTED_UP_TO else f"{COUNTED_UP_TO}+"


@dataclass(frozen=True)
class _Kind:
    label: str
    advice: str
    rows: Rows


def _where(condition: Callable[[datetime], Q]) -> Rows:
    return lambda actor, now: matching(actor, Wanted(), now=now).filter(condition(now))


def _overdue(actor: Actor, now: datetime) -> "QuerySet[Case]":
    return cases.with_lamp(matching(actor, Wanted(), now=now), "red", now=now)


OPEN_ON_LINE_A = Q(appeal__line="COUNTY", state__in=("ASSIGNED", "ACCEPTED", "HANDLING", "REOPENED"))
UNHAPPY = Q(state__in=("EVALUATED", "REOPENED"), rating__star__lte=rules.LOW_STAR)

OF_SPONSORS: dict[str, _Kind] = {
    "overdue": _Kind("已经超期", "给承办单位负责人打个电话，或请营商办督办。", _overdue),
    "on_site": _Kind(
        "等您现场协调", "A 线诉求由包抓领导、部门现场协调，县区营商办跟踪。", _where(lambda _: OPEN_ON_LINE_A)
    ),
    "unhappy": _Kind("企业不满意", "听企业说说哪里没有办好。", _where(lambda _: UNHAPPY)),
    "warned": _Kind("有预警", "看看理由，帮着推一把。", _where(lambda _: warned("any"))),
    "escalated": _Kind("正在提级协调", "会议结果会写在办理经过里。", _where(lambda _: Q(state="ESCALATED"))),
    "shelved": _Kind("挂账", "条件具备了，请营商办恢复办理。", _where(lambda _: Q(state="PENDING"))),
}
OF_THE_VICE_MAYOR: dict[str, _Kind] = {
    "meeting": _Kind(
        "等专题会议", "★5 共性问题、历史疑难，请您召集专题会议。",
        lambda actor, now: awaiting_meeting(actor, "SPECIAL", now=now),
    ),
    "dispute": _Kind("推诿扯皮", "反复退回、改派的，由市营商办裁定。", _where(lambda _: warned("W3"))),
    "false": _Kind("疑似虚假办结", "办结后企业说没有人联系过。", _where(lambda _: warned("W5"))),
    "overdue": _Kind("已经超期", "点开看承办单位和负责人电话。", _overdue),
    "shelved": _Kind(
        "挂账到了复查日期", "请市营商办复查。",
        _where(lambda now: Q(state="PENDING", appeal__review_on__lte=localdate(now))),
    ),
}  # fmt: skip


def waiting_heaps(actor: Actor, *, now: datetime) -> list[Heap]:
    """What waits for this leader, heap by heap, counted no further than 200; one statement a heap."""
    return [
        Heap(code, kind.label, kind.advice, kind.rows(actor, now).order_by()[:COUNTED_UP_TO].count())
        for code, kind in _kinds(actor).items()
    ]


def waiting_matters(actor: Actor, code: str, *, now: datetime) -> "list[Case]":
    """The matters of one heap, what ends first on top; of an unknown heap none. Two statements."""
    kind = _kinds(actor).get(code)
    if kind is None:
        return []
    keys = list(kind.rows(actor, now).order_by("due_at", "pk").values_list("pk", flat=True)[:SHOWN])
    return list(cases.among(keys, "applicant", "unit", "appeal").order_by("due_at", "pk"))


def _kinds(actor: Actor) -> dict[str, _Kind]:
    if actor.role == Role.VML:
        return OF_THE_VICE_MAYOR
    return OF_SPONSORS if actor.role in SPONSORS else {}
