"""Starting, stopping and moving clocks; loading the calendar and the limits; setting the demo clock."""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Max, QuerySet

from yishang.kernel import statements
from yishang.kernel.clocks import queries, rules
from yishang.kernel.clocks.models import CalendarDay, Clock, ClockEvent, DemoCity, TimeLimit
from yishang.kernel.context import InvalidInput

SYSTEM_NAME = "系统"
MOVABLE = ("state", "paused_at", "extended_half_days", "paused_half_days", "due_at", "warn_at", "is_assumed")
RECOMPUTED_AT_ONCE = 500
SUBJECTS_AT_ONCE = 500
State, Kind = Clock.State, ClockEvent.Kind
Parsed = TypeVar("Parsed")


def start_clock(*, subject: str, code: str, half_days: int, at: datetime) -> Clock:
    """Start a limit of `half_days` half working days at `at`, in one INSERT.

    Raises ClockAlreadyRunning (the surrounding transaction is then spoilt, as by any broken constraint),
    ImpossibleLimit, OutsideCalendar.
    """
    plan = rules.schedule(queries.calendar(), started_at=at, half_days=half_days)
    clock = Clock(subject=subject, code=code, half_days=half_days, started_at=at, **plan._asdict())
    try:
        statements.insert(clock)
    except IntegrityError as broken:
        raise rules.ClockAlreadyRunning(
            "这一步已经在计时，不能重复开始。", next_step="请刷新页面，查看最新进度。"
        ) from broken
    return clock


def stop_clock(*, subject: str, code: str, at: datetime) -> Clock | None:
    """Stop the open clock of that name, in one UPDATE; None when there is none. A pause lasts until then and counts.

    Raises MomentTooEarly, OutsideCalendar.
    """
    with transaction.atomic(savepoint=False):
        clock = _stopped(subject, code, at)
        if clock is None:
            return None
        _refuse_before(clock.paused_at or clock.started_at, at)
        if clock.paused_at is not None:
            due_before = clock.due_at
            _count_pause(clock, at)
            _enter(clock, Kind.RESUME, at, SYSTEM_NAME, "停止计时时仍在暂停，暂停计至停止之时。", due_before)
        return clock


def start_clocks(*, subjects: Iterable[str], code: str, half_days: int, at: datetime) -> list[Clock]:
    """`start_clock` for many subjects at one moment, in a few statements. Raises as it does."""
    plan = rules.schedule(queries.calendar(), started_at=at, half_days=half_days)
    clocks = [Clock(subject=one, code=code, half_days=half_days, started_at=at, **plan._asdict()) for one in subjects]
    try:
        return Clock.objects.bulk_create(clocks, batch_size=SUBJECTS_AT_ONCE)
    except IntegrityError as broken:
        raise rules.ClockAlreadyRunning(
            "这一步已经在计时，不能重复开始。", next_step="请刷新页面，查看最新进度。"
        ) from broken


def stop_clocks(*, subjects: Iterable[str], code: str, at: datetime) -> int:
    """`stop_clock` for many subjects; how many were running. A paused one is stopped by itself, so that it counts.

    Raises MomentTooEarly, OutsideCalendar.
    """
    found, stopped = list(subjects), 0
    for start in range(0, len(found), SUBJECTS_AT_ONCE):
        part = Clock.objects.filter(subject__in=found[start : start + SUBJECTS_AT_ONCE], code=code)
        for subject in list(part.filter(state=State.PAUSED).values_list("subject", flat=True)):
            stopped += stop_clock(subject=subject, code=code, at=at) is not None
        running = part.filter(state=State.RUNNING)
        _refuse_before(running.aggregate(latest=Max("started_at"))["latest"] or at, at)
        stopped += running.update(state=State.STOPPED, stopped_at=at)
    return stopped


