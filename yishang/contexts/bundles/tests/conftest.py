"""The catalog with everything that bundles refer to, and a small town: a window, departments, two companies."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from yishang.contexts.bundles import queries, services
from yishang.contexts.bundles.models import Package, PackagePart
from yishang.kernel.clocks import services as clocks
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.context import modules_named
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.models import Account, Posting, Unit
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import services as geo
from yishang.kernel.parties.models import MarketEntity

MONDAY = datetime(2019, 12, 9, 10, 0, tzinfo=SHANGHAI)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=days) for days in (1, 2, 3))
LONG_AGO = date(2019, 1, 1)
SALON = {"subject": "have", "bank": "no", "staff": "yes", "sign": "yes"}
UNITS = (
    ("610402-XZ", "秦都行政审批局", "COUNTY", "610402"),
    ("610404-XZ", "渭城行政审批局", "COUNTY", "610404"),
    ("610402-RS", "秦都人社局", "COUNTY", "610402"),
    *((f"610400-{word}", name, "CITY", "610400") for word, name in {
        "YB": "市医保局", "WJ": "市卫健委", "CG": "市城管局", "GA": "市公安局", "SW": "市税务局", "SJ": "市市场监管局",
        "XFJ": "市消防支队", "ZJ": "市住建局", "YSB": "市营商办",
    }.items()),
)  # fmt: skip
PEOPLE = {
    "han_xue": ("韩雪", Role.DEP, "610402-XZ"), "lu_yang": ("卢杨", Role.DEP, "610402-XZ"),
    "jia_ning": ("贾宁", Role.DEP, "610404-XZ"), "ren_she": ("任社", Role.DEP, "610402-RS"),
    "yi_bao": ("易宝", Role.DEP, "610400-YB"), "wei_jian": ("魏健", Role.DEP, "610400-WJ"),
    "cheng_guan": ("程观", Role.DEP, "610400-CG"), "yang_ping": ("杨萍", Role.MBO, "610400-YSB"),
}  # fmt: skip


@pytest.fixture
def catalog(db: None) -> None:
    bring_items()


def bring_items() -> None:
    """Every process that has items brings them, as an installation does; found by its name, not imported."""
    for module in modules_named("services"):
        if module.__name__.split(".")[-2] in ("life_events", "bundles"):
            module.load_catalogs()


@dataclass
class Town:
    """Everybody by name, as an actor; `accounts` for tests that sign in."""

    accounts: dict[str, Account]
    actors: dict[str, Actor]
    salon: MarketEntity
    other: MarketEntity

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.actors[name]
        except KeyError:
            raise AttributeError(name) from None

    def open(self, actor: Actor | None = None, *, at: datetime = MONDAY, **changed: object) -> Package:
        """演示美发店 hands in 开美容美发店: five parts of four departments."""
        given: dict[str, object] = {
            "bundle": "T42", "uscc": self.salon.uscc, "answers": SALON, "shop_name": "演示剪艺",
            "address": "秦都区演示路 8 号", "papers": papers_of("T42", SALON),
        }  # fmt: skip
        return services.open_package(actor=actor or self.li_min, entry=services.IntakeEntry(**given | changed), at=at)


@pytest.fixture(scope="module")
def town(lasting_db: None) -> Town:
    return settle()


def settle() -> Town:
    """Units, people and companies with the catalog in force."""
    geo.load_regions()
    bring_items()
    units = {}
    for place, (code, name, level, region) in enumerate(UNITS):
        kept = {"name": name, "short_name": name, "level": level, "region_id": region, "org_type": "GOV"}
        units[code] = Unit.objects.create(code=code, uscc=f"11{region}MB{place:07}0", **kept)
    salon = MarketEntity.objects.create(uscc="92610402MA0000023W", name="演示美发店", region_id="610402", is_demo=True)
    other = MarketEntity.objects.create(
        uscc="91610404MA00000233", name="演示食品有限公司", region_id="610404", is_demo=True
    )
    accounts = {}
    for name, (person, role, unit) in PEOPLE.items():
        accounts[name] = Account.objects.create(login=name, name=person, phone=f"1990000{len(accounts):04}")
        post = {"unit": units[unit], "region_id": units[unit].region_id, "role": role, "valid_from": LONG_AGO}
        Posting.objects.create(account=accounts[name], **post)
    for name, person, company in (("li_min", "李敏", salon), ("sun_hao", "孙浩", other)):
        accounts[name] = Account.objects.create(
            login=name, name=person, phone=f"1990000{len(accounts):04}", kind=Account.Kind.ENTERPRISE
        )
        Posting.objects.create(account=accounts[name], role=Role.ENT, entity=company, valid_from=LONG_AGO)
    actors = {name: directory.actor_of(one, on=MONDAY.date()) for name, one in accounts.items()}
    return Town(accounts, {name: one for name, one in actors.items() if one}, salon, other)


def papers_of(code: str, answers: dict[str, str]) -> list[str]:
    """The keys of everything that must be there."""
    _, plan = queries.plan(code, answers, on=MONDAY.date())
    return [one.key for one in plan.to_hand_in]


@pytest.fixture
def live_at() -> Iterator[Callable[[datetime], None]]:
    """Let pages believe that it is this moment."""
    yield lambda moment: clocks.anchor_demo_clock(starts=moment, real_now=timezone.now())
    clocks.remove_demo_clock()


def part_of(package: Package, words: str) -> PackagePart:
    """The part whose title holds these words."""
    return PackagePart.objects.select_related("case").get(package=package, case__title__contains=words)


def state_of(package: Package) -> str:
    return str(Package.objects.select_related("case").get(pk=package.pk).case.state)


def states_of(package: Package) -> dict[str, str]:
    """First item's name → state of its part."""
    rows = PackagePart.objects.filter(package=package).select_related("case")
    return {one.items[0]["name"]: one.case.state for one in rows}
