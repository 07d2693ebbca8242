"""`yishang topics`: hot topics of a file of messages (specs/interfaces.md)."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import CommandParser

from yishang.kernel.commands import ConsoleCommand
from yishang.kernel.texts import gateways, rules
from yishang.kernel.texts.rules import grouping

EPILOG = (
    "热度＝（人数＋同一人多出的件数÷4＋½ln(1＋支持反对数)）×（1＋7÷(7＋首末相隔天数)）。"
    "末行是 JSON。退出码：0 完成；1 输入不可用，什么也没有写。"
)


class Command(ConsoleCommand):
    help = "热点：把说同一地点（人群）同一件事的留言归在一起，按热度排列"
    requires_system_checks = []
    epilog = EPILOG

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--data",
            required=True,
            metavar="DATA",
            help="文件:文本列[+文本列…]:时间列；第一个文本列作标题；有 message_id、user、upvotes、downvotes 列时用上",
        )
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.json", help="结果写到这个文件")

    def handle(self, *args: Any, **options: Any) -> None:
        began = perf_counter()
        messages = gateways.dated(gateways.source_of(options["data"]))
        topics = grouping.topics_of(messages)
        gateways.write_bytes(options["out"], written(messages, topics))
        grouped = sum(len(topic.messages) for topic in topics)
        self.stdout.write(f"{perf_counter() - began:.1f} 秒，写入 {options['out']}")
        self.stdout.write(json.dumps({"messages": len(messages), "topics": len(topics), "grouped": grouped}))


def written(messages: Sequence[rules.Message], topics: Sequence[rules.Topic]) -> bytes:
    """The topics as JSON: falling heat, then from, then title; one line each, so that two files can be compared."""
    ordered = sorted(topics, key=lambda topic: (-topic.heat, _day(topic.began), topic.title))
    rows = [
        {
            "title": topic.title,
            "heat": topic.heat,
            "from": _day(topic.began),
            "to": _day(topic.ended),
            "messages": [messages[place].key for place in topic.messages],
        }
        for topic in ordered
    ]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]\n".encode() if rows else b"[]\n"


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
