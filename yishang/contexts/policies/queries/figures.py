"""The figures of this process as they are reported (handbook 1.8), and the full count of problems behind one."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from yishang.contexts.policies import rules
from yishang.contexts.policies.queries.problems import ProblemsWanted, completion
from yishang.contexts.policies.queries.pushes import total_progress
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory.rules import Actor
from yishang.kernel.measures.rules import Counts, Figure, Grouped, Recounting

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yishang.kernel.cases.models import Case

PARTS = {"received": Count("pk"), "cleared": Count("pk", filter=Q(state="CLEARED"))}


def headline(actor: Actor, *, now: datetime) -> dict[str, Figure]:
    """送达率, 阅读率 over all pushes and 完成率 over all problems that the actor sees."""
    figures = [*total_progress(actor).figures(as_of=now), completion(actor, ProblemsWanted(), now=now)]
    return {figure.code: figure for figure in figures}


def _groups(_now: datetime) -> Iterator[Grouped]:
    """Every problem, grouped once by all that is told apart."""
    columns = ("city_id", "region_id", "unit_id", "category")
    rows: Any = _problems().order_by().values(*columns).annotate(**PARTS)
    for row in rows.iterator(chunk_size=2000):
        scopes = ("all", f"city:{row['city_id']}", row["region_id"])
        unit = (f"unit:{row['unit_id']}",) if row["unit_id"] else ()
        keys = {"county": row["region_id"], "type": row["category"]}
        yield Grouped((*scopes, *unit), keys, {"received": row["received"], "cleared": row["cleared"]})


def _plain(_now: datetime) -> dict[str, Counts]:
    """Each city and county counted directly, to hold against the groups."""
    found: dict[str, Counts] = {}
    for column, scope in (("city_id", "city:{}"), ("region_id", "{}")):
        rows = _problems().order_by().values(column).annotate(**PARTS)
        for place, received, cleared in rows.values_list(column, *PARTS):
            found[scope.format(place)] = {"received": received, "cleared": cleared}
    return found


def _problems() -> "QuerySet[Case]":
    return cases.subjects_of(rules.PROBLEM_KIND)


RECOUNTING = Recounting(process=rules.PROBLEM_KIND, groups=_groups, plain=_plain)
