"""The demo city's three shops: one done and rated, one asked for papers, one under way at the window."""

import pytest

from yishang.contexts.bundles import demo, queries
from yishang.contexts.bundles.models import Package
from yishang.contexts.bundles.tests.conftest import THURSDAY, Town

pytestmark = pytest.mark.django_db


def test_the_story_is_told_with_a_shop_in_each_stage(town: Town) -> None:
    demo.tell_story(until=THURSDAY, password="Yanshi-2019", say=lambda _words: None)
    states = dict(Package.objects.order_by("pk").values_list("shop_name", "case__state"))
    assert states == {"演示剪艺": "HANDED", "演示渭水小馆": "ASKED", "演示古渡民宿": "RUNNING"}
    assert demo.people_to_meet() == [demo.CLERK, demo.OWNER]
    closed = queries.headline(town.yang_ping, now=THURSDAY)["bundles_closed"]
    assert (closed.numerator, closed.denominator) == (1, 3)
    told = {one.name: (one.source, one.ours) for one in queries.beside_the_source(town.yang_ping, now=THURSDAY)}
    assert told["服务企业"] == (738, "3")
    assert told["压缩工作日"][0] == 396
