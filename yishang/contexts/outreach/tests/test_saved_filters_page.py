"""常用筛选 at the desk: kept from a list, counted, put in order, shared with one's unit, gone and back again."""

import json
from typing import Any

import pytest
from django.test import Client

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import LONG_AGO, Town
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.models import SavedFilter
from yishang.kernel.directory.models import Account, Posting
from yishang.kernel.directory.rules import Actor, Role

pytestmark = pytest.mark.usefixtures("frozen_site")
DESK = "/outreach/desk/"
PLACE = "/outreach/desk/filters/"
HTMX = {"HX-Request": "true"}
IN_ORDER = {**HTMX, "HX-Target": "saved-list"}
WATER = "queue=all&category=03"


def as_person(town: Town, person: str) -> Client:
    client = Client()
    client.force_login(town.accounts[person])
    return client


@pytest.fixture
def chen_jing(town: Town) -> Client:
    return as_person(town, "chen_jing")


@pytest.fixture
def colleague(town: Town) -> Client:
    """刘芳 works in the same office as 陈静."""
    account = Account.objects.create(login="cbo.刘芳", name="刘芳")
    unit = town.accounts["chen_jing"].postings.get().unit
    Posting.objects.create(account=account, role=Role.CBO, unit=unit, region_id=unit.region_id, valid_from=LONG_AGO)
    client = Client()
    client.force_login(account)
    return client


def keep(actor: Actor, name: str = "水电气暖的", query: str = WATER) -> SavedFilter:
    return cases.keep_filter(actor=actor, kind=rules.KIND, name=name, query=query)


def change(client: Client, kept: SavedFilter, what: str, **more: str) -> Any:
    return client.post(f"{PLACE}{kept.pk}/", {"change": what, **more}, headers=IN_ORDER)


def test_a_list_is_kept_under_a_name_and_stands_above_the_list_with_its_number(
    chen_jing: Client, submitted: Appeal
) -> None:
    answer = chen_jing.post(PLACE, {"name": "  水电 气暖的 ", "query": WATER}, headers=HTMX)
    assert "水电 气暖的" in answer.content.decode()
    assert answer.context["saved"][0].count_text == "1"
    assert answer.context["saved"][0].is_current
    page = chen_jing.get(f"{DESK}?{WATER}").content.decode()
    assert 'href="/outreach/desk/?queue=all&amp;category=03" aria-current="true"' in page
    assert "存为常用" not in page  # it is kept already


def test_the_numbers_come_a_moment_after_the_page(chen_jing: Client, town: Town, submitted: Appeal) -> None:
    keep(town.chen_jing)
    assert chen_jing.get(f"{DESK}?queue=all").context["saved"][0].count_text == ""
    assert chen_jing.get(f"{PLACE}?list=queue%3Dall", headers=HTMX).context["saved"][0].count_text == "1"


