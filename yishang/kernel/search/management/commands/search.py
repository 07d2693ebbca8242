"""`yishang search rebuild`: index everything again."""

from typing import Any

from django.core.management.base import CommandParser

from yishang.kernel.commands import ConsoleCommand
from yishang.kernel.search import services


class Command(ConsoleCommand):
    help = "全文检索：重新编制索引"
    epilog = (
        "平时不需要：提交、补充、办结、导入时，索引随之更新。怀疑搜不全时用。"
        "期间网站照常使用，只是暂时搜不全；PostgreSQL 在最后建索引的一两分钟里，提交和办理要等待。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, title="操作", metavar="rebuild")
        actions.add_parser("rebuild", help="清空索引，逐批重新编入全部诉求；最后一行为 OK …（每十万件约一分钟）")

    def handle(self, *args: Any, **options: Any) -> None:
        count = services.rebuild(say=self.stderr.write)
        self.stdout.write(f"OK {count} 件，全部编入索引")
