"""GET /api/v1/appeals: filters, pages, totals."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yishang.contexts.outreach import queries, services
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, IssueKey, Live, Town, december

MOST_STATEMENTS = 4  # measured: the key, the total, the page's keys, its rows
Get = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def monday(live_at: Live) -> None:
    live_at(MONDAY)


@pytest.fixture
def get(town: Town, partner_key: str, client: Client) -> Get:
    def ask(*, key: str = partner_key, **asked: Any) -> HttpResponse:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return client.get("/api/v1/appeals", asked, headers=headers)

    return ask


@pytest.fixture
def five(town: Town) -> list[str]:
    """Five appeals, the last for the food company in another county; their numbers, newest first."""
    companies = [(town.li_min, town.machinery)] * 4 + [(town.sun_hao, town.food)]
    numbers = [
        services.submit_appeal(
            actor=person,
            uscc=company.uscc,
            category=("03", "06")[place % 2],
            title=f"第 {place} 件事",
            content=f"第 {place} 件：供水压力不足，三楼以上车间停产。",
            contact=services.Contact("", ""),
            at=MONDAY,
        ).case.number
        for place, (person, company) in enumerate(companies)
    ]
    return numbers[::-1]


def numbers_in(answer: HttpResponse) -> list[str]:
    return [item["number"] for item in answer.json()["items"]]


def test_the_newest_come_first_with_everything_a_row_shows(get: Get, five: list[str]) -> None:
    answer = get()
    assert answer.status_code == 200
    page = answer.json()
    assert numbers_in(answer) == five
    assert (page["next"], page["total"], page["total_is_exact"]) == (None, 5, True)
    assert page["items"][0] == {
        "number": "SQ-610404-20191209-0001", "title": "第 4 件事", "state": "SUBMITTED", "state_label": "待分类",
        "county": "610404", "applicant": "演示食品有限公司", "uscc": "91610404MA00000152",
        "category": "03", "star": None,
        "line": "", "channel": "SELF", "unit": "", "lamp": "green", "lamp_text": "今天 17:00 前",
        "submitted_at": "2019-12-09T10:26:00+08:00", "due_at": "2019-12-09T17:00:00+08:00", "closed_at": None,
        "in_rate": True, "version": 1,
    }  # fmt: skip


def test_pages_follow_one_another_without_gap_or_repetition(get: Get, five: list[str]) -> None:
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        answer = get(limit=2, cursor=cursor)
        seen += numbers_in(answer)
        cursor = answer.json()["next"]
        assert answer.json()["total"] == 5
    assert seen == five


def test_what_comes_in_meanwhile_does_not_shift_the_pages(get: Get, town: Town, five: list[str]) -> None:
    cursor = get(limit=2).json()["next"]
    services.submit_appeal(
        actor=town.li_min,
        uscc=town.machinery.uscc,
        category="03",
        title="新来的一件",
        content="刚刚提交的一件，不应打乱翻页。",
        contact=services.Contact("", ""),
        at=MONDAY,
    )
    assert numbers_in(get(limit=2, cursor=cursor)) == five[2:4]


def test_beyond_a_thousand_the_total_is_at_least(get: Get, five: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries.lists, "TOTAL_EXACT_UP_TO", 4)
    page = get().json()
    assert (page["total"], page["total_is_exact"], len(page["items"])) == (4, False, 5)
    monkeypatch.setattr(queries.lists, "TOTAL_EXACT_UP_TO", 5)
    page = get().json()
    assert (page["total"], page["total_is_exact"]) == (5, True)


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ({"county": "610404"}, [0]),
        ({"county": "610402"}, [1, 2, 3, 4]),
        ({"category": "06"}, [1, 3]),
        ({"category": "06", "county": "610404"}, []),
        ({"state": "SUBMITTED"}, [0, 1, 2, 3, 4]),
        ({"state": "ARCHIVED"}, []),
        ({"q": "第 供水"}, [0, 1, 2, 3, 4]),
        ({"q": "演示食品 供水"}, [0]),
        ({"q": "演示食品"}, [0]),
        ({"q": "SQ-610404"}, [0]),
        ({"q": "100%_\\"}, []),
        ({"unit": "610400-GD"}, []),
        ({"lamp": "green"}, [0, 1, 2, 3, 4]),
        ({"lamp": "red"}, []),
    ],
)
def test_filters_narrow_the_list(get: Get, five: list[str], asked: dict[str, str], places: list[int]) -> None:
    assert numbers_in(get(**asked)) == [five[place] for place in places]


def test_lamps_and_units_are_filtered_as_they_stand_now(get: Get, advance: Advance, live_at: Live, town: Town) -> None:
    number = advance("handling").case.number
    assert numbers_in(get(unit=town.power.code, state="HANDLING", lamp="green")) == [number]
    live_at(december(20))
    assert numbers_in(get(lamp="yellow")) == [number]
    live_at(december(24))
    assert numbers_in(get(lamp="red")) == [number]
    assert get(lamp="red").json()["items"][0]["lamp_text"].startswith("超期")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"state": "GONE"}, "state"),
        ({"lamp": "pink"}, "lamp"),
        ({"limit": "-1"}, "limit"),
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"limit": "9" * 40}, "limit"),
        ({"limit": "viele"}, "limit"),
        ({"cursor": "garbage"}, "cursor"),
        ({"cursor": "中文"}, "cursor"),
        ({"cursor": "A" * 201}, "cursor"),
        ({"q": "查" * 61}, "q"),
    ],
)
def test_what_means_nothing_is_said_at_its_field(get: Get, asked: dict[str, str], field: str) -> None:
    answer = get(**asked)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


@pytest.mark.parametrize("place", ["[1,2,3]", '["x","y"]', '["",Infinity]', '{"a":1}', "5", '["",null]', '["",-1]'])
def test_a_cursor_of_another_making_is_refused(get: Get, place: str) -> None:
    answer = get(cursor=base64.urlsafe_b64encode(place.encode()).decode())
    assert (answer.status_code, answer.json()["fields"]) == (422, {"cursor": "翻页位置已失效。"})


@pytest.mark.parametrize("name", ["q", "county", "unit", "category", "cursor"])
def test_a_null_character_breaks_nothing(get: Get, name: str) -> None:
    assert get(**{name: "a\x00b"}).status_code in (400, 422)


class TestWhoSeesWhat:
    @pytest.mark.parametrize(
        ("person", "places"),
        [
            ("chen_jing", [1, 2, 3, 4]),
            ("zhao_lei", [0]),
            ("yang_ping", [0, 1, 2, 3, 4]),
            ("du_cha", [0, 1, 2, 3, 4]),
            ("wang_gong", []),
            ("li_min", [1, 2, 3, 4]),
            ("sun_hao", [0]),
            ("zhou_lian", [1, 2, 3, 4]),
            ("he_zhen", [1, 2, 3, 4]),
            ("fang_yuan", [1, 2, 3, 4]),
        ],
    )
    def test_everybody_lists_their_own(
        self, client: Client, get: Get, town: Town, five: list[str], person: str, places: list[int]
    ) -> None:
        client.force_login(town.accounts[person])
        answer = get(key="")
        assert numbers_in(answer) == [five[place] for place in places]
        assert answer.json()["total"] == len(places)

    @pytest.mark.parametrize("person", ["xi_tong", "bao_mi", "shen_ji"])
    def test_administrators_have_no_business_here(self, client: Client, get: Get, town: Town, person: str) -> None:
        client.force_login(town.accounts[person])
        answer = get(key="")
        assert (answer.status_code, answer.json()["message"]) == (403, "您的岗位不办理诉求。")

    def test_nobody_is_401_and_a_key_for_something_else_403(self, get: Get, issue_key: IssueKey) -> None:
        assert get(key="").status_code == 401
        assert get(key=issue_key("weather:read")).status_code == 403

    def test_an_account_whose_posts_have_ended_is_nobody(self, client: Client, get: Get, town: Town) -> None:
        town.accounts["chen_jing"].postings.update(valid_to=december(8).date())
        client.force_login(town.accounts["chen_jing"])
        assert get(key="").status_code == 401


@pytest.mark.parametrize("limit", [1, 200])
def test_it_costs_few_statements_however_long_the_page(get: Get, five: list[str], limit: int) -> None:
    get()
    with CaptureQueriesContext(connection) as statements:
        get(limit=limit, q="供水", lamp="green", state="SUBMITTED")
    assert len(statements) <= MOST_STATEMENTS, "\n".join(each["sql"][:60] for each in statements)
