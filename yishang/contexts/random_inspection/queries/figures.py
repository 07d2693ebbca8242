"""The figures of 2.8, each with numerator, denominator and moment, over the rows that the lists show."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from yishang.contexts.random_inspection import rules
from yishang.contexts.random_inspection.models import (
    Candidate,
    Department,
    Expert,
    Inspection,
    InspectItem,
    InspectObject,
    Inspector,
    SourceFigure,
    Task,
)
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory.rules import Actor
from yishang.kernel.measures.rules import Figure

PROBLEMS = frozenset({"R2", "R3", "R4", "R5", "R6", "R8"})
DONE_STATES = ("ENTERED", "AUDITED", "PUBLICIZED", "FOLLOWED", "ARCHIVED")


@dataclass(frozen=True)
class Assessed:
    """A department's line of the year's assessment sheet; every pair is numerator and denominator."""

    unit: str
    code: str
    tasks: int
    inspections: int
    finished: tuple[int, int]
    published: tuple[int, int]
    problems: tuple[int, int]
    joint: tuple[int, int]


@dataclass(frozen=True)
class Beside:
    """What the source reports of a year, and our own live count where we count the same."""

    source: SourceFigure
    ours: int | None


def _tasks(actor: Actor, now: datetime, year: int) -> QuerySet[Task]:
    seen = cases.visible_to(actor, kind=rules.TASK_KIND, on=localdate(now))
    return Task.objects.filter(case__in=seen, due_on__year=year).exclude(case__state="CANCELLED")


def _inspections(actor: Actor, now: datetime, year: int) -> QuerySet[Inspection]:
    """The year's inspections; void ones and those of cancelled tasks are counted in no rate (handbook 2.8)."""
    seen = cases.visible_to(actor, kind=rules.INSPECTION.kind, on=localdate(now))
    rows = Inspection.objects.filter(task__in=_tasks(actor, now, year), case__in=seen)
    return rows.exclude(case__state__in=("VOID", "CANCELLED"))


def year_figures(actor: Actor, *, year: int, now: datetime) -> list[Figure]:
    """The rates of a year over what the actor sees, each leading to its rows."""
    tasks, checks = _tasks(actor, now, year), _inspections(actor, now, year)
    done = [one for one in checks.select_related("case", "task") if one.case.state in DONE_STATES]
    total, joint = checks.count(), checks.filter(task__joint="JOINT").count()
    joined = checks.exclude(joined_to=None).count()
    departments = Department.objects.filter(left_on=None).count()
    active = tasks.values("units").distinct().count()
    objects = InspectObject.objects.filter(city_id=actor.city_code, state="ACTIVE").count()
    called = checks.values("entity").distinct().count()
    repeated = sum(1 for one in checks.values("entity").annotate(many=Count("pk")).order_by() if one["many"] > 1)
    due = [one for one in tasks.select_related("case") if one.due_on <= localdate(now)]
    ended = sum(one.case.state in DONE_STATES for one in due)
    problems = sum(bool(PROBLEMS & set(one.results)) for one in done)
    in_time = sum(one.published_on is not None and one.days_late == 0 for one in done)
    objects_url = reverse("random_inspection:objects")
    told = (
        ("department_coverage", "部门覆盖率", active, departments, tasks_url(year)),
        ("task_completion", "任务完成率", ended, len(due), tasks_url(year, figure="finished")),
        ("object_coverage", "对象覆盖率", called, objects, objects_url),
        ("publication", "按期公示率", in_time, len(done), rows_url(year, figure="ended_in_time")),
        ("problem_rate", "问题发现率", problems, len(done), rows_url(year, figure="found")),
        ("joint_share", "联合抽查占比", joint, total, rows_url(year, figure="joint")),
        ("merged", "合并少跑", joined, total, rows_url(year, figure="joined")),
        ("repeated", "重复检查率", repeated, called, rows_url(year, figure="counted")),
    )
    return [Figure(code, name, part, whole, now, url) for code, name, part, whole, url in told]


def tasks_url(year: int, *, unit: str = "", figure: str = "counted") -> str:
    """Where the tasks behind a figure are listed."""
    told = {"year": year, "unit": unit, "figure": figure}
    return f"{reverse('random_inspection:tasks')}?{urlencode({name: word for name, word in told.items() if word})}"


def rows_url(year: int, *, unit: str = "", figure: str = "counted", calls: int = 0) -> str:
    """Where the inspections behind a figure are listed."""
    told = {"queue": "all", "figure": figure, "unit": unit, "year": year, "calls": calls}
    return (
        f"{reverse('random_inspection:inspections')}?{urlencode({name: word for name, word in told.items() if word})}"
    )


