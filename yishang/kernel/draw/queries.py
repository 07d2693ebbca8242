"""Reads over draws: what is published, whom a draw selected, and who goes there."""

import json
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet

from yishang.kernel import sealing
from yishang.kernel.draw import rules
from yishang.kernel.draw.models import Draw, PoolChunk, WitnessInvitation

MOST_WRONG = 10  # values that are not the promised one, before a witness's link is locked
PURPOSE = "draw"  # of the seal on a draw's secret


@dataclass(frozen=True)
class Outcome:
    """Who stands selected now and which officers go there, in the ids and stratum names that the caller committed."""

    selected: tuple[tuple[str, str], ...]
    teams: dict[str, tuple[str, ...]]
    unassigned: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class StoredPool:
    """A frozen pool as blocks of whole lines, fetched one after the other and as often as need be."""

    draw_key: int

    def __iter__(self) -> Iterator[bytes]:
        chunks = PoolChunk.objects.filter(draw=self.draw_key).order_by("number").values_list("lines", flat=True)
        for lines in chunks.iterator(chunk_size=1):
            yield zlib.decompress(lines)


def draw(draw_id: str) -> Draw:
    """The draw of that number. Raises DrawNotFound."""
    found = Draw.objects.filter(draw_id=draw_id).first()
    if found is None:
        raise rules.DrawNotFound(draw_id)
    return found


def published(*, purpose: str = "") -> QuerySet[Draw]:
    """All draws of a purpose, or all, newest first, void and withdrawn ones too: none is ever hidden."""
    chosen = Draw.objects.select_related("repeats").defer("record", "officers", "recusals", "secret", "plain_names")
    return chosen.filter(**({"purpose": purpose} if purpose else {})).order_by("-created_at", "-pk")


def overdue(*, at: datetime, purpose: str = "") -> QuerySet[Draw]:
    """The draws whose witnesses have let the time said pass, oldest first."""
    return published(purpose=purpose).filter(state=Draw.State.COMMITTED, reveal_by__lt=at).order_by("created_at", "pk")


def digest_of_token(token: str) -> str:
    """Under which digest the token of a witness's link is kept."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def invitation(token: str) -> WitnessInvitation:
    """The invitation of that link, with its draw. Raises InvitationNotFound."""
    found = WitnessInvitation.objects.select_related("draw").filter(token_sha256=digest_of_token(token)).first()
    if found is None:
        raise rules.InvitationNotFound
    return found


def invitations() -> QuerySet[WitnessInvitation]:
    """Everybody who was invited to witness a draw, the latest first."""
    return WitnessInvitation.objects.select_related("draw").order_by("-invited_at", "-pk")


def promised_witnesses() -> QuerySet[WitnessInvitation]:
    """Those who have promised a value that no draw has used yet: whom a new draw may name."""
    return invitations().filter(draw=None).exclude(commitment="")


def has_revealed(found: WitnessInvitation) -> bool:
    """Whether the value that this witness promised has been published."""
    if found.draw is None:
        return False
    mine = (one.id for one in commitment_of(found.draw).witnesses if one.commitment == found.commitment)
    return any(one in found.draw.reveals for one in mine)


def commitment_of(found: Draw) -> rules.Commitment:
    """What the draw committed to, as a plain value."""
    return rules.read_commitment(json.loads(found.commitment))


def awaited_witnesses(found: Draw) -> tuple[rules.Witness, ...]:
    """The witnesses who have not revealed yet, in the order of the commitment."""
    return tuple(each for each in commitment_of(found).witnesses if each.id not in found.reveals)


def commitment_file(draw_id: str) -> bytes:
    """The commitment as published before the draw: its SHA-256 is the commitment's digest. Raises DrawNotFound."""
    return draw(draw_id).commitment.encode()


def pool_of(found: Draw) -> StoredPool:
    """The frozen pool, to be walked in blocks; with millions of candidates it is not for one piece of memory."""
    return StoredPool(found.pk)


def record_files(draw_id: str) -> dict[str, bytes]:
    """The files of a made draw by name, as `yishang draw verify` reads them. Raises DrawNotFound, DrawNotMade.

    The pool is among them in one piece; a page that only hands on a file takes `file_of`.
    """
    made = _made(draw_id)
    files = {name: b"".join(_file_of(made, name)) for name in rules.FILES}
    return files | ({rules.EVENTS_FILE: rules.canonical_json(made.events)} if made.events else {})


def file_names(found: Draw) -> tuple[str, ...]:
    """The files that there are of this draw beside its commitment: none before it is made."""
    if not found.record:
        return ()
    return (*rules.FILES, *((rules.EVENTS_FILE,) if found.events else ()))


def file_of(draw_id: str, name: str) -> Iterable[bytes]:
    """One file of a made draw in pieces. Raises DrawNotFound (also for no such file), DrawNotMade."""
    made = _made(draw_id)
    if name not in file_names(made):
        raise rules.DrawNotFound(f"{draw_id} 的文件 {name}")
    return _file_of(made, name)


