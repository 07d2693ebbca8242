"""回避: the company, or an officer, asks once that somebody steps aside; the head of the unit decides."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection.models import Inspection, Inspector, TeamMember
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import onsite
from yishang.contexts.random_inspection.services.onsite.claiming import claim, member_of
from yishang.contexts.random_inspection.services.onsite.dates import stated
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor, Role


@transaction.atomic
def object_officer(
    *, actor: Actor, number: str, reason: str, at: datetime, member: int | None = None, version: int | None = None
) -> Inspection:
    """The company objects to one officer of the team, once; an officer (without `member`) asks to step aside.

    Raises ObjectedBefore, NotOnTheTeam, InvalidInput (member, reason), and what cases.claim raises.
    """
    claimed, inspection = claim(actor=actor, number=number, move="object_officer", at=at, version=version)
    team = queries.team_of(inspection)
    side = "COMPANY" if actor.role == Role.ENT else "OFFICER"
    chosen = (
        next((one for one in team if one.pk == member), None)
        if side == "COMPANY"
        else member_of(actor=actor, inspection=inspection)
    )
    if chosen is None:
        raise InvalidInput({"member": "请选择要回避的检查人员。"})
    if any(one.objected_by == side for one in (team if side == "COMPANY" else [chosen])):
        raise onsite.ObjectedBefore("已经申请过一次回避。", next_step="请等待决定；仍有意见的，可以在现场说明并记录。")
    chosen.objected_by, chosen.objection, chosen.decided = side, stated(reason=reason)[:300], ""
    chosen.save(update_fields=["objected_by", "objection", "decided"])
    cases.move(claim=claimed, at=at, data={"side": side, "note": f"申请{chosen.name}回避：{chosen.objection}"})
    return inspection


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
    """The head of the unit decides. When it is granted the officer leaves the team and `substitute` (the number of
    another officer: where the task was drawn, the one whom the draw's own order names next) takes the place.

    Raises NothingToDecide, TooFewLeft, InvalidInput (substitute, reason), and what cases.claim raises.
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
    note = f"{chosen.name}回避"
    if newcomer := _substitute(inspection, chosen, substitute, on=at):
        note += f"，由{newcomer.name}接替"
    officers = [one for one in queries.team_of(inspection) if one.role == "OFFICER" and one.pk != chosen.pk]
    if len(officers) < 2:
        raise onsite.TooFewLeft("回避后不足 2 人，不能降为 1 人检查。", next_step="请选择接替的检查人员。")
    chosen.delete()
    cases.move(claim=claimed, at=at, data={"note": f"{note}。"})
    return inspection


def _substitute(inspection: Inspection, chosen: TeamMember, number: str, *, on: datetime) -> TeamMember | None:
    """Put the officer of that number on the team for the one who leaves. Raises InvalidInput (substitute)."""
    if not number.strip():
        return None
    found = Inspector.objects.filter(number=number.strip(), state="ACTIVE").select_related("unit").first()
    if found is None or found.unit_id != chosen.unit_id:
        raise InvalidInput({"substitute": "没有这名在岗人员，或不属于同一单位。"})
    if found.certificate_until < localdate(on):
        raise InvalidInput({"substitute": "执法证已过期，不能接替。"})
    if any(one.inspector_id == found.pk for one in queries.team_of(inspection)):
        raise InvalidInput({"substitute": "已经在检查组里。"})
    if queries.is_related(found, inspection.entity_id, on=localdate(on)):
        raise InvalidInput({"substitute": "与这家企业有回避关系。"})
    return TeamMember.objects.create(
        inspection=inspection, inspector=found, account_id=found.account_id, name=found.name, unit_id=found.unit_id,
        certificate_no=found.certificate_no, certificate_until=found.certificate_until,
    )  # fmt: skip
