"""A new version of 2,000 items published together: `python -m benchmarks.published_items`.

On a database of its own that is thrown away, processor time of one core.
"""

import os
import sys
from dataclasses import replace
from datetime import date, datetime
from tempfile import TemporaryDirectory
from time import process_time
from zoneinfo import ZoneInfo

import django

ITEMS, GOAL = 2_000, 10.0  # seconds
AT = datetime(2019, 12, 9, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def main() -> int:
    """Print one row of a Markdown table; 1 when it took longer than the goal."""
    with TemporaryDirectory() as home:
        os.environ.update(YISHANG_HOME=home, DJANGO_SETTINGS_MODULE="yishang.site.settings")
        os.environ.pop("DATABASE_URL", None)
        django.setup()
        took = _took()
    sys.stdout.write("| 发布（处理器时间，一核） | 目标 | 量得 |\n| --- | --- | --- |\n")
    sys.stdout.write(f"| {ITEMS:,} 个事项的新一版一起发布 | ≤ {GOAL:.0f} 秒 | {took:.2f} 秒 |\n")
    return int(took > GOAL)


def _took() -> float:
    """Seconds for publishing; what comes before is not counted."""
    management = __import__("django.core.management", fromlist=["call_command"])
    transaction = __import__("django.db.transaction", fromlist=["atomic"])
    management.call_command("migrate", verbosity=0)
    rules = __import__("yishang.kernel.catalog.rules", fromlist=["rules"])
    models = __import__("yishang.kernel.catalog.models", fromlist=["models"])
    services = __import__("yishang.kernel.catalog.services", fromlist=["services"])
    journal = __import__("yishang.kernel.journal.services", fromlist=["services"])
    directory = __import__("yishang.kernel.directory.rules", fromlist=["rules"])
    papers = tuple(rules.Material(f"材料{number}") for number in range(6))
    item = rules.Elements(
        name="公章刻制备案", kind="20", department="公安局", level="4", statutory=6, promised=2,
        steps=(rules.Step("受理"), rules.Step("备案", 1)), materials=papers,
    )  # fmt: skip
    codes = [f"612001{number:06}" for number in range(ITEMS)]
    services.load_items(source="benchmark", items=dict.fromkeys(codes, item), as_of=date(2019, 9, 1))
    changed = replace(item, promised=1)
    known = models.ServiceItem.objects.filter(code__in=codes)
    models.ItemVersion.objects.bulk_create(
        models.ItemVersion(
            item=one, number=2, state=rules.REVIEWED, name=item.name, kind=item.kind, department=item.department,
            content=rules.stored(changed), edited_at=AT,
        )
        for one in known
    )  # fmt: skip
    with transaction.atomic():
        for code in codes:
            journal.record(
                actor=directory.SYSTEM_ACTOR, verb="catalog.item.submitted", subject=f"item:{code}", at=AT, data={}
            )
    began = process_time()
    services.publish_items(actor=directory.SYSTEM_ACTOR, codes=codes, effective_from=AT.date(), at=AT)
    return process_time() - began


if __name__ == "__main__":
    sys.exit(main())