def selected_ids(draw_id: str) -> tuple[str, ...]:
    """The ids selected by the draw itself, in the order of the record, under the names that the caller committed.

    Raises DrawNotFound, DrawNotMade.
    """
    made = _made(draw_id)
    public = [row["id"] for row in json.loads(made.record)["selected"]]
    plain = plain_ids(made, public)
    return tuple(plain[each] for each in public)


def outcome(draw_id: str) -> Outcome:
    """Who stands selected now, replacements and reassignments counted in. Raises DrawNotFound, DrawNotMade."""
    made = _made(draw_id)
    standing = standing_of(made)
    plain = plain_ids(made, standing.stratum_of)
    officers, strata = made.plain_names.get("officers", {}), made.plain_names.get("strata", {})
    return Outcome(
        selected=tuple((plain[each], strata.get(name, name)) for each, name in standing.stratum_of.items()),
        teams={plain[each]: tuple(officers.get(one, one) for one in team) for each, team in standing.teams.items()},
        unassigned={plain[each]: tuple(lacking) for each, lacking in standing.unassigned.items()},
    )


def standing_of(made: Draw) -> rules.Standing:
    """The record and what happened since, under public names."""
    staff = rules.read_officers(made.officers.encode())
    standing = rules.Standing(
        commitment=commitment_of(made),
        record=json.loads(made.record),
        officers=staff,
        recused=rules.recused_officers(made.recusals.encode(), officers=staff),
    )
    for entry in made.events:
        if entry["kind"] == "replacement":
            standing.replace(entry["out"], entry["in"])
        elif entry["kind"] == "reassignment":
            standing.reassign(entry["id"], entry["out"])
    return standing


def nonce_of(draw_id: str, candidate: str) -> str:
    """The nonce (hex) with which a candidate finds and proves itself in the published pool.

    Raises DrawNotFound, NotInThisDraw; also when the pool is public anyway.
    """
    found = draw(draw_id)
    secret = secret_of(found)
    if not secret or not is_in_pool(found, candidate):
        raise rules.NotInThisDraw(
            f"{candidate} 在抽取 {draw_id} 中没有随机串。", next_step="不在名单里，或名单本来就以本名公布。"
        )
    return rules.candidate_nonce(secret, candidate).hex()


def is_in_pool(found: Draw, candidate: str) -> bool:
    """Whether the candidate (by its own id) was among those from whom was drawn."""
    public = public_id(found, candidate)
    return bool(plain_ids(found, [public])) if _is_writable(public) else False


def public_id(found: Draw, candidate: str) -> str:
    """Under which name a candidate stands in the published pool."""
    secret = secret_of(found)
    return rules.pseudonym(rules.candidate_nonce(secret, candidate), candidate) if secret else candidate


def public_officer(found: Draw, officer: str) -> str:
    """Under which name an officer stands in the published list."""
    secret = secret_of(found)
    return rules.pseudonym(rules.officer_nonce(secret, officer), officer) if secret else officer


def secret_of(found: Draw) -> bytes:
    """The secret from which the nonces follow; nothing when the draw is under plain names."""
    return sealing.unseal(found.secret, purpose=PURPOSE) if found.secret else b""


def plain_ids(found: Draw, public: Iterable[str]) -> dict[str, str]:
    """Public → own id of those that are in the pool; only the chunks that hold one of them are opened."""
    chunks = list(PoolChunk.objects.filter(draw=found).order_by("number").values_list("pk", "first"))
    firsts = [first.encode() for _, first in chunks]
    wanted: dict[int, set[bytes]] = {}
    for each in public:
        if (place := bisect_right(firsts, each.encode()) - 1) >= 0:
            wanted.setdefault(chunks[place][0], set()).add(each.encode())
    names: dict[str, str] = {}
    for key, asked in wanted.items():
        chunk = PoolChunk.objects.get(pk=key)
        ids = [identifier for identifier, _ in rules.candidates(zlib.decompress(chunk.lines))]
        own = zlib.decompress(chunk.plain).split(b"\n") if chunk.plain else ids
        names |= {there.decode(): mine.decode() for there, mine in zip(ids, own, strict=True) if there in asked}
    return names


def _is_writable(text: str) -> bool:
    try:
        rules.check_text(text, "id")
    except rules.MalformedDraw:
        return False
    return True


def _file_of(made: Draw, name: str) -> Iterable[bytes]:
    texts: dict[str, Any] = {
        rules.RECORD_FILE: made.record,
        rules.OFFICERS_FILE: made.officers,
        rules.RECUSALS_FILE: made.recusals,
    }
    if name == rules.POOL_FILE:
        return pool_of(made)
    return [texts[name].encode() if name in texts else rules.canonical_json(made.events)]


def _made(draw_id: str) -> Draw:
    found = draw(draw_id)
    if found.state == Draw.State.VOID:
        raise rules.DrawNotMade(f"抽取 {draw_id} 已作废：{found.void_reason}", next_step="请查看重抽的记录。")
    if not found.record:
        waiting = "、".join(witness.id for witness in awaited_witnesses(found)) or "drand 的那一轮"
        raise rules.DrawNotMade(f"抽取 {draw_id} 还没有结果。", next_step=f"等待公布：{waiting}。")
    return found
