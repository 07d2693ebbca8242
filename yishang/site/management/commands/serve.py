"""`yishang serve`: bring the database up to date, then web and worker in one foreground process group."""

import os
import socket
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import connection

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.commands import ConsoleCommand
from yishang.kernel.search import services as search
from yishang.site import demo, processes, schedules, static_files


class Command(ConsoleCommand):
    help = "启动宜商：更新数据库、装入目录（演示环境还会建好演示城市），然后在前台运行网站和后台任务。Ctrl-C 停止。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", metavar="HOST", help="监听地址（环境变量 HOST，默认 127.0.0.1）")
        parser.add_argument("--port", metavar="PORT", help="端口（环境变量 PORT，默认 8000）")

    def handle(self, *args: Any, **options: Any) -> None:
        host = options["host"] or demo.host()
        port = demo.port() if options["port"] is None else demo.port_in(options["port"])
        os.environ["HOST"] = host  # the web server's settings allow the address that it listens on
        if os.environ.pop("YISHANG_STARTED_BY_MAKE", ""):
            processes.die_with_parent()
        _refuse_busy_port(host, port)
        _refuse_other_data()
        self._say("更新数据库")
        call_command("migrate", verbosity=0)
        demo.load_catalogs()
        if indexed := search.catch_up(say=self._say):
            self._say(f"全文检索：早先的 {indexed:,} 件已全部编入索引")
        if settings.DEMO:
            try:
                self._make_demo(url=demo.address(host, port))
            except KeyboardInterrupt:
                raise CommandError("\n已中断，演示城市没有建完。请运行 make demo-reset 重建后再启动。") from None
        schedules.keep_in_step()
        static_files.collect()
        connection.close()
        raise SystemExit(processes.Processes(host=host, port=port, say=self._say).run())

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _make_demo(self, *, url: str) -> None:
        if demo.is_half_told():
            raise CommandError("演示城市上次没有建完。请运行 make demo-reset 重建后再启动。")
        key = demo.take_up_again(say=self._say) if demo.is_there() else demo.build(say=self._say)
        told = demo.write_file(url=url, api_key=key)
        self._say(f"\n演示城市 {clocks.present():%Y年%m月%d日 %H:%M}（数据均为虚构）")
        for line in demo.figures():
            self._say(f"  {line}")
        self._say(f"\n可登录账号（全部在 {demo.file()}）")
        for account in told["accounts"]:
            how = f"手机 {account['phone']}" if "phone" in account else f"{account['login']} / {account['password']}"
            self._say(f"  {account['role']:<4} {account['name']}（{account['place']}）  {how}")
        self._say("")


def _refuse_other_data() -> None:
    """Looked at before anything is written: somebody forgot YISHANG_DEMO=0."""
    if settings.DEMO and demo.holds_other_data():
        raise CommandError("数据库里已有数据，不是演示城市的。正式使用请设 YISHANG_DEMO=0 再启动。")


def _refuse_busy_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as busy:
            raise CommandError(f"端口 {host}:{port} 用不了（{busy.strerror}）。换一个：PORT=8001 make run") from None
