"""When an inspection comes, and whether it comes at all."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection.models import Inspection
from yishang.contexts.random_inspection.rules import onsite
from yishang.contexts.random_inspection.services.onsite.claiming import claim
from yishang.contexts.random_inspection.services.onsite.opening import days_for, put_on_calendar
from yishang.kernel.cases import services as cases
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.parties import services as party_services

REASON_LONGEST = 500


@transaction.atomic
def pick_day(*, actor: Actor, number: str, planned_on: date, at: datetime, version: int | None = None) -> Inspection:
    """The company chooses another day of its window. Raises InvalidInput (planned_on), and what cases.claim raises."""
    claimed, inspection = claim(actor=actor, number=number, move="pick_day", at=at, version=version)
    return _moved(claimed, inspection, planned_on, at=at, note="")


@transaction.atomic
def reschedule_inspection(
    *, actor: Actor, number: str, planned_on: date, reason: str, at: datetime, version: int | None = None
) -> Inspection:
    """Those who inspect come on another day, and say why. Raises InvalidInput (planned_on, reason), as cases.claim."""
    claimed, inspection = claim(actor=actor, number=number, move="reschedule_inspection", at=at, version=version)
    return _moved(claimed, inspection, planned_on, at=at, note=stated(reason=reason))


@transaction.atomic
def void_inspection(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Inspection:
    """The company is gone (注销、吊销、迁出) since the lot fell on it: it leaves the denominator and has no result.

    Raises InvalidInput (reason), and what cases.claim raises.
    """
    claimed, inspection = claim(actor=actor, number=number, move="void_inspection", at=at, version=version)
    return ended(claimed=claimed, inspection=inspection, reason=stated(reason=reason), at=at)


def stated(*, reason: str, field: str = "reason") -> str:
    """A reason that says something. Raises InvalidInput."""
    told = reason.strip()
    if not told or len(told) > REASON_LONGEST:
        raise InvalidInput({field: f"请写明理由，最多 {REASON_LONGEST} 个字。"})
    return told


def ended(*, claimed: cases.Claim, inspection: Inspection, reason: str, at: datetime) -> Inspection:
    """Finish a claimed move that ends an inspection without a result, and free the company's day."""
    party_services.drop_call(matter=inspection.case.number)
    cases.move(claim=claimed, at=at, data={"note": reason}, changes={"closed_at": at, "in_rate": False})
    return inspection


def _moved(claimed: cases.Claim, inspection: Inspection, day: date, *, at: datetime, note: str) -> Inspection:
    today = localdate(at)
    working = clocks.calendar().is_working_day
    soonest = today if inspection.is_unannounced else onsite.first_day_after_notice(today, is_working=working)
    first = max(soonest, inspection.first_day or soonest)
    last = max(inspection.last_day or day, first)
    if not inspection.on_spot:
        raise InvalidInput({"planned_on": "这次检查不上门，不用约日期。"})
    days = days_for(entity_id=inspection.entity_id, first=min(day, first), last=max(day, last))
    if fault := onsite.fault_of_day(day, first=first, last=last, days=days):
        raise InvalidInput({"planned_on": fault})
    before, inspection.planned_on = inspection.planned_on, day
    inspection.save(update_fields=["planned_on"])
    if not inspection.is_unannounced:
        put_on_calendar(inspection=inspection)
    data = {"before": before.isoformat() if before else "", "on": day.isoformat(), "note": note}
    cases.move(claim=claimed, at=at, data=data)
    return inspection
