"""一件事 in the browser: from the first question to the result in hand, on the phone and at the desk."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import at_the_desk, at_the_phone
from tests.browser.bundled_town import settle_bundles
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.grown_trees import settle_trees
from yishang.contexts.outreach.tests.conftest import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LI_MIN, CHEN_JING = "19900000101", "cbo.陈静"
SHOP = "演示剪艺"


def test_from_the_first_question_to_the_result_in_hand(open_window: OpenWindow, town: Town) -> None:
    settle_trees()
    settle_bundles()
    phone, desk = open_window(PHONE), open_window(DESK)
    at_the_phone.sign_in(phone, LI_MIN)
    answer_the_questions(phone)
    hand_in(phone)

    at_the_desk.sign_in(
        desk, CHEN_JING
    )  # in this town the county's office is the window and stands for all departments
    for part in parts(desk):
        take(desk, part, "受理" if "户外" not in part else "提出补正")
    phone.reload()
    expect(phone.locator("#main")).to_contain_text("要补的材料，一次说清")
    supply(phone)
    for move in ("受理", "准予"):
        for part in parts(desk):
            take(desk, part, move)
    for part in parts(desk):  # what waited for another
        take(desk, part, "准予")
    phone.reload()
    expect(phone.locator("#main")).to_contain_text("全部办结，待领取")
    hand_over(desk)
    rate(phone)
    expect(phone.locator("#main")).to_contain_text("李敏已领取")


def answer_the_questions(phone: Page) -> None:
    """Four questions, one at a time; then everything on one sheet."""
    phone.goto("/bundles/")
    phone.get_by_role("link", name="开美容美发店").click()
    phone.get_by_role("link", name="开始").click()
    for question, answer in (
        ("营业执照办好了吗", "已经有了"), ("要开对公银行账户吗", "不要"), ("要雇人吗", "要"), ("灯箱、招牌广告", "要"),
    ):  # fmt: skip
        expect(phone.get_by_role("heading", level=1)).to_contain_text(question)
        phone.get_by_role("link", name=answer, exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("一次性告知单")
    expect(phone.locator("#main")).to_contain_text("6 个工作日")


def hand_in(phone: Page) -> None:
    """One form; a missing paper is said at its place and nothing is lost."""
    phone.get_by_role("link", name="网上办").click()
    phone.get_by_label("店名").fill(SHOP)
    phone.get_by_label("经营地址").fill("秦都区演示路 8 号")
    phone.get_by_role("button", name="一次交给").click()
    expect(phone.locator("#main")).to_contain_text("份必要材料")
    expect(phone.get_by_label("店名")).to_have_value(SHOP)
    for box in phone.locator("input[name=papers]").all():
        box.check()
    phone.get_by_role("button", name="一次交给").click()
    expect(phone.locator("#main")).to_contain_text("已交件")


def parts(desk: Page) -> list[str]:
    """The addresses of all parts that are still open, with what they are about."""
    desk.goto("/bundles/desk/?view=parts&heap=open")
    return [f"{one.get_attribute('href')} {one.inner_text()}" for one in desk.locator("[data-open]").all()]


def take(desk: Page, part: str, move: str) -> None:
    """Open a part and make the move, where it is open now."""
    desk.goto(part.split(" ")[0])
    button = desk.locator(".matter-moves").get_by_role("link", name=move, exact=True)
    if not button.count():
        return
    button.click()
    form = desk.locator("form.move-form")
    if move == "提出补正":
        form.get_by_label("效果图").check()
        form.get_by_label("怎样补正").fill("看不清尺寸。")
    if move == "准予":
        form.get_by_label("证照或文书编号").fill("演示〔2019〕1号")
    form.get_by_role("button", name=move, exact=True).click()
    expect(desk.locator("form.move-form")).to_have_count(0)


def supply(phone: Page) -> None:
    phone.get_by_role("link", name="补交材料").click()
    phone.locator("form.move-form").get_by_label("效果图").check()
    phone.locator("form.move-form").get_by_role("button", name="补交材料").click()
    expect(phone.locator("#main")).to_contain_text("材料已交")


def hand_over(desk: Page) -> None:
    desk.goto("/bundles/desk/?view=packages&heap=open")
    desk.locator("[data-open]").first.click()
    desk.locator(".matter-moves").get_by_role("link", name="交付结果").click()
    form = desk.locator("form.move-form")
    form.get_by_label("领取人").fill("李敏")
    form.get_by_label("领取方式").select_option(label="窗口领取")
    form.get_by_role("button", name="交付结果").click()
    expect(desk.locator("#main")).to_contain_text("结果已一次交付")


def rate(phone: Page) -> None:
    phone.reload()
    phone.get_by_role("link", name="评价", exact=True).click()
    phone.locator("form.move-form").get_by_text("非常满意", exact=True).click()
    phone.locator("form.move-form").get_by_role("button", name="评价").click()
    expect(phone.locator("#main")).to_contain_text("谢谢您的评价")
