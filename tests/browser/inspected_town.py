"""The small town's inspections, and who opens their pages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from django.urls import reverse

from yishang.contexts.outreach.tests.conftest import Town
from yishang.contexts.random_inspection import rules, services
from yishang.contexts.random_inspection.models import Department, Inspector
from yishang.kernel.directory.models import Unit

Page = tuple[str, str]  # who, address
PERSON = "RY000001"


def settle_inspections(town: Town, at: datetime) -> dict[str, str]:
    """The list, a bureau with an inspector whose certificate has run out, a company in a special library, a bad row."""
    services.load_catalogs()
    bureau = Unit.objects.create(
        code="610400-SJ", name="市市场监督管理局", short_name="市市场监管局", level="CITY", region_id="610400",
        org_type="GOV",
    )  # fmt: skip
    Department.objects.create(unit=bureau, line="SJ", joined_on=date(2019, 1, 1))
    Inspector.objects.create(
        number=PERSON, name="郑浩", unit=bureau, level="CITY", certificate_no="陕D000001",
        certificate_until=date(2019, 11, 30), area_id="610400", skills=["SJ"], is_demo=True,
    )  # fmt: skip
    row = {"name": "演示坏码", "permit": "JY1", "valid_to": "", "industry": ""}
    rows = [
        row | {"uscc": town.machinery.uscc, "library": "SPJY"},
        row | {"uscc": "91610402MA00000159", "library": ""},
    ]
    services.import_objects(actor=town.lin_jian, rows=rows, at=at)
    return _planned(town, at)


def _planned(town: Town, at: datetime) -> dict[str, str]:
    """A published plan and a task of it whose pool can be looked at: `i_plan`, `i_task`."""
    last = date(at.year, 12, 31)
    entry = rules.PlanEntry(
        title="食品销售抽查计划", year=at.year, kind="DEPARTMENT", way="UNTARGETED", items=("SJ-04-1",),
        units=("610400-SJ",), scope="食品销售者", amount="3%", first_day=at.date(), last_day=last,
    )  # fmt: skip
    number = services.draft_plan(actor=town.lin_jian, entry=entry, at=at).case.number
    services.submit_plan(actor=town.lin_jian, number=number, at=at)
    services.file_plan(actor=replace(town.lin_jian, id=0), number=number, filing_no="演示1号", at=at)
    services.publish_plan(actor=town.lin_jian, number=number, at=at)
    batch = rules.TaskEntry(
        title="第一批", kind="DRAWN", items=("SJ-04-1",), units=("610400-SJ",), due_on=last, plan=number
    )
    task = services.draft_task(actor=town.lin_jian, entry=batch, at=at)
    return {"i_plan": number, "i_task": task.case.number}


def pages_of_inspections(numbers: dict[str, str]) -> Iterator[Page]:
    """Every page of the process, as those who use it open it."""
    for who in ("lin_jian", "wang_gong", "du_cha"):
        for name in ("items", "people", "objects", "plans", "tasks", "figures"):
            yield who, reverse(f"random_inspection:{name}")
    for name in ("experts", "trainings", "quarantine", "new_plan", "new_task"):
        yield "lin_jian", reverse(f"random_inspection:{name}")
    yield "lin_jian", reverse("random_inspection:person", args=[PERSON])
    yield "lin_jian", f"{reverse('random_inspection:items')}?q=没有这一项"
    yield "lin_jian", reverse("random_inspection:plan", args=[numbers["i_plan"]])
    yield "lin_jian", reverse("random_inspection:task", args=[numbers["i_task"]])
