"""How an inspection begins: teams exist, the form is put together, the company hears of it three working days ahead."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection.models import Expert, Inspection, InspectItem, Inspector, Task, TeamMember
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import onsite, terms
from yishang.contexts.random_inspection.services.onsite.joining import join
from yishang.kernel import statements
from yishang.kernel.cases import services as cases
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.documents import services as documents
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties import services as party_services

if TYPE_CHECKING:
    from yishang.kernel.parties.models import MarketEntity

WHAT = "检查"


@transaction.atomic
def open_inspection(
    *,
    actor: Actor,
    task: Task,
    entity: "MarketEntity",
    officers: Sequence[Inspector | Expert],
    items: Sequence[InspectItem],
    at: datetime,
) -> Inspection:
    """Open the inspection of one company for one task, plan its day and put it on the company's calendar.

    Opened again for the same task and company it is the same. Where another inspection of the company is planned close
    by, the two become one visit (less disturbance): the returned one is then MERGED and points to the other. Raises
    InvalidInput (officers, items).
    """
    if known := queries.inspection_for(task_id=task.pk, entity_id=entity.pk):
        return known
    _check(officers, items, on=localdate(at))
    made = _made(task, entity, officers, items, at=at)
    _put(made, actor, task, entity, at=at)
    _put_team(made, officers)
    for unit_id in sorted({one.unit_id for one in officers} - {made.case.unit_id}):
        cases.add_co_unit(case=made.case, unit_id=unit_id, task="联合检查", at=at)
    if made.on_spot and (other := queries.to_join(made)):
        return join(inspection=made, into=other, at=at)
    if made.planned_on and not made.is_unannounced:
        put_on_calendar(inspection=made)
    return made


def put_on_calendar(*, inspection: Inspection) -> None:
    """Show the company when the inspection comes, beside everybody else who comes."""
    assert inspection.planned_on is not None, "only planned days stand in a calendar"
    units = dict.fromkeys(one.unit.short_name for one in queries.team_of(inspection))
    party_services.plan_call(
        entity_id=inspection.entity_id, matter=inspection.case.number, what=WHAT, who="、".join(units),
        on=inspection.planned_on,
    )  # fmt: skip


def days_for(*, entity_id: int, first: date, last: date) -> onsite.Days:
    """The working days of a span that the company has not asked to be left alone on."""
    windows = [
        (one.first_day, one.last_day) for one in parties.quiet_windows([entity_id], first_day=first, last_day=last)
    ]
    return onsite.Days(clocks.calendar().is_working_day, lambda day: any(start <= day <= end for start, end in windows))


def _check(officers: Sequence[Inspector | Expert], items: Sequence[InspectItem], *, on: date) -> None:
    faults = {} if items else {"items": "没有检查事项，不能开始检查。"}
    people = [
        onsite.Person(
            one.pk, one.name, one.certificate_until if isinstance(one, Inspector) else None, isinstance(one, Expert)
        )
        for one in officers
    ]
    if team := onsite.faults_of_team(people, on=on):
        faults["officers"] = team["present"]
    if faults:
        raise InvalidInput(faults)


def _made(
    task: Task, entity: "MarketEntity", officers: Sequence[Inspector | Expert], items: Sequence[InspectItem], *,
    at: datetime,
) -> Inspection:  # fmt: skip
    """The inspection in memory: its form and its day."""
    on_spot = task.kind != "REMOTE" and any(one.method not in terms.WITHOUT_COMING for one in items)
    today = localdate(at)
    working = clocks.calendar().is_working_day
    soonest = today if task.is_unannounced else onsite.first_day_after_notice(today, is_working=working)
    first = max(soonest, task.inspect_from or soonest)
    last = max(task.due_on, first)
    days = days_for(entity_id=entity.pk, first=first, last=last)
    taken = {call.on for call in parties.calls([entity.pk], first_day=first, last_day=last)}
    planned = onsite.choose(first, min(last, first + onsite.WINDOW), days=days, taken=taken, lot=entity.pk)
    asked = queries.asked_of(task, officers, items)
    return Inspection(
        task=task, entity=entity, items=[{"code": one.code, "name": one.name} for one in items],
        lines=[line.told() for line in onsite.unite(asked)], planned_on=planned, first_day=first, last_day=last,
        is_unannounced=task.is_unannounced, on_spot=on_spot, notified_at=None if task.is_unannounced else at,
        is_demo=entity.is_demo or task.is_demo,
    )  # fmt: skip


def _put(made: Inspection, actor: Actor, task: Task, entity: "MarketEntity", *, at: datetime) -> None:
    """Open the case that the inspection hangs on, under the unit that leads the task."""
    region = entity.region_id or task.case.region_id
    made.case = cases.open_case(
        actor=actor,
        workflow=onsite.INSPECTION,
        number=documents.next_number(prefix=onsite.PREFIX, region_code=region, day=localdate(at)),
        title=f"检查{entity.name}"[:200],
        region_code=region,
        applicant_id=entity.pk,
        category="",
        at=at,
        fact="opened",
        data={"task": task.case.number, "planned_on": made.planned_on.isoformat() if made.planned_on else ""},
        clocks_to_start={},
        in_rate=task.kind == "DRAWN",
        unit_id=task.case.unit_id,
    )
    statements.insert(made)


def _put_team(made: Inspection, officers: Sequence[Inspector | Expert]) -> None:
    rows = [
        TeamMember(
            inspection=made, inspector=one, account_id=one.account_id, name=one.name, unit=one.unit,
            certificate_no=one.certificate_no, certificate_until=one.certificate_until,
        )
        if isinstance(one, Inspector)
        else TeamMember(inspection=made, role="EXPERT", name=one.name, unit=one.unit)
        for one in officers
    ]  # fmt: skip
    TeamMember.objects.bulk_create(rows)
