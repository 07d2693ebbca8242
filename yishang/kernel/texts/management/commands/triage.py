"""`yishang triage train` and `yishang triage evaluate`: the class of a message, learned from files (specs)."""

import json
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import CommandParser

from yishang.kernel.commands import ConsoleCommand
from yishang.kernel.texts import gateways, rules
from yishang.kernel.texts.rules import learning

DATA = "文件:文本列[+文本列…]:类别列；CSV 或 .csv.xz，文本可以是原文，也可以已用空格分词"
EPILOG = "最后一行是 JSON。退出码：0 完成；1 输入不可用，什么也没有写。"


class Command(ConsoleCommand):
    help = "文本分类：用已分类的留言训练模型，或用留言检验模型"
    requires_system_checks = []
    epilog = EPILOG

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, title="操作", metavar="train|evaluate")
        train = actions.add_parser("train", help="训练；末行是五折交叉检验的准确率和宏平均 F1", epilog=EPILOG)
        train.add_argument("--data", action="append", required=True, metavar="DATA", help=f"{DATA}；可以写几次")
        train.add_argument("--model", type=Path, required=True, metavar="FILE", help="模型写到这个文件")
        evaluate = actions.add_parser("evaluate", help="检验；末行是准确率、宏平均 F1 和每条毫秒数", epilog=EPILOG)
        evaluate.add_argument("--data", required=True, metavar="DATA", help=DATA)
        evaluate.add_argument("--model", type=Path, required=True, metavar="FILE", help="train 写出的模型")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "train":
            self._train(options["data"], options["model"])
        else:
            self._evaluate(options["data"], options["model"])

    def _train(self, sources: list[str], path: Path) -> None:
        began = perf_counter()
        texts: list[str] = []
        labels: list[str] = []
        for words in sources:
            more_texts, more_labels = gateways.labelled(gateways.source_of(words))
            texts += more_texts
            labels += more_labels
        learned = learning.learn(texts, labels)
        data = gateways.packed(learned.model)
        gateways.write_bytes(path, data)
        self.stdout.write(
            f"{len(texts)} 条留言，{len(learned.model.labels)} 类；连同交叉检验 {perf_counter() - began:.1f} 秒；"
            f"模型 {len(data) / 1e6:.1f} MB，写入 {path}"
        )
        found = {"messages": len(texts), "accuracy": learned.accuracy, "macro_f1": learned.macro_f1}
        self.stdout.write(_line(found))

    def _evaluate(self, words: str, path: Path) -> None:
        texts, labels = gateways.labelled(gateways.source_of(words))
        model = gateways.read_model(path)
        rules.scores_of(model, "")  # what is made once for each model belongs to its loading
        began = perf_counter()
        guessed = [model.labels[int(rules.scores_of(model, text).argmax())] for text in texts]
        each = (perf_counter() - began) * 1000 / len(texts)
        if unknown := sorted(set(labels) - set(model.labels)):
            self.stderr.write(f"模型没有学过这些类别，其留言都算错：{'、'.join(unknown[:10])}")
        accuracy, macro_f1 = learning.marks(labels, guessed)
        found = {"messages": len(texts), "accuracy": accuracy, "macro_f1": macro_f1, "ms_per_message": each}
        self.stdout.write(_line(found))


def _line(found: dict[str, float]) -> str:
    return json.dumps({name: round(value, 4) for name, value in found.items()})
