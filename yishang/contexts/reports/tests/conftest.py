"""A city with a November and a December of appeals, entered as plain rows; the people of its offices by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from tests.kept_tables import lay, raised
from yishang.contexts.reports import services
from yishang.contexts.reports.models import Month, Report
from yishang.kernel.cases.models import Case
from yishang.kernel.clocks import services as clocks
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.models import Account, Posting, Unit
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import services as geo
from yishang.kernel.ratings.models import Rating

CITY = "610400"
LONG_AGO = date(2019, 1, 1)
NEW_YEAR = datetime(2020, 1, 2, 9, 30, tzinfo=SHANGHAI)  # the first working day of 2020
UNITS = (("610400-YSB", "市营商办", CITY), ("610402-ZJ", "秦都区住建局", "610402"), ("610400-GD", "演示供电公司", CITY))


def december(day: int, hour: int = 10) -> datetime:
    return datetime(2019, 12, day, hour, tzinfo=SHANGHAI)


@dataclass
class Office:
    """Who reads and writes reports, as actors and as accounts that can sign in."""

    accounts: dict[str, Account]
    yang_ping: Actor  # 市营商办, its head
    xiao_lei: Actor  # 市营商办, a clerk
    guo_zheng: Actor  # 分管副市长
    du_cha: Actor  # 督查室
    chen_jing: Actor  # 秦都区营商办
    liu_gong: Actor  # 秦都区住建局
    li_min: Actor  # a company


@pytest.fixture
def office(db: None) -> Office:
    lay(geo.load_regions, clocks.load_calendar)
    return raised(_open_the_office)


def _open_the_office() -> Office:
    units = {
        code: Unit.objects.create(code=code, name=name, short_name=name, level="CITY", region_id=region, org_type="GOV")
        for code, name, region in UNITS
    }
    people = {
        "yang_ping": _person("杨萍", Role.MBO, unit=units["610400-YSB"]),
        "xiao_lei": _person("肖蕾", Role.MBO, unit=units["610400-YSB"]),
        "guo_zheng": _person("郭正", Role.VML, region=CITY),
        "du_cha": _person("督查员", Role.MON, region=CITY),
        "chen_jing": _person("陈静", Role.CBO, region="610402"),
        "liu_gong": _person("刘工", Role.DEP, unit=units["610402-ZJ"]),
        "li_min": _person("李敏", Role.ENT, region="610402"),
    }
    actors = {name: directory.actor_of(account, on=NEW_YEAR.date()) for name, account in people.items()}
    return Office(accounts=people, **actors)


def _person(name: str, role: Role, *, unit: Unit | None = None, region: str | None = None) -> Account:
    account = Account.objects.create(login=f"{role.lower()}.{name}", name=name, kind=Account.Kind.STAFF)
    region_id = unit.region_id if unit else region
    Posting.objects.create(account=account, role=role, unit=unit, region_id=region_id, valid_from=LONG_AGO)
    return account


class Ledger:
    """Appeals entered as rows, as an import would have left them; their own process tells of them."""

    def __init__(self) -> None:
        self.many = 0

    def add(self, *, opened: datetime, many: int = 1, **values: Any) -> list[Case]:
        """Open appeals of 秦都区 with 秦都区住建局, in category 03, unless told otherwise."""
        return [self._one(opened, dict(values)) for _ in range(many)]

    def _one(self, opened: datetime, values: dict[str, Any]) -> Case:
        self.many += 1
        region, unit = values.get("county", "610402"), values.get("unit", "610402-ZJ")
        case = Case.objects.create(
            number=f"SQ-{region}-{opened:%Y%m%d}-{self.many:04}", kind="outreach.appeal", kind_version=1,
            state="HANDLING", title=values.get("title", "演示诉求"), region_id=region, city_id=CITY, grade=2,
            unit=Unit.objects.get(code=unit), category=values.get("category", "03"), opened_at=opened,
            applicant_id=values.get("applicant_id"), in_rate=values.get("in_rate", True),
        )  # fmt: skip
        Appeal = apps.get_model("outreach", "Appeal")  # by name: contexts never import one another
        Appeal.objects.create(
            case=case, channel="SELF", content="厂区每天停电两小时，无法生产。", line="DISPATCH",
            content_digest=str(case.pk), handle_due_at=values.get("due_at"), is_public_consent="title" in values,
        )  # fmt: skip
        return case

    def close(self, cases: list[Case], *, at: datetime, star: int | None = None) -> None:
        """Close them in time; rated where stars are given."""
        for case in cases:
            case.state, case.closed_at = ("EVALUATED" if star else "CLOSED"), at
            case.save()
            row = apps.get_model("outreach", "Appeal").objects.filter(case=case)
            row.update(handle_due_at=at + timedelta(hours=1), result_type="SOLVED")
            if star:
                Rating.objects.create(
                    case=case, current_for=case, result_at=at, star=star, at=at + timedelta(minutes=1)
                )


@pytest.fixture
def ledger(office: Office) -> Ledger:
    return Ledger()


@pytest.fixture
def december_told(office: Office, ledger: Ledger) -> Ledger:
    """Ten matters of 秦都区 in December, eight closed; six of 渭城区, three closed, one late; two of 杨陵区."""
    ledger.many = raised(_tell_of_december)
    return ledger


def _tell_of_december() -> int:
    ledger = Ledger()
    ledger.close(ledger.add(opened=december(3), many=8), at=december(10), star=5)
    ledger.add(opened=december(20), many=2)
    beside = {"county": "610404", "unit": "610400-GD", "category": "08"}
    ledger.close(ledger.add(opened=december(4), many=3, **beside), at=december(11), star=3)
    ledger.add(opened=december(5), due_at=december(16), **beside)
    ledger.add(opened=december(23), many=2, **beside)
    ledger.close(ledger.add(opened=december(6), many=2, county="610403"), at=december(9))
    return ledger.many


@pytest.fixture
def month(december_told: Ledger, office: Office) -> Month:
    return raised(_freeze_december, office)


def _freeze_december(office: Office) -> Month:
    return services.freeze_month(actor=office.yang_ping, city=CITY, period="2019-12", at=NEW_YEAR)


@pytest.fixture
def bulletin(month: Month, office: Office) -> Report:
    return services.draft_report(actor=office.xiao_lei, city=CITY, kind="BULLETIN", period="2019-12", at=NEW_YEAR)


@pytest.fixture
def new_year() -> Iterator[datetime]:
    """For pages and jobs, which ask what time it is."""
    clocks.anchor_demo_clock(starts=NEW_YEAR, real_now=timezone.now())
    yield NEW_YEAR
    clocks.remove_demo_clock()
