"""`yishang measures recount` and `yishang measures verify`: the full counts behind large overviews."""

from time import monotonic
from typing import Any

from django.core.management.base import CommandParser

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.commands import ConsoleCommand
from yishang.kernel.measures import queries, services


class Command(ConsoleCommand):
    help = "指标：重新汇总，或把汇总与逐件重数核对"

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, title="操作", metavar="recount|verify")
        actions.add_parser("recount", help="现在汇总一次，概览页随即使用")
        actions.add_parser("verify", help="与逐件重数核对；最后一行为 OK … 或 FAIL <业务>: <不符之处>，退出码 1")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "recount":
            self._recount()
        else:
            self._verify()

    def _recount(self) -> None:
        for one in queries.recountings():
            began = monotonic()
            made = services.recount(recounting=one, at=clocks.present())
            self.stdout.write(f"{one.process}：{made.rows} 件，{monotonic() - began:.1f} 秒")

    def _verify(self) -> None:
        declared = queries.recountings()
        for one in declared:
            if difference := services.recount_disagreement(recounting=one, at=clocks.present()):
                self.stdout.write(f"FAIL {one.process}: {difference}")
                raise SystemExit(1)
        self.stdout.write(f"OK {len(declared)} 项业务，汇总与重数相符")
