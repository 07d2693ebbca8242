"""Freeze pool, officers and rules, and publish the commitment before any randomness exists."""

import hashlib
import secrets
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from django.db import IntegrityError, transaction
from django.utils import timezone

from yishang.kernel import sealing
from yishang.kernel.context import InvalidInput
from yishang.kernel.draw import queries, rules
from yishang.kernel.draw.models import Draw, PoolChunk, WitnessInvitation
from yishang.kernel.draw.services import ledger
from yishang.kernel.journal.rules import Signatory

LINES_A_CHUNK = 20_000
LATEST_ROUND = timedelta(days=3650)  # a page has to be able to say when; the demonstration lives in 2019
QUICKEST = 1  # zlib's level: pools are mostly digests, which hardly shrink


@dataclass(frozen=True)
class _Names:
    """How everything is called in public, and the secret from which the pseudonyms follow."""

    secret: bytes
    strata: Mapping[str, str]
    of_candidate: Callable[[str], bytes]
    of_officer: Callable[[str], str]


@dataclass
class _Counted:
    """What the pool turns out to hold while it streams by."""

    sizes: Counter[str] = field(default_factory=Counter)
    recusable: set[str] = field(default_factory=set)


@transaction.atomic
def commit_draw(
    *,
    actor: Signatory,
    draw_id: str,
    title: str,
    purpose: str,
    strata: Mapping[str, rules.StratumPool],
    officers: Sequence[rules.Officer] = (),
    recusals: Iterable[tuple[str, str]] = (),
    team_size: int = 0,
    max_load: int = 0,
    beacon: rules.Beacon,
    at: datetime,
    pseudonymous: bool = False,
    repeats: str = "",
    reveal_by: datetime | None = None,
    secret: bytes = b"",
) -> Draw:
    """Freeze the draw and publish the commitment, before any randomness exists; the pool streams into the database.

    `recusals` are pairs (officer, candidate); those of somebody who is not in this draw fall away. `pseudonymous`
    publishes candidates, officers and stratum names under names of this draw only, derived from `secret` (32 random
    bytes, made here when not given), kept sealed. `repeats` is the number of a void or withdrawn draw; `reveal_by` the
    time said to the witnesses. Raises InvalidInput, MalformedDraw, WitnessNotIndependent, DrawNotFound,
    DrawNotRepeatable, DrawIdTaken.
    """
    _check_form(draw_id=draw_id, title=title, purpose=purpose)
    if not strata:
        raise InvalidInput({"strata": "名单是空的，没有可抽的对象。"})
    repeated = _repeatable(repeats) if repeats else None
    _check_source(beacon, repeated, at=at)
    names = _names(strata, secret or secrets.token_bytes(rules.SECRET_BYTES) if pseudonymous else b"")
    draw = _insert(draw_id, title=title, purpose=purpose, at=at, repeated=repeated, names=names, reveal_by=reveal_by)
    staff = list(officers) if team_size else []
    pairs = _of_staff(recusals, staff)
    counted = _Counted()
    digest = _freeze(draw, _lines(strata, names, counted, {candidate for _, candidate in pairs}), names)
    pairs = {pair for pair in pairs if pair[1] in counted.recusable}
    draw.officers, draw.recusals = _staff_files(staff, pairs, names)
    commitment = rules.compose_commitment(
        draw_id=draw_id,
        title=title,
        created_at=timezone.localtime(at),
        pool_sha256=digest,
        strata=_strata(strata, names, counted),
        beacon=beacon,
        officers=draw.officers.encode(),
        recusals=draw.recusals.encode(),
        team_size=team_size,
        max_load=max_load,
        repeats={"draw_id": repeats, "reason": repeated.void_reason} if repeated else None,
    )
    _publish(draw, commitment, officers=staff, names=names)
    _bind_invited(draw, commitment)
    data = {"commitment_sha256": draw.commitment_sha256, "pool_size": commitment["pool_size"], "repeats": repeats}
    ledger.note(draw=draw, what="committed", actor=actor, at=at, data=data, first=True)
    return draw


