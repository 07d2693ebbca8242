"""What a large city's overview is read from: `python -m benchmarks.overviews` counts in full and says how long it took.

Prints JSON: seconds, whether the count agrees with direct counting, and a session of the city's office, to look with.
"""

import json
import sys
from time import perf_counter

from django.conf import settings
from django.test import Client

import benchmarks.fill  # noqa: F401 - sets Django up
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.directory.models import Account
from yishang.kernel.measures import jobs, queries, rules

OFFICE = "xianyang.yangping"


def main() -> None:
    began = perf_counter()
    counted = jobs.recount_all()
    seconds = perf_counter() - began
    told = {"counted": counted, "seconds": seconds, "disagreement": _disagreement(), "session": _session()}
    sys.stdout.write(json.dumps(told, ensure_ascii=False))


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
