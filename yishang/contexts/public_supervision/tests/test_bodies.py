"""行业自律: a department registers the body, reads its papers over, and everybody compares them with the results."""

from typing import Any

import pytest
from django.test import Client

from yishang.contexts.public_supervision import queries, rules, services
from yishang.contexts.public_supervision.models import Association, Pledge
from yishang.contexts.public_supervision.tests.conftest import MONDAY, Town
from yishang.kernel.context import InvalidInput

TEXT = "会员承诺：食材可追溯，后厨公开看，餐具必消毒，明码标价。"


@pytest.fixture
def body(town: Town) -> Association:
    return services.register_association(
        actor=town.gao_feng,
        uscc=town.body.uscc,
        field="02",
        representative="许会",
        items="晨检\n消毒\n\n晨检",
        at=MONDAY,
    )


def check(town: Town, **changes: Any) -> Any:
    told = {"uscc": town.machinery.uscc, "answers": {0: "yes", 1: "no"}, "checked_on": MONDAY.date(), "note": ""}
    return services.submit_check(actor=town.xu_hui, at=MONDAY, **{**told, **changes})


def test_a_pledge_goes_through_the_department_and_keeps_its_versions(body: Association, town: Town) -> None:
    assert body.items == ["晨检", "消毒"]
    first = services.submit_pledge(actor=town.xu_hui, title="餐饮自律公约", text=TEXT, at=MONDAY)
    assert queries.pledge_in_force(body) is None
    services.release_paper(actor=town.gao_feng, kind="pledge", key=first.pk, at=MONDAY)
    second = services.submit_pledge(actor=town.xu_hui, title="餐饮自律公约", text=TEXT * 2, at=MONDAY)
    assert (second.version, queries.pledge_in_force(body)) == (2, first)
    services.return_paper(actor=town.ma_lan, kind="pledge", key=second.pk, reason="请写明处罚办法。", at=MONDAY)
    assert Pledge.objects.get(pk=second.pk).state == rules.RETURNED


def test_papers_are_read_by_the_unit_that_registered_only(body: Association, town: Town) -> None:
    made = services.submit_pledge(actor=town.xu_hui, title="餐饮自律公约", text=TEXT, at=MONDAY)
    for actor in (town.liu_gong, town.xu_hui, town.du_cha):
        with pytest.raises(rules.NotFound):
            services.release_paper(actor=actor, kind="pledge", key=made.pk, at=MONDAY)
    with pytest.raises(InvalidInput):
        services.return_paper(actor=town.gao_feng, kind="pledge", key=made.pk, reason="", at=MONDAY)
    services.release_paper(actor=town.gao_feng, kind="pledge", key=made.pk, at=MONDAY)
    with pytest.raises(rules.NotFound):
        services.release_paper(actor=town.gao_feng, kind="pledge", key=made.pk, at=MONDAY)


def test_a_body_is_registered_with_an_account_and_a_list(town: Town) -> None:
    told = {"uscc": town.body.uscc, "field": "02", "representative": "许会", "items": "晨检", "at": MONDAY}
    with pytest.raises(rules.NotFound):
        services.register_association(actor=town.du_cha, **told)
    for wrong in ({"uscc": "91610402MA99999999"}, {"field": "x"}, {"items": ""}, {"representative": " "}):
        with pytest.raises(InvalidInput):
            services.register_association(actor=town.gao_feng, **{**told, **wrong})
    services.register_association(actor=town.gao_feng, **told)
    with pytest.raises(InvalidInput, match="登记过"):
        services.register_association(actor=town.gao_feng, **told)


def test_a_self_check_answers_every_item_once_a_day(body: Association, town: Town) -> None:
    for wrong in ({"answers": {0: "yes"}}, {"uscc": "x"}, {"checked_on": None}, {"answers": {0: "yes", 1: "x"}}):
        with pytest.raises(InvalidInput):
            check(town, **wrong)
    check(town)
    with pytest.raises(InvalidInput, match="交过"):
        check(town)
    with pytest.raises(rules.NotFound):
        services.submit_check(
            actor=town.li_min, uscc=town.machinery.uscc, answers={}, checked_on=None, note="", at=MONDAY
        )


def test_what_a_member_says_stands_beside_what_was_found(
    body: Association, town: Town, client: Client, live_at: Any
) -> None:
    live_at(MONDAY)
    made = check(town)
    page = f"/public_supervision/find/{town.machinery.uscc}/"
    assert "没有公布过自查" in client.get(page).content.decode()
    services.release_paper(actor=town.gao_feng, kind="check", key=made.pk, at=MONDAY)
    shown = client.get(page).content.decode()
    assert "2 项：符合 1，不符合 1" in shown
    assert "官方公开的结果" in shown


def test_the_body_s_own_page_takes_papers(body: Association, town: Town, client: Client, live_at: Any) -> None:
    live_at(MONDAY)
    client.force_login(town.accounts["xu_hui"])
    page = "/public_supervision/own/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"what": "pledge", "title": "短", "text": "短"}).status_code == 422
    assert client.post(page, {"what": "pledge", "title": "餐饮自律公约", "text": TEXT}).status_code == 302
    told = {"uscc": town.machinery.uscc, "checked_on": "2019-12-09", "item_0": "yes", "item_1": "no"}
    assert client.post(page, {"what": "check", **told}).status_code == 302
    client.force_login(town.accounts["gao_feng"])
    desk = client.get("/public_supervision/associations/").content.decode()
    assert "演示餐饮行业协会：公约第 1 版" in desk
    kept = Pledge.objects.get()
    assert client.post(f"/public_supervision/associations/pledge/{kept.pk}/", {"step": "release"}).status_code == 302
