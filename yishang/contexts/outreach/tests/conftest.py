"""A small town: one county office, two units, one company with its liaison, and the city above them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.kept_tables import lay, raised
from yishang.contexts.outreach import forms, services
from yishang.contexts.outreach.models import Appeal
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import services as clocks
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory import services as directory_services
from yishang.kernel.directory.models import Account, Posting, Sponsorship, Unit
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, Role
from yishang.kernel.geo import services as geo
from yishang.kernel.journal import queries as journal
from yishang.kernel.parties.models import MarketEntity, Subject

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2019, 12, 9, 10, 26, tzinfo=SHANGHAI)
LONG_AGO = date(2019, 1, 1)
PASSWORD = "Yanshi-2019"


@dataclass
class Town:
    """Everybody by name, as an actor; `accounts` for tests that sign in."""

    accounts: dict[str, Account]
    chen_jing: Actor  # 秦都区营商办
    zhao_lei: Actor  # 渭城区营商办: another region
    yang_ping: Actor  # 市营商办
    wang_gong: Actor  # 演示供电公司: the responsible unit
    liu_gong: Actor  # 区住建局: another unit
    li_min: Actor  # 演示机械: the company
    sun_hao: Actor  # 演示食品: another company
    zhou_lian: Actor  # liaison of 演示机械
    he_zhen: Actor  # leader who sponsors 演示机械
    fang_yuan: Actor  # 区住建局 as sponsoring department of 演示机械
    du_cha: Actor  # 督查室
    guo_zheng: Actor  # 分管副市长
    xi_tong: Actor  # system administrator: no business
    bao_mi: Actor  # security administrator
    shen_ji: Actor  # audit administrator
    hotline: Actor  # partner system
    lin_jian: Actor  # 双随机牵头部门: no appeals
    shi_lei: Actor  # inspector: no appeals
    machinery: MarketEntity
    food: MarketEntity
    power: Unit
    housing: Unit


@pytest.fixture
def now() -> datetime:
    return MONDAY


@pytest.fixture
def town(db: None) -> Town:
    return settle()


def settle() -> Town:
    """Build the town, in whatever transaction is open."""
    lay(geo.load_regions, clocks.load_calendar, services.load_catalogs)
    return raised(_people_the_town)


def _people_the_town() -> Town:
    units = {
        code: Unit.objects.create(
            code=code, name=name, short_name=name, level=level, region_id=region, org_type=kind, phone="029-00000000"
        )
        for code, name, level, region, kind in (
            ("610400-YSB", "市营商办", "CITY", "610400", "OFFICE"),
            ("610400-DCS", "市督查室", "CITY", "610400", "GOV"),
            ("610402-YSB", "秦都区营商办", "COUNTY", "610402", "OFFICE"),
            ("610404-YSB", "渭城区营商办", "COUNTY", "610404", "OFFICE"),
            ("610402-ZJ", "秦都区住建局", "COUNTY", "610402", "GOV"),
            ("610400-GD", "演示供电公司", "CITY", "610400", "PUBLIC_UTILITY"),
        )
    }
    machinery = _company("91610402MA00000155", "演示机械有限公司", "610402")
    food = _company("91610404MA00000152", "演示食品有限公司", "610404")
    posts = _enter(
        {
            "chen_jing": _person("陈静", Role.CBO, unit=units["610402-YSB"]),
            "zhao_lei": _person("赵磊", Role.CBO, unit=units["610404-YSB"]),
            "yang_ping": _person("杨萍", Role.MBO, unit=units["610400-YSB"]),
            "wang_gong": _person("王工", Role.DEP, unit=units["610400-GD"]),
            "liu_gong": _person("刘工", Role.DEP, unit=units["610402-ZJ"]),
            "li_min": _person("李敏", Role.ENT, entity=machinery, phone="19900000101"),
            "sun_hao": _person("孙浩", Role.ENT, entity=food, phone="19900000102"),
            "zhou_lian": _person("周联", Role.LIA, unit=units["610402-ZJ"], phone="19900000103"),
            "he_zhen": _person("何镇", Role.LDR, unit=units["610400-YSB"], phone="19900000104"),
            "fang_yuan": _person("方圆", Role.SPD, unit=units["610402-ZJ"], phone="19900000105"),
            "du_cha": _person("督查员", Role.MON, unit=units["610400-DCS"]),
            "guo_zheng": _person("郭正", Role.VML, region="610400"),
            "xi_tong": _person("系统管理员", Role.SYS, unit=units["610400-YSB"]),
            "bao_mi": _person("保密员", Role.SEC, unit=units["610400-YSB"]),
            "shen_ji": _person("审计员", Role.AUD, unit=units["610400-YSB"]),
            "hotline": _person("12345 热线平台", Role.API, unit=units["610400-YSB"]),
            "lin_jian": _person("林健", Role.DRL, region="610400"),
            "shi_lei": _person("石磊", Role.ENF, region="610400"),
        }
    )
    people = {key: post.account for key, post in posts.items()}
    Sponsorship.objects.create(
        subject=machinery.subjects.get(),
        sponsor_type="CITY_DEPT",
        unit=units["610402-ZJ"],
        liaison=people["zhou_lian"],
        valid_from=LONG_AGO,
    )
    Sponsorship.objects.create(
        subject=machinery.subjects.get(), sponsor_type="CITY_LEADER", leader=people["he_zhen"], valid_from=LONG_AGO
    )
    actors = {key: directory.actor_in(post, post.account, [post]) for key, post in posts.items()}
    return Town(
        accounts=people, machinery=machinery, food=food, power=units["610400-GD"], housing=units["610402-ZJ"], **actors
    )


def _company(uscc: str, name: str, region: str) -> MarketEntity:
    entity = MarketEntity.objects.create(uscc=uscc, name=name, region_id=region, is_demo=True)
    Subject.objects.create(
        subject_type="ABOVE_SCALE_ENT", name=name, entity=entity, region_id=region, batch="2019-01", in_date=LONG_AGO
    )
    return entity


def _person(
    name: str,
    role: Role,
    *,
    unit: Unit | None = None,
    entity: MarketEntity | None = None,
    phone: str = "",
    region: str | None = None,
) -> Posting:
    kinds = {Role.ENT: Account.Kind.ENTERPRISE, Role.API: Account.Kind.PARTNER}
    kind = kinds.get(role, Account.Kind.STAFF)
    account = Account(login=f"{role.lower()}.{name}", name=name, phone=phone, kind=kind)
    account.set_password(PASSWORD)
    region_id = unit.region_id if unit else entity.region_id if entity else region
    return Posting(account=account, role=role, unit=unit, entity=entity, region_id=region_id, valid_from=LONG_AGO)


def _enter(postings: dict[str, Posting]) -> dict[str, Posting]:
    """Two statements for everybody: nearly every test begins with this town."""
    Account.objects.bulk_create([posting.account for posting in postings.values()])
    for posting in postings.values():
        posting.account = posting.account  # takes over the key that the account has now
    Posting.objects.bulk_create(postings.values())
    return postings


IssueKey = Callable[..., str]


@pytest.fixture
def issue_key(town: Town) -> IssueKey:
    """A key of the partner system with the scopes that are asked for."""

    return partial(hand_key, town)


def hand_key(town: Town, *scopes: str) -> str:
    return directory_services.issue_api_key(
        actor=SYSTEM_ACTOR,
        account=town.accounts["hotline"],
        scopes=scopes,
        at=MONDAY,
        secret="".join(scopes).replace(":", "-").ljust(40, "x"),
    )


@pytest.fixture
def partner_key(issue_key: IssueKey) -> str:
    return issue_key("appeals:submit", "appeals:operate")


@pytest.fixture
def submitted(town: Town, now: datetime) -> Appeal:
    return submit(town, now)


def submit(town: Town, at: datetime) -> Appeal:
    """The matter with which most stories begin."""
    return services.submit_appeal(
        actor=town.li_min,
        uscc=town.machinery.uscc,
        category="03",
        title="二期 10kV 专线外线路由未定",
        content="厂区二期 10kV 专线 9 月 3 日申请，供电公司答复外线路由待定，已 11 周，设备无法调试。",
        contact=services.Contact("李敏", "19900000101"),
        at=at,
    )


Advance = Callable[..., Appeal]
Do = Callable[..., Appeal]


@pytest.fixture
def do(submitted: Appeal) -> Do:
    """Make a move with the submitted appeal, with what somebody filled in: what pages and machines call."""

    def make(actor: Actor, move: str, *, at: datetime = MONDAY, version: int | None = None, **values: Any) -> Appeal:
        number = submitted.case.number
        return forms.carry_out(actor=actor, number=number, move=move, values=values, at=at, version=version)

    return make


Live = Callable[[datetime], None]


@pytest.fixture
def live_at() -> Iterator[Live]:
    """Jobs and pages ask what time it is: from now on it is this moment."""

    def live(moment: datetime) -> None:
        clocks.anchor_demo_clock(starts=moment, real_now=timezone.now())

    yield live
    clocks.remove_demo_clock()


def december(day: int, hour: int = 10, minute: int = 26) -> datetime:
    """A moment of the frozen month; the 9th is a Monday, and no weekday of December is a holiday."""
    return datetime(2019, 12, day, hour, minute, tzinfo=SHANGHAI)


def january(day: int, hour: int = 10) -> datetime:
    return datetime(2020, 1, day, hour, tzinfo=SHANGHAI)


def facts(subject: str) -> list[str]:
    """The names of a subject's facts, oldest first."""
    return [fact.verb.rpartition(".")[2] for fact in journal.timeline(subject, include_internal=True)]