def test_no_number_counts_further_than_anybody_reads(
    chen_jing: Client, town: Town, submitted: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yishang.contexts.outreach.views.saved.COUNTED_TO", 1)
    keep(town.chen_jing)
    assert chen_jing.get(PLACE).context["saved"][0].count_text == "0+"


def test_the_desk_opens_with_the_filter_that_was_chosen_for_it(chen_jing: Client, town: Town) -> None:
    change(chen_jing, keep(town.chen_jing), "first")
    assert chen_jing.get(DESK)["Location"] == f"{DESK}?{WATER}"
    assert chen_jing.get(f"{DESK}?queue=triage").status_code == 200
    change(chen_jing, SavedFilter.objects.get(), "not_first")
    assert chen_jing.get(DESK).status_code == 200


def test_filters_are_renamed_and_put_in_another_order(chen_jing: Client, town: Town) -> None:
    first, second = keep(town.chen_jing, "一"), keep(town.chen_jing, "二")
    change(chen_jing, first, "rename", name="甲")
    page = change(chen_jing, second, "up")
    assert [one.name for one in page.context["saved"]] == ["二", "甲"]
    page = change(chen_jing, second, "down")
    assert [one.name for one in page.context["saved"]] == ["甲", "二"]


def test_what_was_deleted_can_be_brought_back_from_the_word_in_passing(chen_jing: Client, town: Town) -> None:
    gone = change(chen_jing, keep(town.chen_jing), "drop")
    undo = json.loads(gone["HX-Trigger-After-Settle"])["toast"]["undo"]
    assert "还没有常用筛选" in gone.content.decode()
    back = chen_jing.post(undo["url"], undo["values"], headers=IN_ORDER)
    assert [(one.name, one.query) for one in back.context["saved"]] == [("水电气暖的", WATER)]


def test_shared_with_the_unit_it_is_used_there_and_nowhere_else(
    chen_jing: Client, colleague: Client, town: Town
) -> None:
    kept = keep(town.chen_jing)
    assert "水电气暖的" not in colleague.get(PLACE).content.decode()
    change(chen_jing, kept, "share")
    page = colleague.get(PLACE).content.decode()
    assert "陈静 共享" in page
    assert 'value="drop"' not in page  # it stays hers
    for person in ("zhao_lei", "yang_ping", "wang_gong", "du_cha"):
        assert "水电气暖的" not in as_person(town, person).get(PLACE).content.decode()
    change(chen_jing, kept, "unshare")
    assert "水电气暖的" not in colleague.get(PLACE).content.decode()


@pytest.mark.parametrize("what", ["rename", "drop", "up", "down", "share", "unshare", "first", "not_first"])
def test_nobody_changes_anothers_filter_not_even_a_shared_one(
    colleague: Client, chen_jing: Client, town: Town, what: str
) -> None:
    kept = keep(town.chen_jing)
    change(chen_jing, kept, "share")
    assert change(colleague, kept, what, name="我的").status_code == 404
    assert SavedFilter.objects.get().name == "水电气暖的"


def test_everybody_counts_what_they_may_see_themselves(chen_jing: Client, town: Town, submitted: Appeal) -> None:
    keep(town.liu_gong, "住建局的")
    assert as_person(town, "liu_gong").get(PLACE).context["saved"][0].count_text == "0"


@pytest.mark.parametrize("query", ["queue=gone", "queue=all&colour=red", "queue=all&star=9", "month=2019", "x"])
def test_a_filter_whose_words_mean_nothing_any_more_says_so(chen_jing: Client, town: Town, query: str) -> None:
    keep(town.chen_jing, query=query)
    for page in (chen_jing.get(PLACE), chen_jing.get(PLACE, headers=HTMX)):
        assert page.status_code == 200
        assert page.context["saved"][0].is_broken
        assert "条件已失效" in page.content.decode()
    assert chen_jing.get(f"{DESK}?queue=all").status_code == 200


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        ("", WATER, "请起个名字"),
        ("名" * 21, WATER, "最多 20 个字"),
        ("已有的", WATER, "同名"),
        ("好", "queue=nowhere", "保存不了"),
        ("好", "x=1", "保存不了"),
        ("好", f"queue=all&q={'长' * 500}", "保存不了"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(
    chen_jing: Client, town: Town, name: str, query: str, words: str
) -> None:
    keep(town.chen_jing, "已有的")
    answer = chen_jing.post(PLACE, {"name": name, "query": query}, headers=HTMX)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert SavedFilter.objects.count() == 1


def test_a_change_that_is_none_changes_nothing(chen_jing: Client, town: Town) -> None:
    assert change(chen_jing, keep(town.chen_jing), "explode").status_code == 422


def test_without_scripts_the_page_does_the_same(chen_jing: Client, town: Town) -> None:
    kept = keep(town.chen_jing)
    assert chen_jing.post(f"{PLACE}{kept.pk}/", {"change": "drop"})["Location"] == PLACE
    assert chen_jing.post(PLACE, {"name": "好", "query": WATER})["Location"] == PLACE
    assert "全部诉求 · 类别：" in chen_jing.get(PLACE).content.decode()
