"""After publication the record never changes; what happens later is appended to a chain, by the draw's own rules."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from yishang.kernel.draw import queries, rules
from yishang.kernel.draw.models import Draw
from yishang.kernel.draw.services import ledger
from yishang.kernel.journal.rules import Signatory


@transaction.atomic
def replace_selected(*, actor: Signatory, draw_id: str, out: str, reason: str, at: datetime) -> str:
    """Put the next of the reserve in the place of a selected candidate found closed or moved away; who came in.

    The team is inherited, but for officers recused from the newcomer. Ids are the caller's own. Raises InvalidInput
    without a reason, DrawNotFound, DrawNotMade, NotInThisDraw, ReserveUsedUp.
    """
    draw = _made(draw_id, reason)
    standing, candidate = queries.standing_of(draw), queries.public_id(draw, out)
    if candidate not in standing.stratum_of:
        raise rules.NotInThisDraw(f"{out} 不在抽中之列。", next_step="请核对编号；已经替换过的不能再替换。")
    turn = _next_of_reserve(draw, standing.stratum_of[candidate])
    entry = standing.replace(candidate, turn)
    _append(draw, "replacement", entry, reason=reason, actor=actor, at=at)
    return queries.plain_ids(draw, [turn])[turn]


@transaction.atomic
def reassign(*, actor: Signatory, draw_id: str, candidate: str, officer_out: str, reason: str, at: datetime) -> str:
    """Send the next officer of the queue in the place of one who steps aside, who is not sent there again; who comes.

    Ids are the caller's own. Raises InvalidInput without a reason, DrawNotFound, DrawNotMade, NotInThisDraw,
    NoOfficerLeft.
    """
    draw = _made(draw_id, reason)
    standing = queries.standing_of(draw)
    place, officer = queries.public_id(draw, candidate), queries.public_officer(draw, officer_out)
    if officer not in standing.teams.get(place, []):
        raise rules.NotInThisDraw(f"{officer_out} 没有派往 {candidate}。", next_step="请核对人员和对象。")
    entry = standing.reassign(place, officer)
    if entry is None:
        raise rules.NoOfficerLeft(
            "没有符合条件又未满额的人员可以改派。", next_step="请缩短批次，或跨区借调后重新抽取；不得减少人数。"
        )
    _append(draw, "reassignment", entry, reason=reason, actor=actor, at=at)
    names: Mapping[str, str] = draw.plain_names.get("officers", {})
    return names.get(entry["in"], entry["in"])


@transaction.atomic
def withdraw_draw(*, actor: Signatory, draw_id: str, reason: str, at: datetime) -> Draw:
    """Take back a made draw, for a wrong pool or a fault of the system; the record stays, and it may be repeated once.

    Who approved is the context's rule. Raises InvalidInput without a reason, DrawNotFound, DrawNotMade.
    """
    draw = _made(draw_id, reason)
    draw.state, draw.void_reason = Draw.State.WITHDRAWN, reason
    _append(draw, "withdrawn", {}, reason=reason, actor=actor, at=at)
    return draw


def _made(draw_id: str, reason: str) -> Draw:
    draw = ledger.locked(draw_id=draw_id)
    ledger.check_made(draw=draw)
    ledger.check_typed(field="reason", value=reason, label="原因", longest=500)
    return draw


def _next_of_reserve(draw: Draw, stratum: str) -> str:
    """The next unused of the stratum's reserve. Raises ReserveUsedUp."""
    strata_of = {row["id"]: row["stratum"] for row in json.loads(draw.record)["selected"]}
    used = 0
    for entry in draw.events:
        if entry["kind"] == "replacement":
            strata_of[entry["in"]] = strata_of[entry["out"]]
            used += strata_of[entry["out"]] == stratum
    commitment = queries.commitment_of(draw)
    seed = bytes.fromhex(json.loads(draw.record)["seed"])
    pool = queries.pool_of(draw)
    found = rules.reserves(seed=seed, pool=pool, strata=commitment.strata, ahead=used + 1, wanted=[stratum])[stratum]
    if len(found) <= used:
        raise rules.ReserveUsedUp("这一层的候补已用完。", next_step="可以不替换，在任务中注明该对象的情况。")
    return found[used]


def _append(draw: Draw, kind: str, more: Mapping[str, Any], *, reason: str, actor: Signatory, at: datetime) -> None:
    """One more entry on the chain, and the fact beside it."""
    last = draw.events[-1] if draw.events else json.loads(draw.record)
    entry = {
        "at": timezone.localtime(at).isoformat(timespec="seconds"),
        "kind": kind,
        "reason": reason,
        "previous": rules.sha256_hex(rules.canonical_json(last)),
        **more,
    }
    draw.events = [*draw.events, entry]
    draw.save(update_fields=["events", "state", "void_reason"])
    ledger.note(draw=draw, what=kind, actor=actor, at=at, data={"entry": len(draw.events), "reason": reason, **more})
