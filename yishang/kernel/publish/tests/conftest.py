"""A dataset of the tests: penalties of the invented town, with one field of every kind."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from yishang.kernel.journal.rules import Signer
from yishang.kernel.publish import queries
from yishang.kernel.publish.rules import Dataset, Field

USCC = "91610402MA00000155"
CHEN_JING = Signer(id=7, name="陈静", role="DRL", unit_name="市市场监管局")
PENALTIES = Dataset(
    name="town.penalties",
    title="行政处罚（演示）",
    fields=(
        Field("name", "企业名称"),
        Field("person", "法定代表人以外的当事人", mask="person"),
        Field("phone", "联系电话", mask="phone"),
        Field("identity", "身份证号", mask="id"),
        Field("fact", "违法事实"),
        Field("fine", "罚款（元）", type="number"),
        Field("times", "次数", type="integer"),
        Field("decided_on", "决定日期", type="date"),
    ),
    basis="企业信息公示暂行条例第七条",
)
ROW: dict[str, object] = {
    "name": "演示机械有限公司",
    "person": "欧阳修远、张三",
    "phone": "13812341234",
    "identity": "610104199001010012",
    "fact": "当事人（610104199001010012，13812341234）使用未检定的计量器具，企业代码91610402MA00000155。",
    "fine": 3000,
    "times": 1,
    "decided_on": "2019-12-02",
}


@pytest.fixture(autouse=True)
def town_publishes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The dataset is declared for the time of a test."""
    found = {PENALTIES.name: PENALTIES}
    monkeypatch.setattr(queries, "datasets", lambda: found)
    yield


@pytest.fixture
def monday(now: datetime) -> datetime:
    return now
