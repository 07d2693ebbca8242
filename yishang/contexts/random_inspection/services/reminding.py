"""31 March: whose plan of the year is not public hears it, and so do those who lead the city's inspections."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection import queries, rules
from yishang.contexts.random_inspection.models import Plan
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Role
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.rules import Telling


@transaction.atomic
def remind_of_plans(*, at: datetime) -> int:
    """From the day on by which the year's plans must be public, tell each once of what is not; how many tellings."""
    today = localdate(at)
    day = queries.plan_day(on=today)
    if today < day:
        return 0
    tellings = [_late(one, day, today) for one in queries.plans_not_public(year=today.year)]
    tellings += [_missing(city, day, today) for city in queries.cities_without_plan(year=today.year, on=today)]
    notify.tell_all(tellings=tellings, at=at)
    return len(tellings)


def _late(one: Plan, day: date, today: date) -> Telling:
    """The lead department of the city, and the head of the unit that drafted it."""
    case = one.case
    heads = directory.people_on_duty(case.unit_id, {Role.DEP, Role.DRL}, on=today) if case.unit_id else []
    return Telling(
        template="plan_not_public",
        context={"number": case.number, "title": case.title, "day": _words(day),
                 "state": rules.PLAN.state(case.state).label},
        account_ids=sorted({*_leads(case.city_id, today), *heads}), subject=case.number,
        dedup_key=f"plan_not_public:{case.number}",
    )  # fmt: skip


def _missing(city: str, day: date, today: date) -> Telling:
    return Telling(
        template="plan_missing", context={"year": str(today.year), "day": _words(day)},
        account_ids=_leads(city, today), subject=f"plans:{city}-{today.year}",
        dedup_key=f"plan_missing:{city}:{today.year}",
    )  # fmt: skip


def _leads(city: str, today: date) -> list[int]:
    return [one.pk for one in directory.people_in_posts({Role.DRL}, regions=[city], on=today)]


def _words(day: date) -> str:
    return f"{day.month}月{day.day}日"
