"""What the trees' items say stands in the catalog only."""

from datetime import date, datetime

import pytest

from yishang.contexts.life_events import queries, services
from yishang.kernel.catalog import queries as catalog
from yishang.kernel.catalog import services as catalog_services
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory.rules import SYSTEM_ACTOR

TODAY = date(2019, 12, 9)


@pytest.mark.django_db
def test_items_are_published_once_and_read_from_there() -> None:
    assert services.load_catalogs() == 719
    assert services.load_catalogs() == 719
    assert len(queries.items_in_force(TODAY)) == 719
    assert queries.items_in_force(date(2019, 8, 31)) == {}
    assert len(queries.items_in_force(date(2019, 10, 15))) == 689, "what only the finer tree has came with it"
    assert catalog.in_force(TODAY).first().item.is_sample  # type: ignore[union-attr]
    [code] = [code for code, one in queries.items_in_force(TODAY).items() if one.name == "结婚登记"]
    assert queries.find("结婚", on=TODAY)[0] == code
    assert code in queries.find("jhdj", on=TODAY)
    assert [node.name for _, node in queries.events_of(code, on=TODAY)] == ["结婚登记"]
    at = datetime(2019, 12, 9, 10, tzinfo=SHANGHAI)
    catalog_services.retire_item(actor=SYSTEM_ACTOR, code=code, on=TODAY, reason="演示停用", at=at)
    assert code not in queries.items_in_force(TODAY)
    assert code not in queries.find("结婚", on=TODAY)


@pytest.mark.django_db
def test_without_items_the_trees_still_stand() -> None:
    assert queries.items_in_force(TODAY) == {}
    assert queries.find("结婚", on=TODAY) == []
