"""A small town for credit: a bureau with two people, other departments, the lead bureau, and parties to look after."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.kept_tables import lay, raised
from yishang.contexts.credit import services
from yishang.contexts.credit.models import CreditRecord, Listing, Push, SeriousListing
from yishang.kernel.clocks import services as clocks
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.models import Account, Posting, Unit
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import services as geo
from yishang.kernel.parties.models import MarketEntity

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 6, 1, 10, 26, tzinfo=SHANGHAI)
LONG_AGO = date(2019, 1, 1)
NEW_SHOP = {
    "name": "演示小馆", "uscc": "92610402MA0000023W", "registered_on": "2026-05-29", "region": "610402",
    "scope": "餐饮服务；住宿服务（不含洗浴）。", "industry": "6210", "address": "秦都区示例路 1 号",
    "committed_on": "2026-05-29", "source": "登记注册系统",
}  # fmt: skip
PENALTY = {
    "name": "演示机械有限公司", "uscc": "91610402MA00000155", "kind": "行政处罚", "title": "未按规定明码标价",
    "document": "秦市监处罚〔2026〕12号", "organ": "秦都区市场监督管理局", "decided_on": "2026-02-20", "valid_to": "",
    "grade": "一般", "result": "罚款 1000 元", "source": "行政处罚系统",
}  # fmt: skip
FOUR = dict.fromkeys(("domain", "penalty", "circumstances", "harm"), "见处罚决定书和案卷第 3 页。")


@dataclass
class Town:
    """Everybody by name, as an actor; `accounts` for tests that sign in."""

    accounts: dict[str, Account]
    guo_hua: Actor  # 秦都区市场监管局, drafts
    he_ping: Actor  # the same bureau, approves
    liu_gong: Actor  # 秦都区卫健局: another department
    cai_ming: Actor  # 市财政局, carries measures out
    tang_lan: Actor  # 市市场监管局: the lead bureau (双随机牵头部门)
    yang_ping: Actor  # 市营商办
    du_cha: Actor  # 督查室
    zhao_lei: Actor  # 渭城区市场监管局: another county
    li_min: Actor  # 演示机械
    sun_hao: Actor  # 演示食品 in 渭城
    machinery: MarketEntity
    food: MarketEntity


UNITS = (
    ("610400-SJ", "市市场监管局", "CITY", "610400"),
    ("610400-CZ", "市财政局", "CITY", "610400"),
    ("610400-FG", "市发改委", "CITY", "610400"),
    ("610400-YSB", "市营商办", "CITY", "610400"),
    ("610400-DCS", "市督查室", "CITY", "610400"),
    ("610402-SJ", "秦都区市场监管局", "COUNTY", "610402"),
    ("610402-WJ", "秦都区卫健局", "COUNTY", "610402"),
    ("610404-SJ", "渭城区市场监管局", "COUNTY", "610404"),
)
PEOPLE = {
    "guo_hua": ("郭华", Role.DEP, "610402-SJ"),
    "he_ping": ("何萍", Role.DEP, "610402-SJ"),
    "liu_gong": ("刘工", Role.DEP, "610402-WJ"),
    "cai_ming": ("蔡明", Role.DEP, "610400-CZ"),
    "tang_lan": ("唐岚", Role.DRL, "610400-SJ"),
    "yang_ping": ("杨萍", Role.MBO, "610400-YSB"),
    "du_cha": ("督查员", Role.MON, "610400-DCS"),
    "zhao_lei": ("赵磊", Role.DEP, "610404-SJ"),
}


@pytest.fixture
def town(db: None) -> Town:
    lay(geo.load_regions, clocks.load_calendar, services.load_catalogs)
    return raised(_people_the_town)


def _people_the_town() -> Town:
    units = {
        code: Unit.objects.create(code=code, name=name, short_name=name, level=level, region_id=region, org_type="GOV")
        for code, name, level, region in UNITS
    }
    machinery = MarketEntity.objects.create(
        uscc="91610402MA00000155",
        name="演示机械有限公司",
        region_id="610402",
        registered_on=date(2018, 3, 1),
        is_demo=True,
    )
    food = MarketEntity.objects.create(
        uscc="91610404MA00000152", name="演示食品有限公司", region_id="610404", is_demo=True
    )
    accounts = {key: _person(name, role, unit=units[code]) for key, (name, role, code) in PEOPLE.items()}
    accounts |= {
        "li_min": _person("李敏", Role.ENT, entity=machinery, phone="19900000101"),
        "sun_hao": _person("孙浩", Role.ENT, entity=food, phone="19900000102"),
    }
    actors: dict[str, Any] = {key: directory.actor_of(account, on=MONDAY.date()) for key, account in accounts.items()}
    return Town(accounts=accounts, machinery=machinery, food=food, **actors)


def _person(
    name: str, role: Role, *, unit: Unit | None = None, entity: MarketEntity | None = None, phone: str = ""
) -> Account:
    kind = Account.Kind.ENTERPRISE if role == Role.ENT else Account.Kind.STAFF
    account = Account(login=f"{role.lower()}.{name}", name=name, phone=phone, kind=kind)
    account.set_unusable_password()
    account.save()
    region_id = unit.region_id if unit else entity.region_id if entity else None
    Posting.objects.create(
        account=account, role=role, unit=unit, entity=entity, region_id=region_id, valid_from=LONG_AGO
    )
    return account


def days(many: int) -> datetime:
    """So many days after that Monday, at the same hour."""
    return MONDAY + timedelta(days=many)


@pytest.fixture
def pushes(town: Town) -> dict[str, Push]:
    """A new eating house, pushed to the bureau and the health department: department → push."""
    services.take_registrations(actor=town.tang_lan, rows=[NEW_SHOP], at=MONDAY)
    return {one.department: one for one in Push.objects.select_related("case")}


@pytest.fixture
def suspected(town: Town) -> Listing:
    return services.suspect_company(
        actor=town.guo_hua, uscc=town.machinery.uscc, reason="E2", source="双随机检查", at=MONDAY
    )


@pytest.fixture
def noticed(town: Town, suspected: Listing) -> Listing:
    return services.give_notice(
        actor=town.guo_hua, number=suspected.case.number, found="责令期满仍未公示行政许可变更。",
        established_on=MONDAY.date(), at=MONDAY,
    )  # fmt: skip


@pytest.fixture
def listed(town: Town, noticed: Listing) -> Listing:
    """On the list since 8 June, with a measure at the treasury."""
    return services.list_company(
        actor=town.he_ping, number=noticed.case.number, opinion="事实清楚，同意列入。", measures=["A01"], at=days(7)
    )


@pytest.fixture
def serious(town: Town) -> SeriousListing:
    """On the serious list since 15 June, agreed to by the city, with two measures."""
    one = services.propose_serious(
        actor=town.guo_hua, uscc=town.machinery.uscc, domain="D1", penalty_document="秦市监处罚〔2026〕9号",
        requirements=FOUR, at=MONDAY,
    )  # fmt: skip
    number = one.case.number
    services.notify_serious(actor=town.guo_hua, number=number, measures=["S01", "S03"], at=MONDAY)
    services.defend_serious(actor=town.li_min, number=number, text="已召回全部产品，请求从轻。", at=days(1))
    services.ask_consent(actor=town.guo_hua, number=number, opinion="申辩不影响要件，拟列入。", at=days(8))
    services.grant_consent(actor=town.tang_lan, number=number, opinion="同意。", at=days(9))
    return services.list_serious(actor=town.he_ping, number=number, opinion="同意列入，申辩不予采纳。", at=days(14))


@pytest.fixture
def penalty(town: Town) -> CreditRecord:
    services.take_records(actor=town.tang_lan, rows=[PENALTY], at=MONDAY)
    return CreditRecord.objects.get()


@pytest.fixture
def live_at() -> Iterator[Callable[[datetime], None]]:
    """Pages and jobs ask what time it is: from now on it is this moment."""

    def live(moment: datetime) -> None:
        clocks.anchor_demo_clock(starts=moment, real_now=timezone.now())

    yield live
    clocks.remove_demo_clock()
