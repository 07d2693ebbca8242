"""A matter that one unit alone cannot settle: a meeting gives out tasks, and only after them is it closed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import at_the_desk, at_the_phone
from tests.browser.conftest import DESK, PHONE, OpenWindow
from yishang.contexts.outreach.tests.conftest import Advance, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "二期 10kV 专线外线路由未定"
CONCLUSION = "外线走人民路，住建局先办开挖许可。"
PERMIT, CHECK = "办理人民路占道开挖许可", "核对地下管线"
CHEN_JING, WANG_GONG, LIU_GONG, YANG_PING = "cbo.陈静", "dep.王工", "dep.刘工", "mbo.杨萍"
LI_MIN = "19900000101"


def test_a_meeting_gives_out_tasks_and_the_matter_is_closed_when_they_are_done(
    open_window: OpenWindow, town: Town, advance: Advance
) -> None:
    advance("handling")
    desk, phone = open_window(DESK), open_window(PHONE)
    at_the_desk.sign_in(desk, CHEN_JING)
    escalate(desk)
    change(desk, YANG_PING)
    record_meeting(desk)

    at_the_phone.sign_in(phone, LI_MIN)
    at_the_phone.look_at(phone, TITLE)
    for words in ("会议议定", "联席会议", CONCLUSION, "秦都区住建局（12月10日前）"):
        expect(phone.locator("#main")).to_contain_text(words)

    change(desk, WANG_GONG)
    at_the_desk.open_queue(desk, "办理中")
    refuse_to_close(desk)
    leave_what_was_written(desk)
    at_the_desk.sign_in(desk, LIU_GONG)
    report(desk, PERMIT, "许可已发，编号 2019-88。")
    at_the_desk.open_queue(desk, "协办")
    expect(desk.locator("[data-row]")).to_contain_text(["协办"])

    change(desk, CHEN_JING)
    clear(desk, PERMIT)
    change(desk, YANG_PING)
    cancel(desk, CHECK)
    change(desk, WANG_GONG)
    at_the_desk.open_queue(desk, "办理中")
    at_the_desk.close(desk, "专线已送电。")


def change(desk: Page, login: str) -> None:
    """Somebody else sits down, when nothing is under way any more."""
    desk.wait_for_load_state("networkidle")
    at_the_desk.sign_out(desk)
    at_the_desk.sign_in(desk, login)


def escalate(desk: Page) -> None:
    at_the_desk.open_queue(desk, "办理中")
    at_the_desk.matter(desk).locator("summary", has_text="更多").click()
    at_the_desk.matter(desk).get_by_role("link", name="提级协调", exact=True).click()
    desk.get_by_label("★4 联席会议").check()
    desk.locator("#move").get_by_label("理由").fill("涉及三家单位，会签不下来。")
    at_the_desk.press_button(desk, "提级协调")
    expect(at_the_desk.said(desk)).to_contain_text("已提级，等待开会议定。")


def record_meeting(desk: Page) -> None:
    """From the book of meetings: choose the matter, write it down, and see both tasks running."""
    desk.get_by_role("navigation", name="主导航", exact=True).get_by_role("link", name="会议", exact=True).click()
    desk.get_by_role("link", name=re.compile("登记会议（待上会 1 件）")).click()
    desk.get_by_role("checkbox", name=re.compile(TITLE)).check()
    desk.get_by_role("button", name="下一步：写会议").click()
    expect(desk.get_by_label("联席会议")).to_be_checked()
    desk.get_by_label("召开日期").fill("2019-12-09")
    desk.get_by_label("召集人").fill("杨萍（市营商办主任）")
    desk.get_by_role("checkbox", name="秦都区住建局").check()
    desk.get_by_label("议定意见").fill(CONCLUSION)
    for place, task, due in ((1, PERMIT, "2019-12-10"), (2, CHECK, "2019-12-14")):
        desk.get_by_label(f"第 {place} 项任务的单位").fill("秦都区住建局")
        desk.get_by_label(f"第 {place} 项任务的内容").fill(task)
        desk.get_by_label(f"第 {place} 项任务的完成期限").fill(due)
    desk.get_by_role("button", name="登记会议").click()
    expect(desk.get_by_text("第 2 项：2019-12-14 不上班，请选工作日。")).to_be_visible()
    expect(desk.get_by_label("第 1 项任务的内容")).to_have_value(PERMIT)
    desk.get_by_label("第 2 项任务的完成期限").fill("2019-12-13")
    desk.get_by_role("button", name="登记会议").click()
    expect(desk.get_by_text("会议已登记，议定意见已告诉企业，任务已交办。")).to_be_visible()
    for task in (PERMIT, CHECK):
        expect(desk.get_by_role("link", name=task)).to_be_visible()


def refuse_to_close(desk: Page) -> None:
    at_the_desk.press_d(desk, "办结")
    desk.locator("#move").get_by_label("办理结果").select_option("解决")
    desk.locator("#move").get_by_label("结果说明").fill("专线已送电。")
    at_the_desk.press_button(desk, "办结")
    expect(at_the_desk.matter(desk).get_by_role("alert")).to_contain_text("会议议定的任务还有 2 项没有销号")


def leave_what_was_written(desk: Page) -> None:
    """The words for closing were kept for another try; who leaves is asked."""
    desk.locator(".desk-account > summary").click()
    desk.get_by_role("button", name="退出登录").click()
    desk.get_by_role("button", name="清除并退出").click()
    expect(desk.get_by_role("link", name="工作人员登录")).to_be_visible()


def open_task(desk: Page, task: str, heap: str = "待办") -> None:
    desk.get_by_role("navigation", name="主导航", exact=True).get_by_role("link", name="会议任务").click()
    desk.get_by_role("navigation", name="任务状态").get_by_role("link", name=heap).click()
    desk.get_by_role("link", name=task).click()
    expect(desk.get_by_role("heading", level=1, name=task)).to_be_visible()


def report(desk: Page, task: str, result: str) -> None:
    open_task(desk, task)
    desk.keyboard.press("d")
    desk.get_by_label("完成情况").fill(result)
    desk.get_by_role("button", name="报告完成").click()
    expect(desk.get_by_text("已报告完成，等营商办核验。")).to_be_visible()


def clear(desk: Page, task: str) -> None:
    open_task(desk, task)
    desk.get_by_role("link", name="核验销号").click()
    desk.get_by_role("button", name="核验销号").click()
    expect(desk.locator(".matter .badge").first).to_have_text("已核验销号")


def cancel(desk: Page, task: str) -> None:
    open_task(desk, task, heap="办理中")
    desk.get_by_role("link", name="取消任务").click()
    desk.get_by_label("理由").fill("管线图已由供电公司提供。")
    desk.get_by_role("button", name="取消任务").click()
    expect(desk.get_by_text("任务已取消。")).to_be_visible()