def disturbance(actor: Actor, *, year: int, now: datetime) -> list[tuple[int, int]]:
    """How many companies were called on so often on the spot in the year: (visits, companies); merged ones are one."""
    rows = _inspections(actor, now, year).filter(on_spot=True, joined_to=None)
    return sorted(Counter(Counter(rows.values_list("entity_id", flat=True)).values()).items())


def hits_by_risk(actor: Actor, *, year: int, now: datetime) -> list[tuple[str, int, int]]:
    """(class, drawn, in the pool) of the year's draws; for the lead department alone."""
    if actor.role not in rules.KEEPERS:
        return []
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    tasks = _tasks(actor, now, year).exclude(draw_id="")
    classes = _classes(tasks)
    rows = Candidate.objects.filter(task__in=tasks, excluded="").order_by().values("task_id", "stratum", "is_selected")
    for row in rows.annotate(many=Count("pk")):
        pair = found[classes.get((row["task_id"], row["stratum"]), "")]
        pair[0] += row["many"] if row["is_selected"] else 0
        pair[1] += row["many"]
    return [(risk, found[risk][0], found[risk][1]) for risk in rules.RISKS if risk in found]


def hit(actor: Actor, *, year: int, risk: str, now: datetime, drawn: bool = False) -> QuerySet[Candidate]:
    """The rows behind `hits_by_risk`: who was in the pools of the year under a class, or was drawn."""
    tasks = _tasks(actor, now, year).exclude(draw_id="")
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    for (task, name), own in _classes(tasks).items():
        if own == risk:
            by_name[name].append(task)
    asked = reduce(or_, (Q(stratum=name, task__in=pks) for name, pks in by_name.items()), Q(pk=None))
    rows = Candidate.objects.filter(asked, excluded="")
    rows = rows.filter(is_selected=True) if drawn else rows
    return rows.select_related("object__entity", "object__region", "task__case").order_by("task_id", "pk")


def _classes(tasks: QuerySet[Task]) -> dict[tuple[int, str], str]:
    """(task, name of a stratum) → risk class, as it was when the list was frozen."""
    frozen = tasks.values_list("pk", "strata")
    return {(pk, name): told["risk"] for pk, strata in frozen for name, told in strata.items()}


def assessment(actor: Actor, *, year: int, now: datetime) -> list[Assessed]:
    """The year's assessment sheet (《事中事后监管目标责任考核办法》): one line for each department that takes part."""
    checks = list(_inspections(actor, now, year).select_related("case", "task").prefetch_related("task__units"))
    tasks = list(_tasks(actor, now, year).select_related("case").prefetch_related("units"))
    rows = Department.objects.filter(left_on=None).select_related("unit").order_by("unit__code")
    return [_assessed(one, tasks, checks, now) for one in rows]


def _assessed(one: Department, tasks: list[Task], checks: list[Inspection], now: datetime) -> Assessed:
    own = [task for task in tasks if any(unit.pk == one.unit_id for unit in task.units.all())]
    mine = {task.pk for task in own}
    its = [check for check in checks if check.task_id in mine]
    done = [check for check in its if check.case.state in DONE_STATES]
    due = [task for task in own if task.due_on <= localdate(now)]
    return Assessed(
        unit=one.unit.short_name, code=one.unit.code, tasks=len(own), inspections=len(its),
        finished=(sum(task.case.state in DONE_STATES for task in due), len(due)),
        published=(sum(check.published_on is not None and check.days_late == 0 for check in done), len(done)),
        problems=(sum(bool(PROBLEMS & set(check.results)) for check in done), len(done)),
        joint=(sum(check.task.joint == "JOINT" for check in its), len(its)),
    )  # fmt: skip


def beside_the_source(*, year: int, now: datetime) -> list[Beside]:
    """The source's figures of a year with our own where we count the same (41, 91, 145, 2 257)."""
    items = InspectItem.objects.filter(valid_from__lte=localdate(now), source_mark=rules.SAMPLE)
    ours = {
        "departments": Department.objects.filter(left_on=None).count(),
        "categories": items.values("line", "category").distinct().order_by().count(),
        "items": items.count(),
        "people": Inspector.objects.count() + Expert.objects.count(),
    }
    return [Beside(one, ours.get(one.code)) for one in SourceFigure.objects.filter(year=year)]
