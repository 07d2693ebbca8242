"""Meetings: those of a city, one with its agenda, and the matters that wait for one."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.timezone import localdate

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.models import AgendaItem, Decision, Meeting
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor, Role, scope_of
from yishang.kernel.journal import queries as journal
from yishang.kernel.search import queries as search

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

TO_MEET_ABOUT = rules.APPEAL.move("record_meeting").sources
MEETING_PLACE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9]{1,18})")
YEAR = re.compile(r"20[0-9]{2}")


@dataclass(frozen=True)
class MeetingWanted:
    """What a list of meetings is asked for; empty means any."""

    kind: str = ""
    year: str = ""
    q: str = ""


@dataclass(frozen=True)
class MeetingPage:
    """One page of meetings, the newest first, each with `matters` and `tasks` counted; where the next begins."""

    items: list[Meeting]
    next: str
    total: int


def meetings_matching(actor: Actor, wanted: MeetingWanted) -> QuerySet[Meeting]:
    """The meetings that the actor may read: of the city, for a county's office those about its own matters.

    Raises InvalidInput for words that mean nothing.
    """
    rows = _visible(actor)
    if wanted.kind:
        if wanted.kind not in rules.MEETINGS:
            raise InvalidInput({"kind": f"没有“{wanted.kind}”这个选项。"})
        rows = rows.filter(kind=wanted.kind)
    if wanted.year:
        if not YEAR.fullmatch(wanted.year):
            raise InvalidInput({"year": "年份请写成 2019 的样子。"})
        rows = rows.filter(held_on__year=int(wanted.year))
    words = wanted.q.strip()
    if words:
        rows = rows.filter(
            Q(number__icontains=words)
            | Q(title__icontains=words)
            | Q(minutes__icontains=words)
            | Q(agenda__appeal__case__number__iexact=words)
        ).distinct()
    return rows


def _visible(actor: Actor) -> QuerySet[Meeting]:
    scope = scope_of(actor)
    if scope.kind == "city":
        return Meeting.objects.filter(city_id=str(scope.key))
    if scope.kind == "region":
        own = AgendaItem.objects.filter(meeting=OuterRef("pk"), appeal__case__region_id=scope.key)
        return Meeting.objects.filter(Exists(own), city_id=actor.city_code)
    return Meeting.objects.none()


def meeting_page(rows: QuerySet[Meeting], *, cursor: str, limit: int) -> MeetingPage:
    """A keyset page, in two statements. Raises InvalidInput for a cursor that is not ours."""
    total = rows.count()
    if cursor:
        day, key = _place_in(cursor)
        rows = rows.filter(Q(held_on__lt=day) | Q(held_on=day, pk__lt=key))
    found = list(counted(rows).order_by("-held_on", "-pk")[: limit + 1])
    items = found[:limit]
    following = f"{items[-1].held_on.isoformat()}.{items[-1].pk}" if len(found) > limit else ""
    return MeetingPage(items, following, total)


def counted(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """The meetings with `matters`, `tasks` and `tasks_done`."""
    done = Q(agenda__decisions__case__state="CLEARED")
    return rows.annotate(
        matters=Count("agenda", distinct=True),
        tasks=Count("agenda__decisions", distinct=True),
        tasks_done=Count("agenda__decisions", filter=done, distinct=True),
    )


def _place_in(cursor: str) -> tuple[date, int]:
    written = MEETING_PLACE.fullmatch(cursor)
    try:
        if written is None:
            raise ValueError(cursor)
        return date.fromisoformat(written[1]), int(written[2])
    except ValueError:
        raise InvalidInput({"cursor": "翻页位置已失效。"}, next_step="请从第一页重新查看。") from None


def meeting(actor: Actor, number: str) -> Meeting:
    """One meeting with the units that took part. Raises CaseNotVisible."""
    found = _visible(actor).prefetch_related("units").filter(number=number).first()
    if found is None:
        raise CaseNotVisible(number)
    return found


def agenda_of(held: Meeting, actor: Actor, *, on: date) -> list[AgendaItem]:
    """The matters of a meeting that the actor may see, each with its decisions; others are left out."""
    seen = cases.visible_to(actor, kind=rules.KIND, on=on)
    decisions = Decision.objects.select_related("case__unit", "case__parent", "item__meeting").order_by("pk")
    rows = held.agenda.filter(appeal__in=seen.values("pk")).select_related(
        "appeal__case__applicant", "appeal__case__unit"
    )
    return list(rows.prefetch_related(Prefetch("decisions", decisions)).order_by("pk"))


def awaiting_meeting(actor: Actor, kind: str, *, now: datetime) -> "QuerySet[Case]":
    """The escalated matters that wait for a meeting of this kind (JOINT, DIRECTORS, SPECIAL), the most urgent first."""
    rows = cases.visible_to(actor, kind=rules.KIND, on=localdate(now))
    rows = rows.filter(state="ESCALATED", appeal__route=rules.ROUTE_OF_MEETING[kind])
    return rows.select_related("applicant", "unit", "appeal").order_by("due_at", "pk")


def to_meet_about(actor: Actor, *, now: datetime, q: str = "", most: int = 50) -> "list[Case]":
    """Matters that can be put on an agenda: the escalated first, then those whose limit ends first."""
    rows = cases.visible_to(actor, kind=rules.KIND, on=localdate(now)).select_related("applicant", "unit", "appeal")
    if actor.role == Role.VML:
        rows = rows.filter(appeal__route=rules.ROUTE_OF_MEETING["SPECIAL"])
    rows = search.narrow(rows.filter(state__in=TO_MEET_ABOUT), q)
    escalated = list(rows.filter(state="ESCALATED").order_by("due_at", "pk")[:most])
    others = rows.filter(state__in=[state for state in TO_MEET_ABOUT if state != "ESCALATED"])
    return escalated + list(others.order_by("due_at", "pk")[: max(0, most - len(escalated))])


def matters_on(actor: Actor, numbers: list[str], *, now: datetime) -> "list[Case]":
    """The matters of these numbers that the actor may see, in the order asked for; unknown ones are left out."""
    rows = cases.visible_to(actor, kind=rules.KIND, on=localdate(now)).select_related("applicant", "unit", "appeal")
    found = {case.number: case for case in rows.filter(number__in=numbers)}
    return [found[number] for number in dict.fromkeys(numbers) if number in found]


def meetings_about(case_id: int) -> list[AgendaItem]:
    """The meetings that dealt with an appeal, the newest first, with the conclusion of each."""
    rows = AgendaItem.objects.filter(appeal=case_id).select_related("meeting")
    return list(rows.order_by("-meeting__held_on", "-pk"))


def last_said(number: str, fact: str) -> dict[str, Any]:
    """What the last fact of that name says about an appeal; empty when there is none."""
    verb = f"{rules.KIND}.{fact}"
    found = [one.data for one in journal.timeline(number, include_internal=False) if one.verb == verb]
    return found[-1] if found else {}
