"""Reminding of deadlines, of progress to report and of reviews: whoever is concerned, once for each occasion.

A job that looks every ten minutes goes on from where it stopped (a Mark of kernel notify) and takes bounded batches;
once a day it looks at all that is yellow or red again, for what turned so behind its back: a deadline recomputed, a
clock resumed, a person newly posted. Whoever was told already is not told again.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.queries import reminders
from yishang.contexts.outreach.queries.reminders import Place
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import ANSWERING
from yishang.kernel.journal import queries as journal
from yishang.kernel.notify import queries as notices
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.rules import Telling

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

ROWS = 200  # matters told of in one transaction
BATCHES = 50  # of one kind in one run; the next run goes on
OVERLAP = timedelta(minutes=30)  # what was committed late by others is not missed
LONG_AGO = datetime(2017, 1, 1, tzinfo=UTC)
PROGRESS_EVERY = 20  # half working days: ten working days (handbook 1.4)
PROGRESS, REVIEWS = f"{rules.KIND}.progress", f"{rules.KIND}.reviews"
LAST_ROW = 2**63 - 1  # behind every row of its moment
LOUD = {"yellow": "due_soon", "red": "overdue"}
# What counts as news of a matter: after each, the ten working days begin anew.
NEWS = ("dispatched", "line_switched", "return_arbitrated", "accepted", "progressed", "meeting_recorded", "reopened")
PROCESS = {rules.KIND: "appeal", rules.TASK_KIND: "task"}
Read = Callable[..., list["Case"]]
Say = Callable[["Case"], Telling | None]


def remind_of_deadlines(*, at: datetime) -> int:
    """Tell units what turned yellow, units and offices what turned red, and whoever chose it some time ahead.

    Returns the number of messages.
    """
    people = _People()
    told = 0
    for kind in reminders.KINDS:
        yellow, red = partial(reminders.turned_yellow, kind), partial(reminders.turned_red, kind)
        told += _walk(f"{kind}.yellow", yellow, "warn_at", partial(_of_lamp, people, "yellow"), at=at)
        told += _walk(f"{kind}.red", red, "due_at", partial(_of_lamp, people, "red"), at=at)
        for half_days, chosen_by in sorted(notices.leads_chosen().items()):
            told += _walk_ahead(kind, half_days, partial(_ahead, people, half_days, chosen_by), at=at)
    return told


def remind_of_progress(*, at: datetime) -> int:
    """Tell unit and office of five-star matters without news for ten working days, and again after each ten more.

    Nothing can fall due within a half working day: asked again in the same half, it looks at nothing and returns 0.
    """
    people, told, calendar = _People(), 0, clock_queries.calendar()
    if _was_done_in_this_half(PROGRESS, calendar, at):
        return 0
    batch: list[Case] = []
    for case in reminders.hardest_at_work().iterator(chunk_size=ROWS):
        batch.append(case)
        if len(batch) == ROWS:
            told += _tell_progress(batch, people, calendar, at=at)
            batch = []
    told += _tell_progress(batch, people, calendar, at=at)
    notify.keep_mark(name=PROGRESS, at=at)
    return told


def remind_of_reviews(*, at: datetime) -> int:
    """Tell the city's office of shelved matters whose day of review has come; once a day until it is decided."""
    people, told = _People(), 0
    if _was_done_in_this_half(REVIEWS, clock_queries.calendar(), at):
        return 0
    for case in reminders.to_review(localdate(at)).iterator(chunk_size=ROWS):
        review_on = case.appeal.review_on
        told += notify.tell_all(
            tellings=[
                Telling(
                    template="appeal_review_due",
                    context={"number": case.number, "title": case.title, "due": review_on},
                    account_ids=people.of_office(case.city_id),
                    subject=case.number,
                    dedup_key=f"{case.number}:review:{review_on}:{localdate(at)}",
                )
            ],
            at=at,
        )
    notify.keep_mark(name=REVIEWS, at=at)
    return told


def _was_done_in_this_half(name: str, calendar: clock_rules.WorkCalendar, at: datetime) -> bool:
    mark = notices.mark_of(name)
    return mark is not None and calendar.half_index(mark.at) == calendar.half_index(at)


# ---- walking along moments ------------------------------------------------------------------------------------------


def _walk(name: str, read: Read, column: str, say: Say, *, at: datetime) -> int:
    """Go on where the last run stopped, batch by batch; each batch and its mark are one transaction."""
    place = _start(name, at)
    told = 0
    for _ in range(BATCHES):
        rows = read(after=place, until=at, limit=ROWS)
        is_last = len(rows) < ROWS
        place = Place(at) if is_last else Place(getattr(rows[-1], column), rows[-1].pk)
        told += _tell(rows, say, name, place, at=at)
        if is_last:
            break
    return told


