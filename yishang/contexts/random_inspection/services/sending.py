"""After the lot: confirm the teams, tell the companies, replace one that is gone; and how far a task has come."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection import queries, rules
from yishang.contexts.random_inspection.models import Assignment, Candidate, Inspector, Task
from yishang.contexts.random_inspection.services.opening import open_for
from yishang.contexts.random_inspection.services.publishing import publish_task_row
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.draw import queries as draw_queries
from yishang.kernel.draw import services as draws

NEXT_BATCH = "人员不足，移入下一批"


@transaction.atomic
def match_inspectors(
    *, actor: Actor, number: str, at: datetime, borrowed: Sequence[str] = (), shorten: bool = False,
    version: int | None = None,
) -> Task:  # fmt: skip
    """Confirm the teams as drawn; a company without one gets people borrowed by number, or waits for another batch.

    Never one alone: raises TeamTooSmall while somebody lacks a team, CertificateExpired, InvalidInput (borrowed), and
    what `claim` raises.
    """
    claim = cases.claim(
        actor=actor, workflow=rules.TASK, number=number, move="match_inspectors", at=at, version=version
    )
    task = claim.case.inspection_task
    alone = [one for one in queries.selected_of(task) if len(one.assignments.all()) < rules.TEAM_LEAST]
    if alone and borrowed:
        people = _borrowed(task, borrowed, on=localdate(at))
        room = _room(people, task, on=localdate(at))
        alone = [one for one in alone if not _lend(one, people, task, room, on=localdate(at))]
    if alone and not shorten:
        raise rules.TeamTooSmall(len(alone))
    Candidate.objects.filter(pk__in=[one.pk for one in alone]).update(void_reason=NEXT_BATCH)
    if not task.candidates.filter(is_selected=True, void_reason="").exists():
        raise rules.TeamTooSmall(len(alone))
    cases.move(claim=claim, at=at, data={"borrowed": sorted(borrowed), "next_batch": len(alone)})
    return task


def _borrowed(task: Task, numbers: Sequence[str], *, on: date) -> list[Inspector]:
    """The people of these numbers, of whichever department, each fit to be sent."""
    found, days = list(queries.people_numbered(numbers)), int(queries.terms(on=on).get("training_days", 0))
    if missing := sorted(set(numbers) - {one.number for one in found}):
        raise InvalidInput({"borrowed": f"没有编号 {'、'.join(missing[:5])} 的人员。"})
    for one in found:
        if one.certificate_until < task.due_on:
            raise rules.CertificateExpired(one.name, one.certificate_until.isoformat())
        if why := rules.why_not(queries.standing(one), on=on, training_days=days):
            raise InvalidInput({"borrowed": f"{one.name}{why}，不能借调。"})
    return found


def _room(people: Sequence[Inspector], task: Task, *, on: date) -> Counter[int]:
    """Key of an inspector → to how many more companies of this task he or she may be sent."""
    most = int(queries.terms(on=on).get("max_load", rules.MAX_LOAD))
    sent = Assignment.objects.filter(candidate__task=task, candidate__void_reason="", inspector__in=people)
    room = Counter({one.pk: most for one in people})
    room.subtract(sent.values_list("inspector_id", flat=True))
    return room


def _lend(candidate: Candidate, people: list[Inspector], task: Task, room: Counter[int], *, on: date) -> bool:
    """Fill a team up with who may go there and has the most `room`; whether it is full now."""
    there = {one.inspector_id for one in candidate.assignments.all()}
    away = queries.recused(people, [candidate.object.entity_id], on=on)
    barred = {person for person, _ in away} | there
    free = sorted((one for one in people if one.pk not in barred and room[one.pk] > 0), key=lambda one: -room[one.pk])
    wanted = max(task.team_size, rules.TEAM_LEAST) - len(there)
    if len(free) < wanted:
        return False
    Assignment.objects.bulk_create(
        Assignment(candidate=candidate, inspector=one, is_borrowed=True) for one in free[:wanted]
    )
    room.subtract(one.pk for one in free[:wanted])
    return True


@transaction.atomic
def replace_company(
    *, actor: Actor, number: str, uscc: str, reason: str, at: datetime, version: int | None = None
) -> Task:
    """A company drawn has gone since: the next of its stratum's reserve stands for it, with its team (VOID).

    Raises what `claim` raises, InvalidInput (uscc, reason) and what the draw kernel raises.
    """
    claim = cases.claim(actor=actor, workflow=rules.TASK, number=number, move="replace_company", at=at, version=version)
    if faults := rules.reason_faults(reason):
        raise InvalidInput(faults)
    task = claim.case.inspection_task
    gone = queries.selected_of(task).filter(object__entity__uscc=uscc.strip().upper(), void_reason="").first()
    if gone is None:
        raise InvalidInput({"uscc": "这次没有抽中这家企业，或已经替换。"})
    key = queries.draw_key(gone.object)
    draws.replace_selected(actor=actor, draw_id=task.draw_id, out=key, reason=reason.strip(), at=at)
    successor = _successor(task)
    gone.void_reason, gone.replaced_by = reason.strip()[:200], successor
    gone.save(update_fields=["void_reason", "replaced_by"])
    told = {"void": key, "reason": reason.strip(), "found": successor is not None}
    cases.move(claim=claim, at=at, data=told)
    if (
        successor is not None
        and claim.case.state != "OBJECT_DRAWN"
        and len(successor.assignments.all()) < rules.TEAM_LEAST
    ):
        successor.void_reason = NEXT_BATCH  # the teams are confirmed already, and nobody is left to go there
        successor.save(update_fields=["void_reason"])
    elif successor is not None and claim.case.state in rules.RUNNING:
        open_for(actor=actor, task=task, candidate=successor, at=at)
    publish_task_row(actor=actor, task=task, at=at, note="有企业在抽取后注销、吊销或迁出，已按备选次序替换。")
    return task


def _successor(task: Task) -> Candidate | None:
    """Whom the draw names now that it did not name before, with the team that it names for it."""
    outcome = draw_queries.outcome(task.draw_id)
    known = {queries.draw_key(one.object) for one in queries.selected_of(task)}
    fresh = [key for key, _stratum in outcome.selected if key not in known]
    if not fresh:
        return None
    rows = task.candidates.filter(excluded="", is_selected=False).select_related("object__entity")
    found = next(one for one in rows if queries.draw_key(one.object) == fresh[0])
    found.is_selected = True
    found.save(update_fields=["is_selected"])
    people = queries.people_numbered(outcome.teams.get(fresh[0], ()))
    Assignment.objects.bulk_create(Assignment(candidate=found, inspector=one) for one in people)
    return found
