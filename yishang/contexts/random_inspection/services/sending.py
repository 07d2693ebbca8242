"""After the lot: confirm the teams, tell the companies, replace one that is gone; and how far a task has come."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection import queries, rules
from yishang.contexts.random_inspection.models import Assignment, Candidate, Inspector, Task
from yishang.contexts.random_inspection.services import substituting
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
    dropped, drawn = _drop_unfit(actor, task, at=at)
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
    told = {"borrowed": sorted(borrowed), "next_batch": len(alone), "dropped": dropped, "by_lot": drawn}
    words = f"证件失效、请假或离岗 {dropped} 人次，按抽签次序换派 {drawn} 人次。" if dropped else ""
    cases.move(claim=claim, at=at, data={**told, "reason": words})
    return task


def _drop_unfit(actor: Actor, task: Task, *, at: datetime) -> tuple[int, int]:
    """Take out whoever may not be sent any more (执法证过期仍派→系统剔除): how many, and how many came by lot."""
    dropped = drawn = 0
    for candidate in queries.selected_of(task).filter(void_reason=""):
        candidate.task = task
        for one in queries.people_numbered(each.inspector.number for each in candidate.assignments.all()):
            if why := queries.why_not_sent(one, on=localdate(at), until=task.due_on):
                came = substituting.send_by_lot(actor=actor, candidate=candidate, leaving=one, reason=why, at=at)
                if came is None:
                    substituting.hand_over(candidate=candidate, leaving=one, comes=None)
                dropped, drawn = dropped + 1, drawn + (came is not None)
    return dropped, drawn


@transaction.atomic
def replace_inspector(
    *, actor: Actor, number: str, leaving: str, cause: str, at: datetime, uscc: str = "", substitute: str = "",
    reason: str = "", version: int | None = None,
) -> Task:  # fmt: skip
    """Somebody drawn cannot go, to one company (`uscc`) or to any: the lot names who goes instead, for each of them.

    `substitute`, the number of another of the same unit, only for those for whom the draw's order has nobody left,
    with a `reason` that is public. Raises NobodyByLot, InvalidInput (leaving, cause, uscc, substitute, reason) and
    what `claim` raises.
    """
    claim = cases.claim(
        actor=actor, workflow=rules.TASK, number=number, move="replace_inspector", at=at, version=version
    )
    task = claim.case.inspection_task
    one, rows = _sent(task, leaving, cause, uscc)
    why = f"检查人员{rules.STEPS_ASIDE[cause]}，经批准"
    lots = {row: substituting.send_by_lot(actor=actor, candidate=row, leaving=one, reason=why, at=at) for row in rows}
    without = [row for row, came in lots.items() if came is None]
    if substitute.strip() and not without:
        raise InvalidInput({"substitute": substituting.NOT_AT_WILL})
    if without and not substitute.strip():
        raise rules.NobodyByLot(len(without))
    if without:
        _name(actor, task, without, one, substitute, reason, at=at)
    words = f"{one.name}{rules.STEPS_ASIDE[cause]}，{len(rows) - len(without)} 户按抽签次序换派"
    words += f"，{len(without)} 户指定接替：{reason.strip()}" if without else "。"
    cases.move(claim=claim, at=at, data={"by_lot": len(rows) - len(without), "named": len(without), "reason": words})
    return task


def _sent(task: Task, leaving: str, cause: str, uscc: str) -> tuple[Inspector, list[Candidate]]:
    """Who leaves, and the companies to which he or she was to go. Raises InvalidInput."""
    faults = {} if cause in rules.STEPS_ASIDE else {"cause": "请选择回避或请假。"}
    if cause == "RECUSAL" and not uscc.strip():
        faults["uscc"] = "回避请写明是哪一家企业。"
    one = queries.people_numbered([leaving.strip()]).first()
    rows = queries.selected_of(task).filter(void_reason="", assignments__inspector=one) if one else []
    if one and uscc.strip():
        rows = [row for row in rows if row.object.entity.uscc == uscc.strip().upper()]
    if not rows and not faults:
        faults["uscc" if one and uscc.strip() else "leaving"] = "这次没有派这名人员去。"
    if faults or one is None:
        raise InvalidInput(faults or {"leaving": "没有这名人员。"})
    found = list(rows)
    for row in found:
        row.task = task
    return one, found


def _name(
    actor: Actor, task: Task, rows: Sequence[Candidate], leaving: Inspector, number: str, reason: str, *, at: datetime
) -> None:
    """The head names who goes where the lot has nobody, and the public hears why. Raises InvalidInput."""
    if faults := rules.reason_faults(reason):
        raise InvalidInput({"reason": f"指定接替人员的理由会公开。{faults['reason']}"})
    for row in rows:
        there = {one.inspector_id for one in row.assignments.all()}
        comes = substituting.named(candidate=row, leaving=leaving, number=number, on=localdate(at), there=there)
        substituting.hand_over(candidate=row, leaving=leaving, comes=comes, at_will=True)
    words = "有检查人员不能参加，抽签次序里已没有可派的人员，由单位指定接替："
    publish_task_row(actor=actor, task=task, at=at, note=words + reason.strip())


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