def _bind_invited(draw: Draw, commitment: rules.Commitment) -> None:
    """Witnesses invited by link are asked to reveal for this draw, and a promise serves one draw only."""
    promises = [witness.commitment for witness in commitment.witnesses]
    invited = WitnessInvitation.objects.filter(commitment__in=promises)
    if invited.exclude(draw=None).exists():
        raise rules.WitnessNotIndependent("见证人的摘要已经用过。", next_step="一份邀请只用于一次抽取，请重新邀请。")
    invited.update(draw=draw)


def _check_form(*, draw_id: str, title: str, purpose: str) -> None:
    ledger.check_typed(field="draw_id", value=draw_id, label="抽取编号", longest=59)
    ledger.check_typed(field="title", value=title, label="名称", longest=200)
    ledger.check_typed(field="purpose", value=purpose, label="用途", longest=64)


def _repeatable(draw_id: str) -> Draw:
    """The void or withdrawn draw, locked. That it has not been repeated yet is asked again by the database itself."""
    given_up = ledger.locked(draw_id=draw_id)
    if given_up.state not in (Draw.State.VOID, Draw.State.WITHDRAWN):
        raise rules.DrawNotRepeatable(
            f"抽取 {draw_id} 没有作废，不能重抽。", next_step="只有作废或撤回的抽取可以重抽。"
        )
    if Draw.objects.filter(repeats=given_up).exists():
        raise rules.DrawNotRepeatable(f"抽取 {draw_id} 已经重抽过。", next_step="请查看重抽的记录。")
    return given_up


def _check_source(beacon: rules.Beacon, repeated: Draw | None, *, at: datetime) -> None:
    """A key that is a point of its curve, a round that somebody will live to see; witnesses with a promise each.

    In a repetition nobody of the void: who took part in it could have voided it for its outcome. A value that a
    withdrawn draw made known is none.
    """
    if isinstance(beacon, rules.DrandBeacon):
        if beacon.scheme in rules.SCHEMES:
            rules.public_key_of(beacon)
        if beacon.spoken_at > (at + LATEST_ROUND).timestamp():
            raise InvalidInput({"round": "这一轮还要等十年以上，请核对起始时间、间隔和轮次。"})
        return
    if len({witness.commitment for witness in beacon.witnesses}) < len(beacon.witnesses):
        raise rules.WitnessNotIndependent("两名见证人提交了同一个摘要。", next_step="请各自另选随机值。")
    before = queries.commitment_of(repeated).witnesses if repeated else ()
    seen = {witness.commitment for witness in before}
    if repeated and repeated.state == Draw.State.VOID:
        seen |= {witness.id for witness in before}
    for witness in beacon.witnesses:
        if witness.id in seen or witness.commitment in seen:
            raise rules.WitnessNotIndependent(
                f"见证人 {witness.id} 参加过作废的那次抽取。", next_step="重抽须全部换新的见证人，或改用 drand。"
            )


def _names(strata: Iterable[str], secret: bytes) -> _Names:
    if not secret:
        return _Names(secret, {name: name for name in strata}, str.encode, str)
    if len(secret) != rules.SECRET_BYTES:
        raise InvalidInput({"secret": f"密钥应为 {rules.SECRET_BYTES} 字节。"})
    return _Names(
        secret,
        rules.opaque_strata(secret, strata),
        rules.renamer(secret),
        lambda officer: rules.pseudonym(rules.officer_nonce(secret, officer), officer),
    )


def _insert(
    draw_id: str,
    *,
    title: str,
    purpose: str,
    at: datetime,
    repeated: Draw | None,
    names: _Names,
    reveal_by: datetime | None,
) -> Draw:
    """The row first, so that of two operators with one number the second is stopped before the pool is read twice."""
    draw = Draw(draw_id=draw_id, title=title, purpose=purpose, created_at=at, repeats=repeated, reveal_by=reveal_by)
    draw.secret = sealing.seal(names.secret, purpose=queries.PURPOSE) if names.secret else b""
    try:
        with transaction.atomic():
            draw.save(force_insert=True)
    except IntegrityError:
        raise rules.DrawIdTaken(draw_id) from None
    return draw


