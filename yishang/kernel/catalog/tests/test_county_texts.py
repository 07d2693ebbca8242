"""The city's text in the counties: followed, worded otherwise with a reason, thirty days to object to a change."""

from datetime import date, datetime

import pytest

from yishang.kernel.catalog import queries, rules, services
from yishang.kernel.catalog.models import Deviation, ItemVersion
from yishang.kernel.catalog.tests.conftest import SEAL, STAMPS, december, stamps
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo.models import Region

MONDAY, TUESDAY = date(2019, 12, 9), date(2019, 12, 10)
THIRTY_DAYS_ON = date(2020, 1, 8)
ONLINE = stamps(promised=0, steps=())


@pytest.fixture
def chen_jing(xianyang: Region) -> Actor:
    """Of the office of 秦都区."""
    named = {"name": "秦都区", "short_name": "秦都", "level": Region.Level.COUNTY, "parent": xianyang}
    Region.objects.get_or_create(code="610402", defaults=named)
    return Actor(
        id=5, name="陈静", role=Role.CBO, unit_id=10, city_code="610400", region_code="610402", region_level="COUNTY"
    )


@pytest.fixture
def reference(wang_gong: Actor, yang_ping: Actor) -> ItemVersion:
    services.draft_item(actor=wang_gong, code=SEAL, elements=STAMPS, at=december(9))
    return bring_out(wang_gong, yang_ping, MONDAY)


def bring_out(writer: Actor, office: Actor, day: date) -> ItemVersion:
    at = december(9)
    services.submit_item(actor=writer, code=SEAL, at=at)
    services.review_item(actor=office, code=SEAL, at=at)
    return services.publish_item(actor=office, code=SEAL, effective_from=day, at=at)


@pytest.fixture
def changed(reference: ItemVersion, wang_gong: Actor, yang_ping: Actor) -> ItemVersion:
    """The next version, published on the 9th to hold from the 10th."""
    services.draft_item(actor=wang_gong, code=reference.item.code, elements=ONLINE, reason="即办", at=december(9))
    return bring_out(wang_gong, yang_ping, TUESDAY)


def promised(on: date) -> int | None:
    return queries.text_in_force(SEAL, county="610402", on=on).elements.promised


def ask(actor: Actor, *, basis: str = "", **changes: object) -> Deviation:
    [element] = changes
    return services.ask_deviation(
        actor=actor, code=SEAL, element=element, elements=stamps(**changes), reason="本县窗口人手少", basis=basis,
        at=december(9),
    )  # fmt: skip


@pytest.mark.usefixtures("changed")
def test_a_change_reaches_the_county_after_thirty_days(chen_jing: Actor) -> None:
    assert queries.item_in_force(SEAL, on=TUESDAY).elements.promised == 0
    assert promised(THIRTY_DAYS_ON.replace(day=7)) == 1
    assert promised(THIRTY_DAYS_ON) == 0
    [(version, day)] = queries.pending_changes(chen_jing, on=TUESDAY)
    assert (version.number, day) == (2, THIRTY_DAYS_ON)


def test_a_county_that_objects_keeps_its_text_until_it_is_overruled(
    changed: ItemVersion, chen_jing: Actor, yang_ping: Actor
) -> None:
    objection = services.object_to(actor=chen_jing, key=changed.pk, reason="系统还没有接通", at=december(20))
    assert promised(date(2020, 3, 1)) == 1
    with pytest.raises(rules.CountyRight):
        services.decide_objection(actor=chen_jing, key=objection.pk, uphold=True, answer="好", at=december(21))
    later = datetime(2020, 2, 3, 9, tzinfo=SHANGHAI)
    services.decide_objection(actor=yang_ping, key=objection.pk, uphold=False, answer="系统已接通", at=later)
    assert (promised(date(2020, 2, 2)), promised(date(2020, 2, 3))) == (1, 0)


def test_who_waits_too_long_cannot_object_any_more(changed: ItemVersion, chen_jing: Actor) -> None:
    late = datetime(2020, 1, 8, 9, tzinfo=SHANGHAI)
    with pytest.raises(rules.TooLateToObject):
        services.object_to(actor=chen_jing, key=changed.pk, reason="不同意", at=late)


