"""Reads over draws: what is published, and whom a draw selected."""

import json

from yishang.kernel.draw import rules
from yishang.kernel.draw.models import Draw


def draw(draw_id: str) -> Draw:
    """The draw of that number. Raises DrawNotFound."""
    found = Draw.objects.filter(draw_id=draw_id).first()
    if found is None:
        raise rules.DrawNotFound(draw_id)
    return found


def commitment_of(found: Draw) -> rules.Commitment:
    """What the draw committed to, as a plain value."""
    return rules.read_commitment(json.loads(found.commitment))


def awaited_witnesses(found: Draw) -> tuple[rules.Witness, ...]:
    """The witnesses who have not revealed yet, in the order of the commitment."""
    return tuple(each for each in commitment_of(found).witnesses if each.id not in found.reveals)


def commitment_file(draw_id: str) -> bytes:
    """The commitment as published before the draw: its SHA-256 is the commitment's digest. Raises DrawNotFound."""
    return draw(draw_id).commitment.encode()


def record_files(draw_id: str) -> dict[str, bytes]:
    """The files of a made draw by name, as `yishang draw verify` reads them. Raises DrawNotFound, DrawNotMade."""
    made = _made(draw_id)
    return rules.record_files(made.record.encode(), made.pool.encode())


def selected_ids(draw_id: str) -> tuple[str, ...]:
    """The selected ids in the order of the record. Raises DrawNotFound, DrawNotMade."""
    return tuple(row["id"] for row in json.loads(_made(draw_id).record)["selected"])


def _made(draw_id: str) -> Draw:
    found = draw(draw_id)
    if found.state == Draw.State.VOID:
        raise rules.DrawNotMade(f"抽取 {draw_id} 已作废：{found.void_reason}", next_step="请查看重抽的记录。")
    if found.state != Draw.State.DRAWN:
        waiting = "、".join(witness.id for witness in awaited_witnesses(found))
        raise rules.DrawNotMade(f"抽取 {draw_id} 还没有结果。", next_step=f"等待见证人公布：{waiting}。")
    return found
