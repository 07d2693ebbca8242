from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from tests.kept_tables import lay
from yishang.kernel.directory import services
from yishang.kernel.directory.models import Account, Unit
from yishang.kernel.directory.rules import SYSTEM_ACTOR, AccountEntry, PostingEntry, UnitEntry
from yishang.kernel.geo import services as geo
from yishang.kernel.parties import services as parties
from yishang.kernel.parties.models import MarketEntity, Subject
from yishang.kernel.parties.rules import SubjectEntry

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2019, 12, 9, 12, tzinfo=SHANGHAI)
DAY = date(2019, 12, 9)
YEAR = date(2019, 1, 1)
PASSWORD = "Xianyang2019"
WORKS = "91610402MA00000155"
COOPERATIVE = "93610402MA0000023R"

Person = Callable[..., Account]


@pytest.fixture(autouse=True)
def _hash_fast(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass(frozen=True)
class City:
    """秦都区 with an office and a bureau, the city with its office, a bureau and a power company; two companies."""

    units: dict[str, Unit]
    works: MarketEntity
    cooperative: MarketEntity


@pytest.fixture
def city(db: None) -> City:
    lay(geo.load_regions)
    entries = [
        UnitEntry("610400-YSB", "市营商办", "市营商办", "CITY", "610400", "OFFICE"),
        UnitEntry("610400-FG", "市发展和改革委员会", "市发改委", "CITY", "610400", "GOV", is_city_dept=True),
        UnitEntry("610400-GD", "供电公司", "供电", "CITY", "610400", "PUBLIC_UTILITY"),
        UnitEntry("610402-YSB", "秦都区营商办", "秦都营商办", "COUNTY", "610402", "OFFICE", "610400-YSB"),
        UnitEntry("610402-SJ", "秦都区市场监督管理局", "秦都市监局", "COUNTY", "610402", "GOV"),
        UnitEntry("610404-SJ", "渭城区市场监督管理局", "渭城市监局", "COUNTY", "610404", "GOV"),
    ]
    units = services.open_units(actor=SYSTEM_ACTOR, entries=entries, at=NOON, batch="units")
    works, cooperative = (
        parties.register_entity(actor=SYSTEM_ACTOR, uscc=uscc, name=name, at=NOON, region_code="610402")
        for uscc, name in ((WORKS, "示例机械公司"), (COOPERATIVE, "示例合作社"))
    )
    return City(units, works, cooperative)


@pytest.fixture
def person(city: City) -> Person:
    """Open an account and give it one post."""

    def opened(
        login: str, name: str, role: str, *, phone: str = "", kind: str = "STAFF", password: str = "", **place: str
    ) -> Account:
        entry = AccountEntry(login, name, kind, phone=phone, password=password)
        account = services.open_account(actor=SYSTEM_ACTOR, entry=entry, at=NOON)
        services.post_person(actor=SYSTEM_ACTOR, entry=PostingEntry(login, role, YEAR, **place), at=NOON)
        return account

    return opened


@pytest.fixture
def chen_jing(person: Person) -> Account:
    """陈静 of the county office, by password."""
    return person("ChenJing", "陈静", "CBO", unit_code="610402-YSB", password=PASSWORD)


@pytest.fixture
def li_na(person: Person) -> Account:
    """李娜 of 示例机械公司, by phone."""
    return person("li.na", "李娜", "ENT", phone="13891001234", kind="ENTERPRISE", uscc=WORKS)


@pytest.fixture
def subjects(city: City) -> list[Subject]:
    entries = [
        SubjectEntry("ABOVE_SCALE_ENT", name, uscc, "610402", "2019-01", YEAR)
        for name, uscc in (("示例机械", WORKS), ("示例合作社", COOPERATIVE))
    ]
    return parties.enlist_subjects(actor=SYSTEM_ACTOR, entries=entries, at=NOON, batch="2019-01")


@pytest.fixture
def leader(person: Person) -> Account:
    return person("caimin", "蔡敏", "LDR", unit_code="610400-FG")


@pytest.fixture
def liaison(person: Person) -> Account:
    return person("dongna", "董娜", "LIA", unit_code="610402-SJ")


@pytest.fixture
def department(person: Person) -> Account:
    return person("sunhao", "孙浩", "SPD", unit_code="610400-FG")
