"""`yishang journal verify`: is every trace still as it was written?"""

from typing import Any

from django.core.management.base import CommandParser

from yishang.kernel.commands import ConsoleCommand
from yishang.kernel.journal import queries


class Command(ConsoleCommand):
    help = "留痕：核验全部留痕与封存是否被改动、删除或插入"

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, title="操作", metavar="verify")
        actions.add_parser("verify", help="逐条核验；最后一行为 OK … 或 FAIL <对象>/<序号>: <原因>，有问题时退出码为 1")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = queries.verify(on_progress=lambda count: self.stderr.write(f"已核验 {count} 条……"))
        if verdict.breach:
            self.stdout.write(f"FAIL {verdict.breach.place}: {verdict.breach.why}")
            raise SystemExit(1)
        self.stdout.write(f"OK {verdict.facts} facts, {verdict.seals} seals，全部相符")
