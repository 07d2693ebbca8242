"""What a company may honestly expect before it submits: how long the same kind of problem took of late."""

from dataclasses import dataclass

from yishang.contexts.outreach import rules
from yishang.kernel.cases import queries as cases
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules

LATEST = 200  # the newest closed appeals of the category: what holds now, and cheap
TOO_FEW = 5


@dataclass(frozen=True)
class Expectation:
    """Half working days from submission to result: half of `count` appeals took at most `half`, nine tenths `most`."""

    count: int
    half: int
    most: int

    @property
    def half_text(self) -> str:
        return clock_rules.working_days_text(self.half)

    @property
    def most_text(self) -> str:
        return clock_rules.working_days_text(self.most)


def expectation(category: str, *, city_code: str) -> Expectation | None:
    """How long the newest closed appeals of a category took in that city; None when fewer than five would speak."""
    closed = cases.subjects_of(rules.KIND).filter(
        city_id=city_code, state__in=rules.CLOSED_STATES, category=category, closed_at__isnull=False
    )
    periods = closed.order_by("-id").values_list("opened_at", "closed_at")[:LATEST]
    calendar = clock_queries.calendar()
    taken = sorted(clock_rules.half_days_between(calendar, opened, ended) for opened, ended in periods if ended)
    if len(taken) < TOO_FEW:
        return None
    return Expectation(count=len(taken), half=_within(taken, 50), most=_within(taken, 90))


def _within(ordered: list[int], percent: int) -> int:
    """The smallest value that at least `percent` of the values do not exceed."""
    return ordered[-(-len(ordered) * percent // 100) - 1]
