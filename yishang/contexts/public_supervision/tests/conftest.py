"""A small town for taking part: market supervision with two people, the city's office, a company, a trade body."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django.utils import timezone

from tests.kept_tables import lay, raised
from yishang.contexts.public_supervision import forms, rules, services
from yishang.contexts.public_supervision.models import Topic
from yishang.kernel.clocks import services as clocks
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.models import Account, Posting, Unit
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import services as geo
from yishang.kernel.parties.models import MarketEntity

MONDAY = datetime(2019, 12, 9, 10, 26, tzinfo=SHANGHAI)
LONG_AGO = date(2019, 1, 1)
CITIZEN_PHONE = "13800001234"
PAGE = "k" * 22


@dataclass
class Town:
    """Everybody by name, as an actor; `accounts` for tests that sign in."""

    accounts: dict[str, Account]
    gao_feng: Actor  # 市市场监管局
    ma_lan: Actor  # 市市场监管局, a colleague
    liu_gong: Actor  # 市住建局: another unit
    yang_ping: Actor  # 市营商办
    du_cha: Actor  # 督查室
    lin_jian: Actor  # 双随机牵头部门, of the same bureau
    li_min: Actor  # 演示机械: a company
    xu_hui: Actor  # 演示餐饮行业协会
    machinery: MarketEntity
    body: MarketEntity


@pytest.fixture
def town(db: None) -> Town:
    lay(geo.load_regions, clocks.load_calendar, services.load_catalogs)
    return raised(_people_the_town)


def _people_the_town() -> Town:
    units = {
        code: Unit.objects.create(
            code=code, name=name, short_name=name, level="CITY", region_id="610400", org_type=kind
        )
        for code, name, kind in (
            ("610400-SJ", "市市场监督管理局", "GOV"),
            ("610400-ZJ", "市住建局", "GOV"),
            ("610400-YSB", "市营商办", "OFFICE"),
            ("610400-DCS", "市督查室", "GOV"),
        )
    }
    machinery = MarketEntity.objects.create(
        uscc="91610402MA00000155", name="演示机械有限公司", region_id="610402", is_demo=True
    )
    body = MarketEntity.objects.create(
        uscc="91610404MA00000152", name="演示餐饮行业协会", region_id="610404", is_demo=True
    )
    people = {
        "gao_feng": _person("高峰", Role.DEP, unit=units["610400-SJ"]),
        "ma_lan": _person("马兰", Role.DEP, unit=units["610400-SJ"]),
        "liu_gong": _person("刘工", Role.DEP, unit=units["610400-ZJ"]),
        "yang_ping": _person("杨萍", Role.MBO, unit=units["610400-YSB"]),
        "du_cha": _person("督查员", Role.MON, unit=units["610400-DCS"]),
        "lin_jian": _person("林建", Role.DRL, unit=units["610400-SJ"]),
        "li_min": _person("李敏", Role.ENT, entity=machinery, phone="19900000101"),
        "xu_hui": _person("许会", Role.ENT, entity=body, phone="19900000107"),
    }
    actors: dict[str, Any] = {key: directory.actor_of(account, on=MONDAY.date()) for key, account in people.items()}
    return Town(accounts=people, machinery=machinery, body=body, **actors)


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


Do = Callable[..., Any]


@pytest.fixture
def do(town: Town) -> Do:
    """Make a move as pages do: who, move, number, values."""

    def make(who: str, move: str, number: str, *, at: datetime = MONDAY, **values: Any) -> Any:
        return forms.carry_out(actor=getattr(town, who), number=number, move=move, values=values, at=at)

    return make


@pytest.fixture
def proposed(town: Town) -> Topic:
    return services.propose_topic(
        phone=CITIZEN_PHONE, field="02", title="学校周边小餐桌的卫生", content="孩子中午在那里吃饭。", at=MONDAY
    )


@pytest.fixture
def collecting(proposed: Topic, do: Do) -> Topic:
    """Read by one, let out by another, open to votes."""
    do("gao_feng", "review_topic", proposed.case.number, verdict="release", reason="很多家长关心。", days=10)
    return do("ma_lan", "release_topic", proposed.case.number)  # type: ignore[no-any-return]


ENTRY = rules.ReportEntry(
    nature="REPORT", field="01", accused="演示街口一家小作坊", conduct="使用过期原料，半夜在后院加工，换标签再卖。",
    evidence="后院冷库里。", is_insider=True, wants_reward=True, name="孟小川", phone="13955556666",
)  # fmt: skip


@pytest.fixture
def reported(town: Town) -> str:
    """A named report by an insider; its receipt code."""
    return services.receive_report(entry=ENTRY, page_key=PAGE, at=MONDAY)


@pytest.fixture
def live_at() -> Iterator[Callable[[datetime], None]]:
    """Pages and jobs ask what time it is: from now on it is this moment."""

    def live(moment: datetime) -> None:
        clocks.anchor_demo_clock(starts=moment, real_now=timezone.now())

    yield live
    clocks.remove_demo_clock()
