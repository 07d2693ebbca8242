"""The small town's inspections, and who opens their pages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.urls import reverse

from yishang.contexts.outreach.tests.conftest import Town
from yishang.contexts.random_inspection import rules, services
from yishang.contexts.random_inspection.models import Department, Inspector, Task
from yishang.contexts.random_inspection.queries import onsite as inspections
from yishang.kernel.cases.models import Case
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
    draft = services.draft_plan(actor=town.lin_jian, entry=replace(entry, title="药品抽查计划"), at=at).case.number
    services.submit_plan(actor=town.lin_jian, number=number, at=at)
    services.file_plan(actor=replace(town.lin_jian, id=0), number=number, filing_no="演示1号", at=at)
    services.publish_plan(actor=town.lin_jian, number=number, at=at)
    batch = rules.TaskEntry(
        title="第一批", kind="DRAWN", items=("SJ-04-1",), units=("610400-SJ",), due_on=last, plan=number
    )
    task = services.draft_task(actor=town.lin_jian, entry=batch, at=at)
    asked = rules.LeadEntry("HOTLINE", "RX1", "超范围经营", "来电反映这家店超范围经营。", uscc=town.machinery.uscc)
    lead = services.take_lead(entry=asked, at=at).case.number
    services.assign_lead(actor=town.lin_jian, number=lead, unit="610400-SJ", at=at)
    return {"i_plan": number, "i_draft": draft, "i_task": task.case.number, "i_lead": lead, **_opened(town, task, at)}


def _opened(town: Town, task: Task, at: datetime) -> dict[str, str]:
    """演示机械 is announced to be inspected (`i_coming`), and was inspected last week with an order (`i_done`)."""
    officers = [
        Inspector.objects.create(
            number=f"RY10000{place}", name=name, unit=town.power, account_id=account, level="CITY",
            certificate_no=f"陕D10000{place}", certificate_until=date(2021, 12, 31), area_id="610400", is_demo=True,
        )
        for place, (name, account) in enumerate((("石磊", town.shi_lei.id), ("白禾", None)))
    ]  # fmt: skip
    Case.objects.filter(pk=task.pk).update(unit=town.power)
    task.case.refresh_from_db()
    week = timedelta(days=7)
    told = {"actor": town.lin_jian, "officers": officers, "items": list(task.items.all())}
    done = services.open_inspection(task=task, entity=town.machinery, at=at - 2 * week, **told)
    number, then = done.case.number, at - timedelta(days=4)
    present = [one.pk for one in inspections.team_of(done)]
    code = inspections.code_of(town.machinery.uscc)
    services.enter_company(actor=town.shi_lei, number=number, way="SCANNED", code=code, present=present, at=then)
    answers = [{"line": line["key"], "value": "YES"} for line in done.lines]
    services.enter_result(
        actor=town.shi_lei, number=number, results=["R5"], problem="台账缺两页。", order="补齐台账。", order_days=10,
        answers=[*answers[:-1], {**answers[-1], "value": "NO", "finding": "缺两页"}],
        signatures=[{"who": "石磊", "as": "OFFICER"}, {"who": "白禾", "as": "OFFICER"}], at=then + timedelta(hours=1),
    )  # fmt: skip
    coming = services.open_inspection(task=task, entity=town.food, at=at, **told)
    return {"i_done": number, "i_coming": coming.case.number}


def pages_of_inspections_on_the_spot(numbers: dict[str, str]) -> Iterator[Page]:
    """The officer's phone, the company's phone, the desk."""
    done, coming = numbers["i_done"], numbers["i_coming"]
    yield "shi_lei", reverse("random_inspection:today")
    for name in ("company_inspections", "company_code"):
        yield "li_min", reverse(f"random_inspection:{name}")
    yield "li_min", reverse("random_inspection:company_inspection", args=[done])
    yield "sun_hao", reverse("random_inspection:company_inspection", args=[coming])
    yield "li_min", reverse("random_inspection:company_move", args=[done, "hand_in_correction"])
    yield "sun_hao", reverse("random_inspection:company_move", args=[coming, "object_officer"])
    for who in ("lin_jian", "wang_gong"):
        yield who, f"{reverse('random_inspection:inspections')}?queue=all"
        yield who, reverse("random_inspection:inspection", args=[done])
    for move in ("return_result", "approve_result", "extend_correction"):
        yield "wang_gong", reverse("random_inspection:inspection_move", args=[done, move])


def pages_of_inspections(numbers: dict[str, str]) -> Iterator[Page]:
    """Every page of the process, as those who use it open it."""
    for who in ("lin_jian", "wang_gong", "du_cha"):
        for name in ("items", "people", "objects", "plans", "tasks", "leads", "exchange", "figures", "guidelines"):
            yield who, reverse(f"random_inspection:{name}")
    for name in ("experts", "trainings", "quarantine", "hits", "new_plan", "new_task"):
        yield "lin_jian", reverse(f"random_inspection:{name}")
    yield "lin_jian", reverse("random_inspection:person", args=[PERSON])
    yield "lin_jian", f"{reverse('random_inspection:items')}?q=没有这一项"
    yield "lin_jian", reverse("random_inspection:lead", args=[numbers["i_lead"]])
    yield "lin_jian", reverse("random_inspection:lead_move", args=[numbers["i_lead"], "decline_lead"])
    yield "lin_jian", reverse("random_inspection:plan", args=[numbers["i_plan"]])
    yield "lin_jian", reverse("random_inspection:edit_plan", args=[numbers["i_draft"]])
    yield "lin_jian", reverse("random_inspection:task", args=[numbers["i_task"]])
    yield from pages_of_inspections_on_the_spot(numbers)
