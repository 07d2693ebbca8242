"""One inspection and what stands beside it: its team, answers, orders, the tasks that it serves."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from yishang.contexts.random_inspection.models import (
    Candidate,
    Correction,
    Department,
    Expert,
    Inspection,
    InspectItem,
    InspectObject,
    Inspector,
    LineAnswer,
    ResultCode,
    Task,
    TeamMember,
)
from yishang.contexts.random_inspection.rules import onsite
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.parties import queries as parties

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

SPLIT = str.maketrans({"；": "\n", ";": "\n"})


def inspection_of(case: "Case") -> Inspection:
    """The process's own row of a case, which the cases kernel has fetched along."""
    found: Inspection = case.inspection
    found.case = case
    return found


def visible_inspection(actor: Actor, number: str, *, on: date, locked: bool = False) -> Inspection | None:
    """The inspection of that number if the actor may see it; a company sees none that is not announced to it."""
    case = cases.visible_one(actor, workflow=onsite.INSPECTION, number=number, on=on, locked=locked)
    if case is None:
        return None
    found = inspection_of(case)
    return None if is_hidden(actor, found) else found


def is_hidden(actor: Actor, found: Inspection) -> bool:
    """Whether it must not be told to a company yet: it comes without notice (飞行检查、举报核查)."""
    return actor.role == Role.ENT and found.is_unannounced and found.entered_at is None


def planned_inspection(actor: Actor, number: str, *, on: date) -> Inspection | None:
    """An inspection still to come that the actor may see, locked."""
    found = visible_inspection(actor, number, on=on, locked=True)
    return found if found is not None and found.case.state == "NOTIFIED" else None


def inspection_for(*, task_id: int, entity_id: int) -> Inspection | None:
    """The inspection of a company for a task, if it was opened."""
    return Inspection.objects.filter(task_id=task_id, entity_id=entity_id).select_related("case", "entity").first()


def to_join(made: Inspection) -> Inspection | None:
    """An inspection of the same company that is still to come close by and after this one's notice, locked."""
    if made.planned_on is None or made.first_day is None or made.is_unannounced:
        return None
    last = min(made.planned_on + onsite.JOIN_WITHIN, made.last_day or made.planned_on + onsite.JOIN_WITHIN)
    rows = Inspection.objects.filter(
        entity_id=made.entity_id, case__state="NOTIFIED", on_spot=True, is_unannounced=False,
        planned_on__range=(max(made.first_day, made.planned_on - onsite.JOIN_WITHIN), last),
    )  # fmt: skip
    rows = rows.exclude(pk=made.pk).select_related("case", "entity").select_for_update(of=("self",))
    return rows.order_by("planned_on", "pk").first()


def team_of(inspection: Inspection) -> list[TeamMember]:
    """Who is on the team now, officers and experts, in the order in which they came to it."""
    return list(TeamMember.objects.filter(inspection=inspection).select_related("unit", "inspector"))


def units_of(inspection: Inspection) -> set[int]:
    """The departments of the team."""
    return {one.unit_id for one in team_of(inspection)}


def answers_for(inspection: Inspection, member: TeamMember, line: onsite.Line) -> bool:
    """Whether somebody answers a line: of the department it belongs to; of the lead, where that has nobody there."""
    if line.unit_id == member.unit_id:
        return True
    return member.unit_id == inspection.case.unit_id and line.unit_id not in units_of(inspection)


def answers_of(inspection: Inspection) -> dict[str, onsite.Answered]:
    """Key of a line → what was answered."""
    rows = LineAnswer.objects.filter(inspection=inspection)
    return {one.line: onsite.Answered(one.value, one.finding, tuple(one.pictures)) for one in rows}


def open_order(inspection: Inspection) -> Correction | None:
    """The order that has not been checked again."""
    return Correction.objects.filter(inspection=inspection, state__in=("OPEN", "HANDED_IN")).order_by("pk").first()


def standing_orders(inspection: Inspection) -> list[Correction]:
    """The orders of an inspection in their order, without those that went back with a returned result."""
    return list(Correction.objects.filter(inspection=inspection).exclude(state="WITHDRAWN").order_by("pk"))


def orders_to_expire(*, at: datetime) -> list[str]:
    """Numbers of inspections whose order has passed its day without an answer."""
    rows = Correction.objects.filter(state="OPEN", expired_at=None, due_at__lt=at).order_by("due_at", "pk")
    return list(rows.values_list("inspection__case__number", flat=True))