@pytest.mark.usefixtures("reference")
def test_a_county_words_one_element_otherwise_and_follows_in_all_others(chen_jing: Actor, yang_ping: Actor) -> None:
    asked = ask(chen_jing, promised=2)
    assert promised(MONDAY) == 1, "nothing holds before the city has agreed"
    services.decide_deviation(actor=yang_ping, key=asked.pk, agree=True, effective_from=TUESDAY, at=december(9))
    assert (promised(MONDAY), promised(TUESDAY)) == (1, 2)
    text = queries.text_in_force(SEAL, county="610402", on=TUESDAY)
    assert (text.follows, text.elements.materials) == (False, STAMPS.materials)
    services.follow_again(actor=chen_jing, key=asked.pk, at=december(11))
    assert promised(date(2019, 12, 11)) == 1


@pytest.mark.usefixtures("reference")
def test_a_county_neither_outlasts_the_law_nor_asks_more_without_a_basis(chen_jing: Actor) -> None:
    with pytest.raises(InvalidInput, match="长于法定时限"):
        ask(chen_jing, promised=7)
    more = (*STAMPS.materials, rules.Material("居住证明"))
    with pytest.raises(InvalidInput, match="居住证明"):
        ask(chen_jing, materials=more)
    assert ask(chen_jing, materials=more, basis="《咸阳市某办法》第五条").state == rules.ASKED
    with pytest.raises(InvalidInput, match="各级一致"):
        ask(chen_jing, name="刻公章")


@pytest.mark.usefixtures("reference")
def test_only_the_county_asks_and_only_the_city_agrees(chen_jing: Actor, wang_gong: Actor, yang_ping: Actor) -> None:
    for other in (wang_gong, yang_ping):
        with pytest.raises(rules.CountyRight):
            ask(other, promised=2)
    asked = ask(chen_jing, promised=2)
    with pytest.raises(rules.CountyRight):
        services.decide_deviation(actor=wang_gong, key=asked.pk, agree=True, at=december(9))
    with pytest.raises(rules.DraftExists):
        ask(chen_jing, promised=3)
    with pytest.raises(InvalidInput):
        services.decide_deviation(actor=yang_ping, key=asked.pk, agree=False, at=december(9))


@pytest.mark.usefixtures("reference")
def test_what_the_law_overtakes_is_set_aside(chen_jing: Actor, wang_gong: Actor, yang_ping: Actor) -> None:
    asked = ask(chen_jing, promised=5)
    services.decide_deviation(actor=yang_ping, key=asked.pk, agree=True, effective_from=MONDAY, at=december(9))
    shorter = stamps(statutory=4)
    services.draft_item(actor=wang_gong, code=SEAL, elements=shorter, reason="修法", at=december(9))
    bring_out(wang_gong, yang_ping, TUESDAY)
    text = queries.text_in_force(SEAL, county="610402", on=THIRTY_DAYS_ON)
    assert text.elements.promised == 1
    assert text.aside is not None
    assert "长于法定时限" in text.aside["promised"]


@pytest.mark.usefixtures("reference")
def test_a_county_office_does_not_decide_the_city_s_text(chen_jing: Actor) -> None:
    with pytest.raises(rules.ItemNotYours):
        services.retire_item(actor=chen_jing, code=SEAL, on=TUESDAY, reason="取消", at=december(9))
    with pytest.raises(rules.ItemNotYours):
        services.draft_item(actor=chen_jing, code=SEAL, elements=ONLINE, reason="改", at=december(9))


def test_a_retired_item_is_retired_in_the_counties_too(
    changed: ItemVersion, chen_jing: Actor, yang_ping: Actor
) -> None:
    services.retire_item(actor=yang_ping, code=SEAL, on=date(2019, 12, 20), reason="取消", at=december(10))
    assert promised(date(2019, 12, 19)) == 1
    with pytest.raises(rules.ItemNotFound):
        promised(date(2019, 12, 20))
    assert changed.item_id
    assert not queries.texts_in_force("610402", on=date(2020, 2, 1))
    assert chen_jing.region_code == "610402"
