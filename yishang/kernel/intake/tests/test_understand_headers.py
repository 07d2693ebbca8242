"""Which column is which field: by name, by label, by a known other header, or because somebody says so."""

from datetime import datetime

import pytest

from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.intake import rules
from yishang.kernel.intake.tests.conftest import FIELDS, Desk, Put


@pytest.mark.parametrize("header", ["external_id,content", "编号,内容", "ID, Detail ", "External-ID,ＣＯＮＴＥＮＴ"])
def test_a_header_is_understood_without_a_map(header: str) -> None:
    columns = rules.columns_of(header.split(","), FIELDS, {})
    assert dict(columns.places) == {"external_id": 0, "content": 1}


def test_a_map_wins_over_what_the_header_suggests(desk: Desk, put: Put) -> None:
    outcome = desk.bring_in(put("编号,内容,正文\nA1,摘要,全文\n"), columns="正文=content")
    assert desk.rows == {"A1": "全文"}
    assert outcome.unused == ("内容",)


def test_a_column_with_a_comma_or_an_equals_sign_can_be_mapped() -> None:
    assert rules.wanted_columns('"时间, 地点=x"=content,编号=external_id') == {
        "时间, 地点=x": "content",
        "编号": "external_id",
    }


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("content", "不是“列名=字段”的写法"),
        ("=content", "不是“列名=字段”的写法"),
        ("没有=content", "没有“没有”这一列"),
        ("内容=nothing", "没有“nothing”这个字段"),
        ("内容=content,编号=content", "两列都对应到"),
        ("内容=content,内容=external_id", "写了两次"),
    ],
)
def test_a_map_that_makes_no_sense_is_refused(desk: Desk, put: Put, wanted: str, said: str) -> None:
    with pytest.raises(rules.UnusableTable, match=said):
        desk.bring_in(put("编号,内容\nA1,供电\n"), columns=wanted)


def test_columns_that_nobody_reads_are_named(desk: Desk, put: Put) -> None:
    assert desk.bring_in(put("编号,内容,votes,\nA1,供电,3,\n")).unused == ("votes", "（第 4 列，无列名）")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2019-02-28 11:25:05", (2019, 2, 28, 11, 25, 5)),
        ("2019-02-28T11:25", (2019, 2, 28, 11, 25)),
        ("2019/1/6 9:05:38", (2019, 1, 6, 9, 5, 38)),
        ("2019/1/6 9:05", (2019, 1, 6, 9, 5)),
        ("2019年1月6日", (2019, 1, 6)),
        ("２０１９-０１-０６", (2019, 1, 6)),
    ],
)
def test_times_are_read_as_people_write_them(text: str, at: tuple[int, ...]) -> None:
    assert rules.moment(text) == datetime(*at, tzinfo=SHANGHAI)  # type: ignore[misc, arg-type]


def test_a_time_with_an_offset_keeps_it() -> None:
    assert rules.moment("2019-02-28T03:25:05+00:00") == datetime(2019, 2, 28, 11, 25, 5, tzinfo=SHANGHAI)


@pytest.mark.parametrize("text", ["", "昨天", "2019-02-30", "2019/13/1", "43524.5", "20190106", "2019-01-06 25:00"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert rules.moment(text) is None
