"""Learning from real messages: `python -m benchmarks.texts`. Five folds, one core for judging, topics of 4,326."""

import os
import sys
from pathlib import Path
from time import perf_counter, process_time

from yishang.kernel.texts import gateways, rules
from yishang.kernel.texts.rules import grouping, learning

REAL_DATA = Path(__file__).parents[1] / os.environ.get("YISHANG_REAL_DATA", "../shared/data") / "messages"
LABELLED = ("labelled_494.csv:title+detail:level1", "labelled_segmented_8242.csv.xz:tokens:level1")
DATED = "hot_topic_4326.csv.xz:title+detail:created_at"


def main() -> int:
    """Print one row of a Markdown table for each figure."""
    if not REAL_DATA.is_dir():
        sys.stderr.write("没有真实数据：YISHANG_REAL_DATA 指向的文件夹不存在。\n")
        return 1
    sys.stdout.write("| 文本研判 | 目标 | 量得 |\n| --- | --- | --- |\n")
    _classes()
    _topics()
    return 0


def _classes() -> None:
    texts: list[str] = []
    labels: list[str] = []
    for words in LABELLED:
        more_texts, more_labels = gateways.labelled(gateways.source_of(f"{REAL_DATA}/{words}"))
        texts, labels = texts + more_texts, labels + more_labels
    began, worked = perf_counter(), process_time()
    learned = learning.learn(texts, labels)
    took, cost = perf_counter() - began, process_time() - worked
    raw = texts[:494]
    rules.scores_of(learned.model, "")
    asked = process_time()
    for text in raw:
        rules.scores_of(learned.model, text)
    each = (process_time() - asked) * 1000 / len(raw)
    sys.stdout.write(f"| 五折准确率，{len(texts)} 条，7 类，相同相近的同折 | ≥ 0.93 | {learned.accuracy:.4f} |\n")
    sys.stdout.write(f"| 五折宏平均 F1 | ≥ 0.92 | {learned.macro_f1:.4f} |\n")
    sys.stdout.write(f"| 训练连同五折 | ≤ 60 秒 | {took:.0f} 秒（处理器 {cost:.0f} 秒） |\n")
    sys.stdout.write(f"| 判一条原文，一核，处理器时间 | ≤ 3 毫秒 | {each:.2f} 毫秒 |\n")
    sys.stdout.write(f"| 模型 | ≤ 30 MB | {len(gateways.packed(learned.model)) / 1e6:.1f} MB |\n")


def _topics() -> None:
    messages = gateways.dated(gateways.source_of(f"{REAL_DATA}/{DATED}"))
    began, worked = perf_counter(), process_time()
    found = grouping.topics_of(messages)
    took, cost = perf_counter() - began, process_time() - worked
    many = sum(len(one.messages) for one in found)
    grouped = f"{len(messages)} 条归出 {len(found)} 组 {many} 条"
    sys.stdout.write(f"| 热点，{grouped} | ≤ 60 秒 | {took:.0f} 秒（处理器 {cost:.0f} 秒） |\n")


if __name__ == "__main__":
    sys.exit(main())
