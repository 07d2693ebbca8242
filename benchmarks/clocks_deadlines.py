"""How many deadlines one core derives in a second. No database: `python -m benchmarks.clocks_deadlines`."""

import sys
from datetime import date, datetime, timedelta
from statistics import median
from time import process_time

from yishang.kernel.clocks import rules

DEADLINES = 100_000
ROUNDS = 5


def rates() -> tuple[float, float]:
    """Deadlines in a second of processor time: the moment alone, and the schedule with warning and assumption."""
    calendar = rules.WorkCalendar(
        [date(2019, 10, day) for day in range(1, 8)], [date(2019, 10, 12)], published_through=date(2026, 12, 31)
    )
    first = datetime(2019, 1, 1, tzinfo=rules.SHANGHAI)
    starts = [first + timedelta(minutes=37 * number) for number in range(20_000)]
    alone, whole = [], []
    for _ in range(ROUNDS):
        began = process_time()
        for number in range(DEADLINES):
            rules.due_moment(calendar, starts[number % 20_000], number % 61)
        alone.append(DEADLINES / (process_time() - began))
        began = process_time()
        for number in range(DEADLINES // 4):
            rules.schedule(calendar, started_at=starts[number % 20_000], half_days=number % 61)
        whole.append(DEADLINES / 4 / (process_time() - began))
    return median(alone), median(whole)


if __name__ == "__main__":
    sys.stdout.write("due_moment {:,.0f}/s\nschedule   {:,.0f}/s\n".format(*rates()))
