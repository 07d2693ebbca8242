"""Seeing who reported: the handling officer asks, another person of the unit allows, each look is a fact."""

from datetime import datetime
from typing import Any

from django.db import transaction

from yishang.contexts.public_supervision import queries, rules
from yishang.contexts.public_supervision.models import Grant, Report
from yishang.contexts.public_supervision.services.claiming import need_note
from yishang.kernel.directory.rules import Actor
from yishang.kernel.journal import services as journal


@transaction.atomic
def ask_identity(*, actor: Actor, number: str, reason: str, at: datetime) -> Grant:
    """Ask to see who reported; while that waits, asking again is the same.

    Raises NotFound, IdentitySealed for all but the handling officer, NobodyToProtect, InvalidInput (reason).
    """
    report = _handled(actor, number)
    if not queries.has_identity(report):
        raise rules.NobodyToProtect("这是匿名举报，没有留下身份。", next_step="可以在“答复”里向举报人提问。")
    told = need_note(actor=actor, report=report, text=reason)
    if waiting := queries.waiting_grant(report):
        return waiting
    grant = Grant.objects.create(
        report=report, reason=told, asked_by_id=actor.id or 0, asked_by_name=actor.name, asked_at=at
    )
    _tell(actor, report, "identity_asked", at, {"grant": grant.pk, "note": grant.reason})
    return grant


@transaction.atomic
def grant_identity(*, actor: Actor, number: str, at: datetime) -> Grant:
    """Allow the newest request for a day. Raises NotFound, OwnApproval for whoever asked."""
    report = queries.report_for(actor, number)
    grant = queries.waiting_grant(report, locked=True)
    if grant is None:
        raise rules.NotFound("待审批的申请")
    if grant.asked_by_id == actor.id:
        raise rules.OwnApproval("申请")
    grant.granted_by_name, grant.granted_at, grant.ends_at = actor.name, at, at + rules.GRANT_LASTS
    grant.save(update_fields=["granted_by_name", "granted_at", "ends_at"])
    _tell(actor, report, "identity_granted", at, {"grant": grant.pk, "to": grant.asked_by_name})
    return grant


@transaction.atomic
def open_identity(*, actor: Actor, number: str, at: datetime) -> dict[str, Any]:
    """Who reported: name, phone, insider. The look is a fact before anything is shown.

    Raises NotFound, IdentitySealed unless this person handles the report and was allowed to see it within a day.
    """
    report = _handled(actor, number)
    allowed = report.grants.filter(asked_by_id=actor.id or 0, granted_at__lte=at, ends_at__gt=at).first()
    if allowed is None:
        raise rules.IdentitySealed(
            "还没有批准您查看，或批准已经过期。", next_step="请写明理由申请，由本单位另一位同事审批。"
        )
    _tell(actor, report, "identity_opened", at, {"grant": allowed.pk})
    return queries.identity_of(report)


def _handled(actor: Actor, number: str) -> Report:
    report = queries.report_for(actor, number)
    if report.handler_id is None or report.handler_id != actor.id:
        raise rules.IdentitySealed("只有这件的承办人可以申请查看举报人。", next_step="请由承办人办理，或先“承办”这件。")
    return report


def _tell(actor: Actor, report: Report, what: str, at: datetime, data: dict[str, Any]) -> None:
    verb, number = f"{rules.REPORT_KIND}.{what}", report.case.number
    journal.record(actor=actor, verb=verb, subject=number, at=at, data=data, internal=True)
