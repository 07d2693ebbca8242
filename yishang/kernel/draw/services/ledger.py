"""What every step of a draw does: lock it, check what was typed, leave a fact."""

from datetime import datetime
from typing import Any

from yishang.kernel.context import InvalidInput
from yishang.kernel.draw import rules
from yishang.kernel.draw.models import Draw
from yishang.kernel.journal import services as journal
from yishang.kernel.journal.rules import Signatory


def locked(*, draw_id: str) -> Draw:
    """The draw, nobody else's until the transaction ends. Raises DrawNotFound."""
    draw = Draw.objects.select_for_update().filter(draw_id=draw_id).first()
    if draw is None:
        raise rules.DrawNotFound(draw_id)
    return draw


def check_open(*, draw: Draw) -> None:
    """Raises DrawNotOpen once the draw is made or given up."""
    if draw.state != Draw.State.COMMITTED:
        label = Draw.State(draw.state).label
        raise rules.DrawNotOpen(f"抽取 {draw.draw_id} {label}，不能再改。", next_step="请查看已公布的记录。")


def check_made(*, draw: Draw) -> None:
    """Raises DrawNotMade unless there is a record that stands."""
    if draw.state != Draw.State.DRAWN:
        label = Draw.State(draw.state).label
        raise rules.DrawNotMade(f"抽取 {draw.draw_id} {label}，没有可以调整的结果。", next_step="请核对抽取编号。")


def check_typed(*, field: str, value: str, label: str, longest: int) -> None:
    """Raises InvalidInput at the field when it is blank, too long or not fit for a published line."""
    if not 0 < len(value.strip()) <= len(value) <= longest:
        raise InvalidInput({field: f"请填写{label}，不超过 {longest} 字。"})
    try:
        rules.check_text(value, field)
    except rules.MalformedDraw as fault:
        raise InvalidInput({field: f"{label}{fault.why}（换行也不行）。"}) from None


def note(*, draw: Draw, what: str, actor: Signatory, at: datetime, data: dict[str, Any], first: bool = False) -> None:
    """Leave the fact `draw.<what>`; its data hold public names only."""
    subject = f"draw:{draw.draw_id}"
    journal.record(actor=actor, verb=f"draw.{what}", subject=subject, at=at, data=data, first=first)
