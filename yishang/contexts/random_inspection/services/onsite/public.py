"""一公开: the public row of an inspection. What is masked, and what stays beside a correction, the kernel sees to."""

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from yishang.contexts.random_inspection.models import Inspection
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import onsite
from yishang.kernel.directory.rules import Actor
from yishang.kernel.publish import queries as published
from yishang.kernel.publish import rules as publish_rules
from yishang.kernel.publish import services as publish

DATASET = "inspection_results"
YEARS_PUBLIC = 5  # [设]


def put_public_row(*, actor: Actor, inspection: Inspection, at: datetime) -> None:
    """Publish a result until its day. Raises what publish raises."""
    publish.publish(
        actor=actor, dataset=DATASET, key=inspection.case.number, row=_row(inspection), about=inspection.entity.uscc,
        at=at, until=_until(localdate(at)),
    )  # fmt: skip


def correct_public_row(*, actor: Actor, inspection: Inspection, reason: str, at: datetime) -> None:
    """Say it anew; what stood there before is kept beside it with the reason. Raises what publish raises."""
    publish.correct(
        actor=actor, dataset=DATASET, key=inspection.case.number, row=_row(inspection), reason=reason, at=at
    )


def keep_public_row(*, actor: Actor, inspection: Inspection, reason: str, at: datetime) -> None:
    """Say in public what has come since. Nothing was published, it is past its day, or it says so already: it stays."""
    shown = published.published(DATASET, on=localdate(at)).filter(key=inspection.case.number).first()
    if shown is not None and shown.row != publish_rules.public_row(published.dataset(DATASET), _row(inspection)):
        correct_public_row(actor=actor, inspection=inspection, reason=reason, at=at)


def _row(inspection: Inspection) -> dict[str, Any]:
    tally = onsite.tally(onsite.lines_from(inspection.lines), queries.answers_of(inspection))
    team = [one for one in queries.team_of(inspection) if one.role == "OFFICER"]
    return {
        "number": inspection.case.number,
        "company": inspection.entity.name,
        "uscc": inspection.entity.uscc,
        "task": "、".join(queries.task_numbers(inspection)),
        "authority": "、".join(dict.fromkeys(one.unit.name for one in team)),
        "officers": "、".join(one.name for one in team),
        "items": "、".join(one["name"] for one in inspection.items),
        "inspected_on": inspection.ended_on,
        "result": onsite.words_of(inspection.results),
        "checked": tally.checked,
        "not_checked": tally.unchecked,
        "problem": _without_names(inspection.problem, inspection),
        "follow_up": _without_names(queries.follow_up_words(inspection), inspection),
        "published_on": inspection.published_on,
        "days_late": inspection.days_late,
    }


def _without_names(text: str, inspection: Inspection) -> str:
    """What was written, with the names of those who checked and of those who signed as the public may read them."""
    names = {one.name for one in queries.team_of(inspection)} | {str(one["who"]) for one in inspection.signatures}
    for name in sorted(names, key=len, reverse=True):
        if len(name) > 1 and name not in inspection.entity.name:
            text = text.replace(name, publish_rules.mask("person", name))
    return text


def _until(day: date) -> date:
    year = day.year + YEARS_PUBLIC
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)
