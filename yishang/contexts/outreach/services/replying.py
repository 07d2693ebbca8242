"""Prepared words for answers: kept for oneself, for one's unit, or (by the city's office) for everybody."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import ReplyTemplate
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import ANSWERING, Actor, Role
from yishang.kernel.journal import services as journal

MINE, UNIT, ALL = "mine", "unit", "all"


class ReplyNotYours(Refusal):
    """A template is its keeper's: the person's, the unit's, or the city office's for everybody."""

    status = 403


class NoSuchReply(Refusal):
    """No template of that key for this person."""

    status = 404


@transaction.atomic
def keep_reply(
    *, actor: Actor, move: str, title: str, text: str, shared: str, at: datetime, category: str = ""
) -> ReplyTemplate:
    """Keep words for a move. `shared`: mine | unit | all. Raises ReplyNotYours, InvalidInput (move, title, text, …)."""
    _refuse_others(actor, shared)
    _check(move, title, text, category)
    mine = {MINE: {"account_id": actor.id}, UNIT: {"unit_id": actor.unit_id}, ALL: {}}[shared]
    if _current(mine).count() >= rules.REPLIES_MOST:
        raise InvalidInput({"title": f"已有 {rules.REPLIES_MOST} 个模板，请先停用不用的。"})
    reply = ReplyTemplate.objects.create(
        move=move, title=title.strip(), text=text.strip(), category_id=category or None, **mine
    )
    _tell(actor, reply, "kept", at)
    return reply


@transaction.atomic
def correct_reply(
    *, actor: Actor, key: int, move: str, title: str, text: str, at: datetime, category: str = ""
) -> ReplyTemplate:
    """Change the words of a template that is yours to keep. Raises NoSuchReply, ReplyNotYours, InvalidInput."""
    reply = _own(actor, key)
    _check(move, title, text, category)
    reply.move, reply.title, reply.text, reply.category_id = move, title.strip(), text.strip(), category or None
    reply.save(update_fields=["move", "title", "text", "category"])
    _tell(actor, reply, "corrected", at)
    return reply


@transaction.atomic
def retire_reply(*, actor: Actor, key: int, at: datetime) -> ReplyTemplate:
    """Offer a template no more; it stays for the record. Raises NoSuchReply, ReplyNotYours."""
    reply = _own(actor, key)
    reply.retired_at = at
    reply.save(update_fields=["retired_at"])
    _tell(actor, reply, "retired", at)
    return reply


def _refuse_others(actor: Actor, shared: str) -> None:
    if shared not in (MINE, UNIT, ALL):
        raise InvalidInput({"shared": "请选择给谁用。"})
    if actor.role not in ANSWERING or actor.id is None:
        raise ReplyNotYours("您的岗位不用答复模板。", next_step="营商办和承办单位可以维护。")
    if shared == ALL and actor.role != Role.MBO:
        raise ReplyNotYours("全市共用的模板由市营商办维护。", next_step="可以存为本单位共用。")
    if shared == UNIT and actor.unit_id is None:
        raise ReplyNotYours("您没有所在单位。", next_step="可以存为自己用。")


def _own(actor: Actor, key: int) -> ReplyTemplate:
    reply = queries.replies_seen_by(actor).filter(pk=key).first()
    if reply is None:
        raise NoSuchReply("没有找到这个模板。", next_step="请回到列表再选。")
    _refuse_others(actor, MINE if reply.account_id else UNIT if reply.unit_id else ALL)
    return reply


def _check(move: str, title: str, text: str, category: str) -> None:
    faults = rules.reply_faults(move=move, title=title, text=text)
    if category and queries.category(category) is None:
        faults["category"] = "没有这个类别，请从列表中选择。"
    if faults:
        raise InvalidInput(faults)


def _current(mine: dict[str, int | None]) -> QuerySet[ReplyTemplate]:
    owner = mine or {"account_id": None, "unit_id": None}
    return ReplyTemplate.objects.filter(retired_at=None, **owner)


def _tell(actor: Actor, reply: ReplyTemplate, verb: str, at: datetime) -> None:
    journal.record(
        actor=actor, verb=f"outreach.reply.{verb}", subject=f"reply:{reply.pk}", at=at,
        data={"move": reply.move, "title": reply.title, "text": reply.text}, internal=True,
    )  # fmt: skip
