"""The town and its seal: an item of 演示供电公司 as the city writes it, followed by 秦都区 and 渭城区."""

from dataclasses import replace
from typing import Any

import pytest

from yishang.contexts.outreach.tests import conftest as outreach
from yishang.contexts.outreach.tests.conftest import MONDAY, Town
from yishang.kernel.catalog import rules, services
from yishang.kernel.catalog.models import ItemVersion
from yishang.kernel.catalog.tests.conftest import SEAL, STAMPS

town, now, live_at = outreach.town, outreach.now, outreach.live_at


def stamps(**changes: Any) -> rules.Elements:
    """The seal's elements, with some of them otherwise."""
    return replace(STAMPS, **changes)


@pytest.fixture
def drafted(town: Town) -> ItemVersion:
    return services.draft_item(actor=town.wang_gong, code=SEAL, elements=STAMPS, at=MONDAY)


@pytest.fixture
def published(drafted: ItemVersion, town: Town) -> ItemVersion:
    services.submit_item(actor=town.wang_gong, code=SEAL, at=MONDAY)
    services.review_item(actor=town.yang_ping, code=SEAL, at=MONDAY)
    return services.publish_item(actor=town.yang_ping, code=SEAL, effective_from=MONDAY.date(), at=MONDAY)
