"""How many topics and reports wait: the badges of the navigation, one statement along indexes."""

from datetime import datetime
from functools import cache
from typing import Any

from yishang.contexts.public_supervision import rules
from yishang.contexts.public_supervision.queries.reports import HEAPS as REPORT_HEAPS
from yishang.contexts.public_supervision.queries.topics import DESK_HEAPS
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory.rules import ANSWERING, Actor, Role
from yishang.kernel.measures.rules import BADGE_EXACT_UP_TO
from yishang.kernel.statements import Counted, Given


def queue_counts(actor: Actor, *, now: datetime) -> dict[str, int]:  # noqa: ARG001
    """What waits for the own unit; of topics the lead department sees the city's, of reports nobody another's."""
    if actor.role not in ANSWERING:
        return {}
    return _worded(actor.role).counts(unit_id=actor.unit_id, city_code=actor.city_code)


@cache
def _worded(role: str) -> Counted:
    return Counted(lambda: _heaps(role), most=BADGE_EXACT_UP_TO + 1)


def _heaps(role: str) -> dict[str, Any]:
    unit = Given("unit_id")
    topics = (
        cases.subjects_of(rules.TOPIC_KIND).filter(city_id=Given("city_code"))
        if role == Role.DRL
        else cases.answered_for_by(unit, rules.TOPIC)
    )
    reports = cases.answered_for_by(unit, rules.REPORT)
    found = {
        "topics": topics.filter(state__in=DESK_HEAPS["waiting"][1]),
        "reports": reports.filter(state__in=REPORT_HEAPS["waiting"][1]),
    }
    return {name: rows.values("pk") for name, rows in found.items()}
