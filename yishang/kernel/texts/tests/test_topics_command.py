"""`yishang topics`: the same complaint about the same place is one topic, and nothing else is."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from yishang.kernel.texts.rules import UnusableTexts, heat_of
from yishang.kernel.texts.tests.conftest import Write

HEAD = "message_id,user,title,detail,created_at,upvotes,downvotes"
NOISE = "夜里搅拌站噪音太大粉尘漫天老人小孩无法入睡请尽快关停"
WATER = "自来水水压太低高层经常没有水洗不了澡请水务公司改造管网"


def topics(path: Path, out: Path, columns: str = "title+detail:created_at") -> list[dict[str, Any]]:
    call_command("topics", "--data", f"{path}:{columns}", "--out", str(out), stdout=StringIO())
    found: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))
    return found


@pytest.fixture
def town(write: Write) -> Path:
    """Two compounds with the same complaint, one of them with another besides, and a message of its own."""
    rows = [
        f"1,甲,A2区丽发新城附近搅拌站噪音扰民,A2区丽发新城{NOISE},2019-11-02 10:00:00,3,0",
        f"2,乙,投诉A市丽发新城搅拌站噪音扰民,住在A2区丽发新城，{NOISE},2019-11-05 10:00:00,0,0",
        f"3,丙,A市丽发新城旁搅拌站噪音粉尘扰民,我们A2区丽发新城业主反映{NOISE},2019-11-09 10:00:00,0,1",
        f"4,丁,A3区金桂花园附近搅拌站噪音扰民,A3区金桂花园{NOISE},2019-11-03 10:00:00,0,0",
        f"5,戊,A市金桂花园搅拌站噪音扰民何时解决,A3区金桂花园{NOISE},2019-11-04 10:00:00,0,0",
        f"6,己,A2区丽发新城自来水水压低,A2区丽发新城{WATER},2019-11-02 12:00:00,0,0",
        f"7,庚,反映A市丽发新城水压低没有水,A2区丽发新城{WATER},2019-11-20 12:00:00,0,0",
        "8,辛,请问A市图书馆周一开门吗,想去借书不知道时间,2019-11-06 12:00:00,0,0",
    ]
    return write("messages.csv", "\n".join([HEAD, *rows]))


def test_one_topic_for_each_place_and_complaint(town: Path, tmp_path: Path) -> None:
    found = topics(town, tmp_path / "out.json")
    assert sorted(tuple(one["messages"]) for one in found) == [("1", "2", "3"), ("4", "5"), ("6", "7")]
    first = found[0]
    assert first["messages"] == ["1", "2", "3"]
    assert (first["from"], first["to"]) == ("2019-11-02", "2019-11-09")
    assert "丽发新城" in first["title"]
    assert first["heat"] == heat_of(messages=3, people=3, votes=4, days=7)
    assert [one["heat"] for one in found] == sorted((one["heat"] for one in found), reverse=True)


def test_the_same_file_gives_the_same_bytes(town: Path, tmp_path: Path) -> None:
    for name in ("one.json", "two.json"):
        topics(town, tmp_path / name)
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_the_row_stands_in_for_a_missing_number(town: Path, write: Write, tmp_path: Path) -> None:
    text = "\n".join(line.partition(",")[2] for line in town.read_text(encoding="utf-8").splitlines())
    found = topics(write("numberless.csv", text), tmp_path / "out.json")
    assert found[0]["messages"] == ["1", "2", "3"]


def test_messages_that_have_nothing_in_common_are_no_topic(write: Write, tmp_path: Path) -> None:
    path = write("two.csv", f"{HEAD}\n1,甲,停水了,没有水,2019-11-02,0,0\n2,乙,公交晚点,等了很久,2019-11-02,0,0\n")
    assert topics(path, tmp_path / "out.json") == []


def test_heat_rises_with_people_and_falls_with_time() -> None:
    assert heat_of(messages=10, people=10, votes=0, days=0) == 20
    assert heat_of(messages=10, people=1, votes=0, days=0) < heat_of(messages=10, people=10, votes=0, days=0)
    assert heat_of(messages=10, people=10, votes=0, days=93) < heat_of(messages=10, people=10, votes=0, days=7)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (f"{HEAD}\n1,甲,停水,没有水,前天,0,0\n", "第 1 条：created_at 列的“前天”不是时间"),
        ("title,created_at\n停水,2019-11-02\n", "没有“detail”这一列"),
        (f"{HEAD}\n", "没有留言"),
    ],
)
def test_what_cannot_be_grouped_is_refused_with_the_reason(write: Write, tmp_path: Path, table: str, said: str) -> None:
    with pytest.raises(UnusableTexts, match=said):
        topics(write("messages.csv", table), tmp_path / "out.json")
    assert not (tmp_path / "out.json").exists()
