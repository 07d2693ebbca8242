"""Units that work along: chosen at dispatch or later, let go again, and what they report (协办)."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.services.warnings import note_work
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor
from yishang.kernel.evidence import services as evidence

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case
    from yishang.kernel.directory.models import Unit


@transaction.atomic
def add_co_unit(
    *, actor: Actor, number: str, unit: str, at: datetime, task: str = "", version: int | None = None
) -> Appeal:
    """Let a further unit (by code) work along; `task` says with what. Raises InvalidInput and what claim raises."""
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="add_co_unit", at=at, version=version)
    joining = directory.unit_for_dispatch(unit, region_code=claim.case.region_id)
    if joining is None:
        raise InvalidInput({"unit": "这个单位不在可派范围内，请从列表中选择。"})
    if joining.pk == claim.case.unit_id:
        raise InvalidInput({"unit": "第一责任单位不能同时是协办单位。"})
    if cases.add_co_unit(case=claim.case, unit_id=joining.pk, task=task.strip(), at=at) is None:
        raise InvalidInput({"unit": f"{joining.short_name}已经是协办单位。"})
    cases.move(claim=claim, at=at, data={"co_units": [joining.short_name], "note": task.strip()})
    return queries.appeal_of(claim.case)


@transaction.atomic
def release_co_unit(
    *, actor: Actor, number: str, unit: str, reason: str, at: datetime, version: int | None = None
) -> Appeal:
    """Let a co-responsible unit (by code) go; it no longer sees the matter. A unit with an open task stays.

    Raises InvalidInput and what cases.claim raises.
    """
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="release_co_unit", at=at, version=version
    )
    leaving = directory.unit(unit)
    if leaving is None or not cases.release_co_unit(case=claim.case, unit_id=leaving.pk, at=at):
        raise InvalidInput({"unit": "这个单位不是协办单位，请从列表中选择。"})
    if queries.open_tasks(claim.case.pk).filter(unit_id=leaving.pk).exists():
        raise InvalidInput({"unit": f"{leaving.short_name}还有没销号的会议任务，销号以后才能取消协办。"})
    cases.move(claim=claim, at=at, data={"co_units_released": [leaving.short_name], "note": reason.strip()})
    return queries.appeal_of(claim.case)


@transaction.atomic
def note_assistance(
    *,
    actor: Actor,
    number: str,
    note: str,
    at: datetime,
    picture_ids: Sequence[int] = (),
    version: int | None = None,
) -> Appeal:
    """Tell the responsible unit what the assisting one has done. Raises what cases.claim raises."""
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="note_assistance", at=at, version=version
    )
    if picture_ids:
        evidence.attach(actor=actor, picture_ids=list(picture_ids), subject=number, limit=rules.PICTURES_MAX)
    cases.move(claim=claim, at=at, data={"note": note.strip(), "pictures": list(picture_ids)})
    return note_work(appeal=queries.appeal_of(claim.case), at=at)


def choose_co_units(*, case: "Case", responsible: "Unit", codes: Sequence[str]) -> list["Unit"]:
    """The units of these codes, if they may work along with `responsible` on the case. Raises InvalidInput."""
    wanted = list(dict.fromkeys(codes))
    rules.check_co_units(star=case.grade, responsible=responsible.code, co_units=wanted)
    if not wanted:
        return []
    found = list(directory.units_for_dispatch(case.region_id).filter(code__in=wanted))
    if len(found) != len(wanted):
        raise InvalidInput({"co_units": "有的协办单位不在可派范围内，请从列表中选择。"})
    return found


def let_answer(*, case: "Case", unit_id: int, at: datetime) -> None:
    """A unit that becomes responsible for a matter assists with it no longer."""
    cases.release_co_unit(case=case, unit_id=unit_id, at=at)
