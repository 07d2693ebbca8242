"""The check counts twice over the same rows; on PostgreSQL it asks for a transaction that sees no newer ones."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from yishang.kernel.measures import services
from yishang.kernel.measures.rules import Grouped, Recounting

NOON = datetime(2019, 12, 31, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NOTHING = Recounting(process="demo.matter", groups=lambda _: [], plain=lambda _: {})
ONE_TOO_MANY = Recounting(
    process="demo.matter",
    groups=lambda _: [Grouped(scopes=("all",), keys={}, counts={"received": 1})],
    plain=lambda _: {"all": {"received": 2}},
)


@pytest.mark.django_db(transaction=True)
def test_the_check_runs_in_a_transaction_of_its_own() -> None:
    assert services.recount_disagreement(recounting=NOTHING, at=NOON) == ""
    assert "2" in services.recount_disagreement(recounting=ONE_TOO_MANY, at=NOON)


@pytest.mark.django_db
def test_the_check_runs_inside_a_callers_transaction() -> None:
    assert services.recount_disagreement(recounting=NOTHING, at=NOON) == ""
