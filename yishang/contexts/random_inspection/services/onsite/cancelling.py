"""An inspection that does not come after all: asked for with a reason, decided by another person, told openly."""

from datetime import datetime

from django.db import transaction

from yishang.contexts.random_inspection import rules
from yishang.contexts.random_inspection.models import Inspection
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import onsite
from yishang.contexts.random_inspection.services.onsite.claiming import claim
from yishang.contexts.random_inspection.services.onsite.dates import ended
from yishang.contexts.random_inspection.services.publishing import publish_task_row
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor


@transaction.atomic
def ask_inspection_cancelling(
    *, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None
) -> Inspection:
    """Ask that one inspection be given up. Raises StillOpen where it serves another task as well, InvalidInput
    (reason), and as cases.claim raises.
    """
    claimed, inspection = claim(actor=actor, number=number, move="ask_inspection_cancelling", at=at, version=version)
    _refuse_shared(inspection)
    inspection.cancel_reason, inspection.cancel_asked_by_id = _said(reason), actor.id
    inspection.save(update_fields=["cancel_reason", "cancel_asked_by_id"])
    cases.move(claim=claimed, at=at, data={"note": inspection.cancel_reason})
    return inspection


@transaction.atomic
def refuse_inspection_cancelling(
    *, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None
) -> Inspection:
    """It comes as planned. Raises InvalidInput (reason), and as cases.claim raises."""
    claimed, inspection = claim(actor=actor, number=number, move="refuse_inspection_cancelling", at=at, version=version)
    cases.move(claim=claimed, at=at, data={"note": _said(reason)})
    return inspection


@transaction.atomic
def cancel_inspection(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Inspection:
    """The lead department takes an inspection back; not who asked for it. The task's public row says that and why.

    Raises OwnDraft, StillOpen where it serves another task by now, and as cases.claim raises.
    """
    claimed, inspection = claim(actor=actor, number=number, move="cancel_inspection", at=at, version=version)
    if actor.id == inspection.cancel_asked_by_id:
        raise rules.OwnDraft("取消申请")
    _refuse_shared(inspection)
    ended(claimed=claimed, inspection=inspection, reason=inspection.cancel_reason, at=at)
    if inspection.task.draw_id:
        note = f"取消 1 户检查：{inspection.cancel_reason}"
        publish_task_row(actor=actor, task=inspection.task, at=at, note=note)
    return inspection


@transaction.atomic
def end_with_task(*, number: str, reason: str, at: datetime) -> Inspection | None:
    """The whole task was cancelled; None for one that serves another task as well, which comes all the same."""
    claimed, inspection = claim(actor=SYSTEM_ACTOR, number=number, move="end_with_task", at=at, version=None)
    if len(queries.task_numbers(inspection)) > 1:
        return None
    return ended(claimed=claimed, inspection=inspection, reason=reason, at=at)


def _refuse_shared(inspection: Inspection) -> None:
    if len(tasks := queries.task_numbers(inspection)) > 1:
        raise onsite.StillOpen(
            f"这次上门同时为 {'、'.join(tasks)} 检查，不能只取消一个。",
            next_step="可以改期；企业已不在的，请登记对象灭失。",
        )


def _said(reason: str) -> str:
    if faults := rules.reason_faults(reason):
        raise InvalidInput(faults)
    return reason.strip()
