"""What helps the people who sit at it all day: the keys, thirty rows at once, the way back, and nothing lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import at_the_desk
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.test_main_job import CHEN_JING, YANG_PING
from yishang.contexts.outreach import services
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Town, facts
from yishang.kernel.directory.models import Account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "请供电公司先到现场看看，再答复企业。"
FULLY_SEEN = """[...document.querySelectorAll("[data-row]")].filter((row) => {
  const box = row.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight }).length"""
SMALL = """[...document.querySelectorAll("main *, header *, footer *")].filter((one) => one.offsetParent
  && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
  && parseFloat(getComputedStyle(one).fontSize) < 24).map((one) => one.outerHTML.slice(0, 80))"""


def file_more(town: Town, count: int) -> None:
    for place in range(count):
        services.submit_appeal(
            actor=town.li_min, uscc=town.machinery.uscc, category="03", title=f"第 {place} 件：车间电压不稳",
            content=f"第 {place} 件：厂区电压每天下午偏低，设备经常跳闸。",
            contact=services.Contact("李敏", "19900000101"), at=MONDAY,
        )  # fmt: skip


def at(desk: Page) -> str:
    return desk.evaluate(
        "document.activeElement.dataset.key || document.activeElement.name || document.activeElement.id"
    )


# ---- keys ------------------------------------------------------------------------------------------------------


def test_the_help_names_the_keys_that_work_here_and_each_of_them_works(
    open_window: OpenWindow, town: Town, submitted: Appeal
) -> None:
    file_more(town, 60)
    desk = open_window(DESK)
    at_the_desk.sign_in(desk, CHEN_JING)
    desk.goto("/outreach/desk/?queue=triage")
    expect(desk.locator("#matter h2")).to_be_visible()
    desk.keyboard.press("?")
    lines = desk.locator("#keys-help [data-keys-list] > div")
    named = {line.locator("dt").inner_text(): line.locator("dd").inner_text() for line in lines.all()}
    assert {"J", "K", "Enter", "/", "D", "N", "S", "?", "Esc"} <= set(named)
    assert (named["D"], named["N"], named["G Q"]) == ("分类", "下一页", "全部诉求")
    assert "P" not in named  # there is no earlier page to turn to
    desk.keyboard.press("Escape")
    first = desk.locator("[data-row].is-current").get_attribute("id")
    desk.keyboard.press("j")
    expect(desk.locator("[data-row].is-current")).not_to_have_attribute("id", first or "")
    desk.keyboard.press("k")
    expect(desk.locator("[data-row].is-current")).to_have_attribute("id", first or "")
    desk.keyboard.press("/")
    assert at(desk) == "/"
    desk.keyboard.press("Escape")
    desk.keyboard.press("s")
    expect(desk.locator("#saved-name")).to_be_focused()
    desk.keyboard.press("Escape")
    desk.locator("h1").click()
    desk.keyboard.press("n")
    expect(desk.get_by_role("link", name="上一页")).to_be_visible()
    expect(desk.locator("#matter h2")).to_be_visible()  # the page is ready to be worked with
    desk.keyboard.press("p")
    expect(desk.get_by_role("link", name="上一页")).to_have_count(0)
    expect(desk.locator("#matter h2")).to_be_visible()
    desk.keyboard.press("g")
    desk.keyboard.press("q")
    expect(desk.get_by_role("heading", level=1, name="全部诉求")).to_be_visible()


def test_in_a_field_keys_are_letters_and_with_the_switch_off_they_are_nothing(
    open_window: OpenWindow, town: Town, submitted: Appeal
) -> None:
    desk = open_window(DESK)
    at_the_desk.sign_in(desk, CHEN_JING)
    desk.goto("/outreach/desk/?queue=triage")
    expect(desk.locator("#matter h2")).to_be_visible()
    desk.keyboard.press("/")
    desk.keyboard.type("jkd?g")
    expect(desk.get_by_label("搜单号、企业、内容")).to_have_value("jkd?g")
    expect(desk.locator("#keys-help")).not_to_be_visible()
    desk.keyboard.press("Escape")
    desk.keyboard.press("?")
    desk.get_by_role("button", name="使用单键操作").click()
    desk.keyboard.press("Escape")
    desk.keyboard.press("d")
    desk.keyboard.press("?")
    expect(desk.locator("#keys-help")).not_to_be_visible()
    expect(desk.locator("#move form")).to_have_count(0)
    desk.reload()
    expect(desk.locator("#matter h2")).to_be_visible()
    desk.keyboard.press("?")
    expect(desk.locator("#keys-help")).not_to_be_visible()  # remembered


def test_the_focus_is_never_lost_on_the_way_through_a_matter(
    open_window: OpenWindow, town: Town, submitted: Appeal
) -> None:
    desk = open_window(DESK)
    at_the_desk.sign_in(desk, CHEN_JING)
    at_the_desk.open_queue(desk, "待分类")
    at_the_desk.triage(desk, star=2)
    at_the_desk.dispatch(desk, "供电")
    assert desk.evaluate("document.activeElement !== document.body")


# ---- as much as one likes --------------------------------------------------------------------------------------


def test_dense_shows_thirty_rows_and_follows_the_person_to_another_machine(
    open_window: OpenWindow, town: Town, submitted: Appeal
) -> None:
    file_more(town, 45)
    desk, elsewhere = open_window(DESK), open_window(DESK)
    at_the_desk.sign_in(desk, CHEN_JING)
    desk.goto("/outreach/desk/?queue=all")
    with desk.expect_response("**/account/look/"):
        desk.get_by_role("button", name="密集").first.click()
    assert desk.evaluate(FULLY_SEEN) >= 30
    at_the_desk.sign_in(elsewhere, CHEN_JING)
    layouts: list[str] = elsewhere.evaluate("[document.documentElement.dataset.density]")
    assert layouts == ["dense"]
    assert 'data-density="dense"' in elsewhere.content()


def test_the_head_of_the_list_stays_in_sight(open_window: OpenWindow, town: Town, submitted: Appeal) -> None:
    file_more(town, 40)
    desk = open_window(DESK)
    at_the_desk.sign_in(desk, CHEN_JING)
    desk.goto("/outreach/desk/?queue=all")
    desk.evaluate("window.scrollTo(0, 1500)")
    expect(desk.get_by_role("columnheader", name="承办单位")).to_be_in_viewport()


# ---- the way back ------------------------------------------------------------------------------------------------


def test_a_slip_is_undone_from_the_word_in_passing_and_the_matter_is_back_in_its_list(
    open_window: OpenWindow, town: Town, submitted: Appeal
) -> None:
    file_more(town, 1)
    desk = open_window(DESK)
    at_the_desk.sign_in(desk, CHEN_JING)
    at_the_desk.open_queue(desk, "待分类")
    expect(desk.locator("[data-row]")).to_have_count(2)
    at_the_desk.triage(desk, star=2)
    expect(desk.locator("[data-row]")).to_have_count(1)  # it has left the list at once
    expect(desk.locator("#list-total")).to_have_text("1 件")
    desk.get_by_role("button", name="撤销分类").last.click()
    expect(desk.locator("[data-row]")).to_have_count(2)
    expect(desk.locator("#matter")).to_contain_text("待分类")


# ---- nothing lost ---------------------------------------------------------------------------------------------------


def write_half(open_window: OpenWindow) -> Page:
    """陈静 has opened the form of a matter that waits for triage and filled in half of it."""
    desk = open_window(DESK)
    at_the_desk.sign_in(desk, CHEN_JING)
    at_the_desk.open_queue(desk, "待分类")
    at_the_desk.press_d(desk, "分类")
    desk.locator("#move [name=star][value='2']").check()
    desk.locator("#move textarea").fill(WORDS)
    return desk


def test_the_session_ends_in_the_middle_and_the_same_words_stand_in_the_same_fields_after_it(
    open_window: OpenWindow, town: Town, submitted: Appeal
) -> None:
    desk = write_half(open_window)
    desk.context.clear_cookies(name="sessionid")
    desk.locator("#move .btn-primary").click()
    expect(desk).to_have_url(re.compile("/sign-in/staff/"))
    desk.get_by_label("登录名", exact=True).fill(CHEN_JING)
    desk.get_by_label("口令", exact=True).fill("Yanshi-2019")
    desk.keyboard.press("Enter")
    expect(desk.locator("#move textarea")).to_have_value(WORDS)
    expect(desk.locator("#move [name=star][value='2']")).to_be_checked()
    assert facts(submitted.case.number) == ["submitted"]
    desk.locator("#move .btn-primary").click()
    expect(at_the_desk.said(desk)).to_contain_text("已分类")
    assert desk.evaluate("Object.keys(sessionStorage).filter((key) => key.includes('draft'))") == []


def test_somebody_else_was_faster_and_what_was_written_is_not_lost(
    open_window: OpenWindow, town: Town, submitted: Appeal
) -> None:
    desk = write_half(open_window)
    services.reject_appeal(actor=town.yang_ping, number=submitted.case.number, reason="不归这里管。", at=MONDAY)
    desk.locator("#move .btn-primary").click()
    expect(desk.get_by_label("没有提交的内容")).to_have_value(re.compile(WORDS))
    assert facts(submitted.case.number) == ["submitted", "rejected"]


def test_the_next_person_at_the_machine_finds_nothing_of_it(
    open_window: OpenWindow, town: Town, submitted: Appeal
) -> None:
    desk = write_half(open_window)
    desk.get_by_role("button", name="取消").click()
    expect(desk.locator(".draft-waiting")).to_contain_text("“分类”写了一半")
    desk.locator(".desk-account > summary").click()
    desk.get_by_role("button", name="退出登录").click()
    desk.get_by_role("button", name="清除并退出").click()
    expect(desk).to_have_url(re.compile("/$"))
    assert (
        desk.evaluate(
            "[...Object.keys(sessionStorage), ...Object.keys(localStorage)].filter((key) => key.includes('draft'))"
        )
        == []
    )


def test_two_tabs_and_another_person_in_between_nothing_is_sent_in_the_wrong_name(
    open_window: OpenWindow, town: Town, submitted: Appeal
) -> None:
    first = write_half(open_window)
    second = first.context.new_page()
    second.goto("/account/")
    second.evaluate("sessionStorage.clear()")
    second.locator("main form[action='/sign-out/'] button").click()
    at_the_desk.sign_in(second, YANG_PING)
    expect(first.locator(".session-bar")).to_contain_text("换了登录的人")
    first.locator("#move .btn-primary").click()
    expect(first.locator("#matter-place, #move").first).to_contain_text("现在登录的是杨萍")
    assert facts(submitted.case.number) == ["submitted"]


def test_signed_in_again_in_another_tab_the_first_goes_on(
    open_window: OpenWindow, town: Town, submitted: Appeal
) -> None:
    first = write_half(open_window)
    first.context.clear_cookies(name="sessionid")
    second = first.context.new_page()
    at_the_desk.sign_in(second, CHEN_JING)
    first.locator("#move .btn-primary").click()
    expect(at_the_desk.said(first)).to_contain_text("已分类")
    assert facts(submitted.case.number) == ["submitted", "triaged"]


# ---- 长辈版 ----------------------------------------------------------------------------------------------------------


def test_large_type_chosen_at_the_door_stays_and_nothing_is_smaller_than_eighteen_points(
    open_window: OpenWindow, town: Town, submitted: Appeal, advance: Advance
) -> None:
    phone = open_window(PHONE)
    phone.goto("/sign-in/")
    phone.get_by_role("button", name="长辈版").click()
    phone.get_by_label("手机号", exact=True).fill("19900000101")
    phone.get_by_role("button", name="获取验证码").click()
    with phone.expect_response("**/account/look/"):
        phone.get_by_role("button", name="登录", exact=True).click()
    for path in ("/outreach/mine/", "/outreach/submit/", f"/outreach/mine/{submitted.case.number}/"):
        phone.goto(path)
        assert phone.evaluate(SMALL) == []
    assert Account.objects.get(phone="19900000101").look == {"elder": "1"}


def test_where_no_voice_is_the_page_says_so_and_the_words_stay_until_closed(
    open_window: OpenWindow, town: Town, submitted: Appeal
) -> None:
    phone = open_window(PHONE)
    phone.goto("/")
    phone.get_by_role("button", name="长辈版").click()
    phone.get_by_role("button", name="朗读").click()
    expect(phone.locator(".words-in-page")).to_contain_text("读不出来")
    phone.get_by_role("button", name="关闭提示").click()
    expect(phone.locator(".words-in-page")).not_to_be_visible()
