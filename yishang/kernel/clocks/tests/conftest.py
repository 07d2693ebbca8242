from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from pytest_django import Settings

from yishang.kernel.clocks import queries, rules

hypothesis.settings.register_profile("clocks", deadline=None)  # a busy machine is not a fault
hypothesis.settings.load_profile("clocks")


@pytest.fixture(autouse=True)
def _nothing_kept_from_the_test_before() -> Iterator[None]:
    queries.forget()
    yield
    queries.forget()


@pytest.fixture(autouse=True)
def demo_clock_file(settings: Settings, tmp_path: Path) -> Path:
    settings.DEMO_CLOCK_FILE = tmp_path / "home" / "demo-clock.json"
    return settings.DEMO_CLOCK_FILE


@pytest.fixture(scope="session")
def calendar() -> rules.WorkCalendar:
    return queries.packaged_calendar()
