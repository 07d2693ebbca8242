"""How a matter begins and how it moves: the only two ways in which a state comes about or changes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate, localtime

from yishang.kernel import statements
from yishang.kernel.cases import queries
from yishang.kernel.cases.models import Case, CoUnit, Submission
from yishang.kernel.cases.rules import (
    CaseChangedMeanwhile,
    CaseNotVisible,
    Move,
    MoveNotOpen,
    MoveNotYours,
    OwnJudge,
    Workflow,
    duties_of,
    is_own_judge,
)
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import services as clocks
from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import queries as journal_queries
from yishang.kernel.journal import services as journal

AT_ONCE = 500  # SQLite takes a limited number of parameters in one statement
CLAIM_LASTS = timedelta(seconds=60)
CLOCK_SHOWN = ("clock_code", "due_at", "warn_at", "limit_half_days", "is_paused", "is_assumed")
MOVED = ("state", "earlier_state", "version", *CLOCK_SHOWN)


class SubmissionInFlight(Refusal):
    """The same sending is being worked on at this moment."""

    status = 409


class KeyUsedForOtherContent(Refusal):
    """The idempotency key already stands for another content."""

    status = 422


@dataclass(frozen=True)
class Claim:
    """A locked case together with the move that the actor has been found entitled to make."""

    actor: Actor
    workflow: Workflow
    move: Move
    case: Case


@transaction.atomic(savepoint=False)
def open_case(
    *,
    actor: Actor,
    workflow: Workflow,
    number: str,
    title: str,
    region_code: str,
    applicant_id: int | None,
    category: str,
    at: datetime,
    fact: str,
    data: Mapping[str, Any],
    clocks_to_start: Mapping[str, int],
    in_rate: bool = True,
    opened_at: datetime | None = None,
    parent_id: int | None = None,
    unit_id: int | None = None,
) -> Case:
    """Open a matter in the workflow's first state, start its clocks (lengths in half days) and leave the first fact.

    `opened_at` is the matter's own time where that is not `at` (it comes out of another system); clocks and fact keep
    to `at`, since nobody here could act on it before. `parent_id` hangs it under another matter; `unit_id`
    names at once the unit that answers for it.
    """
    case = Case(
        number=number,
        kind=workflow.kind,
        kind_version=workflow.version,
        state=workflow.start,
        title=title,
        region_id=region_code,
        city_id=geo.city_of(region_code),
        applicant_id=applicant_id,
        category=category,
        in_rate=in_rate,
        opened_at=opened_at or at,
        parent_id=parent_id,
        unit_id=unit_id,
    )
    started = [
        clocks.start_clock(subject=number, code=code, half_days=half_days, at=at)
        for code, half_days in clocks_to_start.items()
    ]
    _show_nearest_clock(case, started)
    statements.insert(case)
    journal.record(
        actor=actor,
        verb=f"{workflow.kind}.{fact}",
        subject=number,
        at=at,
        data={**data, "due": _promised(case)},
        first=True,
    )
    return case


@dataclass(frozen=True)
class Child:
    """A matter to be opened under another: its number, what it says, who answers for it, what its fact tells."""

    number: str
    title: str
    unit_id: int | None
    data: Mapping[str, Any]


@transaction.atomic(savepoint=False)
def open_children(
    *,
    actor: Actor,
    workflow: Workflow,
    parent: Case,
    children: Sequence[Child],
    clock: str,
    half_days: int,
    at: datetime,
    fact: str,
) -> list[Case]:
    """`open_case` for many matters under one, of its place, company and category, all with the same first clock.

    A few statements, however many they are. Raises as open_case.
    """
    numbers = [one.number for one in children]
    started = clocks.start_clocks(subjects=numbers, code=clock, half_days=half_days, at=at)
    running = {one.subject: one for one in started}
    opened = [
        Case(
            number=one.number, kind=workflow.kind, kind_version=workflow.version, state=workflow.start,
            title=one.title, region_id=parent.region_id, city_id=parent.city_id, applicant_id=parent.applicant_id,
            category=parent.category, in_rate=parent.in_rate, opened_at=at, parent=parent, unit_id=one.unit_id,
        )
        for one in children
    ]  # fmt: skip
    for case in opened:
        _show_nearest_clock(case, [running[case.number]])
    Case.objects.bulk_create(opened)
    told = {case.number: {**one.data, "due": _promised(case)} for case, one in zip(opened, children, strict=True)}
    journal.begin_all(actor=actor, verb=f"{workflow.kind}.{fact}", subjects=told, at=at)
    return opened


def claim(
    *, actor: Actor, workflow: Workflow, number: str, move: str, at: datetime, version: int | None = None
) -> Claim:
    """Lock a case for one move, or say why not. Call it inside a transaction and finish with `move`.

    `version` is what the person saw; a newer one means that somebody was faster. Raises CaseNotVisible,
    MoveNotYours, OwnJudge, MoveNotOpen, CaseChangedMeanwhile, in this order; the last two carry the newest `version`
    and `state` for machines (handbook 12.9: 冲突返回 409 并给最新值).
    """
    wanted = workflow.move(move)
    case = queries.visible_one(actor, workflow=workflow, number=number, on=localdate(at), locked=True)
    if case is None:
        raise CaseNotVisible(number)
    _refuse(actor, workflow, wanted, case, at=at, version=version)
    return Claim(actor=actor, workflow=workflow, move=wanted, case=case)


def _refuse(actor: Actor, workflow: Workflow, wanted: Move, case: Case, *, at: datetime, version: int | None) -> None:
    """What stands against a move of a visible case, in the order that `claim` tells."""
    if not wanted.by & duties_of(actor, unit_id=case.unit_id):
        raise MoveNotYours(wanted)
    if is_own_judge(wanted, actor, unit_id=case.unit_id):
        raise OwnJudge(wanted)
    newest = {"version": case.version, "state": case.state}
    if case.state not in wanted.sources:
        stands = _how_it_stands(case, workflow, wanted)
        raise MoveNotOpen(stands, next_step="请刷新后按最新状态办理。", extra=newest)
    if version is not None and version != case.version:
        happened = _what_happened(case, workflow, at=at)
        raise CaseChangedMeanwhile(happened, next_step="请刷新后再办。", extra=newest)


@transaction.atomic(savepoint=False)
def move_all(
    *,
    actor: Actor,
    workflow: Workflow,
    numbers: Collection[str],
    move: str,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    clocks_to_start: Mapping[str, int] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> list[Case]:
    """`claim` and `move` for many matters at once, all or nothing, in a few statements for every 500 of them.

    Raises for the first that cannot move what `claim` raises for it. Not for moves that pause, resume or go back.
    """
    wanted, lengths = workflow.move(move), clocks_to_start or {}
    if set(lengths) != set(wanted.starts) or wanted.pauses or wanted.resumes or wanted.back:
        raise ValueError(f"{wanted.name} cannot be made with many at once, or starts {wanted.starts}")
    cases = _locked(actor, workflow, numbers, at)
    for number in numbers:
        if number not in cases:
            raise CaseNotVisible(number)
        _refuse(actor, workflow, wanted, cases[number], at=at, version=None)
    for code in wanted.stops:
        clocks.stop_clocks(subjects=cases, code=code, at=at)
    for code, half_days in lengths.items():
        clocks.start_clocks(subjects=cases, code=code, half_days=half_days, at=at)
    running = clock_queries.running_clocks_of(cases)
    told = {
        number: _moved(case, wanted, running.get(number, []), data or {}, changes or {})
        for number, case in cases.items()
    }
    statements.update_all(cases.values(), *dict.fromkeys([*MOVED, *(changes or {})]))
    journal.record_all(
        actor=actor, verb=f"{workflow.kind}.{wanted.fact}", subjects=told, at=at, internal=wanted.internal
    )
    return list(cases.values())


def _locked(actor: Actor, workflow: Workflow, numbers: Collection[str], at: datetime) -> dict[str, Case]:
    """The matters of these numbers that the actor may see, locked; number → case."""
    wanted, found = sorted(set(numbers)), dict[str, Case]()
    rows = queries.visible_to(actor, kind=workflow.kind, on=localdate(at)).select_for_update(of=("self",))
    for start in range(0, len(wanted), AT_ONCE):
        part = rows.filter(number__in=wanted[start : start + AT_ONCE]).order_by("pk")
        found |= {case.number: case for case in part}
    return found


def _moved(
    case: Case, wanted: Move, running: list[Any], data: Mapping[str, Any], changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Take a case along a move, in memory; what its fact says."""
    before = case.state
    case.state = wanted.target or case.state
    if case.state != before:
        case.earlier_state = before
    for column, value in changes.items():
        setattr(case, column, value)
    case.version = case.version + 1
    _show_nearest_clock(case, running)
    return {**data, "from": before, "to": case.state, "due": _promised(case)}


