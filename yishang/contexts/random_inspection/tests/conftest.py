"""A small town for inspections: the lead department, two departments with their inspectors, a dozen companies."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django.utils import timezone
from stdnum.cn import uscc as codes

from tests.kept_tables import lay, raised
from yishang.contexts.random_inspection import services
from yishang.contexts.random_inspection.models import (
    Department,
    InspectItem,
    InspectObject,
    Inspector,
    ObjectTag,
    Permit,
    SpecialLibrary,
)
from yishang.kernel.clocks import services as clocks
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.models import Account, Posting, Unit
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import services as geo
from yishang.kernel.parties.models import MarketEntity

MONDAY = datetime(2019, 12, 9, 10, 26, tzinfo=SHANGHAI)
LONG_AGO = date(2019, 1, 1)
PASSWORD = "Yanshi-2019"
UNITS = (
    ("610400-SJ", "市市场监管局", "CITY", "610400"),
    ("610400-YJ", "市应急局", "CITY", "610400"),
    ("610402-SJ", "秦都市场监管局", "COUNTY", "610402"),
    ("610400-YSB", "市营商办", "CITY", "610400"),
    ("610400-DCS", "市督查室", "CITY", "610400"),
    ("610402-YSB", "秦都区营商办", "COUNTY", "610402"),
)
PEOPLE = (
    ("qian_hong", "钱虹", Role.DRL, "610400-SJ"),
    ("feng_xue", "冯学", Role.DRL, "610400-SJ"),
    ("qin_lan", "秦岚", Role.DEP, "610400-SJ"),
    ("lyu_qiang", "吕强", Role.DEP, "610400-YJ"),
    ("zheng_hao", "郑浩", Role.ENF, "610400-SJ"),
    ("song_jia", "宋佳", Role.ENF, "610400-SJ"),
    ("tang_lei", "唐磊", Role.ENF, "610400-SJ"),
    ("han_bing", "韩冰", Role.ENF, "610400-YJ"),
    ("cao_yang", "曹杨", Role.ENF, "610400-YJ"),
    ("deng_chuan", "邓川", Role.ENF, "610400-YJ"),
    ("du_cha", "督查员", Role.MON, "610400-DCS"),
    ("yang_ping", "杨萍", Role.MBO, "610400-YSB"),
    ("chen_jing", "陈静", Role.CBO, "610402-YSB"),
    ("li_min", "李敏", Role.ENT, ""),
    ("sun_hao", "孙浩", Role.ENT, ""),
)
COMPANIES = ("机械", "食品", "化工", "餐饮", "药业", "纺织", "建材", "包装", "物流", "酿造", "木业", "电气")
FOOD, CHEMISTRY = "SPJY", "WHP"


@dataclass
class Town:
    """Everybody by name, as an actor; `accounts` for tests that sign in; companies by the word of their name."""

    accounts: dict[str, Account]
    companies: dict[str, MarketEntity]
    objects: dict[str, InspectObject]
    inspectors: dict[str, Inspector]
    units: dict[str, Unit]
    qian_hong: Actor  # 双随机牵头部门: drafts and draws
    feng_xue: Actor  # the same desk's second person, who approves
    qin_lan: Actor  # 市市场监管局
    lyu_qiang: Actor  # 市应急局
    zheng_hao: Actor  # inspectors of the market supervision bureau
    song_jia: Actor
    tang_lei: Actor
    han_bing: Actor  # inspectors of the emergency bureau
    cao_yang: Actor
    deng_chuan: Actor
    du_cha: Actor  # 督查室
    yang_ping: Actor  # 市营商办: no business here
    chen_jing: Actor
    li_min: Actor  # 演示机械
    sun_hao: Actor  # 演示食品


@pytest.fixture
def town(db: None) -> Town:
    lay(geo.load_regions, clocks.load_calendar, services.load_catalogs)
    return raised(_people_the_town)


def _people_the_town() -> Town:
    units = {
        code: Unit.objects.create(code=code, name=name, short_name=name, level=level, region_id=region, org_type="GOV")
        for code, name, level, region in UNITS
    }
    for code in ("610400-SJ", "610400-YJ", "610402-SJ"):
        Department.objects.create(unit=units[code], line=code.partition("-")[2], joined_on=LONG_AGO)
    companies = {word: _company(place, word) for place, word in enumerate(COMPANIES)}
    employers = {"li_min": companies["机械"], "sun_hao": companies["食品"]}
    accounts = {key: _person(key, name, role, units.get(code), employers.get(key)) for key, name, role, code in PEOPLE}
    actors: dict[str, Any] = {key: directory.actor_of(account, on=MONDAY.date()) for key, account in accounts.items()}
    objects = {word: _object(entity) for word, entity in companies.items()}
    _licensed(FOOD, "食品经营", "SJ", [objects[word] for word in ("食品", "餐饮", "酿造")])
    _licensed(CHEMISTRY, "危险化学品", "YJ", [objects["化工"], objects["药业"]])
    _items()
    inspectors = {key: _inspector(key, accounts[key], units[code]) for key, _, role, code in PEOPLE if role == "ENF"}
    return Town(accounts=accounts, companies=companies, objects=objects, inspectors=inspectors, units=units, **actors)


def uscc_of(place: int, region: str = "610402") -> str:
    """A sound credit code of an invented company."""
    body = f"MA{700 + place:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(letter, 36) * weight for letter, weight in zip(body, weights, strict=True))
    rest = (11 - total % 11) % 11
    head = f"91{region}{body}{'X' if rest == 10 else rest}"
    return head + codes.calc_check_digit(head)


def _company(place: int, word: str) -> MarketEntity:
    region = "610402" if place % 2 == 0 else "610404"
    return MarketEntity.objects.create(
        uscc=uscc_of(place, region), name=f"演示{word}有限公司", kind="有限责任公司", region_id=region,
        address=f"演示路 {place + 1} 号", is_demo=True,
    )  # fmt: skip


def _person(key: str, name: str, role: Role, unit: Unit | None, entity: MarketEntity | None) -> Account:
    kind = Account.Kind.ENTERPRISE if role == Role.ENT else Account.Kind.STAFF
    account = Account(login=f"{role.lower()}.{key}", name=name, kind=kind, phone="19900000101" if entity else "")
    account.set_password(PASSWORD)
    account.save()
    place = unit or entity
    Posting.objects.create(
        account=account, role=role, unit=unit, entity=entity, region_id=place.region_id if place else None,
        valid_from=LONG_AGO,
    )  # fmt: skip
    return account


def _object(entity: MarketEntity) -> InspectObject:
    return InspectObject.objects.create(
        entity=entity, region_id=entity.region_id, city_id="610400", industry="3499", is_demo=True
    )


def _licensed(code: str, name: str, line: str, objects: list[InspectObject]) -> None:
    told = {"name": name, "line": line, "permit": f"{name}许可证"}
    library, _ = SpecialLibrary.objects.get_or_create(code=code, defaults=told)
    for one in objects:
        Permit.objects.create(library=library, object=one, number=f"{code}-{one.pk}")
        ObjectTag.objects.create(library=library, object=one)


def _items() -> None:
    told = (
        ("SJ-01", "企业登记事项检查", "GENERAL", "", "《中华人民共和国公司法》"),
        ("SJ-02", "食品销售者监督检查", "KEY", FOOD, "《中华人民共和国食品安全法》"),
        ("YJ-01", "危险化学品经营检查", "KEY", CHEMISTRY, "《危险化学品安全管理条例》"),
        ("YJ-02", "安全生产责任检查", "GENERAL", "", "《中华人民共和国安全生产法》"),
    )
    InspectItem.objects.bulk_create(
        InspectItem(
            code=code, category=name.removesuffix("检查"), name=name, level=level, line=code[:2], object_type="企业",
            tag=tag, basis=basis, content="核对登记和现场是否一致。", method="SITE",
            ratio_cap=None if level == "KEY" else 5, valid_from=LONG_AGO, source_mark="示范数据",
        )
        for code, name, level, tag, basis in told
    )  # fmt: skip


def _inspector(key: str, account: Account, unit: Unit) -> Inspector:
    return Inspector.objects.create(
        number=f"RY{account.pk:06d}", name=account.name, unit=unit, account=account, level="CITY",
        certificate_no=f"陕D{account.pk:06d}", certificate_until=date(2021, 12, 31), area_id="610400",
        skills=[f"{unit.code.partition('-')[2]}-01", f"{unit.code.partition('-')[2]}-02"], is_demo=True,
    )  # fmt: skip


@pytest.fixture
def now() -> datetime:
    return MONDAY


@pytest.fixture
def frozen(town: Town) -> Iterator[datetime]:
    """Pages ask what time it is: this moment."""
    clocks.anchor_demo_clock(starts=MONDAY, real_now=timezone.now())
    yield MONDAY
    clocks.remove_demo_clock()
