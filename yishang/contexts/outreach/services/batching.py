"""Several matters in one go: each is dispatched on its own, so that one refusal stops none of the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yishang.contexts.outreach.services.deciding import dispatch_appeal
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor

BATCH_MOST = 50


@dataclass(frozen=True)
class Picked:
    """A matter as the person saw it when ticking it."""

    number: str
    version: int | None = None


@dataclass(frozen=True)
class BatchOutcome:
    """What became of one: dispatched, or why not."""

    number: str
    refusal: str = ""
    next_step: str = ""


def dispatch_appeals(
    *, actor: Actor, picked: Sequence[Picked], unit: str, at: datetime, note: str = ""
) -> list[BatchOutcome]:
    """Dispatch up to fifty matters to one unit, each in a transaction of its own, in the order of picking.

    Raises InvalidInput when none or too many are picked; every other refusal is told with its matter.
    """
    chosen = list({one.number: one for one in picked}.values())
    if not chosen:
        raise InvalidInput({"n": "请先勾选要派单的诉求。"})
    if len(chosen) > BATCH_MOST:
        raise InvalidInput({"n": f"一次最多派 {BATCH_MOST} 件，现在勾选了 {len(chosen)} 件。"})
    if not unit:
        raise InvalidInput({"unit": "请从列表中选择承办单位。"})
    return [_dispatch_one(actor, one, unit, note, at) for one in chosen]


def _dispatch_one(actor: Actor, one: Picked, unit: str, note: str, at: datetime) -> BatchOutcome:
    try:
        dispatch_appeal(actor=actor, number=one.number, unit=unit, note=note, at=at, version=one.version)
    except Refusal as refusal:
        return BatchOutcome(one.number, refusal.message, refusal.next_step)
    return BatchOutcome(one.number)