def _start(name: str, at: datetime) -> Place:
    """Behind the last row of an unfinished run; else a little before its end, and from the beginning once a day."""
    mark = notices.mark_of(name)
    if mark is None:
        return Place(LONG_AGO)
    if mark.row_id:
        return Place(mark.at, mark.row_id)
    return Place(LONG_AGO) if localdate(mark.at) < localdate(at) else Place(mark.at - OVERLAP)


def _walk_ahead(kind: str, half_days: int, say: Say, *, at: datetime) -> int:
    """Matters that came within `half_days` of their deadlines since the last run: a range of deadlines."""
    name = f"{kind}.ahead.{half_days}"
    mark = notices.mark_of(name)
    until = _deadline_ahead(at, half_days)
    after = max(Place(mark.at, mark.row_id), Place(at)) if mark else Place(at)
    told = 0
    for _ in range(BATCHES):
        rows = reminders.due_between(kind, after=after, until=until, limit=ROWS)
        is_last = len(rows) < ROWS
        after = Place(until, LAST_ROW) if is_last else Place(rows[-1].due_at or until, rows[-1].pk)
        told += _tell(rows, say, name, after, at=at)
        if is_last:
            break
    return told


def _deadline_ahead(at: datetime, half_days: int) -> datetime:
    """The latest deadline of which now is `half_days` before it."""
    calendar = clock_queries.calendar()
    return calendar.end_of_half(calendar.half_index(at) - 1 + half_days)


@transaction.atomic
def _tell(rows: Sequence["Case"], say: Say, name: str, place: Place, *, at: datetime) -> int:
    tellings = [telling for case in reminders.told_of_time(rows) if (telling := say(case))]
    told = notify.tell_all(tellings=tellings, at=at)
    notify.keep_mark(name=name, at=place.at, row_id=place.row_id)
    return told


# ---- what is said ---------------------------------------------------------------------------------------------------


def _of_lamp(people: "_People", lamp: str, case: "Case") -> Telling:
    concerned = people.of_unit(case.unit_id)
    if not concerned or lamp == "red":
        concerned = [*concerned, *people.of_office(case.region_id)]
    return _of_deadline(case, LOUD[lamp], concerned)


def _ahead(people: "_People", half_days: int, chosen_by: Collection[int], case: "Case") -> Telling | None:
    concerned = people.of_unit(case.unit_id) or people.of_office(case.region_id)
    wanted = [account_id for account_id in concerned if account_id in chosen_by]
    return _of_deadline(case, "due_soon", wanted, occasion=f"ahead{half_days}") if wanted else None


def _of_deadline(case: "Case", template: str, account_ids: Collection[int], *, occasion: str = "") -> Telling:
    """A task is told of under its appeal, where people look for it."""
    code = f"{PROCESS[case.kind]}_{template}"
    return Telling(
        template=code,
        context={"number": case.number, "title": case.title, "due": case.due_at},
        account_ids=account_ids,
        subject=case.parent.number if case.kind == rules.TASK_KIND and case.parent else case.number,
        dedup_key=f"{case.number}:{occasion or code}:{case.clock_code}:{case.due_at:%Y%m%d%H%M}",
    )


def _tell_progress(
    batch: Sequence["Case"], people: "_People", calendar: clock_rules.WorkCalendar, *, at: datetime
) -> int:
    heard = journal.latest_of([case.number for case in batch], [f"{rules.KIND}.{fact}" for fact in NEWS])
    tellings = []
    for case in batch:
        since = heard.get(case.number, case.opened_at)
        periods = _periods(calendar, since, at)
        if periods > 0:
            tellings.append(_of_progress(case, people, since, periods))
    return notify.tell_all(tellings=tellings, at=at)


def _periods(calendar: clock_rules.WorkCalendar, since: datetime, at: datetime) -> int:
    """How many times ten working days have run out since that moment; its own day is not counted (行政许可法 82)."""
    ended = calendar.half_index(at) - 1 - (calendar.half_index(since) | 1)
    return ended // PROGRESS_EVERY


def _of_progress(case: "Case", people: "_People", since: datetime, periods: int) -> Telling:
    return Telling(
        template="appeal_progress_due",
        context={"number": case.number, "title": case.title, "since": localdate(since)},
        account_ids=[*people.of_unit(case.unit_id), *people.of_office(case.region_id)],
        subject=case.number,
        dedup_key=f"{case.number}:progress:{since:%Y%m%d%H%M}:{periods}",
    )


class _People:
    """Who is on duty, asked once for each unit and office in a run."""

    def __init__(self) -> None:
        self._units: dict[int, list[int]] = {}
        self._offices: dict[str, list[int]] = {}

    def of_unit(self, unit_id: int | None) -> list[int]:
        if unit_id is None:
            return []
        if unit_id not in self._units:
            self._units[unit_id] = directory.people_on_duty(unit_id, ANSWERING)
        return self._units[unit_id]

    def of_office(self, region_code: str) -> list[int]:
        if region_code not in self._offices:
            self._offices[region_code] = directory.office_accounts(region_code)
        return self._offices[region_code]
