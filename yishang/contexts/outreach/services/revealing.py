"""Opening a contact in full: on demand, with a reason, as a fact that stands in the matter's internal trail."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.services.submitting import Contact
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.journal import queries as journal
from yishang.kernel.journal import services as journal_services

REVEALED = f"{rules.KIND}.contact_revealed"


@transaction.atomic
def reveal_contact(*, actor: Actor, number: str, why: str, at: datetime) -> Contact:
    """Name and phone in full. `why` is one of rules.REVEAL_REASONS.

    Raises CaseNotVisible, ContactNotYours, InvalidInput (why), TooManyReveals.
    """
    appeal = queries.appeal_of_number(actor, number, on=localdate(at))
    case = appeal.case
    if not rules.may_reveal(role=actor.role, unit_id=actor.unit_id, responsible_id=case.unit_id):
        raise rules.ContactNotYours("您的岗位看不到完整的联系方式", next_step="需要联系企业的，请找营商办或承办单位。")
    if why not in rules.REVEAL_REASONS:
        raise InvalidInput({"why": "请选择查看的原因"})
    lately = journal.count_signed(actor_id=actor.id, verb=REVEALED, since=at - rules.REVEAL_WINDOW)
    if lately >= rules.REVEALS_PER_HOUR:
        raise rules.TooManyReveals(
            f"一小时内已查看 {rules.REVEALS_PER_HOUR} 个联系方式", next_step="请过一会儿再看；成批联系请用导出。"
        )
    journal_services.record(
        actor=actor, verb=REVEALED, subject=case.number, at=at, data={"field": "contact", "reveal_why": why},
        internal=True,
    )  # fmt: skip
    return Contact(appeal.contact_name, appeal.contact_phone)
