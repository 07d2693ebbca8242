"""Lists of appeals: what is asked for, in which order, a page at a time."""

import base64
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan
from django.utils.timezone import localdate

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.models import CallBackChoice
from yishang.contexts.outreach.queries.warnings import ANY_WARNING, warned
from yishang.kernel.cases import queries as cases
from yishang.kernel.context import InvalidInput, check_known
from yishang.kernel.directory.rules import Actor, Role, scope_of
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.ratings.rules import CONTENT_OUTCOMES, VALID_OUTCOMES
from yishang.kernel.search import queries as search
from yishang.kernel.statements import Given

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

TOTAL_EXACT_UP_TO = 1000
HANDLING_STATES = ("ACCEPTED", "HANDLING", "REOPENED", "ESCALATED")
REQUEST_STATES = ("RETURN_REQ", "EXT_REQ", "ESC_REQ", "SHELVE_REQ")
QUEUES: dict[str, tuple[str, Q]] = {
    "triage": ("待分类", Q(state="SUBMITTED")),
    "dispatch": ("待派单", Q(state="TRIAGED")),
    "accept": ("待签收", Q(state="ASSIGNED")),
    "handling": ("办理中", Q(state__in=HANDLING_STATES)),
    "requests": ("待审批", Q(state__in=REQUEST_STATES)),
    "meeting": ("待上会", Q(state="ESCALATED")),
    "shelved": ("挂账", Q(state="PENDING")),
    "warned": ("预警", warned(ANY_WARNING)),
    "assist": ("协办", Q(state__in=rules.APPEAL.open_states)),
    "rating": ("待评价", Q(state="CLOSED")),
    "all": ("全部诉求", Q()),
}
TIMED_QUEUES = {"due": ("临期", "yellow"), "overdue": ("超期", "red")}
CALL_BACK_QUEUE = "待回访"
NOT_SETTLED = "none"
MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
YEARS = range(2000, 2101)  # no matter of this platform was or will be due outside them
CURSOR_LONGEST = 200
BESIDE = ("applicant", "unit", "appeal")
QUEUE_LABELS = {
    **{code: label for code, (label, _) in QUEUES.items()},
    **{code: label for code, (label, _) in TIMED_QUEUES.items()},
    "call_back": CALL_BACK_QUEUE,
}


