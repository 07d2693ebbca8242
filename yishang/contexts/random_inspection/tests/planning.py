"""A plan and a task of the small town, taken as far as a test needs them."""

from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from yishang.contexts.random_inspection import rules, services
from yishang.contexts.random_inspection.models import Plan, Task
from yishang.contexts.random_inspection.tests.conftest import MONDAY, Town
from yishang.kernel.draw.rules import WitnessBeacon

VALUES = {"w1": bytes(range(32)), "w2": bytes(range(32, 64))}
PLAN = rules.PlanEntry(
    title="2019 年度联合抽查计划", year=2019, kind="JOINT", way="UNTARGETED", items=("SJ-01", "YJ-02"),
    units=("610400-SJ", "610400-YJ"), scope="全市存续企业", amount="按信用风险分级比例", first_day=date(2019, 12, 1),
    last_day=date(2019, 12, 31),
)  # fmt: skip
TASK = rules.TaskEntry(
    title="第一批联合抽查", kind="DRAWN", items=("SJ-01", "YJ-02"), units=("610400-SJ", "610400-YJ"),
    due_on=date(2019, 12, 31), ratios="B5", reason="市级部署的联合抽查。",
)  # fmt: skip


def beacon(values: dict[str, bytes] = VALUES) -> WitnessBeacon:
    """Two witnesses with their promises."""
    return WitnessBeacon.of(
        {"id": name, "role": "见证人", "commitment": sha256(value).hexdigest()} for name, value in values.items()
    )


def published_plan(town: Town, **changed: Any) -> Plan:
    plan = services.draft_plan(actor=town.qian_hong, entry=replace(PLAN, **changed), at=MONDAY)
    number = plan.case.number
    services.submit_plan(actor=town.qian_hong, number=number, at=MONDAY)
    services.file_plan(actor=town.feng_xue, number=number, filing_no="咸双随机〔2019〕1号", at=MONDAY)
    return services.publish_plan(actor=town.qian_hong, number=number, at=MONDAY)


def drafted_task(town: Town, **changed: Any) -> Task:
    return services.draft_task(actor=town.qian_hong, entry=replace(TASK, **changed), at=MONDAY)


def frozen_task(town: Town, **changed: Any) -> Task:
    task = drafted_task(town, **changed)
    return services.freeze_task(actor=town.qian_hong, number=task.case.number, beacon=beacon(), at=MONDAY)


def drawn_task(town: Town, *, at: datetime = MONDAY, **changed: Any) -> Task:
    task = frozen_task(town, **changed)
    for name, value in VALUES.items():
        task = services.reveal_witness(
            actor=town.qian_hong, number=task.case.number, witness_id=name, value_hex=value.hex(), at=at
        )
    return task


def state_of(found: Plan | Task) -> str:
    found.case.refresh_from_db()
    return found.case.state
