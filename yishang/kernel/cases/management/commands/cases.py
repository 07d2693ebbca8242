"""`yishang cases verify`: does every matter stand where its trace says that it stands?"""

import argparse
from typing import Any

from yishang.kernel.cases import queries
from yishang.kernel.commands import ConsoleCommand


class Command(ConsoleCommand):
    help = "办件：核对每一件的状态与留痕是否一致"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="操作")
        actions.add_parser("verify", help="逐件核对；最后一行为 OK … 或 FAIL <编号>: <原因>，不一致时退出码为 1")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = queries.verify_states()
        if verdict.number:
            self.stdout.write(f"FAIL {verdict.number}: {verdict.why}")
            raise SystemExit(1)
        self.stdout.write(f"OK {verdict.count} cases，状态与留痕全部相符")