class PlaceLost(InvalidInput):
    """A cursor that is none of ours."""

    def __init__(self) -> None:
        super().__init__({"cursor": "翻页位置已失效。"}, next_step="请从第一页重新查看。")


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for; empty means any, `none` a unit or category that is not settled yet.

    `rate` and `feedback` are the rows behind a figure (rate_filters, FEEDBACK_FILTERS); `warning` is a code W1–W5, or
    `any`; `topic` the key of a hot topic.
    """

    queue: str = "all"
    state: str = ""
    county: str = ""
    unit: str = ""
    category: str = ""
    lamp: str = ""
    channel: str = ""
    line: str = ""
    star: str = ""
    month: str = ""
    rate: str = ""
    feedback: str = ""
    warning: str = ""
    topic: str = ""
    q: str = ""


def matching(actor: Actor, wanted: Wanted, *, now: datetime) -> "QuerySet[Case]":
    """The appeals an actor may see that fit what is wanted. Raises InvalidInput for words that mean nothing."""
    rows = cases.visible_to(actor, kind=rules.KIND, on=localdate(now), region=wanted.county)
    rows = _in_queue(rows, wanted.queue, now).filter(share_of(actor, wanted.queue))
    if wanted.lamp:
        check_known("lamp", wanted.lamp, ("green", "yellow", "red", "blue"))
        rows = cases.with_lamp(rows, wanted.lamp, now=now)
    if wanted.rate:
        filters = rate_filters(now)
        check_known("rate", wanted.rate, filters)
        rows = rows.filter(filters[wanted.rate])
    if wanted.feedback:
        check_known("feedback", wanted.feedback, FEEDBACK_FILTERS)
        rows = rows.filter(FEEDBACK_FILTERS[wanted.feedback])
    if wanted.warning:
        check_known("warning", wanted.warning, (*rules.WARNINGS, ANY_WARNING))
        rows = rows.filter(warned(wanted.warning))
    rows = rows.filter(_plain_filters(wanted))
    return search.narrow(rows, wanted.q, all_hold=_county_mark(actor, wanted)) if wanted.q else rows


def _county_mark(actor: Actor, wanted: Wanted) -> str:
    """What stands in the numbers of all matters of a list that lies in one county: `-610402-`."""
    county = wanted.county or (actor.region_code if scope_of(actor).kind == "region" else "")
    return f"-{county}-" if county else ""


def _plain_filters(wanted: Wanted) -> Q:
    asked = Q()
    if wanted.state:
        check_known("state", wanted.state, [state.code for state in rules.APPEAL.states])
        asked &= Q(state=wanted.state)
    if wanted.star:
        check_known("star", wanted.star, tuple("12345"))
        asked &= Q(grade=int(wanted.star))
    if wanted.unit:
        asked &= Q(unit=None) if wanted.unit == NOT_SETTLED else Q(unit__code=wanted.unit)
    if wanted.category:
        asked &= Q(category="" if wanted.category == NOT_SETTLED else wanted.category)
    if wanted.channel:
        asked &= Q(appeal__channel__in=_channels(wanted.channel))
    if wanted.line:
        check_known("line", wanted.line, rules.LINES)
        asked &= Q(appeal__line=wanted.line)
    if wanted.month:
        asked &= _in_month(wanted.month)
    if wanted.topic:
        asked &= Q(appeal__topic_member__topic=_key("topic", wanted.topic))
    return asked


def _key(name: str, word: str) -> int:
    key = whole_number(word)
    if key is None:
        raise InvalidInput({name: f"没有“{word}”这个选项。"})
    return key


def _channels(asked: str) -> frozenset[str]:
    groups = {"own": rules.SELF_CHANNELS, "assisted": rules.ASSISTED_CHANNELS}
    check_known("channel", asked, [*groups, *rules.CHANNELS])
    return groups.get(asked, frozenset({asked}))


def _in_month(month: str) -> Q:
    found = MONTH.fullmatch(month)
    if found is None:
        raise InvalidInput({"month": "月份请写成 2019-12 的样子。"})
    return Q(opened_at__year=int(found[1]), opened_at__month=int(found[2]))


def _in_queue(rows: "QuerySet[Case]", queue: str, now: datetime) -> "QuerySet[Case]":
    if queue in TIMED_QUEUES:
        return cases.with_lamp(rows, TIMED_QUEUES[queue][1], now=now)
    if queue == "call_back":
        return rows.filter(call_back_due(now))
    check_known("queue", queue, QUEUES)
    return rows.filter(QUEUES[queue][1])


def share_of(actor: Actor, queue: str) -> Q:
    """A unit's queues hold what it answers for; what it assists with has a queue of its own. 待上会 is a vice mayor's
    only where a 专题会议 is wanted.
    """
    if queue == "assist":
        return ~Q(unit_id=actor.unit_id) if actor.role == Role.DEP else Q(pk__in=())
    if queue == "meeting" and actor.role == Role.VML:
        return Q(appeal__route=rules.ROUTE_OF_MEETING["SPECIAL"])
    return Q(unit_id=actor.unit_id) if actor.role == Role.DEP and queue != "all" else Q()


def call_back_due(now: datetime) -> Q:
    """Whom the office rings: no rating in time, one or two stars, or drawn by lot (handbook 1.5)."""
    # The states once more: SQLite takes a range of an index from a plain condition only.
    return Q(state__in=("CLOSED", "EVALUATED")) & (silent_before(now - rules.RATING_WINDOW) | told_to_call())


def silent_before(moment: datetime | Given) -> Q:
    """Closed before that moment, and still no word of the company.

    Not the plain column: SQLite would look for them among all that was ever closed, instead of the few in this state.
    """
    return Q(LessThan(Coalesce("closed_at", "opened_at"), moment), state="CLOSED")


def told_to_call() -> Q:
    """Unhappy with the result, or drawn by lot."""
    lots = CallBackChoice.objects.filter(appeal=OuterRef("pk"), is_selected=True)
    return Q(state="EVALUATED") & (Q(rating__star__lte=rules.LOW_STAR) | Q(Exists(lots)))


COUNTED = Q(in_rate=True) & ~Q(state__in=rules.UNCOUNTED_STATES)
CLOSED = Q(state__in=rules.CLOSED_STATES)
IN_TIME = CLOSED & Q(closed_at__lte=F("appeal__handle_due_at"))
SPOKEN = COUNTED & Q(call_backs__result_at=F("closed_at"))  # of the present result; an earlier one is history
FEEDBACK_FILTERS: dict[str, Q] = {
    "called": SPOKEN & Q(call_backs__outcome__in=VALID_OUTCOMES),
    "satisfied": SPOKEN & Q(call_backs__outcome__in=CONTENT_OUTCOMES),
}


def late(now: datetime) -> Q:
    """Not closed, and past the handling limit; the limit of what is shelved waits with it."""
    return ~CLOSED & ~Q(state="PENDING") & Q(appeal__handle_due_at__lt=now)


def rate_filters(now: datetime) -> dict[str, Q]:
    """The rows behind each numerator and denominator of handbook 1.9."""
    return {
        "counted": COUNTED,
        "closed": COUNTED & CLOSED,
        "open": COUNTED & ~CLOSED,
        "late": COUNTED & late(now),
        "shelved": COUNTED & Q(state="PENDING"),
        "uncounted": ~COUNTED,
        "due": COUNTED & (CLOSED | late(now)),
        "in_time": COUNTED & IN_TIME,
        "rated": COUNTED & Q(rating__star__gte=1),
        "five_stars": COUNTED & Q(rating__star=5),
    }


@dataclass(frozen=True)
class Page:
    """One page of a list: its rows, where the pages around it begin, and a total that says whether it is exact."""

    items: "list[Case]"
    next: str | None
    total: int
    total_is_exact: bool
    previous: str | None = None

    @property
    def total_text(self) -> str:
        return self.total_in_words(self.total if self.total_is_exact else TOTAL_EXACT_UP_TO + 1)

    @staticmethod
    def total_in_words(count: int) -> str:
        """「41 件」, or that there are at least as many as were counted."""
        return f"{count} 件" if count <= TOTAL_EXACT_UP_TO else f"至少 {TOTAL_EXACT_UP_TO} 件"


@dataclass(frozen=True)
class _Place:
    """Where a page begins: after a matter in the order of the list, or, backward, before it."""

    due: str
    key: int
    backward: bool

    def written(self) -> str:
        words = [self.due, self.key, *([1] if self.backward else [])]
        return base64.urlsafe_b64encode(json.dumps(words).encode()).decode().rstrip("=")


def page_of(
    rows: "QuerySet[Case]",
    *,
    by_due: bool,
    cursor: str,
    limit: int,
    beside: tuple[str, ...] = BESIDE,
    is_search: bool = False,
    columns: tuple[str, ...] = (),
) -> Page:
    """A keyset page with everything a row shows: three statements, however many matters there are.

    `by_due` puts what ends first at the top, else the newest; `beside` names the related rows that a row shows, and
    `columns` those that are read at all (none: whole rows). The first page of a search is found and counted in one,
    since each look costs. Raises InvalidInput for a cursor that is
    not ours.
    """
    in_one = is_search and not by_due and not cursor
    total = 0 if in_one else rows[: TOTAL_EXACT_UP_TO + 1].count()
    place = _place_in(cursor) if cursor else None
    backward = place is not None and place.backward
    order = ("due_at", "id") if by_due else ("-id",)
    wanted = rows.filter(due_at__isnull=False) if by_due else rows
    if place:
        wanted = wanted.filter(_beyond(place, by_due=by_due))
    ordered = wanted.order_by(*order).reverse() if backward else wanted.order_by(*order)
    # Two statements on purpose: as a subquery, PostgreSQL may choose to run a text search once for every matter.
    keys = list(ordered.values_list("pk", flat=True)[: (max(limit, TOTAL_EXACT_UP_TO) if in_one else limit) + 1])
    total = len(keys) if in_one else total
    found = cases.among(keys[:limit], *beside).order_by(*order)
    items = list(found.only(*columns) if columns else found)
    more = len(keys) > limit
    following = items and (more or backward)
    earlier = items and (more if backward else place is not None)
    return Page(
        items,
        next=_place_of(items[-1], by_due=by_due) if following else None,
        total=min(total, TOTAL_EXACT_UP_TO),
        total_is_exact=total <= TOTAL_EXACT_UP_TO,
        previous=_place_of(items[0], by_due=by_due, backward=True) if earlier else None,
    )


def _place_of(case: "Case", *, by_due: bool, backward: bool = False) -> str:
    return _Place(case.due_at.isoformat() if by_due and case.due_at else "", case.pk, backward).written()


def _beyond(place: _Place, *, by_due: bool) -> Q:
    """What comes after that place in the order of the list; before it when the page goes backward."""
    try:
        if not by_due:
            return Q(pk__gt=place.key) if place.backward else Q(pk__lt=place.key)
        moment = datetime.fromisoformat(place.due)
        if moment.utcoffset() is None or moment.year not in YEARS:
            raise ValueError(place.due)
    except (ValueError, TypeError):
        raise PlaceLost from None
    if place.backward:
        return Q(due_at__lte=moment) & (Q(due_at__lt=moment) | Q(pk__lt=place.key))
    return Q(due_at__gte=moment) & (Q(due_at__gt=moment) | Q(pk__gt=place.key))


def _place_in(cursor: str) -> _Place:
    """What `written` wrote. Raises PlaceLost for anything else."""
    try:
        if len(cursor) > CURSOR_LONGEST:
            raise ValueError("longer than any cursor of ours")
        due, key, *backward = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        number = whole_number(key)
        if number is None or backward not in ([], [1]):
            raise ValueError(key)
    except (ValueError, TypeError):
        raise PlaceLost from None
    return _Place(due, number, bool(backward))


def count_up_to(actor: Actor, wanted: Wanted, *, now: datetime, most: int) -> int:
    """How many matters fit, counted no further than `most`. Raises InvalidInput for words that mean nothing."""
    return matching(actor, wanted, now=now)[:most].count()


def fits(actor: Actor, wanted: Wanted, key: int, *, now: datetime) -> bool:
    """Whether a matter (its primary key) is in that list now. Raises InvalidInput for words that mean nothing."""
    return matching(actor, wanted, now=now).filter(pk=key).exists()
