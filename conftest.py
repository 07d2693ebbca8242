"""What every test may lean on: a frozen day, the real data where there are any, and kernels that forget between tests.

Settings of the run are in tests/settings.py; no outside network and warnings as errors are in pyproject.toml.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tests.forgetting import forget_all
from tests.legs import chromium
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.clocks import services as clocks

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in the test's own thread
REAL_DATA = Path(__file__).parent / os.environ.get("YISHANG_REAL_DATA", "../shared/data")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what this machine cannot run, with the reason, and say it in the result file that tests.legs reads.

    Where tests.legs says that another leg runs what asks for no database, leave that out and write down how much.
    """
    if count := os.environ.get("YISHANG_ELSEWHERE"):
        elsewhere = [item for item in items if not asks_for_a_database(item)]
        items[:] = [item for item in items if asks_for_a_database(item)]
        config.hook.pytest_deselected(items=elsewhere)
        Path(count).write_text(str(len(elsewhere)), encoding="utf-8")
    absent = pytest.mark.skip(reason=f"没有真实数据：YISHANG_REAL_DATA 指向的 {REAL_DATA.name} 文件夹不存在")
    blind = pytest.mark.skip(reason="没有找到 Chromium")
    for item in items:
        if item.get_closest_marker("real_data"):
            item.user_properties.append(("needs", "real_data"))
            if not REAL_DATA.is_dir():
                item.add_marker(absent, append=False)
        if item.get_closest_marker("browser") and not chromium.executable():
            item.add_marker(blind, append=False)


def asks_for_a_database(item: pytest.Item) -> bool:
    """Whether the test says so, or one of its fixtures does: without either, pytest-django keeps the database shut."""
    return bool(item.get_closest_marker("django_db")) or "django_db_setup" in getattr(item, "fixturenames", ())


@pytest.fixture(autouse=True)
def _kernels_forget() -> None:
    """What a process keeps of the database must not outlive the test that wrote it."""
    forget_all()


@pytest.fixture(scope="module")
def lasting_db(
    django_db_setup: None,  # noqa: ARG001
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """A transaction around all tests of a module, for what is too much to build anew for each; `db` within it takes
    back what one test does. A module that uses it reaches the database from its first such test on.
    """
    around = transaction.atomic()
    around._from_testcase = True  # what insists on being outermost accepts a test's transaction as none
    with django_db_blocker.unblock(), around:
        yield
        transaction.set_rollback(True)


@pytest.fixture
def now() -> datetime:
    """The frozen day: Monday 2019-12-09, 10:26 in Shanghai, a working day of the source's own month."""
    return datetime(2019, 12, 9, 10, 26, tzinfo=clock_rules.SHANGHAI)


@pytest.fixture
def frozen_site(now: datetime) -> Iterator[datetime]:
    """For views and jobs, which ask what time it is: the installation's demo clock starts at `now`."""
    clocks.anchor_demo_clock(starts=now, real_now=timezone.now())
    yield now
    clocks.remove_demo_clock()


@pytest.fixture
def real_data() -> Path:
    """The folder of real data; tests that read it are marked `real_data` and skipped where it is absent."""
    return REAL_DATA
