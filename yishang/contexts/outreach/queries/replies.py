"""Prepared words for answers: those that a person may use, and those offered for one move of one matter."""

from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localtime

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.models import ReplyTemplate
from yishang.kernel.directory.rules import ANSWERING, Actor

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case


def replies_seen_by(actor: Actor) -> QuerySet[ReplyTemplate]:
    """The templates in use that are the person's, the unit's, or everybody's; none for posts that do not answer."""
    if actor.role not in ANSWERING or actor.id is None:
        return ReplyTemplate.objects.none()
    everybodys = Q(account_id=None, unit_id=None)
    mine = Q(account_id=actor.id) | everybodys
    if actor.unit_id is not None:
        mine |= Q(unit_id=actor.unit_id)
    return ReplyTemplate.objects.filter(mine, retired_at=None).select_related("category", "unit").order_by("move", "pk")


def replies_for(actor: Actor, case: "Case", move: str) -> list[tuple[str, str]]:
    """Title and words, filled in for this matter, of the templates for a move: those of its category first, own first.

    One statement; none for moves that take no template.
    """
    if move not in rules.REPLY_FIELDS:
        return []
    fitting = replies_seen_by(actor).filter(Q(category=None) | Q(category_id=case.category), move=move)
    own_first = (F(column).desc(nulls_last=True) for column in ("category", "account_id", "unit"))
    ordered = fitting.order_by(*own_first, "pk")
    words = _words(case)
    return [(one.title, rules.filled_in(one.text, words)) for one in ordered]


def _words(case: "Case") -> dict[str, str]:
    due = localtime(case.due_at) if case.due_at else None
    return {
        "企业": case.applicant.name if case.applicant else "",
        "编号": case.number,
        "标题": case.title,
        "单位": case.unit.name if case.unit else "",
        "到期": f"{due.month}月{due.day}日 {due:%H:%M}" if due else "",
    }
