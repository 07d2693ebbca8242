"""What may stand beside what among the eight results, and what they are called elsewhere."""

import pytest

from yishang.contexts.random_inspection.rules import onsite
from yishang.contexts.random_inspection.rules.onsite import Outer, Tally

CLEAN = Tally(lines=4, yes=3, no=0, not_applicable=1, unchecked=0)
PARTLY = Tally(lines=4, yes=2, no=0, not_applicable=0, unchecked=2)
FOUND = Tally(lines=4, yes=3, no=1, not_applicable=0, unchecked=0)
UNTOUCHED = Tally(lines=4, yes=0, no=0, not_applicable=0, unchecked=4)


@pytest.mark.parametrize(
    ("codes", "problem", "tally", "field", "fault"),
    [
        ([], "", CLEAN, "results", "请选择"),
        (["R9"], "", CLEAN, "results", "没有"),
        (["R5", "R5"], "有", FOUND, "results", "两次"),
        (["R1", "R2"], "有", FOUND, "results", "不能与其他结果"),
        (["R7", "R5"], "有", FOUND, "results", "不能同时选"),
        (["R8", "R7"], "有", FOUND, "results", "不能同时选"),
        (["R1"], "台账缺页", CLEAN, "problem", "不能同时填写"),
        (["R1"], "", FOUND, "results", "选了“否”"),
        (["R1"], "", UNTOUCHED, "results", "没有检查不等于没有发现问题"),
        (["R7"], "", FOUND, "results", "请选一种发现问题的结果"),
        (["R5"], " ", FOUND, "problem", "写明"),
        (["R5"], "长" * 2001, FOUND, "problem", "最多"),
    ],
)
def test_refused(codes: list[str], problem: str, tally: Tally, field: str, fault: str) -> None:
    assert fault in onsite.faults_of(codes, problem=problem, tally=tally)[field]


@pytest.mark.parametrize(
    ("codes", "problem", "tally"),
    [
        (["R1"], "", CLEAN),
        (["R1"], "", PARTLY),
        (["R2", "R5"], "未公示联络员，已责令改正", FOUND),
        (["R7"], "", UNTOUCHED),
        (["R4"], "住所无人，门牌不存在", UNTOUCHED),
        (["R6"], "锁门拒绝进入", UNTOUCHED),
    ],
)
def test_taken(codes: list[str], problem: str, tally: Tally) -> None:
    assert onsite.faults_of(codes, problem=problem, tally=tally) == {}


def test_results_read_in_the_order_of_the_list() -> None:
    assert onsite.words_of(["R8", "R2"]) == "未按规定公示应当公示的信息；发现问题待后续处理"


def test_an_order_follows_what_was_ordered_and_something_follows_what_is_pending() -> None:
    assert [code for code in onsite.RESULTS if onsite.needs_order([code])] == ["R2", "R5"]
    assert [code for code in onsite.RESULTS if onsite.is_followed([code])] == ["R2", "R5", "R8"]


TABLE = (
    Outer("GSXT", "R8", "A", "待后续处理"),
    Outer("GSXT", "R2", "B", "未公示"),
    Outer("GSXT", "", "7", "已关闭停业"),
    Outer("OTHER", "R1", "1", "未发现问题"),
)


def test_gaps_of_a_table_are_told_both_ways() -> None:
    found = onsite.gaps(TABLE, system="GSXT")
    assert found.unsaid == ("R1", "R3", "R4", "R5", "R6", "R7")
    assert found.unknown == ("7 已关闭停业",)
    assert "没有对应代码：R1 未发现问题" in found.words("公示系统")


def test_a_whole_table_has_no_warning() -> None:
    whole = [Outer("X", code, code, text) for code, text in onsite.RESULTS.items()]
    assert onsite.gaps(whole, system="X").words("X") == ""


def test_a_code_that_is_missing_there_is_told_and_never_guessed() -> None:
    assert onsite.outer_codes(["R2", "R5"], TABLE, system="GSXT") == (["B"], ["R5"])
