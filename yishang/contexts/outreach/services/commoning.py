"""Alike appeals become one common problem: one of them goes up to a meeting, the others stay open beside it."""

from datetime import datetime

from django.db import transaction

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.services.coordinating import escalate_appeal
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.journal import services as journal

NAMED_MOST = 10  # numbers in the reason; the topic has them all


@transaction.atomic
def raise_common_problem(*, actor: Actor, topic: int, number: str, reason: str, at: datetime) -> Appeal:
    """Take the matter `number` of a hot topic up to a 专题会议 (route COMMON, ★5) for all that are alike and open.

    The others go on as they are; each keeps the trace. Raises TopicGone, TooFewAlike, AlreadyCommon, InvalidInput
    (number, reason) and what escalate_appeal raises.
    """
    seen = queries.topic_seen(actor, topic, now=at)
    matters = seen.open_matters
    rules.check_common(open_matters=len(matters), companies=seen.open_companies, raised=seen.raised)
    if number not in {case.number for case in matters}:
        raise InvalidInput({"number": "请从这个热点在办的诉求中选一件牵头。"})
    if not reason.strip():
        raise InvalidInput({"reason": "请写明为什么是共性问题。"})
    others = [case.number for case in matters if case.number != number]
    named = "、".join(others[:NAMED_MOST]) + ("等" if len(others) > NAMED_MOST else "")
    words = f"{reason.strip()}（同类在办诉求 {len(others)} 件：{named}，照常办理。）"
    appeal = escalate_appeal(actor=actor, number=number, route=rules.ROUTE_OF_MEETING["SPECIAL"], reason=words, at=at)
    for other in others:
        journal.record(
            actor=actor,
            verb=f"{rules.KIND}.common_raised",
            subject=other,
            at=at,
            data={"common": number, "note": reason.strip()},
        )
    return appeal
