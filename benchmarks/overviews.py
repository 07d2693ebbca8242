"""What a large city's pages of figures are read from: `python -m benchmarks.overviews` counts in full, freezes a month.

Prints JSON: seconds of both, whether the count agrees with direct counting, and a session of the city's office.
"""

import json
import sys
from datetime import timedelta
from time import perf_counter

from django.conf import settings
from django.test import Client

from benchmarks.fill import CITY  # sets Django up, before anything that has models
from yishang.contexts.reports import services as reports
from yishang.contexts.reports.models import Month
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.directory.models import Account
from yishang.kernel.directory.rules import SYSTEM_ACTOR
from yishang.kernel.measures import jobs, queries, rules

OFFICE = "xianyang.yangping"


def main() -> None:
    began = perf_counter()
    counted = jobs.recount_all()
    seconds = perf_counter() - began
    told = {"counted": counted, "seconds": seconds, "freezing": _freeze(), "disagreement": _disagreement()}
    told["session"] = _session()
    sys.stdout.write(json.dumps(told, ensure_ascii=False))


def _freeze() -> float:
    """Seconds for the month before the present one; nothing when it is frozen already."""
    began, now = perf_counter(), clocks.present()
    period = f"{now.replace(day=1) - timedelta(days=1):%Y-%m}"
    if not Month.objects.filter(city_id=CITY, period=period).exists():
        reports.freeze_month(actor=SYSTEM_ACTOR, city=CITY, period=period, at=now)
    return perf_counter() - began


def _disagreement() -> str:
    """The first figure of a scope that a count one by one does not confirm; nothing when all agree."""
    now = clocks.present()
    told = (rules.disagreement(rules.tallied(one.groups(now)), one.plain(now)) for one in queries.recountings())
    return next(filter(None, told), "")


def _session() -> str:
    client = Client()
    client.force_login(Account.objects.get(login=OFFICE))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    main()
