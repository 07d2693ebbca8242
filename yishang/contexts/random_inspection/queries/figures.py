"""The figures of 2.8, each with numerator, denominator and moment, over the rows that the lists show."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
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
    rows = Inspection.objects.filter(task__in=_tasks(actor, now, year))
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
    hit = checks.values("entity").distinct().count()
    repeated = sum(1 for one in checks.values("entity").annotate(many=Count("pk")).order_by() if one["many"] > 1)
    due = [one for one in tasks.select_related("case") if one.due_on <= localdate(now)]
    ended = sum(one.case.state in DONE_STATES for one in due)
    problems = sum(bool(PROBLEMS & set(one.results)) for one in done)
    in_time = sum(one.published_on is not None and one.days_late == 0 for one in done)
    lists = {name: reverse(f"random_inspection:{name}") for name in ("tasks", "inspections", "objects")}
    told = (
        ("department_coverage", "部门覆盖率", active, departments, lists["tasks"]),
        ("task_completion", "任务完成率", ended, len(due), lists["tasks"]),
        ("object_coverage", "对象覆盖率", hit, objects, lists["objects"]),
        ("publication", "按期公示率", in_time, len(done), lists["inspections"]),
        ("problem_rate", "问题发现率", problems, len(done), lists["inspections"]),
        ("joint_share", "联合抽查占比", joint, total, lists["inspections"]),
        ("merged", "合并少跑", joined, total, lists["inspections"]),
        ("repeated", "重复检查率", repeated, hit, lists["inspections"]),
    )
    return [Figure(code, name, part, whole, now, url) for code, name, part, whole, url in told]


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
    frozen = tasks.values_list("pk", "strata")
    classes = {(pk, name): told["risk"] for pk, strata in frozen for name, told in strata.items()}
    rows = Candidate.objects.filter(task__in=tasks, excluded="").order_by()
    for task, stratum, is_selected, many in rows.values_list("task_id", "stratum", "is_selected").annotate(Count("pk")):
        pair = found[classes.get((task, stratum), "")]
        pair[0] += many if is_selected else 0
        pair[1] += many
    return [(risk, found[risk][0], found[risk][1]) for risk in rules.RISKS if risk in found]


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
