"""The company's word about an inspection, without its name: what is kept cannot be joined to the company again."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection.models import Inspection
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import onsite
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.ratings import services as ratings


@transaction.atomic
def rate_inspection(*, actor: Actor, number: str, star: int, words: str = "", at: datetime) -> None:
    """One to five stars, once for each inspection. Kept is the unit, the month and the stars: no company, no number,
    no person, no moment, and no fact in the journal. That it was rated is known, not how.

    Raises CaseNotVisible, SaidBefore, StillOpen before there is a result, InvalidInput (star, words).
    """
    found = queries.visible_inspection(actor, number, on=localdate(at), locked=True)
    if found is None or actor.role != Role.ENT:
        raise CaseNotVisible(number)
    if found.case.state not in onsite.RESULT_KNOWN:
        raise onsite.StillOpen("检查还没有结果。", next_step="有了结果再评价。")
    if found.is_rated:
        raise onsite.SaidBefore("这次检查已经评价过，谢谢您。", next_step="评价不记名，不能查看或修改。")
    ratings.rate_unnamed(
        about=f"inspection:{found.case.unit_id}", month=localdate(at).replace(day=1), star=star, words=words
    )
    Inspection.objects.filter(pk=found.pk).update(is_rated=True)
