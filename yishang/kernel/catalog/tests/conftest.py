"""Four people around one item: who writes it, a colleague, who reviews and publishes, and somebody of another city."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from yishang.kernel.catalog import rules
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo.models import Region

SEAL = "612001001000"
STAMPS = rules.Elements(
    name="公章刻制备案",
    kind="20",
    department="公安局",
    level="4",
    basis="《印铸刻字业暂行管理规则》第三条",
    audience=("企业法人",),
    statutory=6,
    promised=1,
    steps=(rules.Step("受理"), rules.Step("备案", 1)),
    materials=(
        rules.Material("营业执照副本", rules.Source.ISSUED, paper=rules.Paper.BOTH, exempt_by="电子营业执照"),
        rules.Material("法定代表人及经办人身份证", rules.Source.ISSUED, paper=rules.Paper.BOTH),
    ),
    fees=(rules.Fee("公章刻制", "按件", "延市公发〔2019〕97号"),),
    output="公章备案回执",
    places=(rules.Place(rules.Mode.HALL, "综合窗口"),),
    channels=(
        rules.Channel("投诉", "市营商办", "0911-2160672"),
        rules.Channel("投诉", "市行政审批服务局", "0911-2162600"),
    ),
)
Change = Callable[..., rules.Elements]


def december(day: int, hour: int = 10) -> datetime:
    return datetime(2019, 12, day, hour, tzinfo=SHANGHAI)


def stamps(**changes: object) -> rules.Elements:
    """The seal's elements, with some of them otherwise."""
    return replace(STAMPS, **changes)  # type: ignore[arg-type]


@pytest.fixture
def xianyang(db: None) -> Region:
    named = {"name": "咸阳市", "short_name": "咸阳", "level": Region.Level.CITY}
    return Region.objects.get_or_create(code="610400", defaults=named)[0]


@pytest.fixture
def wang_gong(xianyang: Region) -> Actor:
    """Of the unit that offers the service."""
    return Actor(id=1, name="王工", role=Role.DEP, unit_id=7, unit_name="公安局", city_code=xianyang.pk)


@pytest.fixture
def liu_gong(xianyang: Region) -> Actor:
    """Of another unit."""
    return Actor(id=2, name="刘工", role=Role.DEP, unit_id=8, city_code=xianyang.pk)


@pytest.fixture
def yang_ping(xianyang: Region) -> Actor:
    """Of the city's office."""
    return Actor(id=3, name="杨萍", role=Role.MBO, unit_id=9, city_code=xianyang.pk)


@pytest.fixture
def li_min() -> Actor:
    """Of a company."""
    return Actor(id=4, name="李敏", role=Role.ENT, entity_ids=(1,))
