"""The lot: freeze the pool and commit, let witnesses or drand speak, take the outcome over, repeat openly."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection import queries, rules
from yishang.contexts.random_inspection.models import Assignment, Candidate, Inspector, Task
from yishang.contexts.random_inspection.services.publishing import publish_task_row
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.draw import queries as draw_queries
from yishang.kernel.draw import services as draws
from yishang.kernel.draw.rules import DrandBeacon, Officer, WitnessBeacon
from yishang.kernel.draw.services import StratumPool

PURPOSE = "random_inspection.task"
AT_ONCE = 500


@transaction.atomic
def freeze_task(
    *, actor: Actor, number: str, beacon: WitnessBeacon | DrandBeacon, at: datetime, version: int | None = None
) -> Task:
    """Freeze the pool, the officers and the rules, and publish the commitment before any randomness exists.

    Raises what `claim` raises, PoolEmpty, TakeTooMany, EverybodyRecused and what the draw kernel raises.
    """
    claim = cases.claim(actor=actor, workflow=rules.TASK, number=number, move="freeze_task", at=at, version=version)
    task, on = claim.case.inspection_task, localdate(at)
    judged = list(queries.judged_pool(task, on=on))
    sizes, excluded, lines = rules.counted(judged)
    if not sizes:
        raise rules.PoolEmpty(_left_out_words(excluded))
    strata = queries.strata_for(task, sizes, on=on)
    ids = _keep_candidates(task, judged, strata)
    officers, recusals = _people(task, ids, on=on)
    earlier, skills = task.draw_id, _skills(task)
    task.draw_id = _draw_id(task)
    draws.commit_draw(
        actor=actor, draw_id=task.draw_id, title=claim.case.title, purpose=PURPOSE,
        strata={one.name: StratumPool(ids=_of(ids, one.name), take=one.take, skills=skills) for one in strata},
        officers=officers, recusals=recusals, team_size=task.team_size,
        max_load=int(queries.terms(on=on).get("max_load", rules.MAX_LOAD)), beacon=beacon, at=at, pseudonymous=True,
        repeats=earlier, reveal_by=_reveal_by(beacon, at),
    )  # fmt: skip
    task.strata = {one.name: {"risk": one.risk, "size": one.size, "ratio": f"{float(one.ratio):g}", "take": one.take}
                   for one in strata}  # fmt: skip
    task.save(update_fields=["strata", "draw_id"])
    told = {"draw": task.draw_id, "pool": sum(sizes.values()), "lines": lines, "excluded": dict(excluded)}
    cases.move(claim=claim, at=at, data={**told, "take": sum(one.take for one in strata)})
    return task


@transaction.atomic
def reveal_witness(*, actor: Actor, number: str, witness_id: str, value_hex: str, at: datetime) -> Task:
    """Take a witness's value; with the last one the lot falls. Raises NothingThere and what the draw kernel raises."""
    task = queries.task(actor, number, now=at)
    draws.reveal(actor=actor, draw_id=task.draw_id, witness_id=witness_id, value_hex=value_hex, at=at)
    return take_outcome(draw_id=task.draw_id, at=at) or task


@transaction.atomic
def speak_round(
    *, actor: Actor, number: str, round: int, previous_signature: str, signature: str, at: datetime
) -> Task:  # fmt: skip
    """Take the round of drand that the commitment named. Raises NothingThere and what the draw kernel raises."""
    task = queries.task(actor, number, now=at)
    draws.take_round(
        actor=actor,
        draw_id=task.draw_id,
        round=round,
        previous_signature=previous_signature,
        signature=signature,
        at=at,
    )
    return take_outcome(draw_id=task.draw_id, at=at) or task


@transaction.atomic
def take_outcome(*, draw_id: str, at: datetime) -> Task | None:
    """Take over what a made draw says: whom the lot fell on and who goes there; None when there is nothing to take.

    However the draw came about (here, on a witness's phone, twice): repeating it changes nothing.
    """
    task = Task.objects.select_related("case").filter(draw_id=draw_id, case__state="FROZEN").first()
    if task is None or draw_queries.draw(draw_id).state != "DRAWN":
        return None
    return draw_task(actor=SYSTEM_ACTOR, number=task.case.number, at=at)


