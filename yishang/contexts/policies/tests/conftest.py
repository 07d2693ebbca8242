"""A small town for policies: the city's and a county's office, a unit, two companies, one of them with a project."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.kept_tables import lay, raised
from yishang.contexts.policies import rules, services
from yishang.contexts.policies.models import Policy, Sheet, Survey
from yishang.kernel.clocks import services as clocks
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.models import Account, Posting, Unit
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import services as geo
from yishang.kernel.parties.models import MarketEntity, Project, Subject

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2020, 3, 9, 10, 26, tzinfo=SHANGHAI)
LONG_AGO = date(2019, 1, 1)


@dataclass
class Town:
    """Everybody by name, as an actor; `accounts` for tests that sign in."""

    accounts: dict[str, Account]
    yang_ping: Actor  # 市营商办
    chen_jing: Actor  # 秦都区营商办
    zhao_lei: Actor  # 渭城区营商办: another county
    liu_gong: Actor  # 区住建局: the unit
    du_cha: Actor  # 督查室
    li_min: Actor  # 演示机械
    wang_fang: Actor  # 演示机械, a second account of the same company
    sun_hao: Actor  # 演示食品 in 渭城, with nothing registered but its name
    machinery: Subject
    project: Subject
    food: Subject


@pytest.fixture
def town(db: None) -> Town:
    lay(geo.load_regions, clocks.load_calendar, services.load_catalogs)
    return raised(_people_the_town)


def _people_the_town() -> Town:
    units = {
        code: Unit.objects.create(code=code, name=name, short_name=name, level=level, region_id=region, org_type=kind)
        for code, name, level, region, kind in (
            ("610400-YSB", "市营商办", "CITY", "610400", "OFFICE"),
            ("610400-DCS", "市督查室", "CITY", "610400", "GOV"),
            ("610402-YSB", "秦都区营商办", "COUNTY", "610402", "OFFICE"),
            ("610404-YSB", "渭城区营商办", "COUNTY", "610404", "OFFICE"),
            ("610402-ZJ", "秦都区住建局", "COUNTY", "610402", "GOV"),
        )
    }
    machinery = MarketEntity.objects.create(
        uscc="91610402MA00000155", name="演示机械有限公司", region_id="610402", registered_on=date(2018, 3, 1),
        capital="500(万)", is_demo=True,
    )  # fmt: skip
    food = MarketEntity.objects.create(
        uscc="91610404MA00000152", name="演示食品有限公司", region_id="610404", is_demo=True
    )
    plant = Project.objects.create(name="演示机械二期", entity=machinery, region_id="610402", build_status="STARTED")
    people = {
        "yang_ping": _person("杨萍", Role.MBO, unit=units["610400-YSB"]),
        "chen_jing": _person("陈静", Role.CBO, unit=units["610402-YSB"]),
        "zhao_lei": _person("赵磊", Role.CBO, unit=units["610404-YSB"]),
        "liu_gong": _person("刘工", Role.DEP, unit=units["610402-ZJ"]),
        "du_cha": _person("督查员", Role.MON, unit=units["610400-DCS"]),
        "li_min": _person("李敏", Role.ENT, entity=machinery, phone="19900000101"),
        "wang_fang": _person("王芳", Role.ENT, entity=machinery, phone="19900000106"),
        "sun_hao": _person("孙浩", Role.ENT, entity=food, phone="19900000102"),
    }
    actors: dict[str, Any] = {key: directory.actor_of(account, on=MONDAY.date()) for key, account in people.items()}
    return Town(
        accounts=people,
        machinery=_listed(machinery, "ABOVE_SCALE_ENT", "610402", "3511"),
        project=_listed(machinery, "KEY_PROJECT", "610402", "3511", project=plant),
        food=_listed(food, "ABOVE_SCALE_ENT", "610404", ""),
        **actors,
    )


def _listed(entity: MarketEntity, kind: str, region: str, industry: str, project: Project | None = None) -> Subject:
    return Subject.objects.create(
        subject_type=kind, name=project.name if project else entity.name, entity=entity, region_id=region,
        industry_code=industry, batch="2020-01", in_date=LONG_AGO, project=project,
    )  # fmt: skip


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


def entry(**changes: Any) -> rules.PolicyEntry:
    """A sound policy, in force during the frozen days."""
    told = {
        "title": "关于支持中小企业稳定就业的通知", "doc_no": "咸政发〔2020〕演示1号", "issuer": "示例市人民政府",
        "issue_date": date(2020, 2, 6), "valid_to": date(2020, 12, 31), "text": "不裁员的企业返还失业保险费。",
        "aspect": "03",
    }  # fmt: skip
    return rules.PolicyEntry(**{**told, **changes})


Publish = Callable[..., Policy]


@pytest.fixture
def publish(town: Town) -> Publish:
    """A published policy; `audience` and the entry's fields may be told."""

    def make(*, actor: Actor | None = None, audience: rules.Audience | None = None, **changes: Any) -> Policy:
        writer = actor or town.yang_ping
        drafted = services.draft_policy(
            actor=writer, entry=entry(**changes), audience=audience or rules.Audience(), at=MONDAY
        )
        return services.publish_policy(actor=writer, number=drafted.number, at=MONDAY)

    return make


@pytest.fixture
def survey(town: Town) -> Survey:
    asked = rules.SurveyEntry("复工复产困难调查", "请如实勾选。", date(2020, 3, 9), date(2020, 3, 20))
    return services.open_survey(actor=town.yang_ping, entry=asked, audience=rules.Audience(), at=MONDAY)


@pytest.fixture
def sheet(town: Town, survey: Survey) -> Sheet:
    """演示机械 ticked money and material."""
    return services.answer_survey(
        actor=town.li_min, number=survey.number, subject_id=town.machinery.pk, ticks=["01", "03"],
        details={"01": "流动资金缺口 200 万元。"}, at=MONDAY,
    )  # fmt: skip


@pytest.fixture
def live_at() -> Iterator[Callable[[datetime], None]]:
    """Pages and jobs ask what time it is: from now on it is this moment."""

    def live(moment: datetime) -> None:
        clocks.anchor_demo_clock(starts=moment, real_now=timezone.now())

    yield live
    clocks.remove_demo_clock()


def wan(text: str) -> Decimal:
    """An amount in 万元."""
    return Decimal(text)
