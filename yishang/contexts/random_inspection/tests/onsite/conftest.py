"""One inspection of 演示机械 by the market supervision and the emergency bureau, on its way through the table."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from yishang.contexts.random_inspection.models import Inspection, InspectItem, Task
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import onsite as rules
from yishang.contexts.random_inspection.rules.terms import TASK_KIND
from yishang.contexts.random_inspection.services import onsite as services
from yishang.contexts.random_inspection.tests.conftest import MONDAY, Town
from yishang.kernel.cases.models import Case
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory.rules import SYSTEM_ACTOR

DAY = datetime(2019, 12, 16, 9, 30, tzinfo=SHANGHAI)  # a Monday after the notice of three working days
SIGNED = (
    {"who": "郑浩", "as": "OFFICER", "picture": None},
    {"who": "宋佳", "as": "OFFICER", "picture": None},
    {"who": "李敏", "as": "COMPANY", "picture": None},
)
Advance = Callable[..., Inspection]


def december(day: int, hour: int = 10) -> datetime:
    return datetime(2019, 12, day, hour, tzinfo=SHANGHAI)


def task_of(town: Town, number: str = "CC-610400-20191209-0001", *, items: tuple[str, ...] = ("SJ-01", "YJ-02"),
            units: tuple[str, ...] = ("610400-SJ", "610400-YJ"), **told: Any) -> Task:  # fmt: skip
    """A task whose teams exist."""
    lead = town.units[units[0]]
    case = Case.objects.create(
        number=number, kind=TASK_KIND, kind_version=1, state="MATCHED", title="企业登记与安全生产联合抽查",
        region_id="610400", city_id="610400", unit=lead, opened_at=MONDAY,
    )  # fmt: skip
    values = {"kind": "DRAWN", "joint": "JOINT" if len(units) > 1 else "DEPARTMENT", "way": "UNTARGETED"}
    task = Task.objects.create(
        case=case, due_on=date(2020, 3, 31), drafted_by_name="钱虹", draw_id="", **{**values, **told}
    )
    task.items.set(InspectItem.objects.filter(code__in=items))
    task.units.set([town.units[code] for code in units])
    return task


def opened(
    town: Town,
    task: Task,
    *,
    company: str = "机械",
    people: tuple[str, ...] = ("zheng_hao", "song_jia", "han_bing"),
    at: datetime = MONDAY,
) -> Inspection:
    """The inspection of one company for that task."""
    return services.open_inspection(
        actor=SYSTEM_ACTOR, task=task, entity=town.companies[company],
        officers=[town.inspectors[key] for key in people], items=list(task.items.order_by("code")), at=at,
    )  # fmt: skip


@pytest.fixture
def inspection(town: Town) -> Inspection:
    """Planned and announced."""
    services.load_inspection_catalogs()
    InspectItem.objects.filter(code="YJ-02").update(content="安全生产责任制落实到岗位；安全台账齐全")
    return opened(town, task_of(town))


def lines_of(inspection: Inspection, unit: str) -> list[rules.Line]:
    return [line for line in rules.lines_from(inspection.lines) if line.unit == unit]


def answers(inspection: Inspection, unit: str, **others: dict[str, Any]) -> list[dict[str, Any]]:
    """Every line of a department answered 是; `others` by a word of the line's text."""
    found = []
    for line in lines_of(inspection, unit):
        told = next((value for word, value in others.items() if word in line.text), {"value": "YES"})
        found.append({"line": line.key, **told})
    return found


def present(inspection: Inspection, *names: str) -> list[int]:
    return [one.pk for one in inspection.team.all() if one.name in (names or ("郑浩", "宋佳", "韩冰"))]


@pytest.fixture
def advance(town: Town, inspection: Inspection) -> Advance:
    """Take the inspection as far as asked: entered, filled, result, approved, public; `result` is what was found."""
    number = inspection.case.number

    def to(stage: str, *, found: dict[str, Any] | None = None, at: datetime = DAY, **result: Any) -> Inspection:
        services.enter_company(
            actor=town.zheng_hao, number=number, way="SCANNED", code=queries.code_of(inspection.entity.uscc),
            present=present(inspection), at=at,
        )  # fmt: skip
        if stage == "entered":
            return again(inspection)
        services.fill_lines(
            actor=town.han_bing, number=number, answers=answers(inspection, "市应急局"), at=at + timedelta(minutes=20)
        )
        told = {"value": "NO", "finding": "台账缺两页"} if found else {"value": "YES"}
        mine = answers(inspection, "市市场监管局", **({"核对": told} if found else {}))
        services.fill_lines(actor=town.zheng_hao, number=number, answers=mine, at=at + timedelta(minutes=30))
        if stage == "filled":
            return again(inspection)
        values = {"results": ["R1"], "signatures": SIGNED, **(found or {}), **result}
        services.enter_result(actor=town.zheng_hao, number=number, at=at + timedelta(minutes=40), **values)
        if stage == "result":
            return again(inspection)
        services.approve_result(actor=town.qin_lan, number=number, at=at + timedelta(days=1))
        if stage == "approved":
            return again(inspection)
        services.publicize_result(actor=town.qian_hong, number=number, at=at + timedelta(days=2))
        return again(inspection)

    return to


FOUND: dict[str, Any] = {
    "results": ["R5"], "problem": "安全台账缺两页。", "order": "十日内补齐台账。", "order_days": 10,
}  # fmt: skip


def again(inspection: Inspection) -> Inspection:
    return Inspection.objects.select_related("case", "entity", "task__case").get(pk=inspection.pk)


def state(inspection: Inspection) -> str:
    return again(inspection).case.state
