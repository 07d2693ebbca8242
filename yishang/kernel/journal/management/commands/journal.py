"""`yishang journal verify`: is every trace still as it was written?"""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from yishang.kernel.journal import queries


class Command(BaseCommand):
    help = "留痕：核验全部留痕与封存是否被改动、删除或插入"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="操作")
        actions.add_parser("verify", help="逐条核验；最后一行为 OK … 或 FAIL <对象>/<序号>: <原因>，有问题时退出码为 1")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = queries.verify(on_progress=lambda count: self.stderr.write(f"已核验 {count} 条……"))
        if verdict.breach:
            self.stdout.write(f"FAIL {verdict.breach.place}: {verdict.breach.why}")
            raise SystemExit(1)
        self.stdout.write(f"OK {verdict.facts} facts, {verdict.seals} seals，全部相符")