@transaction.atomic
def pause_clock(*, actor: rules.Signer, subject: str, code: str, at: datetime, reason: str) -> Clock:
    """Pause the clock; its lamp is blue until it is resumed.

    Raises ClockNotRunning, ReasonMissing, MomentTooEarly.
    """
    clock = _open_clock(subject, code, at, reason)
    if clock.state != State.RUNNING:
        raise rules.ClockNotRunning("计时已经暂停，不能重复暂停。", next_step="需要继续计时的，请先恢复。")
    clock.state, clock.paused_at = State.PAUSED, at
    return _enter(clock, Kind.PAUSE, at, actor.name, reason, clock.due_at)


@transaction.atomic
def resume_clock(*, actor: rules.Signer, subject: str, code: str, at: datetime, reason: str) -> Clock:
    """Let a paused clock run on; the deadline moves by the half days that ended during the pause.

    Raises ClockNotRunning, ClockNotPaused, ReasonMissing, MomentTooEarly, OutsideCalendar.
    """
    clock = _open_clock(subject, code, at, reason)
    if clock.state != State.PAUSED:
        raise rules.ClockNotPaused("计时没有暂停，无需恢复。", next_step="请刷新页面，查看最新进度。")
    due_before, clock.state = clock.due_at, State.RUNNING
    _count_pause(clock, at)
    return _enter(clock, Kind.RESUME, at, actor.name, reason, due_before)


@transaction.atomic
def extend_clock(*, actor: rules.Signer, subject: str, code: str, half_days: int, at: datetime, reason: str) -> Clock:
    """Move the deadline `half_days` half working days further; `actor` is who approved it.

    How often and how far may be extended is for each process to rule.
    Raises ClockNotRunning, ImpossibleLimit, ReasonMissing, MomentTooEarly, OutsideCalendar.
    """
    clock = _open_clock(subject, code, at, reason)
    if half_days < 1:
        raise rules.ImpossibleLimit("延长的时间至少为 0.5 个工作日。", next_step="请重新填写延长的时间。")
    due_before = clock.due_at
    clock.extended_half_days += half_days
    _reschedule(clock)
    return _enter(clock, Kind.EXTEND, at, actor.name, reason, due_before)


@transaction.atomic
def recompute_assumed(*, at: datetime) -> list[Clock]:
    """Derive every open clock's dates again after the calendar was loaded; return the clocks that changed.

    A clock also changes when its deadline stays but is no longer (or newly) 推定. Each change is in the ledger.
    All open clocks are looked at, since a notice may change days thought certain (2020-01-31). Raises OutsideCalendar.
    """
    changed: list[Clock] = []
    last_id = 0
    while clocks := list(_open_clocks().filter(id__gt=last_id).order_by("id")[:RECOMPUTED_AT_ONCE]):
        last_id = clocks[-1].id
        pauses = _pauses_of(clocks)
        changed += [clock for clock in clocks if _recompute(clock, pauses.get(clock.id, []), at)]
    return changed


@transaction.atomic
def load_calendar(*, rows: Iterable[Mapping[str, Any]] | None = None) -> int:
    """Take in calendar days (date, is_workday 0|1, name, source_doc, is_assumed 0|1) and return how many changed.

    Without `rows`, the days that come with the platform. A year counts as published with its first published day, so
    load a year's notice whole. Days already on record are replaced. After a change, call `recompute_assumed`.
    Raises InvalidInput naming the rows, and then takes none.
    """
    days = _parsed(queries.packaged_days() if rows is None else rows, _calendar_day)
    on_record = {day.date: _content(day) for day in CalendarDay.objects.all()}
    changed = [day for day in days if on_record.get(day.date) != _content(day)]
    CalendarDay.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["is_workday", "name", "source_doc", "is_assumed"],
    )
    _forget_now_and_on_commit()
    return len(changed)