def due_of(number: str, code: str) -> str:
    """When a running clock ends, as local text; empty when it does not run."""
    found = [clock for clock in clock_queries.running_clocks(number) if clock.code == code]
    return f"{found[0].due_at.astimezone(SHANGHAI):%m-%d %H:%M}" if found else ""


@pytest.fixture
def advance(town: Town, submitted: Appeal) -> Advance:
    """Take the submitted appeal as far as asked: advance("closed", at=…) goes through every step before it."""
    return partial(take_on, town, submitted)


def take_on(town: Town, submitted: Appeal, stage: str, *, at: datetime = MONDAY, star: int = 3) -> Appeal:
    steps = ["triaged", "dispatched", "accepted", "handling", "closed"]
    appeal = submitted
    for step in steps[: steps.index(stage) + 1]:
        appeal = _STEPS[step](town, submitted.case.number, at, star)
    return appeal


def asked_twice(town: Town, do: Do, advance: Advance) -> Appeal:
    """The power company asked to return and was refused, and asks again: the city has to rule."""
    advance("accepted")
    do(town.wang_gong, "request_return", reason="路由审批属区住建局职责。")
    do(town.chen_jing, "refuse_return", reason="外线由你单位牵头。")
    return do(town.wang_gong, "request_return", reason="路由审批确属区住建局职责。")


@pytest.fixture
def city_office(town: Town) -> Unit:
    """市营商办 as a unit that can be sent matters."""
    return Unit.objects.get(code="610400-YSB")


_STEPS: dict[str, Callable[[Town, str, datetime, int], Appeal]] = {
    "triaged": lambda town, number, at, star: services.triage_appeal(
        actor=town.chen_jing, number=number, category="03", star=star, line="DISPATCH", route="GENERAL", at=at
    ),
    "dispatched": lambda town, number, at, _: services.dispatch_appeal(
        actor=town.chen_jing, number=number, unit="610400-GD", at=at
    ),
    "accepted": lambda town, number, at, _: services.accept_appeal(actor=town.wang_gong, number=number, at=at),
    "handling": lambda town, number, at, _: services.note_progress(
        actor=town.wang_gong, number=number, note="现场踏勘，路由方案一已报批。", at=at
    ),
    "closed": lambda town, number, at, _: services.close_appeal(
        actor=town.wang_gong, number=number, result_type="SOLVED", result_text="专线已送电，设备可以调试。", at=at
    ),
}
