"""Lists out: workbooks that every office program opens, CSV that computes nothing, memory that stays flat."""

import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import load_workbook

from yishang.kernel.intake import rules, services
from yishang.kernel.intake.gateways import workbooks

HEAD = ("编号", "内容", "件数")


def opened(rows: list[tuple[object, ...]], title: str = "清单", mark: str = "") -> Any:
    with services.workbook_of(title=title, head=HEAD, rows=rows, mark=mark) as file:
        return load_workbook(file).active


def read(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return list(opened(rows).iter_rows(values_only=True))


def test_what_goes_in_comes_out() -> None:
    assert read([("A1", "供电 & <外线>\n“第二行”", 3), ("A2", None, 2.5), ("", " 前后空格 ", -1)]) == [
        HEAD, ("A1", "供电 & <外线>\n“第二行”", 3), ("A2", None, 2.5), (None, " 前后空格 ", -1),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "＝1"])
def test_no_text_is_computed(text: str) -> None:
    cell = opened([("A1", text, 1)])["B2"]
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")
    for row in (
        "".join(services.csv_chunks(head=HEAD, rows=[("A1", text, -1)], free_text=free)) for free in (None, (0, 1))
    ):
        assert f"'{text}" in row
        assert "'-1\r" not in row


def test_what_no_workbook_can_hold_is_marked_and_cut() -> None:
    rows = read([("\x00\x07\ud800", "长" * 40_000, 1)])
    assert rows[1][0] == "\ufffd\ufffd\ufffd"
    assert len(str(rows[1][1])) == workbooks.CELL_MAX


def test_a_sheet_s_name_and_the_mark_hold_what_they_may() -> None:
    sheet = opened([], title="清单[1]/*?:\\" + "长" * 40, mark="陈静 & 同事")
    assert len(sheet.title) == 31
    assert sheet.oddFooter.center.text == "陈静 ＆ 同事"


def test_a_list_that_breaks_leaves_no_file() -> None:
    def rows() -> Iterator[tuple[object, ...]]:
        yield ("A1", "供电", 1)
        raise ValueError("the database went away")

    with pytest.raises(ValueError, match="went away"):
        services.workbook_of(title="清单", head=HEAD, rows=rows())


def test_rows_beyond_what_a_sheet_holds_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "SHEET_ROWS", 2)
    assert len(read([("A1", "供电", 1)] * 3)) == 3


def test_disarming_named_columns_says_the_same_as_disarming_all() -> None:
    rows = [("A1", "=x", "是"), ("A2", "好", "是"), ("", None, "是")]
    named = [list(rules.disarming((0, 1))(row)) for row in rows]
    assert [["" if cell is None else cell for cell in row] for row in named] == [
        rules.harmless_row(row) for row in rows
    ]


def test_memory_stays_flat_however_long_the_list_is() -> None:
    def peak(count: int) -> int:
        rows = (("A1", "供电外线路由未定", place) for place in range(count))
        tracemalloc.start()
        services.workbook_of(title="清单", head=HEAD, rows=rows).close()
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(10)
    assert peak(40_000) < peak(20_000) + 500_000


def test_csv_comes_in_pieces_worth_sending() -> None:
    pieces = list(services.csv_chunks(head=HEAD, rows=[("A1", "供电" * 50, 1)] * 5000))
    assert 5 < len(pieces) < 20
    assert pieces[0].startswith("\ufeff编号,内容,件数\r\n")
