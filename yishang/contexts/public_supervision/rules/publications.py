"""What the public and machines get of topics: their votes, answers and results. Of reports nothing is published."""

from collections.abc import Mapping

from yishang.kernel.publish.rules import Dataset, Field

TOPICS_DATASET = "public_supervision.topics"
ANSWERS_IN_WORDS = {"adopt": "采纳", "decline": "不采纳"}

DATASETS = (
    Dataset(
        TOPICS_DATASET,
        "群众点题和答复",
        (
            Field("number", "编号"),
            Field("title", "题目"),
            Field("field", "领域"),
            Field("unit", "答复单位"),
            Field("votes", "票", "integer"),
            Field("answer_kind", "答复"),
            Field("answer", "答复内容"),
            Field("answered_on", "答复日期", "date"),
            Field("task", "检查任务"),
            Field("result", "结果"),
            Field("result_on", "结果日期", "date"),
        ),
        "国务院关于在市场监管领域全面推行部门联合“双随机、一公开”监管的意见（国发〔2019〕5号）：社会监督",
        "群众点题、投票，部门公开答复采纳或理由，采纳的公布结果。投票人不留存。",
    ),
)


def topic_row(told: Mapping[str, object]) -> dict[str, object]:
    """The public row of an answered topic; what is not there yet is empty."""
    kind = ANSWERS_IN_WORDS.get(str(told["answer_kind"]), "")
    return {**told, "answer_kind": kind}