@transaction.atomic
def draw_task(*, actor: Actor, number: str, at: datetime) -> Task:
    """The lot has fallen: mark the selected, send the teams, make the task public. Raises what `claim` raises."""
    claim = cases.claim(actor=actor, workflow=rules.TASK, number=number, move="draw_task", at=at)
    task = claim.case.inspection_task
    outcome = draw_queries.outcome(task.draw_id)
    by_id = _candidates_by_id(task)
    chosen = {by_id[one].pk for one, _stratum in outcome.selected}
    task.candidates.filter(excluded="").update(is_selected=False)
    keys = sorted(chosen)
    for start in range(0, len(keys), AT_ONCE):
        Candidate.objects.filter(pk__in=keys[start : start + AT_ONCE]).update(is_selected=True)
    sent = {officer for officers in outcome.teams.values() for officer in officers}
    people = {one.number: one for one in queries.people_numbered(sorted(sent))}  # whatever unit they are in by now
    Assignment.objects.bulk_create(
        (Assignment(candidate=by_id[key], inspector=people[officer])
         for key, officers in outcome.teams.items() for officer in officers),
        batch_size=AT_ONCE,
    )  # fmt: skip
    task.drawn_on = localdate(at)
    task.save(update_fields=["drawn_on"])
    data = {"selected": len(chosen), "teams": len(outcome.teams), "unassigned": len(outcome.unassigned)}
    cases.move(claim=claim, at=at, data=data)
    publish_task_row(actor=actor, task=task, at=at)
    return task


