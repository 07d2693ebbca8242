"""What time triggers: a draw whose witness never revealed is void, openly and under its own number."""

from datetime import datetime

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import Job, Refusal
from yishang.kernel.directory.rules import SYSTEM_ACTOR
from yishang.kernel.draw import queries, services

JOBS = (Job("作废见证人逾期未公布的抽取", "yishang.kernel.draw.jobs.void_unrevealed", every_minutes=10),)


def void_unrevealed() -> int:
    """Void what was not revealed in time; how many."""
    return void_unrevealed_at(clocks.present())


def void_unrevealed_at(now: datetime) -> int:
    """The same at a given moment; whoever committed the draw hears of it by the fact `draw.voided`."""
    return sum(_voided(draw_id, now) for draw_id in queries.overdue(at=now).values_list("draw_id", flat=True))


def _voided(draw_id: str, now: datetime) -> bool:
    try:
        services.void_unrevealed(actor=SYSTEM_ACTOR, draw_id=draw_id, at=now)
    except Refusal:
        return False  # the last value came in between the reading and the lock
    return True
