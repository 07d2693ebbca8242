"""The public board: what a year's inspections came to, over what is public; nothing about persons or one company.

Rates over fewer than FEWEST are not told: a handful says more about the few than about the many [设].
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from yishang.contexts.random_inspection.models import Candidate, Inspection, InspectObject, Task
from yishang.contexts.random_inspection.rules import onsite
from yishang.kernel.measures.rules import Figure

FEWEST = 5
RESULTS, TASKS = "inspection_results", "inspection.tasks"
OUTSIDE = ("VOID", "CANCELLED")
DRAWS_SHOWN = 20


@dataclass(frozen=True)
class Hit:
    """One stratum of one public draw, under the opaque name that the record bears."""

    task: str
    title: str
    draw_id: str
    stratum: str
    taken: int
    pool: int


@dataclass(frozen=True)
class Board:
    """The year at a moment. `visits` (times called on, companies); `told` how the few are counted."""

    year: int
    figures: tuple[Figure, ...]
    hits: tuple[Hit, ...]
    visits: tuple[tuple[int, int], ...]
    published: int
    companies: int

    @property
    def calls(self) -> int:
        """Visits at the door, of all companies."""
        return sum(many * companies for many, companies in self.visits)


def board(city: str, *, year: int, now: datetime) -> Board:
    """The board of a city's year, in a handful of statements."""
    checks = Inspection.objects.filter(task__case__city_id=city, task__due_on__year=year)
    checks = checks.exclude(case__state__in=OUTSIDE)
    public = checks.filter(published_on__isnull=False)
    visits = _visits(public)
    return Board(
        year=year,
        figures=(*_of_results(checks, public, city, now), _of_tasks(city, year, now)),
        hits=tuple(_hits(city, year)),
        visits=tuple(visits),
        published=public.count(),
        companies=sum(companies for _, companies in visits),
    )


def is_few(figure: Figure) -> bool:
    """Whether a figure's rate is left out."""
    return 0 < figure.denominator < FEWEST


def rows_url(dataset: str, words: str = "") -> str:
    """Where the public rows behind a figure are."""
    url = reverse("open_data_dataset", args=[dataset])
    return f"{url}?{urlencode({'q': words})}" if words else url


def _of_results(checks: QuerySet[Inspection], public: QuerySet[Inspection], city: str, now: datetime) -> list[Figure]:
    told = public.aggregate(
        rows=Count("pk"), companies=Count("entity", distinct=True), late=Count("pk", filter=Q(days_late__gt=0))
    )
    objects = InspectObject.objects.filter(city_id=city, state="ACTIVE", kind="ENTITY").count()
    found = sum(bool(onsite.PROBLEMS.intersection(one)) for one in public.values_list("results", flat=True))
    every, saved = checks.count(), checks.filter(case__state="MERGED").count()
    return [
        Figure("coverage", "对象覆盖率", told["companies"], objects, now, rows_url(RESULTS)),
        Figure("problems", "问题发现率", found, told["rows"], now, rows_url(RESULTS)),
        Figure("late", "结果公示逾期", told["late"], told["rows"], now, rows_url(RESULTS)),
        Figure("saved", "合并检查少上门", saved, every, now, rows_url(TASKS)),
    ]


def _of_tasks(city: str, year: int, now: datetime) -> Figure:
    """Tasks whose day is over and that are not done, of those whose day is over."""
    rows = Task.objects.filter(case__city_id=city, due_on__year=year, due_on__lt=localdate(now), drawn_on__isnull=False)
    told = rows.exclude(case__state="CANCELLED").aggregate(
        due=Count("pk"),
        late=Count("pk", filter=Q(case__state__in=("OBJECT_DRAWN", "MATCHED", "NOTIFIED", "IN_PROGRESS"))),
    )
    return Figure("overdue", "任务逾期未完成", told["late"], told["due"], now, rows_url(TASKS))


def _visits(public: QuerySet[Inspection]) -> list[tuple[int, int]]:
    """How many companies were called on so often at the door; merged inspections are one visit."""
    rows = public.filter(on_spot=True, joined_to=None).values_list("entity_id", flat=True)
    return sorted(Counter(Counter(rows).values()).items())


def _hits(city: str, year: int) -> list[Hit]:
    """Strata of the newest draws as the published record names them."""
    tasks = Task.objects.filter(case__city_id=city, due_on__year=year, drawn_on__isnull=False).exclude(draw_id="")
    tasks = tasks.exclude(case__state="CANCELLED").select_related("case").order_by("-drawn_on", "-pk")[:DRAWS_SHOWN]
    by_key = {one.pk: one for one in tasks}
    rows = Candidate.objects.filter(task_id__in=list(by_key), excluded="").order_by().values_list("task_id", "stratum")
    counted = rows.annotate(pool=Count("pk"), taken=Count("pk", filter=Q(is_selected=True, replaces=None)))
    found = [
        Hit(by_key[task].case.number, by_key[task].case.title, by_key[task].draw_id, stratum, taken, pool)
        for task, stratum, pool, taken in counted
    ]
    days: dict[str, date | None] = {one.case.number: one.drawn_on for one in by_key.values()}
    return sorted(found, key=lambda one: (days[one.task] or date.min, one.task, one.stratum), reverse=True)