@transaction.atomic
def load_time_limits(*, rows: Iterable[Mapping[str, Any]]) -> int:
    """Take in time limits and return how many rows were read; the key is process, clock_code, grade, effective_from.

    Columns: process, clock_code, grade (may be empty), half_days, basis, source_mark (种|规|设|疑), effective_from,
    effective_to (may be empty). Raises InvalidInput naming the rows, and then takes none.
    """
    limits = _parsed(rows, _time_limit)
    TimeLimit.objects.bulk_create(
        limits,
        update_conflicts=True,
        unique_fields=["process", "clock_code", "grade", "effective_from"],
        update_fields=["half_days", "basis", "source_mark", "effective_to"],
    )
    _forget_now_and_on_commit()
    return len(limits)


def anchor_demo_clock(*, starts: datetime, real_now: datetime) -> None:
    """Make `present()` show `starts` when real time is `real_now`, and run on from there, in every process."""
    file = Path(settings.DEMO_CLOCK_FILE)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    fresh.write_text(json.dumps({"starts": starts.isoformat(), "anchored": real_now.isoformat()}), encoding="utf-8")
    fresh.replace(file)  # whoever reads meanwhile sees the old clock or the new one, never half a file


def begin_demo_city(*, real_now: datetime) -> None:
    """Mark the database as a demonstration's, before anything invented is written into it."""
    DemoCity.objects.create(begun_at=real_now)


def finish_demo_city(*, starts: datetime, real_now: datetime) -> None:
    """The story is told to its end: anchor the demo clock, and remember when, lest its file be lost."""
    anchor_demo_clock(starts=starts, real_now=real_now)
    DemoCity.objects.update(anchored_at=real_now)


def remove_demo_clock() -> None:
    """Let `present()` show real time again."""
    Path(settings.DEMO_CLOCK_FILE).unlink(missing_ok=True)


def _open_clocks() -> QuerySet[Clock]:
    return Clock.objects.select_for_update().exclude(state=State.STOPPED)


def _open_clock(subject: str, code: str, at: datetime, reason: str) -> Clock:
    """The open clock, locked, for a change at `at` for a stated reason."""
    if not reason.strip():
        raise rules.ReasonMissing("请写明理由。", next_step="改变办理期限须说明依据和理由。")
    clock = _open_clocks().filter(subject=subject, code=code).first()
    if clock is None:
        raise rules.ClockNotRunning("这一步没有在计时。", next_step="请刷新页面，查看最新进度。")
    last_entry = clock.events.aggregate(last=Max("at"))["last"]
    _refuse_before(last_entry or clock.started_at, at)
    return clock


def _refuse_before(earliest: datetime, at: datetime) -> None:
    if at < earliest:
        raise rules.MomentTooEarly(
            f"时间不能早于 {earliest.astimezone(rules.SHANGHAI):%Y-%m-%d %H:%M} 的上一条记录。",
            next_step="请核对时间后重新提交。",
        )


def _stopped(subject: str, code: str, at: datetime) -> Clock | None:
    """Stop and fetch in one statement, which the ORM cannot say."""
    moment = connection.ops.adapt_datetimefield_value(at)
    stopped = Clock.objects.raw(
        "UPDATE clocks_clock SET state = 'STOPPED', stopped_at = %s"
        " WHERE subject = %s AND code = %s AND state <> 'STOPPED' RETURNING *",
        [moment, subject, code],
    )
    return next(iter(list(stopped)), None)


def _count_pause(clock: Clock, until: datetime) -> None:
    """Add the pause that ends now to the clock, and move its deadline."""
    assert clock.paused_at is not None
    clock.paused_half_days += rules.half_days_between(queries.calendar(), clock.paused_at, until)
    clock.paused_at = None
    _reschedule(clock)


def _reschedule(clock: Clock) -> None:
    clock.due_at, clock.warn_at, clock.is_assumed = rules.schedule(
        queries.calendar(),
        started_at=clock.started_at,
        half_days=clock.half_days,
        extended_half_days=clock.extended_half_days,
        paused_half_days=clock.paused_half_days,
    )