def _lines(
    strata: Mapping[str, rules.StratumPool], names: _Names, counted: _Counted, recusable: set[str]
) -> Iterator[bytes]:
    """Each candidate's line as published, followed by its own id where that differs; unsorted."""
    for name, each in strata.items():
        rules.check_text(name, "strata")
        stratum = b"\t" + names.strata[name].encode()
        for identifier in each.ids:
            if not (identifier.isascii() and identifier.isprintable()):
                rules.check_text(identifier, rules.POOL_FILE)
            counted.sizes[name] += 1
            if identifier in recusable:
                counted.recusable.add(identifier)
            plain = b"\t" + identifier.encode() if names.secret else b""
            yield names.of_candidate(identifier) + stratum + plain + b"\n"


def _freeze(draw: Draw, lines: Iterable[bytes], names: _Names) -> str:
    """Write the sorted pool in chunks; its digest. Raises MalformedDraw at the line of an id that is there twice."""
    digest, previous, walked, number = hashlib.sha256(), b"", 0, 0
    ordered = rules.sorted_lines(lines)
    while batch := list(islice(ordered, LINES_A_CHUNK)):
        rows = [line[:-1].split(b"\t") for line in batch]
        for place, row in enumerate(rows, start=walked + 1):
            if row[0] == previous or not row[0]:
                raise rules.MalformedDraw(f"{rules.POOL_FILE}/{place}", "编号重复" if row[0] else "编号不得为空")
            previous = row[0]
        block = b"".join(b"%b\t%b\n" % (row[0], row[1]) for row in rows) if names.secret else b"".join(batch)
        digest.update(block)
        PoolChunk.objects.create(
            draw=draw,
            number=number,
            first=rows[0][0].decode(),
            lines=zlib.compress(block, QUICKEST),
            plain=zlib.compress(b"\n".join(row[2] for row in rows), QUICKEST) if names.secret else b"",
        )
        walked, number = walked + len(batch), number + 1
    if not walked:
        raise InvalidInput({"strata": "名单是空的，没有可抽的对象。"})
    return digest.hexdigest()


def _strata(strata: Mapping[str, rules.StratumPool], names: _Names, counted: _Counted) -> list[rules.Stratum]:
    return [
        rules.Stratum(names.strata[name], counted.sizes[name], each.take, tuple(each.skills))
        for name, each in strata.items()
    ]


def _of_staff(recusals: Iterable[tuple[str, str]], staff: Sequence[rules.Officer]) -> set[tuple[str, str]]:
    known = {one.id for one in staff}
    return {(officer, candidate) for officer, candidate in recusals if officer in known}


def _staff_files(
    officers: Sequence[rules.Officer], recusals: Iterable[tuple[str, str]], names: _Names
) -> tuple[str, str]:
    """The officers' and the recusals' file as text, under public names."""
    for one in officers:
        rules.check_text(one.id, rules.OFFICERS_FILE)
    renamed = [rules.Officer(names.of_officer(one.id), one.unit, one.skills) for one in officers]
    pairs = [(names.of_officer(officer), names.of_candidate(candidate).decode()) for officer, candidate in recusals]
    return rules.officers_bytes(renamed).decode(), rules.recusals_bytes(pairs).decode()


def _publish(draw: Draw, commitment: rules.Commitment, *, officers: Sequence[rules.Officer], names: _Names) -> None:
    draw.commitment = rules.canonical_json(commitment.document).decode()
    draw.commitment_sha256 = commitment.digest.hex()
    if names.secret:
        draw.plain_names = {
            "strata": {public: own for own, public in names.strata.items()},
            "officers": {names.of_officer(one.id): one.id for one in officers},
        }
    draw.save(update_fields=["commitment", "commitment_sha256", "officers", "recusals", "plain_names"])
