"""How many deadlines one core derives in a second. No database: `python -m benchmarks.clocks_deadlines`."""

import sys
from datetime import date, datetime, timedelta
from time import perf_counter

from yishang.kernel.clocks import rules

DEADLINES = 400_000


def main() -> None:
    """Print the rate of due_moment alone, and of the whole schedule (deadline, warning, assumption)."""
    calendar = rules.WorkCalendar(
        [date(2019, 10, day) for day in range(1, 8)], [date(2019, 10, 12)], published_through=date(2026, 12, 31)
    )
    first = datetime(2019, 1, 1, tzinfo=rules.SHANGHAI)
    starts = [first + timedelta(minutes=37 * number) for number in range(20_000)]
    began = perf_counter()
    for number in range(DEADLINES):
        rules.due_moment(calendar, starts[number % 20_000], number % 61)
    alone = DEADLINES / (perf_counter() - began)
    began = perf_counter()
    for number in range(DEADLINES // 4):
        rules.schedule(calendar, started_at=starts[number % 20_000], half_days=number % 61)
    whole = DEADLINES / 4 / (perf_counter() - began)
    sys.stdout.write(f"due_moment {alone:,.0f}/s\nschedule   {whole:,.0f}/s\n")


if __name__ == "__main__":
    main()
