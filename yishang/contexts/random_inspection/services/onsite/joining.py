"""Several inspections of one company become one visit: one day, one form, all their people (综合查一次)."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection.models import Inspection, TeamMember
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import onsite
from yishang.contexts.random_inspection.services.onsite.claiming import claim
from yishang.kernel.cases import services as cases
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import services as party_services


@transaction.atomic
def merge_inspection(*, actor: Actor, number: str, into: str, at: datetime, version: int | None = None) -> Inspection:
    """Let this inspection be made together with another of the same company that is still to come.

    Raises NothingToJoin, and what cases.claim raises.
    """
    claimed, inspection = claim(actor=actor, number=number, move="merge_inspection", at=at, version=version)
    other = queries.planned_inspection(actor, into, on=localdate(at))
    if other is None or other.pk == inspection.pk or not _fit(inspection, other):
        raise onsite.NothingToJoin(
            f"{into} 不能与这次检查合并。",
            next_step=f"只有同一家企业、相隔 {onsite.JOIN_WITHIN.days} 天以内、还没有开始的上门检查才能合并。",
        )
    return _joined(claimed, inspection, other, at=at)


def join(*, inspection: Inspection, into: Inspection, at: datetime) -> Inspection:
    """The same as the platform does it by itself when an inspection is opened."""
    claimed, found = claim(
        actor=SYSTEM_ACTOR, number=inspection.case.number, move="merge_inspection", at=at, version=None
    )
    return _joined(claimed, found, into, at=at)


def _fit(one: Inspection, other: Inspection) -> bool:
    same = one.entity_id == other.entity_id and one.is_unannounced == other.is_unannounced
    return same and one.on_spot and other.on_spot and onsite.fall_together(one.planned_on, other.planned_on)


def _joined(claimed: cases.Claim, inspection: Inspection, into: Inspection, *, at: datetime) -> Inspection:
    """The other's form takes the lines, its team the people; this one ends and points there."""
    number = inspection.case.number
    party_services.drop_call(matter=number)
    _unite_forms(inspection, into)
    known = {one.inspector_id for one in queries.team_of(into)}
    for member in queries.team_of(inspection):
        if member.inspector_id is None or member.inspector_id not in known:
            TeamMember.objects.filter(pk=member.pk).update(inspection=into)
    for unit in queries.units_of(into) - {into.case.unit_id}:
        cases.add_co_unit(case=into.case, unit_id=unit, task="联合检查", at=at)
    Inspection.objects.filter(joined_to=inspection).update(joined_to=into)  # who came along before comes along now
    inspection.joined_to = into
    inspection.save(update_fields=["joined_to"])
    cases.move(claim=claimed, at=at, data={"into": into.case.number}, changes={"closed_at": at})
    journal.record(
        actor=claimed.actor, verb=f"{onsite.KIND}.joined", subject=into.case.number, at=at,
        data={"from": number, "note": f"与 {number} 合为一次上门，一张表检查。"},
    )  # fmt: skip
    return inspection


def _unite_forms(inspection: Inspection, into: Inspection) -> None:
    """One form of both: lines that both have are asked once."""
    lines = {line.key: line for line in onsite.lines_from(into.lines)}
    for line in onsite.lines_from(inspection.lines):
        known = lines.get(line.key)
        lines[line.key] = line if known is None else known.also(line)
    into.lines = [line.told() for line in lines.values()]
    codes = {one["code"] for one in into.items}
    into.items = [*into.items, *(one for one in inspection.items if one["code"] not in codes)]
    into.last_day = min((day for day in (into.last_day, inspection.last_day) if day), default=None)
    into.save(update_fields=["lines", "items", "last_day"])
