"""The life of a draw: committed, revealed by each witness, made by the last of them; or void, with its reason."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from yishang.kernel.context import InvalidInput
from yishang.kernel.draw import queries, rules
from yishang.kernel.draw.models import Draw
from yishang.kernel.journal import services as journal
from yishang.kernel.journal.rules import Signatory


@transaction.atomic
def commit_draw(
    *,
    actor: Signatory,
    draw_id: str,
    title: str,
    purpose: str,
    strata: Mapping[str, tuple[Iterable[str], int]],
    witnesses: Sequence[Mapping[str, str]],
    at: datetime,
    repeats: str = "",
) -> Draw:
    """Freeze the pool (ids and count to take, by stratum) and publish the commitment, before any randomness exists.

    Each witness is `id`, `role` and `commitment`, the SHA-256 of a value of their own choosing. `repeats` is the number
    of a void draw. Raises InvalidInput, MalformedDraw, WitnessNotIndependent, DrawNotFound, DrawNotRepeatable,
    DrawIdTaken.
    """
    _check_form(draw_id=draw_id, title=title, purpose=purpose)
    frozen = {name: (tuple(identifiers), take) for name, (identifiers, take) in strata.items()}
    pool = rules.pool_bytes({name: identifiers for name, (identifiers, _) in frozen.items()})
    if not pool:
        raise InvalidInput({"strata": "名单是空的，没有可抽的对象。"})
    repeated = _repeatable(repeats) if repeats else None
    promised = [rules.Witness(**witness) for witness in witnesses]
    _check_independent(promised, repeated)
    commitment = rules.compose_commitment(
        draw_id=draw_id,
        title=title,
        created_at=timezone.localtime(at),
        pool=pool,
        strata=[rules.Stratum(name, len(identifiers), take) for name, (identifiers, take) in frozen.items()],
        witnesses=promised,
        repeats={"draw_id": repeats, "reason": repeated.void_reason} if repeated else None,
    )
    rules.check_pool(pool, commitment)
    draw = _insert(commitment, pool=pool, purpose=purpose, at=at, repeated=repeated)
    data = {"commitment_sha256": draw.commitment_sha256, "pool_size": commitment["pool_size"], "repeats": repeats}
    _record(draw, "committed", actor=actor, at=at, data=data, first=True)
    return draw


@transaction.atomic
def reveal(*, actor: Signatory, draw_id: str, witness_id: str, value_hex: str, at: datetime) -> Draw:
    """Take a witness's value; the last one makes the draw and stores its record. Saying the same twice changes nothing.

    Raises DrawNotFound, NoSuchWitness, DrawNotOpen, and NotThePromisedValue (the witness may try again).
    """
    draw = _locked(draw_id)
    commitment = queries.commitment_of(draw)
    value = "".join(value_hex.split()).lower()
    if witness_id in draw.reveals and draw.reveals[witness_id] == value:
        return draw
    _check_open(draw)
    witness = _witness(commitment, witness_id)
    _check_promise(witness, value)
    draw.reveals[witness_id] = value
    _record(draw, "revealed", actor=actor, at=at, data={"witness": witness.id, "role": witness.role})
    if not queries.awaited_witnesses(draw):
        _make(draw, commitment, actor=actor, at=at)
    draw.save(update_fields=["reveals", "record", "state"])
    return draw


@transaction.atomic
def void_draw(*, actor: Signatory, draw_id: str, reason: str, at: datetime) -> Draw:
    """Give up a draw that has not been made, openly: reason and the witnesses still awaited go into the fact.

    Raises InvalidInput without a reason, DrawNotFound, DrawNotOpen.
    """
    draw = _locked(draw_id)
    _check_open(draw)
    _check_text_field("reason", reason, label="作废原因", longest=500)
    draw.state, draw.void_reason = Draw.State.VOID, reason
    draw.save(update_fields=["state", "void_reason"])
    awaited = [witness.id for witness in queries.awaited_witnesses(draw)]
    _record(draw, "voided", actor=actor, at=at, data={"reason": reason, "awaited": awaited})
    return draw


def _check_form(*, draw_id: str, title: str, purpose: str) -> None:
    _check_text_field("draw_id", draw_id, label="抽取编号", longest=59)
    _check_text_field("title", title, label="名称", longest=200)
    _check_text_field("purpose", purpose, label="用途", longest=64)


def _check_text_field(field: str, value: str, *, label: str, longest: int) -> None:
    if not 0 < len(value.strip()) <= len(value) <= longest:
        raise InvalidInput({field: f"请填写{label}，不超过 {longest} 字。"})
    try:
        rules.check_text(value, field)
    except rules.MalformedDraw as fault:
        raise InvalidInput({field: f"{label}{fault.why}（换行也不行）。"}) from None


def _repeatable(draw_id: str) -> Draw:
    """The void draw, locked. That it has not been repeated yet is asked again by the database's own constraint."""
    void = _locked(draw_id)
    if void.state != Draw.State.VOID:
        raise rules.DrawNotRepeatable(f"抽取 {draw_id} 没有作废，不能重抽。", next_step="只有作废的抽取可以重抽。")
    if Draw.objects.filter(repeats=void).exists():
        raise rules.DrawNotRepeatable(f"抽取 {draw_id} 已经重抽过。", next_step="请查看重抽的记录。")
    return void


