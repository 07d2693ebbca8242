"""One problem filed twice goes one way: the later matter ends in the earlier, and its company follows that one."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.journal import services as journal


@transaction.atomic
def merge_appeal(
    *, actor: Actor, number: str, into: str, at: datetime, reason: str = "", version: int | None = None
) -> Appeal:
    """End a duplicate in the earlier matter `into` (its number) of the same company; both keep the trace.

    What had been merged into the duplicate goes along. Raises InvalidInput at `into`, and what cases.claim raises.
    """
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="merge_appeal", at=at, version=version)
    case = claim.case
    try:
        kept = queries.appeal_of_number(actor, into.strip(), on=localdate(at)).case
    except CaseNotVisible:
        raise InvalidInput({"into": "没有找到这个编号，请从相似诉求中选择或核对编号。"}) from None
    rules.check_merging(
        number=case.number,
        into=kept.number,
        same_company=kept.applicant_id is not None and kept.applicant_id == case.applicant_id,
        state=kept.state,
        filed_later=(kept.opened_at, kept.pk) < (case.opened_at, case.pk),
    )
    cases.move_children(of=case, under_id=kept.pk, kind=rules.KIND)
    data = {"into": kept.number, "note": reason.strip()}
    cases.move(claim=claim, at=at, data=data, changes={"parent_id": kept.pk, "closed_at": at})
    journal.record(
        actor=actor,
        verb=f"{rules.KIND}.duplicate_merged",
        subject=kept.number,
        at=at,
        data={"merged": case.number, "note": reason.strip()},
    )
    return queries.appeal_of(case)
