"""Settle the libraries of a city in one go: departments, people and objects, with few statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from yishang.contexts.random_inspection import queries, rules
from yishang.contexts.random_inspection.models import Department, Expert, InspectObject, Inspector
from yishang.contexts.random_inspection.services.publishing import publish_item_row
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import queries as parties

AT_ONCE = 500
FIELDS_OF_EXPERTS = ("食品安全", "特种设备", "危险化学品", "环境监测", "建筑施工", "医疗器械", "会计审计")
PARTS = 100  # objects are dealt to the risk classes by hundredths of a digest
RISK_FROM = (("A", 40), ("B", 85), ("C", 96), ("D", 100))


@dataclass(frozen=True)
class Person:
    """An inspector as a city hands its register in."""

    number: str
    name: str
    unit: str
    skills: tuple[str, ...]
    certificate_no: str
    until: date
    state: str = "ACTIVE"


@transaction.atomic
def settle(
    *, actor: Actor, lines: Mapping[str, str], people: Iterable[Person], experts: int, accounts: Mapping[str, str],
    at: datetime,
) -> int:  # fmt: skip
    """Take in departments (unit code → line), inspectors, experts and every company of the visiting library.

    `accounts` are the logins of those who inspect with a phone, with their line: each becomes the first inspector of
    that department. All marked 演示数据. Returns the number of people. Raises NotYours.
    """
    rules.check_keeps(actor, "名录库")
    units = {code: directory.unit(code) for code in lines}
    found = {code: unit for code, unit in units.items() if unit is not None}
    Department.objects.bulk_create(
        Department(unit=unit, line=lines[code], joined_on=at.date()) for code, unit in found.items()
    )
    rows = [
        Inspector(
            number=one.number, name=one.name, unit=found[one.unit], level=found[one.unit].level,
            certificate_no=one.certificate_no, certificate_until=one.until, area_id=found[one.unit].region_id,
            skills=list(one.skills), state=one.state, is_demo=True,
        )
        for one in people
    ]  # fmt: skip
    _give_accounts(rows, lines, accounts, at)
    Inspector.objects.bulk_create(rows, batch_size=AT_ONCE)
    _experts(experts, list(found.values()))
    objects = _objects(actor, at)
    data = {"departments": len(found), "inspectors": len(rows), "experts": experts, "objects": objects}
    journal.record(
        actor=actor, verb="random_inspection.libraries.settled", subject="batch:random_inspection", at=at, data=data,
        internal=True,
    )  # fmt: skip
    return len(rows) + experts


def _give_accounts(rows: list[Inspector], lines: Mapping[str, str], accounts: Mapping[str, str], at: datetime) -> None:
    """Who signs in takes the place of the first inspectors of that line in the city's own department."""
    for account, _role, _place in directory.posts_of(list(accounts), on=at.date()):
        code = next(one for one, line in lines.items() if line == accounts[account.login])
        one = next(row for row in rows if row.unit.code == code and row.account_id is None and row.state == "ACTIVE")
        one.account, one.name, one.certificate_until = account, account.name, date(2022, 12, 31)


def _experts(many: int, units: Sequence[Any]) -> None:
    Expert.objects.bulk_create(
        Expert(
            number=f"ZJ{place + 1:04d}", name=f"专家{place + 1:02d}（演示）", organisation="演示科研院所",
            field=FIELDS_OF_EXPERTS[place % len(FIELDS_OF_EXPERTS)], title="高级工程师", unit=units[place % len(units)],
            valid_until=date(2021, 12, 31), is_demo=True,
        )
        for place in range(many)
    )  # fmt: skip


def _objects(actor: Actor, at: datetime) -> int:
    """Every company listed that day becomes an object; its class follows from its code, for it is invented."""
    subjects = parties.library(on=at.date()).select_related("entity").order_by("entity_id", "pk")
    by_entity = {one.entity_id: one for one in subjects if geo.city_of(one.region_id) == actor.city_code}
    month = at.date().replace(day=1)
    InspectObject.objects.bulk_create(
        (
            InspectObject(
                entity_id=key, region_id=one.region_id, city_id=actor.city_code, industry=one.industry_code,
                risk=_risk(one.entity.uscc), risk_month=month, is_demo=True,
            )
            for key, one in by_entity.items()
        ),
        batch_size=AT_ONCE,
    )  # fmt: skip
    return len(by_entity)


def _risk(uscc: str) -> str:
    place = sha256(uscc.encode()).digest()[0] * PARTS // 256
    return next(risk for risk, below in RISK_FROM if place < below)


@transaction.atomic
def publish_list(*, actor: Actor, at: datetime) -> int:
    """Make the list in force public, item by item; what is public already and the same stays. Raises NotYours."""
    rules.check_keeps(actor, "抽查事项清单")
    items = list(queries.items_in_force(on=at.date()))
    for one in items:
        publish_item_row(actor=actor, item=one, at=at)
    return len(items)
