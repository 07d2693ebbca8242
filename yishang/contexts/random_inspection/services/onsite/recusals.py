"""回避、请假: the company or an officer asks that somebody steps aside; the head decides, the lot names who comes."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection import rules
from yishang.contexts.random_inspection.models import Candidate, Inspection, Inspector, TeamMember
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import onsite
from yishang.contexts.random_inspection.services import substituting
from yishang.contexts.random_inspection.services.onsite.claiming import claim, member_of
from yishang.contexts.random_inspection.services.onsite.dates import stated
from yishang.contexts.random_inspection.services.publishing import publish_task_row
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor, Role


@transaction.atomic
def object_officer(
    *,
    actor: Actor,
    number: str,
    reason: str,
    at: datetime,
    member: int | None = None,
    cause: str = "RECUSAL",
    version: int | None = None,
) -> Inspection:
    """The company objects to one officer of the team, once; an officer (without `member`) asks to step aside.

    An officer who is away asks with `cause` LEAVE, also after a recusal was refused. Raises ObjectedBefore,
    NotOnTheTeam, InvalidInput (member, cause, reason), and what cases.claim raises.
    """
    claimed, inspection = claim(actor=actor, number=number, move="object_officer", at=at, version=version)
    team = queries.team_of(inspection)
    side = "COMPANY" if actor.role == Role.ENT else "OFFICER"
    if cause not in rules.STEPS_ASIDE or (side == "COMPANY" and cause != "RECUSAL"):
        raise InvalidInput({"cause": "请选择回避或请假；企业只能申请回避。"})
    chosen = (
        next((one for one in team if one.pk == member), None)
        if side == "COMPANY"
        else member_of(actor=actor, inspection=inspection)
    )
    if chosen is None:
        raise InvalidInput({"member": "请选择要回避的检查人员。"})
    _refuse_second(team if side == "COMPANY" else [chosen], side, cause)
    chosen.objected_by, chosen.cause, chosen.objection, chosen.decided = side, cause, stated(reason=reason)[:300], ""
    chosen.save(update_fields=["objected_by", "cause", "objection", "decided"])
    words = f"申请{chosen.name}{rules.STEPS_ASIDE[cause]}：{chosen.objection}"
    cases.move(claim=claimed, at=at, data={"side": side, "note": words})
    return inspection


def _refuse_second(asked: Sequence[TeamMember], side: str, cause: str) -> None:
    """被抽中后可申请回避 1 次; who is away is away, whatever was decided about a recusal before."""
    for one in asked:
        if one.objected_by == side and not (cause == "LEAVE" and one.decided and one.cause == "RECUSAL"):
            raise onsite.ObjectedBefore(
                "已经申请过一次回避。", next_step="请等待决定；仍有意见的，可以在现场说明并记录。"
            )


@transaction.atomic
def decide_recusal(
    *,
    actor: Actor,
    number: str,
    member: int,
    granted: bool,
    at: datetime,
    substitute: str = "",
    reason: str = "",
    version: int | None = None,
) -> Inspection:
    """The head of the unit decides. When it is granted the officer leaves the team and the lot names who comes.

    `substitute` (the number of another officer of the unit) only where the draw's order has nobody left; `reason` is
    public then, and says why it is not granted otherwise. Raises NothingToDecide, TooFewLeft, InvalidInput
    (substitute, reason), and what cases.claim raises.
    """
    claimed, inspection = claim(actor=actor, number=number, move="decide_recusal", at=at, version=version)
    chosen = next((one for one in queries.team_of(inspection) if one.pk == member and one.objected_by), None)
    if chosen is None or chosen.decided:
        raise onsite.NothingToDecide("没有等待决定的回避申请。", next_step="请刷新后查看。")
    if not granted:
        chosen.decided = stated(reason=reason)[:300]
        chosen.save(update_fields=["decided"])
        cases.move(claim=claimed, at=at, data={"note": f"{chosen.name}不回避：{chosen.decided}"})
        return inspection
    came = _by_lot(actor, inspection, chosen, at=at)
    is_drawn = bool(came)
    if is_drawn and substitute.strip():
        raise InvalidInput({"substitute": substituting.NOT_AT_WILL})
    note = f"{chosen.name}{rules.STEPS_ASIDE[chosen.cause]}"
    if is_drawn:
        note += f"，按抽签次序由{'、'.join(one.name for one in came)}接替。"
    elif substitute.strip():
        came = [_named(actor, inspection, chosen, substitute, reason, at=at)]
        note += f"，抽签已无人可派，指定{came[0].name}接替：{reason.strip()}"
    _check_left(inspection, chosen, came)
    chosen.delete()
    _take_in(inspection, came, at=at)
    told = {"note": note, "by_lot": is_drawn, "came": [one.number for one in came]}
    cases.move(claim=claimed, at=at, data=told)
    return inspection


def _by_lot(actor: Actor, inspection: Inspection, chosen: TeamMember, *, at: datetime) -> list[Inspector]:
    """Whom the draw names for the one who leaves: once for each task of the visit for which the lot fell on him."""
    there = {one.inspector_id for one in queries.team_of(inspection) if one.inspector_id}
    came: list[Inspector] = []
    for candidate in queries.drawn_for(inspection, chosen):
        found = substituting.send_by_lot(
            actor=actor, candidate=candidate, leaving=_inspector(chosen), at=at, there=there,
            reason=f"检查人员{rules.STEPS_ASIDE[chosen.cause]}，经批准",
        )  # fmt: skip
        if found is not None:
            came.append(found)
            there.add(found.pk)
    return came


def _named(
    actor: Actor, inspection: Inspection, chosen: TeamMember, number: str, reason: str, *, at: datetime
) -> Inspector:
    """Whom the head names because the lot has nobody; the public hears why. Raises InvalidInput."""
    if faults := rules.reason_faults(reason):
        raise InvalidInput({"reason": f"指定接替人员的理由会公开。{faults['reason']}"})
    drawn = queries.drawn_for(inspection, chosen)
    candidate = drawn[0] if drawn else _as_if_drawn(inspection)
    there = {one.inspector_id for one in queries.team_of(inspection) if one.inspector_id}
    found = substituting.named(
        candidate=candidate, leaving=_inspector(chosen), number=number, on=localdate(at), there=there
    )
    for one in drawn:
        substituting.hand_over(candidate=one, leaving=_inspector(chosen), comes=found, at_will=True)
    if candidate.task.draw_id:
        words = f"有检查人员{rules.STEPS_ASIDE[chosen.cause]}，抽签次序里已没有可派的人员，由单位指定接替："
        publish_task_row(actor=actor, task=candidate.task, at=at, note=words + reason.strip())
    return found


def _as_if_drawn(inspection: Inspection) -> Candidate:
    """Who came to the team otherwise than by lot is judged as if the lot had fallen on the company, unsaved."""
    known = queries.object_of(inspection)
    return Candidate(task=inspection.task, object=known)


def _inspector(chosen: TeamMember) -> Inspector:
    if chosen.inspector is None:
        raise InvalidInput({"member": "专家不是执法人员，离开后不用接替。"})
    return chosen.inspector


def _check_left(inspection: Inspection, chosen: TeamMember, came: Sequence[Inspector]) -> None:
    """Never one alone, and every department that took part still does. Raises TooFewLeft."""
    if chosen.role == "EXPERT":
        return
    left = [one for one in queries.team_of(inspection) if one.role == "OFFICER" and one.pk != chosen.pk]
    units = {one.unit_id for one in left} | {one.unit_id for one in came}
    if len(left) + len(came) < rules.TEAM_LEAST or chosen.unit_id not in units:
        raise onsite.TooFewLeft(
            "抽签次序里已没有可派的人员，回避后人数不足或所在部门没有人了。",
            next_step="请填写接替人员的编号并写明理由（会公开）；不得降为 1 人。",
        )


def _take_in(inspection: Inspection, came: Sequence[Inspector], *, at: datetime) -> None:
    for one in came:
        TeamMember.objects.create(
            inspection=inspection, inspector=one, account_id=one.account_id, name=one.name, unit_id=one.unit_id,
            certificate_no=one.certificate_no, certificate_until=one.certificate_until,
        )  # fmt: skip
        if one.unit_id != inspection.case.unit_id:
            cases.add_co_unit(case=inspection.case, unit_id=one.unit_id, task="联合检查", at=at)
