"""What is typed into a search finds the matters in which it stands, among those that the person may see."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yishang.contexts.outreach import queries, services
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.queries import Wanted
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Do, Live, Town
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.journal import jobs as journal
from yishang.kernel.parties import services as parties
from yishang.kernel.search import rules
from yishang.kernel.search import services as search
from yishang.kernel.search.models import Text

pytestmark = pytest.mark.django_db
DESK = "/outreach/desk/"
HOSTILE = [
    "噪" * 5000, " ", "\u3000", "\x00", "a\x00b", "\ud83d", "👍🏽", '"', "'", '"专线', "专线*", "AND", "OR", "NOT 专线",
    "NEAR(专线 外线, 2)", "grams:专线", "(", ")", "{", "专线)", "^专线", "-专线", "+", "%", "_", "\\",
    "%'; DROP TABLE x;--",
    "<script>alert(1)</script>", "\u202e专线", "ﷺ" * 60, "a" * 60, "́" * 60,
]  # fmt: skip


def seen(actor: Actor, q: str, **more: str) -> list[str]:
    rows = queries.matching(actor, Wanted(q=q, **more), now=MONDAY)
    return list(rows.order_by("-pk").values_list("number", flat=True))


@pytest.mark.parametrize(
    "asked",
    [
        "SQ-610402-20191209-0001",
        "0001",
        "演示机械",
        "91610402MA00000155",
        "MA0000",
        "外线路由未定",
        "设备",
        "１０ＫＶ 专线",
        "调试 路由",
    ],
)
def test_number_company_title_and_content_find_it(town: Town, submitted: Appeal, asked: str) -> None:
    assert seen(town.chen_jing, asked) == [submitted.case.number]


@pytest.mark.parametrize("asked", ["电专", "路由 噪音", "李敏", "19900000101", "第 噪"])
def test_what_stands_in_none_of_them_does_not(town: Town, submitted: Appeal, asked: str) -> None:
    assert seen(town.chen_jing, asked) == []


def test_material_and_result_find_it_once_they_are_told(town: Town, do: Do, advance: Advance) -> None:
    number = advance("handling").case.number
    assert seen(town.li_min, "八百千伏安") == seen(town.li_min, "改接二号变电站") == []
    do(town.li_min, "supplement_appeal", note="变压器容量八百千伏安。")
    do(town.wang_gong, "close_appeal", result_type="SOLVED", result_text="外线改接二号变电站，已通电。")
    assert seen(town.li_min, "八百千伏安") == seen(town.li_min, "改接二号变电站 八百") == [number]
    assert seen(town.li_min, "路由未定") == [number]


def test_nobody_finds_what_they_may_not_see(town: Town, submitted: Appeal) -> None:
    for person in (town.sun_hao, town.zhao_lei, town.liu_gong, town.xi_tong, town.shen_ji):
        assert seen(person, submitted.case.number) == seen(person, "专线") == seen(person, "") == []
    for person in (town.li_min, town.zhou_lian, town.he_zhen, town.chen_jing, town.yang_ping, town.du_cha):
        assert seen(person, "专线") == [submitted.case.number]


def test_notes_among_staff_are_found_by_nobody(town: Town, submitted: Appeal, do: Do) -> None:
    do(town.chen_jing, "note_internally", note="企业负责人情绪激动，先缓一缓。")
    search.rebuild(say=print)
    for person in (town.li_min, town.zhou_lian, town.chen_jing, town.yang_ping):
        assert seen(person, "情绪激动") == []


def test_an_imported_one_is_found_at_once(town: Town) -> None:
    row = services.ImportedAppeal(content="夜间渣土车噪音扰民。", submitted_at=MONDAY, applicant="何先生")
    appeal = services.import_appeal(actor=SYSTEM_ACTOR, row=row, at=MONDAY)
    assert appeal is not None
    assert seen(town.yang_ping, "噪音") == seen(town.yang_ping, "何先生") == [appeal.case.number]


def test_a_company_that_is_called_differently_is_found_by_its_new_name(town: Town, submitted: Appeal) -> None:
    row = {
        "uscc": town.machinery.uscc, "name": "演示重工有限公司", "registered_on": "2018-01-01", "province": "陕西",
        "city": "咸阳", "kind": "", "capital": "", "scope": "", "address": "",
    }  # fmt: skip
    parties.import_entities(actor=SYSTEM_ACTOR, rows=[row], at=MONDAY)
    journal.drain()
    assert (seen(town.chen_jing, "演示重工"), seen(town.chen_jing, "演示机械")) == ([submitted.case.number], [])


def test_indexing_all_anew_finds_what_was_kept_in_step(town: Town, submitted: Appeal, do: Do, advance: Advance) -> None:
    advance("handling")
    do(town.li_min, "supplement_appeal", note="变压器容量八百千伏安。")
    do(town.wang_gong, "close_appeal", result_type="SOLVED", result_text="已通电。")
    row = services.ImportedAppeal(content="夜间渣土车噪音扰民。", submitted_at=MONDAY, uscc=town.food.uscc)
    services.import_appeal(actor=SYSTEM_ACTOR, row=row, at=MONDAY)
    kept = dict(Text.objects.values_list("subject", "words"))
    assert search.rebuild(say=print) == len(kept) == 2
    assert dict(Text.objects.values_list("subject", "words")) == kept


def test_what_an_older_version_left_unindexed_is_indexed_when_something_is_said(
    town: Town, submitted: Appeal, do: Do, advance: Advance
) -> None:
    advance("handling")
    Text.objects.all().delete()
    do(town.li_min, "supplement_appeal", note="变压器容量八百千伏安。")
    assert seen(town.li_min, "外线路由") == seen(town.li_min, "八百千伏安") == [submitted.case.number]


def test_a_submission_is_indexed_by_one_statement(town: Town) -> None:
    with CaptureQueriesContext(connection) as captured:
        services.submit_appeal(
            actor=town.li_min, uscc=town.machinery.uscc, category="03", title="供水压力不足",
            content="三楼以上车间停产，请协调。", contact=services.Contact("", ""), at=MONDAY,
        )  # fmt: skip
    assert sum("search_" in one["sql"] for one in captured.captured_queries) == 1


def test_a_search_is_asked_in_few_statements(town: Town, submitted: Appeal) -> None:
    with CaptureQueriesContext(connection) as captured:
        rows = queries.matching(town.chen_jing, Wanted(q="专线"), now=MONDAY)
        queries.page_of(rows, by_due=False, cursor="", limit=50, is_search=True)
    assert len(captured) == 3


# ---- whatever is typed ---------------------------------------------------------------------------------------


def ask_api(key: str, q: str) -> HttpResponse:
    return Client().get(
        "/api/v1/appeals", {"q": q.encode("utf-8", "surrogatepass")}, headers={"Authorization": f"Bearer {key}"}
    )


@pytest.mark.parametrize("q", HOSTILE)
def test_the_api_refuses_in_words_or_finds_exactly_that(
    town: Town, submitted: Appeal, partner_key: str, live_at: Live, q: str
) -> None:
    live_at(MONDAY)
    answer = ask_api(partner_key, q)
    if answer.status_code == 200:
        words = rules.words_in(q.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
        expected = all(word in Text.objects.get().words for word in words)
        assert answer.json()["total"] == expected
    else:
        assert answer.status_code in (400, 422), answer.content


@pytest.mark.parametrize("q", HOSTILE)
def test_the_desk_shows_a_page_or_says_what_to_change(town: Town, submitted: Appeal, live_at: Live, q: str) -> None:
    live_at(MONDAY)
    client = Client()
    client.force_login(town.accounts["chen_jing"])
    answer = client.get(DESK, {"q": q.encode("utf-8", "surrogatepass")})
    assert answer.status_code in (200, 400, 422)
    assert "<script>alert" not in answer.content.decode()


def test_too_long_a_text_is_refused_at_its_place(town: Town, submitted: Appeal) -> None:
    with pytest.raises(InvalidInput) as refused:
        seen(town.chen_jing, "噪" * 61)
    assert list(refused.value.fields) == ["q"]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("专线外线路由 10kV\"'*():^-+%_ANDORT，。㎏\u3000", max_size=20) | st.text(max_size=20))
def test_any_text_finds_the_matter_in_which_it_stands(town: Town, submitted: Appeal, q: str) -> None:
    words = rules.words_in(q)
    expected = [submitted.case.number] if all(word in Text.objects.get().words for word in words) else []
    assert seen(town.chen_jing, q) == seen(town.chen_jing, q, county="610402") == expected


def test_words_found_in_a_title_are_marked_and_nothing_else_is_markup(town: Town, live_at: Live) -> None:
    live_at(MONDAY)
    services.submit_appeal(
        actor=town.li_min, uscc=town.machinery.uscc, category="03", title="<b>二期１０ＫＶ</b>专线未定",
        content="请尽快协调外线路由。", contact=services.Contact("", ""), at=MONDAY,
    )  # fmt: skip
    client = Client()
    client.force_login(town.accounts["chen_jing"])
    page = client.get(DESK, {"q": "10kv 专线"}).content.decode()
    assert "&lt;b&gt;二期<mark>１０ＫＶ</mark>&lt;/b&gt;<mark>专线</mark>未定" in page
    page = client.get(DESK, {"q": "演示机械 0001"}).content.decode()
    assert "<mark>演示机械</mark>有限公司" in page
    assert "SQ-610402-20191209-<mark>0001</mark>" in page
    assert "<mark>" not in client.get(DESK, {"queue": "all"}).content.decode()
