"""Telling a unit what waits for it."""

from datetime import datetime, timedelta

from yishang.contexts.public_supervision import queries, rules
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import ANSWERING
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.rules import Telling

NEWS = timedelta(days=3)


def tell_unit(*, number: str, template: str, key: str, at: datetime, but: int | None = None) -> int:
    """Tell everybody on duty in the unit of a topic or report, once for each `key`; how many messages are new."""
    case = queries.matter(number)
    if case is None or case.unit_id is None:
        return 0
    workflow = rules.TOPIC if case.kind == rules.TOPIC_KIND else rules.REPORT
    words = {
        "number": number, "title": case.title, "state": workflow.state(case.state).label, "due": case.due_at or "",
        "field": rules.FIELDS.get(case.category, "其他"), "nature": queries.nature_of(case),
    }  # fmt: skip
    people = sorted(one for one in directory.people_on_duty(case.unit_id, ANSWERING) if one != but)
    telling = Telling(template=template, context=words, account_ids=people, subject=number, dedup_key=key)
    return notify.tell_all(tellings=[telling], at=at)


def tell_new_reports(*, at: datetime) -> int:
    """Tell units of the reports of the last days; how many messages are new.

    By a job and with the day as its moment: a handler of the report's fact would leave the minute in the task queue.
    """
    day = rules.day_only(at.astimezone(SHANGHAI))
    numbers = queries.reports_since(day - NEWS)
    return sum(tell_unit(number=one, template="report_waits", key=f"{one}:received", at=day) for one in numbers)