def _check_independent(witnesses: Sequence[rules.Witness], repeated: Draw | None) -> None:
    """No two with one promise; in a repetition nobody of the void, who could have voided it for its outcome."""
    if len({witness.commitment for witness in witnesses}) < len(witnesses):
        raise rules.WitnessNotIndependent("两名见证人提交了同一个摘要。", next_step="请各自另选随机值。")
    before = queries.commitment_of(repeated).witnesses if repeated else ()
    seen = {witness.id for witness in before} | {witness.commitment for witness in before}
    for witness in witnesses:
        if witness.id in seen or witness.commitment in seen:
            raise rules.WitnessNotIndependent(
                f"见证人 {witness.id} 参加过作废的那次抽取。", next_step="重抽须全部换新的见证人。"
            )


def _insert(commitment: rules.Commitment, *, pool: bytes, purpose: str, at: datetime, repeated: Draw | None) -> Draw:
    draw = Draw(
        draw_id=commitment.draw_id,
        title=commitment["title"],
        purpose=purpose,
        created_at=at,
        commitment=rules.canonical_json(commitment.document).decode(),
        commitment_sha256=commitment.digest.hex(),
        pool=pool.decode(),
        repeats=repeated,
    )
    try:
        with transaction.atomic():
            draw.save(force_insert=True)
    except IntegrityError:
        raise rules.DrawIdTaken(commitment.draw_id) from None
    return draw


def _locked(draw_id: str) -> Draw:
    draw = Draw.objects.select_for_update().filter(draw_id=draw_id).first()
    if draw is None:
        raise rules.DrawNotFound(draw_id)
    return draw


def _check_open(draw: Draw) -> None:
    if draw.state != Draw.State.COMMITTED:
        label = Draw.State(draw.state).label
        raise rules.DrawNotOpen(f"抽取 {draw.draw_id} {label}，不能再改。", next_step="请查看已公布的记录。")


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


def _make(draw: Draw, commitment: rules.Commitment, *, actor: Signatory, at: datetime) -> None:
    reveals = [draw.reveals[witness.id] for witness in commitment.witnesses]
    record = rules.make_record(commitment=commitment, reveals=reveals, pool=draw.pool.encode())
    text = rules.record_bytes(record)
    draw.record, draw.state = text.decode(), Draw.State.DRAWN
    data = {"record_sha256": rules.sha256_hex(text), "seed": record["seed"], "selected": len(record["selected"])}
    _record(draw, "drawn", actor=actor, at=at, data=data)


def _record(
    draw: Draw, what: str, *, actor: Signatory, at: datetime, data: dict[str, Any], first: bool = False
) -> None:
    subject = f"draw:{draw.draw_id}"
    journal.record(actor=actor, verb=f"draw.{what}", subject=subject, at=at, data=data, first=first)
