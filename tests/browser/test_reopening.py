"""A hollow result: the company says so, the city does it again and then puts it aside, with a day of review."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import at_the_desk, at_the_phone
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.test_return_and_arbitration import alert, change
from yishang.contexts.outreach.tests.conftest import Advance, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "二期 10kV 专线外线路由未定"
WANG_GONG, YANG_PING, DU_CHA = "dep.王工", "mbo.杨萍", "mon.督查员"
LI_MIN = "19900000101"
ORDER = "请当面见企业，三天内说清怎么办。"
WAIT = "外线走廊用地还没有批复，预计 1 月底批下来。"


def test_one_star_twice_ends_with_the_city_s_honest_word(open_window: OpenWindow, town: Town, advance: Advance) -> None:
    advance("closed")
    desk, phone = open_window(DESK), open_window(PHONE)
    at_the_phone.sign_in(phone, LI_MIN)
    at_the_phone.look_at(phone, TITLE, heap="待评价")
    rate_and_say_that_nobody_called(phone)
    urge(phone)

    at_the_desk.sign_in(desk, DU_CHA)
    at_the_desk.open_queue(desk, "预警")
    expect(alert(desk, "预警 W5")).to_contain_text("虚假办结")
    expect(at_the_desk.matter(desk)).to_contain_text("企业催办 1 次")
    supervise(desk)

    change(desk, WANG_GONG)
    at_the_desk.open_queue(desk, "办理中")
    expect(alert(desk, "督办")).to_contain_text(ORDER)
    at_the_desk.note_progress(desk, "已到企业当面核对，外线走廊用地未批。")
    expect(alert(desk, "督办")).to_have_count(0)
    at_the_desk.close(desk, "外线走廊用地未批，暂不能施工，已向企业说明。")

    at_the_phone.look_at(phone, TITLE, heap="待评价")
    at_the_phone.rate(phone, 2, reason="还是没有解决。")

    change(desk, YANG_PING)
    at_the_desk.open_queue(desk, "全部诉求")
    reopen(desk)
    shelve(desk)
    at_the_phone.look_at(phone, TITLE)
    for words in ("挂账", "1月15日复查", WAIT, "条件具备就继续办"):
        expect(phone.locator("#main")).to_contain_text(words)

    at_the_desk.open_queue(desk, "挂账")
    expect(desk.locator("[data-row]")).to_contain_text(["2020年1月15日"])
    resume(desk)
    at_the_phone.look_at(phone, TITLE)
    expect(phone.locator("#main")).to_contain_text("用地已批复，继续施工。")
    expect(phone.locator(".matter-head .lamp")).to_contain_text("办理中")


def rate_and_say_that_nobody_called(phone: Page) -> None:
    phone.get_by_role("navigation", name="点星评价").get_by_role("link").first.click()
    phone.get_by_label("哪里不满意").fill("电话都没有打过一个，就说办完了。")
    phone.get_by_label("办理期间没有人联系过我").check()
    phone.get_by_role("button", name="提交评价").click()
    expect(phone.get_by_text("评价已收到，谢谢您。")).to_be_visible()
    expect(phone.locator("#main")).to_contain_text("企业称办理期间没有人联系过")
    expect(phone.locator("#main")).not_to_contain_text("虚假办结")


def urge(phone: Page) -> None:
    """One tap; then the page says when one may again."""
    phone.get_by_role("button", name="催一下").click()
    expect(phone.get_by_text("已催办，办理的人马上会收到。")).to_be_visible()
    expect(phone.get_by_text("12月10日起可以再催。")).to_be_visible()
    expect(phone.get_by_role("button", name="催一下")).to_have_count(0)


def supervise(desk: Page) -> None:
    at_the_desk.matter(desk).get_by_role("link", name="督办", exact=True).click()
    desk.locator("#move").get_by_label("督办意见").fill(ORDER)
    desk.locator("#move").get_by_label("要求答复的日期").fill("2019-12-12")
    at_the_desk.press_button(desk, "督办")
    expect(at_the_desk.said(desk)).to_contain_text("督办意见已送承办单位和营商办。")
    expect(alert(desk, "督办")).to_contain_text("要求 2019年12月12日前答复")


def reopen(desk: Page) -> None:
    at_the_desk.choose_more(desk, "重新办理")
    desk.locator("#move").get_by_label("理由").fill("企业两次不满意，市营商办研判。")
    at_the_desk.press_button(desk, "重新办理")
    expect(at_the_desk.said(desk)).to_contain_text("已退回重新办理。")


def shelve(desk: Page) -> None:
    at_the_desk.choose_more(desk, "挂账")
    desk.locator("#move").get_by_label("理由").fill(WAIT)
    desk.locator("#move").get_by_label("复查日期").fill("2020-01-15")
    at_the_desk.press_button(desk, "挂账")
    expect(at_the_desk.said(desk)).to_contain_text("已挂账，时限暂停")
    expect(at_the_desk.matter(desk).locator(".lamp-blue").first).to_contain_text("1月15日复查")


def resume(desk: Page) -> None:
    at_the_desk.press_d(desk, "恢复办理")
    desk.locator("#move").get_by_label("理由").fill("用地已批复，继续施工。")
    at_the_desk.press_button(desk, "恢复办理")
    expect(at_the_desk.said(desk)).to_contain_text("已恢复办理")
