from collections.abc import Iterator

import pytest
from pytest_django import Settings

from yishang.kernel.journal import queries
from yishang.kernel.journal.tests.listening import handlers
from yishang.kernel.journal.tests.parallel import parallel_database as parallel_database


@pytest.fixture
def listening(settings: Settings) -> Iterator[None]:
    """Install the listening app; discovery finds its handlers as it finds everyone's."""
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "yishang.kernel.journal.tests.listening"]
    queries.forget_handlers()
    yield
    handlers.obstacles.clear()
    queries.forget_handlers()
