"""A visit as templates read it, the same on the phone and at the desk."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from yishang.contexts.visits import queries, rules
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
        "entries": [_entry(fact) for fact in reversed(found.facts)],
        "pictures": [_picture(picture) for picture in found.pictures],
        "ways": queries.ways_to(found.visit.subject),
        "risky": RISKY,
        "first": FIRST.get(found.case.state, ""),
        "appeals": queries.appeals_of(actor, found.visit, now=now),
        "deciding": row["lamp"] and rules.VISIT.state(found.case.state).code == "ABNORMAL",
    }


def _entry(fact: Any) -> dict[str, Any]:
    name = fact.verb.rpartition(".")[2]
    return {
        "title": queries.FACTS.get(name, name),
        "at": fact.at,
        "meta": f"{fact.unit_name} {fact.actor_name}".strip(),
        "body": str(fact.data.get("note", "")),
    }


def _picture(picture: Any) -> dict[str, str]:
    return {
        "url": reverse("picture", args=[picture.pk]),
        "thumbnail": reverse("thumbnail", args=[picture.pk]),
        "text": "走访照片，点开看大图",
    }
