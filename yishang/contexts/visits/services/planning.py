"""The plan: visits that fall due, on days that disturb least; moved, put together, taken back, or past."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.visits import queries, rules
from yishang.contexts.visits.models import Visit
from yishang.contexts.visits.services.opening import WHAT, Planned, open_planned
from yishang.kernel.cases import services as cases
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties import services as party_services

if TYPE_CHECKING:
    from yishang.kernel.directory.models import Sponsorship
    from yishang.kernel.journal.models import Fact
    from yishang.kernel.parties.models import Subject

AHEAD = timedelta(days=7)  # the plan of a month is made a week before it begins
CHUNK = 500


@dataclass(frozen=True)
class PlanMade:
    """How many visits were added, how many have no free day, and how many a company's yearly cap kept away."""

    added: int
    without_day: int
    capped: int


def plan_visits(
    *, at: datetime, on: date | None = None, subject_ids: Sequence[int] | None = None, most: int | None = None
) -> PlanMade:
    """Make the plan of the periods in which day `on` lies (a week from now unless told); repeating it adds nothing.

    `subject_ids` leaves out all others; `most` ends after so many visits, to be called again. Each visit is a
    transaction of its own.
    """
    day = on or localdate(at + AHEAD)
    added = without_day = capped = 0
    for planned in _due(day, subject_ids=subject_ids, today=localdate(at)):
        if planned is None:
            capped += 1
            continue
        open_planned(planned=planned, at=at)
        added, without_day = added + 1, without_day + (planned.on is None)
        if most is not None and added >= most:
            break
    return PlanMade(added, without_day, capped)


@transaction.atomic
def reschedule_visit(
    *, actor: Actor, number: str, planned_on: date, at: datetime, note: str = "", version: int | None = None
) -> Visit:
    """Mean to come on another day. Raises QuietThen, InvalidInput (planned_on), and what cases.claim raises."""
    claim = cases.claim(
        actor=actor, workflow=rules.VISIT, number=number, move="reschedule_visit", at=at, version=version
    )
    visit = queries.visit_of(claim.case)
    if planned_on < localdate(at):
        raise InvalidInput({"planned_on": "不能改到过去。"})
    if visit.period_ends and planned_on > visit.period_ends:
        raise InvalidInput({"planned_on": f"要在本期（{visit.period_ends:%Y-%m-%d}）以前。"})
    if window := parties.quiet_on(visit.subject.entity_id, planned_on):
        raise rules.QuietThen(f"企业那天请勿打扰：{window.reason}。", next_step="请另选一天。")
    before, visit.planned_on = visit.planned_on, planned_on
    visit.save(update_fields=["planned_on"])
    party_services.plan_call(
        entity_id=visit.subject.entity_id, matter=number, what=WHAT, who=visit.visitor_name, on=planned_on
    )
    data = {"before": before.isoformat() if before else "", "on": planned_on.isoformat(), "note": note.strip()}
    cases.move(claim=claim, at=at, data=data)
    return visit


@transaction.atomic
def merge_visit(*, actor: Actor, number: str, into: str, at: datetime, version: int | None = None) -> Visit:
    """Go together: this planned visit becomes part of another one of the same company, whose day then counts.

    Raises NothingToMerge, and what cases.claim raises.
    """
    claim = cases.claim(actor=actor, workflow=rules.VISIT, number=number, move="merge_visit", at=at, version=version)
    visit, other = queries.visit_of(claim.case), queries.planned_visit(actor, into, on=localdate(at))
    if other is None or other.pk == visit.pk or not queries.fall_together(visit, other):
        raise rules.NothingToMerge(
            f"{into} 不能与这次走访合并。",
            next_step=f"只有同一家企业、相隔 {rules.MERGE_WITHIN_DAYS} 天以内的待走访才能合并。",
        )
    if visit.visitor_name not in other.companions:
        other.companions = [*other.companions, visit.visitor_name][: rules.COMPANIONS_MOST]
        other.save(update_fields=["companions"])
    party_services.drop_call(matter=number)
    cases.move(claim=claim, at=at, data={"into": into}, changes={"closed_at": at})
    return visit