@transaction.atomic
def void_task_draw(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Task:
    """Give up a draw that has not been made, openly; the task may be frozen again, as a repetition.

    Raises what `claim` raises, InvalidInput (reason) and what the draw kernel raises.
    """
    claim = cases.claim(actor=actor, workflow=rules.TASK, number=number, move="void_task_draw", at=at, version=version)
    if faults := rules.reason_faults(reason):
        raise InvalidInput(faults)
    task = claim.case.inspection_task
    draws.void_draw(actor=actor, draw_id=task.draw_id, reason=reason.strip(), at=at)
    _forget_pool(task)
    cases.move(claim=claim, at=at, data={"draw": task.draw_id, "reason": reason.strip()})
    return task


@transaction.atomic
def ask_redraw(*, actor: Actor, number: str, cause: str, reason: str, at: datetime, version: int | None = None) -> Task:
    """Ask for another draw, for a faulty list or a failed system only. Raises what `claim` raises, NoReasonToRepeat."""
    claim = cases.claim(actor=actor, workflow=rules.TASK, number=number, move="ask_redraw", at=at, version=version)
    if cause not in rules.REDRAW_CAUSES:
        raise rules.NoReasonToRepeat
    if faults := rules.reason_faults(reason):
        raise InvalidInput(faults)
    task = claim.case.inspection_task
    task.redraw_cause, task.redraw_asked_by_id = cause, actor.id
    task.save(update_fields=["redraw_cause", "redraw_asked_by_id"])
    cases.move(claim=claim, at=at, data={"cause": cause, "reason": reason.strip()})
    return task


@transaction.atomic
def refuse_redraw(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Task:
    """The draw stands. Raises what `claim` raises, InvalidInput (reason)."""
    claim = cases.claim(actor=actor, workflow=rules.TASK, number=number, move="refuse_redraw", at=at, version=version)
    if faults := rules.reason_faults(reason):
        raise InvalidInput(faults)
    cases.move(claim=claim, at=at, data={"reason": reason.strip()})
    return claim.case.inspection_task


@transaction.atomic
def grant_redraw(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Task:
    """Withdraw the draw, approved by another person than asked; it stays visible, and its repetition names it.

    Raises what `claim` raises, OwnDraft, InvalidInput (reason) and what the draw kernel raises.
    """
    claim = cases.claim(actor=actor, workflow=rules.TASK, number=number, move="grant_redraw", at=at, version=version)
    task = claim.case.inspection_task
    if actor.id == task.redraw_asked_by_id:
        raise rules.OwnDraft("重抽申请")
    if faults := rules.reason_faults(reason):
        raise InvalidInput(faults)
    words = f"{rules.REDRAW_CAUSES[task.redraw_cause]}：{reason.strip()}"
    draws.withdraw_draw(actor=actor, draw_id=task.draw_id, reason=words, at=at)
    _forget_pool(task)
    cases.move(claim=claim, at=at, data={"draw": task.draw_id, "reason": words})
    publish_task_row(actor=actor, task=task, at=at, note=f"重新抽取：{words}")
    return task


@transaction.atomic
def take_void(*, draw_id: str, at: datetime) -> Task | None:
    """A draw was voided since a witness never revealed: its task may be frozen again. None when none waits."""
    task = Task.objects.select_related("case").filter(draw_id=draw_id, case__state="FROZEN").first()
    draw = draw_queries.draw(draw_id) if task is not None else None
    if task is None or draw is None or draw.state != "VOID":
        return None
    claim = cases.claim(actor=SYSTEM_ACTOR, workflow=rules.TASK, number=task.case.number, move="void_task_draw", at=at)
    _forget_pool(task)
    cases.move(claim=claim, at=at, data={"draw": draw_id, "reason": draw.void_reason})
    return task


def _reveal_by(beacon: WitnessBeacon | DrandBeacon, at: datetime) -> datetime | None:
    """Until when witnesses may reveal; drand speaks by itself."""
    if isinstance(beacon, DrandBeacon):
        return None
    return at + timedelta(hours=int(queries.terms(on=localdate(at)).get("reveal_hours", rules.REVEAL_HOURS)))


def _left_out_words(excluded: dict[str, int]) -> str:
    words = [f"{rules.EXCLUSIONS[why]} {many} 户" for why, many in excluded.items()]
    return "，".join(words) or "没有符合条件的对象"


def _keep_candidates(
    task: Task, judged: Sequence[rules.Judged], strata: Sequence[rules.StratumTake]
) -> dict[str, Candidate]:
    """Write the frozen pool down, who is left out too; id in the draw → candidate of those in it."""
    names = {one.risk: one.name for one in strata}
    rows = [
        Candidate(
            task=task, object_id=one.key, excluded=one.excluded, stratum="" if one.excluded else names[one.risk],
        )
        for one in judged
    ]  # fmt: skip
    Candidate.objects.bulk_create(rows, batch_size=AT_ONCE)
    return _candidates_by_id(task)


def _candidates_by_id(task: Task) -> dict[str, Candidate]:
    rows = task.candidates.filter(excluded="").select_related("object__entity")
    return {queries.draw_key(one.object): one for one in rows.iterator()}


def _of(ids: dict[str, Candidate], stratum: str) -> list[str]:
    return [key for key, one in ids.items() if one.stratum == stratum]


def _skills(task: Task) -> tuple[str, ...]:
    """What a team must hold between its members: each department sends someone, every item has somebody for it."""
    units = [f"unit:{one.code}" for one in task.units.all()]
    return tuple(sorted([*units, *(one.code for one in task.items.all())]))


def _people(task: Task, ids: dict[str, Candidate], *, on: date) -> tuple[list[Officer], list[tuple[str, str]]]:
    """Who may be sent, and which of them must not meet whom. Raises EverybodyRecused."""
    units = list(task.units.all())
    fit, _ = queries.sendable([one.pk for one in units], on=on, until=task.due_on)
    items = [(one.code, one.category, one.line) for one in task.items.all()]
    by_entity: defaultdict[int, list[str]] = defaultdict(list)
    for key, one in ids.items():
        by_entity[one.object.entity_id].append(key)
    pairs = queries.recused(fit, by_entity, on=on)
    _refuse_short(units, fit, pairs, by_entity, task.team_size)
    numbers = {one.pk: one.number for one in fit}
    officers = [
        Officer(
            one.number, one.unit.code, tuple(sorted({*rules.skills_for(one.skills, items), f"unit:{one.unit.code}"}))
        )
        for one in fit
    ]
    recusals = [(numbers[person], key) for person, entity in pairs for key in by_entity[entity] if person in numbers]
    return officers, sorted(recusals)


def _refuse_short(
    units: list, fit: list[Inspector], pairs: frozenset[tuple[int, int]], by_entity: dict, size: int
) -> None:
    manned = {one.unit_id for one in fit}
    if short := "、".join(one.short_name for one in units if one.pk not in manned):
        raise rules.EverybodyRecused(short)
    least = max(size, rules.TEAM_LEAST)
    if len(fit) < least or all(sum((one.pk, entity) not in pairs for one in fit) < least for entity in by_entity):
        raise rules.EverybodyRecused("所选部门合计")


def _draw_id(task: Task) -> str:
    """The task's number; its repetitions bear `-2`, `-3` …"""
    number = task.case.number
    if not task.draw_id:
        return number
    place = int(task.draw_id.removeprefix(number).lstrip("-") or 1) + 1
    return f"{number}-{place}"


def _forget_pool(task: Task) -> None:
    """The frozen pool stays in the draw's own files; the task starts with a new one."""
    Assignment.objects.filter(candidate__task=task).delete()
    task.candidates.all().delete()
