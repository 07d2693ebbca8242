"""`yishang demo reset`: throw the demo city away and tell it anew."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from yishang.kernel.clocks import services as clocks
from yishang.kernel.directory import queries as directory
from yishang.site import demo


class Command(BaseCommand):
    help = "演示城市：reset 清空并重建演示数据，演示时钟回到 2019-12-31 09:00。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("action", choices=["reset"], help="reset：清空并重建")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("这不是演示环境（YISHANG_DEMO 不为 1），不清空数据。")
        if _holds_real_data():
            raise CommandError("这个数据库里有不是演示数据的账号，不清空。")
        clocks.remove_demo_clock()
        _empty_database()
        call_command("migrate", verbosity=0)
        demo.load_catalogs()
        key = demo.build(say=self.stdout.write)
        told = demo.write_file(url=f"http://{demo.host()}:{demo.port()}/", api_key=key)
        self.stdout.write(f"演示城市已重建，共 {len(told['accounts'])} 个可登录账号，见 {demo.file()}")


def _holds_real_data() -> bool:
    """A database of another city must never be emptied by somebody who forgot YISHANG_DEMO=0."""
    known = connection.introspection.table_names()
    return "directory_account" in known and directory.real_account_exists()


def _empty_database() -> None:
    """Every table dropped, also in PostgreSQL; a server that is running keeps working with what comes after."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        if connection.vendor == "postgresql":
            for name in names:
                cursor.execute(f'DROP TABLE IF EXISTS "{name}" CASCADE')
            return
        cursor.execute("PRAGMA foreign_keys=OFF")
        for name in names:
            cursor.execute(f'DROP TABLE IF EXISTS "{name}"')
        cursor.execute("PRAGMA foreign_keys=ON")
