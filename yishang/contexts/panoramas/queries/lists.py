"""The list of panoramas: what it is asked for, and a page of it."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from yishang.contexts.panoramas import rules
from yishang.contexts.panoramas.models import Panorama
from yishang.contexts.panoramas.queries.scope import visible_to
from yishang.kernel.directory.rules import Actor

PAGE = 50
LAST_PAGE = 100_000  # beyond, a number in an address is no page, and no database counts so far
UNJUDGED = "none"


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for; empty means any. `month` is 2019-12, `verdict` a code, `none` or `odd`."""

    county: str = ""
    verdict: str = ""
    month: str = ""
    q: str = ""


@dataclass(frozen=True)
class Page:
    """Fifty rows, how many there are, and the numbers of the pages beside this one (0: none)."""

    rows: list[Panorama]
    total: int
    previous: int
    next: int


def matching(actor: Actor, wanted: Wanted) -> QuerySet[Panorama]:
    """The panoramas that the actor may see and that were asked for, newest first."""
    rows = visible_to(actor)
    if wanted.county:
        rows = rows.filter(region_id=wanted.county)
    if wanted.verdict:
        rows = rows.filter(_of_verdict(wanted.verdict))
    if first := rules.month_of(wanted.month):
        starts_at, ends_at = rules.span_of(first)
        rows = rows.filter(captured_at__gte=starts_at, captured_at__lt=ends_at)
    if wanted.q:
        rows = rows.filter(
            Q(project__name__contains=wanted.q) | Q(number__contains=wanted.q) | Q(appeal_number=wanted.q)
        )
    return rows


def _of_verdict(verdict: str) -> Q:
    if verdict == "odd":
        return ~Q(verdict__in=("", rules.NORMAL))
    return Q(verdict="" if verdict == UNJUDGED else verdict)


def page_of(rows: QuerySet[Panorama], *, number: int) -> Page:
    """That page of fifty, from 1 to LAST_PAGE."""
    number = min(max(number, 1), LAST_PAGE)
    start = (number - 1) * PAGE
    found = list(rows[start : start + PAGE + 1])
    return Page(
        rows=found[:PAGE],
        total=rows.count(),
        previous=number - 1 if start else 0,
        next=number + 1 if len(found) > PAGE else 0,
    )
