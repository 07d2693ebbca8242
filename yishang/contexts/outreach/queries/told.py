"""通知记录 of an appeal: the whole of it for the desk, one's own part for the company and those who answer for it."""

from datetime import datetime

from django.utils.timezone import localdate

from yishang.contexts.outreach.queries.appeals import appeal_of_number
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.notify import queries as notices


def told_about(actor: Actor, number: str, *, now: datetime, before: int | None = None) -> notices.Page:
    """Who was told what about the appeal and whether it arrived, newest first. Raises CaseNotVisible."""
    appeal_of_number(actor, number, on=localdate(now))
    return notices.record_of(number, before=before)


def told_to(actor: Actor, number: str, *, now: datetime, before: int | None = None) -> notices.Page:
    """What the actor was told about the appeal; for a company, what its people and its contact were told.

    Raises CaseNotVisible.
    """
    appeal = appeal_of_number(actor, number, on=localdate(now))
    if actor.role == Role.ENT:
        mine, phone = directory.accounts_of_entity(appeal.case.applicant_id), appeal.contact_phone
    else:
        mine, phone = [actor.id] if actor.id else [], ""
    return notices.record_of(number, to_accounts=mine, to_phone=phone, before=before)
