"""Reading figures as they were reported, and the last full count of a process."""

from collections import defaultdict

from django.db.models import QuerySet

from yishang.kernel.context import modules_named
from yishang.kernel.measures.models import Recount, Snapshot, Tally
from yishang.kernel.measures.rules import Counts, Recounting


def snapshots(code: str, *, scope: str | None = None, period: str | None = None) -> QuerySet[Snapshot]:
    """The reported figures of a measure by scope, period and moment, corrections after what they correct."""
    given = {"scope": scope, "period": period}
    return Snapshot.objects.filter(code=code, **{name: value for name, value in given.items() if value is not None})


def latest(code: str, *, scope: str, period: str) -> Snapshot | None:
    """The figure of that period as last corrected."""
    return snapshots(code, scope=scope, period=period).last()


def recountings() -> list[Recounting]:
    """How the installed processes are counted in full, as their queries declare."""
    found = (value for module in modules_named("queries") for value in vars(module).values())
    return [value for value in found if isinstance(value, Recounting)]


def last_recount(process: str) -> Recount | None:
    """The newest full count of a process; None before the first."""
    return Recount.objects.filter(process=process).order_by("-as_of", "-id").first()


def tallies_of(recount: Recount, scope: str) -> dict[str, dict[str, Counts]]:
    """Cut → key → counts of one scope, in one statement; the cut `total` has the empty key."""
    found: defaultdict[str, dict[str, Counts]] = defaultdict(dict)
    for cut, key, counts in Tally.objects.filter(recount=recount, scope=scope).values_list("cut", "key", "counts"):
        found[cut][key] = counts
    return dict(found)
