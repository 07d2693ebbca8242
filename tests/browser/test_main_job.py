"""The main job as people live it, with two browsers: a company's phone and an office's desk."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import at_the_desk, at_the_phone
from tests.browser.conftest import DESK, PHONE, OpenWindow
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import Advance, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "二期用电增容等了六周"
CONTENT = "10 月 28 日向供电公司申请增容 800 千伏安，方案一直没有答复，新设备装好了通不了电。"
EARLIER = "二期 10kV 专线外线路由未定"  # the `submitted` matter of the small town
CHEN_JING, WANG_GONG, YANG_PING = "cbo.陈静", "dep.王工", "mbo.杨萍"
LI_MIN = "19900000101"


def test_a_problem_goes_from_the_phone_to_five_stars(open_window: OpenWindow, town: Town, submitted: Appeal) -> None:
    phone, desk = open_window(PHONE), open_window(DESK)
    at_the_desk.sign_in(desk, CHEN_JING)
    assert total_on_overview(desk) == (0, 1)

    number = li_min_submits_with_a_lost_network(phone)

    at_the_desk.open_queue(desk, "待分类")
    at_the_desk.go_to(desk, TITLE)
    expect(at_the_desk.matter(desk).get_by_role("region", name="诉求内容").get_by_role("img")).to_have_count(2)
    at_the_desk.triage(desk, star=3)
    at_the_desk.dispatch(desk, "供电")
    sees(phone, "待签收", "演示供电公司")

    at_the_desk.sign_out(desk)
    at_the_desk.sign_in(desk, WANG_GONG)
    at_the_desk.open_queue(desk, "待签收")
    at_the_desk.sign_for(desk)
    sees(phone, "已签收", "还剩")
    at_the_desk.note_progress(desk, "已现场勘察，方案本周报批。")
    sees(phone, "办理中", "已现场勘察，方案本周报批。")
    expect(phone.locator(".lamp-green").first).to_be_visible()
    at_the_desk.close(desk, "增容方案已批复，12 月 9 日送电。")
    sees(phone, "已办结", "增容方案已批复，12 月 9 日送电。", heap="待评价")

    at_the_phone.rate(phone, 5, suggestion="以后能在网上看方案就更好了。")
    at_the_desk.sign_out(desk)
    at_the_desk.sign_in(desk, CHEN_JING)
    at_the_desk.open_queue(desk, "全部诉求")
    at_the_desk.go_to(desk, TITLE)
    expect(at_the_desk.matter(desk)).to_contain_text("以后能在网上看方案就更好了。")
    at_the_desk.archive(desk)
    sees(phone, "已销号", heap="已完结")

    assert total_on_overview(desk) == (1, 2)
    desk.get_by_role("link", name=re.compile("^办件率分子")).first.click()
    expect(desk.locator("[data-row]")).to_have_count(1)
    expect(desk.locator(f"#row-{number}")).to_contain_text(TITLE)


def test_two_stars_send_the_matter_back_and_the_second_answer_is_rated_again(
    open_window: OpenWindow, town: Town, advance: Advance
) -> None:
    advance("closed")
    phone, desk = open_window(PHONE), open_window(DESK)
    at_the_phone.sign_in(phone, LI_MIN)
    at_the_phone.look_at(phone, EARLIER, heap="待评价")
    at_the_phone.rate(phone, 2, reason="专线是通了，电压不稳，设备还是开不了。")
    sees(phone, "重新办理", "企业评价 2 星", title=EARLIER)

    at_the_desk.sign_in(desk, WANG_GONG)
    at_the_desk.open_queue(desk, "办理中")
    expect(at_the_desk.matter(desk)).to_contain_text("专线是通了，电压不稳，设备还是开不了。")
    at_the_desk.note_progress(desk, "已调换变压器分接头。")
    at_the_desk.close(desk, "电压已稳定，企业当面确认。")

    at_the_phone.look_at(phone, EARLIER, heap="待评价")
    at_the_phone.rate(phone, 4)
    sees(phone, "已评价", "电压已稳定，企业当面确认。", heap="已完结", title=EARLIER)
    expect(phone.get_by_role("region", name="企业评价")).to_contain_text("4 星")


def test_of_two_clerks_one_dispatches_and_the_other_is_told_and_sees_how_it_stands(
    open_window: OpenWindow, town: Town, advance: Advance
) -> None:
    advance("triaged")
    hers, his = open_window(DESK), open_window(DESK)
    for desk, login in ((hers, CHEN_JING), (his, YANG_PING)):
        at_the_desk.sign_in(desk, login)
        at_the_desk.open_queue(desk, "待派单")
        at_the_desk.press_d(desk, "派单")

    at_the_desk.dispatch(hers, "供电")
    his.get_by_role("radio", name="秦都区住建局").check()
    with his.expect_response(re.compile("dispatch_appeal")) as answered:
        at_the_desk.press_button(his, "派单")

    assert answered.value.status == 409
    told = at_the_desk.matter(his).get_by_role("alert")
    expect(told).to_contain_text("现在是“待签收”（陈静刚刚处理过），不能派单。")
    expect(told).to_contain_text("下一步")
    expect(at_the_desk.matter(his).locator(".facts")).to_contain_text("演示供电公司")
    expect(his.locator("#move form")).to_have_count(0)


# ---- the phone's part ---------------------------------------------------------------------------------------------


def li_min_submits_with_a_lost_network(phone: Page) -> str:
    """In the middle the network goes and the page is loaded anew; nothing is lost. Answers the matter's number."""
    at_the_phone.sign_in(phone, LI_MIN)
    phone.get_by_role("link", name="提交诉求").click()
    at_the_phone.describe(phone, title=TITLE, content=CONTENT)
    at_the_phone.add_picture(phone, "申请单")
    expect(phone.locator(".picture-tile[data-id]")).to_have_count(1)

    phone.context.set_offline(True)
    at_the_phone.submit(phone)
    expect(phone.get_by_text("网络断开了，内容和照片都还在")).to_be_visible()
    at_the_phone.add_picture(phone, "新设备")
    expect(phone.get_by_role("button", name="待传·重试")).to_be_visible()

    phone.context.set_offline(False)
    phone.reload()
    expect(phone.locator(".picture-tile[data-id]")).to_have_count(2)
    expect(phone.get_by_label("一句话说是什么事")).to_have_value(TITLE)
    expect(phone.get_by_label("说说情况")).to_have_value(CONTENT)
    expect(phone.get_by_label("水电气暖")).to_be_checked()
    at_the_phone.submit(phone)
    expect(phone.get_by_text("收到了，您可以放心离开")).to_be_visible()
    return phone.locator(".received-number b").inner_text()


def sees(phone: Page, state: str, *words: str, heap: str = "办理中", title: str = TITLE) -> None:
    """The company finds the matter in this heap, in this state, and reads these words."""
    at_the_phone.look_at(phone, title, heap=heap)
    expect(phone.locator(".matter-head .lamp")).to_contain_text(state)
    for part in words:
        expect(phone.locator("#main")).to_contain_text(part)


# ---- the overview -------------------------------------------------------------------------------------------------


def total_on_overview(desk: Page) -> tuple[int, int]:
    """Numerator and denominator of 办件率 as the overview shows them."""
    at_the_desk.open_queue(desk, "概览")
    parts = desk.locator(".overview-cards .figure-base").first.locator("a")
    whole = [re.sub(r"\D", "", parts.nth(place).inner_text()) for place in (0, 1)]
    return int(whole[0]), int(whole[1])
