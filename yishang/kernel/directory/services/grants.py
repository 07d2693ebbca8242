"""Weighty posts by two persons: SYS proposes, SEC grants or declines (三员分立, 两人复核)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import rules
from yishang.kernel.directory.models import Posting, PostingProposal
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, PostingEntry
from yishang.kernel.directory.services import keeping
from yishang.kernel.directory.services.refusals import AlreadyDecided, NotForThisPost, OwnAccount
from yishang.kernel.journal import services as journal


@transaction.atomic
def propose_posting(*, actor: Actor, entry: PostingEntry, reason: str, at: datetime) -> PostingProposal:
    """Ask for a weighty post; it opens nothing until SEC grants it.

    Raises NotForThisPost unless SYS asks, InvalidInput, IncompatiblePosts, AlreadyDecided (the same is being asked).
    """
    if actor.role not in rules.ACCOUNT_KEEPERS:
        raise NotForThisPost("任职由系统管理员登记", next_step="请联系系统管理员。")
    if not reason.strip():
        raise InvalidInput({"reason": "请写明理由，安全保密管理员据此确认"})
    posting = keeping.posting_of(actor=SYSTEM_ACTOR, entry=entry)
    try:
        with transaction.atomic():
            proposal = PostingProposal.objects.create(
                account=posting.account,
                role=posting.role,
                unit=posting.unit,
                region_id=posting.region_id,
                title=posting.title,
                valid_from=posting.valid_from,
                valid_to=posting.valid_to,
                reason=reason.strip(),
                proposed_at=at,
                proposed_by=actor.name,
                proposed_by_id=actor.id,
            )
    except IntegrityError:
        raise AlreadyDecided("这个人的同一岗位已在等待确认", next_step="请等安全保密管理员确认。") from None
    _tell(actor, proposal, "proposed", at)
    return proposal


@transaction.atomic
def grant_posting(*, actor: Actor, proposal_id: int, at: datetime) -> Posting:
    """The second person agrees: the post is held from its first day, and the person signs in anew.

    Raises NotForThisPost unless SEC grants, OwnAccount, AlreadyDecided, and what stands against the post by now.
    """
    proposal = _claim(actor, proposal_id)
    entry = _entry(proposal)
    posting = keeping.post_person(actor=SYSTEM_ACTOR, entry=entry, at=at)
    _decide(proposal, PostingProposal.State.GRANTED, actor, at, "")
    _tell(actor, proposal, "granted", at)
    return posting


@transaction.atomic
def decline_posting(*, actor: Actor, proposal_id: int, note: str, at: datetime) -> None:
    """The second person does not agree, and says why. Raises as grant_posting, and InvalidInput (note)."""
    proposal = _claim(actor, proposal_id)
    if not note.strip():
        raise InvalidInput({"note": "请写明不同意的原因"})
    _decide(proposal, PostingProposal.State.DECLINED, actor, at, note.strip())
    _tell(actor, proposal, "declined", at)


def _claim(actor: Actor, proposal_id: int) -> PostingProposal:
    """The open proposal, locked. Raises NotForThisPost, AlreadyDecided, OwnAccount."""
    if actor.role not in rules.SECURITY_KEEPERS:
        raise NotForThisPost("任职由安全保密管理员确认", next_step="请联系安全保密管理员。")
    rows = PostingProposal.objects.select_for_update(of=("self",)).select_related("account", "unit")
    proposal = rows.filter(pk=proposal_id, state=PostingProposal.State.OPEN).first()
    if proposal is None:
        raise AlreadyDecided("这条申请已经处理过了", next_step="请刷新列表。")
    if actor.id in (proposal.account_id, proposal.proposed_by_id):
        raise OwnAccount("本人的任职、本人提出的申请，不能由本人确认", next_step="请由另一位安全保密管理员办理。")
    return proposal


def _entry(proposal: PostingProposal) -> PostingEntry:
    return PostingEntry(
        login=proposal.account.login,
        role=proposal.role,
        valid_from=proposal.valid_from,
        unit_code=proposal.unit.code if proposal.unit else "",
        region_code=proposal.region_id or "",
        title=proposal.title,
        valid_to=proposal.valid_to,
    )


def _decide(proposal: PostingProposal, state: str, actor: Actor, at: datetime, note: str) -> None:
    proposal.state, proposal.decided_at, proposal.decided_by, proposal.decision_note = state, at, actor.name, note
    proposal.save(update_fields=["state", "decided_at", "decided_by", "decision_note"])


def _tell(actor: Actor, proposal: PostingProposal, what: str, at: datetime) -> None:
    data = {"role": proposal.role, "unit": proposal.unit.code if proposal.unit else "", "note": proposal.decision_note}
    journal.record(
        actor=actor, verb=f"directory.posting.{what}", subject=f"account:{proposal.account_id}", at=at,
        data=data | {"reason": proposal.reason}, internal=True,
    )  # fmt: skip
