"""Two characters are enough, and the first letters of the pinyin."""

import pytest

from yishang.kernel.catalog import rules

NAMES = ("企业开办", "企业简易注销", "公章刻制备案", "银行账户注销", "不动产权证书缮制和发放")
INDEX = rules.Index((name, name, ["公安局"] if "公章" in name else []) for name in NAMES)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("企业开办", "qykb"),
        ("银行账户", "yhzh"),
        ("不动产", "bdc"),
        ("A证2", "az2"),
        ("《证》（丙）", "zb"),
        ("渭城", "wc"),
    ],
)
def test_first_letters(text: str, letters: str) -> None:
    assert rules.initials(text) == letters


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("开办", ["企业开办"]),
        ("注销", ["企业简易注销", "银行账户注销"]),
        ("企业 注销", ["企业简易注销"]),
        ("qykb", ["企业开办"]),
        ("YHZH", ["银行账户注销"]),
        ("公安", ["公章刻制备案"]),
        ("没有的", []),
        ("  ", []),
        ("", []),
    ],
)
def test_found(text: str, names: list[str]) -> None:
    assert INDEX.found(text) == names


def test_no_more_than_asked_for() -> None:
    assert len(INDEX.found("销", limit=1)) == 1
