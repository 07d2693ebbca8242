from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from yishang.kernel.cases.models import Case
from yishang.kernel.directory.models import Account, Unit
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo.models import Region

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLOSED = datetime(2019, 12, 9, 16, 0, tzinfo=SHANGHAI)


def on(day: int, hour: int = 10) -> datetime:
    """A moment of December 2019."""
    return datetime(2019, 12, day, hour, 0, tzinfo=SHANGHAI)


@pytest.fixture
def qindu(db: None) -> Region:
    named = {"name": "秦都区", "short_name": "秦都", "level": Region.Level.COUNTY}
    return Region.objects.get_or_create(code="610402", defaults=named)[0]


@pytest.fixture
def water(qindu: Region) -> Unit:
    return Unit.objects.create(
        code="water", name="秦都区住建局", short_name="区住建局", level="COUNTY", region=qindu, org_type="GOV"
    )


@pytest.fixture
def chen_jing(db: None) -> Actor:
    """The company's clerk."""
    account = Account.objects.create(login="chenjing", name="陈静", kind=Account.Kind.ENTERPRISE)
    return Actor(id=account.pk, name="陈静", role=Role.ENT)


@pytest.fixture
def liu_yang(qindu: Region) -> Actor:
    """Of the county's business-environment office."""
    account = Account.objects.create(login="liuyang", name="刘洋")
    office = Unit.objects.create(
        code="office", name="秦都区营商办", short_name="区营商办", level="COUNTY", region=qindu, org_type="OFFICE"
    )
    return Actor(id=account.pk, name="刘洋", role=Role.CBO, unit_id=office.pk)


@pytest.fixture
def closed_case(qindu: Region, water: Unit) -> Callable[..., Case]:
    """Makes matters that the water bureau has closed."""

    def make(sequence: int = 1, closed_at: datetime | None = CLOSED) -> Case:
        return Case.objects.create(
            number=f"SQ-610402-20191202-{sequence:04}",
            kind="toy",
            kind_version=1,
            state="CLOSED",
            title="门口水压不足",
            region=qindu,
            city=qindu,
            unit=water,
            opened_at=on(2),
            closed_at=closed_at,
        )

    return make


@pytest.fixture
def case(closed_case: Callable[..., Case]) -> Case:
    return closed_case()
