"""Every way in which a table may be written down reads the same; every way in which it may be broken is said."""

import lzma
import re
import tracemalloc
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from yishang.kernel.intake import gateways, rules
from yishang.kernel.intake.tests.conftest import HEADER, Desk, Put

TEXT = f'{HEADER}\nA1,供电外线路由未定,急\nA2,"施工许可，还差\n一项",\n'
AS_READ = {"A1": "供电外线路由未定", "A2": "施工许可，还差\n一项"}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (TEXT.encode(), "table.csv"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "table.csv"),
        (TEXT.encode("gb18030"), "table.csv"),
        (TEXT.replace("\n", "\r\n").encode(), "table.txt"),
        (lzma.compress(TEXT.encode()), "table.csv.xz"),
        (lzma.compress(TEXT.encode("gb18030")), "no-ending"),
    ],
    ids=["utf-8", "bom", "gb18030", "crlf", "xz", "gb18030-xz"],
)
def test_a_csv_reads_the_same_however_it_is_written(desk: Desk, put: Put, content: bytes, name: str) -> None:
    outcome = desk.bring_in(put(content, name))
    assert (outcome.read, outcome.accepted, outcome.refused) == (2, 2, 0)
    assert {key: text.replace("\r\n", "\n") for key, text in desk.rows.items()} == AS_READ


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, file = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.create_sheet("别的").append(("不读",))
    book.save(file)
    return file.getvalue()


def test_the_first_sheet_of_a_workbook_reads_like_a_csv(desk: Desk, put: Put) -> None:
    sheet = workbook(("编号", "内容", "时间"), (188006, "供电", date(2019, 2, 28)), (None, None), (7.0, 3.5))
    path = put(sheet, "table.xlsx")
    assert [record.cells for record in gateways.table_at(path).records()] == [
        ("188006", "供电", "2019-02-28 00:00:00"),
        ("7", "3.5"),
    ]
    assert desk.bring_in(path).accepted == 2


