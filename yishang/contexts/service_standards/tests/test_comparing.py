"""The same item across counties, the year's figures, and where lists were published."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.test import Client

from yishang.contexts.service_standards import services
from yishang.contexts.service_standards.models import ListPublication
from yishang.contexts.service_standards.queries import comparing as found
from yishang.contexts.service_standards.queries import lists, publishing
from yishang.contexts.service_standards.rules.comparing import compared, four_less, shares
from yishang.contexts.service_standards.rules.publishing import AlreadyWithdrawn
from yishang.kernel.catalog.rules import Elements, Material, Mode, Place, Step
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.models import Account, Posting, Unit
from yishang.kernel.directory.queries import actor_of
from yishang.kernel.geo import services as geo

TODAY, MONDAY = date(2019, 12, 9), datetime(2019, 12, 9, 10, 26, tzinfo=SHANGHAI)
STAMP = Elements(
    name="公章刻制", kind="20", department="公安局", statutory=6, promised=2, steps=(Step("刻制", 2),),
    materials=(Material("营业执照"),), places=(Place(Mode.ONLINE),), visits=0,
)  # fmt: skip


def test_who_lies_too_far_from_the_middle_is_told() -> None:
    slow = replace(STAMP, promised=6, materials=tuple(Material(name) for name in "甲乙丙"))
    near = replace(STAMP, promised=3, materials=tuple(Material(name) for name in "甲乙"))
    found_rows = {one.county: one for one in compared({"a": STAMP, "b": STAMP, "c": slow, "d": near}, on=TODAY)}
    assert [county for county, one in found_rows.items() if one.is_out] == ["c"]
    assert found_rows["c"].cells["half_days"].apart == 4
    assert found_rows["c"].cells["materials"].is_out
    assert not found_rows["c"].cells["steps"].is_out
    assert compared({}, on=TODAY) == []


def test_the_shares_of_the_year_count_as_the_handbook_says() -> None:
    by_hand = replace(STAMP, statutory=None, promised=4, places=(Place(Mode.HALL),), visits=1)
    online, nobody, shorter = shares([STAMP, by_hand])
    assert (online.numerator, online.denominator) == (1, 2)
    assert (nobody.numerator, nobody.denominator) == (1, 2)
    assert (shorter.numerator, shorter.denominator) == (4, 6)  # only where the law names a limit
    assert [one.denominator for one in shares([])] == [0, 0, 0]


def test_four_less_compares_then_and_now() -> None:
    then = replace(STAMP, promised=6, materials=(Material("甲"), Material("乙")))
    told = {one.name: one.saved for one in four_less([(then, STAMP)], before=date(2019, 1, 1), now=TODAY)}
    assert told == {"减环节": 0, "减材料": 1, "减承诺时限": 4, "减收费项": 0}


@pytest.fixture
def office(db: None) -> Account:
    geo.load_regions()
    services.load_catalogs()
    unit = Unit.objects.create(
        code="610400-YSB", name="市营商办", short_name="市营商办", level="CITY", region_id="610400", org_type="OFFICE"
    )
    account = Account.objects.create(login="mbo.yang", name="杨萍", kind=Account.Kind.STAFF)
    Posting.objects.create(account=account, role="MBO", unit=unit, region_id="610400", valid_from=date(2019, 1, 1))
    return account


def test_a_publication_stands_until_it_is_withdrawn(office: Account) -> None:
    actor = actor_of(office, on=TODAY)
    assert actor is not None
    told = {"actor": actor, "at": MONDAY}
    for wrong in ({"channel": "X"}, {"place": ""}, {"published_on": date(2019, 12, 10)}):
        values = {"list_key": "open", "channel": "WEB", "place": "市政府网站", "published_on": TODAY, **wrong}
        with pytest.raises(InvalidInput):
            services.record_publication(**told, **values)
    kept = services.record_publication(
        **told, list_key="open", channel="SCREEN", place="市民中心一楼大屏", published_on=date(2019, 12, 2)
    )
    assert [one.pk for one in publishing.standing("open")] == [kept.pk]
    with pytest.raises(InvalidInput):
        services.withdraw_publication(**told, key=kept.pk, withdrawn_on=date(2019, 12, 1), reason="换新版")
    services.withdraw_publication(**told, key=kept.pk, withdrawn_on=TODAY, reason="换新版")
    with pytest.raises(AlreadyWithdrawn):
        services.withdraw_publication(**told, key=kept.pk, withdrawn_on=TODAY, reason="换新版")
    assert publishing.standing("open") == []
    assert ListPublication.objects.get().withdrawn_by_name == "杨萍"


def test_every_county_reads_every_item_and_the_pages_stand(office: Account, client: Client) -> None:
    rows = found.across_counties(lists.service_list("open"), on=TODAY)
    assert len(rows) == 4
    assert {len(some) for _, some in rows} == {len(found.counties(TODAY))}
    assert not any(each.is_out for _, some in rows for each in some)
    client.force_login(office)
    for page in ("comparison/", "assessment/", "assessment/?of=online", "publications/"):
        assert client.get(f"/service_standards/{page}").status_code == 200
    for sheet in ("comparison/?form=csv", "assessment/?of=online&form=csv"):
        answer = client.get(f"/service_standards/{sheet}")
        assert "公章刻制" in b"".join(answer.streaming_content).decode() or "of=" in sheet
    assert client.get("/service_standards/assessment/?of=none").status_code == 422
    assert client.get("/service_standards/comparison/?list=none").status_code == 404