@transaction.atomic
def cancel_visit(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Visit:
    """The office takes a planned visit back; it falls due no longer. Raises what cases.claim raises."""
    claim = cases.claim(actor=actor, workflow=rules.VISIT, number=number, move="cancel_visit", at=at, version=version)
    party_services.drop_call(matter=number)
    cases.move(claim=claim, at=at, data={"note": reason.strip()}, changes={"closed_at": at})
    return queries.visit_of(claim.case)


@transaction.atomic
def lapse_visit(*, actor: Actor, number: str, at: datetime) -> Visit:
    """The period is over and nobody came: it stays due and undone. Raises what cases.claim raises."""
    claim = cases.claim(actor=actor, workflow=rules.VISIT, number=number, move="lapse_visit", at=at)
    party_services.drop_call(matter=number)
    cases.move(claim=claim, at=at, changes={"closed_at": at})
    return queries.visit_of(claim.case)


@transaction.atomic
def hand_visits_on(*, handed_over: "Fact") -> int:
    """A leader's successor takes the planned visits of the subject along. How many; repeating it changes nothing."""
    told = handed_over.data
    subject_id = int(handed_over.subject.removeprefix("subject:"))
    visits = list(queries.planned_visits_of(told["from_id"], subject_id=subject_id).select_for_update(of=("self",)))
    for visit in visits:
        visit.visitor_id, visit.visitor_name = told["to_id"], told["to"]
        visit.save(update_fields=["visitor_id", "visitor_name"])
        if visit.planned_on:
            party_services.plan_call(
                entity_id=visit.subject.entity_id, matter=visit.case.number, what=WHAT, who=told["to"],
                on=visit.planned_on,
            )  # fmt: skip
        journal.record(
            actor=SYSTEM_ACTOR,
            verb=f"{rules.KIND}.handed_on",
            subject=visit.case.number,
            at=handed_over.at,
            data={"sponsors": [told["from"], told["to"]], "on": told["on"]},
        )
    return len(visits)


def _due(day: date, *, subject_ids: Sequence[int] | None, today: date) -> Iterator[Planned | None]:
    """What falls due and is not planned yet; None for what a company's cap keeps away."""
    library = parties.library(on=day).select_related("entity").order_by("pk")
    subjects = list(library.filter(pk__in=subject_ids) if subject_ids is not None else library)
    for start in range(0, len(subjects), CHUNK):
        yield from _due_of(subjects[start : start + CHUNK], day, today)


def _due_of(subjects: "Sequence[Subject]", day: date, today: date) -> Iterator[Planned | None]:
    frequencies = queries.frequencies(on=day)
    wanted = [
        (subject, sponsorship, period, rules.plan_key(
            subject_id=subject.pk, sponsor_type=sponsorship.sponsor_type, period=period, nth=nth))
        for subject, sponsorship in _leads(subjects, day)
        for per in ("MONTH", "QUARTER")
        for period in [rules.period_of(per, day)]
        for nth in range(rules.times_of(
            frequencies, sponsor_type=sponsorship.sponsor_type, subject_type=subject.subject_type, per=per))
    ]  # fmt: skip
    known = queries.known_keys(key for *_, key in wanted)
    missing = [one for one in wanted if one[3] not in known]
    books = _Calendar([subject.entity_id for subject, *_ in missing], day=day, today=today)
    for subject, sponsorship, period, key in missing:
        yield books.placed(subject, sponsorship, period, key)


def _leads(subjects: "Sequence[Subject]", day: date) -> "Iterator[tuple[Subject, Sponsorship]]":
    """Each subject with the one in the lead of every kind of sponsor: the visit of a kind falls due once."""
    first: dict[int, dict[str, Sponsorship]] = defaultdict(dict)
    for one in directory.sponsorships_of_many([subject.pk for subject in subjects], on=day).order_by("-role", "pk"):
        if one.leader_id or one.unit_id:
            first[one.subject_id].setdefault(one.sponsor_type, one)
    for subject in subjects:
        yield from ((subject, one) for one in first[subject.pk].values())


class _Calendar:
    """The calendars of some companies, read once and kept up while visits are placed in them."""

    def __init__(self, entity_ids: Iterable[int], *, day: date, today: date) -> None:
        ids = sorted(set(entity_ids))
        quarter = rules.period_of("QUARTER", day)
        self._today, self._cap = today, queries.calls_a_year(on=day)
        self._calls = parties.calls_of_year(ids, year=day.year)
        self._taken: dict[int, set[date]] = defaultdict(set)
        for call in parties.calls(ids, first_day=quarter.first, last_day=quarter.last):
            self._taken[call.entity_id].add(call.on)
        self._quiet: dict[int, list[tuple[date, date]]] = defaultdict(list)
        for window in parties.quiet_windows(ids, first_day=quarter.first, last_day=quarter.last):
            self._quiet[window.entity_id].append((window.first_day, window.last_day))
        self._working = clocks.calendar().is_working_day

    def placed(self, subject: "Subject", sponsorship: "Sponsorship", period: rules.Period, key: str) -> Planned | None:
        """The visit on the day that suits best; None when the company has had enough for the year."""
        entity = subject.entity_id
        day = rules.choose_day(
            period,
            not_before=max(period.first, self._today),
            taken=self._taken[entity],
            is_quiet=lambda one: any(first <= one <= last for first, last in self._quiet[entity]),
            is_working=self._working,
            lot=subject.pk,
        )
        if day not in self._taken[entity]:  # who comes along with others disturbs no further day
            if self._calls.get(entity, 0) >= self._cap:
                return None
            self._calls[entity] = self._calls.get(entity, 0) + 1
        if day:
            self._taken[entity].add(day)
        return Planned(subject, sponsorship, period, key, day)
