"""A town around one item: who writes it, a colleague elsewhere, the city's office, two counties', 督查室."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pytest

from tests.kept_tables import lay
from yishang.kernel.catalog import rules, services
from yishang.kernel.catalog.models import ItemVersion
from yishang.kernel.catalog.tests.conftest import SEAL, STAMPS
from yishang.kernel.clocks import services as clocks
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.models import Account, Posting, Unit
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import services as geo

MONDAY = datetime(2019, 12, 9, 10, 26, tzinfo=SHANGHAI)
UNITS = (
    ("610400-GA", "市公安局", "CITY", "610400"),
    ("610400-YSB", "市营商办", "CITY", "610400"),
    ("610400-DCS", "市督查室", "CITY", "610400"),
    ("610402-YSB", "秦都区营商办", "COUNTY", "610402"),
    ("610404-YSB", "渭城区营商办", "COUNTY", "610404"),
    ("610402-ZJ", "秦都区住建局", "COUNTY", "610402"),
)
PEOPLE = {
    "wang_gong": ("王工", Role.DEP, "610400-GA"),
    "liu_gong": ("刘工", Role.DEP, "610402-ZJ"),
    "yang_ping": ("杨萍", Role.MBO, "610400-YSB"),
    "chen_jing": ("陈静", Role.CBO, "610402-YSB"),
    "zhao_lei": ("赵磊", Role.CBO, "610404-YSB"),
    "du_cha": ("督查员", Role.MON, "610400-DCS"),
}


@dataclass
class Town:
    """Everybody by name, as an actor; `accounts` for tests that sign in."""

    accounts: dict[str, Account]
    wang_gong: Actor
    liu_gong: Actor
    yang_ping: Actor
    chen_jing: Actor
    zhao_lei: Actor
    du_cha: Actor


@pytest.fixture
def now() -> datetime:
    return MONDAY


@pytest.fixture
def town(db: None) -> Town:
    lay(geo.load_regions, clocks.load_calendar)
    units = {
        code: Unit.objects.create(code=code, name=name, short_name=name, level=level, region_id=region, org_type="GOV")
        for code, name, level, region in UNITS
    }
    accounts = {key: _person(name, role, units[code]) for key, (name, role, code) in PEOPLE.items()}
    actors: dict[str, Any] = {key: directory.actor_of(one, on=MONDAY.date()) for key, one in accounts.items()}
    return Town(accounts=accounts, **actors)


def _person(name: str, role: Role, unit: Unit) -> Account:
    account = Account.objects.create(login=f"{role.lower()}.{name}", name=name, kind=Account.Kind.STAFF)
    Posting.objects.create(account=account, role=role, unit=unit, region_id=unit.region_id, valid_from=date(2019, 1, 1))
    return account


def stamps(**changes: Any) -> rules.Elements:
    """The seal's elements, with some of them otherwise."""
    return replace(STAMPS, **changes)


@pytest.fixture
def drafted(town: Town) -> ItemVersion:
    return services.draft_item(actor=town.wang_gong, code=SEAL, elements=STAMPS, at=MONDAY)


@pytest.fixture
def published(drafted: ItemVersion, town: Town) -> ItemVersion:
    services.submit_item(actor=town.wang_gong, code=drafted.item.code, at=MONDAY)
    services.review_item(actor=town.yang_ping, code=SEAL, at=MONDAY)
    return services.publish_item(actor=town.yang_ping, code=SEAL, effective_from=MONDAY.date(), at=MONDAY)