def test_a_formula_is_refused_at_its_cell_and_a_text_like_one_is_not(desk: Desk, put: Put) -> None:
    outcome = desk.bring_in(
        put(workbook(("编号", "内容", "备注"), ("A1", "=1+1", ""), ("A2", "供电", "=2+2")), "t.xlsx")
    )
    assert [(one.row, one.column, one.value) for one in outcome.first_findings] == [(1, "内容", "=1+1")]
    assert "公式" in outcome.first_findings[0].reason


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"\n\n , \n", "文件是空的"),
        ("编号,说法\nA1,供电\n".encode(), "缺少必需的列：内容（content）"),
        ("编号;内容\nA1;供电\n".encode(), "缺少必需的列"),
        ("编号,内容,detail\nA1,供电,供气\n".encode(), "两列都是"),
        ("编号,内容,内容\nA1,供电,供气\n".encode(), "两列都是"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (lzma.compress(TEXT.encode())[:-20], "不完整或已损坏"),
        (b"\xfd7zXZ\x00rubbish", "不完整或已损坏"),
        (b"PK\x03\x04rubbish", "不是完好的 XLSX"),
        (b"\xd0\xcf\x11\xe0rubbish", "旧版 .xls"),
        (b"\x7fELF\x02\x01\x01\x00\x00,content\n", "不是可读的表头"),
        (b'"' + "编号,内容".encode(), "表头读不出来"),
        (b"id,content\n" + b"x" * 1_000_001, "不像表格"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_words(desk: Desk, put: Put, content: bytes, said: str) -> None:
    with pytest.raises(rules.UnusableTable) as refusal:
        desk.bring_in(put(content))
    assert said in refusal.value.message
    assert refusal.value.next_step
    assert not desk.rows


def test_a_missing_file_and_a_folder_are_refused_in_words(desk: Desk, tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(rules.UnusableTable, match="没有"):
            desk.bring_in(path)


def test_a_workbook_without_rows_and_a_zip_that_is_none_are_refused(desk: Desk, put: Put) -> None:
    with pytest.raises(rules.UnusableTable, match="第一张表是空的"):
        desk.bring_in(put(workbook(), "t.xlsx"))
    archive = BytesIO()
    with ZipFile(archive, "w") as file:
        file.writestr("table.csv", TEXT)
    with pytest.raises(rules.UnusableTable, match="不是完好的 XLSX"):
        desk.bring_in(put(archive.getvalue(), "t.xlsx"))


SHEET = "xl/worksheets/sheet1.xml"


def test_a_row_that_calls_itself_the_billionth_keeps_no_worker_waiting(
    desk: Desk, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yishang.kernel.intake.gateways.sheets.ROWS_OF_A_SHEET", 1000)
    source, made = ZipFile(BytesIO(workbook(("编号", "内容", "备注"), ("A1", "供电", "")))), BytesIO()
    with ZipFile(made, "w") as file:
        for name in source.namelist():
            content = source.read(name)
            for column in "ABC" if name == SHEET else "":
                content = content.replace(f'"{column}2"'.encode(), f'"{column}99999999999"'.encode())
            file.writestr(name, content.replace(b'<row r="2"', b'<row r="99999999999"'))
    with pytest.raises(rules.UnusableTable, match="超出了工作表"):
        desk.bring_in(put(made.getvalue(), "t.xlsx"))


@pytest.mark.parametrize(
    ("local", "central", "value"), [(6, 8, 1), (8, 10, 97)], ids=["encrypted", "packed in an unknown way"]
)
def test_a_workbook_that_cannot_be_unpacked_is_refused_in_words(
    desk: Desk, put: Put, local: int, central: int, value: int
) -> None:
    content = bytearray(workbook(("A1", "供电", "")))
    for mark, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        for found in re.finditer(re.escape(mark), bytes(content)):
            content[found.start() + offset] = value
    with pytest.raises(rules.UnusableTable, match="不是完好的 XLSX"):
        desk.bring_in(put(bytes(content), "t.xlsx"))


def test_a_workbook_whose_packing_is_damaged_is_refused_in_words(desk: Desk, put: Put) -> None:
    content = bytearray(workbook(("A1", "供电", "")))
    inside = content.index(SHEET.encode()) + len(SHEET)
    content[inside : inside + 20] = bytes(byte ^ 0xFF for byte in content[inside : inside + 20])
    with pytest.raises(rules.UnusableTable, match="不是完好的 XLSX"):
        desk.bring_in(put(bytes(content), "t.xlsx"))


def test_a_workbook_with_more_text_than_memory_should_hold_is_refused(desk: Desk, put: Put) -> None:
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as file, file.open("xl/sharedStrings.xml", "w") as texts:
        for _ in range(129):
            texts.write(b" " * (1 << 20))
    with pytest.raises(rules.UnusableTable, match="128 MB"):
        desk.bring_in(put(archive.getvalue(), "t.xlsx"))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("A2,供\udcff电,".encode(errors="surrogateescape"), "无法识别的字节"),
        (b"A2,a\x00b,", "空字符"),
        ("A2,供电,急,还有".encode(), "内容可能错位"),
        ('A2,"供"电,'.encode(), "双引号不成对"),
        (b"A2," + b"x" * 140_000 + b",", "一格超过"),
        (b"A2,,", "没有内容"),
    ],
    ids=["bytes", "nul", "shifted", "quotes", "long", "empty"],
)
def test_a_broken_row_costs_itself_only(desk: Desk, put: Put, line: bytes, reason: str) -> None:
    sound = f"{HEADER}\nA1,供电外线路由一直没有定下来,\n".encode()
    outcome = desk.bring_in(put(sound + line + "\nA3,施工许可,\n".encode()), accept_good=True)
    assert (outcome.read, outcome.accepted, outcome.refused) == (3, 2, 1)
    assert reason in outcome.first_findings[0].reason
    assert outcome.first_findings[0].row == 2
    assert sorted(desk.rows) == ["A1", "A3"]


def test_a_quote_that_is_never_closed_is_said_and_does_not_swallow_the_file_silently(desk: Desk, put: Put) -> None:
    outcome = desk.bring_in(put(f'{HEADER}\nA1,供电,\nA2,"没有收尾,\nA3,供气,\n'), accept_good=True)
    assert outcome.refused == 1
    assert "第 3 至 4 行" in outcome.first_findings[0].reason


def test_damage_in_a_column_that_nobody_reads_does_not_matter(desk: Desk, put: Put) -> None:
    assert desk.bring_in(put(f"{HEADER}\nA1,供电,a\0b\n")).accepted == 1


def test_a_gb18030_file_with_one_broken_byte_keeps_its_other_rows(desk: Desk, put: Put) -> None:
    rows = f"{HEADER}\nA1,供电外线路由未定,\n".encode("gb18030") + b"A2,\xff\xff,\nA3,\xca\xa9\xb9\xa4,\n"
    outcome = desk.bring_in(put(rows), accept_good=True)
    assert (outcome.accepted, outcome.refused, desk.rows["A3"]) == (2, 1, "施工")


def test_memory_stays_flat_however_long_the_file_is(put: Put) -> None:
    def peak(rows: int) -> int:
        path = put(f"{HEADER}\n" + "A1,供电外线路由未定,\n" * rows, f"{rows}.csv")
        tracemalloc.start()
        assert sum(1 for _ in gateways.table_at(path).records()) == rows
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(10)
    assert peak(150_000) < peak(75_000) + 500_000


LAUGHS = '<!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{place} "{f"&a{place - 1};" * 10}">' for place in range(1, 10)
)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", SHEET])
@pytest.mark.parametrize("xml", [f"{LAUGHS}]><x>&a9;</x>", "rubbish", "<x><y></x>"], ids=["laughs", "none", "crossed"])
def test_broken_or_exploding_xml_in_any_part_of_a_workbook_is_refused_in_words(
    desk: Desk, put: Put, part: str, xml: str
) -> None:
    made = BytesIO()
    with ZipFile(BytesIO(workbook(("A1", "供电", "")))) as sound, ZipFile(made, "w", ZIP_DEFLATED) as broken:
        for name in sound.namelist():
            broken.writestr(name, xml if name == part else sound.read(name))
    with pytest.raises(rules.UnusableTable, match="不是完好的 XLSX"):
        desk.bring_in(put(made.getvalue(), "t.xlsx"))


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_before_the_visible_one_is_not_brought_in(desk: Desk, put: Put, state: str) -> None:
    book, file = Workbook(), BytesIO()
    hidden, shown = book.active, book.create_sheet("清单")
    for sheet, words in ((hidden, "从前的"), (shown, "供电")):
        sheet.append(HEADER.split(","))
        sheet.append(["A1", words, ""])
    hidden.sheet_state, book.active = state, 1
    book.save(file)
    desk.bring_in(put(file.getvalue(), "t.xlsx"))
    assert desk.rows == {"A1": "供电"}
