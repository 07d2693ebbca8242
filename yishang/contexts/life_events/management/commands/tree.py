"""`yishang tree load` and `yishang tree write`: a tree as a table, checked first, published from a day on."""

import csv
from argparse import ArgumentTypeError
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.timezone import localdate

from yishang.contexts.life_events import queries, rules, services
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.commands import UNUSABLE, ConsoleCommand
from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import SYSTEM_ACTOR


class Command(ConsoleCommand):
    help = "生命树：write 把一棵树写成表格；load 检查改好的表格，列出差异，再从某一天起发布。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["write", "load"], help="write：写出表格；load：载入并发布")
        parser.add_argument("tree", choices=list(rules.TITLES), help="哪棵树")
        parser.add_argument("file", type=Path, help="CSV 文件；load 也认 XLSX")
        parser.add_argument("--dry-run", action="store_true", help="只检查、只列差异，什么也不改")
        parser.add_argument("--on", type=_day, help="从哪一天起生效，如 2020-01-15；不写就是今天")
        parser.add_argument("--reason", default="", help="为什么改")
        parser.add_argument("--declared", help="声明数：阶段,主题,事件,事项；不写就与现在的一样")

    def handle(self, *args: Any, action: str, tree: str, file: Path, **options: Any) -> None:
        try:
            if action == "write":
                self._write(tree, file)
            else:
                self._load(tree, file, options)
        except rules.TableRefused as refusal:
            self.stdout.writelines([f"第 {row} 行：{words}" if row else words for row, words in refusal.told])
            raise CommandError("没有载入任何内容。", returncode=UNUSABLE) from refusal
        except (Refusal, OSError) as refusal:
            raise CommandError(str(refusal), returncode=UNUSABLE) from refusal

    def _write(self, tree: str, file: Path) -> None:
        day = localdate(clocks.present())
        rows = list(rules.rows_of(queries.tree(tree, on=day), queries.item_names(day)))
        with file.open("w", encoding="utf-8-sig", newline="") as table:
            csv.writer(table).writerows([rules.HEAD, *rows])
        self.stdout.write(f"写了 {len(rows)} 行：{file}")

    def _load(self, tree: str, file: Path, options: dict[str, Any]) -> None:
        now = clocks.present()
        today, before = localdate(now), queries.tree(tree, on=localdate(now))
        read = services.read_table(path=file, tree=tree, on=today)
        after = rules.tree_of(tree, read.nodes, read.items)
        changes = rules.differences(before, after, queries.item_names(today))
        self.stdout.writelines([f"{one.kind}：{one.words}" for one in changes] or ["没有差异"])
        declared = _declared(options["declared"]) or queries.declared(tree, on=today)
        rules.check_counts(after, declared)
        if options["dry_run"] or not changes:
            return
        counts, reason = asdict(declared), options["reason"] or "控制台载入"
        services.load_tree(actor=SYSTEM_ACTOR, tree=tree, path=file, declared=counts, reason=reason, at=now)
        version = services.publish_tree(actor=SYSTEM_ACTOR, tree=tree, on=options["on"] or today, at=now)
        self.stdout.write(f"{version}已发布，{version.effective_from:%Y-%m-%d} 起生效")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}”不是日期，须如 2020-01-15") from None


def _declared(text: str | None) -> rules.Count | None:
    if not text:
        return None
    parts = text.replace("，", ",").split(",")
    if len(parts) != 4 or not all(one.strip().isdigit() for one in parts):
        raise CommandError("声明数须是四个数：阶段,主题,事件,事项。", returncode=UNUSABLE)
    return rules.Count(*(int(one) for one in parts))
