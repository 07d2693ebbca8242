"""`yishang triage`: learn classes from files, and be judged on others."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from yishang.kernel.intake.rules import UnusableTable
from yishang.kernel.texts import gateways
from yishang.kernel.texts.rules import UnusableTexts, judge
from yishang.kernel.texts.tests.conftest import Write

COLUMNS = "title+detail:level1"


def last_line(*words: str) -> dict[str, Any]:
    said = StringIO()
    call_command("triage", *words, stdout=said)
    found: dict[str, Any] = json.loads(said.getvalue().splitlines()[-1])
    return found


def trained(lessons: Path, model: Path) -> dict[str, Any]:
    return last_line("train", "--data", f"{lessons}:{COLUMNS}", "--model", str(model))


def test_training_ends_with_five_fold_marks_and_the_model_says_why(lessons: Path, tmp_path: Path) -> None:
    found = trained(lessons, tmp_path / "model.npz")
    assert found["messages"] == 72
    assert 0 <= found["macro_f1"] <= 1
    judged = judge(gateways.read_model(tmp_path / "model.npz"), "西街小区旁边工地半夜噪音大，扬尘也没有人管")
    assert judged.best.label == "环境保护"
    assert sum(one.confidence for one in judged.ranking) == pytest.approx(1, abs=1e-5)
    assert any("噪音" in word or "扬尘" in word for word in judged.words)


def test_the_same_messages_give_the_same_bytes(lessons: Path, tmp_path: Path) -> None:
    for name in ("one.npz", "two.npz"):
        trained(lessons, tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_segmented_text_and_raw_text_are_judged_alike(lessons: Path, tmp_path: Path) -> None:
    trained(lessons, tmp_path / "model.npz")
    model = gateways.read_model(tmp_path / "model.npz")
    assert judge(model, "公交车 半小时 才来 一班") == judge(model, "公交车半小时，才来一班！")


def test_evaluation_counts_a_label_that_the_model_never_saw_as_wrong(
    lessons: Path, write: Write, tmp_path: Path
) -> None:
    trained(lessons, tmp_path / "model.npz")
    asked = write("asked.csv", "text,kind\n公交车半小时才来一班,交通运输\n请问何时发工资,劳动和社会保障\n")
    found = last_line("evaluate", "--data", f"{asked}:text:kind", "--model", str(tmp_path / "model.npz"))
    assert found["accuracy"] == 0.5
    assert found["macro_f1"] == 0.5  # over the labels present: one right, one not known
    assert found["ms_per_message"] > 0


def test_two_files_are_learned_together_whatever_their_columns(lessons: Path, write: Write, tmp_path: Path) -> None:
    more = write("more.csv", "tokens,level1\n搅拌站 噪音 粉尘 窗户 不敢 开,环境保护\n")
    words = ["train", "--data", f"{lessons}:{COLUMNS}", "--data", f"{more}:tokens:level1"]
    assert last_line(*words, "--model", str(tmp_path / "model.npz"))["messages"] == 73


MANY = "".join(f"第{number}次停水{number * 7}天,城建\n" for number in range(9))


@pytest.mark.parametrize(
    ("table", "columns", "said"),
    [
        ("title,level1\n停水,城建\n", "title+detail:level1", "没有“detail”这一列"),
        ("title,level1\n停水,城建\n", "title", "不是 文件:文本列:末列 的写法"),
        ("title,level1\n", "title:level1", "没有留言"),
        ("title,level1\n停水三天,城建\n停电两天,城建\n", "title:level1", "只有一种类别"),
        ("title,level1\n停水三天,\n", "title:level1", "level1 列是空的"),
        (f"title,level1\n{MANY}拖欠工资,劳动\n", "title:level1", "“劳动”1 条"),
    ],
)
def test_what_nothing_can_be_learned_from_is_refused_with_the_reason(
    write: Write, tmp_path: Path, table: str, columns: str, said: str
) -> None:
    path = write("messages.csv", table)
    with pytest.raises(UnusableTexts, match=said):
        last_line("train", "--data", f"{path}:{columns}", "--model", str(tmp_path / "model.npz"))
    assert not (tmp_path / "model.npz").exists()


def test_an_empty_file_and_a_missing_one_are_refused(write: Write, tmp_path: Path) -> None:
    model = str(tmp_path / "model.npz")
    with pytest.raises(UnusableTable, match="文件是空的"):
        last_line("train", "--data", f"{write('empty.csv', '')}:a:b", "--model", model)
    with pytest.raises(UnusableTable, match=r"没有 .*gone\.csv 这个文件"):
        last_line("train", "--data", f"{tmp_path / 'gone.csv'}:a:b", "--model", model)


def test_broken_bytes_are_refused_at_their_row(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes("title,level1\n小区门口停水已经三天没有人来修理,城建\n停".encode() + b"\xff\xfe,x\n")
    with pytest.raises(UnusableTexts, match="第 2 条：有读不出来的字节"):
        last_line("train", "--data", f"{path}:title:level1", "--model", str(tmp_path / "model.npz"))


def test_what_is_no_model_is_refused(lessons: Path, write: Write, tmp_path: Path) -> None:
    words = ["evaluate", "--data", f"{lessons}:{COLUMNS}", "--model"]
    with pytest.raises(UnusableTexts, match="不是 yishang triage train 写出的模型"):
        last_line(*words, str(write("model.npz", "no model")))
    with pytest.raises(UnusableTexts, match="读不出来"):
        last_line(*words, str(tmp_path / "gone.npz"))
