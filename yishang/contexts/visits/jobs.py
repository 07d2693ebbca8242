"""What time triggers: the plan, what was not made in time, and the thinning of old tracks."""

from yishang.contexts.visits import queries, services
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.context import Job, Refusal
from yishang.kernel.directory.rules import SYSTEM_ACTOR

PLANNED_AT_ONCE = 100  # so that nobody waits behind the plan of a whole city

JOBS = (
    Job("走访计划", "yishang.contexts.visits.jobs.plan", every_minutes=10),
    Job("逾期未访", "yishang.contexts.visits.jobs.lapse", every_minutes=60),
    Job("轨迹抽稀", "yishang.contexts.visits.jobs.thin", every_minutes=720),
)


def plan() -> int:
    """Add what falls due in the period that begins within a week, some visits at a time; how many."""
    return services.plan_visits(at=clock_queries.present(), most=PLANNED_AT_ONCE).added


def lapse() -> int:
    """End planned visits whose period is over; how many."""
    now = clock_queries.present()
    return sum(_lapse_one(number) for number in queries.to_lapse(on=now.date()))


def thin() -> int:
    """Thin tracks older than a year; how many."""
    return services.thin_tracks(at=clock_queries.present())


def _lapse_one(number: str) -> int:
    try:
        services.lapse_visit(actor=SYSTEM_ACTOR, number=number, at=clock_queries.present())
    except Refusal:
        return 0  # somebody checked in between the reading and the lock
    return 1
