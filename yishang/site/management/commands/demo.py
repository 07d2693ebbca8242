"""`yishang demo reset`: throw the demo city away and tell it anew."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import connection, transaction

from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.commands import ConsoleCommand
from yishang.kernel.search import services as search
from yishang.site import demo, schedules


class Command(ConsoleCommand):
    help = "演示城市：reset 清空并重建演示数据，演示时钟回到 2019-12-31 09:00。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["reset"], help="reset：清空并重建")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("这不是演示环境（YISHANG_DEMO 不为 1），不清空数据。")
        if demo.holds_other_data():
            raise CommandError("这个数据库里有不是演示城市的数据，不清空。正式使用请设 YISHANG_DEMO=0。")
        url = demo.address(demo.host(), demo.port())
        if clock_queries.demo_city():
            _empty_database()
        call_command("migrate", verbosity=0)
        demo.load_catalogs()
        search.catch_up(say=self.stdout.write)
        key = demo.build(say=self.stdout.write)
        told = demo.write_file(url=url, api_key=key)
        schedules.keep_in_step()  # a server that is running went on without them since the tables were dropped
        self.stdout.write(f"演示城市已重建，共 {len(told['accounts'])} 个可登录账号，见 {demo.file()}")


def _empty_database() -> None:
    """Our own tables dropped, nobody else's, all or none; a server that is running works on with what comes after."""
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    names = [connection.ops.quote_name(name) for name in connection.introspection.table_names() if name in ours]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {', '.join(names)}")
        return
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        search.dismantle()
        for name in names:
            cursor.execute(f"DROP TABLE {name}")
