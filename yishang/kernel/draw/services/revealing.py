"""The randomness arrives: each witness reveals, or the round of drand is taken; the last word makes the record."""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from yishang.kernel.draw import queries, rules
from yishang.kernel.draw.models import Draw
from yishang.kernel.draw.services import ledger
from yishang.kernel.journal.rules import Signatory


@transaction.atomic
def reveal(*, actor: Signatory, draw_id: str, witness_id: str, value_hex: str, at: datetime) -> Draw:
    """Take a witness's value; the last one makes the draw and stores its record. Saying the same twice changes nothing.

    Raises DrawNotFound, NoSuchWitness, DrawNotOpen, RevealTooLate, and NotThePromisedValue (the witness may try again).
    """
    draw = ledger.locked(draw_id=draw_id)
    commitment = queries.commitment_of(draw)
    value = "".join(value_hex.split()).lower()
    if witness_id in draw.reveals and draw.reveals[witness_id] == value:
        return draw
    ledger.check_open(draw=draw)
    witness = _witness(commitment, witness_id)
    if draw.reveal_by is not None and at > draw.reveal_by:
        raise rules.RevealTooLate("公布的时间已过。", next_step="这次抽取会作废并写明原因。")
    _check_promise(witness, value)
    draw.reveals[witness_id] = value
    data = {"witness": witness.id, "role": witness.role}
    ledger.note(draw=draw, what="revealed", actor=actor, at=at, data=data)
    if not queries.awaited_witnesses(draw):
        values = [draw.reveals[each.id] for each in commitment.witnesses]
        _make(draw, commitment, values, actor=actor, at=at)
    draw.save(update_fields=["reveals", "record", "state"])
    return draw


@transaction.atomic
def take_round(
    *, actor: Signatory, draw_id: str, round: int, previous_signature: str, signature: str, at: datetime
) -> Draw:
    """Take what drand said in the round that the commitment named; it makes the draw. The same twice changes nothing.

    Signatures are hex, `previous_signature` empty in an unchained scheme. Raises DrawNotFound, DrawNotOpen (also when
    witnesses decide this draw), MalformedDraw and RecordMismatch at the part that is wrong, or before its time.
    """
    draw = ledger.locked(draw_id=draw_id)
    commitment = queries.commitment_of(draw)
    spoken = {"round": round, "previous_signature": previous_signature, "signature": signature}
    if draw.reveals == spoken:
        return draw
    ledger.check_open(draw=draw)
    if not isinstance(commitment.beacon, rules.DrandBeacon):
        raise rules.DrawNotOpen(f"抽取 {draw_id} 由见证人产生随机数。", next_step="请等待见证人公布。")
    if at.timestamp() < commitment.beacon.spoken_at:
        due = timezone.localtime(datetime.fromtimestamp(commitment.beacon.spoken_at, UTC))
        raise rules.RecordMismatch(
            "beacon/round", f"第 {commitment.beacon.round} 轮要到 {due:%Y-%m-%d %H:%M:%S} 才产生"
        )
    draw.reveals = spoken
    ledger.note(draw=draw, what="round_taken", actor=actor, at=at, data={"round": round, "signature": signature})
    _make(draw, commitment, spoken, actor=actor, at=at)
    draw.save(update_fields=["reveals", "record", "state"])
    return draw


@transaction.atomic
def void_draw(*, actor: Signatory, draw_id: str, reason: str, at: datetime) -> Draw:
    """Give up a draw that has not been made, openly: reason and the witnesses still awaited go into the fact.

    Raises InvalidInput without a reason, DrawNotFound, DrawNotOpen.
    """
    draw = ledger.locked(draw_id=draw_id)
    ledger.check_open(draw=draw)
    ledger.check_typed(field="reason", value=reason, label="作废原因", longest=500)
    return _void(draw, reason, actor=actor, at=at)


@transaction.atomic
def void_unrevealed(*, actor: Signatory, draw_id: str, at: datetime) -> Draw:
    """Void a draw because the time said to the witnesses has passed; those who did not reveal are named in the reason.

    Raises DrawNotFound, DrawNotOpen, and RevealNotDue before that time, or when none was said.
    """
    draw = ledger.locked(draw_id=draw_id)
    ledger.check_open(draw=draw)
    awaited = queries.awaited_witnesses(draw)
    if draw.reveal_by is None or at <= draw.reveal_by or not awaited:
        raise rules.RevealNotDue(f"抽取 {draw_id} 的见证人仍可公布。", next_step="请等到约定的时间之后。")
    names = "、".join(f"{each.id}（{each.role}）" if each.role else each.id for each in awaited)
    said = f"{timezone.localtime(draw.reveal_by):%Y年%m月%d日 %H:%M}"
    return _void(draw, f"见证人 {names} 到 {said} 仍未公布"[:500], actor=actor, at=at)


def _void(draw: Draw, reason: str, *, actor: Signatory, at: datetime) -> Draw:
    draw.state, draw.void_reason = Draw.State.VOID, reason
    draw.save(update_fields=["state", "void_reason"])
    awaited = [witness.id for witness in queries.awaited_witnesses(draw)]
    ledger.note(draw=draw, what="voided", actor=actor, at=at, data={"reason": reason, "awaited": awaited})
    return draw


def _witness(commitment: rules.Commitment, witness_id: str) -> rules.Witness:
    for witness in commitment.witnesses:
        if witness.id == witness_id:
            return witness
    raise rules.NoSuchWitness(f"{witness_id} 不是这次抽取的见证人。", next_step="请核对抽取编号和见证人编号。")


def _check_promise(witness: rules.Witness, value: str) -> None:
    try:
        kept = rules.is_value_of(witness, bytes.fromhex(value))
    except ValueError:
        kept = False
    if not kept:
        raise rules.NotThePromisedValue(
            "这个值与事先提交的摘要不符。", next_step="请原样填写当时保存的十六进制值（至少 16 字节）。"
        )


def _make(draw: Draw, commitment: rules.Commitment, spoken: Any, *, actor: Signatory, at: datetime) -> None:
    record = rules.make_record(
        commitment=commitment,
        reveals=spoken,
        pool=queries.pool_of(draw),
        officers=draw.officers.encode(),
        recusals=draw.recusals.encode(),
    )
    text = rules.record_bytes(record)
    draw.record, draw.state = text.decode(), Draw.State.DRAWN
    data = {"record_sha256": rules.sha256_hex(text), "seed": record["seed"], "selected": len(record["selected"])}
    ledger.note(draw=draw, what="drawn", actor=actor, at=at, data=data)
