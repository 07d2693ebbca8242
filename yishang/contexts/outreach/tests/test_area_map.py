"""Open appeals by county on a map: the table says all of it, each number opens its rows, no foreign host is asked."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Town
from yishang.kernel.geo import services as geo
from yishang.kernel.journal.rules import SYSTEM

pytestmark = pytest.mark.usefixtures("frozen_site")
MAP = "/outreach/overview/map/"
SQUARE = [[108.7, 34.3], [108.8, 34.3], [108.8, 34.4], [108.7, 34.3]]


@pytest.fixture
def sit(town: Town) -> Any:
    """A browser in which that person has signed in."""

    def signed_in(person: str) -> Client:
        client = Client()
        client.force_login(town.accounts[person])
        return client

    return signed_in


@pytest.fixture
def real_ground(town: Town, tmp_path: Any) -> None:
    """The boundary of 秦都区 has been imported."""
    assert town
    ground = {"type": "Polygon", "coordinates": [SQUARE]}
    feature = {"type": "Feature", "properties": {"adcode": 610402}, "geometry": ground}
    path = tmp_path / "边界.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    geo.import_boundaries(actor=SYSTEM, path=path, crs="CGCS2000", at=MONDAY)


def line_of(client: Client, code: str) -> Any:
    return next(line for line in client.get(MAP).context["lines"] if line.code == code)


def test_the_number_of_a_county_opens_its_rows_and_closed_ones_are_not_among_them(
    sit: Any, submitted: Appeal, advance: Advance
) -> None:
    client = sit("yang_ping")
    line = line_of(client, "610402")
    assert (line.open.numerator, line.open.denominator, line.grade) == (1, 1, 1)
    assert client.get(line.open.rows_url).context["page"].total == 1
    advance("closed")
    assert submitted.case.number
    line = line_of(client, "610402")
    assert (line.open.numerator, line.open.denominator, line.grade) == (0, 1, 0)
    assert client.get(line.open.rows_url).context["page"].total == 0


def test_every_county_stands_in_the_table_and_the_sheet_with_or_without_a_map(sit: Any, submitted: Appeal) -> None:
    assert submitted.case.number
    client = sit("yang_ping")
    page = client.get(MAP)
    assert len(page.context["lines"]) == 14
    assert page.content.decode().count("<tr data-area=") == 14
    assert "示意图，非真实边界" in page.content.decode()
    assert client.get(MAP, {"sheet": 1})["Content-Type"].startswith("text/csv")


def test_what_is_late_opens_exactly_its_rows(sit: Any, submitted: Appeal) -> None:
    assert submitted.case.number
    client = sit("du_cha")
    line = line_of(client, "610402")
    assert client.get(line.overdue_url).context["page"].total == line.overdue == 0


@pytest.mark.parametrize("person", ["chen_jing", "wang_gong", "li_min"])
def test_the_map_of_the_city_is_the_city_s(sit: Any, person: str) -> None:
    assert sit(person).get(MAP).status_code == 403


def test_the_ground_is_told_to_people_who_signed_in(sit: Any, real_ground: None) -> None:
    assert Client().get("/map/610400.geojson").status_code == 302
    answer = sit("li_min").get("/map/610400.geojson")
    assert answer["Content-Type"] == "application/geo+json"
    assert [one["properties"]["code"] for one in answer.json()["features"]] == ["610402"]
    assert sit("li_min").get("/map/999999.geojson").json()["features"] == []
    assert "示意图" not in sit("yang_ping").get(MAP).content.decode()


def test_no_foreign_host_is_asked_without_a_key(sit: Any, real_ground: None) -> None:
    page = sit("yang_ping").get(MAP)
    assert "https:" not in page["Content-Security-Policy"]
    assert "tianditu" not in page.content.decode()


def test_with_a_key_the_map_and_only_the_map_may_ask_for_tiles(sit: Any, real_ground: None, settings: Settings) -> None:
    settings.TIANDITU_KEY, settings.TIANDITU_APPROVAL = "k" * 32, "GS（0000）0000号"
    client = sit("yang_ping")
    page = client.get(MAP)
    policy = dict(part.split(" ", 1) for part in page["Content-Security-Policy"].split("; "))
    for directive in ("img-src", "connect-src"):
        assert "https://t0.tianditu.gov.cn" in policy[directive]
    assert "tianditu" not in policy["default-src"]
    assert "script-src" not in policy
    assert "审图号 GS（0000）0000号" in page.content.decode()
    assert page["Referrer-Policy"] == "strict-origin"
    assert "tianditu" not in client.get("/outreach/overview/")["Content-Security-Policy"]


@pytest.mark.parametrize(("key", "approval"), [("k", ""), ("", "GS（0000）0000号")])
def test_half_a_licence_is_none(sit: Any, real_ground: None, settings: Settings, key: str, approval: str) -> None:
    settings.TIANDITU_KEY, settings.TIANDITU_APPROVAL = key, approval
    assert "tianditu" not in sit("yang_ping").get(MAP)["Content-Security-Policy"]


def test_a_schematic_lies_over_no_tiles(sit: Any, settings: Settings) -> None:
    settings.TIANDITU_KEY, settings.TIANDITU_APPROVAL = "k", "GS（0000）0000号"
    assert "tianditu" not in sit("yang_ping").get(MAP)["Content-Security-Policy"]
