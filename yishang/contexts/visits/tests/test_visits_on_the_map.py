"""A visit on the ground and coverage by county: staff see the two ends, whoever oversees says why and sees the way."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from yishang.contexts.visits.models import Visit
from yishang.contexts.visits.tests.conftest import MONDAY, Advance, Town
from yishang.kernel.journal import queries as journal

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=2)


@pytest.fixture
def sit(live_at: Any, placed: Town) -> Any:
    """A browser in which that person has signed in, two hours after the visit."""
    live_at(LATER)

    def signed_in(person: str) -> Client:
        client = Client()
        client.force_login(placed.accounts[person])
        return client

    return signed_in


@pytest.fixture
def address(advance: Advance, planned: Visit) -> str:
    """The map of a visit that was made and submitted."""
    advance("submitted")
    return f"/visits/desk/{planned.case.number}/track/"


def kinds(page: Any) -> list[str]:
    return [one["geometry"]["type"] for one in page.context["places"]["features"]]


def test_the_two_ends_and_the_fence_are_shown_and_say_how_far_they_are(address: str, sit: Any) -> None:
    page = sit("guo_zheng").get(address)
    assert kinds(page) == ["Point", "Point", "Polygon"]
    assert [(line["name"], line["away"]) for line in page.context["lines"]] == [("签到", 0), ("签退", 0)]


def test_whoever_oversees_sees_the_way_for_a_reason_that_is_noted(address: str, sit: Any, planned: Visit) -> None:
    page = sit("chen_jing").post(address, {"reason": "核对停留时间"})
    assert kinds(page) == ["Point", "Point", "Polygon", "LineString"]
    assert 2 < len(page.context["lines"]) <= 62
    fact = journal.timeline(planned.case.number, include_internal=True)[-1]
    assert (fact.verb, fact.data["note"]) == ("visits.visit.track_seen", "核对停留时间")


def test_without_a_reason_there_is_no_way_and_no_note(address: str, sit: Any, planned: Visit) -> None:
    before = len(journal.timeline(planned.case.number, include_internal=True))
    page = sit("chen_jing").post(address, {"reason": "看"})
    assert (page.status_code, "LineString" in kinds(page)) == (422, False)
    assert len(journal.timeline(planned.case.number, include_internal=True)) == before


@pytest.mark.parametrize(("person", "status"), [("guo_zheng", 403), ("zhao_lei", 404), ("li_min", 403)])
def test_others_do_not_see_the_way(address: str, sit: Any, person: str, status: int) -> None:
    assert sit(person).post(address, {"reason": "想看一看轨迹"}).status_code == status


def test_coverage_by_county_stands_in_a_table_that_the_map_reads(address: str, sit: Any) -> None:
    page = sit("yang_ping").get("/visits/figures/?period=2019Q4")
    assert address
    told = {one["code"]: (one["coverage"].numerator, one["coverage"].denominator) for one in page.context["counties"]}
    assert told["610402"][1] == 1
    assert page.content.decode().count("data-area=") == len(told)
    assert "data-shapes=" in page.content.decode()