def move(
    *,
    claim: Claim,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    clocks_to_start: Mapping[str, int] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> Case:
    """Carry out a claimed move: new state, clocks and fact in one transaction.

    `clocks_to_start` gives the lengths (half days) of the clocks that the table says this move starts;
    `changes` are further columns of the case (unit_id, grade, category, closed_at …).
    """
    case, wanted = claim.case, claim.move
    lengths = clocks_to_start or {}
    if set(lengths) != set(wanted.starts):
        raise ValueError(f"{wanted.name} starts {wanted.starts}, lengths given for {tuple(lengths)}")
    with transaction.atomic(savepoint=False):
        _turn_clocks(case, wanted, lengths, actor=claim.actor, at=at, reason=str((data or {}).get("reason", "")))
        before = case.state
        case.state = case.earlier_state if wanted.back else (wanted.target or case.state)
        if case.state != before:
            case.earlier_state = before
        for column, value in (changes or {}).items():
            setattr(case, column, value)
        case.version = case.version + 1
        statements.update(case, *dict.fromkeys([*MOVED, *(changes or {})]))
        journal.record(
            actor=claim.actor,
            verb=f"{claim.workflow.kind}.{wanted.fact}",
            subject=case.number,
            at=at,
            data={**(data or {}), "from": before, "to": case.state, "due": _promised(case)},
            internal=wanted.internal,
        )
    return case


@transaction.atomic
def recompute_deadlines(*, at: datetime) -> int:
    """After a calendar was loaded: derive every running deadline again, show it on its case, leave a public fact.

    Returns the number of matters whose deadline changed. The fact `cases.deadline.recomputed` lets each process keep
    what it repeats of the deadline in step.
    """
    changed = {clock.subject for clock in clocks.recompute_assumed(at=at)}
    for case in Case.objects.filter(number__in=changed).select_for_update():
        before = _promised(case)
        refresh_clock(case=case)
        journal.record(
            actor=SYSTEM_ACTOR,
            verb="cases.deadline.recomputed",
            subject=case.number,
            at=at,
            data={"note": "放假安排公布，期限重新推算。", "before": before, "due": _promised(case)},
        )
    return len(changed)


def add_co_unit(*, case: Case, unit_id: int, task: str, at: datetime) -> CoUnit | None:
    """Let a unit work along on a claimed matter; None when it does already. The calling move leaves the fact."""
    if CoUnit.objects.filter(case=case, unit_id=unit_id, ended_at=None).exists():
        return None
    return CoUnit.objects.create(case=case, unit_id=unit_id, task=task, added_at=at)


def add_co_units(*, case: Case, unit_ids: Collection[int], task: str, at: datetime) -> None:
    """Let several units work along on a matter that was just opened, in one statement; its opening leaves the fact."""
    CoUnit.objects.bulk_create(CoUnit(case=case, unit_id=one, task=task, added_at=at) for one in sorted(set(unit_ids)))


def move_children(*, of: Case, under_id: int, kind: str) -> int:
    """Hang the matters of one kind that stand under `of` under another, when `of` itself ends there. How many."""
    return Case.objects.filter(parent_id=of.pk, kind=kind).update(parent_id=under_id)


def release_co_unit(*, case: Case, unit_id: int, at: datetime) -> bool:
    """Let a co-responsible unit go; False when it does not assist. The move that calls this leaves the fact."""
    return bool(CoUnit.objects.filter(case=case, unit_id=unit_id, ended_at=None).update(ended_at=at))


def refresh_clock(*, case: Case) -> Case:
    """Copy the nearest running clock of a case to its row, after its ledger was changed outside a move."""
    _show_nearest_clock(case, clock_queries.running_clocks(case.number))
    Case.objects.filter(pk=case.pk).update(
        clock_code=case.clock_code,
        due_at=case.due_at,
        warn_at=case.warn_at,
        limit_half_days=case.limit_half_days,
        is_paused=case.is_paused,
        is_assumed=case.is_assumed,
        version=F("version") + 1,
    )
    return case


def _turn_clocks(
    case: Case, wanted: Move, lengths: Mapping[str, int], *, actor: Actor, at: datetime, reason: str
) -> None:
    for code in wanted.stops:
        clocks.stop_clock(subject=case.number, code=code, at=at)
    for code in wanted.pauses:
        clocks.pause_clock(actor=actor, subject=case.number, code=code, at=at, reason=reason)
    for code in wanted.resumes:
        clocks.resume_clock(actor=actor, subject=case.number, code=code, at=at, reason=reason)
    for code, half_days in lengths.items():
        clocks.start_clock(subject=case.number, code=code, half_days=half_days, at=at)
    if wanted.stops or wanted.pauses or wanted.resumes or lengths:
        _show_nearest_clock(case, clock_queries.running_clocks(case.number))


def _show_nearest_clock(case: Case, clocks_of_case: list[Any]) -> None:
    """The clock that ends first is the one that both sides watch."""
    nearest = min(clocks_of_case, key=lambda clock: clock.due_at, default=None)
    case.clock_code = nearest.code if nearest else ""
    case.due_at = nearest.due_at if nearest else None
    case.warn_at = nearest.warn_at if nearest else None
    case.limit_half_days = nearest.half_days + nearest.extended_half_days if nearest else None
    case.is_paused = bool(nearest and nearest.state == "PAUSED")
    case.is_assumed = bool(nearest and nearest.is_assumed)


def _promised(case: Case) -> str:
    """The deadline as both sides saw it when the fact was written."""
    return case.due_at.isoformat() if case.due_at else ""


def _how_it_stands(case: Case, workflow: Workflow, wanted: Move) -> str:
    last = journal_queries.timeline(case.number, include_internal=False)[-1:]
    who = f"（{last[0].actor_name}刚刚处理过）" if last else ""
    return f"现在是“{workflow.state(case.state).label}”{who}，不能{wanted.label}。"


def _what_happened(case: Case, workflow: Workflow, *, at: datetime) -> str:
    """Who did what since the person looked, in the words of the table; only what everybody may read."""
    last = journal_queries.timeline(case.number, include_internal=False)[-1:]
    labels = {f"{workflow.kind}.{move.fact}": move.label for move in workflow.moves}
    if not last or last[0].verb not in labels:
        return "这件刚刚有变化，请按最新内容办理。"
    when = localtime(last[0].at)
    day = "" if when.date() == localdate(at) else f"{when.month}月{when.day}日 "
    return f"{last[0].actor_name} {day}{when:%H:%M} 已{labels[last[0].verb]}，请按最新内容办理。"


def claim_submission(*, account_id: int, key: str, digest: str, at: datetime) -> Submission | None:
    """Take a sender's key for one attempt; returns the finished earlier attempt to be answered again, else None.

    Raises KeyUsedForOtherContent, SubmissionInFlight. A claim left by a killed process lapses after a minute.
    """
    try:
        with transaction.atomic():
            Submission.objects.create(account_id=account_id, key=key, digest=digest, claimed_at=at)
        return None
    except IntegrityError:
        earlier = Submission.objects.filter(account_id=account_id, key=key).first()
    if earlier is None:  # given back between our attempt and our look
        raise SubmissionInFlight("同一份提交刚刚被退回。", next_step="请改正后再提交一次。")
    if earlier.digest != digest:
        raise KeyUsedForOtherContent("这个幂等键已用于另一份内容。", next_step="请为新的提交换一个幂等键。")
    if earlier.status is not None:
        return earlier
    lapsed = Submission.objects.filter(pk=earlier.pk, status=None, claimed_at__lt=at - CLAIM_LASTS)
    if lapsed.update(claimed_at=at):
        return None
    raise SubmissionInFlight("同一份提交正在处理。", next_step="请稍候几秒再查结果，不必重复提交。")


def answer_submission(*, account_id: int, key: str, status: int, answer: Mapping[str, Any]) -> None:
    """Keep the answer of an attempt, in the transaction that made what it speaks of."""
    Submission.objects.filter(account_id=account_id, key=key).update(status=status, answer=dict(answer))


def forget_submissions(*, before: datetime) -> int:
    """Drop keys older than that: nobody sends the same thing again after so long. Returns how many."""
    return Submission.objects.filter(claimed_at__lt=before).delete()[0]


def release_submission(*, account_id: int, key: str) -> None:
    """Give a key back after a refusal, so that the corrected content may use it."""
    Submission.objects.filter(account_id=account_id, key=key, status=None).delete()
