import pytest
from django.test import Client

from yishang.contexts.outreach import queries, rules, services
from yishang.contexts.outreach.models import ReplyTemplate
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Town
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.journal import queries as journal

pytestmark = pytest.mark.usefixtures("frozen_site")
PAGE = "/outreach/replies/"
TEXT = "{企业}反映的“{标题}”（{编号}），{单位}已安排现场勘察。"


def keep(actor: Actor, *, move: str = "note_progress", text: str = TEXT, shared: str = "mine", category: str = "",
         title: str = "已勘察") -> ReplyTemplate:  # fmt: skip
    return services.keep_reply(
        actor=actor, move=move, title=title, text=text, shared=shared, category=category, at=MONDAY
    )


def offered(actor: Actor, advance: Advance, move: str = "note_progress") -> list[tuple[str, str]]:
    return queries.replies_for(actor, advance("handling").case, move)


def sit(client: Client, town: Town, person: str) -> Client:
    client.force_login(town.accounts[person])
    return client


def test_a_template_is_filled_in_for_the_matter(town: Town, advance: Advance) -> None:
    reply = keep(town.wang_gong)
    ((title, text),) = offered(town.wang_gong, advance)
    assert title == "已勘察"
    assert text.startswith(
        "演示机械有限公司反映的“二期 10kV 专线外线路由未定”（SQ-610402-20191209-0001），演示供电公司"
    )
    fact = journal.timeline(f"reply:{reply.pk}", include_internal=True)[-1]
    assert (fact.verb, fact.data["text"]) == ("outreach.reply.kept", TEXT)


def test_own_words_the_unit_s_and_everybody_s_are_offered_and_nobody_else_s(town: Town, advance: Advance) -> None:
    keep(town.yang_ping, shared="all", title="全市")
    keep(town.wang_gong, shared="unit", title="本单位")
    keep(town.wang_gong, title="自己")
    keep(town.liu_gong, title="别人的")
    assert [title for title, _ in offered(town.wang_gong, advance)] == ["自己", "本单位", "全市"]


def test_those_of_the_category_come_first_and_of_other_categories_not_at_all(town: Town, advance: Advance) -> None:
    keep(town.wang_gong, title="不限类别")
    keep(town.wang_gong, title="水电气暖", category="03")
    keep(town.wang_gong, title="开办注销", category="01")
    assert [title for title, _ in offered(town.wang_gong, advance)] == ["水电气暖", "不限类别"]


def test_a_retired_one_is_offered_no_more(town: Town, advance: Advance) -> None:
    reply = keep(town.wang_gong)
    services.retire_reply(actor=town.wang_gong, key=reply.pk, at=MONDAY)
    assert offered(town.wang_gong, advance) == []
    with pytest.raises(services.NoSuchReply):
        services.retire_reply(actor=town.wang_gong, key=reply.pk, at=MONDAY)


@pytest.mark.parametrize("person", ["li_min", "he_zhen", "du_cha", "xi_tong", "hotline"])
def test_who_does_not_answer_keeps_no_words(town: Town, person: str) -> None:
    with pytest.raises(services.ReplyNotYours):
        keep(getattr(town, person))


@pytest.mark.parametrize("person", ["chen_jing", "wang_gong"])
def test_everybody_s_words_are_the_city_office_s(town: Town, person: str) -> None:
    with pytest.raises(services.ReplyNotYours):
        keep(getattr(town, person), shared="all")
    everybodys = keep(town.yang_ping, shared="all")
    with pytest.raises(services.ReplyNotYours):
        services.retire_reply(actor=getattr(town, person), key=everybodys.pk, at=MONDAY)


def test_another_s_words_are_not_found(town: Town) -> None:
    with pytest.raises(services.NoSuchReply):
        services.correct_reply(
            actor=town.liu_gong, key=keep(town.wang_gong).pk, move="note_progress", title="x", text="y", at=MONDAY
        )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"move": "archive_appeal"}, "move"),
        ({"title": " "}, "title"),
        ({"text": ""}, "text"),
        ({"text": "请联系{局长}"}, "text"),
        ({"text": "字" * 801}, "text"),
        ({"category": "99"}, "category"),
        ({"shared": "world"}, "shared"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(town: Town, given: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        keep(town.wang_gong, **given)
    assert list(refusal.value.fields) == [field]


def test_what_is_not_known_stays_to_be_written() -> None:
    assert rules.filled_in("最迟{到期}，{企业}", {"企业": "演示机械"}) == "最迟＿＿，演示机械"


def test_the_page_keeps_corrects_and_retires(client: Client, town: Town) -> None:
    sit(client, town, "wang_gong")
    told = {"move": "close_appeal", "title": "已送电", "text": TEXT, "shared": "unit", "category": ""}
    assert client.post(PAGE, told).status_code == 302
    key = ReplyTemplate.objects.get().pk
    assert "已送电" in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}{key}/", {**told, "title": "已通电"}).status_code == 302
    assert ReplyTemplate.objects.get().title == "已通电"
    assert client.post(f"{PAGE}{key}/retire/").status_code == 302
    assert client.get(f"{PAGE}{key}/").status_code == 404


def test_a_fault_on_the_page_keeps_what_was_written(client: Client, town: Town) -> None:
    told = {"move": "close_appeal", "title": "已送电", "text": "请找{局长}", "shared": "mine", "category": ""}
    answer = sit(client, town, "wang_gong").post(PAGE, told)
    assert answer.status_code == 422
    assert "没有“{局长}”这个占位" in answer.content.decode() and "请找{局长}" in answer.content.decode()


def test_a_county_cannot_choose_everybody(client: Client, town: Town) -> None:
    told = {"move": "close_appeal", "title": "已送电", "text": TEXT, "shared": "all", "category": ""}
    assert sit(client, town, "chen_jing").post(PAGE, told).status_code == 403


@pytest.mark.parametrize("person", ["li_min", "he_zhen", "du_cha"])
def test_the_page_is_for_those_who_answer(client: Client, town: Town, person: str) -> None:
    assert sit(client, town, person).get(PAGE).status_code == 403


def test_the_form_of_a_move_offers_them(client: Client, town: Town, advance: Advance) -> None:
    keep(town.wang_gong, text="请看“{标题}”<b>")
    number = advance("handling").case.number
    page = sit(client, town, "wang_gong").get(f"/outreach/desk/{number}/note_progress/").content.decode()
    assert 'data-fills="id_note"' in page and "二期 10kV 专线外线路由未定”&lt;b&gt;" in page