def to_archive(*, before: date) -> list[str]:
    """Numbers of inspections with nothing open, public since before that day or followed up."""
    done = Q(case__state="FOLLOWED") | Q(case__state="PUBLICIZED", published_on__lt=before)
    rows = Inspection.objects.filter(done).exclude(orders__state__in=("OPEN", "HANDED_IN")).select_related("case")
    return [
        one.case.number
        for one in rows.order_by("pk")
        if one.case.state == "FOLLOWED" or not onsite.is_followed(one.results)
    ]


def task_numbers(inspection: Inspection) -> list[str]:
    """The tasks that one visit serves: its own and those that were joined to it."""
    joined = Inspection.objects.filter(joined_to=inspection).order_by("pk").values_list("task__case__number", flat=True)
    return list(dict.fromkeys([inspection.task.case.number, *joined]))


def follow_up_words(inspection: Inspection) -> str:
    """What became of the orders, for the public."""
    said = {"OPEN": "已责令改正，期限内", "HANDED_IN": "已提交整改材料，待复查", "PASSED": "已改正，复查合格",
            "FAILED": "复查不合格，已再次责令改正"}  # fmt: skip
    orders = standing_orders(inspection)
    parts = [said[orders[-1].state]] if orders else []
    if "后续处置：" in inspection.measures:
        parts.append(inspection.measures.rpartition("后续处置：")[2])
    return "；".join(parts)


def asked_of(task: Task, officers: Sequence[Inspector | Expert], items: Sequence[InspectItem]) -> list[onsite.Asked]:
    """The items as departments ask them: each by the department of its line that has somebody on the team, else by any
    of the task's of that line, else by whoever leads. The lead comes first, for it answers what is public.
    """
    present = [one.unit for one in officers if isinstance(one, Inspector)]
    units = {unit.pk: unit for unit in [*present, *task.units.all()]}
    lead = task.case.unit or present[0]
    units.setdefault(lead.pk, lead)
    lines = dict(Department.objects.filter(unit_id__in=units).values_list("unit_id", "line"))
    order = [lead.pk, *(pk for pk in units if pk != lead.pk)]
    asked = [_asked(item, units[next((pk for pk in order if lines.get(pk) == item.line), lead.pk)]) for item in items]
    return sorted(asked, key=lambda one: order.index(one.unit_id))


def _asked(item: InspectItem, unit: object) -> onsite.Asked:
    contents = tuple(text.strip() for text in item.content.translate(SPLIT).splitlines() if text.strip())
    return onsite.Asked(
        item.code, item.name, unit.pk, unit.short_name or unit.name, contents,  # type: ignore[attr-defined]
        item.get_method_display(),
    )  # fmt: skip


def drawn_for(inspection: Inspection, member: TeamMember) -> list[Candidate]:
    """The lots that sent this officer to this visit: its own task's, and those of the inspections joined to it."""
    if member.inspector_id is None:
        return []
    joined = Inspection.objects.filter(joined_to=inspection).values_list("case__number", flat=True)
    rows = Candidate.objects.filter(
        inspection__in=[inspection.case.number, *joined], assignments__inspector_id=member.inspector_id
    )
    return list(rows.select_related("task__case", "object__entity").order_by("pk"))


def object_of(inspection: Inspection) -> InspectObject:
    """The company of an inspection as an object of the library; unsaved where it is not in it."""
    found = InspectObject.objects.filter(entity_id=inspection.entity_id, kind="ENTITY").first()
    return found or InspectObject(entity=inspection.entity)


def result_codes(*, on: date) -> list[onsite.Outer]:
    """The tables of other systems as they hold on that day."""
    still = Q(effective_to=None) | Q(effective_to__gte=on)
    rows = ResultCode.objects.filter(still, effective_from__lte=on)
    return [onsite.Outer(one.target_system, one.inner, one.outer, one.text) for one in rows]


def days_of_company(actor: Actor, *, now: date, ahead: timedelta = timedelta(days=180)) -> list[dict[str, object]]:
    """One calendar of everybody who comes to a company's door: visits and inspections alike."""
    found = parties.calls(actor.entity_ids, first_day=now, last_day=now + ahead)
    return [{"on": one.on, "what": one.what, "who": one.who, "matter": one.matter} for one in found]


def code_of(uscc: str) -> str:
    """What stands on a company's wall: its code with this installation's own mark."""
    return onsite.code_of(uscc, secret=_secret())


def opens_company(text: str, *, uscc: str) -> bool:
    """Whether what was scanned or typed is that company's code."""
    return onsite.opens(text, uscc=uscc, secret=_secret())


def _secret() -> bytes:
    secret = settings.SECRET_KEY
    return b"yishang.enterprise-code:" + (secret if isinstance(secret, bytes) else secret.encode())
