"""What offices and units do at the desk, with the keys where there are keys."""

import re

from playwright.sync_api import Locator, Page, expect

from yishang.contexts.outreach.tests.conftest import PASSWORD


def sign_in(desk: Page, login: str) -> None:
    desk.goto("/sign-in/staff/")
    desk.get_by_label("登录名", exact=True).fill(login)
    desk.get_by_label("口令", exact=True).fill(PASSWORD)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("navigation", name="主导航", exact=True)).to_be_visible()


def open_queue(desk: Page, name: str) -> None:
    """A click in the navigation (its badge follows the name); the first matter opens at the side by itself."""
    navigation = desk.get_by_role("navigation", name="主导航", exact=True)
    navigation.get_by_role("link", name=re.compile(rf"^{name}")).click()
    expect(desk.get_by_role("heading", level=1, name=name)).to_be_visible()


def go_to(desk: Page, title: str) -> None:
    """J until the matter is marked, then Enter opens it."""
    marked = desk.locator("[data-row].is-current")
    expect(marked).to_have_count(1)
    for _ in range(desk.locator("[data-row]").count()):
        if title in marked.inner_text():
            break
        desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(matter(desk).get_by_role("heading", level=2)).to_have_text(title)


def press_d(desk: Page, move: str) -> None:
    """D opens the form of what is likely done next."""
    expect(desk.locator(".htmx-request, .htmx-settling")).to_have_count(0)
    desk.keyboard.press("d")
    expect(desk.get_by_role("heading", level=3, name=move)).to_be_visible()


def triage(desk: Page, *, star: int) -> None:
    """The first star has the focus already; the arrows choose among the five, and Enter sends."""
    press_d(desk, "分类")
    expect(desk.locator("#move [name=star]").first).to_be_focused()
    for _ in range(star - 1):
        desk.keyboard.press("ArrowRight")
    expect(desk.get_by_label("一般问题")).to_be_checked()
    desk.keyboard.press("Enter")
    expect(said(desk)).to_contain_text("已分类，请选择承办单位。")


def dispatch(desk: Page, few_letters: str) -> None:
    """Choosing the unit follows on classifying: some letters, Enter takes the unit, Enter sends."""
    expect(desk.get_by_label("输入几个字找单位")).to_be_focused()
    desk.keyboard.type(few_letters)
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    expect(said(desk)).to_contain_text("已派单，承办单位已收到通知。")


def sign_for(desk: Page) -> None:
    press_d(desk, "签收")
    press_button(desk, "签收")
    expect(said(desk)).to_contain_text("已签收。")


def note_progress(desk: Page, words: str) -> None:
    press_d(desk, "记录进展")
    expect(desk.locator("#move textarea")).to_be_focused()
    desk.keyboard.type(words)
    press_button(desk, "记录进展")
    expect(said(desk)).to_contain_text("进展已记录，企业能看到。")


def close(desk: Page, words: str) -> None:
    press_d(desk, "办结")
    desk.locator("#move").get_by_label("办理结果").select_option("解决")
    desk.locator("#move").get_by_label("结果说明").fill(words)
    press_button(desk, "办结")
    expect(said(desk)).to_contain_text("已办结，已请企业评价。")


def archive(desk: Page) -> None:
    press_d(desk, "销号")
    press_button(desk, "销号")
    expect(said(desk)).to_contain_text("已销号。")


def choose_more(desk: Page, move: str) -> None:
    """A move that stands behind 更多."""
    matter(desk).locator(".matter-moves summary", has_text="更多").click()
    matter(desk).get_by_role("link", name=move, exact=True).click()
    expect(desk.get_by_role("heading", level=3, name=move)).to_be_visible()


def press_button(desk: Page, name: str) -> None:
    """The button that sends the open form."""
    desk.locator("#move form").get_by_role("button", name=name, exact=True).click()


def matter(desk: Page) -> Locator:
    return desk.locator("#matter")


def said(desk: Page) -> Locator:
    """What the desk says in passing."""
    return desk.locator("#toasts")


def sign_out(desk: Page) -> None:
    desk.locator(".desk-account > summary").click()
    desk.get_by_role("button", name="退出登录").click()
    expect(desk.get_by_role("link", name="工作人员登录")).to_be_visible()
