"""A visit as templates read it, the same on the phone and at the desk."""

from datetime import datetime
from typing import Any

from yishang.contexts.visits import queries, rules
from yishang.kernel.cases.views.shown import entry_of, picture_of
from yishang.kernel.directory.rules import Actor

APART = " · "
FIRST = {
    "ABNORMAL": "uphold_visit",
    "VERIFIED": "confirm_visit",
    "PLANNED": "reschedule_visit",
}
RISKY = frozenset({"void_visit", "dispute_visit", "cancel_visit"})
DONE = {
    "confirm_visit": "已确认，谢谢您。",
    "vouch_visit": "已说明，由县区营商办认定。",
    "dispute_visit": "已收到，由县区营商办核实。",
    "report_visit": "已填报，谢谢您。",
    "uphold_visit": "已认可。",
    "void_visit": "已认定无效。",
    "reschedule_visit": "已改期。",
    "merge_visit": "已合并走访。",
    "cancel_visit": "已取消。",
}


def words_of(actor: Actor, number: str, *, now: datetime) -> dict[str, Any]:
    """Everything that the page of one visit shows. Raises CaseNotVisible."""
    found = queries.detail(actor, number, now=now)
    row = queries.row_of(found.case, now=now)
    return {
        "found": found,
        "visit": found.visit,
        "case": found.case,
        "row": row,
        "entries": [entry_of(fact, queries.FACTS) for fact in reversed(found.facts)],
        "pictures": [picture_of(picture, "走访照片，点开看大图") for picture in found.pictures],
        "ways": queries.ways_to(found.visit.subject),
        "risky": RISKY,
        "first": FIRST.get(found.case.state, ""),
        "appeals": queries.appeals_of(actor, found.visit, now=now),
        "deciding": row["lamp"] and rules.VISIT.state(found.case.state).code == "ABNORMAL",
    }
