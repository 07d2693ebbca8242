"""`yishang calendar recompute`: after a new year's holidays were loaded, every running deadline is derived again."""

from typing import Any

from django.core.management.base import CommandParser

from yishang.kernel.cases import services as cases
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import services as clocks
from yishang.kernel.commands import ConsoleCommand


class Command(ConsoleCommand):
    help = "工作日历：recompute 装入随程序来的日历，重算在办件的期限，并在每件的经过里留痕。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["recompute"], help="recompute：装入日历并重算")

    def handle(self, *args: Any, **options: Any) -> None:
        days = clocks.load_calendar()
        changed = cases.recompute_deadlines(at=clock_queries.present())
        self.stdout.write(f"日历更新 {days} 天，{changed} 件的期限有变动")