def _enter(clock: Clock, kind: str, at: datetime, actor_name: str, reason: str, due_before: datetime) -> Clock:
    """Write the changed clock and its line in the ledger."""
    clock.save(update_fields=MOVABLE)
    ClockEvent.objects.create(
        clock=clock,
        kind=kind,
        at=at,
        actor_name=actor_name,
        reason=reason.strip(),
        due_before=due_before,
        due_after=clock.due_at,
    )
    return clock


def _pauses_of(clocks: list[Clock]) -> dict[int, list[tuple[datetime, datetime]]]:
    """The ended pauses of each clock, from the ledger: a RESUME ends the PAUSE before it."""
    pauses: dict[int, list[tuple[datetime, datetime]]] = {}
    began: dict[int, datetime] = {}
    events = ClockEvent.objects.filter(clock__in=clocks, kind__in=(Kind.PAUSE, Kind.RESUME)).order_by("id")
    for clock_id, kind, at in events.values_list("clock_id", "kind", "at"):
        if kind == Kind.PAUSE:
            began[clock_id] = at
        else:
            pauses.setdefault(clock_id, []).append((began.pop(clock_id), at))
    return pauses


def _recompute(clock: Clock, pauses: list[tuple[datetime, datetime]], at: datetime) -> bool:
    """Derive the clock's dates again and write them if they differ; whether they did."""
    due_before, dates_before = clock.due_at, (clock.due_at, clock.warn_at, clock.is_assumed)
    calendar = queries.calendar()
    clock.paused_half_days = sum(rules.half_days_between(calendar, began, ended) for began, ended in pauses)
    _reschedule(clock)
    if (clock.due_at, clock.warn_at, clock.is_assumed) == dates_before:
        return False
    _enter(clock, Kind.RECOMPUTE, at, SYSTEM_NAME, "工作日历更新，重算办理期限。", due_before)
    return True


def _parsed(rows: Iterable[Mapping[str, Any]], parse: Callable[[Mapping[str, Any]], Parsed]) -> list[Parsed]:
    """All rows parsed, or InvalidInput with a message for each faulty one."""
    parsed: list[Parsed] = []
    faults: dict[str, str] = {}
    for number, row in enumerate(rows, start=1):
        try:
            parsed.append(parse(row))
        except (KeyError, ValueError) as fault:
            faults[f"第 {number} 行"] = f"第 {number} 行无法识别：{fault}"
    if faults:
        raise InvalidInput(faults, next_step="请改正这些行后重新导入，本次没有写入任何内容。")
    return parsed


def _calendar_day(row: Mapping[str, Any]) -> CalendarDay:
    return CalendarDay(
        date=_date(row["date"]),
        is_workday=_flag(row["is_workday"]),
        name=row["name"],
        source_doc=row["source_doc"],
        is_assumed=_flag(row.get("is_assumed", "0")),
    )


def _content(day: CalendarDay) -> tuple[bool, str, str, bool]:
    return day.is_workday, day.name, day.source_doc, day.is_assumed


def _time_limit(row: Mapping[str, Any]) -> TimeLimit:
    half_days, source_mark = int(row["half_days"]), row["source_mark"]
    if half_days < 0:
        raise ValueError("half_days 不能小于 0")
    if source_mark not in TimeLimit.Source.values:
        raise ValueError("source_mark 应为 种、规、设、疑 之一")
    return TimeLimit(
        process=row["process"],
        clock_code=row["clock_code"],
        grade=row.get("grade") or "",
        half_days=half_days,
        basis=row["basis"],
        source_mark=source_mark,
        effective_from=_date(row["effective_from"]),
        effective_to=_date(row["effective_to"]) if row.get("effective_to") else None,
    )


def _date(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _flag(value: bool | int | str) -> bool:
    """A CSV's 0 or 1. Raises ValueError for anything else, which would otherwise silently be true."""
    if str(int(value)) not in ("0", "1"):
        raise ValueError("应为 0 或 1")
    return bool(int(value))


def _forget_now_and_on_commit() -> None:
    """Now, so that this transaction sees its own rows; on commit, lest another thread kept the old ones meanwhile."""
    queries.forget()
    transaction.on_commit(queries.forget)
