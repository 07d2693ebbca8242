"""Telling a unit or the office what waits for it."""

from datetime import datetime

from yishang.contexts.service_standards.rules import demands
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import ANSWERING
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.rules import Telling


def tell_of_demand(*, number: str, key: str, at: datetime) -> int:
    """Tell those on duty about an open report, once for each `key`; how many messages are new."""
    case = cases.subjects_of(demands.DEMAND_KIND).filter(number=number).first()
    if case is None or demands.DEMAND.state(case.state).ended:
        return 0
    people = set(directory.people_on_duty(case.unit_id, ANSWERING)) if case.unit_id else set()
    if case.state == "DISMISSING" or not people:
        people = set(directory.office_accounts(case.region_id)) or set(directory.office_accounts(case.city_id))
    words = {
        "number": number,
        "title": case.title,
        "state": demands.DEMAND.state(case.state).label,
        "due": case.due_at or "",
    }
    telling = Telling(template="demand_waits", context=words, account_ids=sorted(people), subject=number, dedup_key=key)
    return notify.tell_all(tellings=[telling], at=at)
